"""Medicines with dose, route, frequency and whether they are taken, were taken, or are only planned."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.extract import shapes
from assistant.extract.columns import stop_column
from assistant.extract.mentions import Mention
from assistant.extract.over import begun_by_then, ended_then, told_effect
from assistant.extract.reading import Place
from assistant.extract.sig import prescribed, sig
from assistant.extract.titles import unsaid
from assistant.extract.work import Work
from assistant.model.facts import Assertion, DateRole, Fact, FactKind, When

TAKEN = ("medication", "regimen")
MAYBE = frozenset({*TAKEN, "drug_class", "chemical", "lab"})
LISTS = frozenset({"medications", "discharge_medications"})
NOT_HERE = frozenset({"immunizations", "technique", "questions", "comment", "functional"})
REACH = 120


def medicines(work: Work) -> Iterator[Fact]:
    """Facts from the medicines of a page."""
    for place, mentioned in work.named:
        if place.section in NOT_HERE or place.start < work.head:
            continue
        names = [name for name in mentioned if _is_medicine(work, place, name) and not _allergen(work, place, name)]
        index = 0
        while index < len(names):
            name = names[index]
            index += 1
            if index < len(names) and _twice(work, name, names[index]):
                name = name._replace(end=names[index].end)  # the same medicine by its other name, "(Brand)"
                index += 1
            until = names[index].start if index < len(names) else _reach(work, place)
            made = _fact(work, place, name, min(until, name.end + REACH), _group(work, place, names, index - 1))
            if made.assertion is not Assertion.FAMILY:
                yield made


def _twice(work: Work, name: Mention, other: Mention) -> bool:
    term, same = name.of("medication", "regimen") or name.term, other.of("medication", "regimen") or other.term
    if term is None or same is None or term.name != same.name:
        return False
    return shapes.said("same_drug").fullmatch(work.flat[name.end : other.start]) is not None


def _reach(work: Work, place: Place) -> int:
    """Where the words of a list's entry end: the lines of instructions under it belong to it."""
    end = place.end
    while place.section in LISTS or work.setting.declared == "medication_list":
        line = next((line for line in work.reading.lines if line.start >= end), None)
        if line is None or work.text.count("\n", end, line.start) > 1:
            break
        if not shapes.said("sig_line").match(work.flat, line.start):
            break
        if work.reading.section_at(line.start).start == line.start:
            break  # the heading of another list
        if any(name.kind in TAKEN for name in work.names_at(line.start, line.end)):
            break  # "Discontinued: topiramate" speaks of another
        end = line.end
    return end


def _group(work: Work, place: Place, names: list[Mention], index: int) -> str:
    """The words behind the last of several medicines named together ("A/B stopped")."""
    last = index
    while last + 1 < len(names) and shapes.said("together").fullmatch(
        work.flat[names[last].end : names[last + 1].start]
    ):
        last += 1
    until = names[last + 1].start if last + 1 < len(names) else place.end
    return work.flat[names[last].end : until] if last > index else ""


def _allergen(work: Work, place: Place, name: Mention) -> bool:
    """It stands in a list of allergies, and not as a prescription under a heading that was not known."""
    return place.section == "allergies" and not prescribed(work.lexicon, work.flat[name.end : place.end])


def _is_medicine(work: Work, place: Place, name: Mention) -> bool:
    if name.kind not in MAYBE:
        return False
    behind = work.flat[name.end : name.end + 30]
    tried = place.section == "past_treatments"  # "lamotrigine (rash)": what it did there
    if (not tried and shapes.said("not_a_medicine_behind").match(behind)) or unsaid(work, name):
        return False
    if shapes.said("class_of_risk").match(work.flat, name.start):
        return False
    disliked = work.anchors.within("not_a_medicine_before", place.start, name.start)
    if disliked and shapes.said("not_a_medicine_before").search(work.flat[place.start : name.start]):
        return False
    dosed = shapes.pattern(work.lexicon, "dose").match(behind.lstrip(" :,(-")) is not None
    if name.kind == "regimen" and name.term is not None and name.term.group == "treatment":
        return False
    if name.kind in TAKEN:
        lab = name.of("lab")
        if lab is not None and place.section not in LISTS and not dosed:
            return False
        return name.rule != "built" or place.section in LISTS or dosed or len(name.name) > 8
    if name.kind in ("drug_class", "chemical"):
        return place.section in LISTS or (dosed and name.kind == "chemical")
    return name.kind == "lab" and place.section in LISTS and name.of("medication", "drug_class") is not None


