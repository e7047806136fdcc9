"""Whole impressions, measurements of a report's table, recommendations and appointments: facts that are sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.extract import shapes
from assistant.extract.reading import Place
from assistant.extract.work import LISTED, Work
from assistant.model.facts import Assertion, Fact, FactKind
from knowledge.plain import plain

DATE = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}-\d\d")
ADVISING = frozenset({"impression", "assessment", "comment", "diagnosis", "findings"})
REPORTS = frozenset({"imaging", "procedure", "pathology", "laboratory"})


def impressions(work: Work) -> Iterator[Fact]:
    """Each sentence of an impression, whole."""
    if work.setting.kind not in REPORTS:
        return
    for place in work.reading.sentences:
        if not _concludes(work, place) or not re.search(r"[A-Za-z]{4}", work.text[place.start : place.end]):
            continue
        flat = work.flat[place.start : place.end]
        if shapes.said("only_a_label").match(flat.rstrip()):
            continue
        signed = shapes.said("signed_off").search(flat)
        if work.foot(place.start, place.end) or (signed and (len(flat) < 70 or not signed.start())):
            continue
        names = [name for name in work.names_in(place) if name.kind in ("problem", "symptom")]
        denied = shapes.said("denial").search(flat) is not None
        judged = [work.judge(place, name.start, name.end) for name in names]
        assertion = Assertion.PRESENT
        if denied and not any(judgement.assertion is Assertion.PRESENT for judgement in judged):
            assertion = Assertion.ABSENT
        elif (
            judged
            and names[0].start - place.start < 45
            and judged[0].assertion
            in (
                Assertion.POSSIBLE,
                Assertion.HISTORICAL,
                Assertion.ABSENT,
                Assertion.CONDITIONAL,
            )
        ):
            assertion = judged[0].assertion
        if not judged and shapes.said("left_open").search(flat):
            assertion = Assertion.POSSIBLE
        whole = work.text[place.start : place.end]
        told = shapes.said("denied_tail").sub("", whole)
        written = _short(told if assertion is not Assertion.ABSENT and len(told.split()) > 1 else whole)
        start = place.start
        if len(written.split()) == 1:  # "RESULT: NEGATIVE" says it with its heading only
            start = work.reading.section_at(start).start
            written = _short(work.text[start : place.end])
        details = {"size": size[0] if (size := shapes.pattern(work.lexicon, "size").search(flat)) else ""}
        yield work.fact(
            FactKind.IMPRESSION,
            written,
            (start, place.end),
            "impression",
            assertion,
            when=work.setting.when,
            details=details,
        )


def _concludes(work: Work, place: Place) -> bool:
    """It stands under an impression, or where a genetic report says what it found."""
    if place.section == "impression" or work.setting.declared != "genetic_report":
        return place.section == "impression"
    return work.reading.section_at(place.start).title in work.lexicon.words["patterns"]["found_in_genes"]


def rows(work: Work) -> Iterator[Fact]:
    """Lines of a report's table ("Distance from anal verge 9 cm") that name no known test."""
    if work.setting.kind not in ("imaging", "procedure", "pathology"):
        return
    for line in work.reading.lines:
        section = work.reading.section_at(line.start)
        if section.kind not in ("findings", "labs", "other", "impression", "diagnosis") or line.start < section.body:
            continue
        written = work.text[line.start : line.end].strip()
        if written.endswith((".", ";")) or len(written) > 80 or DATE.search(written):
            continue
        if work.foot(line.start, line.end):
            continue
        row = shapes.said("report_row").match(written)
        if (
            not row
            or _in_prose(work, line.start, line.end)
            or shapes.said("not_a_test").search(plain(row[1]))
            or shapes.said("heads_a_table").match(plain(written))
            or any(
                name.start <= line.end
                and name.end >= line.start
                and (name.kind in ("lab", "vital", "marker") or name.of("lab", "vital", "marker"))
                for name in work.names
            )
        ):
            continue
        said = plain(row[2])
        assertion = Assertion.ABSENT if shapes.said("row_denied").match(said) else Assertion.PRESENT
        number = re.match(r"([<>]?=?\s?\d[\d.,]*)\s?([a-z%/0-9]{1,8}(?![a-z]))?(?! ?[a-z])", said)
        yield work.fact(
            FactKind.IMAGING_FINDING if work.setting.kind != "pathology" else FactKind.PATHOLOGY_DIAGNOSIS,
            plain(row[1]).strip(),
            (line.start, line.end),
            "report.row",
            assertion,
            when=work.setting.when,
            value=number[1].strip() if number else row[2].strip(),
            unit=number[2] if number else None,
        )


def _in_prose(work: Work, first: int, last: int) -> bool:
    """A line in the middle of a sentence that goes on before and behind it."""
    place = work.place_of(first)
    return place is not None and (place.start < first or place.end > last + 1) and work.prose(place)


def recommendations(work: Work) -> Iterator[Fact]:
    """Sentences of a plan, and sentences elsewhere that recommend."""
    for place in work.reading.sentences:
        if place.section != "plan" and place.section not in ADVISING:
            continue
        flat = work.flat[place.start : place.end]
        if place.section != "plan" and not shapes.pattern(work.lexicon, "recommend").search(flat):
            continue
        if (
            len(flat) < 8
            or not re.search(r"[a-z]{3}", flat)
            or _signature(work, place)
            or work.setting.kind == "patient"
        ):
            continue
        if work.foot(place.start, place.end) or shapes.pattern(work.lexicon, "not_advice").search(flat):
            continue
        later = [found for found in work.dates_in(place.start, place.end) if found.when.date > work.setting.when.date]
        booked = later and shapes.pattern(work.lexicon, "appointment").search(flat)
        yield work.fact(
            FactKind.APPOINTMENT if booked else FactKind.RECOMMENDATION,
            _short(work.text[place.start : place.end]),
            (place.start, place.end),
            "plan" if place.section == "plan" else "recommend",
            Assertion.PLANNED,
            when=later[0].when if later else work.setting.when,
        )


def _signature(work: Work, place: Place) -> bool:
    written = work.text[place.start : place.end]
    return len(written) < 70 and shapes.doctor(work.lexicon).search(written) is not None and len(written.split()) <= 7


def _short(text: str, limit: int = 90) -> str:
    """A sentence as a short name: one line, no number in front, no full stop behind."""
    line = LISTED.sub("", " ".join(text.split())).rstrip(" .;:")
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0]
