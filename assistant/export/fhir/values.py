"""Values of results as printed: quantity, unit, range and flag. A unit gets a UCUM code only where the two are one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from assistant.export.fhir.build import TERMINOLOGY, Resource, clean, coded
from assistant.model.facts import Fact
from assistant.view.labs import flag, limits, number

UCUM = "http://unitsofmeasure.org"
COMPARATOR = re.compile(r"^\s*(<=|>=|≤|≥|<|>)\s*")
SAME = {"≤": "<=", "≥": ">="}
FLAGS = {"H": "H", "L": "L", "HH": "HH", "LL": "LL", "abn": "A"}


def lab_value(fact: Fact, *, pending: bool = False, verbatim: bool = False) -> Resource:
    """The value, its range and its flag; a pending result says that it is."""
    if pending:
        reason = coded(f"{TERMINOLOGY}data-absent-reason", "temp-unknown", text=clean(fact.text))
        return {"dataAbsentReason": reason}
    made: Resource = {}
    value, unit = number(fact.value), _unit(fact.unit)
    if (
        value is not None and unit is not None and not verbatim
    ):  # IPS quantities are UCUM; what is not travels as printed
        made["valueQuantity"] = {**_quantity(fact, value), **unit}
    else:
        words = fact.text if verbatim or not fact.value else f"{fact.value} {fact.unit or ''}"
        made["valueString"] = clean(" ".join(words.split()))
    mark = flag(fact)
    if mark:
        system = f"{TERMINOLOGY}v3-ObservationInterpretation"
        made["interpretation"] = [coded(system, FLAGS[mark]) if mark in FLAGS else {"text": clean(mark)}]
    if fact.range:
        made["referenceRange"] = [_range(fact)]
    return made


def _quantity(fact: Fact, value: float) -> Resource:
    made: Resource = {"value": int(value) if value == int(value) and "." not in (fact.value or "") else value}
    found = COMPARATOR.match(fact.value or "")
    if found:
        made["comparator"] = SAME.get(found.group(1), found.group(1))
    return made


def _unit(unit: str | None) -> Resource | None:
    """The unit with its UCUM code; a plain number is of the unit one; None where the printed unit has no code."""
    if not unit or not unit.strip():
        return {"system": UCUM, "code": "1"}
    code = _units().get("".join(unit.split()).casefold()) or _units().get(unit.strip().casefold())
    return {"unit": clean(unit), "system": UCUM, "code": code} if code else None


def _range(fact: Fact) -> Resource:
    low, high = limits(fact.range)
    made: Resource = {"text": clean(fact.range or "")}
    unit = _unit(fact.unit)
    if unit is None or (low is not None and high is not None and low > high):
        return made
    if low is not None:
        made = {"low": {"value": low, **unit}, **made}
    if high is not None:
        made = {**made, "high": {"value": high, **unit}}
    return made


@cache
def _units() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load(Path(__file__).with_name("units.yml").read_text("utf-8"))
    return loaded
