"""Patterns are tried only around their hints: each hint list must cover everything its pattern can match."""

from __future__ import annotations

import itertools
import re._parser as parser
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from knowledge import load
from tests.extract.builders import facts, said

MOST = 3000
PATTERNS = load().lexicon.words["patterns"]
HINTED = {
    **{rule["name"]: (rule["pattern"], rule["hints"]) for rule in (*PATTERNS["stages"], *PATTERNS["social"])},
    "no_allergies": (PATTERNS["no_allergies"], PATTERNS["hints"]["allergies"]),
    "allergic": (PATTERNS["allergic"], PATTERNS["hints"]["allergies"]),
    "stopped": (PATTERNS["stopped"], PATTERNS["hints"]["stopped"]),
    "size": (PATTERNS["size"], PATTERNS["hints"]["size"]),
    **{
        key: (load().lexicon.words["phrases"][phrase], PATTERNS["hints"][key])
        for key, phrase in (
            ("other_use", "other_use_before"),
            ("empty_box", "empty_box"),
            ("found_now", "found_now"),
            *((key, key) for key in ("of_energy", "vaccine_against", "no_ill", "ended", "not_a_medicine_before")),
        )
    },
    "named_allergy": (load().lexicon.words["phrases"]["named_allergy"], PATTERNS["hints"]["allergies"]),
}


def wordings(items: Sequence[Any]) -> Iterator[str]:
    """What a parsed pattern can match, "\\0" for what is not spelt out."""
    for parts in itertools.product(*(list(itertools.islice(of_one(*item), MOST)) for item in items)):
        yield "".join(parts)


def of_one(op: Any, about: Any) -> Iterator[str]:
    kind = str(op)
    if kind == "LITERAL":
        yield chr(about)
    elif kind == "IN" and all(str(one) in ("LITERAL", "RANGE") for one, _ in about):
        for one, codes in about:
            yield from map(chr, [codes] if str(one) == "LITERAL" else range(codes[0], codes[1] + 1))
    elif kind == "SUBPATTERN":
        yield from wordings(list(about[3]))
    elif kind == "BRANCH":
        for branch in about[1]:
            yield from wordings(list(branch))
    elif kind == "MAX_REPEAT" and about[1] <= 3:
        for count in range(about[0], about[1] + 1):
            yield from wordings(list(about[2]) * count)
    elif kind in ("AT", "ASSERT", "ASSERT_NOT"):
        yield ""
    else:
        yield "\0"


def covered(items: Sequence[Any], hints: Sequence[str]) -> bool:
    """Some stretch of the pattern holds a hint whatever it matches."""
    for item in items:
        if str(item[0]) == "SUBPATTERN" and covered(list(item[1][3]), hints):
            return True
        if str(item[0]) == "BRANCH" and all(covered(list(branch), hints) for branch in item[1][1]):
            return True
        if str(item[0]) == "MAX_REPEAT" and item[1][0] > 0 and covered(list(item[1][2]), hints):
            return True
    for size in range(1, 17):
        for first in range(len(items) - size + 1):
            found = list(itertools.islice(wordings(items[first : first + size]), MOST))
            if len(found) < MOST and all(any(hint in one for hint in hints) for one in found):
                return True
    return False


@pytest.mark.parametrize("rule", HINTED)
def test_everything_that_a_pattern_matches_holds_one_of_its_hints(rule: str) -> None:
    pattern, hints = HINTED[rule]
    assert covered(list(parser.parse(str(pattern))), [str(hint) for hint in hints])


def test_a_stage_far_down_a_long_line_is_found_whole() -> None:
    filler = "No further remarks were made about the wound edges. " * 20
    found = facts(f"FINAL DIAGNOSIS:\n{filler}Pathologic stage: pT2 pN1a(2/14) cM0.", kind="pathology_report")
    assert "pT2 pN1a(2/14) cM0" in said(found, "stage")
