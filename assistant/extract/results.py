"""Laboratory results, measurements, vital signs and biomarkers, from lines, tables and sentences, as written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.extract import shapes
from assistant.extract.collected import awaited, collected
from assistant.extract.columns import columns, heads, later
from assistant.extract.genes import variant
from assistant.extract.mentions import Mention
from assistant.extract.printed import long_named, unnamed
from assistant.extract.reading import Place
from assistant.extract.values import below, point, shape, tail
from assistant.extract.work import Work
from assistant.model.facts import Assertion, Fact, FactKind, When
from knowledge.lexicon import Term

KINDS = {"lab": FactKind.LAB_RESULT, "vital": FactKind.VITAL, "marker": FactKind.BIOMARKER}
OF_TIME = re.compile(r"\s*(?:ms|msec|milliseconds?|sec|seconds?|bpm)\b", re.I)
LENGTHS = frozenset({"cm", "m", "in", "ft"})
LOWEST = 60  # mmHg; "PA 33/14" of a catheter is the pulmonary artery, not "presión arterial"
YEAR = re.compile(r"(?:19|20)\d\d")


def results(work: Work) -> Iterator[Fact]:
    """Facts from the results of a page."""
    earlier = _columns(work)
    tables = heads(work)
    dated = list(columns(work, tables))
    yield from dated
    done = {work.text.rfind("\n", 0, fact.span.start) for fact in dated}
    yield from unnamed(work, tables)
    yield from long_named(work)
    for place, names in work.named:
        if place.section in ("technique", "questions", "functional", "allergies"):
            continue
        for index, name in enumerate(names):
            term = name.of(*KINDS) or (name.term if name.kind in KINDS else None)
            if (
                term is None
                or not _serves(work, place, name)
                or below(work.flat, names[max(0, index - 1)], name, *KINDS)
            ):
                continue
            if work.text.rfind("\n", 0, name.start) in done:
                continue
            if tables and tables[0].start < name.start and (shapes.said("columns_apart").search(_line(work, name.end))):
                continue  # a row of a table with dated columns
            until = _until(work, place, names, index)
            yield from _result(work, place, name, until, earlier)


def _line(work: Work, start: int) -> str:
    end = work.text.find("\n", start)
    return work.flat[start : end if end >= 0 else len(work.flat)]


def _serves(work: Work, place: Place, name: Mention) -> bool:
    """A wording that is also a medicine is a test only with a result behind it and no dose."""
    if place.section in ("medications", "discharge_medications") and name.kind != "vital" and not _measure(name):
        return False
    if work.anchors.within("fetus", place.start, place.end) and name.name in work.lexicon.words["patterns"]["of_fetus"]:
        return False
    behind = work.flat[name.end : name.end + 40]
    if shapes.said("also_a_method").fullmatch(work.text, name.start, name.end) and not re.match(r"\W{0,3}\d", behind):
        return False  # PCR is a protein in Spanish and a method everywhere: the protein has a number
    if name.kind == "vital" and work.flat[name.start : name.end].endswith("ses"):
        return False
    if name.of("medication", "drug_class", "chemical") or name.kind in ("medication", "chemical"):
        dose = shapes.said("dose_behind").match(behind)
        return dose is None and shape(work.lexicon).any.match(behind) is not None
    return True


def _measure(name: Mention) -> bool:
    """A measurement of an organ, which no list of medicines holds: a line of it stands there unheaded."""
    return name.term is not None and name.term.group.endswith("measures")


def _until(work: Work, place: Place, names: list[Mention], index: int) -> int:
    """Where the words of a result end: the line, the sentence, or the next test with a result of its own."""
    name = names[index]
    line = work.text.find("\n", name.end)
    rest = work.flat[name.end : line] if line >= 0 else ""
    open_still = not rest.strip() or (work.prose(place) and not shapes.said("has_result").search(rest))
    first = work.text[line + 1 : line + 2] if line >= 0 else ""
    running = first.isdigit() and line < place.end and not work.begins_line(name.start)  # "… Hemoglobin was / 6.9 g"
    if running or (open_still and first.islower()):
        line = work.text.find("\n", line + 1)  # the sentence goes on in the next line
    end = min(place.end, name.end + 110, line if line >= 0 else len(work.text))
    for other in names[index + 1 :]:
        if other.kind in KINDS or other.of(*KINDS):
            between = work.flat[name.end : other.start]
            if shapes.said("has_result").search(between):
                return min(end, other.start)
    return end


def _result(work: Work, place: Place, name: Mention, until: int, earlier: list[When]) -> Iterator[Fact]:
    term = name.of(*KINDS) or name.term
    assert term is not None
    kind = KINDS[term.kind]
    shaped = shape(work.lexicon)
    behind = work.flat[name.end : until]
    share = shaped.share.search(work.flat[place.start : name.start])
    if share and term.kind == "lab":
        yield _share(work, place, name, term, place.start + share.start(1), share[1])
        return
    number = shaped.number.match(behind)
    word = shaped.word.match(behind) or shapes.said("came_back").match(behind)
    if word and word[1] in work.lexicon.words["morphology"]["severity"] and "," in behind[: word.start(1)]:
        word = None  # "normal ejection fraction, moderate mitral regurgitation"
    of_others = word and (shapes.said("of_markers").match(word[1]) or behind.startswith(" for ", word.end()))
    if of_others and term.kind != "marker":
        word = None  # "blasts positive for CD10"
    if term.name == "blood pressure":
        pressure = shapes.said("pressure").match(behind)
        if pressure and not (work.text[name.start : name.end] == "PA" and int(pressure[1].split("/")[0]) < LOWEST):
            value, unit = pressure[1].replace(" ", ""), pressure[2] or "mmHg"
            yield _made(work, name, term, kind, pressure.end(), value, unit, None, None, place)
        return
    if number and not (word and word.end(1) < number.end(1)) and _is_value(work, name, behind, number, term.kind):
        yield from _numeric(work, place, name, behind, number, earlier)
    elif word:
        yield from _worded(work, place, name, kind, word)
    elif term.kind == "marker" and (read := variant(work, place, name)):
        yield read
    elif term.kind == "marker" or (term.kind == "lab" and shaped.pending.search(behind[:60])):
        pending = awaited(work, place, name, shaped.pending)
        if pending and name.end - place.start < 400:
            yield work.fact(
                kind,
                term.name,
                (name.start, name.end),
                "results.pending",
                Assertion.PLANNED,
                term=term,
                value="pending",
                details={"because": pending[0]},
            )


def _share(work: Work, place: Place, name: Mention, term: Term, start: int, value: str) -> Fact:
    """A part of a differential count, which stands before its name."""
    details = {"test": work.text[name.start : name.end], "panel": term.group}
    return work.fact(
        FactKind.LAB_RESULT,
        term.name,
        (start, name.end),
        "results.share",
        term=term,
        when=collected(work, place, name.start, name.end),
        value=value,
        unit="%",
        details=details,
    )


def _is_value(work: Work, name: Mention, behind: str, number: re.Match[str], kind: str) -> bool:
    """The number is the result of the test: not a date, not a count of something else, not part of another name."""
    gap, after = behind[: number.start(1)], behind[number.end(1) :]
    if YEAR.fullmatch(number[1]) and not shape(work.lexicon).unit.match(after):
        return False
    if work.date_at(name.end + number.start(1)):
        return False
    if shapes.said("not_a_value").match(after):
        return False
    if kind == "marker" and OF_TIME.match(after):  # "PR 188 ms" of a tracing is no receptor
        return False
    clone = re.match(r"-\d", after) is not None  # "IHC 30-9" is what it was stained with
    if kind == "marker" and not shapes.said("marker_unit").match(after) and ("," in gap or clone):
        return False
    return "\n" not in gap and len(gap) < 60


def _numeric(
    work: Work, place: Place, name: Mention, behind: str, number: re.Match[str], earlier: list[When]
) -> Iterator[Fact]:
    term = name.of(*KINDS) or name.term
    assert term is not None
    shaped = shape(work.lexicon)
    value = point(number[1].strip())
    rest = behind[number.end(1) :]
    unit, flag, limits, reached, prior = tail(shaped, rest)
    if rest.startswith("+") and len(value) == 1:
        value, reached = value + "+", max(reached, 1)
    elif term.name == "height" and (inches := shapes.said("feet_and_inches").match(rest)):
        value, rest = value + inches[0], rest[inches.end() :]
        unit, flag, limits, reached, prior = tail(shaped, rest)
        reached += inches.end()
    elif spread := shapes.said("span_of_values").match(rest):  # "45-50%" is one result
        value, rest = value + spread[0], rest[spread.end() :]
        unit, flag, limits, reached, prior = tail(shaped, rest)
        reached += spread.end()
    if term.name == "height" and unit == "mm":
        return  # of a coronary artery or a vertebra: nobody's stature is given so
    if term.name == "weight" and unit in LENGTHS:
        return  # "Height / Weight 170 cm / 77 kg"
    if unit == "in" and term.name != "height":
        unit, flag, limits, reached, prior = None, None, None, 0, None
    yield _made(work, name, term, KINDS[term.kind], number.end(1) + reached, value, unit, flag, limits, place)
    yield from later(work, place, name, number.end(1) + reached, unit)
    if prior and earlier:
        first = name.end + number.end(1) + prior.start(1)
        yield work.fact(
            KINDS[term.kind],
            term.name,
            (first, name.end + number.end(1) + prior.end(1)),
            "results.column",
            term=term,
            when=earlier[0],
            value=prior[1],
            unit=unit,
            limits=limits,
            details={"test": work.text[name.start : name.end]},
        )


def _made(
    work: Work,
    name: Mention,
    term: Term,
    kind: FactKind,
    reached: int,
    value: str,
    unit: str | None,
    flag: str | None,
    limits: str | None,
    place: Place,
) -> Fact:
    end = name.end + reached
    when = collected(work, place, name.start, end)
    if unit is not None and (at := work.flat.rfind(unit, name.end, end)) >= 0:
        unit = work.text[at : at + len(unit)]
    details = {
        "test": work.text[name.start : name.end],
        "panel": term.group,
        "method": _method(work, place, name) if kind is FactKind.BIOMARKER else "",
    }
    return work.fact(
        kind,
        term.name,
        (name.start, end),
        "results.number",
        term=term,
        when=when,
        value=value,
        unit=unit,
        limits=limits,
        flag=flag,
        details=details,
    )


def _worded(work: Work, place: Place, name: Mention, kind: FactKind, word: re.Match[str]) -> Iterator[Fact]:
    term = name.of(*KINDS) or name.term
    assert term is not None
    pending = shape(work.lexicon).pending.search(word[1]) is not None
    more = re.match(r"[\s,(]*(\d{1,3} ?(?:%|percent)|\d\+)", work.flat[name.end + word.end() :][:14])
    value = work.text[name.end + word.start(1) : name.end + word.end(1)] + (f" {more[1]}" if more else "")
    reached = word.end() + (more.end() if more else 0)
    when = collected(work, place, name.start, name.end + reached)
    details = {
        "test": work.text[name.start : name.end],
        "panel": term.group,
        "method": _method(work, place, name) if kind is FactKind.BIOMARKER else "",
    }
    judged = work.judge(place, name.start, name.end).assertion
    supposed = judged is Assertion.CONDITIONAL or shapes.said("if_result").search(work.flat[place.start : name.start])
    if supposed and not pending:
        return  # "if EGFR is mutated" gives no result
    assertion = judged if judged is Assertion.FAMILY else Assertion.PRESENT
    yield work.fact(
        kind,
        term.name,
        (name.start, name.end + reached),
        "results.word",
        Assertion.PLANNED if pending else assertion,
        term=term,
        when=when,
        value="pending" if pending else value,
        details=details,
    )


def _method(work: Work, place: Place, name: Mention) -> str:
    found = shapes.said("method").search(work.flat[name.start : place.end])
    return found[1] if found else ""


def _columns(work: Work) -> list[When]:
    """Dates that head an earlier-results column of a table ("Test Result Flag Units Reference 08/20/2026")."""
    for line in work.reading.lines:
        flat = work.flat[line.start : line.end]
        if shapes.said("table_head").match(flat):
            return [dated.when for dated in work.dates_in(line.start, line.end)]
    return []
