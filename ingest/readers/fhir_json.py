"""FHIR as plain dictionaries, strictly: no duplicate keys, no NaN, bounded depth, numbers kept as they are written.

Reads JSON, JSON lines and the XML form. Never follows a link and never checks against a profile.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ingest.document import Problem
from ingest.errors import rejected, trouble
from ingest.readers.ccda_narrative import local

DEPTH = 100
_DIGITS = 60
# Half a letter, which no text can hold: a high surrogate without its low one, or the reverse.
_HIGH, _LOW = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_HALVES = re.compile(f"{_HIGH}(?!{_LOW})|(?<!\\\\u[dD][89abAB][0-9a-fA-F][0-9a-fA-F]){_LOW}")
Json = Any


class _Unsafe(ValueError):
    """The JSON says two things at once, or a number no one can mean."""


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Unsafe("json-twice")
    return found


def _number(text: str) -> str:
    if len(text) > _DIGITS:
        raise _Unsafe("json-number")
    return text


def _constant(_: str) -> Json:
    raise _Unsafe("json-number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_number, parse_int=_number, parse_constant=_constant, strict=False
)


def load(data: bytes, name: str) -> tuple[list[Json], list[Problem]]:
    """The resources of a file: one of JSON, or one per line. Rejected when it is not JSON, or unsafe."""
    text = _HALVES.sub(r"\\ufffd", _text(data, name))
    try:
        start = len(text) - len(text.lstrip())
        value, end = _DECODER.raw_decode(text, start)
        rest = text[end:].strip()
        values, problems = ([value], []) if not rest else _lines(text, name)
        if not values and isinstance(value, dict):  # whole, with something else behind it
            values, problems = [value], [trouble("json-lines-lost", name, count=len(rest.splitlines()))]
    except _Unsafe as trouble_met:
        raise rejected(str(trouble_met), name) from None
    except RecursionError:
        raise rejected("json-deep", name) from None
    except ValueError:
        values, problems = _lines(text, name)
        if not values:
            raise rejected("json-broken", name) from None
    _measure(values, name)
    flat = [each for value in values for each in (value if isinstance(value, list) else [value])]
    return flat, problems


def _text(data: bytes, name: str) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        if b"\0" in data[:100]:
            raise rejected("json-broken", name) from None
        return data.decode("cp1252", "replace")


def _lines(text: str, name: str) -> tuple[list[Json], list[Problem]]:
    """JSON lines; a line that cannot be read costs itself only."""
    values: list[Json] = []
    lost = 0
    for line in text.splitlines():
        if not line.strip():
            continue
        try:
            value = _DECODER.decode(line)
        except _Unsafe as trouble_met:
            raise rejected(str(trouble_met), name) from None
        except RecursionError:
            raise rejected("json-deep", name) from None
        except ValueError:
            lost += 1
            continue
        if isinstance(value, dict) and "resourceType" in value:
            values.append(value)
    return values, [trouble("json-lines-lost", name, count=lost)] if lost else []


def _measure(value: Json, name: str) -> None:
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DEPTH:
            raise rejected("json-deep", name)
        inner = (each.values() if isinstance(each, dict) else each for each in level)
        level = [value for values in inner for value in values if isinstance(value, dict | list)]


def from_xml(element: Any) -> Json:
    """The XML form of a resource as the same dictionaries; what repeats becomes a list, what does not stays single."""
    if local(element) == "div":
        from lxml import etree

        return etree.tostring(element, encoding="unicode")
    found: dict[str, Json] = {}
    for key in ("id", "url"):
        if element.get(key) is not None:
            found[key] = element.get(key)
    for inner in element:
        name = local(inner)
        if not name:
            continue
        value = from_xml(inner)
        if name[:1].isupper() and local(element) in ("resource", "contained", "outcome"):
            return value | {"resourceType": name} if isinstance(value, dict) else value
        if name in found:
            found[name] = [*(found[name] if isinstance(found[name], list) else [found[name]]), value]
        else:
            found[name] = value
    if element.get("value") is not None and not (found.keys() - {"id", "extension"}):
        return element.get("value")
    return found
