"""Operations, treatments, tests done or planned, devices and vaccines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.extract import shapes
from assistant.extract.context import Judgement
from assistant.extract.mentions import Mention
from assistant.extract.reading import Place
from assistant.extract.titles import box, either, unsaid
from assistant.extract.work import Work
from assistant.model.facts import Assertion, Fact, FactKind, When

ROW = 90  # characters behind a label
TESTS = frozenset({"imaging", "heart_test", "other_test", "biopsy", "endoscopy"})
TOLD = (Assertion.PLANNED, Assertion.ABSENT)  # "no prior surgery" says something, "surgery" alone does not
PASSING = frozenset({"examination", "minor"})

LASTING = frozenset({"discharge_summary", "operative_note", "procedure_note"})  # dated by the day they begin
NAMED = frozenset({"procedure", "device", "regimen"})
DONE = frozenset({"surgical_history", "procedure"})
NOT_HERE = frozenset({"allergies", "questions", "technique", "family_history", "functional"})


def operations(work: Work) -> Iterator[Fact]:
    """Facts from what was done to the patient, what is in the patient, and what is planned."""
    title = _title(work)
    for place, names in work.named:
        if place.section in NOT_HERE:
            continue
        for name in names:
            if name.kind in NAMED and unsaid(work, name):
                continue
            if (name.kind == "procedure" or _as_treatment(name)) and _counts(work, place, name, title):
                made = _procedure(work, place, name)
                if made.assertion in TOLD or not _bare(work, name) or work.date_near(place, name.start, name.end).date:
                    yield made
            elif name.kind == "device" and not _opening(work, place, name):
                yield _device(work, place, name)
            elif name.kind == "vaccine":
                yield _vaccine(work, place, name)
    for place in work.reading.sentences:
        if place.section == "immunizations":
            yield from _immunization(work, place)


def _opening(work: Work, place: Place, name: Mention) -> bool:
    """In the report of an operation a port is where the instruments go in, unless its vein or use is told."""
    if work.setting.kind != "procedure" or shapes.said("port").fullmatch(work.flat, name.start, name.end) is None:
        return False
    return shapes.said("port_of_vein").search(work.flat, place.start, place.end) is None


def _bare(work: Work, name: Mention) -> bool:
    """ "Surgery" alone: which one nobody says."""
    return name.name in work.lexicon.words["stopwords"]["bare_acts"]


def _as_treatment(name: Mention) -> bool:
    """Chemotherapy without the names of its drugs is a treatment."""
    return name.kind == "regimen" and name.term is not None and name.term.group == "treatment"


def _title(work: Work) -> int:
    """Where the head of the first page ends: a test named there is the one reported."""
    return work.reading.sections[0].start if work.reading.sections and work.page.number == 1 else 0


def _in_title(work: Work, name: Mention, title: int) -> bool:
    """It stands over the first heading, in a line that is no prose."""
    if name.start >= title:
        return False
    first = work.text.rfind("\n", 0, name.start) + 1
    last = work.text.find("\n", name.end)
    line = work.text[first : last if last >= 0 else len(work.text)].strip()
    return len(line.split()) <= 12 and not line.endswith(".")


def _counts(work: Work, place: Place, name: Mention, title: int) -> bool:
    """An operation always counts. A test counts in a title, with a date, when it is asked for or told to be done."""
    behind = work.flat[name.end : name.end + 24]
    if shapes.said("facility_behind").match(behind):
        return False
    if "goes_elsewhere" in work.near(name) and shapes.said("goes_elsewhere").search(work.flat, place.start, name.end):
        return False
    if work.text[name.start : name.end] == "PT" and (
        re.search(r"\w, $", work.text[place.start : name.start])
        or shapes.said("pt_of_patient").match(work.flat[name.end : name.end + 90])
    ):
        return False  # the letters behind a therapist's name, or the patient
    if (name.name == work.flat[name.start : name.end] or _bare(work, name)) and shapes.said("specialty_before").search(
        work.flat[max(0, name.start - 24) : name.start]
    ):
        return False  # a service, "General Surgery"
    if work.flat[name.end : name.end + 1] == ")" and shapes.said("trade_of").search(
        work.flat[place.start : name.start]
    ):
        return False
    group = name.term.group if name.term else ""
    if group in PASSING or (name.rule == "built" and group in ("treatment", "other_test")):
        return False
    if group not in TESTS:
        return True
    if _in_title(work, name, title) or place.section == "procedure":
        return not _letterhead(work, name)
    judged = work.judge(place, name.start, name.end, plannable=True)
    if judged.assertion is Assertion.ABSENT:
        return shapes.said("never_done").search(work.flat[place.start : name.start]) is not None
    return (
        judged.assertion in (Assertion.PLANNED, Assertion.CONDITIONAL)
        or place.section in ("plan", "surgical_history")
        or _told_done(work, place, name)
        or bool(work.date_near(place, name.start, name.end).date)
    )


def _told_done(work: Work, place: Place, name: Mention) -> bool:
    """What a note says was done or what it showed; a report cites older studies so, which have their own papers."""
    if work.setting.kind in ("imaging", "pathology", "laboratory", "patient"):
        return False
    before, behind = work.flat[place.start : name.start], work.flat[name.end : min(place.end, name.end + 80)]
    return bool(shapes.said("test_done_behind").match(behind) or shapes.said("test_done_before").search(before))


def _letterhead(work: Work, name: Mention) -> bool:
    """A test in the first lines is the facility's trade, unless the line is little else."""
    for line in work.reading.lines[:2]:
        if line.start <= name.start < line.end:
            return (name.end - name.start) * 2 < line.end - line.start
    return False


