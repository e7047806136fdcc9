"""Which part of the body a paper or a study shows, taken how, and which report belongs to which pictures."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.check.heads import date_of, same_time
from assistant.check.shelf import Shelf, Shown
from assistant.check.text import places
from assistant.model.papers import DocumentKind, Paper
from knowledge.schema import Find, Shared

REPORT_KINDS = (
    DocumentKind.RADIOLOGY_REPORT,
    DocumentKind.CARDIOLOGY_REPORT,
    DocumentKind.PROCEDURE_NOTE,
    DocumentKind.OTHER,
)
_XRAY = {"CR", "DX", "DR", "RG", "XR"}
_SAYS_WHERE = {"PT", "NM", "MG", "OPT", "OPV", "OP", "ECG", "EEG"}  # ways whose papers often name no area
PAIR_DAYS = 4


def shown(paper: Paper, shelf: Shelf) -> Shown:
    """What a study's header, or a report's title and head, says it shows."""
    if paper.id not in shelf.shown:
        shelf.shown[paper.id] = _shown(paper, shelf)
    return shelf.shown[paper.id]


def _shown(paper: Paper, shelf: Shelf) -> Shown:
    shared = shelf.pathway.shared
    imaging = paper.document.imaging
    if imaging is not None:
        series = " ".join(s.description for s in imaging.series)
        text = f"{_spaced(imaging.body_part)} {imaging.description} {series}"
        codes = {imaging.modality, *(s.modality for s in imaging.series if s.kind == "images")}
        found = {"XR" if code in _XRAY else code for code in codes if code}
        if "PT" in found:
            found -= {"CT"}
        if not found & set(shared.modalities):
            found |= modalities(text, shared)
        if "US" in found and not areas(text, shared) and any(s.kind == "images" for s in imaging.series):
            return Shown(frozenset(found), areas(imaging.description, shared))
        return Shown(frozenset(found), areas(text, shared))
    title, head = paper.description.title, shelf.head(paper)
    how = modalities(_whole_title(title, head), shared) or modalities(head, shared)
    where = areas(title, shared) or areas(head, shared)
    return Shown(how, where)


def _whole_title(title: str, head: str) -> str:
    """The title with the line before it, when it begins in the middle of a sentence (a title on two lines)."""
    lines = head.splitlines()[1:]
    at = next((n for n, line in enumerate(lines) if line.strip() == title), 0)
    return f"{lines[at - 1]} {title}" if at and title[:1].islower() else title


def _spaced(body_part: str) -> str:
    return body_part.replace("_", " ").replace("^", " ")


def modalities(text: str, shared: Shared) -> frozenset[str]:
    """Codes of the ways of taking pictures that the text names; a longer name hides a shorter one inside it."""
    hits = [(b - a, a, b, code) for code, words in shared.modalities.items() for a, b in places(words, text)]
    kept: list[tuple[int, int, str]] = []
    for _, start, end, code in sorted(hits, key=lambda h: -h[0]):
        if not any(a < end and start < b for a, b, _ in kept):
            kept.append((start, end, code))
    found = {code for _, _, code in kept}
    if "PT" in found:
        found -= {"CT", "NM"}
    return frozenset(found)


def areas(text: str, shared: Shared) -> frozenset[str]:
    return frozenset(key for key, area in shared.areas.items() if places(area.words, text))


def wider(names: Iterable[str], shared: Shared) -> frozenset[str]:
    """The areas and all that they lie within."""
    found = set(names)
    while True:
        more = {w for n in found for w in shared.areas[n].within} - found
        if not more:
            return frozenset(found)
        found |= more


def meets(find: Find, what: Shown, shared: Shared) -> bool:
    """Whether pictures (or their report) show what is asked for: an area, a part of it, or the whole it lies in."""
    if find.modality and not what.modality & set(find.modality):
        return False
    if not find.areas or (not what.areas and what.modality & _SAYS_WHERE):
        return True
    asked = set(find.areas)
    return bool(asked & what.areas or asked & wider(what.areas, shared) or wider(asked, shared) & what.areas)


def is_picture_report(paper: Paper, shelf: Shelf) -> bool:
    """A written report of pictures that can be shown: not a tracing, not a letter that speaks of scans."""
    if paper.document.imaging is not None or paper.kind not in REPORT_KINDS:
        return False
    if paper.kind is DocumentKind.RADIOLOGY_REPORT:
        return True
    titled = modalities(paper.description.title, shelf.pathway.shared)
    return bool(titled & {"CT", "MR", "PT", "NM", "US", "XA", "MG", "XR", "RF"})


def pairs(report: Paper, study: Paper, shelf: Shelf) -> bool:
    """Whether the report may be the one of these pictures: same way, same area, same days (or the same number)."""
    one, other = shown(report, shelf), shown(study, shelf)
    imaging = study.document.imaging
    accession = imaging.accession if imaging else ""
    if accession and report.description.accession == accession:
        return True
    shared = shelf.pathway.shared
    if one.modality and other.modality and not one.modality & other.modality:
        return False
    if one.areas and other.areas and not wider(one.areas, shared) & wider(other.areas, shared):
        return False
    dates = date_of(report), date_of(study)
    return same_time(*dates, PAIR_DAYS) or not all(dates)


def report_of(study: Paper, shelf: Shelf) -> Paper | None:
    return next((p for p in shelf.written if is_picture_report(p, shelf) and pairs(p, study, shelf)), None)


def study_of(report: Paper, shelf: Shelf) -> Paper | None:
    return next((s for s in shelf.studies if pairs(report, s, shelf)), None)


def missing_slices(study: Paper) -> str:
    """The numbers of absent pictures, as a short text; "" when the set is whole."""
    imaging = study.document.imaging
    runs: list[str] = []
    for series in imaging.series if imaging else ():
        numbers = sorted(series.missing)
        start = last = None
        for number in [*numbers, None]:
            if last is not None and number is not None and number == last + 1:
                last = number
                continue
            if start is not None:
                runs.append(f"{start}" if start == last else f"{start}-{last}")
            start = last = number
    return ", ".join(runs)
