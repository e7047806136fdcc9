"""Loads what is urgent and what only sounds like it: known sayings (`words/urgency.yml`) and signs made of their parts
(`words/signs.yml`). Holds words and wording, decides nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.patterns import Groups, Pattern, literals, plain, stems

FILE = Path(__file__).parent / "words" / "urgency.yml"
SIGNS = Path(__file__).parent / "words" / "signs.yml"


@dataclass(frozen=True, slots=True)
class Rule:
    """One family of warning signs. A `firm` one is not cancelled by words about papers."""

    id: str
    action: str
    patterns: tuple[Pattern, ...]
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Unclear:
    """Words that may mean danger: one question is asked, with the number beside it."""

    id: str
    patterns: tuple[Pattern, ...]
    text: Mapping[str, str]
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Together:
    """Signs that are danger in company: `SIGNS_NEEDED` of them, `ALL_NEEDED` counted with what gives them weight."""

    action: str
    signs: tuple[Pattern, ...]
    weights: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Spelling:
    """Mends slips: fixed ones by table, others when one letter away from a word the rules use."""

    fixed: Mapping[str, str]
    known: frozenset[str]
    words: frozenset[str]
    folded: Mapping[str, str]
    stems: tuple[str, ...] = ()

    def mend(self, text: str) -> str:
        return " ".join(self._word(word) for word in text.split(" "))

    def _word(self, word: str) -> str:
        if word in self.fixed:
            return self.fixed[word]
        if len(word) < 4 or word in self.words or word in self.known or not word.isalpha():
            return word
        if word.startswith(self.stems):
            return word
        same = self.folded.get(fold(word))
        if same:
            return same
        return self._near(word) if len(word) >= 6 else word

    def _near(self, word: str) -> str:
        from rapidfuzz.distance import OSA

        if word.rstrip("s") in self.words or word.rstrip("s") in self.known:
            return word
        allowed = 2 if len(word) >= 10 else 1
        for other in self.words:
            if other[0] == word[0] and abs(len(other) - len(word)) <= allowed and len(other) >= 6:
                if other.rstrip("s") == word.rstrip("s"):
                    continue
                if OSA.distance(word, other, score_cutoff=allowed) <= allowed:
                    return other
        return word


def fold(word: str) -> str:
    """How a Spanish word sounds: no silent h, one letter for b and v, for s, z and soft c, for ll and y."""
    word = re.sub(r"(?<!c)h", "", word).replace("v", "b").replace("z", "s").replace("ll", "y").replace("qu", "k")
    return re.sub(r"(.)\1+", r"\1", re.sub(r"c(?=[ei])", "s", word).replace("c", "k"))


@dataclass(frozen=True, slots=True)
class Urgency:
    """Everything `assistant.chat.safety` needs; compiled once."""

    rules: tuple[Rule, ...]
    crisis: tuple[Pattern, ...]
    crisis_negated: re.Pattern[str]
    asks: tuple[Unclear, ...]
    everyday: tuple[re.Pattern[str], ...]
    cues: Mapping[str, re.Pattern[str]]
    wording: Mapping[str, Mapping[str, str]]
    regions: Mapping[str, Mapping[str, str]]
    spelling: Spelling
    together: Together

    def clean(self, text: str) -> str:
        """Plain text with slips mended and everyday sayings taken out."""
        text = self.spelling.mend(plain(text))
        for saying in self.everyday:
            text = saying.sub(" ~ ", text)
        return re.sub(r" +", " ", text)

    def say(self, action: str, language: str, region: str = "us") -> str:
        """The fixed words for an action, with the numbers of the region."""
        return self.wording[action][language].format(**self.regions.get(region, self.regions["us"]))


def _spelling(data: Mapping[str, Any]) -> Spelling:
    texts = [rule["patterns"] for rule in [*data["rules"], data["crisis"], *data["asks"]]]
    words: set[str] = set()
    open_words: set[str] = set()
    for text in [*texts, *data["groups"].values(), *data["cues"].values()]:
        words |= literals(str(text))
        open_words |= {stem for stem in stems(str(text)) if len(stem) >= 4}
    known = frozenset(data["known"]) | literals(str(data["everyday"]))
    spanish = {fold(word): word for word in sorted(words) if len(word) >= 5}
    fixed = {str(k): str(v) for k, v in data["spelling"].items()}
    return Spelling(fixed, known, frozenset(words), spanish, tuple(sorted(open_words)))


def _read(file: Path) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load(file.read_text("utf-8"), Loader=loader)  # noqa: S506  (a safe loader)
    return data


def _joined(sayings: dict[str, Any], signs: dict[str, Any]) -> dict[str, Any]:
    """Both files as one; the sayings are tried first."""
    twice = sayings["groups"].keys() & signs["groups"].keys()
    if twice:
        raise ValueError(f"word groups named twice: {sorted(twice)}")
    crisis = {**sayings["crisis"], "patterns": sayings["crisis"]["patterns"] + signs["crisis"]["patterns"]}
    groups = {**sayings["groups"], **signs["groups"]}
    rules = [*sayings["rules"], *signs["rules"]]
    return {**sayings, "groups": groups, "rules": rules, "crisis": crisis, "together": signs["together"]}


def load_urgency(file: Path = FILE, signs: Path = SIGNS) -> Urgency:
    """The urgency words that ship with the program."""
    data = _joined(_read(file), _read(signs))
    groups = Groups({name: str(words) for name, words in data["groups"].items()})
    return Urgency(
        rules=tuple(
            Rule(r["id"], r["action"], groups.compile(r["patterns"]), bool(r.get("firm", False))) for r in data["rules"]
        ),
        crisis=groups.compile(data["crisis"]["patterns"]),
        crisis_negated=groups.word(data["crisis"]["negated_ok"]),
        asks=tuple(
            Unclear(a["id"], groups.compile(a["patterns"]), {"en": a["en"], "es": a["es"]}, bool(a.get("firm", False)))
            for a in data["asks"]
        ),
        everyday=tuple(groups.word(line) for line in data["everyday"].splitlines() if line.strip()),
        cues={name: groups.word(str(words)) for name, words in data["cues"].items()},
        wording=data["wording"],
        regions=data["regions"],
        spelling=_spelling(data),
        together=Together(
            data["together"]["action"],
            tuple(groups.pattern(line) for line in data["together"]["signs"]),
            tuple(groups.pattern(line) for line in data["together"]["weights"]),
        ),
    )
