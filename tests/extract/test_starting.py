"""Patterns are tried only where their first letters stand, and find all that they would find anywhere."""

from __future__ import annotations

import re

import pytest

from assistant.extract.starting import Starting, beginnings
from knowledge import load

TEXT = (
    "we talked about options for her including chemotherapy. if you have fever, call us. she worried that it is "
    "cancer, 12 % of patients may develop nausea; considered: gout. warning signs include "
    "bleeding. no recurrence would be likely"
)
CONTEXT = load().lexicon.words["context"]
PATTERNS = [str(one) for key in ("openings", "closings") for said in CONTEXT[key].values() for one in said]


@pytest.mark.parametrize(
    ("pattern", "heads"),
    [
        (r"\b(?:is|are) (?:\w+ly )?given", {"is ", "are "}),
        (r"(?<!not )to (?:start|stop)\b", {"to start", "to stop"}),
        (r"(?:^|[.;] )if ", {"if ", ". if ", "; if "}),
        (r"colou?r", {"color", "colour"}),
        (r"x+y", {"x"}),
        (r"\d+ of", {*"0123456789"}),
        (r".*cancer", set()),
        (r"\w+ cancer", set()),
    ],
)
def test_the_first_letters_of_a_pattern_are_worked_out(pattern: str, heads: set[str]):
    assert beginnings(pattern) == heads


def test_a_pattern_that_can_begin_with_anything_is_refused():
    with pytest.raises(ValueError, match="anything"):
        Starting([r"[a-z]+ cancer"])


@pytest.mark.parametrize("pattern", PATTERNS)
def test_each_pattern_finds_what_it_finds_when_tried_everywhere(pattern: str):
    alone = Starting([pattern])
    found = [match.span() for _, match in alone.matches(TEXT, alone.on_page(TEXT))]
    assert found == [match.span() for match in re.finditer(pattern, TEXT)]


def test_of_two_patterns_at_one_place_the_first_is_taken_and_none_overlap():
    both = Starting([r"call us\b", r"call\b", r"us if\b"])
    text = "please call us if it hurts"
    assert [(which, match[0]) for which, match in both.matches(text, both.on_page(text))] == [(0, "call us")]


def test_a_sentence_further_down_a_page_is_read_as_if_it_stood_alone():
    one = Starting([r"(?:^|, )if "])
    page, shift = "first. if it hurts, if it swells", 7
    starts = [start for start in one.on_page(page) if start[0] >= shift]
    assert [match.start() for _, match in one.matches(page[shift:], starts, shift)] == [0, 11]
