"""Words and rules for reading papers: names with their kinds and codes in one automaton, cues, headings, endings.

Content comes from `knowledge/words/*.yml` and two vocabularies made from packages. Knows nothing of documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from ahocorasick_rs import AhoCorasick, Implementation

from knowledge.plain import plain, squeeze

HERE = Path(__file__).parent
VOCABULARIES = {"problem", "symptom", "medication", "chemical"}


class Term(NamedTuple):
    """One meaning of a wording. `group` is the file's own grouping (drug class, body system, kind of test …)."""

    name: str
    kind: str
    system: str = ""
    code: str = ""
    group: str = ""
    source: str = "words"  # words (authored) | vocabulary (from a package)


class Hit(NamedTuple):
    start: int
    end: int
    terms: tuple[Term, ...]

    def of(self, *kinds: str) -> Term | None:
        """The first meaning of one of these kinds."""
        return next((term for term in self.terms if term.kind in kinds), None)


class Cue(NamedTuple):
    start: int
    end: int
    meaning: str  # absent, possible, conditional, historical, family, planned, affirm, stop, pseudo
    side: str  # before | after


@dataclass(frozen=True, eq=False)
class Automaton:
    """Finds wordings on word borders; `find` gives all matches, longest of each start first."""

    wordings: tuple[str, ...]
    machine: AhoCorasick

    @classmethod
    def of(cls, wordings: Iterable[str]) -> Automaton:
        known = tuple(wordings)
        return cls(known, AhoCorasick(list(known), implementation=Implementation.ContiguousNFA, store_patterns=False))

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """(wording, start, end) of every match that begins and ends at a border, with a plural s allowed behind it."""
        text, places = squeeze(text)
        size = len(text)
        for index, start, end in self.machine.find_matches_as_indexes(text, overlapping=True):
            if start and text[start - 1].isalnum() and text[start].isalnum():
                continue
            if end < size and text[end - 1].isalnum() and text[end].isalnum():
                if text[end] == "s" and end - start > 3 and (end + 1 == size or not text[end + 1].isalnum()):
                    end += 1
                elif (
                    text[end : end + 2] == "es" and end - start > 3 and (end + 2 >= size or not text[end + 2].isalnum())
                ):
                    end += 2
                else:
                    continue
            if places is None:
                yield index, start, end
            else:
                yield index, places[start], places[end - 1] + 1


