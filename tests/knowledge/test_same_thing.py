"""A wording of the name files says the same thing as its name: nothing near it, narrower or wider."""

from __future__ import annotations

import pytest

from knowledge import load
from knowledge.kinds import fold
from knowledge.listed import listed
from knowledge.plain import plain

NOT_THE_SAME = [
    ("left hip arthroscopy", "procedure", "hip arthroscopy"),
    ("arthroscopy", "procedure", "arthroscopy"),
    ("bioprosthetic valve", "device", "bioprosthetic valve"),
    ("mitral valve replacement", "procedure", "mitral valve replacement"),
    ("TAVR", "procedure", "transcatheter aortic valve replacement"),
    ("wheelchair", "device", "wheelchair"),
    ("cane", "device", "cane"),
    ("dogs", "allergen", "dogs"),
    ("tree nuts", "allergen", "tree nuts"),
    ("barium enema", "procedure", "barium enema"),
    ("central line", "device", "central venous catheter"),
    ("spinal anesthesia", "procedure", "spinal anesthesia"),
    ("punch biopsy", "procedure", "punch biopsy"),
    ("pelvic MRI", "procedure", "pelvic mri"),
    ("sleeve gastrectomy", "procedure", "sleeve gastrectomy"),
    ("shoulder replacement", "procedure", "shoulder replacement"),
    ("biceps tenotomy", "procedure", "biceps tenotomy"),
    ("CRT-P", "device", "crt-p"),
    ("hormone replacement therapy", "procedure", "hormone replacement therapy"),
    ("androgen deprivation", "procedure", "androgen deprivation therapy"),
    ("open heart surgery", "procedure", "open heart surgery"),
    ("radiosurgery", "procedure", "stereotactic radiosurgery"),
    ("phototherapy", "procedure", "phototherapy"),
    ("medial branch block", "procedure", "medial branch block"),
    ("alcohol septal ablation", "procedure", "alcohol septal ablation"),
    ("gross total resection", "procedure", "gross total resection"),
    ("vertebroplastia", "procedure", "vertebroplasty"),
    ("fecundación in vitro", "procedure", "in vitro fertilization"),
    ("watchful waiting", "procedure", "watchful waiting"),
    ("gadolinium", "allergen", "gadolinium"),
    ("latent TB", "problem", "latent tuberculosis"),
    ("septic shock", "problem", "septic shock"),
    ("NSTEMI", "problem", "non-st-elevation myocardial infarction"),
    ("elevated blood pressure", "problem", "elevated blood pressure"),
    ("impaired fasting glucose", "problem", "impaired fasting glucose"),
    ("retrolisthesis", "problem", "retrolisthesis"),
    ("disc bulge", "problem", "disc bulge"),
    ("iron deficiency", "problem", "iron deficiency"),
    ("small cell carcinoma", "problem", "small cell carcinoma"),
    ("postmenopausal bleeding", "symptom", "postmenopausal bleeding"),
    ("aphasia", "symptom", "aphasia"),
    ("onicólisis", "problem", "onycholysis"),
    ("hs-troponin T", "lab", "high-sensitivity troponin t"),
    ("serum immunofixation", "lab", "immunofixation, serum"),
    ("vedolizumab level", "lab", "vedolizumab level"),
    ("Vyvanse", "medication", "lisdexamfetamine"),
]


@pytest.mark.parametrize(("written", "kind", "name"), NOT_THE_SAME)
def test_a_neighbouring_or_narrower_thing_is_named_as_what_it_is(written: str, kind: str, name: str) -> None:
    hits = load().lexicon.find(written, plain(written))
    assert name in {term.name for hit in hits for term in hit.terms if term.kind == kind}


def test_a_wording_means_one_thing_of_its_kind() -> None:
    names: dict[tuple[str, str], set[str]] = {}
    for one in listed(load().lexicon.words):
        for wording in (one.name, *map(str, one.facts.get("also", ())), *map(str, one.facts.get("es", ()))):
            names.setdefault((plain(wording), one.kind), set()).add(one.name)
    assert {wording: meant for wording, meant in names.items() if len(meant) > 1} == {}


def test_a_wider_name_is_itself_listed_and_no_name_is_wider_than_itself() -> None:
    lexicon = load().lexicon
    names = {fold(one.name) for one in listed(lexicon.words)}
    assert {name for above in lexicon.wider.values() for name in above} <= names
    assert [name for name, above in lexicon.wider.items() if name in above] == []


@pytest.mark.parametrize("written", ["SI joint injection", "ASD closure at age 4", "TEN mg", "PVD of the right eye"])
def test_an_abbreviation_of_two_things_names_neither(written: str) -> None:
    named = {term.name for hit in load().lexicon.find(written, plain(written)) for term in hit.terms}
    assert not named & {"suicidal ideation", "autism", "stevens-johnson syndrome", "peripheral artery disease"}
