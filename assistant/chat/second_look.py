"""A second look at a message, after the rules, by its likeness to written exemplars (`knowledge.alarm`).
It raises an alarm or asks the one question; a danger the rules saw it never makes into nothing."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.alarm import Score, alarm
from knowledge.judging import judging
from knowledge.wishes import weigh

_FEWEST = 2  # words: of a single one the rules alone decide
_STORY = 6  # words: a shorter alarm of the rules is too plain to be doubted
_SHORT = (
    (4, 0.5),
    (7, 0.3),
)  # up to so many words, so much more is needed: few words say little, and the rules know them
_OF_CARE = 0.4  # so much more for a question on one's care ("can i take two at night"): asked back, no alarm
_STRONG = 0.7  # an alarm this plain is not doubted
_ELSEWHERE = 0.5  # likeness to what is no business of ours, or to orders to the program, from which a weaker one is;
# of 240 written messages of danger none was above 0.33
_SURE = 1.0  # a wish to die this plain outweighs the sign that the rules saw ("if i didnt wake up tomorrow")


@dataclass(frozen=True, slots=True)
class Look:
    """`kind` is emergency, crisis, ask or none; `what` the action of an emergency or the question to ask.

    `wish`: a wish to die so plain that it outweighs a sign of illness ("if i didnt wake up tomorrow"). `story`: more
    than a few words that are, whole and in every part, far from any danger that was written down: a figure of speech, a
    word of a report, an old tale; an alarm of the rules then becomes a question with the number beside it."""

    kind: str
    what: str = ""
    wish: bool = False
    story: bool = False


def second_look(text: str) -> Look:
    """What the message is most like; none when the layer is not installed."""
    size = len(text.split())
    layer = alarm() if size >= _FEWEST else None
    if layer is None:
        return Look("none")
    score, limits = layer.score(text), layer.limits
    more = next((more for words, more in _SHORT if size <= words), 0.0)
    more = max(more, _OF_CARE) if judging(text).advice else more
    if score.alarm > limits["alarm"] + more or (score.part > limits["part"] and score.alarm > limits["far"]):
        if score.alarm < _STRONG and _elsewhere(text):
            return Look("none")
        if score.crisis:
            return Look("crisis", "mood", wish=score.alarm > _SURE and size >= _STORY)
        return Look("emergency", score.action)
    if score.unclear > limits["ask"] or score.part > limits["part_ask"]:
        return Look("ask", _question(score))
    return Look("none", story=size >= _STORY and score.unclear < limits["far"] and score.part <= limits["alarm"])


def _elsewhere(text: str) -> bool:
    like = weigh(text)
    return max(like.get("off_topic", 0.0), like.get("steering", 0.0)) >= _ELSEWHERE


def _question(score: Score) -> str:
    leans = score.part > 0
    if leans and score.crisis:
        return "mood"
    if leans and score.action == "danger_now":
        return "home"
    return score.topic
