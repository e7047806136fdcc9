"""What can be checked of a bundle without a validator: references, first entry, required sections, narratives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

REQUIRED = ("11450-4", "48765-2", "10160-0")
UNSAFE = ("<script", "javascript:", "<iframe", "onerror=", "<object")


def bundle_faults(bundle: Any, *, document: bool) -> list[str]:
    """The faults in plain words; none when the bundle holds together."""
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        return ["is not a Bundle"]
    try:
        faults = list(_common(bundle))
        if document:
            faults += _document(bundle)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        return [f"not in its shape ({type(error).__name__})"]
    return faults


def _common(bundle: dict[str, Any]) -> Iterator[str]:
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    if len(urls) != len(set(urls)):
        yield "two entries have the same address"
    known = set(urls)
    for entry in bundle["entry"]:
        for reference in references(entry["resource"]):
            if reference.startswith("urn:uuid:") and reference not in known:
                yield f"a reference of a {entry['resource']['resourceType']} leads nowhere"


def references(value: Any) -> Iterator[str]:
    """Every reference below a value."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "reference" and isinstance(item, str):
                yield item
            else:
                yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def _document(bundle: dict[str, Any]) -> Iterator[str]:
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    if bundle.get("type") != "document" or kinds[0] != "Composition":
        yield "is not a document that begins with its Composition"
        return
    if kinds.count("Composition") != 1 or kinds.count("Patient") != 1:
        yield "must hold exactly one Composition and one Patient"
    sections = {s["code"]["coding"][0]["code"]: s for s in bundle["entry"][0]["resource"]["section"]}
    for code in REQUIRED:
        section = sections.get(code)
        if section is None:
            yield f"section {code} is missing"
        elif not section.get("entry") and not section.get("emptyReason"):
            yield f"section {code} is empty and does not say why"
    for code, section in sections.items():
        div = section["text"]["div"]
        if len(div) < 60 or any(word in div.casefold() for word in UNSAFE):
            yield f"the words of section {code} are missing or unsafe"
