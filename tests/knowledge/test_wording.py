"""Every sentence for patients is easy to read in English and has its Spanish pair."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from knowledge import load
from knowledge.schema import PathwayFile
from knowledge.strict import Text
from tests.knowledge.grades import english_grade, spanish_ease

PATHWAYS = load().pathways
FILES = PATHWAYS.all()
BANNED = re.compile(r"\b(?:unfortunately|simply|fight|battle|don't worry|repeat the test|redo)\b", re.IGNORECASE)


def _texts() -> Iterator[tuple[str, Text]]:
    shared = PATHWAYS.shared
    for name, table in (("who", shared.who), ("red_flags", shared.red_flags), ("says", shared.says)):
        yield from ((f"{name}.{key}", text) for key, text in table.items())
    for key, item in shared.items.items():
        yield f"{key}.label", item.label
        yield f"{key}.why", item.why
    for key, circumstance in shared.when.items():
        if circumstance.question:
            yield f"when.{key}", circumstance.question


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.id)
def test_the_reasons_and_questions_of_each_condition_are_at_grade_six_or_below(file: PathwayFile) -> None:
    pathway = PATHWAYS.resolve([file.id])
    for texts in (
        [r.why for r in pathway.requirements if r.of == file.id],
        [Text(en=q.en, es=q.es) for q in file.questions],
    ):
        if texts:
            assert english_grade(" ".join(t.en for t in texts)) <= 6.0
            assert spanish_ease(" ".join(t.es for t in texts)) >= 60.0


def test_no_single_reason_is_above_grade_nine_and_none_is_long() -> None:
    reasons = {key: item.why for key, item in PATHWAYS.shared.items.items()}
    hard = {key: round(english_grade(text.en), 1) for key, text in reasons.items() if english_grade(text.en) > 9}
    assert not hard
    for text in reasons.values():
        assert all(len(sentence.split()) <= 20 for sentence in re.split(r"[.!?]", text.en))
        assert all(len(sentence.split()) <= 22 for sentence in re.split(r"[.!?]", text.es))


def test_all_reasons_together_are_far_below_grade_six() -> None:
    shared = PATHWAYS.shared
    assert english_grade(" ".join(item.why.en for item in shared.items.values())) < 4
    assert spanish_ease(" ".join(item.why.es for item in shared.items.values())) > 70


def test_spanish_is_not_english_and_asks_with_both_marks() -> None:
    for name, text in _texts():
        assert text.en and text.es, name
        if len(text.en.split()) > 4:
            assert text.en != text.es, name
        assert text.es.count("¿") == text.es.count("?"), name
        assert not BANNED.search(text.en), name


def test_no_sentence_speaks_to_the_patient_as_a_friend_in_spanish() -> None:
    friendly = re.compile(r"\b(?:tu|tus|tienes|puedes|debes|quieres|contigo|ti)\b", re.IGNORECASE)
    assert not [name for name, text in _texts() if friendly.search(text.es)]


def test_fill_ins_are_the_same_in_both_languages() -> None:
    for key, text in PATHWAYS.shared.says.items():
        assert set(re.findall(r"{(\w+)}", text.en)) == set(re.findall(r"{(\w+)}", text.es)), key
