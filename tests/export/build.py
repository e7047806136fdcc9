"""Small builders of papers, statements and dossiers whose words are checked against their pages."""

import hashlib
import io
from contextlib import nullcontext

from assistant.model.case import Case, Dossier, Goal
from assistant.model.facts import Assertion, Code, Evidence, Fact, FactKind, FactOrigin, When
from assistant.model.gaps import Gap, GapState, Need, Question, QuestionOrigin, Received
from assistant.model.history import Agreement, Conflict, Entry, Event, History
from assistant.model.package import Original
from assistant.model.papers import Belongs, Description, DocumentKind, Kind, Paper
from assistant.model.people import Person
from ingest.document import Document, Imaging, Origin, Page, Patient, Series

PATHOLOGY = """Tamarack Pathology
Final diagnosis
Left breast, core biopsy: invasive ductal carcinoma, grade 2.
Estrogen receptor: positive, 95%.
HER2 by FISH: pending."""
LETTER = """Cedar Hollow Clinic
Medications: metformin 1000 mg twice daily. Lisinopril 10 mg daily.
Allergies: penicillin, anaphylaxis.
Past history: type 2 diabetes. No blood clots. Cholecystectomy in 2009.
Mother had breast cancer at 49.
Never smoker.
Left mastectomy is planned for 12/08/2026."""
PORTAL = """Allergies: no known allergies
Metformin 500 mg twice daily"""
SCAN = """MRI of both breasts
IMPRESSION
1. Known cancer, 2.6 cm, at 2 o'clock.
2. No suspicious lymph nodes."""
LABS = """Hemoglobin 11.3 L g/dL 12.0-15.5
Glucose 131 H mg/dL 70-99
Creatinine 0.88 mg/dL 0.50-1.10"""
EARLIER = "Hemoglobin 12.4 g/dL 12.0-15.5"
STRANGER = "Patient: Ruiz, Helena\nNo fracture of the knee."


def document(name, text, **more):
    sha = hashlib.sha256(text.encode()).hexdigest()
    pages = tuple(Page(n, t, Origin.TEXT, width=612, height=792) for n, t in enumerate(text.split("\f"), 1))
    return Document(sha, sha, name, "text/plain", pages, "text/1", **more)


def paper(name, text, kind, date="", facility="", belongs=Belongs.YES, **more):
    about = Description(Kind(DocumentKind(kind), 0.9), more.pop("title", name), When.of(date), facility, **more)
    return Paper(document(name, text), about, (), belongs)


def fact(source, kind, quote, name="", assertion="present", origin="rule", **more):
    place = next(
        source.document.span(page.number, page.text.index(quote), page.text.index(quote) + len(quote))
        for page in source.document.pages
        if quote in page.text
    )
    evidence = (Evidence(place, "rule:test"),)
    return Fact(
        FactKind(kind), name or quote.lower(), quote, evidence, Assertion(assertion), origin=FactOrigin(origin), **more
    )


def entry(*facts, agreement=None, **more):
    first = facts[0]
    agreement = agreement or (Agreement.AGREE if len(facts) > 1 else Agreement.ONE_SOURCE)
    more.setdefault("when", first.when)
    more.setdefault("code", first.code)
    more.setdefault("details", first.details)
    return Entry(f"e-{first.id}", first.kind, first.name, facts, first.assertion, agreement, **more)


