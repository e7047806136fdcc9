"""How names of illnesses, operations and drugs are built, made ready once from `words/morphology.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from knowledge.lexicon import Lexicon
from knowledge.plain import plain

TYPE = r",? types? (?:\d{1,2}[a-d]?|i{1,3}|iv|v|[ab])\b(?! (?:or|and|to)\b)"  # "neurofibromatosis type 2"


class Grammar(NamedTuple):
    """How names of ills are built, ready for words and places."""

    kinds: dict[str, str]  # head word -> problem | symptom
    weak: frozenset[str]
    alone: frozenset[str]
    prefixes: tuple[str, ...]
    prefix_endings: tuple[str, ...]
    procedure_heads: dict[str, str]  # head word -> group
    ill_endings: tuple[str, ...]
    procedure_endings: tuple[str, ...]
    drug_endings: tuple[str, ...]
    parts: frozenset[str]  # words and pairs of words that stand in front
    shapes: tuple[str, ...]  # endings of adjectives
    not_shapes: frozenset[str]
    hyphens: tuple[str, ...]  # second halves of compounds that stand in front ("-induced")
    behind: re.Pattern[str]
    of_spanish: re.Pattern[str]  # a Spanish head at the end of a name, and the adjectives behind it
    trim: frozenset[str]
    degree: frozenset[str]
    never: frozenset[str]
    places: frozenset[str]
    titles: frozenset[str]
    kin: frozenset[str]  # whose illness it is ("mother's"), never part of its name
    telling: dict[str, list[tuple[int, str, str]]]  # what stood between two spaces and names something (`mentions`),
    dull: set[str]  # and what named nothing, so that each is looked at once


def _any(words: Iterable[object]) -> str:
    return "|".join(re.escape(plain(str(word))) for word in sorted(map(str, words), key=len, reverse=True))


def _set(*groups: Iterable[object]) -> frozenset[str]:
    return frozenset(plain(str(word)) for group in groups for word in group)


def _cues(lexicon: Lexicon) -> frozenset[str]:
    """Last words of what decides an assertion: swallowed by a name they could decide nothing."""
    context = lexicon.words["context"]
    kinds = ("absent", "possible", "conditional", "historical", "family", "planned")
    return frozenset(plain(str(cue)).split()[-1] for kind in kinds for cue in context[kind]["before"])


@lru_cache(maxsize=2)
def grammar(lexicon: Lexicon) -> Grammar:
    """The grammar of `words/morphology.yml` and `words/anatomy.yml`."""
    words, body, stop = lexicon.words["morphology"], lexicon.words["anatomy"], lexicon.words["stopwords"]
    heads = words["heads"]
    kinds = dict.fromkeys(_set(heads["symptom"], heads["es_symptom"]), "symptom")
    kinds |= dict.fromkeys(_set(heads["problem"], heads["es"]), "problem")
    parts = _any({*body["parts"], *body["modifiers"]})
    degree = _set(words["severity"], words["change"], words["side"])
    part = _any(body["parts"])
    latin = rf" (?:{_any(words['latin'])})\b"
    return Grammar(
        kinds,
        _set(words["weak"]),
        _set(words["alone"]),
        tuple(words["problem_prefixes"]),
        tuple(words["problem_prefix_endings"]),
        {plain(str(word)): group for group, names in words["procedure_heads"].items() for word in names},
        tuple(_set(words["problem_endings"], words["problem_endings_es"])),
        tuple(_set(words["procedure_endings"], words["procedure_endings_es"])),
        tuple(_set(words["drug_endings"])),
        _set(body["parts"], body["modifiers"]),
        tuple(_set(words["modifier_endings"])),
        _set(words["modifier_not"]) | _cues(lexicon),
        (*_set(words["compounds"]), "'s"),
        re.compile(
            rf"(?!s? of (?:[\w-]+ ){{1,3}}(?:origin|etiology|aetiology|source)\b)"  # says where from, not where
            rf"(?:{latin})?s? (?:of|in|involving|at|to) (?:the |his |her |both |a )?"
            r"(?:overlying |adjacent |surrounding )?"
            rf"(?:(?:{_any(degree)}|{parts}) )*(?:{part})s?\b|{latin}|{TYPE}"
            rf"|s? (?:de|del|en)(?: la| el| los| las)? (?:(?:{part})\b)(?: (?:{_any(words['side'])})\b)?"
        ),
        re.compile(
            rf"\b(?:{_any({*heads['es']} - {*heads['problem'], *heads['symptom']})})(?:e?s)?"
            rf"((?: (?:{_any(words['behind_es'])})(?:e?s)?)+)\b"
        ),
        degree | _set(stop["trim"]),
        degree,
        _set(stop["never_names"], words["drug_not"], words["built_not"]),
        frozenset(stop["places"]),
        frozenset(stop["titles"]),
        frozenset(f"{plain(str(word))}'s" for word in lexicon.words["family"]["relations"]),
        {},
        set(),
    )


def sort_of(word: str, rules: Grammar) -> str:
    """What a word by itself may name: a head, an ill, an operation, a drug, or "" for nothing."""
    bare = word.removesuffix("s")
    for form in (word, bare, word.removesuffix("es")):
        if form in rules.kinds:
            return f"head {form}"
    if word in rules.procedure_heads:
        return "procedure head"
    if len(word) < 6 or word in rules.never or bare in rules.never:
        return ""
    if word.endswith(rules.ill_endings) or bare.endswith(rules.ill_endings) or _prefixed(bare, rules):
        return "ill"
    if len(word) < 7:
        return ""
    return (
        "procedure"
        if bare.endswith(rules.procedure_endings)
        else "medication"
        if bare.endswith(rules.drug_endings)
        else ""
    )


def _prefixed(word: str, rules: Grammar) -> bool:
    return len(word) >= 9 and word.startswith(rules.prefixes) and word.endswith(rules.prefix_endings)