class Meanings(NamedTuple):
    """What a wording means as it stands, and what it means in capitals (MS, PE; EGFR is not eGFR)."""

    quiet: tuple[Term, ...]
    shouted: tuple[Term, ...]

    @classmethod
    def of(cls, meanings: Iterable[tuple[Term, bool]]) -> Meanings:
        quiet = tuple(term for term, capitals in meanings if not capitals)
        shouted = (*(term for term, capitals in meanings if capitals), *quiet)
        return cls(quiet, quiet if shouted == quiet else shouted)


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All that reading needs to know of words. Immutable; made once per process."""

    names: Automaton
    terms: tuple[Meanings, ...]  # per wording
    cues: Automaton
    cue_meanings: tuple[tuple[tuple[str, str], ...], ...]
    headings: Mapping[str, str]
    tight: Mapping[str, frozenset[str]]  # cues that govern only the word next to them, by side
    words: Mapping[str, Any] = field(repr=False)  # the files as they are, by name

    def find(self, text: str, flat: str) -> list[Hit]:
        """Names in `flat` (the plain form of `text`, same length), leftmost longest, not overlapping."""
        found: list[tuple[int, int, int]] = [
            (start, -end, index)
            for index, start, end in self.names.find(flat)
            if self._meanings(index, text[start:end])
        ]
        found.sort()
        hits: list[Hit] = []
        reached = 0
        for start, negative, index in found:
            if start >= reached:
                reached = -negative
                hits.append(Hit(start, reached, self._meanings(index, text[start:reached])))
        return hits

    def _meanings(self, index: int, written: str) -> tuple[Term, ...]:
        meant = self.terms[index]
        if meant.quiet is meant.shouted:
            return meant.quiet
        return meant.shouted if written[: len(self.names.wordings[index])].isupper() else meant.quiet

    def cues_in(self, flat: str) -> list[Cue]:
        """Cues of a sentence, each longest at its place; a shorter cue inside a longer one is not reported."""
        found = sorted((start, -end, index) for index, start, end in self.cues.find(flat))
        cues: list[Cue] = []
        reached = 0
        for start, negative, index in found:
            if -negative > reached:  # "are negative" and "negative for" share a word and both hold
                if flat[start] not in ":-":  # ": no" says something of the words before it and "no" of those behind
                    reached = -negative
                cues.extend(Cue(start, -negative, meaning, side) for meaning, side in self.cue_meanings[index])
        return cues

    def look_up(self, wording: str, *kinds: str) -> Term | None:
        """The meaning of exactly this wording."""
        for hit in self.find(wording, plain(wording)):
            if hit.start == 0 and hit.end >= len(wording) - 1:
                return hit.of(*kinds)
        return None


def _yaml(path: Path) -> Any:
    loader = getattr(
        yaml, "CSafeLoader", yaml.SafeLoader
    )  # both build plain values only; the C one is ten times faster
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506


def capitals(wording: str) -> bool:
    """An abbreviation that must be written in capitals to be itself (MS, PE), not a word of the language."""
    return len(wording) <= 5 and wording.isupper() and wording.isalpha()


def entries(words: Mapping[str, Any]) -> Iterator[tuple[str, Term, bool]]:
    """(wording, meaning, capitals) of the authored name files: `kind: {group: {name: {code, also, es}}}`."""
    for file, content in words.items():
        if not isinstance(content, dict) or "names" not in content:
            continue
        system = content.get("system", "")
        for kind, groups in content["names"].items():
            for group, names in groups.items():
                for name, about in names.items():
                    facts = about or {}
                    if isinstance(facts, list):
                        facts = {"also": facts}
                    term = Term(
                        str(name), kind, system if facts.get("code") else "", str(facts.get("code", "")), group, file
                    )
                    for wording in (str(name), *map(str, facts.get("also", ())), *map(str, facts.get("es", ()))):
                        yield plain(wording), term, capitals(wording)


def vocabulary(path: Path) -> Iterator[tuple[str, Term]]:
    """(wording, meaning) of a file made by `knowledge.vocabulary.build`."""
    drugs = path.stem == "drugs"
    for line in path.read_text(encoding="utf-8").splitlines():
        wording, kind, extra = line.split("\t")
        if drugs:
            yield wording, Term(extra or wording, kind, source="vocabulary")
        else:
            yield wording, Term(wording, kind, "ICD-10-CM", extra, source="vocabulary")


def _names(words: Mapping[str, Any]) -> tuple[Automaton, tuple[Meanings, ...]]:
    known: dict[str, list[tuple[Term, bool]]] = {}
    authored: dict[str, Term] = {}
    for wording, term, upper in entries(words):
        known.setdefault(wording, []).append((term, upper))
        authored.setdefault(wording, term)
    for file in ("diseases", "drugs"):
        for wording, term in vocabulary(HERE / "vocabulary" / f"{file}.tsv"):
            flat = plain(wording)
            if flat in known:
                continue
            ours = authored.get(plain(term.name)) if file == "drugs" else None
            known[flat] = [(ours or term, False)]
    unwanted = {plain(str(word)) for word in words["stopwords"]["never_names"]}
    kept = {wording: meanings for wording, meanings in known.items() if wording not in unwanted and len(wording) > 1}
    return Automaton.of(kept), tuple(Meanings.of(meanings) for meanings in kept.values())


def _cues(context: Mapping[str, Any]) -> tuple[Automaton, tuple[tuple[tuple[str, str], ...], ...]]:
    known: dict[str, set[tuple[str, str]]] = {}
    for meaning in ("absent", "possible", "conditional", "historical", "family", "planned"):
        for side in ("before", "after", "pseudo"):
            for wording in context[meaning].get(side, ()):
                entry = ("pseudo", meaning) if side == "pseudo" else (meaning, side)
                known.setdefault(plain(str(wording)), set()).add(entry)
    for meaning in ("affirm", "stops"):
        for wording in context[meaning]:
            known.setdefault(plain(str(wording)), set()).add((meaning.rstrip("s"), "before"))
    return Automaton.of(known), tuple(tuple(sorted(entry)) for entry in known.values())


def load_lexicon() -> Lexicon:
    """Everything under `words/` that reading uses, and the vocabularies."""
    words = {path.stem: _yaml(path) for path in sorted((HERE / "words").glob("*.yml")) if path.stem not in OTHERS}
    names, terms = _names(words)
    cues, meanings = _cues(words["context"])
    headings = {
        re.sub(r"\s+", " ", plain(str(title))): kind for kind, titles in words["sections"].items() for title in titles
    }
    tight = {side: frozenset(map(str, listed)) for side, listed in words["context"]["tight"].items()}
    return Lexicon(names, terms, cues, meanings, headings, tight, words)


OTHERS = {"urgency", "kinds"}
