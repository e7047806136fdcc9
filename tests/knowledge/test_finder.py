"""The condition is found in lay words, slips of spelling, Spanish; unsure words give none."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import load

PATHWAYS = load().pathways
PHRASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "phrases.tsv").read_text(encoding="utf-8").splitlines()
    if line
]


def test_at_least_ninety_seven_of_a_hundred_lay_phrases_find_their_condition() -> None:
    known = [(want, phrase) for want, phrase in PHRASES if want != "-"]
    found = [bool(m := PATHWAYS.find(phrase)) and m[0].id == want for want, phrase in known]
    assert len(known) >= 200
    assert sum(found) / len(found) >= 0.97


def test_phrases_written_after_the_rules_find_theirs_too() -> None:
    lines = (Path(__file__).parent / "phrases_new.tsv").read_text(encoding="utf-8").splitlines()
    missed = [line for line in lines if not _found(*line.split("\t"))]
    assert len(lines) >= 60
    assert len(missed) / len(lines) <= 0.05, missed


def _found(want: str, phrase: str) -> bool:
    return want in [match.id for match in PATHWAYS.find(phrase)]


@pytest.mark.parametrize(
    ("words", "condition"),
    [
        ("malignant growth in my colon", "colorectal-cancer"),
        ("una masa maligna en el riñón", "kidney-cancer"),
        ("tumour in the head of the pancreas", "pancreatic-cancer"),
    ],
)
def test_a_growth_in_a_part_of_the_body_is_found_however_it_is_called(words: str, condition: str) -> None:
    assert [match.id for match in PATHWAYS.find(words)] == [condition]


@pytest.mark.parametrize("phrase", [phrase for want, phrase in PHRASES if want == "-"])
def test_words_that_name_no_condition_give_none_to_start_with(phrase: str) -> None:
    assert PATHWAYS.sure(phrase) == ()


def test_a_wrong_condition_is_hardly_ever_taken_in_silence() -> None:
    wrong = [phrase for want, phrase in PHRASES if (sure := PATHWAYS.sure(phrase)) and want not in sure]
    assert len(wrong) / len(PHRASES) <= 0.01, wrong


def test_several_conditions_are_found_at_once() -> None:
    assert set(PATHWAYS.sure("breast cancer and heart failure")) == {"breast-cancer", "heart-failure-cardiomyopathy"}


def test_a_short_form_that_means_two_things_needs_a_word_to_stand_with_it() -> None:
    assert PATHWAYS.sure("RA") == ()
    assert PATHWAYS.sure("RA in my joints") == ("rheumatoid-arthritis",)


def test_a_match_shows_the_words_that_led_to_it() -> None:
    match = PATHWAYS.find("they told me I need bypass")[0]
    assert match.because == "need bypass"


@pytest.mark.parametrize(
    ("words", "condition"),
    [
        ("bad kidneys", "chronic-kidney-disease"),
        ("a bulging artery in the head", "brain-aneurysm-avm"),
        ("se me sale una bola en la ingle", "hernia"),
        ("mass on head of pancrease", "pancreatic-cancer"),
        ("mass on head of pancrease, whipple surgery", "pancreatic-cancer"),
    ],
)
def test_what_is_wrong_with_a_part_of_the_body_tells_of_one_condition_only(words: str, condition: str) -> None:
    assert PATHWAYS.sure(words) == (condition,)


def test_the_reason_finds_the_condition_only_when_the_condition_says_nothing() -> None:
    assert PATHWAYS.find("", "they say I have lupus")[0].id == "lupus"
    assert [m.id for m in PATHWAYS.find("gallstones", "my sister had lupus")] == ["gallbladder-disease"]


def test_an_operation_that_sounds_alike_is_not_taken_for_another() -> None:
    assert "lung-cancer" not in PATHWAYS.sure("colectomy")


@pytest.mark.parametrize(
    ("words", "conditions"),
    [
        ("My mother had lung cancer, I have a hernia", ["hernia"]),
        ("mi abuela murió de cáncer de páncreas y yo tengo piedras en el riñón", ["kidney-stones"]),
        ("tengo endometriosis; mi mamá tuvo cáncer de ovario", ["endometriosis"]),
        ("My aunt had lupus but the doctor thinks my pain is rheumatoid arthritis", ["rheumatoid-arthritis"]),
        ("hernia, my father had prostate cancer", ["hernia"]),
        ("my dad died of colon cancer and his brother had it", []),
    ],
)
def test_a_relatives_illness_chooses_no_condition(words: str, conditions: list[str]) -> None:
    assert [match.id for match in PATHWAYS.find(words)] == conditions


@pytest.mark.parametrize(
    ("words", "condition"),
    [
        ("my mother has lung cancer and they want to operate", "lung-cancer"),
        ("my mother died of breast cancer and now I have it too", "breast-cancer"),
        ("escoliosis de mi hija", "spine-back-neck"),
        ("tengo cáncer de mama", "breast-cancer"),
        ("I have breast cancer like my mother", "breast-cancer"),
    ],
)
def test_who_writes_for_another_or_has_the_same_is_still_understood(words: str, condition: str) -> None:
    assert [match.id for match in PATHWAYS.find(words)] == [condition]


def test_a_small_word_is_no_short_form_of_an_illness() -> None:
    assert PATHWAYS.find("tetralogy repaired as a baby", "pulmonary valve")[0].id == "congenital-heart-disease"
    assert PATHWAYS.sure("tetralogy repaired as a baby", "pulmonary valve") == ("congenital-heart-disease",)
    assert PATHWAYS.sure("AS, need a new aortic valve") == ("heart-valve-disease",)
