"""Who looked and who changed what. Times, roles and deeds; never words of a record."""

from __future__ import annotations

from assistant.actions import cases
from assistant.ui import dates, frame
from assistant.ui.parts.markup import put, say, table
from assistant.ui.words import deed as told
from assistant.ui.words import t, word


def show() -> None:
    frame.begin("history.title", back="case", wide=True)
    rows = cases.trail(frame.desk(), frame.actor(), frame.case_id())
    if not rows:
        say(t("history.empty"))
        return
    head = [t(f"history.{one}") for one in ("when", "who", "what")]
    body = [(dates.clock(at), word("roles", role), told(deed)) for at, role, deed in reversed(rows[-500:])]
    put(table(t("history.title"), head, body))
