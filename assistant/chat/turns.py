"""One turn of the chat without any model: urgency, wish, retrieval, answer. The order is the safety of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.chat.answering import PERHAPS, explained, from_case, names_entry, no_words_left, part_by_part
from assistant.chat.explain import FEW, has_codes, knowledge_cite, names_technical, near_term, terms_in
from assistant.chat.following import asked_before
from assistant.chat.intent import Wishes, own_words, quoted_words, small_talk, understand
from assistant.chat.language import language_of
from assistant.chat.message import Asking, add, talk, turn_of
from assistant.chat.orders import holds_order, honest_part
from assistant.chat.record import asks_papers, of_record, stands_there
from assistant.chat.safety import Triage, triage
from assistant.chat.values import Turn
from assistant.chat.wording import shorten
from assistant.model.case import Dossier
from knowledge import Knowledge
from knowledge.judging import Judging, judging, own_part
from knowledge.library import Passage
from knowledge.patterns import plain
from knowledge.searching import search
from knowledge.talk import load_talk

SURE = 0.50  # a library passage this near answers the question
MAYBE = 0.27  # below it nothing in the library is meant, if the words are of our subject
CERTAIN = 0.85  # so near that the library is meant even by a question about the case
STRANGE = 0.42  # below it nothing is meant, if they are not
BOTH = 0.72  # above it one passage is enough
SOME = 5  # passages looked at
HALF = 42  # words of each of two passages
CLOSE = 0.07  # two passages so near each other are both shown
MEANT = 0.2  # likeness to questions for a meaning from which a word of the glossary goes before a weak article
ALIKE = 0.37  # weight from which a judgement on care is wanted; 0.3 to 0.4 tell much the same
NO_CARE = 0.6  # the same where nothing of care is named
TECHNICAL = 0.25  # what a word that only reports use adds to the likeness to questions for a meaning
PUT_SO = 0.5  # what it adds that the message is put as such a question
CANDID = 0.15  # the same when the message asks to be told the truth
PREPARES = 1.2  # likeness to preparing counts so much more: a vetted article harms nobody
STEERED = 0.7  # likeness to orders to the program that is believed although papers are named
STANDS = 0.55  # likeness to preparing from which a short message stands by itself ("who sees it")
OF_CASE = 0.30  # weight of a wish from which a value of the case is asked for
PLAINLY = 1.0  # the same that even a good article does not outweigh
CLEARLY = 0.34  # enough where nothing else is nearly as likely
LIKELY = 0.40  # an example's likeness that needs no pattern to be believed
OWN = ("medicines", "allergies", "labs", "diagnosis", "family", "team", "conflicts")


def asking(
    text: str,
    dossier: Dossier | None,
    knowledge: Knowledge,
    language: str,
    region: str,
    history: Sequence[tuple[str, str]] = (),
) -> Asking:
    """The message with the language it was asked in, and what it leans on when it goes on from an earlier one."""
    known = load_talk()
    honest = honest_part(text, known)
    ordered, whole = bool(honest) or holds_order(text), own_part(text)
    text = honest or whole
    before = asked_before(text, history, known) if dossier is not None else ""
    if before and understand(text, known).prepare >= STANDS:
        before = ""
    return Asking(text, whole, dossier, knowledge, language_of(text, language), region, known, before, ordered)


def alarm(message: Asking) -> Turn | None:
    """The safety page, when the words mean danger; the one question, when they may."""
    result: Triage = triage(message.whole, message.language, region=message.region)
    if result.kind in ("emergency", "crisis"):
        return Turn(result.kind, result.text, result.language, tell=True, intent=result.rule)
    if result.ask:
        asks_care = _put(message).advice
        text = f"{result.text} {message.say('advice_too')}" if asks_care else result.text
        more = (add(message), talk(message)) if asks_care else (talk(message),)
        return Turn("handover", text, result.language, suggestions=more, tell=True, intent=result.ask)
    return None


def understood(message: Asking) -> Wishes:
    """All that a message may want."""
    return understand(message.text, message.talk, message.before)


def settled(message: Asking, wishes: Wishes) -> Turn | None:
    """What is answered by fixed words: small talk, a person wanted, advice, attempts to steer, other people."""
    kind = small_talk(message.text, message.talk)
    if kind:
        return turn_of(message, "answer", kind)
    if _put(message).steering:
        return turn_of(message, "out_of_scope", "steering", add(message), talk(message))
    if _put(message).keeps:
        return turn_of(message, "answer", "question_ready", add(message))
    if _steers(message, wishes):
        return turn_of(message, "out_of_scope", "steering", talk(message))
    if wishes.says("other_person") or wishes.foremost("other_person", LIKELY + 0.1, CLEARLY):
        return turn_of(message, "out_of_scope", "other_person", talk(message))
    if _wants_person(wishes):
        key = "person" if message.dossier else "person_no_case"
        return replace(turn_of(message, "handover", key, talk(message)), tell=message.dossier is not None)
    quoted = of_record(message, wishes)
    if quoted is not None:
        return quoted
    return _declined(message) if _wants_advice(message, wishes) else None


def _wants_person(wishes: Wishes) -> bool:
    if not wishes.like:
        return wishes.says("person")
    return wishes.weight("person") >= LIKELY + 0.1 and wishes.weight("person") > wishes.prepare


def _steers(message: Asking, wishes: Wishes) -> bool:
    """By the words, unless the message is clearly about preparing; by likeness, which must be great when papers or a
    question for the doctor are named."""
    like = wishes.like.get("steering", 0.0)
    if _put(message).others:
        return wishes.weight("steering") >= STEERED
    if wishes.says("steering"):
        return wishes.prepare < like + LIKELY
    return like >= LIKELY + 0.1


def _wants_advice(message: Asking, wishes: Wishes) -> bool:
    """By its likeness to such messages, by the words and by how it is put, together; more than to anything else."""
    put = _put(message)
    if put.others or _of_the_past(message) or wishes.excused("advice"):
        return False
    if wishes.weight("advice") < SURE and _asks_of_report(message, wishes):
        return False
    weight = wishes.weight("advice") + (PUT_SO if put.advice else 0.0) + (CANDID if put.candid else 0.0)
    if not wishes.like:
        return weight > CANDID
    others = {other: wishes.like.get(other, 0.0) for other in ("explain", "off_topic", wishes.case)}
    if not put.advice and names_technical(message.text, message.knowledge.library, message.language):
        others["explain"] += TECHNICAL
    rival = max(PREPARES * wishes.prepare, *others.values())
    return weight >= (ALIKE if put.care or put.advice else NO_CARE) and weight > rival


def _asks_of_report(message: Asking, wishes: Wishes) -> bool:
    """Whether a sentence tells what a paper says in a word of the glossary, and nothing asks for a judgement of it."""
    if _put(message).advice or wishes.says("advice"):
        return False
    reads, library = message.talk.small_talk["reads"], message.knowledge.library
    parts = re.split(r"(?<=[.!?;])\s+|\n+", own_words(message.text))
    return any(reads.search(plain(part)) and terms_in(part, library, message.language) for part in parts)


def _put(message: Asking) -> Judging:
    return judging(own_words(message.text))


def _of_the_past(message: Asking) -> bool:
    """Whether it asks what was done or given ("did I ever get radiation"), which papers can tell."""
    said = plain(message.text).replace("|", " ")
    return message.dossier is not None and bool(message.talk.small_talk["past"].match(said))


def _perhaps_advice(wishes: Wishes) -> bool:
    """Too weak to refuse an answer that is there, strong enough to say why there is none."""
    like = wishes.like.get("advice", 0.0)
    return like >= 0.28 and like > max(wishes.prepare, wishes.like.get("explain", 0.0))


def _declined(message: Asking) -> Turn:
    afraid = message.talk.small_talk["fear"].search(plain(message.text))
    return turn_of(message, "out_of_scope", "advice_fear" if afraid else "advice", add(message), talk(message))


def built_in(message: Asking, wishes: Wishes) -> Turn:
    """The answer by rules and retrieval; always one."""
    said = plain(message.text).replace("|", " ")
    how_to = bool(message.talk.small_talk["how_to"].search(said))
    explain = any(wish.explain for wish in wishes.said) or wishes.weight("explain") >= LIKELY
    explain = explain or has_codes(message.text) or _asks_of_quotation(message)
    explain = explain or (message.dossier is None and _asks_of_report(message, wishes))
    explain = explain or (not how_to and _of_technical(message, wishes))
    terms = _terms(message, explain)
    change = wishes.says("change_found")
    asked_case = "" if change else wishes.case
    sure_case = _sure_of_case(wishes, asked_case, how_to)
    if explain and terms and not change and not (message.dossier and sure_case and _rather(wishes, asked_case)):
        return explained(message, terms)
    if message.dossier is not None and sure_case and asked_case not in ("where", "when"):
        return from_case(message, message.dossier, asked_case)
    in_papers = asks_papers(message, wishes) or (not explain and stands_there(message, wishes))
    in_papers = in_papers or (_of_the_past(message) and not how_to)
    if message.dossier is not None and in_papers:
        return from_case(message, message.dossier, "where")
    best = search(own_words(message.text), SOME, message.language, quick=True)
    score = best[0].score if best else 0.0
    if message.dossier is not None and sure_case and score < CERTAIN:
        turn = from_case(message, message.dossier, asked_case)
        return turn if turn.citations or score < BOTH else _article(message, best)
    if message.dossier is not None and not explain and wishes.prepare < LIKELY and names_entry(message):
        return from_case(message, message.dossier, "where")
    if _off_topic(wishes, score):
        return turn_of(message, "out_of_scope", "off_topic")
    plainly = wishes.weight(asked_case) >= PLAINLY or score < SURE
    if message.dossier is None and asked_case in OWN and not how_to and sure_case and plainly:
        if terms and wishes.weight("explain") >= MEANT:
            return explained(message, terms)
        return turn_of(message, "answer", "no_case")
    if best and best[0].kind == "term" and _perhaps_advice(wishes):
        return _declined(message)
    if score >= SURE:
        of_words = terms and best[0].kind == "term" and wishes.weight("explain") > wishes.prepare
        return explained(message, terms) if of_words else _article(message, best)
    if terms and (explain or len(message.text.split()) <= 6):
        return explained(message, terms)
    if message.dossier is not None and (not how_to or explain):
        turn = from_case(message, message.dossier, "where")
        if turn.citations and turn.intent != PERHAPS:
            return turn
    word = part_by_part(message) if explain or len(message.text.split()) <= 3 else None
    if word:
        return word
    if terms and wishes.weight("explain") >= MEANT:
        return explained(message, terms)
    ours = bool(asked_case or change or wishes.prepare >= 0.3 or message.talk.small_talk["domain"].search(said))
    guides = [passage for passage in best if passage.kind == "article"]
    if guides and guides[0].score >= (MAYBE if ours else STRANGE):
        return _article(message, guides)
    if score >= (MAYBE if ours else STRANGE):
        return _article(message, best[:1])
    if _perhaps_advice(wishes):
        return _declined(message)
    if terms:
        return explained(message, terms)
    return no_words_left(message, ours or wishes.weight("off_topic") < 0.3)


def _of_technical(message: Asking, wishes: Wishes) -> bool:
    """Whether a word that only reports use is named, and nothing else is plainly wanted of it."""
    other = max(wishes.prepare, wishes.weight(wishes.case), wishes.weight("off_topic"))
    return other < SURE and names_technical(message.text, message.knowledge.library, message.language)


def _asks_of_quotation(message: Asking) -> bool:
    """A few words of a paper, quoted, and little else: "'small pleural effusion' in English please"."""
    rest = len(own_words(message.text).split())
    return 0 < len(quoted_words(message.text).split()) <= FEW and rest <= FEW


def _sure_of_case(wishes: Wishes, wish: str, how_to: bool) -> bool:
    """Whether the message asks for something of the person's own papers, rather than how things are done."""
    if not wish:
        return False
    if not wishes.like:
        return not how_to
    weight = wishes.weight(wish)
    return weight >= OF_CASE and weight > wishes.prepare + (0.25 if how_to else 0.0)


