"""What FHIR R4 asks of every value wherever it stands: no blanks, dates as they must be written, known systems, XHTML
that a browser can be trusted with. Knows nothing of profiles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import yaml

ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
URN = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CODE = re.compile(r"\S+(?: \S+)*")
DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
CLOCK = re.compile(r"T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)")
INSTANTS = ("timestamp", "recorded", "instant")
TIMES = ("date", "time", "sent", "started", "authoredOn", "authored", "start", "end", "dateTime")
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
XHTML = "{http://www.w3.org/1999/xhtml}"
UCUM = "http://unitsofmeasure.org"


@cache
def rules() -> Mapping[str, Any]:
    """`rules.yml`."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("rules.yml").read_text("utf-8"))
    return loaded


def value_faults(value: Any, path: str) -> Iterator[str]:
    """Every fault at or below a value; `path` says where it stands."""
    if isinstance(value, dict):
        yield from _object(value, path)
        for key, item in value.items():
            if key != "resource":
                yield from value_faults(item, f"{path}.{key}")
    elif isinstance(value, list):
        if not value:
            yield f"{path}: an empty list"
        for item in value:
            yield from value_faults(item, path)
    elif isinstance(value, str):
        yield from _string(value, path)
    elif value is None:
        yield f"{path}: null"


def _object(value: dict[str, Any], path: str) -> Iterator[str]:
    name = path.rsplit(".", 1)[-1]
    if not value:
        yield f"{path}: an empty object"
    if name == "div" or "resourceType" in value:
        return
    is_concept = "coding" in value or name.endswith("CodeableConcept")
    if is_concept and not (value.get("coding") or value.get("text")):
        yield f"{path}: a concept with neither code nor text"
    if name == "coding" or {"system", "code"} <= value.keys():
        yield from _coding(value, path)
    if name in ("extension", "modifierExtension") and value.get("url") not in rules()["extensions"]:
        yield f"{path}: an extension nobody can look up"
    if name == "extension" and sum(key.startswith("value") for key in value) != 1:
        yield f"{path}: an extension needs one value (ext-1)"
    if "reference" in value and not isinstance(value["reference"], str):
        yield f"{path}: a reference that is no text"
    if "start" in value and "end" in value and str(value["start"]) > str(value["end"]):
        yield f"{path}: begins after it ends (per-1)"
    if name == "text" and "div" in value:
        yield from _narrative(value, path)


def _coding(value: dict[str, Any], path: str) -> Iterator[str]:
    system, code = value.get("system"), value.get("code")
    if not system or not code:
        yield f"{path}: a code without its system, or the reverse"
        return
    if not CODE.fullmatch(str(code)):
        yield f"{path}: the code has blanks at its ends"
    if system not in rules()["systems"]:
        yield f"{path}: system {system} is not one we know"
    if system == UCUM:
        if code not in ucum():
            yield f"{path}: {code} is not a UCUM code we know"
        return
    shown = value.get("display")
    known = {**rules()["displays"], **{f"http://snomed.info/sct|{k}": v for k, v in rules()["absence"].items()}}
    if shown is not None and known.get(f"{system}|{code}") != shown:
        yield f"{path}: a display that its system may not give"


@cache
def ucum() -> frozenset[str]:
    """The UCUM codes we write."""
    loaded: dict[str, str] = yaml.safe_load(Path(__file__).with_name("units.yml").read_text("utf-8"))
    return frozenset({*loaded.values(), "1"})


def _string(value: str, path: str) -> Iterator[str]:
    name = path.rsplit(".", 1)[-1]
    if not value.strip():
        yield f"{path}: blank"
    if UNFIT.search(value):
        yield f"{path}: a character FHIR does not allow"
    if name == "div":
        return
    if value != value.strip():
        yield f"{path}: blanks at its ends"
    if name == "id" and not ID.fullmatch(value):
        yield f"{path}: not an id"
    if name in INSTANTS and not is_date(value, instant=True):
        yield f"{path}: not an instant with its zone"
    elif (name in TIMES or name.endswith(("Date", "DateTime"))) and not is_date(value):
        yield f"{path}: not a date"


def is_date(text: str, *, instant: bool = False) -> bool:
    day, mark, _ = text.partition("T")
    found = DATE.fullmatch(day)
    if not found or (mark and not CLOCK.fullmatch(text[len(day) :])) or ((instant or mark) and not (mark and found[3])):
        return False
    year, month, number = (int(part) if part else 1 for part in found.groups())
    try:
        date(year, month, number)
    except ValueError:
        return False
    return True


def _narrative(value: dict[str, Any], path: str) -> Iterator[str]:
    if value.get("status") not in ("generated", "extensions", "additional", "empty"):
        yield f"{path}: narrative status"
    div = str(value.get("div"))
    if "<!" in div or "<?" in div:
        yield f"{path}: more than markup in the narrative"
        return
    try:
        root = ElementTree.fromstring(div)  # noqa: S314 - no declaration is let in above, so there is nothing to expand
    except ElementTree.ParseError:
        yield f"{path}: the narrative is no XHTML (txt-1)"
        return
    if root.tag != f"{XHTML}div":
        yield f"{path}: the narrative is not one XHTML div"
    if not "".join(root.itertext()).strip():
        yield f"{path}: the narrative says nothing (txt-2)"
    for element in root.iter():
        tag = str(element.tag).removeprefix(XHTML)
        if tag not in rules()["xhtml"]["elements"]:
            yield f"{path}: <{tag}> is not allowed in a narrative (txt-1)"
        for attribute, text in element.attrib.items():
            if attribute.rsplit("}", 1)[-1] not in rules()["xhtml"]["attributes"] or "javascript:" in text.casefold():
                yield f"{path}: attribute {attribute} is not allowed in a narrative (txt-1)"


__all__ = ["ID", "URN", "is_date", "rules", "ucum", "value_faults"]
