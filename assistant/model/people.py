"""Who acts: actors and roles. A person acts for a patient, never as one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    PATIENT = "patient"
    HELPER = "helper"
    LIAISON = "liaison"
    PROVIDER = "provider"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in account. `id` is opaque; `name` is shown to people and never logged."""

    id: str
    role: Role
    name: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Person:
    """The patient of a case, as they say it themselves."""

    name: str = ""
    birth_date: str = ""  # ISO
    sex: str = ""  # female, male, other, unsaid
    other_names: tuple[str, ...] = ()
    mrn: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    language: str = "en"
    interpreter: bool = False

    def age(self, today: str) -> int | None:
        """Whole years; None unless both dates are whole."""
        try:
            born, now = date.fromisoformat(self.birth_date), date.fromisoformat(today)
        except ValueError:
            return None
        return now.year - born.year - ((now.month, now.day) < (born.month, born.day))
