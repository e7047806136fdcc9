"""When two written names can be one person's."""

import pytest

from assistant.reconcile.people import Likeness, birth_dates_swapped, compare, one_slip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("WHITMAN, ROSA", "Rosa Whitman"),
        ("Rosa M. Whitman", "Rosa Whitman"),
        ("Rosa M. Whitman", "Rosa Maria Whitman"),
        ("Rosa Whitman-Diaz", "WHITMAN DIAZ^ROSA"),
        ("Rosa Whitman-Diaz", "Rosa Whitman"),
        ("Martín Núñez Peña", "NUNEZ PENA, MARTIN"),
        ("María de los Ángeles Soto", "Maria Angeles Soto"),
        ("Mr. William Hart, Sr.", "Bill Hart"),
        ("MartÃ\xadn NÃºÃ±ez", "Martín Núñez"),
        ("R. Whitman", "Rosa Whitman"),
        ("Otto St. James Blum", "BLUM,OTTO S"),
        ("María de la Cruz Peña", "Peña, María D."),
    ],
)
def test_the_same_name_in_other_clothes(one: str, other: str) -> None:
    assert compare(one, other) is Likeness.SAME
    assert compare(other, one) is Likeness.SAME


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Rosa Whitman", "Rosa Whitrnan", Likeness.MISREAD),
        ("Martín Núñez", "Mart?n N\ufffd\ufffdez", Likeness.MISREAD),
        ("Otto Blum", "Otto Blum Jr", Likeness.SUFFIX),
        ("Rosa Whitman", "Sara Whitman", Likeness.SURNAME),
        ("Rosa A. Whitman", "Rosa B. Whitman", Likeness.SURNAME),
        ("Rosa Whitman", "Otto Blum", Likeness.DIFFERENT),
        ("", "Otto Blum", Likeness.DIFFERENT),
    ],
)
def test_names_that_are_not_quite_the_same(one: str, other: str, likeness: Likeness) -> None:
    assert compare(one, other) is likeness


def test_birth_dates_that_slipped() -> None:
    assert birth_dates_swapped("1970-03-09", "1970-09-03")
    assert not birth_dates_swapped("1970-03-03", "1970-03-03")
    assert one_slip("1970-03-09", "1971-03-09")
    assert not one_slip("1970-03-09", "1985-11-20")
