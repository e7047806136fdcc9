"""The second layer of urgency: how near a message is, in meaning and in words, to the exemplars of danger, of a wish to
die, of unclear words and of no alarm. Fixed weights, made from `knowledge/exemplars` and shipped; the same every time,
offline, nothing generated. It gives numbers; what follows from them is decided in `assistant.chat.second_look`.

The scores are kernel ridge regression (Saunders, Gammerman and Vovk 1998): a Gaussian of the distance in meaning, plus
shared words, parts of words and cues, each exemplar with its weight, so every score is a sum over exemplars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import knowledge
from knowledge import exemplars
from knowledge.alarm_features import cues, grams, windows
from knowledge.embedding import NoEmbedding
from knowledge.languages import NAME, languages

FILE = exemplars.HERE / "weights.npz"
KINDS = ("none", "ask", "crisis", "danger")
TOPICS = (*exemplars.ACTIONS, "mood", "home", "body")  # what an alarm advises, and what a question is about
MEANING, NARROW, WORDS, PARTS, CUES, BIAS = 1.0, 2.5, 0.25, 0.25, 0.0075, 0.1
_MOST_WINDOWS = 40


@dataclass(frozen=True, slots=True)
class Score:
    """`alarm` is how much more like danger or a wish to die the whole message is than like anything less (0: as much),
    `part` the same of its most alarming part, `unclear` how much more like anything but no alarm. The rest tells of
    which kind."""

    alarm: float
    part: float
    unclear: float
    crisis: bool
    action: str
    topic: str


class Alarm:
    """`score` weighs one message."""

    def __init__(self, arrays: dict[str, Any]) -> None:
        import numpy as np

        self._vectors = arrays["vectors"].astype(np.float32) / np.float32(127)
        self._middle = arrays["middle"]
        self._by_meaning = arrays["by_meaning"].astype(np.float32)
        self._by_cue = arrays["by_cue"]
        self._always = arrays["always"]
        self._numbers = arrays["numbers"]
        self._rare = arrays["rare"].astype(np.float32)
        self._by_gram = arrays["by_gram"].astype(np.float32)
        self.limits = {name: float(value) for name, value in zip(LIMITS, arrays["limits"], strict=True)}

    def score(self, text: str) -> Score:
        """The parts are weighed only when the whole is no alarm by itself."""
        import numpy as np

        rows = self._rows([text])
        if alarms_of(rows)[0] <= self.limits["alarm"]:
            parts = windows(text)[:_MOST_WINDOWS]
            rows = np.concatenate([rows, self._rows(parts)]) if parts else rows
        alarms = alarms_of(rows)
        told = rows[int(alarms.argmax())]
        topics, actions = told[len(KINDS) :], len(exemplars.ACTIONS)
        return Score(
            alarm=float(alarms[0]),
            part=float(alarms.max()),
            unclear=float(rows[0, 1:4].max() - rows[0, 0]),
            crisis=bool(told[2] > told[3]),
            action=TOPICS[int(topics[:actions].argmax())],
            topic=TOPICS[actions + int(topics[actions:].argmax())],
        )

    def _rows(self, texts: Sequence[str]) -> Any:
        """Scores, a row a text: kinds, then topics."""
        import numpy as np

        urgency = knowledge.load().urgency
        cleaned = [urgency.clean(text) for text in texts]
        found = centred(languages().encode(texts), self._middle)
        near = np.exp(np.float32(NARROW) * (found @ self._vectors.T - 1))
        rows = MEANING * (near @ self._by_meaning) + self._always
        rows += CUES * (np.array([cues(clean, urgency) for clean in cleaned], np.float32) @ self._by_cue)
        for row, clean in zip(rows, cleaned, strict=True):
            for share, counted in zip((WORDS, PARTS), grams(clean), strict=True):
                places, values = weighed(counted, self._numbers, self._rare)
                row += share * (values @ self._by_gram[places])
        return rows


def alarms_of(rows: Any) -> Any:
    """How much more like danger or a wish to die than like anything less."""
    return rows[:, 2:4].max(1) - rows[:, :2].max(1)


def centred(vectors: Any, middle: Any) -> Any:
    """Unit vectors of what sets each text apart from the middle of them all."""
    import numpy as np

    apart = vectors - middle
    return apart / np.linalg.norm(apart, axis=1, keepdims=True)


def weighed(counted: Counter[int], numbers: Any, rare: Any) -> tuple[Any, Any]:
    """Places of the known grams and their values, rare ones more, of length 1 in all."""
    import numpy as np

    mine = np.array(sorted(counted), np.uint32)
    places = np.searchsorted(numbers, mine)
    known = (places < len(numbers)) & (numbers[np.minimum(places, len(numbers) - 1)] == mine)
    places = places[known]
    often = np.array([counted[number] for number in mine[known].tolist()], np.float32)
    values = (1 + np.log(often)) * rare[places] if len(places) else often
    length = np.linalg.norm(values)
    return places, values / length if length else values


LIMITS = ("alarm", "part", "part_ask", "ask", "far")


@cache
def alarm(file: Path = FILE) -> Alarm | None:
    """The layer of this process; None when the encoder is not installed or the weights are of other exemplars."""
    import numpy as np

    try:
        languages()
        with np.load(file) as kept:
            if kept["version"].tolist() != [exemplars.version(exemplars.read()), NAME]:
                return None
            return Alarm({name: kept[name] for name in kept.files if name != "version"})
    except (NoEmbedding, OSError):
        return None