def _fact(work: Work, place: Place, name: Mention, until: int, group: str = "") -> Fact:
    behind = work.flat[name.end : until]
    details, reached = sig(work.lexicon, behind, place.section in LISTS or work.setting.kind == "patient")
    ends = "stopped" in work.near(name) and work.anchors.within("stopped", name.end, until)
    assertion, status, because = _status(work, place, name, behind, ends)
    ended = shapes.said("ended_close").match(group)
    if ended and status == "active":
        assertion, status, because = Assertion.HISTORICAL, "stopped", ended[0]
    column = stop_column(work, name)
    if column.date:
        assertion, status, because = Assertion.HISTORICAL, "stopped", "column"
    details["status"] = status
    if because:
        details["because"] = because
    details["as_written"] = work.text[name.start : name.end]
    details["class"] = name.term.group if name.term is not None and name.kind == "medication" else ""
    term = name.of("medication", "regimen") or name.term
    when = column if column.date else _when(work, name, until, status)
    return work.fact(
        FactKind.MEDICATION,
        term.name if term else name.name,
        (name.start, name.end + reached),
        f"medicines.{place.section or 'text'}",
        assertion,
        term=term,
        when=when,
        details=details,
    )


def _status(work: Work, place: Place, name: Mention, behind: str, ends: bool) -> tuple[Assertion, str, str]:
    """(assertion, active | stopped | planned | given | never, the words that say so).

    `ends`: a word of an end stands in what follows.
    """
    first = max(place.start, work.text.rfind("\n", 0, name.start) + 1)
    row = work.flat[first : name.start]
    before = row if place.section == "past_treatments" else work.flat[place.start : name.start]

    def asks(key: str, where: str) -> re.Match[str] | None:
        return shapes.pattern(work.lexicon, key).search(where)

    judged = work.judge(place, name.start, name.end, plannable=False)
    if shapes.said("at_a_time").search(before[-16:]) and (begun := shapes.said("begun_then").match(behind)):
        return Assertion.PRESENT, "active", begun[0].strip()
    if shapes.said("stopped_label").match(place.label):
        return Assertion.HISTORICAL, "stopped", place.label
    if judged.relation:
        return Assertion.FAMILY, "", judged.because
    if work.asked(place) or shapes.said("asks_whether").search(before):
        return Assertion.POSSIBLE, "", "?"
    if over := shapes.said("taken_no_more").search(before[-24:]) or shapes.said("was_taken_then").match(behind):
        return Assertion.HISTORICAL, "stopped", over[0].strip()
    if work.setting.kind == "patient" and shapes.said("listed_as_no_more").search(before[-24:]):
        return Assertion.HISTORICAL, "stopped", "no"
    if none := shapes.said("not_on").search(before):
        if shapes.said("not_any_more").match(behind):
            return Assertion.HISTORICAL, "stopped", none[0].strip()
        return Assertion.ABSENT, "not taken", none[0].strip()
    if kept := shapes.said("not_to_stop").search(before):
        return Assertion.PRESENT, "active", kept[0].strip()
    if shunned := shapes.said("advised_not_to").search(before):
        return Assertion.ABSENT, "not taken", shunned[0].strip()
    if begun := shapes.said("new_in_column").match(behind):
        return Assertion.PRESENT, "active", begun[0].strip()
    if shapes.said("told_reaction").match(behind):
        return Assertion.HISTORICAL, "past", "reaction"
    if told_effect(work, name, before):
        return Assertion.POSSIBLE, "", "reaction"
    if given := shapes.said("was_given").match(behind):
        return Assertion.HISTORICAL, "given", given[0].strip()
    off = re.search(r"\boff (?:of )?$", before) is not None
    if (
        (current := asks("current_after", behind))
        and not off
        and not (ends and asks("stopped", behind[: current.end()]))
    ):
        return Assertion.PRESENT, "active", current[0]
    if ended_then(work, name, before, place.section in LISTS):
        return Assertion.HISTORICAL, "past", "dated"
    if work.of_given:
        return Assertion.HISTORICAL, "given", "record of what was given"
    if ran := shapes.said("from_year_to_year").match(behind):
        return (Assertion.HISTORICAL, "past", ran[0]) if ran[2] else (Assertion.PRESENT, "active", ran[0])
    beside = row if place.section in LISTS else before
    if never := shapes.said("never_taken").search(beside) or shapes.said("never_begun").match(behind):
        return Assertion.ABSENT, "not taken", never[0].strip()
    if ends and (stopped := asks("stopped", behind)):
        rest = behind[stopped.end() :]
        if shapes.said("told_to_pause").match(stopped[0]) and shapes.said("held_for_procedure").match(rest):
            return Assertion.PRESENT, "active", "held before a procedure"
        return Assertion.HISTORICAL, "stopped", stopped[0]
    past = asks("stopped_before", before)
    held = shapes.said("held_for_procedure").match(behind)
    if past and held and shapes.said("told_to_pause").match(past[0]):
        return Assertion.PRESENT, "active", f"held {held[0].strip()}"
    outright = past and shapes.said("stopped_outright").match(past[0])
    if past and outright and shapes.said("said_of_another").search(past[0], outright.end()):
        past = outright = None  # "(not taking), losartan 100 mg": it was said of the one before
    current = asks("current_before", before)
    if past and outright and not (current and current.start() >= past.start() + outright.end()):
        return Assertion.HISTORICAL, "stopped", past[0][:40]
    if current and not asks("planned_before", before):
        return Assertion.PRESENT, "active", ""
    denied = judged.assertion is Assertion.ABSENT
    if denied and (shapes.said("not_taken").search(beside) or shapes.said("advised_against").match(judged.because)):
        return Assertion.ABSENT, "not taken", judged.because
    if place.section == "past_treatments" and (still := shapes.said("taken_still").search(behind[:80])):
        return Assertion.PRESENT, "active", still[0]
    if place.section == "past_treatments" and judged.assertion is Assertion.ABSENT:
        return Assertion.ABSENT, "not taken", judged.because
    if place.section == "past_treatments" and (offered := asks("planned_before", before)):
        return Assertion.PLANNED, "planned", offered[0][:40]
    if place.section in ("stopped_medications", "past_treatments"):
        return Assertion.HISTORICAL, "stopped", place.section
    title = work.reading.section_at(name.start).title
    in_row = not work.prose(place) and shapes.said("begun_in_row").match(behind) is not None
    if not in_row and "course" in title and ("hospital" in title or work.setting.declared == "discharge_summary"):
        return Assertion.HISTORICAL, "given", "hospital course"  # what is taken now stands in the list
    if past and place.section not in LISTS:
        ahead = place.section == "plan" or bool(asks("planned_before", before) and "after" not in past[0])
        if not ahead:
            return Assertion.HISTORICAL, "stopped" if "stop" in past[0] else "past", past[0][:40]
    if deferred := shapes.said("deferred").match(behind):
        return Assertion.PLANNED, "planned", deferred[0][-40:]
    if judged.assertion is Assertion.CONDITIONAL and not shapes.said("preventing").search(judged.because):
        return Assertion.CONDITIONAL, "planned", judged.because
    if place.section in LISTS and (thought := shapes.said("planned_outright").search(before)):
        return Assertion.PLANNED, "planned", thought[0][:40]
    planned = asks("planned_before", before) or asks("planned_after", behind)
    if started := begun_by_then(work, name, behind):
        return Assertion.PRESENT, "active", started
    ahead_of = work.judge(place, name.start, name.end, plannable=True)
    if ahead_of.assertion is Assertion.PLANNED and place.section not in LISTS and not planned:
        return Assertion.PLANNED, "planned", ahead_of.because
    if place.section not in LISTS and (planned or place.section in ("plan", "impression")):
        if re.search(r"\bcontinue", before[-60:]) and not (planned and planned[0].startswith("if ")):
            return Assertion.PRESENT, "active", "continue"
        return Assertion.PLANNED, "planned", planned[0][:40] if planned else place.section
    if (
        place.section not in LISTS
        and work.setting.kind == "imaging"
        and place.section not in ("history_present", "past_history")
    ):
        return Assertion.HISTORICAL, "given", "report"
    if place.section == "given_medications" or (
        work.setting.kind == "procedure"
        and (
            place.section in ("medications", "procedure", "technique", "other")
            or shapes.said("given_label").search(before)
            or shapes.said("given_close").match(behind)
        )
    ):
        return Assertion.HISTORICAL, "given", place.section
    if judged.assertion in (Assertion.HISTORICAL, Assertion.POSSIBLE):
        return judged.assertion, "past" if judged.assertion is Assertion.HISTORICAL else "", judged.because
    if place.section not in LISTS and work.setting.kind != "patient" and work.prose(place):
        told = shapes.said("is_taken_before").search(before) or shapes.said("is_taken_behind").match(behind)
        return (Assertion.PRESENT, "active", "") if told else (Assertion.POSSIBLE, "", "only named")
    return Assertion.PRESENT, "active", ""


