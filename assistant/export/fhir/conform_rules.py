"""What IPS 2.0 and the base resources ask of each kind of resource: its elements, codes, targets and invariants."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.export.fhir.conform_values import rules

Resource = dict[str, Any]
VITAL = "vital-signs"
ROLES = ("derivation", "revision", "quotation", "source", "removal")


def resource_faults(resource: Resource, kinds: Mapping[str, str]) -> Iterator[str]:
    """The faults of one resource; `kinds` gives the kind of each resource of the bundle by its address."""
    kind = resource["resourceType"]
    rule = rules()["resources"].get(kind)
    if rule is None:
        return
    profile = profile_of(resource)
    if rule.get("profile") and profile != rule["profile"]:
        yield f"{kind}: does not claim {rule['profile']}"
    for need in rule.get("needs", ()):
        if not has(resource, need):
            yield f"{kind}: {need} is missing"
    for name in rule.get("one", ()):
        if len(resource.get(name, ())) != 1:
            yield f"{kind}: {name} must be there once"
    if rule.get("status") and resource.get("status") not in rule["status"]:
        yield f"{kind}: status {resource.get('status')} is not allowed"
    for name, allowed in rule.get("enums", {}).items():
        if name in resource and resource[name] not in allowed:
            yield f"{kind}: {name} {resource[name]} is not allowed"
    for name, systems in rule.get("bound", {}).items():
        for concept in as_list(resource.get(name)):
            if not any(c.get("code") in systems.get(c.get("system"), ()) for c in concept.get("coding", ())):
                yield f"{kind}: {name} has no code of its set"
    for name, targets in rule.get("targets", {}).items():
        for reference in found(resource, name):
            target = kinds.get(reference.get("reference", ""))
            if target is not None and target not in targets:
                yield f"{kind}: {name} may not be a {target}"
    special = {"Observation": _observation, "Condition": _condition, "Patient": _patient, "Provenance": _provenance}
    if kind in special:
        yield from special[kind](resource)
    if not (resource.get("text") or {}).get("div") and kind != "Composition":
        yield f"{kind}: says nothing a person can read (dom-6)"


def _observation(resource: Resource) -> Iterator[str]:
    profile = profile_of(resource)
    categories = {c.get("code") for each in resource.get("category", ()) for c in each.get("coding", ())}
    rule = rules()["observations"].get(profile)
    if rule is not None:
        if rule["category"] not in categories:
            yield f"Observation: category {rule['category']} is missing"
        for need in rule["needs"]:
            if not has(resource, need):
                yield f"Observation: {need} is missing"
    value = has(resource, "value[x]")
    member = bool(resource.get("hasMember") or resource.get("component"))
    if not (value or member or resource.get("dataAbsentReason")):
        yield "Observation: neither value nor a reason why there is none (ips-2, vs-2)"
    if value and resource.get("dataAbsentReason"):
        yield "Observation: a value and a reason why there is none (obs-6)"
    if resource.get("hasMember") and resource.get("component"):
        yield "Observation: members and components"
    if any(not (has(c, "value[x]") or c.get("dataAbsentReason")) for c in resource.get("component", ())):
        yield "Observation: a component without value (ips-3)"
    day = resource.get("effectiveDateTime", "")
    if (profile.endswith("radiology-uv-ips") or VITAL in categories) and day and len(day) < 10:
        yield "Observation: the time is less than a day exact (ips-1, vs-1)"
    if VITAL in categories and not has(resource, "effective[x]"):
        yield "Observation: a vital sign needs its time"
    quantity = resource.get("valueQuantity")
    if quantity is not None and not (quantity.get("system") and quantity.get("code")):
        yield "Observation: a quantity without UCUM code"
    for bounds in resource.get("referenceRange", ()):
        low, high = bounds.get("low", {}).get("value"), bounds.get("high", {}).get("value")
        if not (bounds.get("text") or low is not None or high is not None):
            yield "Observation: an empty range (obs-3)"
        if low is not None and high is not None and low > high:
            yield "Observation: a range whose low end is above its high end (rng-2)"


def _condition(resource: Resource) -> Iterator[str]:
    active = {c.get("code") for c in resource.get("clinicalStatus", {}).get("coding", ())}
    if has(resource, "abatement[x]") and not active & {"inactive", "resolved", "remission"}:
        yield "Condition: abated and still active (con-4)"


def _patient(resource: Resource) -> Iterator[str]:
    for name in resource.get("name", ()):
        if not any(name.get(part) for part in ("family", "given", "text")):
            yield "Patient: a name without words (ips-pat-1)"


def _provenance(resource: Resource) -> Iterator[str]:
    for agent in resource.get("agent", ()):
        if not agent.get("who"):
            yield "Provenance: an agent that is nobody"
    for entity in resource.get("entity", ()):
        if entity.get("role") not in ROLES or not entity.get("what"):
            yield "Provenance: an entity without role or thing"


def composition_faults(composition: Resource, kinds: Mapping[str, str]) -> Iterator[str]:
    """The sections: the required ones once, each with its words, each entry of a kind it may hold."""
    table = rules()["sections"]
    seen: list[str] = []
    for section in composition.get("section", ()):
        codings = section.get("code", {}).get("coding", ())
        code = next((c["code"] for c in codings if c.get("system") == "http://loinc.org"), "")
        seen.append(code)
        where = f"section {code or section.get('title', '?')}"
        if not section.get("title") or not code:
            yield f"{where}: needs title and code"
        if section.get("section"):
            yield f"{where}: sections within sections are not allowed"
        if not section.get("text", {}).get("div"):
            yield f"{where}: has no words"
        rule = table.get(code)
        if rule is None:
            yield f"{where}: not a section of IPS"
            continue
        entries, reason = section.get("entry", ()), section.get("emptyReason")
        if rule["need"] == "required" and not entries and not reason:
            yield f"{where}: is empty and does not say why (ips-comp-1)"
        if entries and reason:
            yield f"{where}: has entries and a reason for none (cmp-2)"
        if reason and not any(c.get("code") in rules()["empty_reasons"] for c in reason.get("coding", ())):
            yield f"{where}: its reason is not one of the list"
        for entry in entries:
            kind = kinds.get(entry.get("reference", ""))
            if kind is not None and rule["entries"] and kind not in rule["entries"]:
                yield f"{where}: may not hold a {kind}"
    for code, rule in table.items():
        if seen.count(code) > 1 or (rule["need"] == "required" and code not in seen):
            yield f"section {code}: is there {seen.count(code)} times"


def profile_of(resource: Resource) -> str:
    """The IPS profile a resource claims, without its base; "" where it claims none."""
    base = rules()["base"]
    claimed = [p for p in resource.get("meta", {}).get("profile", ()) if p.startswith(base)]
    return claimed[0].removeprefix(base) if claimed else ""


def has(resource: Any, path: str) -> bool:
    """Whether a path has a value; for `name[x]` in any type, or the mark that it is absent."""
    head, _, rest = path.partition(".")
    if head.endswith("[x]"):
        typed = re.compile(rf"_?{head[:-3]}(?:[A-Z].*)?")
        return any(typed.fullmatch(key) and value not in (None, "", [], {}) for key, value in resource.items())
    values = [value for value in as_list(resource.get(head)) if value not in (None, "", [], {})]
    return bool(values) and (not rest or any(has(value, rest) for value in values))


def found(value: Any, name: str) -> Iterator[Mapping[str, Any]]:
    """Every object under a key of that name, at any depth."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key == name:
                yield from (each for each in as_list(item) if isinstance(each, dict))
            yield from found(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from found(item, name)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


__all__ = ["composition_faults", "resource_faults"]
