"""Who looked at my case: the patient's view of who did what, the same done again at once told once."""

from __future__ import annotations

from itertools import groupby

from assistant.actions import cases
from assistant.ui import dates, frame
from assistant.ui.parts.markup import heading, put, say, tag
from assistant.ui.words import t, word

SHOWN = 200


def show() -> None:
    case = frame.case()
    frame.begin("trail.title", back="status")
    say(t("trail.text"))
    newest = reversed(cases.trail(frame.desk(), frame.actor(), case.id))
    told = [next(same) for _, same in groupby(newest, key=lambda row: (row[0][:10], *row[1:]))]
    for day, rows in groupby(told[:SHOWN], key=lambda row: dates.day(dates.local_day(row[0]))):
        heading(day)
        lines = (
            t("trail.line", time=dates.time_of(at), who=word("roles", role), what=word("deeds", deed))
            for at, role, deed in rows
        )
        put(tag("ul", *(tag("li", line) for line in lines)))
    if len(told) > SHOWN:
        put(tag("p", t("trail.more", count=len(told) - SHOWN), class_="so-muted"))
