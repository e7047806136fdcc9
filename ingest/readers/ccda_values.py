"""Values of HL7 v3 data types as we keep them: names, codes, quantities, times. As written; nothing is converted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.readers.ccda_narrative import local
from ingest.readers.codes import system_name
from ingest.readers.sheet import clean

V3 = "{urn:hl7-org:v3}"
_TIME = re.compile(r"(\d{4})(?:(\d\d)(?:(\d\d))?)?")


def child(element: Any, *path: str) -> Any:
    """The first descendant along a path of tag names, or None."""
    for name in path:
        if element is None:
            return None
        element = element.find(V3 + name)
    return element


def children(element: Any, name: str) -> Iterator[Any]:
    """All children of that name."""
    if element is not None:
        yield from element.iterfind(V3 + name)


def words(element: Any) -> str:
    """All words inside an element, as one line."""
    return clean(" ".join(element.itertext())) if element is not None else ""


def iso(written: str) -> str:
    """The date of an HL7 time stamp as ISO, shortened to its precision; empty when it is none."""
    found = _TIME.match(written.strip())
    if not found:
        return ""
    year, month, day = found.groups()
    if not "1800" <= year <= "2199":
        return ""
    if month is None or not "01" <= month <= "12":
        return year
    return f"{year}-{month}-{day}" if day and "01" <= day <= "31" else f"{year}-{month}"


@dataclass(frozen=True, slots=True)
class Period:
    """A time or an interval; `start` is also where a single time is kept."""

    start: str = ""
    end: str = ""


def period(element: Any) -> Period:
    """The interval of an effectiveTime."""
    if element is None:
        return Period()
    low, high = child(element, "low"), child(element, "high")
    single = element.get("value") or (
        center.get("value", "") if (center := child(element, "center")) is not None else ""
    )
    return Period(
        iso(single or (low.get("value", "") if low is not None else "")),
        iso(high.get("value", "") if high is not None else ""),
    )


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded value: every name it has, best first, and its code."""

    names: tuple[str, ...] = ()
    code: str = ""
    system: str = ""
    references: tuple[str, ...] = ()  # IDs of the narrative it points at

    @property
    def name(self) -> str:
        return self.names[0] if self.names else ""


def references(element: Any) -> tuple[str, ...]:
    """The narrative IDs an element points at: its own text, or the text of its code."""
    found = (ref.get("value", "") for ref in element.iter(V3 + "reference")) if element is not None else ()
    return tuple(value[1:] for value in found if value.startswith("#"))


def coded(element: Any) -> Coded:
    """A CD, CE or similar, with its translations; a code that is only a null flavour gives way to its translation."""
    if element is None:
        return Coded()
    original = child(element, "originalText")
    names = [element.get("displayName", ""), words(original)]
    code, system = (
        element.get("code", ""),
        system_name(element.get("codeSystem", ""), element.get("codeSystemName", "")),
    )
    for translation in children(element, "translation"):
        names.append(translation.get("displayName", ""))
        names.append(words(child(translation, "originalText")))
        if not code and translation.get("code"):
            code = translation.get("code")
            system = system_name(translation.get("codeSystem", ""), translation.get("codeSystemName", ""))
    kept = tuple(dict.fromkeys(name for name in map(clean, names) if name))
    return Coded(kept, code, system if code else "", references(original))


def quantity(element: Any) -> tuple[str, str]:
    """Value and unit of a quantity, interval, coded, textual or plain value."""
    if element is None:
        return "", ""
    if element.get("value") is not None:
        return clean(element.get("value")), clean(element.get("unit", ""))
    low, high = child(element, "low"), child(element, "high")
    if low is not None or high is not None:
        return _interval(low, high)
    numerator, denominator = child(element, "numerator"), child(element, "denominator")
    if numerator is not None and denominator is not None:
        (top, top_unit), (bottom, bottom_unit) = quantity(numerator), quantity(denominator)
        return (
            (f"{top}:{bottom}", "")
            if not top_unit
            else (top, f"{top_unit}/{bottom if bottom != '1' else ''}{bottom_unit}")
        )
    name = coded(element).name
    if name or element.get("code"):
        return name or element.get("code"), ""
    return words(element), ""


def _interval(low: Any, high: Any) -> tuple[str, str]:
    (bottom, unit), (top, top_unit) = quantity(low), quantity(high)
    if bottom and top:
        return (bottom if bottom == top else f"{bottom}-{top}"), unit or top_unit
    if bottom:
        return (">" if low.get("inclusive") == "false" else ">=") + bottom, unit
    if top:
        return ("<" if high.get("inclusive") == "false" else "<=") + top, top_unit
    return "", ""


def reference_range(observation: Any) -> str:
    """The ranges of an observation: as worded in the source, or low and high."""
    found: list[str] = []
    for holder in children(observation, "referenceRange"):
        given = child(holder, "observationRange")
        value = child(given, "value") if given is not None else None
        bounds, unit = quantity(value)
        texts = (f"{bounds} {unit}".strip(), words(child(given, "text")) if given is not None else "")
        found.extend(text for text in texts if text and text not in found)
    return "; ".join(found)


def person_name(element: Any) -> str:
    """A person's name as one would say it."""
    name = child(element, "name") if element is not None else None
    if name is None:
        return ""
    parts = {
        kind: [words(part) for part in name if local(part) == kind] for kind in ("prefix", "given", "family", "suffix")
    }
    if not parts["given"] and not parts["family"]:
        return words(name)
    return clean(" ".join(word for kind in parts for word in parts[kind]))


def is_null(element: Any) -> bool:
    """Whether the source says it has no value."""
    return element is None or bool(element.get("nullFlavor") and not element.get("code") and not element.get("value"))
