"""Two short papers that disagree in one thing, and two that do not, for each kind of disagreement (`pairs.tsv`)."""

from pathlib import Path

import pytest

from tests.reconcile.test_slips import topics

ROWS = [
    line.replace("\\n", "\n").split("\t")
    for line in Path(__file__).with_name("pairs.tsv").read_text(encoding="utf-8").splitlines()
]


def note(written: str, date: str) -> tuple[str, ...]:
    """(date, text[, title]) of "[date; title] text", where date or all of the head may be missing."""
    if not written.startswith("["):
        return date, written
    head, text = written[1:].split("] ", 1)
    day, _, title = head.rpartition("; ")
    return day or date, text, title


@pytest.mark.parametrize(("kind", "word", "one", "other"), ROWS)
def test_two_papers_are_told_to_disagree_only_where_they_do(kind: str, word: str, one: str, other: str) -> None:
    told = topics(note(one, "06/02/2026"), note(other, "06/20/2026"))
    assert any(word.casefold() in topic.casefold() for topic in told) if word else not told, (kind, told)