def _when(work: Work, name: Mention, until: int, status: str) -> When:
    """The date said of the medicine, with what happened then."""
    for dated in work.dates_in(name.end, until)[:1]:
        between = work.flat[name.end : dated.start]
        if between.strip() == "" and work.text[dated.start - 1] == "\n" and work.begins_line(name.start):
            break  # the row below begins with its own
        stopped = shapes.pattern(work.lexicon, "stopped").search(between) is not None
        said_behind = shapes.pattern(work.lexicon, "stopped").search(work.flat[name.end : until]) is not None
        ended = status == "stopped" and (stopped or not said_behind)
        role = DateRole.STOPPED if ended else DateRole.STARTED
        when = dated.when
        if status in ("past", "stopped") and (ran := shapes.said("years_ran").fullmatch(when.written)):
            end = ran[2] if len(ran[2]) == 4 else when.date[:2] + ran[2]
            return When(end, when.precision, DateRole.STOPPED, False, when.written)
        return When(when.date, when.precision, role, when.ambiguous, when.written)
    if status == "stopped" and (month := re.search(r"\b(?:in|en) ([a-z]+)\b", work.flat[name.end : until])):
        number = work.lexicon.words["dates"]["months"].get(month[1])
        if number and len(work.setting.when.date) == 10:
            year, note = int(work.setting.when.date[:4]), int(work.setting.when.date[5:7])
            return When.of(f"{year if number <= note else year - 1}-{number:02}", DateRole.STOPPED, month[1])
    return When()
