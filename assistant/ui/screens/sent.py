"""P15: what happened, what happens next and when. Stays at its address."""

from __future__ import annotations

from assistant.ui import dates, frame, progress
from assistant.ui.parts.markup import heading, notice, put, say, tag
from assistant.ui.words import t, word


def show() -> None:
    case = frame.case()
    if not progress.sent(case):
        frame.go("send")
    frame.begin("sent.title", back="tasks")
    notice(t("sent.number", number=case.number), "good")
    put(tag("p", t("sent.stage", stage=word("stages", case.stage), at=dates.clock(case.updated))))
    heading(t("sent.next"))
    put(tag("ol", *(tag("li", line) for line in t("sent.steps").strip().splitlines())))
    say(t("sent.more"))
    frame.link(t("sent.status"), "status")
    frame.link(t("sent.add"), "papers")
