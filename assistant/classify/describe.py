"""The head of a paper: whose it is, when, where and by whom, as it writes them. Never guesses a date or a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.classify.dates import Order, Written, order_of, written
from assistant.classify.frame import letter
from assistant.classify.kind import classify
from assistant.classify.labels import Value, labels, values
from assistant.classify.letterhead import letterhead
from assistant.classify.lines import TITLE_LINES, Line, heading, lines, title_text
from assistant.classify.names import name_at
from assistant.classify.people import author_of, first, patient_of
from assistant.classify.titles import speaks, titles
from assistant.classify.weights import heading_index
from assistant.model.facts import DateRole, When
from assistant.model.papers import Description, DocumentKind, Kind
from ingest.document import Document, Origin, PageState
from knowledge import Knowledge
from knowledge.kinds import Kinds, fold, load_kinds, plain

_ROLES = {
    "collected": DateRole.COLLECTED,
    **dict.fromkeys(("reported", "received", "ordered", "printed"), DateRole.REPORTED),
}
_COLLECTED_FIRST = frozenset({DocumentKind.LAB_REPORT, DocumentKind.PATHOLOGY_REPORT})
_AS_OF = frozenset({DocumentKind.MEDICATION_LIST, DocumentKind.PORTAL_SUMMARY})  # what stood there when it was printed
_ORDERS = frozenset({DocumentKind.OTHER, DocumentKind.REFERRAL_LETTER})
_LOOSE = frozenset(
    {
        DocumentKind.MEDICATION_LIST,
        DocumentKind.INSURANCE,
        DocumentKind.CONSENT,
        DocumentKind.LAB_REPORT,
        DocumentKind.OTHER,
    }
)
_READ, _HEAD, _TAIL = 40_000, 9_000, 3_000  # characters looked at for the kind; for the head; for the signature
_HEAD_ROWS = 8
_COLUMN_WORDS = 4  # beside the days over columns of results
_NAMES = 4.5  # points of a line that names the paper, not the place
_ENDING = re.compile(
    r"^[^:]+\s[-–|]\s+$|^[^:,;.]{3,40}\s$"
)  # "Thoracic conference - June 25, 2026": a deed and its day
_SHORT_DAY = re.compile(r"(?<![\d/.-])\d{1,2}/\d{1,2}(?![\d/.-])")  # a day without its year
_DATELINE = re.compile(r"\s*[A-ZÀ-Ý][\w.'’-]+(?: [\w.'’-]+){0,4}, (?:a )?")  # the town a letter is written in
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
        date=When.of(document.date) if document.date else _date(text, found, kind.kind, order),
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


# --- dates ---------------------------------------------------------------------------------------------------------


def _date(text: str, found: Sequence[Value], kind: DocumentKind, order: Order) -> When:
    """The day of the service itself before the day it was written down; a print or fax date never stands for it."""
    rows, dates = lines(text), [item for item in written(text) if len(item.readings[0]) == 10]
    lone = _lone_line(rows, [item for item in dates if not _of_birth(item, found)], kind)
    greeting = letter(rows, load_kinds()) if lone else None
    if lone and greeting is not None and lone.start < greeting:  # a letter's own day before those it quotes
        return lone.when(order)
    for fields in _preference(kind):
        for value in found:
            if value.field in fields and value.date:
                return value.date.when(order, _ROLES.get(value.field, DateRole.HAPPENED))
    taken = {value.date for value in found if value.date}
    near_top = lone or _in_head(rows, [item for item in dates if item not in taken], kind)
    if near_top:
        return near_top.when(order)
    if kind is DocumentKind.LAB_REPORT and (newest := _newest_column(rows, dates, order)):
        return newest.when(order)
    signed = next((v for v in found if v.field == "author"), None)
    after = _signature_date(text, dates, signed, rows)
    if after:
        return after.when(order, DateRole.REPORTED)
    free = [item for item in dates if item not in taken]
    if kind in _LOOSE and len({item.readings for item in free}) == 1:
        return free[0].when(order, DateRole.REPORTED)
    last = next((v for v in found if v.field in _last_choice(kind) and v.date), None)
    return last.date.when(order, DateRole.REPORTED) if last and last.date else When()


def _preference(kind: DocumentKind) -> tuple[tuple[str, ...], ...]:
    if kind is DocumentKind.DISCHARGE_SUMMARY:
        return ("discharged",), ("period",), ("happened",), ("dated",), ("reported",)
    if kind is DocumentKind.HISTORY_PHYSICAL:  # taken on the day of admission
        return ("happened",), ("dated",), ("admitted",), ("reported",)
    if kind in _COLLECTED_FIRST:
        return ("collected",), ("happened",), ("dated",), ("reported",), ("received",)
    if kind is DocumentKind.GENETIC_REPORT:  # genes are as they were: what counts is when they were read
        return ("reported",), ("dated",), ("happened",), ("received",), ("collected",)
    return ("happened",), ("dated",), ("period",), ("discharged",), ("collected",), ("reported",), ("received",)


def _last_choice(kind: DocumentKind) -> tuple[str, ...]:
    return ("printed",) if kind in _AS_OF else ("ordered",) if kind in _ORDERS else ()


def _lone_line(rows: Sequence[Line], dates: Sequence[Written], kind: DocumentKind) -> Written | None:
    """A letter's date stands alone on a line near the top; a patient's note has it in its first line."""
    for number, row in enumerate(rows[:18]):
        inside = [item for item in dates if row.start <= item.start < row.end]
        if len(inside) != 1:
            continue
        rest = len(row.text.strip()) - len(inside[0].text)
        placed = _DATELINE.fullmatch(row.text, 0, inside[0].start - row.start) and inside[0].end >= row.end - 1
        if rest <= 2 or placed or (number == 0 and kind in (DocumentKind.PATIENT_NOTE, DocumentKind.MEDICATION_LIST)):
            return inside[0]
    return None


def _newest_column(rows: Sequence[Line], dates: Sequence[Written], order: Order) -> Written | None:
    """Of results side by side under their days ("Component 01/12/2026 04/10/2026"), the latest day."""
    for row in rows:
        inside = [item for item in dates if row.start <= item.start < row.end]
        rest = row.text
        for item in inside:
            rest = rest.replace(item.text, " ")
        rest, short = _SHORT_DAY.subn(" ", rest)
        if inside and len(inside) + short > 1 and len(fold(rest).split()) <= _COLUMN_WORDS:
            return max(inside, key=lambda item: item.read(order))
    return None


def _of_birth(item: Written, found: Sequence[Value]) -> bool:
    return any(value.field == "birth_date" and value.date == item for value in found)


def _in_head(rows: Sequence[Line], dates: Sequence[Written], kind: DocumentKind) -> Written | None:
    """The one date that a head gives without a label: "NOTE - Urology - 09/02/2026", "DOE, ANA DOB … 9/3/2026".

    The head ends where the first section begins; a line that tells of printing, or of another day by its label, is none
    of it. Two different days settle nothing.
    """
    if kind is DocumentKind.PATIENT_NOTE:
        return None
    inside: list[Written] = []
    ending: list[Written] = []
    for row in rows[:_HEAD_ROWS]:
        if (named := heading(row.text)) and named in heading_index() and named not in load_kinds().title_labels:
            break
        if any(mark.field in ("printed", "admitted", "not_date") for mark in labels(row.text)):
            continue
        here = [item for item in dates if row.start <= item.start < row.end]
        inside += here
        ending += [item for item in here if _ENDING.search(row.text[: item.start - row.start]) and item.end >= row.end]
    for found in (inside, ending):
        if len({item.readings for item in found}) == 1:
            return found[0]
    return None


def _signature_date(text: str, dates: Sequence[Written], signed: Value | None, rows: Sequence[Line]) -> Written | None:
    for item in reversed(dates):
        if signed and 0 <= item.start - signed.end < 40:
            return item
        before = text[max(0, item.start - 60) : item.start].rpartition("\n")[2]
        if (
            any(word.strip(".,").lower() in load_kinds().credentials for word in before.split())
            and item.start > rows[-1].start - 400
        ):
            return item
    return None


# --- places ----------------------------------------------------------------------------------------------------------


def _facility(text: str, found: Sequence[Value], kind: DocumentKind, words: Kinds) -> str:
    named = {written for points, written in titles(text, kind) if points > _NAMES}
    fax = ""
    for line in lines(text)[:8]:
        candidate = _place_of(_before_labels(line.text))
        if _FAX.search(line.text):
            fax = fax or next((v.text for v in found if v.field == "facility" and line.start <= v.start < line.end), "")
        elif _is_place(candidate, words) and candidate not in named:
            return candidate
    return first(found, "facility") or fax


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
