"""One message and everything an answer may draw on, with the small turns all answers are made of."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.chat.asked import Asked
from assistant.chat.intent import own_words
from assistant.chat.values import Suggestion, Turn
from assistant.model.case import Dossier
from knowledge import Knowledge
from knowledge.judging import judging
from knowledge.patterns import plain
from knowledge.record import load_reading
from knowledge.talk import Talk


@dataclass(frozen=True, slots=True)
class Asking:
    """`text` is what is answered, `whole` what is looked at for danger: with the orders that the person gives. `before`
    is the person's last message when this one only goes on from it."""

    text: str
    whole: str
    dossier: Dossier | None
    knowledge: Knowledge
    language: str
    region: str
    talk: Talk
    before: str = ""
    ordered: bool = False  # an order to the program stood beside what is asked

    def say(self, key: str, **values: object) -> str:
        return self.talk.say(key, self.language, **values)

    def asked(self, dossier: Dossier) -> Asked:
        return Asked(self.words, dossier, self.language, self.talk)

    @property
    def words(self) -> str:
        """What was asked, in words written out, with what it goes on from: all of it ("and my kidneys?"), or what it
        was about when this message asks for something itself ("and when was that?")."""
        reading = load_reading()
        now, before = reading.mended(own_words(self.text)), reading.mended(own_words(self.before))
        if before and reading.asked(now):
            before = " ".join(w for w in plain(before).replace("|", " ").split() if w not in self.talk.lookup_ignore)
        return f"{now} {before}".strip()


def turn_of(message: Asking, kind: str, key: str, *suggestions: Suggestion) -> Turn:
    return Turn(kind, message.say(key), message.language, suggestions=suggestions, intent=key)


def talk(message: Asking) -> Suggestion:
    return Suggestion("talk", message.say("talk"))


def add(message: Asking) -> Suggestion:
    """The question in the person's words, without their asking to keep it ("put this on my list: ...")."""
    asked = message.text.strip()
    if judging(asked).keeps:
        asked = asked.partition(":")[2].strip() or asked
    return Suggestion("add_question", message.say("add_question"), asked)
