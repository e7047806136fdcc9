"""The sections in which a history is checked, easiest and most risky first, and how closely each is asked about."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.model.facts import FactKind
from assistant.model.history import Conflict, Entry, History


@dataclass(frozen=True, slots=True)
class Section:
    """`ask`: each (every card is a question) | list (one question at the end) | none (shown, not asked)."""

    id: str
    kinds: tuple[FactKind, ...]
    ask: str
    always: bool = False


SECTIONS: tuple[Section, ...] = (
    Section("allergies", (FactKind.ALLERGY,), "each", True),
    Section("medicines", (FactKind.MEDICATION,), "each", True),
    Section("problems", (FactKind.PROBLEM, FactKind.SYMPTOM), "list"),
    Section("operations", (FactKind.PROCEDURE, FactKind.DEVICE, FactKind.IMMUNIZATION), "list"),
    Section("scans", (FactKind.IMPRESSION, FactKind.IMAGING_FINDING), "list"),
    Section("pathology", (FactKind.PATHOLOGY_DIAGNOSIS, FactKind.STAGE, FactKind.BIOMARKER), "each"),
    Section("bloods", (FactKind.LAB_RESULT, FactKind.VITAL), "none"),
    Section("family", (FactKind.FAMILY_HISTORY, FactKind.SOCIAL_HISTORY), "list"),
    Section("plans", (FactKind.RECOMMENDATION, FactKind.APPOINTMENT, FactKind.CARE_TEAM), "none"),
)
BASICS = ("allergies", "medicines")


def section(name: str) -> Section:
    """The section with that id, or the first."""
    return next((one for one in SECTIONS if one.id == name), SECTIONS[0])


def entries_of(history: History, one: Section) -> tuple[Entry, ...]:
    """The entries of a section."""
    return history.of(*one.kinds)


def conflicts_of(history: History, one: Section) -> tuple[Conflict, ...]:
    """The disagreements of a section."""
    return tuple(conflict for conflict in history.conflicts if conflict.kind in one.kinds)
