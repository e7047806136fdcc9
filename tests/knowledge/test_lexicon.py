"""Wordings are found where they stand as words, whatever stands around them."""

import pytest

from knowledge import load
from knowledge.lexicon import HERE, NAMES, Automaton
from knowledge.plain import plain


def found(wordings: list[str], text: str) -> list[str]:
    flat = plain(text)
    return [flat[start:-end] for start, end, _ in Automaton(wordings).all(flat)]


@pytest.mark.parametrize(
    "text", ["pain", "(pain)", "fever/pain,", "-pain", "«pain»", "no\npain\n", "•pain", "no pain—none"]
)
def test_a_wording_is_found_between_any_signs(text: str) -> None:
    assert found(["pain"], text) == ["pain"]


@pytest.mark.parametrize("text", ["painful", "spain", "αpain", "painα", "7pain", "paint"])
def test_a_wording_is_not_found_inside_a_word(text: str) -> None:
    assert found(["pain"], text) == []


def test_signs_inside_a_wording_are_compared_as_written() -> None:
    assert found(["x-ray", "x ray"], "x-ray, x ray, x/ray") == ["x-ray", "x ray"]
    assert found(["β-blocker"], "a β-blocker") == ["β-blocker"]


def test_a_wording_across_a_line_and_many_spaces_has_its_own_places() -> None:
    assert found(["chest pain"], "has chest   \n pain.") == ["chest     pain"]


def test_a_plural_belongs_to_a_word_and_not_to_an_abbreviation() -> None:
    assert found(["mass", "stone", "ct"], "masses, stones, cts") == ["masses", "stones"]


def test_a_wording_that_begins_with_a_sign_is_found_at_once_behind_a_word() -> None:
    assert found([": no", "-year-old"], "fever: no; 70-year-old") == [": no", "-year-old"]


def test_a_name_of_the_vocabulary_has_its_code_and_a_brand_its_authored_medicine() -> None:
    lexicon = load().lexicon
    ill = lexicon.look_up("sarcoidosis", "problem")
    assert ill is not None and (ill.system, ill.code[:3]) == ("ICD-10-CM", "D86")
    brand = lexicon.look_up("glucophage", "medication")
    assert brand is not None and (brand.name, brand.system) == ("metformin", "RxNorm")


def test_every_list_of_names_is_read() -> None:
    listed = {path.stem for path in (HERE / "words").glob("*.yml") if "\nnames:" in path.read_text(encoding="utf-8")}
    assert listed == set(NAMES)
