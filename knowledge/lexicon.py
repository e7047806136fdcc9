"""Words and rules for reading papers: names with their kinds and codes in one automaton, cues, headings, endings.

Content comes from `knowledge/words/*.yml` and two vocabularies made from packages. Knows nothing of documents.
"""

from __future__ import annotations

import gc
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation

from knowledge.listed import listed, wider
from knowledge.plain import plain, squeeze

HERE = Path(__file__).parent


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


Found = tuple[int, int, int]  # start, minus end, number of the wording
BARE = bytes(code if code < 128 and chr(code).isalnum() else 32 for code in range(256))
FEW = 5_000  # a deterministic automaton of more takes seconds to build
SHORT = 3  # abbreviations, which have no plural


def _bare(flat: str) -> bytes:
    """A byte for each character: letters and digits of ASCII as they are, everything else a space."""
    return flat.encode("ascii", "replace").translate(BARE)


class Automaton:
    """Finds wordings on word borders; `find` gives all matches, longest of each start first.

    Wordings that begin with a letter are sought with a space before them in the bare text, so that the automaton never
    enters the middle of a word, and then compared as they are written. The others (": no", "% sat") are sought as they
    are.
    """

    def __init__(self, wordings: Iterable[str]) -> None:
        self.wordings = tuple(wordings)
        same: dict[bytes, list[int]] = {}
        for index, wording in enumerate(self.wordings):
            if wording[0].isalnum():
                close = b" " if len(wording) <= SHORT and wording[-1].isalnum() else b""
                same.setdefault(b" " + _bare(wording) + close, []).append(index)
        quick = Implementation.DFA if len(same) < FEW else Implementation.ContiguousNFA
        self._same = tuple(map(tuple, same.values()))
        self._words = BytesAhoCorasick(list(same), implementation=quick)
        self._marked = [index for index, wording in enumerate(self.wordings) if not wording[0].isalnum()]
        self._marks = AhoCorasick([self.wordings[index] for index in self._marked], store_patterns=False)
        self._grows = [len(wording) > SHORT for wording in self.wordings]  # may have a plural s behind it

    def all(self, text: str) -> list[Found]:
        """What `find` gives, in order, the longest of each start first."""
        return sorted((start, -end, index) for index, start, end in self.find(text))

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """(wording, start, end) of every match that begins and ends at a border, with a plural s allowed behind it."""
        squeezed = squeeze(text)
        text, wordings, same = squeezed.text, self.wordings, self._same
        size = len(text)
        bare = self._words.find_matches_as_indexes(b" " + _bare(text) + b" ", overlapping=True)
        hits = [(index, start) for number, start, _ in bare for index in same[number]]
        marks = self._marks.find_matches_as_indexes(text, overlapping=True)
        hits += [(self._marked[number], start) for number, start, _ in marks]
        for index, start in hits:
            wording = wordings[index]
            if not text.startswith(wording, start) or (start and text[start - 1].isalnum() and text[start].isalnum()):
                continue
            end = start + len(wording)
            if end < size and text[end].isalnum() and wording[-1].isalnum():
                if not self._grows[index]:
                    continue
                if text[end] == "s" and (end + 1 == size or not text[end + 1].isalnum()):
                    end += 1
                elif text.startswith("es", end) and (end + 2 >= size or not text[end + 2].isalnum()):
                    end += 2
                else:
                    continue
            if squeezed.behind:
                yield index, squeezed.place(start), squeezed.place(end - 1) + 1
            else:
                yield index, start, end


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
    terms: list[Meanings | str]  # per wording; a line of a vocabulary until it is asked for
    authored: Mapping[str, Term]  # what a wording of the name files means
    cues: Automaton
    cue_meanings: tuple[tuple[tuple[str, str], ...], ...]
    headings: Mapping[str, str]
    tight: Mapping[str, frozenset[str]]  # cues that govern only the word next to them, by side
    words: Mapping[str, Any] = field(repr=False)  # the files as they are, by name
    wider: Mapping[str, frozenset[str]]  # a name, folded -> all wider names of it (`of`), folded

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
        if isinstance(meant, str):
            meant = self.terms[index] = self._read(meant)
        if meant.quiet is meant.shouted:
            return meant.quiet
        return meant.shouted if written[: len(self.names.wordings[index])].isupper() else meant.quiet

    def _read(self, line: str) -> Meanings:
        """The meaning of a line of a vocabulary: an illness with its code, or a drug with its usual name."""
        wording, kind, extra = line.split("\t")
        if kind in ("problem", "symptom"):
            term = Term(wording, kind, "ICD-10-CM", extra, source="vocabulary")
        else:
            name = extra or wording
            term = self.authored.get(plain(name)) or Term(name, kind, source="vocabulary")
        return Meanings.of([(term, False)])

    def cues_in(self, flat: str, known: list[Found] | None = None, shift: int = 0) -> list[Cue]:
        """Cues of a sentence, each longest at its place; a shorter cue inside a longer one is not reported.

        `known` are the finds of the whole page (`cues.all`), on which the sentence begins at `shift`.
        """
        if known is None:
            known = self.cues.all(flat)
        cues: list[Cue] = []
        reached = 0
        for at in range(bisect_left(known, (shift,)), len(known)):
            start, end, index = known[at][0] - shift, -known[at][1] - shift, known[at][2]
            if start >= len(flat):
                break
            if reached < end <= len(flat):  # "are negative" and "negative for" share a word and both hold
                if flat[start] not in ":-":  # ": no" says something of the words before it and "no" of those behind
                    reached = end
                for meaning, side in self.cue_meanings[index]:
                    cues.append(Cue(start, end, meaning, side))
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
    """(wording, meaning, capitals) of the authored name files."""
    for name, kind, group, file, facts in listed(words):
        code = str(facts.get("code", ""))
        system = words[file].get("system", "") if code else ""
        for wording in (name, *map(str, facts.get("also", ())), *map(str, facts.get("es", ()))):
            yield plain(wording), Term(name, kind, system, code, group, file), capitals(wording)


