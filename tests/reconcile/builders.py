"""Small papers with facts of our own making, each fact at the place where its words stand."""

from __future__ import annotations

from assistant.model.facts import Assertion, Code, DateRole, Evidence, Fact, FactKind, When
from assistant.model.history import Entry, History
from assistant.model.papers import Belongs, Description, DocumentKind, Kind, Paper
from assistant.reconcile import reconcile
from ingest.document import Document, Origin, Page, Patient

ANA = Patient("Ana Ruiz", "1970-03-09", "", "F")
TODAY = "2026-01-15"


def says(
    kind: str, name: str, text: str = "", assertion: str = "present", when: str = "", **more: object
) -> dict[str, object]:
    """A statement of a paper, to be made a fact when the paper is built."""
    return {"kind": kind, "name": name, "text": text or name, "assertion": assertion, "when": when, **more}


def paper(
    number: str,
    kind: str = "progress_note",
    date: str = "",
    *said: dict[str, object],
    patient: Patient = ANA,
    belongs: Belongs = Belongs.YES,
    text: str = "",
    title: str = "",
    accession: str = "",
    origin: Origin = Origin.TEXT,
) -> Paper:
    """A paper of one page that says these things, one a line, below `text`."""
    lines = [title, text, *(str(one["text"]) for one in said if not one.get("inside"))]
    body = "\n".join(filter(None, lines)) or "Nothing."
    document = Document(number, number, f"{number}.pdf", "application/pdf", (Page(1, body, origin),), "test/1")
    when = When.of(date) if date else When()
    about = Description(Kind(DocumentKind(kind), 0.9), title, when, patient=patient, accession=accession)
    return Paper(document, about, tuple(_fact(document, one) for one in said), belongs)


def _fact(document: Document, said: dict[str, object]) -> Fact:
    text = str(said["text"])
    start = document.pages[0].text.rindex(text)
    evidence = Evidence(document.span(1, start, start + len(text)), str(said.get("method", "rule:test")))
    rest = {key: value for key, value in said.items() if key in ("value", "unit", "flag", "range")}
    code = said.get("code")
    return Fact(
        FactKind(str(said["kind"])),
        str(said["name"]),
        text,
        (evidence,),
        Assertion(str(said["assertion"])),
        code=Code(*code) if isinstance(code, tuple) else None,
        when=When.of(str(said["when"]), DateRole(str(said.get("role", "happened")))) if said["when"] else When(),
        details=dict(said.get("details", {})),  # type: ignore[call-overload]
        **rest,  # type: ignore[arg-type]
    )


def told(*papers: Paper, **more: object) -> History:
    """The history of these papers."""
    return reconcile(papers, today=TODAY, **more)  # type: ignore[arg-type]


def only(history: History, kind: str) -> Entry:
    """The single entry of a kind."""
    (entry,) = history.of(FactKind(kind))
    return entry
