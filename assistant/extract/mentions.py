"""Names of ills, drugs, operations and tests in a text: vocabulary, then how such names are built, then a text's own abbreviations.

Finds what is named, never whether it is so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from knowledge import Knowledge
from knowledge.lexicon import Hit, Lexicon, Term
from knowledge.plain import plain


class Mention(NamedTuple):
    """A name at `start:end`. `kind` is a lexicon kind (problem, symptom, medication, chemical, procedure, device, lab, …)."""

    start: int
    end: int
    kind: str
    name: str
    term: Term | None = None
    rule: str = "words"
    also: tuple[Term, ...] = ()  # other meanings of the same wording

    def of(self, *kinds: str) -> Term | None:
        return next((term for term in self.also if term.kind in kinds), None)


ILLS = ("problem", "symptom")
SPACE = re.compile(r"[ \-]")


class Grammar(NamedTuple):
    heads: re.Pattern[str]
    endings: re.Pattern[str]
    procedures: re.Pattern[str]
    drugs: re.Pattern[str]
    kinds: dict[str, str]
    weak: frozenset[str]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    behind_es: re.Pattern[str]
    trim: frozenset[str]
    never: frozenset[str]


def _any(words: Iterable[object]) -> str:
    return "|".join(re.escape(plain(str(word))) for word in sorted(map(str, words), key=len, reverse=True))


@lru_cache(maxsize=2)
def grammar(lexicon: Lexicon) -> Grammar:
    words, body = lexicon.words["morphology"], lexicon.words["anatomy"]
    heads = words["heads"]
    kinds = {plain(str(word)): "symptom" for word in (*heads["symptom"], *heads["es_symptom"])}
    kinds |= {plain(str(word)): "problem" for word in (*heads["problem"], *heads["es"])}
    parts = _any({*body["parts"], *body["modifiers"]})
    shape = _any(words["modifier_endings"])
    never = _any(words["modifier_not"])
    degree = (*words["severity"], *words["change"], *words["side"])
    part = _any(body["parts"])
    return Grammar(
        re.compile(rf"\b(?:{_any(kinds)})(?:s|es)?\b"),
        re.compile(rf"\b[a-z][a-z-]{{2,}}(?:{_any((*words['problem_endings'], *words['problem_endings_es']))})s?\b"),
        re.compile(rf"\b[a-z][a-z-]{{3,}}(?:{_any((*words['procedure_endings'], *words['procedure_endings_es']))})s?\b"),
        re.compile(rf"\b[a-z0-9][a-z0-9,'-]{{2,}}(?:{_any(words['drug_endings'])})s?\b"),
        kinds,
        frozenset(plain(str(word)) for word in words["weak"]),
        re.compile(rf"(?:(?<![\w-])(?:{parts}|(?!(?:{never})\b)[a-z][a-z-]*?(?:{shape}|'s))[ /-]{{1,2}})+$"),
        re.compile(rf"s? (?:of|in|involving|at|to) (?:the |his |her |both |a )?(?:(?:{_any(degree)}|{parts}) )*(?:{part})s?\b"),
        re.compile(rf"s? (?:de|del|en)(?: la| el| los| las)? (?:(?:{part})\b)(?: (?:{_any(words['side'])})\b)?"),
        frozenset(plain(str(word)) for word in (*degree, *lexicon.words["stopwords"]["trim"])),
        frozenset(plain(str(word)) for word in (*lexicon.words["stopwords"]["never_names"], *words["drug_not"])),
    )


def find(text: str, flat: str, lexicon: Lexicon) -> list[Mention]:
    """All names of a page, left to right, not overlapping."""
    rules = grammar(lexicon)
    hits = lexicon.find(text, flat)
    found = [mention for hit in hits for mention in _of_hit(flat, hit, rules)]
    found += _built(flat, found, rules)
    chosen = _choose(found)
    return _choose([*chosen, *_abbreviations(text, flat, chosen)])


def mentions(text: str, knowledge: Knowledge) -> list[Mention]:
    """Names in a text, for whoever has only a text: kinds problem, symptom, medication, chemical, procedure, …"""
    return find(text, plain(text), knowledge.lexicon)


def _of_hit(flat: str, hit: Hit, rules: Grammar) -> Iterator[Mention]:
    first = hit.terms[0]
    if first.kind in ILLS:
        yield _grown(flat, hit.start, hit.end, first, rules, hit.terms)
    else:
        yield Mention(hit.start, hit.end, first.kind, first.name, first, "words", hit.terms)


def _grown(flat: str, start: int, end: int, term: Term | None, rules: Grammar, also: tuple[Term, ...] = (), kind: str = "") -> Mention:
    """The illness with the words that belong to its name on both sides."""
    window = max(0, start - 70)
    before = rules.before.search(flat[window:start]) if start > window and SPACE.match(flat[start - 1]) else None
    begin = window + before.start() if before else start
    begin = _trimmed(flat, begin, start, rules)
    behind = rules.behind.match(flat, end) or rules.behind_es.match(flat, end)
    stop = behind.end() if behind and "\n" not in flat[end : behind.end()] else end
    whole = flat[begin:stop]
    grown = begin != start or stop != end
    name = _name(whole, rules) if grown or term is None else term.name
    chosen = None if grown else term
    if term is not None and grown and begin == start and term.name != flat[start:end]:
        name = term.name
    return Mention(begin, stop, kind or (term.kind if term else "problem"), name, chosen, "words" if term else "built", also if not grown else ())


def _trimmed(flat: str, begin: int, start: int, rules: Grammar) -> int:
    """Leading words of degree, side and change do not belong to the name."""
    while begin < start:
        word = re.match(r"[^ ]+", flat[begin:start])
        if word is None:
            begin += 1
        elif word[0].strip("-,/") in rules.trim:
            begin += word.end() + 1
        else:
            break
    return min(begin, start)


def _name(whole: str, rules: Grammar) -> str:
    words = [word for word in re.sub(r"\s+", " ", whole).split(" ") if word.strip(",") not in rules.trim]
    return " ".join(words).strip(" -/,") or whole


def _built(flat: str, known: list[Mention], rules: Grammar) -> Iterator[Mention]:
    """Names that no list holds but whose parts say what they are."""
    taken = [(mention.start, mention.end) for mention in known]
    for match in rules.heads.finditer(flat):
        word = match[0]
        bare = word if word in rules.kinds else word.rstrip("s") if word.rstrip("s") in rules.kinds else word[:-2]
        if _inside(match.start(), match.end(), taken):
            continue
        mention = _grown(flat, match.start(), match.end(), None, rules, kind=rules.kinds.get(bare, "problem"))
        if bare in rules.weak and mention.start == match.start() and mention.end == match.end():
            continue
        yield mention._replace(rule="built")
    for match in rules.endings.finditer(flat):
        if len(match[0]) >= 6 and match[0] not in rules.never and not _inside(match.start(), match.end(), taken):
            yield _grown(flat, match.start(), match.end(), None, rules)
    for pattern, kind in ((rules.procedures, "procedure"), (rules.drugs, "medication")):
        for match in pattern.finditer(flat):
            if match[0].rstrip("s") not in rules.never and match[0] not in rules.never and len(match[0]) >= 7:
                if not _inside(match.start(), match.end(), taken):
                    yield Mention(match.start(), match.end(), kind, match[0], None, "built")


def _inside(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return any(first <= start and end <= last for first, last in taken)


def _choose(found: list[Mention]) -> list[Mention]:
    """Leftmost longest; a listed wording before a built one of the same reach."""
    ranked = sorted(found, key=lambda mention: (mention.start - mention.end, mention.rule != "words", mention.start))
    chosen: list[Mention] = []
    filled: set[int] = set()
    for mention in ranked:
        if filled.isdisjoint(range(mention.start, mention.end)):
            chosen.append(mention)
            filled.update(range(mention.start, mention.end))
    return sorted(chosen)


SHORT = re.compile(r"\(([A-Z][A-Za-z0-9/-]{1,9})s?\)")


def _abbreviations(text: str, flat: str, known: list[Mention]) -> Iterator[Mention]:
    """Abbreviations the text itself introduces, "Duchenne muscular dystrophy (DMD)", wherever they stand."""
    ends = {mention.end: mention for mention in known}
    defined: dict[str, Mention] = {}
    for match in SHORT.finditer(text):
        place = match.start()
        mention = ends.get(place) or ends.get(place - 1)
        if mention and sum(char.isupper() for char in match[1]) >= 2 and _stands_for(match[1], flat[mention.start : mention.end]):
            defined.setdefault(match[1], mention)
    for short, mention in defined.items():
        for match in re.finditer(rf"(?<![A-Za-z0-9]){re.escape(short)}s?(?![A-Za-z0-9])", text):
            yield Mention(match.start(), match.end(), mention.kind, mention.name, mention.term, "abbreviation")


def _stands_for(short: str, long: str) -> bool:
    """The letters of the abbreviation occur in order in the long form, the first at its beginning or at a word's."""
    letters = [char for char in short.lower() if char.isalpha()]
    position = 0
    for letter in letters:
        position = long.find(letter, position)
        if position < 0:
            return False
        position += 1
    initials = {word[0] for word in re.split(r"[\s-]+", long) if word}
    return letters[0] in initials