def _names(words: Mapping[str, Any]) -> tuple[Automaton, list[Meanings | str], dict[str, Term]]:
    """The wordings, what each means (a line of a vocabulary until somebody asks), the authored ones by wording."""
    known: dict[str, list[tuple[Term, bool]]] = {}
    for wording, term, upper in entries(words):
        known.setdefault(wording, []).append((term, upper))
    unwanted = {plain(str(word)) for word in words["stopwords"]["never_names"]}
    meanings: dict[str, Meanings | str] = {
        wording: Meanings.of(meant) for wording, meant in known.items() if wording not in unwanted and len(wording) > 1
    }
    for file in ("diseases", "drugs"):  # made by `knowledge.vocabulary.build`
        for line in (HERE / "vocabulary" / f"{file}.tsv").read_text(encoding="utf-8").splitlines():
            wording = line[: line.index("\t")]
            if not wording.isascii():
                wording = plain(wording)
            if wording not in known and wording not in unwanted:
                meanings.setdefault(wording, line)
    authored = {wording: meant[0][0] for wording, meant in known.items()}
    return Automaton(meanings), list(meanings.values()), authored


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
    return Automaton(known), tuple(tuple(sorted(entry)) for entry in known.values())


NAMES = ("labs", "medicines", "problems", "procedures", "specialties", "symptoms")
RULES = (
    "anatomy", "context", "dates", "family", "morphology", "patterns", "phrases", "sections", "stopwords", "teaching",
    "turns",
)  # fmt: skip


def load_lexicon() -> Lexicon:
    """What reading uses of `words/`, and the vocabularies."""
    words = {file: _yaml(HERE / "words" / f"{file}.yml") for file in (*NAMES, *RULES)}
    names, terms, authored = _names(words)
    cues, meanings = _cues(words["context"])
    headings = {
        re.sub(r"\s+", " ", plain(str(title))): kind for kind, titles in words["sections"].items() for title in titles
    }
    tight = {side: frozenset(map(str, listed)) for side, listed in words["context"]["tight"].items()}
    made = Lexicon(names, terms, authored, cues, meanings, headings, tight, words, wider(words))
    gc.collect()
    gc.freeze()  # it lives as long as the process: looking through it again costs reading a tenth of its speed
    return made
