"""Rows of results under LOINC's long common names, as portals export them: "Leukocytes [#/volume] in Blood by Automated
count 3.58 10*3/uL 10/30/2020". Such a name is often wider than its column and goes on in the next line.

The parts of the name are those of the LOINC Users' Guide: component, [property], "in" what, "by" which method. A list's
test is meant only where component, property and specimen are its own; anything else keeps the name as printed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from assistant.extract.mentions import Mention, find
from knowledge.lexicon import Lexicon, Term
from knowledge.plain import plain

PROPERTY = (
    r"\[(?:[#A-Z][\w#.]*(?: [A-Za-z]+)*/[\w#.]+(?: [a-z]+)*|Volume Fraction|(?:Pure )?(?:Mass|Mole|Number) Fraction"
    r"|Entitic (?:volume|mass)|(?:Mass |Molar )?Ratio|Presence|Interpretation|Time|Moles|Mass|Volume)\]"
)
_ROW = re.compile(
    r"^[ \t]*(?P<component>[A-Za-z][^\[\]\n]{0,70}?(?:\n[a-z][^\[\]\n]{0,50}?)?)"
    rf"\s+(?P<property>{PROPERTY})?"
    r"(?:\s*(?:in|of)\s+(?P<specimen>[A-Z][A-Za-z]+(?:\s+(?!by\b)[A-Za-z]+){0,4}?))?"
    r"(?:\s+by\s+(?P<method>[A-Za-z][\w ,/().+-]*?(?:\n[A-Za-z][\w ,/().+-]*?)?))?"
    r"\s+(?=[<>≤≥]?=? ?\d+(?:[.,]\d+)*(?![\d/-]))",
    re.M,
)
_BRACKET = re.compile(PROPERTY)
_BLOOD = re.compile(r"(?:\w+ )?(?:blood|serum|plasma)(?: or (?:blood|serum|plasma))*")
_SUBCLASS = re.compile(r"^(\S+)\.(\w+)$")  # "bilirubin.total"
_SHARE = re.compile(r"/100\s+leukocytes$")


class Row(NamedTuple):
    """A long name at `start:end` of the page, its value right behind it."""

    start: int
    end: int
    name: str
    term: Term | None


def rows(text: str, lexicon: Lexicon) -> list[Row]:
    """The rows of a page; none where no property stands in brackets and no share of a hundred cells."""
    if _BRACKET.search(text) is None and "/100" not in text:
        return []
    found = []
    for row in _ROW.finditer(text):
        component, measured = row["component"], row["property"] or ""
        if measured or _SHARE.search(component):
            named = _meant(component, measured, row["specimen"] or "", lexicon)
            found.append(Row(row.start("component"), row.end(), *named))
    return found


def outside(names: list[Mention], text: str, found: list[Row]) -> list[Mention]:
    """Names without those inside a long name: the mass of [Mass/volume] is no lump."""
    spans = [(row.start, row.end) for row in found] + [bracket.span() for bracket in _BRACKET.finditer(text)]
    return [name for name in names if not any(start <= name.start < end for start, end in spans)]


def _meant(component: str, measured: str, specimen: str, lexicon: Lexicon) -> tuple[str, Term | None]:
    """The name of a row and the list's test it is."""
    whole = plain(" ".join(component.split()))
    of = plain(" ".join(specimen.split()))
    term = None
    if not of or _BLOOD.fullmatch(of):
        bare = _SHARE.sub("", whole)
        wordings = [f"absolute {bare}"] if measured == "[#/volume]" else []
        wordings += [bare, _SUBCLASS.sub(r"\2 \1", bare)]
        term = next((one for one in (_test(each, lexicon) for each in wordings) if one), None)
    if term is not None:
        return term.name, term
    return (f"{whole} in {of}" if of and not _BLOOD.fullmatch(of) else whole), None


def _test(wording: str, lexicon: Lexicon) -> Term | None:
    """The laboratory test that all of `wording` names."""
    for mention in find(wording, wording, lexicon):
        if (mention.start, mention.end) == (0, len(wording)):
            return mention.of("lab") or (mention.term if mention.kind == "lab" else None)
    return None
