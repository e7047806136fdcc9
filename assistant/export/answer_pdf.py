"""The signed answer on paper: for the patient in plain words, for the local doctor as it was written among doctors.

Says what the specialist wrote, question by question, and adds nothing to it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.export.summary_pdf import PAPERS
from assistant.export.typesetting import TEMPLATES, pdf
from assistant.model.case import Answer, Case, Response
from assistant.model.follow import FollowUp
from assistant.view.wording import Wording

BLOCKS = ("plan", "options", "next_steps", "certainty", "seen", "not_seen")
SIZES = {True: 10.5, False: 12.5}  # points: a letter among doctors, and the patient's copy


def answer_pdf(case: Case, response: Response, language: str, *, letter: bool, paper: str = "letter") -> bytes:
    """The PDF. `letter`: for the doctor who treats the patient, else the patient's own copy."""
    return pdf(TEMPLATES / "answer.typ", answer_data(case, response, language, letter=letter, paper=paper))


def answer_data(
    case: Case, response: Response, language: str, *, letter: bool, paper: str = "letter"
) -> dict[str, Any]:
    """What the template shows, all of it text. Free text keeps its paragraphs."""
    spoken = Wording(language)
    words = _words()[spoken.language]
    signed = spoken.date(response.signed[:10])
    about = words["about"].format(name=case.patient.name, number=case.number, date=signed)
    born = words["born"].format(date=spoken.date(case.patient.birth_date)) if case.patient.birth_date else ""
    by = words["by"].format(name=", ".join(filter(None, (response.name, response.credentials))))
    sections = [_section(words["short"], _lines(response.short))]
    if response.diagnosis:
        sections.append(_section(words["diagnosis"], [words["opinions"].get(response.diagnosis, response.diagnosis)]))
    sections.append({"title": words["questions"], "lines": [], "items": _answers(case, response, words, letter)})
    for name in BLOCKS:
        lines = _lines(str(getattr(response, name)))
        lines += _package(case, response, words, spoken) if letter and name == "seen" else []
        sections += [_section(words[name], lines)] if lines else []
    asked = [request.text for request in case.requests if not request.answered]
    if letter and asked:
        sections.append(_section(words["asked"], asked))
    if case.follow_ups:
        items = [_followed(each, number, words, spoken) for number, each in enumerate(case.follow_ups, 1)]
        sections.append({"title": words["afterwards"], "lines": [], "items": items})
    return {
        "title": words["letter" if letter else "title"],
        "about": about,
        "head": [line for line in (" · ".join(filter(None, (case.patient.name, born))), by, signed) if line],
        "language": spoken.language,
        "paper": PAPERS[paper],
        "size": SIZES[letter],
        "sections": sections,
        "limits": words["limits" if letter else "limits_plain"],
        "page": words["page"],
    }


def _section(title: str, lines: list[str]) -> dict[str, Any]:
    return {"title": title, "lines": lines, "items": []}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _answers(case: Case, response: Response, words: dict[str, Any], letter: bool) -> list[dict[str, Any]]:
    """Each question of the patient's with its answer; the letter has the technical one, and the plain one behind it."""
    by_question = {answer.question: answer for answer in response.answers}
    items = []
    for number, question in enumerate(case.questions, 1):
        answer = by_question.get(question.id, Answer(question.id, ""))
        first, other = (answer.text, answer.plain) if letter else (answer.plain, answer.text)
        lines = _lines(first or other) or [words["no_answer"]]
        if letter and answer.text and answer.plain and answer.plain.strip() != answer.text.strip():
            lines.append(words["in_plain_words"].format(text=" ".join(answer.plain.split())))
        note = words["how"].get(answer.how, "") if first or other else ""
        title = words["question"].format(number=number, text=question.text)
        items.append({"title": title, "lines": lines, "note": note})
    return items


def _followed(each: FollowUp, number: int, words: dict[str, Any], spoken: Wording) -> dict[str, Any]:
    """A question about the answer and the doctor's reply, each with its day."""
    asked = words["asked_on"].format(date=spoken.date(each.at[:10]))
    replied = words["replied_on"].format(name=each.name, date=spoken.date(each.replied[:10])) if each.replied else ""
    return {
        "title": words["question"].format(number=number, text=each.text),
        "lines": _lines(each.reply) or [words["no_reply"]],
        "note": "; ".join(filter(None, (asked, replied))),
    }


def _package(case: Case, response: Response, words: dict[str, Any], spoken: Wording) -> list[str]:
    """Which package was read."""
    package = next((each for each in case.packages if each.id == response.package), None)
    if package is None:
        return []
    return [words["package"].format(id=package.id[:12], date=spoken.date(package.at[:10]))]


@cache
def _words() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("answer.yml").read_text("utf-8"))
    return loaded


__all__ = ["answer_data", "answer_pdf"]
