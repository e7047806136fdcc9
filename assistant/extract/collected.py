"""The day a result belongs to, from what stands around it, and whether it is to come. Guesses no day nobody wrote."""

from __future__ import annotations

import re

from assistant.extract import shapes
from assistant.extract.mentions import Mention
from assistant.extract.reading import Place
from assistant.extract.work import Work
from assistant.model.facts import DateRole, When


def collected(work: Work, place: Place, start: int, end: int) -> When:
    """The date of a result: beside it, else told in words, else of its heading or label, else of the paper."""
    when = work.date_near(place, start, end)
    if stopped := shapes.said("reason_of_stop").search(work.flat, place.start, start):
        return _stopped_then(work, place, stopped.start())
    if not when.date:
        told = told_in_words(work, place, start, end)
        if told is not None:
            return told
        when = work.lead_date(start)
    if not when.date:
        when = work.setting.when
    return When(when.date, when.precision, DateRole.COLLECTED, when.ambiguous, when.written)


def _stopped_then(work: Work, place: Place, start: int) -> When:
    """The day a medicine was stopped for a result ("2019-2021: stopped for sodium 126"), never that of the paper."""
    for dated in reversed(work.dates_in(place.start, start)):
        ran = shapes.said("years_ran").fullmatch(dated.when.written)
        end = dated.when.date if ran is None else ran[2] if len(ran[2]) == 4 else ran[1][:2] + ran[2]
        return When.of(end, DateRole.COLLECTED, dated.when.written)
    return When(role=DateRole.COLLECTED)


def told_in_words(work: Work, place: Place, start: int, end: int) -> When | None:
    """ "in March", "last year": that month or year, reckoned from the paper; no date where the words name none
    ("last spring"); None where nothing is told.
    """
    before = work.flat[max(place.start, start - 40) : start]
    said = shapes.said("time_told_before").search(before) or shapes.said("time_told_behind").match(
        work.flat, end, place.end
    )
    paper = work.setting.when.date
    if said is None or len(paper) < 7:
        return None
    word = said[1]
    month = work.lexicon.words["dates"]["months"].get(word)
    if month:
        year = int(paper[:4]) - (int(month) > int(paper[5:7]))
        return When.of(f"{year}-{int(month):02}", DateRole.COLLECTED, said[0].strip())
    if word in ("year", "ano"):
        return When.of(str(int(paper[:4]) - 1), DateRole.COLLECTED, said[0].strip())
    return When(role=DateRole.COLLECTED, written=said[0].strip())


def awaited(work: Work, place: Place, name: Mention, pending: re.Pattern[str]) -> re.Match[str] | None:
    """The words that say that its result is to come: behind it before the result of another, else in front of it."""
    behind = pending.search(work.flat, name.end, place.end)
    if behind and not shapes.said("marker_result").search(work.flat, name.end, behind.start()):
        return behind  # "ER and PR positive, HER2 pending": only the one beside it
    return pending.search(work.flat, place.start, name.start)
