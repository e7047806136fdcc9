"""A test of the partner bears the partner's name."""

from __future__ import annotations

from assistant.model.gaps import GapState
from assistant.model.papers import Belongs
from tests.check.builders import gaps, paper, resolve, with_facts


def one(found, item):
    return next((gap for gap in found if gap.item == item), None)


def _of_him(date: str):
    sheet = paper(
        "lab_report",
        "SEMEN ANALYSIS\nSperm concentration 9 M/mL",
        title="Semen analysis",
        date=date,
        belongs=Belongs.OTHER,
    )
    return with_facts(sheet, ("lab_result", "Sperm concentration", "9"))


def test_the_partners_semen_analysis_is_here_and_no_strangers_paper() -> None:
    found = gaps([_of_him("2026-08-01")], resolve("infertility"))
    assert one(found, "semen-analysis") is None
    assert one(found, "wrong-patient") is None


def test_an_old_one_is_old() -> None:
    assert one(gaps([_of_him("2023-08-01")], resolve("infertility")), "semen-analysis").state is GapState.OUTDATED


def test_any_other_paper_under_another_name_is_asked_about() -> None:
    sheet = with_facts(paper("lab_report", "TSH 2.1", belongs=Belongs.OTHER), ("lab_result", "TSH", "2.1"))
    assert one(gaps([sheet], resolve("infertility")), "wrong-patient") is not None


def test_elsewhere_no_paper_of_another_counts() -> None:
    found = gaps([_of_him("2026-08-01")], resolve("prostate-cancer"))
    assert one(found, "wrong-patient") is not None
