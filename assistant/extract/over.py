"""Whether what a page plainly names is over, told of a year long gone or as what a medicine did, or has begun."""

from __future__ import annotations

from assistant.extract import shapes
from assistant.extract.mentions import Mention
from assistant.extract.reading import Place
from assistant.extract.work import Work
from assistant.model.facts import When

BESIDE = 12  # characters: "severe " may stand before what a medicine did
ON_A_DAY = 16  # characters from "was started" to the end of its day
MEDICINES = frozenset({"medication", "drug_class", "regimen"})


def of_medicine(work: Work, place: Place, name: Mention) -> bool:
    """It stands in brackets right behind a medicine that was given up."""
    led = [one for one in work.names_at(place.start, name.start) if one.kind in MEDICINES]
    if not led or not shapes.said("behind_the_day").fullmatch(work.flat[led[-1].end : name.start].lstrip()):
        return False
    return (
        place.section == "stopped_medications"
        or shapes.said("stopped_label").match(place.label) is not None
        or shapes.said("given_up").search(work.flat, place.start, led[-1].start) is not None
    )


def lasting(work: Work, name: Mention) -> bool:
    """An illness that stays: of the group, or a longer name of one ("chronic atrial fibrillation")."""
    if name.term is not None and name.term.group:
        return name.term.group == "chronic"
    first, _, core = name.name.partition(" ")
    known = work.lexicon.authored.get(core) if first == "chronic" else None
    return known is not None and known.group == "chronic"


def _group(work: Work, name: Mention) -> str:
    """The group of an illness; of a longer name than the list's ("pulmonary tuberculosis") whether it passes."""
    if name.term is not None:
        return name.term.group
    core = work.lexicon.authored.get(name.name.rsplit(" ", 1)[-1])
    return "acute" if core is not None and core.group == "acute" and "chronic" not in name.name else ""


def long_ago(work: Work, place: Place, name: Mention, when: When) -> bool:
    """An illness that passes and is dated well before the paper; a cancer of the past history dated years before it."""
    if not when.date and place.end - place.start < 80:
        earlier = work.dates_in(place.start, name.start)
        when = next((dated.when for dated in earlier if dated.end <= name.start), when)
    if name.kind == "symptom" and _then(work, name):
        return True
    if shapes.said("recurs").match(work.flat, name.end, place.end):
        return False
    paper, group = work.setting.when.date[:7], _group(work, name)
    passing = group == "acute" or shapes.said("passes").search(name.name)
    if when.date and not paper and passing and work.setting.kind == "patient":
        return len(when.date) == 4  # an undated list of one's own: the year alone says that it is past
    outright = shapes.said("passed_outright").match(work.flat[name.end : min(place.end, name.end + 60)])
    if (
        outright
        and (shapes.said("passes").search(name.name) or (outright[1] or outright[2] or "~") < paper[:4])
        and not lasting(work, name)
    ):
        return True
    passes = place.section == "past_history" and shapes.said("passes").search(name.name)
    passed = shapes.said("passed").match(work.flat[name.end : min(place.end, name.end + 80)]) if passes else None
    if passed:
        return not passed[1] or not paper or int(passed[1]) < int(paper[:4])
    if not when.date or not paper or shapes.said("since").search(work.flat[name.end : min(place.end, name.end + 40)]):
        return False
    months = int(paper[:4]) * 12 + int(paper[5:7] or 6) - int(when.date[:4]) * 12 - int(when.date[5:7] or 6)
    once = months > 12 and shapes.said("happened_once").match(work.flat, name.end)
    if once and not lasting(work, name):
        return True
    if months > 12 and shapes.said("passes").search(name.name) and not lasting(work, name):
        return True
    return (group == "acute" and months > 6) or (group == "cancer" and months > 36 and place.section == "past_history")


def _then(work: Work, name: Mention) -> bool:
    """A complaint told with a year, two or more before the paper's or before any date of the page."""
    told = shapes.said("then").match(work.flat, name.end)
    if told is None:
        return False
    if work.setting.kind == "patient" and not work.setting.when.date:
        return True  # an undated list of one's own: the year alone says that it is past
    latest = work.setting.when.date[:4] or max((dated.when.date[:4] for dated in work.dates), default="")
    return bool(latest) and int(told[0][-4:]) + 1 < int(latest)


def told_effect(work: Work, name: Mention, before: str) -> bool:
    """What a medicine always does to somebody ("codeine makes me throw up"), not one that is being taken."""
    taken = shapes.said("ones_own").search(before) or shapes.pattern(work.lexicon, "current_before").search(before)
    return not taken and shapes.said("told_effect").match(work.flat, name.end) is not None


def given_up_for(work: Work, place: Place, name: Mention) -> bool:
    """What a medicine was stopped for ("lisinopril stopped for cough"), unless it is an illness that stays."""
    stop = shapes.said("reason_of_stop").search(work.flat, place.start, name.start)
    if stop is None or lasting(work, name):
        return False
    return any(one.kind in MEDICINES for one in work.names_at(place.start, name.start))


def ended_then(work: Work, name: Mention, before: str, listed: bool) -> bool:
    """A medicine behind two dates of which the second is before the paper's own ("04/2023 to 09/2023 carboplatin"),
    or in a row of a history that begins with an earlier year ("2014 Ileal ulcers. Prednisone"), not of a list; or in
    front of a year and what it did then ("Azathioprine 2018: pancreatitis").
    """
    paper = work.setting.when.date
    did = shapes.said("did_then").match(work.flat, name.end)
    if did and did[1] <= (paper or "~")[:4]:
        ills = [one for one in work.names_at(did.end(), did.end() + BESIDE) if one.kind in ("problem", "symptom")]
        return bool(ills) and not lasting(work, ills[0])
    if paper and (ran := shapes.said("ran_before").search(before)):
        return f"{ran[2]}-{int(ran[1] or 12):02}" < paper[:7]
    first, last = work.text.rfind("\n", 0, name.start) + 1, work.text.find("\n", name.end)
    end = last if last >= 0 else len(work.flat)
    row = None if listed else shapes.said("year_row").match(work.flat, first, end)
    return row is not None and row.end() <= name.start and row[1] < paper[:4]


def begun_by_then(work: Work, name: Mention, behind: str) -> str:
    """The words that say a medicine was begun on a day that is not after the paper's; a day to come is a plan."""
    begun = shapes.said("begun_then").match(behind)
    if begun is None:
        return ""
    at = name.end + begun.end()
    told = next(iter(work.dates_in(at, at + ON_A_DAY)), None)
    paper = work.setting.when.date
    return begun[0].strip() if told and (not paper or told.when.date <= paper) else ""
