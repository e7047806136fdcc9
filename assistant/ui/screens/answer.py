"""P18: the second opinion beside the questions: short answer first, then each question, then the rest."""

from __future__ import annotations

from assistant.model.case import Case, Response
from assistant.ui import dates, frame
from assistant.ui.parts.alarm import alarm_of
from assistant.ui.parts.following import asking
from assistant.ui.parts.markup import chip, heading, lines, notice, pairs, put, say, tag
from assistant.ui.words import language, t, word

BLOCKS = ("plan", "options", "next_steps", "certainty", "seen", "not_seen")


def show() -> None:
    case = frame.case()
    frame.begin("answer.title", back="tasks")
    alarm_of(case)
    response = case.response
    if response is None or not response.signed:
        say(t("answer.not_ready"))
        frame.link(t("sent.status"), "status")
        return
    put(
        tag(
            "p",
            t(
                "answer.by",
                name=" ".join((response.name, response.credentials)).strip(),
                at=dates.clock(response.signed),
            ),
        )
    )
    opinion(case, response)
    heading(t("answer.after"))
    say(t("answer.after_text"))
    address = f"/case/{case.id}/answer.pdf"
    papers = (("answer.pdf", f"{address}?lang={language()}"), ("answer.letter", f"{address}?letter"))
    put(tag("ul", *(tag("li", tag("a", t(key), href=to, class_="so-hit")) for key, to in papers)))
    asking(case)
    frame.link(t("answer.follow_up"), "status")


def opinion(case: Case, response: Response) -> None:
    """The answer as the patient reads it; the provider sees the same before signing."""
    heading(t("answer.short"))
    say(response.short)
    if response.diagnosis:
        put(pairs([(t("answer.diagnosis"), t(f"answer.opinions.{response.diagnosis}"))]))
    heading(t("answer.questions"))
    answers = {answer.question: answer for answer in response.answers}
    for number, question in enumerate(case.questions, 1):
        answer = answers.get(question.id)
        put(
            tag(
                "div",
                tag("h3", t("answer.question", number=number)),
                tag("p", tag("strong", question.text)),
                chip(word("how", answer.how), "blue")
                if answer and answer.how and (answer.plain or answer.text)
                else "",
                lines(answer.plain or answer.text)
                if answer and (answer.plain or answer.text)
                else tag("p", t("answer.no_answer")),
                class_="so-card",
            )
        )
    for block in BLOCKS:
        text = str(getattr(response, block))
        if text:
            heading(t(f"answer.{block}"))
            say(text)
    notice(t("answer.limits", name=response.name), "warn")
