"""What a record asked for is waiting on, in words: the same sentences for the patient's list and the coordinator's."""

from __future__ import annotations

from urllib.parse import urlencode

from assistant.actions.chasing import Row, Standing, Step
from assistant.model.gaps import GapAnswer
from assistant.ui import dates
from assistant.ui.parts.markup import Html, chip, tag
from assistant.ui.words import t

_COLOURS = {Standing.LATE: "red", Standing.ENDED: "yellow", Standing.WAITING: "blue", Standing.HERE: "grey"}


def place(row: Row) -> str:
    """Who was asked, or that nobody noted it."""
    return row.chase.place or t("chase.somebody")


def asked(row: Row) -> str:
    """Who was asked, and when, as a sentence of its own."""
    name = place(row)
    return t("chase.asked", place=name[:1].upper() + name[1:], day=dates.day(row.chase.sent))


def clock(row: Row) -> Html:
    """How it stands, with the days in words."""
    key = f"chase.standing.{row.standing}" if row.by_law or row.standing is not Standing.WAITING else "chase.no_law"
    return chip(t(key, day=row.days, all=row.days + row.left, late=-row.left), _COLOURS[row.standing])


def due(row: Row) -> str:
    """Until when they have to answer."""
    if row.standing in (Standing.HERE, Standing.ENDED):
        return ""
    key = "due_law" if row.by_law else "due_custom"
    return t(f"chase.{key}", day=dates.day(row.due))


def heard(row: Row) -> str:
    """What was last said of it."""
    chase = row.chase
    if row.standing is Standing.HERE or chase.state is GapAnswer.ASKED:
        return ""
    until = chase.promised or chase.extended
    words = t(f"chase.said.{chase.state}", day=dates.day(chase.last))
    if until and chase.state in (GapAnswer.PROMISED, GapAnswer.EXTENDED):
        words += " " + t("chase.until", day=dates.day(until))
    return f"{words} {chase.said}".strip()


def doing(step: Step, row: Row) -> str:
    """What to do, in a sentence."""
    return t(f"chase.steps.{step.do}", place=place(row))


def letter_link(case_id: str, row: Row, step: Step, language: str) -> Html:
    """The letter that is ready for the step."""
    if not step.letter:
        return Html("")
    query = urlencode({"gap": row.chase.gap, "lang": language, "step": step.letter})
    return tag("p", tag("a", t("chase.letter"), href=f"/case/{case_id}/letter.pdf?{query}", class_="so-hit"))


__all__ = ["clock", "doing", "due", "heard", "letter_link", "place"]
