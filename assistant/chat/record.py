"""Whether a message asks what its own papers say, so that quoting them is the whole answer. Judgements, forecasts and
deeds never are; they go on to be declined."""

from __future__ import annotations

import re

from assistant.chat.answering import from_record
from assistant.chat.intent import Wishes
from assistant.chat.lookup import sentences
from assistant.chat.message import Asking
from assistant.chat.values import Turn
from knowledge.patterns import plain
from knowledge.record import load_reading

LONGEST = 14  # words; a longer message tells a story
PREPARES = 0.55  # likeness to questions about preparing from which the papers must be named to be meant
DOUBT = 0.30  # the same for a message that names the papers, when nothing is found in them
LIKELY = 0.40  # the same for what stands in the papers word by word
NEARLY = 0.80  # share of the weight of a question
HALF = 0.48  # the same of one that says "my"
_TERM = re.compile(r"(?:whats|what is|what are|wats|que es|que son|cual es)(?: a| an| un| una)* (?:[\w.]+ ?){1,5}")
_POSSESSED = re.compile(r"\b(?:my|mi|mis)\b")
_MINE = re.compile(r"\b(?:i|my|mine|me|mi|mis|yo|tengo|tomo)\b")
_OWN = re.compile(r"\b(?:i|my|mine|me|the|mi|mis|yo|tengo|tomo|el|la|los|las)\b")


def of_record(message: Asking, wishes: Wishes) -> Turn | None:
    """The papers' own words about what is asked; None when something else is asked for."""
    if message.dossier is None:
        return None
    reading = load_reading()
    said = _said(message)
    named = bool(reading.cue.search(said))
    if reading.judges.search(said) or not (named or _about_own(wishes, said)):
        return None
    own = named or bool(_MINE.search(said))
    for record in reading.asked(message.words):
        turn = from_record(message, message.dossier, record)
        if turn is not None and (own or turn.citations):
            return turn
    return None


def asks_papers(message: Asking, wishes: Wishes) -> bool:
    """Whether the message names the person's papers as the place to look, and not to ask what to do with them."""
    reading, said = load_reading(), _said(message)
    if message.dossier is None or not reading.cue.search(said) or reading.judges.search(said):
        return False
    return wishes.prepare < DOUBT or (not reading.deeds.search(said) and stands_there(message, wishes))


def stands_there(message: Asking, wishes: Wishes) -> bool:
    """Whether nearly all that is asked about stands in one sentence of the person's own papers."""
    if message.dossier is None or not _about_own(wishes, _said(message)) or wishes.prepare >= LIKELY:
        return False
    if load_reading().judges.search(_said(message)):
        return False
    best = sentences(message.asked(message.dossier))
    return bool(best) and best[0][0] >= (HALF if _POSSESSED.search(_said(message)) else NEARLY)


def _said(message: Asking) -> str:
    return plain(message.words).replace("|", " ")


def _about_own(wishes: Wishes, said: str) -> bool:
    """Not how something is done, not what a word is, not how to prepare."""
    if len(said.split()) > LONGEST or load_reading().deeds.search(said) or wishes.prepare >= PREPARES:
        return False
    return not _TERM.fullmatch(said.strip()) or bool(_OWN.search(said))