def full(**changes):
    """A case with a bit of everything: gaps, a conflict, a stranger's paper, labs twice, a scan with its report."""
    path = paper("biopsy.pdf", PATHOLOGY, "pathology_report", "2026-10-02", "Tamarack Pathology", accession="TPA-26")
    letter = paper("letter.pdf", LETTER, "consult_note", "2026-10-27", "Cedar Hollow Clinic", author="T. Lindqvist, MD")
    portal = paper("portal.xml", PORTAL, "portal_summary", "2026-09-15")
    scan = paper("mri.pdf", SCAN, "radiology_report", "2026-10-12", "Cedar Hollow", title="MRI of both breasts")
    labs = paper("labs.pdf", LABS, "lab_report", "2026-10-20")
    earlier = paper("old labs.pdf", EARLIER, "lab_report", "2026-06-03")
    stranger = paper("knee.pdf", STRANGER, "radiology_report", "2026-07-14", belongs=Belongs.OTHER)
    study = pictures()
    allergy = fact(letter, "allergy", "penicillin, anaphylaxis", "penicillin", details={"reaction": "anaphylaxis"})
    none = fact(portal, "allergy", "no known allergies", "known allergies", "absent")
    e = [
        entry(
            fact(
                path,
                "pathology_diagnosis",
                "Left breast, core biopsy: invasive ductal carcinoma, grade 2.",
                "invasive ductal carcinoma",
                when=When.of("2026-10-02"),
                code=Code("ICD-10-CM", "C50.912"),
            )
        ),
        entry(fact(path, "biomarker", "Estrogen receptor: positive, 95%.", "estrogen receptor", value="positive")),
        entry(fact(path, "biomarker", "HER2 by FISH: pending.", "her2", "planned")),
        entry(
            fact(letter, "medication", "metformin 1000 mg twice daily", "metformin", details=dose("1000 mg")),
            fact(portal, "medication", "Metformin 500 mg twice daily", "metformin", details=dose("500 mg")),
            agreement=Agreement.DIFFER,
            status="active",
            code=Code("RxNorm", "6809"),
        ),
        entry(fact(letter, "medication", "Lisinopril 10 mg daily", "lisinopril", when=When.of("2021"))),
        entry(allergy, agreement=Agreement.DIFFER),
        entry(none, agreement=Agreement.DIFFER),
        entry(fact(letter, "problem", "type 2 diabetes", code=Code("ICD-10-CM", "E11.9"))),
        entry(fact(letter, "problem", "blood clots", assertion="absent")),
        entry(fact(letter, "procedure", "Cholecystectomy in 2009", "cholecystectomy", when=When.of("2009"))),
        entry(fact(letter, "procedure", "Left mastectomy is planned for 12/08/2026.", "left mastectomy", "planned")),
        entry(fact(letter, "family_history", "Mother had breast cancer at 49", "breast cancer", "family")),
        entry(fact(letter, "social_history", "Never smoker", "never smoker")),
        entry(fact(scan, "impression", "1. Known cancer, 2.6 cm, at 2 o'clock.", "known cancer")),
        entry(fact(scan, "impression", "2. No suspicious lymph nodes.", "suspicious lymph nodes", "absent")),
        entry(lab(labs, "Hemoglobin 11.3 L g/dL 12.0-15.5", "hemoglobin", "11.3", "g/dL", "12.0-15.5", "L")),
        entry(lab(earlier, EARLIER, "hemoglobin", "12.4", "g/dL", "12.0-15.5", "")),
        entry(lab(labs, "Glucose 131 H mg/dL 70-99", "glucose", "131", "mg/dL", "70-99", "H")),
        entry(lab(labs, "Creatinine 0.88 mg/dL 0.50-1.10", "creatinine", "0.88", "mg/dL", "0.50-1.10", "")),
    ]
    conflict = Conflict(
        "c1", "allergy", (("penicillin", (allergy,)), ("no known allergies", (none,))), FactKind.ALLERGY
    )
    events = tuple(Event(item.when, "other", item.name, item.evidence) for item in e if item.when.date)
    history = History(tuple(e), (conflict,), events, {stranger.id: "other"}, "58 F with a cancer.", e[0].evidence)
    gaps = (
        Gap("g1", "slides", "Pathology slides", GapState.MISSING, "To look again.", "The pathology department",
            Need.REQUIRED, e[0].evidence, "slides", (path.id,), "Tamarack Pathology", clock="slides"),
        Gap("g2", "wrong-patient", "Knee x-ray names Helena Ruiz", GapState.WRONG_PATIENT, "Not yours?", "You",
            Need.REQUIRED, (Evidence(stranger.document.span(1, 9, 21), "rule"),), "identity"),
        Gap("g3", "mri-images", "MRI pictures", GapState.REPORT_ONLY, "To see.", "Radiology file room",
            Need.RECOMMENDED, (), "image", (), "Cedar Hollow", "MRI report", "2026-10-12", clock="access"),
    )  # fmt: skip
    questions = (
        Question("q1", "Can I keep my breast safely?", QuestionOrigin.PATIENT, 1, top=True),
        Question("q2", "Is the HER2 result needed first?", QuestionOrigin.RECORD, 2, "It is pending.", e[2].evidence),
    )
    case = Case(
        "case-1", "VSO 4821 7730", "owner", "2026-11-01T09:00:00Z",
        patient=Person("Elena Ruiz Halvorsen", "1968-02-11", "F", mrn="CH-204417", phone="555-014-9911"),
        goal=Goal("breast cancer", reason="They want to take the whole breast.", decide_by="2026-12-08",
                  worries="Losing my work", doctor="Dr Lindqvist"),
        questions=questions,
    )  # fmt: skip
    values = {
        "case": case,
        "papers": (path, letter, portal, scan, labs, earlier, stranger, study),
        "history": history,
        "pathways": (),
        "pathway_titles": ("Breast cancer",),
        "gaps": gaps,
        "received": (Received("pathology-report", "Pathology report", (path.id,), Need.REQUIRED, "2026-10-02"),),
        "suggested": (),
        "today": "2026-11-15",
    }
    return Dossier(**{**values, **changes})


def dose(amount):
    return {"dose": amount, "route": "oral", "frequency": "twice daily"}


def lab(source, quote, name, value, unit, bounds, flag):
    when = When.of(source.description.date.date)
    return fact(source, "lab_result", quote, name, value=value, unit=unit, range=bounds, flag=flag, when=when)


def pictures():
    text = "MR 2026-10-12 MRI BREAST"
    series = Series("1.2.3.5", "AX T1", "MR", 11, (7,), members=("a/IM1",))
    imaging = Imaging("1.2.3", "MR", "BREAST", "2026-10-12", "MRI BREAST", (series,))
    made = document("MRI disc", text, imaging=imaging, kind="imaging_study", members={"a/IM1": "0" * 64})
    about = Description(Kind(DocumentKind.IMAGING_STUDY, 1.0), "MRI BREAST", When.of("2026-10-12"), "Cedar Hollow")
    return Paper(made, about, (), Belongs.YES)


def nothing():
    """Nothing known at all."""
    case = Case("case-0", "VSO 0000 0000", "owner", "2026-11-01T09:00:00Z")
    return Dossier(case, (), History(), (), (), (), (), (), "2026-11-15")


def originals(dossier):
    """Stored files whose bytes are the papers' own text."""
    found = []
    for one in dossier.papers:
        data = "\f".join(page.text for page in one.document.pages).encode()
        sha = hashlib.sha256(data).hexdigest()
        found.append(Original((one.id,), sha, one.document.name, len(data), lambda d=data: nullcontext(io.BytesIO(d))))
    return found


__all__ = ["Patient", "document", "entry", "fact", "full", "lab", "nothing", "originals", "paper"]
