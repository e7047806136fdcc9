"""P3: the hub. What is done, what is left, and the next step always in sight."""

from __future__ import annotations

from assistant.model.case import Dossier, Stage
from assistant.model.chase import chases
from assistant.ui import dates, frame, progress
from assistant.ui.parts.markup import heading, notice, put, say, tag
from assistant.ui.words import label, t


def show() -> None:
    dossier = frame.dossier()
    case = dossier.case
    frame.begin("tasks.title", back="home", to={"case": ""})
    if case.stage is Stage.WITHDRAWN:
        say(t("tasks.withdrawn"))
        frame.link(t("tasks.to_status"), "status")
        return
    found = progress.tasks(dossier)
    if case.response is not None and case.response.signed:
        notice(t("tasks.answered"), "good")
        frame.row("answer", t("tasks.rows.answer"), "answer")
    elif found["send"].status == "done":
        notice(t("tasks.sent"), "good")
        frame.link(t("tasks.rows.status"), "status")
    else:
        done = sum(task.status == "done" for task in found.values())
        put(tag("p", t("tasks.progress", done=done, all=len(found)), class_="so-lead"))
    _open_requests(dossier)
    if found["send"].status == "not_started":
        notice(t("tasks.can_send"), "good")
    for group, names in progress.GROUPS:
        heading(t(f"tasks.groups.{group}"))
        for name in names:
            _row(name, found[name].status)
        if group == "papers":
            _dates(dossier)
    heading(t("tasks.more"))
    for name, target in (("ask", "chat"), ("status", "status")):
        frame.row(f"{name}", t(f"tasks.rows.{name}"), target)


def _dates(dossier: Dossier) -> None:
    """What was asked of other places and until when things can still come, once there is such a thing."""
    waiting = [chase for chase in chases(dossier.case.decisions) if chase.open]
    if waiting:
        frame.row("chase", label("tasks.row_chase", count=len(waiting)), "chase")
    if dossier.case.goal.decide_by:
        frame.row("plan", label("tasks.row_plan", day=dates.day(dossier.case.goal.decide_by)), "plan")


def _row(name: str, status: str) -> None:
    words = label("tasks.row", task=t(f"tasks.rows.{name}"), status=t(f"tasks.statuses.{status}"))
    if status == "cannot_start":
        put(
            tag(
                "p",
                t("tasks.row_locked", task=t(f"tasks.rows.{name}")),
                " ",
                t(f"tasks.why_not.{name}"),
                class_="so-locked",
            )
        )
        return
    target = "sent" if name == "send" and status == "done" else name
    frame.row(f"{name}", words, _first_page(target))


def _first_page(name: str) -> str:
    return "before" if name == "check" and frame.case().how_much is None else name


def _open_requests(dossier: Dossier) -> None:
    waiting = [request for request in dossier.case.requests if not request.answered]
    if dossier.case.stage is Stage.GATHERING and waiting:
        notice(t("tasks.asked", count=len(waiting)), "warn")
        frame.link(t("tasks.see_request"), "status")
