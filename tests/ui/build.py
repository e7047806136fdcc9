"""A small dossier with every kind of trouble: papers that differ, a stranger's paper, a hostile name, a gap."""

from dataclasses import replace

from assistant.model.case import Case, Dossier
from assistant.model.facts import Assertion, Evidence, Fact, FactKind, When
from assistant.model.gaps import Gap, GapState, Need, Question, QuestionOrigin, Received
from assistant.model.history import Agreement, Conflict, Entry, Event, History
from assistant.model.papers import Belongs, Description, DocumentKind, Kind, Paper
from assistant.prepare import statement_paper
from ingest.document import Document, Imaging, Origin, Page, Patient, Series

HOSTILE = "<script>alert(1)</script> **bold** :smile: [a](javascript:alert(1)) $x$ note.pdf"
TEXT = (
    "Penicillin - rash\nMetformin 500 mg PO BID\nType 2 diabetes\nTumor size 1.8 cm\nTumor size 2.1 cm\n"
    "Hemoglobin 9.1 g/dL (12.0-16.0) L\nIMPRESSION: <b>Nothing new.</b>\nMastectomy planned\nMother had asthma\n"
)


def document(name: str = HOSTILE, media_type: str = "application/pdf", **more) -> Document:
    page = Page(1, TEXT, Origin.TEXT, width=612, height=792)
    return Document(
        id="d" * 64, source="s" * 64, name=name, media_type=media_type, pages=(page,), reader="pdf/1", **more
    )


def study() -> Document:
    series = Series("1.2.3", "AXIAL", "MR", 5, (3,), "KNEE", tuple(f"IM{n}" for n in range(5)))
    imaging = Imaging("1.2", "MR", "KNEE", "2026-05-03", "MR KNEE", (series, replace(series, uid="1.2.4", missing=())))
    page = Page(1, "MR KNEE\n", Origin.STRUCTURED)
    return Document("e" * 64, "f" * 64, "disc", "application/dicom", (page,), "dicom/1", imaging=imaging)


def fact(paper: Document, kind: FactKind, name: str, quote: str, **more) -> Fact:
    start = paper.pages[0].text.index(quote)
    place = Evidence(paper.span(1, start, start + len(quote)), "rule:test")
    return Fact(kind=kind, name=name, text=quote, evidence=(place,), **more)


def entry(one: Fact, **more) -> Entry:
    return Entry(f"entry-{one.id}", one.kind, one.name, (one,), one.assertion, Agreement.ONE_SOURCE, one.when, **more)


def dossier(case: Case, language: str = "en") -> Dossier:
    """What would follow from `case` if it held these papers."""
    letter, pictures = document(), study()
    when = When.of("2026-05-03")
    facts = [
        fact(letter, FactKind.ALLERGY, "penicillin", "Penicillin - rash", details={"reaction": "rash"}),
        fact(letter, FactKind.MEDICATION, "metformin", "Metformin 500 mg PO BID", details={"dose": "500 mg"}),
        fact(letter, FactKind.PROBLEM, "type 2 diabetes", "Type 2 diabetes", when=when),
        fact(letter, FactKind.PATHOLOGY_DIAGNOSIS, "tumor size", "Tumor size 1.8 cm", when=When.of("2026-05")),
        fact(letter, FactKind.PROCEDURE, "mastectomy", "Mastectomy planned", assertion=Assertion.PLANNED),
        fact(letter, FactKind.IMPRESSION, "impression", "IMPRESSION: <b>Nothing new.</b>", when=when),
        fact(letter, FactKind.FAMILY_HISTORY, "asthma", "Mother had asthma", assertion=Assertion.FAMILY),
        fact(
            letter,
            FactKind.LAB_RESULT,
            "hemoglobin",
            "Hemoglobin 9.1 g/dL (12.0-16.0) L",
            when=when,
            value="9.1",
            unit="g/dL",
            range="12.0-16.0",
            flag="L",
        ),
    ]
    other = fact(letter, FactKind.PATHOLOGY_DIAGNOSIS, "tumor size", "Tumor size 2.1 cm")
    stranger = document("x-ray of someone.pdf")
    stranger = replace(stranger, id="9" * 64, patient=Patient(name="Ana Lopes"))
    kind = Kind(DocumentKind.CONSULT_NOTE, 0.9)
    papers = [
        Paper(
            letter,
            Description(kind, title="Clinic letter", date=when, facility="Mercy"),
            (*facts, other),
            Belongs.YES,
        ),
        Paper(pictures, Description(Kind(DocumentKind.IMAGING_STUDY, 1.0), date=when), (), Belongs.YES),
        Paper(stranger, Description(kind, patient=Patient(name="Ana Lopes")), (), Belongs.OTHER),
        *(statement_paper(statement) for statement in case.statements),
    ]
    history = History(
        entries=tuple(entry(one) for one in facts),
        conflicts=(Conflict("conflict-1", "tumor size", (("1.8 cm", (facts[3],)), ("2.1 cm", (other,))), other.kind),),
        timeline=(
            Event(when, "test", "Hemoglobin 9.1", facts[7].evidence),
            Event(When.of("2025-01-02"), "imaging", "MRI of the knee", facts[5].evidence),
            Event(When(), "other", "No date", ()),
        ),
        one_liner="58 F, diabetes",
    )
    return Dossier(
        case=case,
        papers=tuple(papers),
        history=history,
        pathways=("breast-cancer",),
        pathway_titles=("Breast cancer",),
        gaps=gaps(facts[4]),
        received=(Received("consult", "Letter from a specialist", (letter.id,), Need.REQUIRED),),
        suggested=(
            Question("q-1", "What are my choices?", QuestionOrigin.KNOWLEDGE, 1, "People often ask this."),
            Question("q-2", "Which size is right?", QuestionOrigin.RECORD, 2, "Two papers differ.", other.evidence),
        ),
        today="2026-11-23",
        language=language,
    )


def gaps(mentioned: Fact) -> tuple[Gap, ...]:
    shared = {"why": "The doctor looks at the pictures.", "who_has_it": "The hospital"}
    return (
        Gap(
            "g-1",
            "mri",
            "MRI pictures",
            GapState.MISSING,
            need=Need.REQUIRED,
            kind="image",
            clock="access",
            evidence=mentioned.evidence,
            **shared,
        ),
        Gap(
            "g-2",
            "slides",
            "Tissue slides",
            GapState.OUTDATED,
            need=Need.RECOMMENDED,
            kind="slides",
            clock="slides",
            facility="Mercy",
            **shared,
        ),
        Gap("g-3", "conflict", "Tumor size", GapState.UNCONFIRMED, need=Need.REQUIRED, kind="conflict", **shared),
    )
