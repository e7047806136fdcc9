"""What hurried notes, check-boxes and messages say of a person, and what they only name."""

import pytest

from assistant.model.facts import FactKind
from tests.extract.builders import facts

HEAD = "Springfield Clinic\nPatient: Ana Ruiz   DOB: 03/09/1970\nDate of service: 06/02/2026\n\n"

SAID = {
    "a row of boxes": [
        ("Glaucoma          ☐ Yes  ☒ No", "glaucoma", "absent"),
        ("Glaucoma          ☒ Yes  ☐ No", "glaucoma", "present"),
        ("Epilepsy: [ ] No [X] Yes", "epilepsy", "present"),
        ("Hepatitis C  Yes [ ] No [X]", "hepatitis c", "absent"),
        ("4. Do you have gout?  ( ) Yes  (X) No", "gout", "absent"),
        ("¿Tiene glaucoma?  [X] Sí  [ ] No", "glaucoma", "present"),
        ("Defibrillator Y / (N)   Dentures (Y) / N", "implantable cardioverter defibrillator", "absent"),
        ("Lupus                No\nPsoriasis            Yes", "systemic lupus erythematosus", "absent"),
        ("Metal fragments NO. Glaucoma NO. Hip replacement YES (left).", "hip replacement", "present"),
    ],
    "doubt or a wish": [
        ("He thought he was having a heart attack; troponin was flat.", "myocardial infarction", "possible"),
        ("Findings worrisome for, but not diagnostic of, mesothelioma.", "mesothelioma", "possible"),
        ("If the scan shows hydronephrosis, a stent will be placed.", "hydronephrosis", "conditional"),
        ("Considerar paracentesis si ascitis.", "ascites", "conditional"),
        ("I would like to hear about dupilumab.", "dupilumab", "planned"),
        ("Prior authorization for rituximab was sent.", "rituximab", "planned"),
    ],
    "advised": [
        ("He was offered nephrectomy and will think about it.", "nephrectomy", "planned"),
        ("She is recommended oophorectomy.", "oophorectomy", "planned"),
        ("Proposed surgery: right carotid endarterectomy", "carotid endarterectomy", "planned"),
        ("She is not a candidate for hysterectomy.", "hysterectomy", "absent"),
    ],
    "over": [
        ("PMH: pyloric stenosis (outgrown), psoriasis (current).", "pyloric stenosis", "historical"),
        ("La ciática se me quitó en mayo.", "sciatica", "historical"),
        ("Fewer cramps since stopping simvastatin.", "simvastatin", "historical"),
        ("Ya no tomo amlodipino porque me hinchaba los pies.", "amlodipine", "historical"),
        ("She is migraine-free on topiramate.", "migraine", "absent"),
    ],
    "what stands behind the word": [
        ("4 mm lesion of the liver, likely hemangioma.", "hemangioma", "possible"),
        ("Osteoporosis - no compression fracture.", "osteoporosis", "present"),
        ("No vomiting, mild constipation.", "constipation", "present"),
        ("No vomiting, mild headache, or rash.", "headache", "absent"),
        ("Not using tramadol, taking acetaminophen only.", "acetaminophen", "present"),
        ("No active synovitis of the wrists.", "active synovitis of wrists", "absent"),
    ],
}


@pytest.mark.parametrize(
    ("sentence", "name", "assertion"), [case for group in SAID.values() for case in group], ids=lambda value: value[:40]
)
def test_a_note_says_of_the_person_what_it_says(sentence: str, name: str, assertion: str) -> None:
    told = {str(fact.assertion) for fact in facts(HEAD + sentence, kind="progress_note") if fact.name == name}
    assert told == {assertion}


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Exercise tolerance above 4 METs.", "metastatic disease"),
        ("PRE-ANESTHESIA ASSESSMENT\nASA 2.", "pre-anesthesia"),
        ("Distant metastasis: Not applicable", "metastatic disease"),
        ("Kidney stones can form when the urine is concentrated.", "kidney stone"),
        ("Lupus is a chronic autoimmune disease. Treatments include hydroxychloroquine.", "hydroxychloroquine"),
        ("My brother takes Stelara for psoriasis.", "psoriasis"),
        ("Aneurysm clip NO.", "aneurysm"),
    ],
)
def test_what_is_only_named_is_nobodys(sentence: str, name: str) -> None:
    told = {fact.name: str(fact.assertion) for fact in facts(HEAD + sentence) if fact.kind != FactKind.FAMILY_HISTORY}
    assert told.get(name) != "present"


@pytest.mark.parametrize(
    ("sentence", "name", "relation"),
    [
        ("Cancer in her father and in both sisters.", "cancer", "father"),
        ("There is melanoma in an aunt.", "melanoma", "aunt"),
    ],
)
def test_a_relative_behind_the_illness_has_it(sentence: str, name: str, relation: str) -> None:
    found = [f for f in facts(HEAD + sentence) if f.name == name]
    assert found
    assert {str(fact.kind) for fact in found} == {"family_history"}
    assert found[0].details["relation"] == relation


def test_a_heading_with_the_day_it_holds_of_opens_its_list() -> None:
    told = [(str(f.kind), f.name) for f in facts(HEAD + "Allergies as of 6/2/2026:\nCodeine (nausea)\nBees (hives)\n")]
    assert ("allergy", "codeine") in told
    assert not [kind for kind, _ in told if kind in ("medication", "symptom")]


def test_a_status_in_brackets_is_that_of_the_line_it_begins() -> None:
    text = (
        "Current Outpatient Medications:\n  losartan 50 mg tablet, Take 1 tablet by mouth every day, Disp 90, Rfl 3\n"
    )
    told = {f.name: f.details["status"] for f in facts(HEAD + text + "  [DISCONTINUED] glyburide 5 mg tablet\n")}
    assert told == {"losartan": "active", "glyburide": "stopped"}
