"""The messages of a case, oldest first, each with who wrote it."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.model.case import Case
from assistant.ui import dates
from assistant.ui.parts.log import line, log
from assistant.ui.parts.markup import chip, lines, say, tag
from assistant.ui.words import t, word


def message_log(case: Case, names: Mapping[str, str], me: str) -> None:
    """The thread as a live region."""
    if not case.messages:
        say(t("status.no_messages"))
        return
    out = []
    for message in case.messages:
        mine = message.by == me
        who = t("chat.you") if mine else f"{names.get(message.by, '')} ({word('roles', message.role)})".strip()
        urgent = tag("p", chip(t("queue.why.urgent"), "red")) if message.urgent and not mine else ""
        out.append(line(f"{who}, {dates.clock(message.at)}", urgent, lines(message.text), mine=mine))
    log(out, case.id)