def _rather(wishes: Wishes, wish: str) -> bool:
    """Whether a question with "what is" asks for a value of the case rather than for a meaning."""
    return wishes.like.get(wish, 0.0) > wishes.like.get("explain", 0.0) + 0.2


def _off_topic(wishes: Wishes, score: float) -> bool:
    like = wishes.like.get("off_topic", 0.0)
    if wishes.says("off_topic") and score < 0.75:
        return not wishes.like or like > wishes.prepare - 0.05
    return like >= LIKELY and like > wishes.prepare + 0.1 and score < 0.6


def _terms(message: Asking, explain: bool) -> list[Passage]:
    library = message.knowledge.library
    named = terms_in(message.text, library, message.language)
    if named or not explain:
        return named
    near = near_term(message.text, library, message.language)
    return [near] if near else []


def _article(message: Asking, best: Sequence[Passage]) -> Turn:
    """The best passage; the second too, both cut short, when it is as near and neither is sure."""
    first, others = best[0], best[1:2]
    if others and others[0].kind == first.kind and first.score < BOTH and first.score - others[0].score < CLOSE:
        both = (first, others[0])
        text = " ".join(shorten(passage.text, HALF) for passage in both)
        return Turn("answer", text, message.language, tuple(knowledge_cite(p) for p in both), intent=first.id)
    return Turn("answer", shorten(first.text), message.language, (knowledge_cite(first),), intent=first.id)
