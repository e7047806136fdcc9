"""The shape of what questions are made from: worries, themes, and what else a plan must respect."""

from __future__ import annotations

from knowledge.strict import Names, Strict, Text


class Worry(Strict):
    """Coach: a worry in the patient's words becomes a question a doctor can answer."""

    words: Names  # how they are read stands in worries.yml
    near: Names = Names()  # one of these stands in the same sentence
    otherwise: bool = False  # only where no other worry is heard
    question: Text


class Theme(Strict):
    """What a question is about, by words it holds; a list of questions should touch many."""

    words: Names


class Background(Strict):
    """What else a person may have or take that a plan must respect: by code (ICD-10-CM, beginnings) or by name."""

    label: Text
    icd10: tuple[str, ...] = ()
    medicines: tuple[str, ...] = ()
    of: tuple[str, ...] = ()  # pathways whose own matter it is
