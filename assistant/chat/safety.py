"""Decides, before anything else, whether a message means danger now: rules first, then likeness to written exemplars.
In doubt it asks one question with the number beside it. Never asks a language model, never explains symptoms,
generates nothing, and cannot be switched off by anything a message says."""

from __future__ import annotations

import re
from dataclasses import dataclass

import knowledge
from assistant.chat.language import language_of
from assistant.chat.second_look import second_look
from knowledge.patterns import Hit, Pattern, sentences
from knowledge.urgency import Rule, Urgency

_CLAUSE = re.compile(r" (?:and|but|pero|y|e|now|ahora|then|entonces) ")
_SCOPE_ENDS = re.compile(
    r"\b(?:but|pero|now|ahora|because|and (?:i|im|my|he|she|now|cant|has|is|his|her)"
    r"|y (?:ahora|no|me|se|le|mi|tiene|esta|su))\b"
)
_PLAIN_NO = ("no", "without", "sin", "denies", "never")  # right before a sign they deny it
_BODY = ("call_now", "hospital_now")  # actions whose page says nothing of help in a crisis
_SIGNS_NEEDED, _ALL_NEEDED = 2, 3
_NEGATION_REACH = 60  # characters: "no fever, chills, chest pain or shortness of breath"


@dataclass(frozen=True, slots=True)
class Triage:
    """What a message means for safety. `text` is the fixed wording (empty for a plain `none`).

    `kind` is emergency, crisis or none. `ask` names the one question put when the words are unclear.
    """

    kind: str
    rule: str = ""
    action: str = ""
    text: str = ""
    language: str = "en"
    ask: str = ""


def triage(text: str, language: str | None = None, *, region: str = "us") -> Triage:
    """Emergency, crisis or none; in doubt an alarm, or one question with the number beside it."""
    urgency = knowledge.load().urgency
    spoken = language_of(text, language or "en")
    clean = urgency.clean(text)
    if _is_crisis(clean, urgency):
        return Triage("crisis", "crisis", "crisis", urgency.say("crisis", spoken, region), spoken)
    rule = _emergency(clean, urgency)
    look = second_look(text)
    if rule and look.story:
        return _question("body", urgency, spoken, region)
    if rule and not (look.wish and rule.action in _BODY):
        return _alarm(rule.id, rule.action, urgency, spoken, region)
    if look.kind == "crisis":
        return Triage("crisis", "alike", "crisis", urgency.say("crisis", spoken, region), spoken)
    if look.kind == "emergency":
        return _alarm("alike", look.what, urgency, spoken, region)
    unclear = _unclear(clean, urgency) or (look.what if look.kind == "ask" else "")
    return _question(unclear, urgency, spoken, region) if unclear else Triage("none", language=spoken)


def _alarm(rule: str, action: str, urgency: Urgency, spoken: str, region: str) -> Triage:
    return Triage("emergency", rule, action, urgency.say(action, spoken, region), spoken)


def _question(ask: str, urgency: Urgency, spoken: str, region: str) -> Triage:
    numbers = urgency.regions.get(region, urgency.regions["us"])
    words = next(unclear for unclear in urgency.asks if unclear.id == ask).text[spoken]
    return Triage("none", ask, "ask", words.format(**numbers), spoken, ask)


def _unclear(clean: str, urgency: Urgency) -> str:
    """Which question the words themselves call for, or ""."""
    for unclear in urgency.asks:
        for sentence in sentences(clean):
            for pattern in unclear.patterns:
                hit = pattern.find(sentence)
                if hit and not _cancelled(sentence, hit, urgency, unclear.firm):
                    return unclear.id
    return ""


def _is_crisis(clean: str, urgency: Urgency) -> bool:
    for sentence in sentences(clean):
        for pattern in urgency.crisis:
            hit = pattern.find(sentence)
            if hit and not _no_crisis(sentence, hit, urgency):
                return True
    return False


def _no_crisis(sentence: str, hit: Hit, urgency: Urgency) -> bool:
    """Said not to be so, said of the past or of the dead, or fear of an illness rather than a wish."""
    if any(m.start() <= hit.start < m.end() for m in urgency.crisis_negated.finditer(sentence)):
        return True
    before = sentence[max(0, hit.start - 25) : hit.start].strip()
    if re.search(
        r"(?:^| )(?:no|not|never|denies|denied|without|nunca|niega|sin|isnt|wasnt|ni)(?: (?:been|feeling|a))?$", before
    ):
        return True
    return bool(urgency.cues["past_crisis"].search(sentence)) and not _speaks_of_now(sentence, urgency)


def _emergency(clean: str, urgency: Urgency) -> Rule | None:
    said = sentences(clean)
    whole = " ".join(said)
    for rule in urgency.rules:
        for pattern in rule.patterns:
            if pattern.kind == "anywhere":
                hit = pattern.find(whole)
                if hit and not _cancelled(whole, hit, urgency, rule.firm):
                    return rule
                continue
            for sentence in said:
                hit = pattern.find(sentence)
                if hit and not _cancelled(sentence, hit, urgency, rule.firm):
                    return rule
    return _several(said, urgency)


def _several(said: list[str], urgency: Urgency) -> Rule | None:
    """Signs no rule foresaw, but too many of them in one message."""

    def count(patterns: tuple[Pattern, ...]) -> int:
        return sum(any(_stands(pattern, sentence, urgency) for sentence in said) for pattern in patterns)

    signs = count(urgency.together.signs)
    if signs < _SIGNS_NEEDED or signs + count(urgency.together.weights) < _ALL_NEEDED:
        return None
    return Rule("several-signs", urgency.together.action, urgency.together.signs)


def _stands(pattern: Pattern, sentence: str, urgency: Urgency) -> bool:
    hit = pattern.find(sentence)
    return hit is not None and not _cancelled(sentence, hit, urgency, firm=False)


def _cancelled(sentence: str, hit: Hit, urgency: Urgency, firm: bool) -> bool:
    if _negated(sentence, hit, urgency):
        return True
    clause = _clause(sentence, hit.head)
    now = _speaks_of_now(sentence, urgency)
    if urgency.cues["past"].search(clause) and not now:
        return True
    if urgency.cues["maybe"].search(clause) and not now:
        return True
    if not now and (urgency.cues["over"].search(sentence, hit.head) or _asks_meaning(sentence, clause, urgency)):
        return True
    if firm:
        return False
    return bool(urgency.cues["papers"].search(sentence)) and not now and not urgency.cues["here"].search(clause)


def _asks_meaning(sentence: str, clause: str, urgency: Urgency) -> bool:
    return bool(urgency.cues["meaning"].search(sentence)) and not urgency.cues["here"].search(clause)


def _speaks_of_now(sentence: str, urgency: Urgency) -> bool:
    return bool(urgency.cues["now_words"].search(sentence))


def _clause(sentence: str, place: int) -> str:
    start, end = 0, len(sentence)
    for cut in _CLAUSE.finditer(sentence):
        if cut.end() <= place:
            start = cut.end()
        elif cut.start() > place:
            end = cut.start()
            break
    return sentence[start:end]


def _negated(sentence: str, hit: Hit, urgency: Urgency) -> bool:
    """A "no" before the sign, unless it belongs to the sign itself ("no puedo respirar")."""
    for no in urgency.cues["negation"].finditer(sentence):
        if no.end() > hit.head:
            break
        between = sentence[no.end() : hit.head]
        if no.start() >= hit.start and hit.start < hit.head and (between.strip() or no.group() not in _PLAIN_NO):
            continue
        if len(between) <= _NEGATION_REACH and not _SCOPE_ENDS.search(between):
            return True
    return False
