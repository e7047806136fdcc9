"""Dates, their precision and their doubt."""

from assistant.extract.dates import find_dates, order_of
from tests.extract.builders import facts


def iso(text: str, anchor: str = "") -> list[str]:
    return [dated.when.date for dated in find_dates(text, anchor=anchor)]


def test_dates_are_no_more_precise_than_written() -> None:
    assert iso("seen 2026-09-02, Sept 3, 2026, in March 2024 and in 2019") == [
        "2026-09-02",
        "2026-09-03",
        "2024-03",
        "2019",
    ]
    assert iso("06/2023") == ["2023-06"]
    assert iso("el 9 de noviembre de 2026") == ["2026-11-09"]


def test_day_and_month_that_could_be_either_are_flagged_and_not_guessed() -> None:
    (dated,) = find_dates("seen on 03/04/2025")
    assert dated.when.ambiguous
    assert (dated.when.date, dated.when.precision) == ("2025", "year")


def test_another_date_of_the_paper_settles_the_order() -> None:
    assert order_of("13/04/2025") == "dmy"
    assert iso("born 25/12/1970, seen 03/04/2025") == ["1970-12-25", "2025-04-03"]
    assert iso("12/25/1970 and 03/04/2025") == ["1970-12-25", "2025-03-04"]


def test_relative_dates_count_from_the_note_and_are_as_vague_as_said() -> None:
    assert iso("fell three months ago", anchor="2026-10-20") == ["2026-07"]
    assert iso("stroke 5 years ago", anchor="2026-10-20") == ["2021"]
    assert iso("stroke 5 years ago") == []


def test_a_score_is_not_a_date() -> None:
    assert iso("grade 2/6, strength 4/5, 1.5.2 version") == []


def test_no_statement_happened_on_the_day_the_person_was_born() -> None:
    head = "Patient Ana Bell DOB 10/30/1962 Study 11/03/2022\nApnea-hypopnea index 34.2\n"
    found = facts(f"Split-night polysomnogram\n{head}BP 132/80, pulse 92.")
    assert found
    assert "1962-10-30" not in {fact.when.date for fact in found}
