"""What is told with more or less detail is one entry under its fuller name; two things stay two."""

from __future__ import annotations

from tests.reconcile.builders import paper, says, told


def _names(*said: dict[str, object]) -> list[str]:
    papers = [paper(chr(97 + n), "consult_note", "2026-01-05", one) for n, one in enumerate(said)]
    return sorted(entry.name for entry in told(*papers).entries)


def _done(name: str, when: str = "2024-03-02") -> dict[str, object]:
    return says("procedure", name, f"{name} {when}", when=when, details={"group": "operation"})


def test_one_operation_in_three_letters_is_one_entry_under_the_fuller_name() -> None:
    assert _names(_done("prostatectomy"), _done("radical prostatectomy"), _done("robotic prostatectomy")) == [
        "radical prostatectomy"
    ]
    assert _names(_done("colectomy"), _done("colectomy"), _done("hemicolectomy")) == ["hemicolectomy"]
    assert _names(_done("spinal fusion"), _done("lumbar fusion"), _done("transforaminal lumbar interbody fusion")) == [
        "transforaminal lumbar interbody fusion"
    ]


def test_two_operations_of_one_day_stay_two() -> None:
    assert _names(_done("mitral valve repair"), _done("mitral valve replacement")) == [
        "mitral valve repair",
        "mitral valve replacement",
    ]


def test_a_wider_operation_of_another_day_is_another_operation() -> None:
    assert len(_names(_done("colectomy", "2019-05-05"), _done("hemicolectomy"))) == 2


def test_a_medicine_told_wider_is_one_with_the_narrower_unless_there_are_two() -> None:
    one, before, after = (says("medication", f"{word}chemotherapy") for word in ("", "neoadjuvant ", "adjuvant "))
    assert _names(one, before) == ["neoadjuvant chemotherapy"]
    assert len(_names(one, before, after)) == 3


def test_what_denies_the_narrower_says_nothing_of_the_wider() -> None:
    assert len(_names(says("problem", "brain tumor"), says("problem", "glioma", assertion="absent"))) == 2


def test_one_code_joins_no_names_that_our_lists_tell_apart() -> None:
    code = ("ICD-10-CM", "C34.90")
    lung = [says("problem", name, code=code) for name in ("small cell lung cancer", "non-small cell lung cancer")]
    assert len(_names(*lung)) == 2


def test_what_was_taken_out_and_what_the_laboratory_got_that_day_is_one_act() -> None:
    snare = says("procedure", "cold snare polypectomy", "cold snare", details={"group": "operation"})
    sample = says("procedure", "polypectomy", "POLYPECTOMY", details={"group": "operation"})

    def names(second: str) -> list[str]:
        papers = paper("a", "procedure_note", "2026-01-05", snare), paper("b", "pathology_report", second, sample)
        return sorted(entry.name for entry in told(*papers).entries)

    assert names("2026-01-05") == ["cold snare polypectomy"]
    assert names("2026-01-12") == ["cold snare polypectomy", "polypectomy"]


def test_a_breathing_illness_told_less_exactly_is_the_one_told_exactly() -> None:
    assert _names(says("problem", "sleep apnea"), says("problem", "obstructive sleep apnea")) == [
        "obstructive sleep apnea"
    ]
