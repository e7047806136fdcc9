"""Whose illness a sentence speaks of: the patient's, or a relative's. Never decides whether it is there."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from assistant.extract import shapes
from knowledge.lexicon import Lexicon
from knowledge.plain import plain

SALUTATION = re.compile(r"\b(?:dear|querid[oa]s?|estimad[oa]s?) (?:\w+ )?$")


class Relative(NamedTuple):
    start: int
    end: int
    relation: str


class _Patterns(NamedTuple):
    relative: re.Pattern[str]
    relations: dict[str, str]
    reporting: re.Pattern[str]
    speaking: re.Pattern[str]
    patient: re.Pattern[str]


def _any(words: list[str]) -> str:
    return "|".join(re.escape(plain(word)) for word in sorted(words, key=len, reverse=True))


@lru_cache(maxsize=2)
def _patterns(lexicon: Lexicon) -> _Patterns:
    words = lexicon.words["family"]
    relations = {plain(str(word)): str(name) for word, name in words["relations"].items()}
    return _Patterns(
        re.compile(rf"\b(?:{_any(list(relations))})\b(?!'?s?[- ](?:{_any(words['not_before'])}))"),
        relations,
        re.compile(rf"(?:,? (?:who|also|has|is|he|she))?\s+(?:{_any(words['reporting'])})\b"),
        re.compile(rf"(?:{_any(words['speaking'])})\s+(?:(?:his|her|their|the|my|a|su)\s+)?$"),
        re.compile(rf"\b(?:{_any(words['patient'])})\b"),
    )


def relatives(flat: str, lexicon: Lexicon) -> list[Relative]:
    """Relatives named in a sentence who are its subject, not those who only speak or keep company."""
    patterns = _patterns(lexicon)
    found = []
    for match in patterns.relative.finditer(flat):
        speaks = patterns.reporting.match(flat, match.end())
        ill = shapes.said("is_ill").match(flat, match.end()) and not speaks
        brought = None if ill else patterns.speaking.search(flat[: match.start()])
        if SALUTATION.search(flat, 0, match.start()):
            continue  # "Dear parents," names who is written to
        if speaks or (
            brought
            and (brought[0].split()[0] not in ("her", "with", "from") or flat[match.end() : match.end() + 1] == ":")
        ):
            continue
        found.append(Relative(match.start(), match.end(), patterns.relations[match[0]]))
    return found


def experiencer(flat: str, start: int, end: int, found: list[Relative], section: str, cued: bool) -> str:
    """The relation of the one who has it, "family" where only the family is named, "" for the patient."""
    nearest = _nearest(flat, start, end, found)
    if nearest:
        return nearest
    if cued:
        return found[0].relation if len(found) == 1 else "family"
    if section == "family_history":
        if shapes.said("kin_self").search(flat[:start]) and not found and "family" not in flat:
            return ""
        return _last(found, start) or "family"
    return ""


def together(before: str, found: list[Relative]) -> tuple[str, ...]:
    """The relations named together last before an illness ("father and one brother"), in order."""
    named = [relative for relative in found if relative.end <= len(before)]
    told = named[-1:]
    for relative in reversed(named[:-1]):
        if not shapes.said("and_kin").fullmatch(before, relative.end, told[0].start):
            break
        told.insert(0, relative)
    return tuple(dict.fromkeys(relative.relation for relative in told))


def _last(found: list[Relative], start: int) -> str:
    before = [relative for relative in found if relative.end <= start]
    if before:
        return before[-1].relation
    return found[0].relation if found else ""


def _nearest(flat: str, start: int, end: int, found: list[Relative]) -> str:
    for relative in found:  # "stroke in her mother", "breast cancer (aunt)"
        if relative.start >= end:
            between = flat[end : relative.start]
            if shapes.said("kin_behind").match(between + "") or (
                re.fullmatch(r"\s*[(\[:,-]\s*(?:maternal |paternal )?", between) and between.strip()[:1] in "(["
            ):
                return relative.relation
    for relative in reversed(found):  # "mother had a stroke", "one uncle who died of lung cancer"
        if relative.end <= start:
            between = flat[relative.end : start]
            if shapes.said("kin_self").search(between) or ". " in between:
                return ""
            if (treated := shapes.said("kin_treated").match(between)) and not shapes.said("kin_not_self").search(
                treated[0]
            ):
                return relative.relation  # "my sister takes Humira for psoriasis"
            if shapes.said("kin_still").search(between) or (
                shapes.said("kin_then_ill").match(between) and _carries(between)
            ):
                return relative.relation
    return ""


def _carries(between: str) -> bool:
    """The words between a relative and an illness make the illness the relative's."""
    return len(between) < 120 and shapes.said("kin_carries").search(between) is not None
