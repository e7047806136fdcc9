"""Values of FHIR data types as we keep them: names, codes, quantities, dates. Bears with broken rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.readers.codes import listed, members, system_name
from ingest.readers.sheet import clean

_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?(?![\d-])")
_TAG = re.compile(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_ROW = re.compile(r"</(?:tr|p|li|div|h\d|ul|ol|table)\s*>|<br\s*/?>", re.IGNORECASE)
_CELL = re.compile(r"</t[dh]\s*>\s*(?=<t[dh])", re.IGNORECASE)


def many(value: Any) -> list[Any]:
    """A list of what is there: nothing, one or more."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def parts(resource: Any, *path: str) -> Iterator[dict[str, Any]]:
    """All objects along a path, lists looked through."""
    found = [resource]
    for name in path:
        found = [inner for each in found if isinstance(each, dict) for inner in many(each.get(name))]
    return (each for each in found if isinstance(each, dict))


def text_of(value: Any) -> str:
    """A string, whatever it came as; nothing for objects."""
    if isinstance(value, list):
        return text_of(value[0]) if value else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return clean(str(value)) if isinstance(value, str | int | float) else ""


def get(resource: Any, *path: str) -> str:
    """The first string along a path."""
    *through, last = path
    return next((text for each in parts(resource, *through) if (text := text_of(each.get(last)))), "")


def date(value: Any) -> str:
    """An ISO date, shortened to its precision; the day of an instant."""
    found = _DATE.match(text_of(value))
    return found[0] if found else ""


def when(resource: Any, *names: str) -> tuple[str, str]:
    """Start and end of the first of several choices of date (`effective` for effectiveDateTime, effectivePeriod …)."""
    for name in names:
        for ending in ("DateTime", "Instant", "Date", "", "String"):
            given = resource.get(name + ending)
            if given is not None and not isinstance(given, dict | list):
                return date(given), ""
        period = next(parts(resource, name + "Period"), None) or next(parts(resource, name), None)
        if period is not None and (period.get("start") or period.get("end")):
            return date(period.get("start")) or date(period.get("end")), date(period.get("end"))
        timing = next(parts(resource, name + "Timing"), None)
        if timing is not None and timing.get("event"):
            return date(timing["event"]), ""
    return "", ""


@dataclass(frozen=True, slots=True)
class Coded:
    """A CodeableConcept: its names, best first, and the code of the system we prefer."""

    names: tuple[str, ...] = ()
    code: str = ""
    system: str = ""
    codes: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return self.names[0] if self.names else (f"{self.system} {self.code}".strip() if self.code else "")


def coded(concept: Any) -> Coded:
    """The meaning of a CodeableConcept or Coding; of the first, when there are several."""
    concept = next((each for each in many(concept) if isinstance(each, dict)), None)
    if concept is None:
        return Coded()
    codings = list(parts(concept, "coding")) or ([concept] if "code" in concept and "system" in concept else [])
    names = [text_of(concept.get("text")), *(text_of(each.get("display")) for each in codings)]
    order = listed("preferred")
    found = [(system_name(text_of(each.get("system"))), text_of(each.get("code"))) for each in codings]
    ranked = sorted(
        (each for each in found if each[1]), key=lambda each: order.index(each[0]) if each[0] in order else 99
    )
    system, code = ranked[0] if ranked else ("", "")
    return Coded(tuple(dict.fromkeys(filter(None, names))), code, system, frozenset(code for _, code in found))


def names_of(concepts: Any) -> str:
    """The names of several concepts, one after the other."""
    return ", ".join(filter(None, (coded(each).name for each in many(concepts))))


def quantity(value: Any) -> tuple[str, str]:
    """Value, with its comparator, and unit."""
    if not isinstance(value, dict):
        return text_of(value), ""
    number = text_of(value.get("value"))
    unit = text_of(value.get("unit")) or text_of(value.get("code"))
    unit = "" if unit == "1" else unit  # UCUM's unit of a plain number
    return (f"{text_of(value.get('comparator'))}{number}", unit) if number else ("", "")


def measured(resource: Any) -> tuple[str, str]:
    """The value of an observation or component, of whatever type, with its unit."""
    for key, value in resource.items():
        if not key.startswith("value") or key == "valueSet":
            continue
        kind = key[5:]
        if kind == "Quantity":
            return quantity(value)
        if kind == "CodeableConcept":
            return coded(value).name, ""
        if kind == "Range":
            return interval(value)
        if kind == "Ratio":
            (top, top_unit), (bottom, bottom_unit) = (
                quantity(value.get("numerator")),
                quantity(value.get("denominator")),
            )
            return (f"{top}:{bottom}", top_unit if top_unit == bottom_unit else "") if top else ("", "")
        if kind == "Period":
            return " to ".join(filter(None, (date(value.get("start")), date(value.get("end"))))), ""
        if kind == "SampledData":
            return "", ""
        return text_of(value), ""
    return "", ""


def interval(value: Any) -> tuple[str, str]:
    """Low and high as one text, and the unit."""
    (low, unit), (high, high_unit) = quantity((value or {}).get("low")), quantity((value or {}).get("high"))
    if low and high:
        return f"{low}-{high}", unit or high_unit
    return (f">={low}", unit) if low else (f"<={high}", high_unit) if high else ("", "")


def reference_range(resource: Any) -> str:
    """All reference ranges: bounds with unit, and as worded."""
    found: list[str] = []
    for given in parts(resource, "referenceRange"):
        bounds, unit = interval(given)
        for text in (f"{bounds} {unit}".strip(), text_of(given.get("text"))):
            if text and text not in found:
                found.append(text)
    return "; ".join(found)


def person(resource: Any) -> str:
    """A person's usual name as one would say it."""
    given = list(parts(resource, "name"))
    if not given:
        return text_of(resource.get("name")) if isinstance(resource, dict) else ""
    ranks = {"official": 0, "usual": 1, "": 2, "old": 8, "maiden": 9}
    name = min(given, key=lambda each: ranks.get(text_of(each.get("use")), 5))
    pieces = [*many(name.get("prefix")), *many(name.get("given")), *many(name.get("family")), *many(name.get("suffix"))]
    return " ".join(filter(None, map(text_of, pieces))) or text_of(name.get("text"))


def lines_of(html: str) -> list[str]:
    """The words of a narrative, a line per block and cells kept apart. No markup survives."""
    from html import unescape

    broken = _ROW.sub("\n", _CELL.sub(" | ", html))
    return [line for line in (clean(unescape(_TAG.sub(" ", each))) for each in broken.split("\n")) if line.strip(" |")]


def says_none(meaning: Coded) -> bool:
    """Whether a code says there is none known."""
    return bool(meaning.codes & members("absent_codes"))


def says_nothing(meaning: Coded) -> bool:
    """Whether a code says there is no information."""
    return bool(meaning.codes & members("unknown_codes"))