def _procedure(work: Work, place: Place, name: Mention) -> Fact:
    judged = work.judge(place, name.start, name.end, plannable=True)
    assertion = judged.assertion
    when = work.date_near(place, name.start, name.end)
    head = place.section in ("", "procedure") or work.setting.kind == "procedure"
    before = work.flat[place.start : name.start]
    upon = shapes.said("comes_after").search(before)
    ahead = upon and not when.date and shapes.said("still_ahead").search(before[: upon.start()])
    told = not ahead and shapes.said("done_before").search(before)
    done = shapes.said("done_close").match(work.flat, name.end) or told
    if assertion is Assertion.PRESENT and _in_plan(work, place, when) and not done:
        assertion = Assertion.PLANNED
    elif assertion is Assertion.PRESENT and place.section in DONE | {"past_history"}:
        assertion = Assertion.HISTORICAL
    elif assertion is Assertion.FAMILY:
        assertion = Assertion.PLANNED if place.section == "plan" else assertion
    if assertion in (Assertion.PRESENT, Assertion.HISTORICAL) and _ahead(work, place, name.start, name.end):
        assertion = Assertion.PLANNED
    if assertion is Assertion.PRESENT and (_under_planned(work, name) or _booked(work, when)):
        assertion = Assertion.PLANNED
    asked = work.asked(place) or box(work, name) == "unclear"
    if work.setting.kind == "patient" and not when.date:
        asked = asked or shapes.said("opinion_label").search(before) is not None
    if assertion is Assertion.PRESENT and (asked or either(work, place, name) or _only_named(work, place, name, when)):
        assertion = Assertion.POSSIBLE
    if assertion is Assertion.ABSENT and not shapes.said("never_done").search(before) and not _denied(judged):
        assertion = Assertion.PRESENT
    if shapes.said("in_its_stead").search(before):
        assertion = Assertion.POSSIBLE  # "radiation instead of lobectomy"
    if shapes.said("not_on").search(before):
        assertion = Assertion.ABSENT
    if assertion is Assertion.PLANNED and place.section in ("surgical_history", "past_history"):
        assertion = Assertion.HISTORICAL
    if (
        not when.date
        and head
        and assertion in (Assertion.PRESENT, Assertion.HISTORICAL)
        and (place.section == "procedure" or _in_title(work, name, _title(work)))
    ):
        when = work.setting.when
    details = {"group": name.term.group if name.term else "", "because": judged.because, "relation": judged.relation}
    return work.fact(
        FactKind.PROCEDURE,
        name.name,
        (name.start, name.end),
        f"operations.{place.section or 'text'}",
        assertion,
        term=name.term,
        when=when,
        details=details,
    )


def _ahead(work: Work, place: Place, start: int, end: int) -> bool:
    """Whether the sentence gives what stands at `start:end` a day after that of the paper: it has not happened."""
    said = work.setting.when.date
    if len(said) != 10 or work.setting.declared in LASTING or not work.dates:
        return False
    for dated in work.dates_in(place.start, place.end):
        first, last = (end, dated.start) if dated.start >= end else (dated.end, start)
        later = dated.when.date > said[: len(dated.when.date)]  # a day, a month or a year to come
        if later and not work.names_at(first, last) and not shapes.said("another_day").search(work.flat, first, last):
            return True
    return False


