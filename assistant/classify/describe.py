"""The head of a paper: whose it is, when, where and by whom, as it writes them. Never guesses a date or a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.classify.dates import order_of
from assistant.classify.days import day_of
from assistant.classify.kind import classify
from assistant.classify.labels import Value, labels, values
from assistant.classify.letterhead import letterhead
from assistant.classify.lines import TITLE_LINES, heading, lines, title_text
from assistant.classify.names import name_at
from assistant.classify.people import author_of, first, patient_of
from assistant.classify.titles import speaks, titles
from assistant.model.facts import When
from assistant.model.papers import Description, DocumentKind, Kind
from ingest.document import Document, Origin, PageState
from knowledge import Knowledge
from knowledge.kinds import Kinds, fold, load_kinds, plain

_READ, _HEAD, _TAIL = 40_000, 9_000, 3_000  # characters looked at for the kind; for the head; for the signature
_NAMES = 4.5  # points of a line that names the paper, not the place
_FAX = re.compile(r"\b(?:from|de)\s*:", re.IGNORECASE)
_TOWN = re.compile(r"\s+[A-Z][a-z]+,\s*[A-Z]{2}$")
_REPORT = re.compile(  # what the paper is, behind the name of the place: "Gulf States Laboratory FINAL REPORT"
    r"(?<=\w)[\s,:|-]+(?:(?:final|preliminary|amended|corrected|official|patient|imaging)\s+)?(?:report|final|results?"
    r"|informe(?:\s+final)?|resultados?)\s*$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\s{2,}|\s*\|\s*|\s+[-–]\s+|\s*\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}.*$|\s+\d+\s+[A-Z].*$|\s+(?:Tel|Fax|Phone|FAX)\b.*$"
)


def describe(document: Document, knowledge: Knowledge) -> Description:
    """The kind, title, date, place, author, patient and language of a document."""
    words = knowledge.kinds
    whole = readable(document)
    kind = _kind(document, whole[:_READ])
    text = whole if len(whole) <= _HEAD + _TAIL else f"{whole[:_HEAD]}\n{whole[-_TAIL:]}"
    found = values(text, words)
    order = order_of(whole[:_READ], words)
    ours = all(page.origin is Origin.STRUCTURED for page in document.pages)  # its first line is a title of ours
    facility = document.facility or (first(found, "facility") if ours else _facility(text, found, kind.kind, words))
    return Description(
        kind=kind,
        title=document.title or title_of(text, kind.kind, words),
        date=When.of(document.date) if document.date else day_of(text, found, kind.kind, order),
        facility=facility,
        author=document.author or author_of(text, found, words),
        language=document.language[:2] or language_of(whole, words),
        patient=patient_of(document.patient, text, found, order, words),
        letterhead=letterhead(text, facility, found),
        accession=(document.imaging.accession if document.imaging else "") or first(found, "accession"),
    )


def readable(document: Document) -> str:
    """The text of all pages that were read, with a line break between pages."""
    return "\n".join(page.text for page in document.pages if page.state is PageState.READ)


def language_of(text: str, words: Kinds | None = None) -> str:
    """The language by its commonest small words; English where nothing tells."""
    words = words or load_kinds()
    tokens = fold(text[:20_000]).split()
    counts = {language: sum(token in small for token in tokens) for language, small in words.languages.items()}
    best = max(counts, key=lambda language: (counts[language], language == "en"))
    return best if counts[best] else "en"


def _kind(document: Document, text: str) -> Kind:
    if document.kind in DocumentKind._value2member_map_:
        return Kind(DocumentKind(document.kind), 1.0, ("format",))
    return classify(text)


def _whole(title: str, text: str) -> str:
    """The title with the line above that runs on into it: it begins small, or both are capitals, the upper full."""
    rows = [title_text(line.text) for line in lines(text)[:TITLE_LINES]]
    at = rows.index(title) if title in rows else 0
    above = rows[at - 1] if at else ""
    full = title.isupper() and above.isupper() and len(above) >= _FULL_LINE
    runs_on = (full or (title[:1].islower() and len(above.split()) > 1)) and not above.endswith((".", ":"))
    return f"{above} {title}" if runs_on and len(f"{above} {title}") <= _TITLE else title


_FULL_LINE, _TITLE = 50, 140  # characters


def title_of(text: str, kind: DocumentKind, words: Kinds) -> str:
    """The line that names the paper, else its first heading."""
    named = titles(text, kind)
    if named:
        return _whole(named[0][1], text)
    for line in lines(text)[:12]:
        words_only = line.text.strip().isupper() and heading(line.text) and ":" not in line.text
        is_name = name_at(text, line.start, line.end, words=words) is not None
        if words_only and speaks(line.text) and not is_name and not _is_place(line.text, words):
            return title_text(line.text)
    return ""


# --- places ----------------------------------------------------------------------------------------------------------


def _facility(text: str, found: Sequence[Value], kind: DocumentKind, words: Kinds) -> str:
    named = {written for points, written in titles(text, kind) if points > _NAMES}
    fax = ""
    for line in lines(text)[:8]:
        candidate = _place_of(_without_names(_before_labels(line.text), found))
        if _FAX.search(line.text):
            fax = fax or next((v.text for v in found if v.field == "facility" and line.start <= v.start < line.end), "")
        elif _is_place(candidate, words) and candidate not in named:
            return candidate
    return first(found, "facility") or fax


def _without_names(line: str, found: Sequence[Value]) -> str:
    """The line without the patient's name behind the place: "Gorge Genetics Ana Roe"."""
    named = (value.text for value in found if value.field == "name" and value.text)
    ends = next((name for name in named if line.rstrip().casefold().endswith(f" {name.casefold()}")), "")
    return line.rstrip()[: -len(ends)].rstrip() if ends else line


def _before_labels(line: str) -> str:
    """What stands before the first label of a line: "Gorge Urology DOB: 4/22/1959" names a place first."""
    mark = next(iter(labels(line)), None)
    return line[: mark.start] if mark and mark.start and mark.field in ("birth_date", "mrn", "sex", "name") else line


def _place_of(line: str) -> str:
    place = _REPORT.sub("", _ADDRESS.split(title_text(line).strip())[0]).strip(" ,;-")
    return _TOWN.sub("", place) or place


def _is_place(line: str, words: Kinds) -> bool:
    tokens = fold(line).split()
    if any(sign.isdigit() for sign in line):
        return False
    if not 2 <= len(tokens) <= 9 or ":" in line or line.rstrip().endswith("."):
        return bool(2 <= len(tokens) <= 9 and ":" not in line and line.rstrip().endswith("S.C."))
    return (
        any(token in words.institutions for token in tokens) and plain(line)[:1].isalpha() and line.strip()[0].isupper()
    )
