"""What is wrong with a bundle of ours: strict about the document (IPS 2.0), and about every value of either bundle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.export.fhir.conform_rules import composition_faults, resource_faults
from assistant.export.fhir.conform_values import ID, URN, rules, value_faults

MOST = 60  # faults told


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
    return list(dict.fromkeys(faults))[:MOST]


def _common(bundle: dict[str, Any]) -> Iterator[str]:
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    known = set(urls)
    if len(urls) != len(known):
        yield "two entries have the same address (bdl-7)"
    yield from value_faults({k: v for k, v in bundle.items() if k != "entry"}, "Bundle")
    identifier = bundle.get("identifier", {})
    if not (identifier.get("system") and identifier.get("value")):
        yield "the bundle needs an identifier of system and value (bdl-9)"
    for entry in bundle["entry"]:
        resource, url = entry["resource"], entry["fullUrl"]
        kind = resource["resourceType"]
        if not URN.fullmatch(url):
            yield f"{kind}: its address is no urn:uuid"
        if entry.keys() - {"fullUrl", "resource"}:
            yield f"{kind}: an entry may hold no search, request or response"
        if "id" in resource and not ID.fullmatch(str(resource["id"])):
            yield f"{kind}: not an id"
        if resource.get("contained"):
            yield f"{kind}: nothing may be contained"
        for key, item in resource.items():
            yield from value_faults(item, f"{kind}.{key}")
        for label in resource.get("meta", {}).get("security", ()):
            if label.get("code") not in rules()["labels"]:
                yield f"{kind}: a label that is none of ours"
        for reference in references(resource):
            if not reference.startswith("urn:uuid:") or reference not in known:
                yield f"a reference of a {kind} leads nowhere (ref-1)"


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
    entries = [(entry["fullUrl"], entry["resource"]) for entry in bundle["entry"]]
    kinds = {url: resource["resourceType"] for url, resource in entries}
    listed = [resource["resourceType"] for _, resource in entries]
    if bundle.get("type") != "document" or listed[0] != "Composition":
        yield "is not a document that begins with its Composition (bdl-11)"
        return
    if f"{rules()['base']}Bundle-uv-ips" not in bundle.get("meta", {}).get("profile", ()):
        yield "does not claim Bundle-uv-ips"
    if not bundle.get("timestamp"):
        yield "a document needs its time (bdl-10)"
    if listed.count("Composition") != 1 or listed.count("Patient") != 1:
        yield "must hold exactly one Composition and one Patient (bdl-ips-1)"
    composition = entries[0][1]
    if [c.get("code") for c in composition.get("type", {}).get("coding", ())] != ["60591-5"]:
        yield "Composition: its type is not 60591-5"
    yield from composition_faults(composition, kinds)
    for _, resource in entries:
        yield from resource_faults(resource, kinds)
    for url in _stranded(entries):
        yield f"{kinds[url]}: cannot be reached from the Composition"


def _stranded(entries: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """Addresses that no chain of references, in either direction, joins to the first entry."""
    links: dict[str, set[str]] = {url: set() for url, _ in entries}
    for url, resource in entries:
        for target in references(resource):
            if target in links:
                links[url].add(target)
                links[target].add(url)
    seen, ahead = set(), [entries[0][0]]
    while ahead:
        here = ahead.pop()
        if here not in seen:
            seen.add(here)
            ahead += links[here] - seen
    return [url for url, _ in entries if url not in seen]