def _in_plan(work: Work, place: Place, when: When) -> bool:
    """It stands in a plan, or as an item of "Assessment and plan" that tells of nothing done."""
    dated = when.date and when.date <= (work.setting.when.date or "~")
    item = place.section == "assessment" and not work.prose(place)
    if dated or not item or "plan" not in work.reading.section_at(place.start).title:
        return place.section == "plan"
    return shapes.said("was_done_behind").search(work.flat, place.start, place.end) is None


def _under_planned(work: Work, name: Mention) -> bool:
    """Its line goes on from one that is labelled "Planned procedure:"."""
    line = work.text.rfind("\n", 0, name.start) + 1
    above = work.text.rfind("\n", 0, max(0, line - 1)) + 1
    goes_on = line > 0 and work.text[line : line + 1].islower()
    return goes_on and shapes.said("planned_label").search(work.flat, above, line) is not None


def _booked(work: Work, when: When) -> bool:
    """The page asks for an operation: what it names without an earlier day is to come."""
    return work.booking and not (when.date and when.date < (work.setting.when.date or "~"))


def _denied(judged: Judgement) -> bool:
    """Whether the words of a denial deny the act: "no evidence of recurrence after surgery" does not."""
    return shapes.said("denies_the_act").match(judged.because) is not None


def _only_named(work: Work, place: Place, name: Mention, when: When) -> bool:
    """An operation in running prose of which nothing says that it was done: its name alone is no event."""
    if when.date or place.section in DONE or work.setting.kind in ("procedure", "pathology"):
        return False
    if not work.prose(place) and place.section != "chief_complaint":
        return False
    if shapes.said("told_as_done").fullmatch(work.flat, name.start, name.end):
        return False
    before, behind = work.flat[place.start : name.start], work.flat[name.end : place.end]
    return not (shapes.said("was_done_before").search(before) or shapes.said("was_done_behind").match(behind))


def _device(work: Work, place: Place, name: Mention) -> Fact:
    judged = work.judge(place, name.start, name.end, plannable=True)
    assertion = judged.assertion
    never = shapes.said("never_done").search(work.flat[place.start : name.start]) or _denied(judged)
    if assertion is Assertion.ABSENT and not never:
        assertion = Assertion.PRESENT
    before = work.flat[place.start : name.start]
    if work.asked(place) and not shapes.said("ones_own").search(before):
        assertion = Assertion.POSSIBLE if assertion is Assertion.PRESENT else assertion
    when = work.date_near(place, name.start, name.end)
    if assertion is Assertion.PRESENT and (place.section == "plan" or _booked(work, when)):
        assertion = Assertion.PLANNED
    until = name.end + ROW if work.flat[name.end : name.end + 1] == ":" else place.end  # all that its label is of
    row = len(work.text[name.end : until].split("\n")[0])
    stopped = shapes.said("device_stopped").match(work.flat[name.end : name.end + row]) is not None
    if assertion in (Assertion.PRESENT, Assertion.HISTORICAL):
        assertion = Assertion.HISTORICAL if stopped else Assertion.PRESENT
    near = work.text[name.end : name.end + 160]
    model = shapes.said("device_model").search(near)
    serial = shapes.said("device_serial").search(near)
    details = {"model": model[1] if model else "", "serial": serial[1] if serial else "", "because": judged.because}
    details["status"] = "stopped" if stopped else ""
    return work.fact(
        FactKind.DEVICE,
        name.name,
        (name.start, name.end),
        "devices",
        assertion,
        term=name.term,
        when=when,
        details=details,
    )


def _vaccine(work: Work, place: Place, name: Mention) -> Fact:
    judged = work.judge(place, name.start, name.end, plannable=True)
    when = work.date_near(place, name.start, name.end)
    return work.fact(
        FactKind.IMMUNIZATION,
        name.name,
        (name.start, name.end),
        "immunizations",
        judged.assertion,
        term=name.term,
        when=when,
    )


def _immunization(work: Work, place: Place) -> Iterator[Fact]:
    """A line of an immunization list that names no known vaccine but gives a date."""
    if any(name.kind == "vaccine" for name in work.names_in(place)):
        return
    dated = next(iter(work.dates_in(place.start, place.end)), None)
    words = re.match(r"[\s\-•*]*([^\W\d_][\w /,()-]{2,50}?)[\s:,-]*(?=\d)", work.text[place.start : place.end])
    if dated and words:
        when: When = dated.when
        yield work.fact(
            FactKind.IMMUNIZATION, words[1].strip().lower(), (place.start, place.end), "immunizations.line", when=when
        )
