"""The bricks: identifiers, references, concepts, dates and narratives. Nothing here knows what is clinical."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from assistant.export.fhir.conform_values import is_date
from assistant.model.facts import Code, Precision, When

Resource = dict[str, Any]
NAMESPACE = uuid.UUID("6f1d1e2c-6c1b-5d0c-9a39-0e6d5b8f7a10")
PROFILE = "http://hl7.org/fhir/uv/ips/StructureDefinition/"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
SYSTEMS = {
    "icd-10-cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "loinc": LOINC,
    "snomed ct": SNOMED,
    "snomed": SNOMED,
    "cvx": "http://hl7.org/fhir/sid/cvx",
    "ndc": "http://hl7.org/fhir/sid/ndc",
    "cpt": "http://www.ama-assn.org/go/cpt",
}
SHAPES = {  # a code that does not look like its system's is left out rather than passed on
    SYSTEMS["icd-10-cm"]: re.compile(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?"),
    SYSTEMS["rxnorm"]: re.compile(r"\d{1,8}"),
    LOINC: re.compile(r"\d{1,7}-\d"),
    SNOMED: re.compile(r"\d{6,18}"),
    SYSTEMS["cvx"]: re.compile(r"\d{1,3}"),
}
ABOUT = ("code", "medicationCodeableConcept", "vaccineCode", "type", "relationship")  # what a resource is of
ABSENT_REASON = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
XML_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def urn(case: str, *parts: object) -> str:
    """The same identifier for the same thing of the same case, every time."""
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, '|'.join([case, *map(str, parts)]))}"


def ref(url: str, display: str = "") -> Resource:
    return {"reference": url, "display": display} if display else {"reference": url}


def coding(system: str, code: str, display: str = "") -> Resource:
    return {"system": system, "code": code, **({"display": display} if display else {})}


def concept(text: str, code: Code | None = None) -> Resource:
    """Words always; a code only of a system we know and in that system's shape."""
    made: Resource = {"text": clean(text)}
    system = SYSTEMS.get(code.system.casefold()) if code else None
    if code and system and (system not in SHAPES or SHAPES[system].fullmatch(code.code)):
        made = {"coding": [coding(system, code.code)], **made}  # no display: only its system knows the right one
    return made


def coded(system: str, code: str, display: str = "", text: str = "") -> Resource:
    return {"coding": [coding(system, code, display)], **({"text": text} if text else {})}


def absent(reason: str = "unknown") -> Resource:
    """The mark that a value is required and not known."""
    return {"extension": [{"url": ABSENT_REASON, "valueCode": reason}]}


def dated(name: str, when: When) -> Resource:
    """`name`DateTime with the precision it has, or the mark that it is not known."""
    if when.date and not when.ambiguous and is_date(when.date):
        return {f"{name}DateTime": when.date}
    return {f"_{name}DateTime": absent()}


def dated_to_the_day(name: str, when: When) -> Resource:
    """The same where a profile wants whole days: a month or a year becomes a period."""
    if not is_date(when.date):
        return {f"{name}Period": absent()}
    if when.precision == Precision.DAY and not when.ambiguous:
        return {f"{name}DateTime": when.date}
    if not when.ambiguous:
        return {f"{name}Period": {"start": when.date, "end": when.date}}
    return {f"{name}Period": absent()}


def clean(text: str) -> str:
    """Text as FHIR strings allow it: no control characters, no blank ends."""
    return XML_UNFIT.sub("", text).strip() or "—"


def narrative(lines: Iterable[Sequence[str]], heads: Sequence[str] = ()) -> Resource:
    """XHTML of a table of words, all of it escaped."""
    rows = [
        "<tr>" + "".join(f"<td>{escape(clean(cell)) if cell else ''}</td>" for cell in line) + "</tr>" for line in lines
    ]
    head = "<thead><tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in heads) + "</tr></thead>" if heads else ""
    return _text(f"<table>{head}<tbody>{''.join(rows)}</tbody></table>")


def sentence(text: str) -> Resource:
    return _text(f"<p>{escape(clean(text))}</p>")


def _text(inner: str) -> Resource:
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{inner}</div>'}


def entry(url: str, resource: Resource) -> Resource:
    """An entry of a bundle; its resource gets words a person can read, where it has none (dom-6)."""
    return {"fullUrl": url, "resource": resource if "text" in resource else worded(resource)}


def worded(resource: Resource) -> Resource:
    """The resource with its kind, what it is about, its value and its date as one sentence, before all else it says."""
    said = [re.sub(r"(?<=[a-z])(?=[A-Z])", " ", resource["resourceType"])]
    said += [_words_of(resource[name]) for name in ABOUT if name in resource]
    names = resource.get("name", ())
    said += [names] if isinstance(names, str) else [_words_of(each) for each in names]
    said += [resource[key] for key in ("title", "description", "valueString") if key in resource]
    quantity = resource.get("valueQuantity", {})
    said.append(" ".join(str(quantity[key]) for key in ("comparator", "value", "unit") if key in quantity))
    said += [value for key, value in resource.items() if key.endswith("DateTime") and isinstance(value, str)]
    head: Resource = {key: resource[key] for key in ("resourceType", "meta") if key in resource}
    return {**head, "text": sentence(": ".join(dict.fromkeys(filter(None, said)))), **resource}


def _words_of(value: Any) -> str:
    coding = (value.get("coding") or [{}])[0]
    return str(value.get("text") or coding.get("display") or coding.get("code") or "")


def labelled(resource: Resource, *codes: str) -> Resource:
    """With security labels of who asserted it (AIAST, PATAST)."""
    if not codes:
        return resource
    labels = [coding(f"{TERMINOLOGY}v3-ObservationValue", code) for code in codes]
    return {**resource, "meta": {**resource.get("meta", {}), "security": labels}}


def profiled(kind: str, profile: str, fields: Mapping[str, Any]) -> Resource:
    return {"resourceType": kind, "meta": {"profile": [f"{PROFILE}{profile}"]}, **fields}
