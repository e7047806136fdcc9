"""Who looked at my case: the patient's view of who did what; the same done again in a minute is one line."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from assistant.actions import cases
from assistant.ui import dates, frame
from assistant.ui.parts.markup import heading, put, say, tag
from assistant.ui.words import deed as said_of
from assistant.ui.words import t, word

SHOWN = 200
MINUTE = len("2026-11-15T14:30")


def show() -> None:
    case = frame.case()
    frame.begin("trail.title", back="status")
    say(t("trail.text"))
    newest = reversed(cases.trail(frame.desk(), frame.actor(), case.id))
    told = Counter((at[:MINUTE], role, deed) for at, role, deed in newest)
    for day, rows in groupby(list(told.items())[:SHOWN], key=lambda row: dates.local_day(row[0][0])):
        heading(dates.day(day))
        put(tag("ul", *(tag("li", _line(*who, count)) for who, count in rows)))
    if len(told) > SHOWN:
        put(tag("p", t("trail.more", count=len(told) - SHOWN), class_="so-muted"))


def _line(minute: str, role: str, deed: str, count: int) -> str:
    what = said_of(deed) if count == 1 else t("trail.times", what=said_of(deed), count=count)
    return t("trail.line", time=dates.time_of(minute), who=word("roles", role), what=what)
