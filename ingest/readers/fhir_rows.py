"""What each FHIR resource says, as rows: one line of text and one entry each. Knows nothing of pages.

A retracted or refuted resource stays a row, marked as such: what the source takes back is not lost in silence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ingest.readers import fhir_values as fhir
from ingest.readers.codes import members, table
from ingest.readers.fhir_values import Coded, coded, get, many, parts, text_of, when

Resource = dict[str, Any]
_DOUBTED = frozenset({"refuted", "entered-in-error", "unconfirmed", "provisional", "differential"})
_DENIED = frozenset({"refuted", "entered-in-error", "not-done", "not-taken", "nullified"})


@dataclass(slots=True)
class Row:
    """One statement: an entry and the words of its line. A row without `kind` is a line only."""

    kind: str
    names: tuple[str, ...]
    code: str = ""
    system: str = ""
    negated: bool = False
    status: str = ""
    date: str = ""
    value: str = ""
    unit: str = ""
    range: str = ""
    flag: str = ""
    experiencer: str = "patient"
    details: dict[str, str] = field(default_factory=dict)
    pointer: str = ""  # below the resource

    def line(self) -> str:
        """The row as a person would read it."""
        head = f"{self.names[0]}: {self.value} {self.unit}".strip() if self.value else self.names[0]
        if self.experiencer != "patient":
            head = f"{self.experiencer}: {head}"
        if self.negated and self.status not in _DENIED:
            head += " (said to be absent or not done)"
        said = [("range", self.range), ("flag", self.flag), ("status", self.status), ("date", self.date)]
        said += [(key, text) for key, text in self.details.items() if key != "other names"]
        return "; ".join([head, *(f"{label} {text}" for label, text in said if text)])


Resolve = Callable[[Any], Resource | None]


def row(kind: str, meaning: Coded, otherwise: str = "", **said: Any) -> Row:
    """A row for a coded thing; what has no name at all is called by `otherwise`."""
    found = Row(kind, meaning.names or ((meaning.name or otherwise),), meaning.code, meaning.system, **said)
    found.details = {key: text for key, text in found.details.items() if text}
    if len(meaning.names) > 1:
        found.details["other names"] = "; ".join(meaning.names[1:4])
    if found.status in _DENIED or fhir.says_none(meaning):
        found.negated = True
    if fhir.says_nothing(meaning):
        found.status = "unknown"
    return found


def _standing(resource: Resource) -> str:
    """The status of a problem or allergy: doubt before activity."""
    verified = _word(resource, "verificationStatus")
    return verified if verified in _DOUBTED else _word(resource, "clinicalStatus") or verified


def _word(resource: Resource, name: str) -> str:
    value = resource.get(name)
    return text_of(value) or coded(value).code or coded(value).name


def condition(resource: Resource, _resolve: Resolve) -> list[Row]:
    start, _ = when(resource, "onset")
    ended, _ = when(resource, "abatement")
    details = {
        "end": ended,
        "severity": coded(resource.get("severity")).name,
        "site": fhir.names_of(resource.get("bodySite")),
        "stage": fhir.names_of([each.get("summary") for each in parts(resource, "stage")]),
        "onset": "" if start else _age(resource, "onset"),
        "recorded": "" if start else fhir.date(resource.get("recordedDate")),
        "note": "; ".join(filter(None, (get(each, "text") for each in parts(resource, "note")))),
    }
    return [
        row("problem", coded(resource.get("code")), "Problem", status=_standing(resource), date=start, details=details)
    ]


def _age(resource: Resource, name: str) -> str:
    age = " ".join(filter(None, fhir.quantity(resource.get(name + "Age") or {})))
    return f"age {age}" if age else get(resource, name + "String")


def allergy(resource: Resource, _resolve: Resolve) -> list[Row]:
    reactions = list(parts(resource, "reaction"))
    meaning = coded(resource.get("code"))
    if not meaning.name:
        meaning = next((found for each in reactions if (found := coded(each.get("substance"))).name), meaning)
    start, _ = when(resource, "onset")
    details = {
        "reaction": "; ".join(filter(None, (fhir.names_of(each.get("manifestation")) for each in reactions))),
        "severity": next(filter(None, (get(each, "severity") for each in reactions)), ""),
        "criticality": get(resource, "criticality"),
        "type": ", ".join(filter(None, [_word(resource, "type"), *map(text_of, many(resource.get("category")))])),
    }
    return [row("allergy", meaning, "Allergy", status=_standing(resource), date=start or "", details=details)]


def medication(resource: Resource, resolve: Resolve) -> list[Row]:
    meaning = coded(resource.get("medicationCodeableConcept") or next(parts(resource, "medication", "concept"), None))
    if not meaning.name:
        reference = resource.get("medicationReference") or next(parts(resource, "medication", "reference"), None)
        product = resolve(reference)
        meaning = _product(product) if product else Coded()
        shown = get(reference, "display") if isinstance(reference, dict) else ""
        if shown and shown not in meaning.names:
            meaning = Coded((*meaning.names, shown), meaning.code, meaning.system, meaning.codes)
    start, end = when(resource, "effective", "occurrence", "performed")
    if not start:
        names = ("authoredOn", "whenHandedOver", "whenPrepared", "dateWritten", "dateAsserted")
        start = next(filter(None, (fhir.date(resource.get(name)) for name in names)), "")
    details = _dosage([*parts(resource, "dosage"), *parts(resource, "dosageInstruction")])
    details |= {"end": end if end != start else "", "reason": fhir.names_of(resource.get("reasonCode"))}
    details["mood"] = "planned" if get(resource, "intent") in ("plan", "proposal") else ""
    found = row("medication", meaning, "Medicine", status=get(resource, "status"), date=start, details=details)
    found.negated = found.negated or resource.get("doNotPerform") is True or resource.get("wasNotTaken") is True
    return [found]


def _product(product: Resource) -> Coded:
    meaning = coded(product.get("code"))
    if meaning.name:
        return meaning
    inside = (coded(each.get("itemCodeableConcept") or each.get("item")) for each in parts(product, "ingredient"))
    return next((each for each in inside if each.name), meaning)


def _dosage(dosages: list[Resource]) -> dict[str, str]:
    """All dosages of a medicine: each as worded, and dose, route and rhythm where they are coded."""
    found: dict[str, list[str]] = {"instructions": [], "dose": [], "route": [], "frequency": []}
    for dosage in dosages:
        found["instructions"].append(get(dosage, "text") or get(dosage, "patientInstruction"))
        for given in [dosage, *parts(dosage, "doseAndRate"), *parts(dosage, "dose")]:
            amount = fhir.quantity(given.get("doseQuantity") or {}) if given.get("doseQuantity") else ("", "")
            if not amount[0] and given.get("doseRange"):
                amount = fhir.interval(given["doseRange"])
            if not amount[0] and given.get("value"):
                amount = fhir.quantity(given)
            found["dose"].append(" ".join(filter(None, amount)))
        found["route"].append(coded(dosage.get("route")).name)
        found["frequency"].append(_rhythm(next(parts(dosage, "timing"), {})))
    return {key: "; ".join(dict.fromkeys(filter(None, texts))) for key, texts in found.items()}


def _rhythm(timing: Resource) -> str:
    named = coded(timing.get("code")).name
    if named:
        return named
    repeat = next(parts(timing, "repeat"), {})
    times, period, unit = get(repeat, "frequency"), get(repeat, "period"), get(repeat, "periodUnit")
    moments = " ".join(map(text_of, many(repeat.get("when"))))
    words = {"h": "hour", "d": "day", "wk": "week", "mo": "month", "min": "minute", "a": "year"}
    if period and unit:
        every = f"{period} {words.get(unit, unit)}s" if period not in ("1", "1.0") else words.get(unit, unit)
        return f"{times or '1'} time{'s' if times not in ('', '1') else ''} per {every} {moments}".strip()
    return moments


def procedure(resource: Resource, _resolve: Resolve) -> list[Row]:
    start, end = when(resource, "performed", "occurrence")
    details = {
        "end": end if end != start else "",
        "site": fhir.names_of(resource.get("bodySite")),
        "outcome": coded(resource.get("outcome")).name,
        "reason": fhir.names_of(resource.get("reasonCode")),
        "performer": next(filter(None, (get(each, "display") for each in parts(resource, "performer", "actor"))), ""),
    }
    status = get(resource, "status")
    return [row("procedure", coded(resource.get("code")), "Procedure", status=status, date=start, details=details)]


def immunization(resource: Resource, _resolve: Resolve) -> list[Row]:
    start, _ = when(resource, "occurrence", "date")
    details = {
        "lot": get(resource, "lotNumber"),
        "reason": coded(resource.get("statusReason")).name,
        "dose number": next(filter(None, map(_dose_number, parts(resource, "protocolApplied"))), ""),
    }
    meaning, status = coded(resource.get("vaccineCode")), get(resource, "status")
    found = row("immunization", meaning, "Vaccine", status=status, date=start, details=details)
    found.negated = found.negated or resource.get("notGiven") is True or resource.get("wasNotGiven") is True
    return [found]


def _dose_number(protocol: Resource) -> str:
    names = ("doseNumberPositiveInt", "doseNumberString", "doseNumber")
    return next(filter(None, (text_of(protocol.get(name)) for name in names)), "")


def observation(resource: Resource, _resolve: Resolve) -> list[Row]:
    """The observation itself and each of its components that has a value."""
    meaning = coded(resource.get("code"))
    kind = _observed(resource, meaning)
    start, _ = when(resource, "effective")
    start = start or fhir.date(resource.get("issued"))
    status = get(resource, "status")
    found = row(kind, meaning, "Observation", status="" if status in ("final", "unknown") else status, date=start)
    found.value, found.unit = fhir.measured(resource)
    found.range, found.flag = fhir.reference_range(resource), _flag(resource)
    found.details |= _remarks(resource)
    rows = [found]
    for number, component in enumerate(parts(resource, "component")):
        part = row(kind, coded(component.get("code")), "Part", status=found.status, date=start)
        part.value, part.unit = fhir.measured(component)
        part.range, part.flag = fhir.reference_range(component), _flag(component)
        part.details["part of"], part.pointer, part.negated = found.names[0], f"/component/{number}", found.negated
        if part.value:
            rows.append(part)
    if not found.value and meaning.codes & members("panel_codes") and len(rows) == 3:
        found.value, found.unit = "/".join(part.value for part in rows[1:]), rows[1].unit
    return rows


def _remarks(resource: Resource) -> dict[str, str]:
    said = {
        "method": coded(resource.get("method")).name,
        "site": coded(resource.get("bodySite")).name,
        "no value": coded(resource.get("dataAbsentReason")).name,
        "note": "; ".join(filter(None, (get(each, "text") for each in parts(resource, "note")))),
    }
    return {key: text for key, text in said.items() if text}


def _flag(resource: Resource) -> str:
    flags = (coded(each) for each in many(resource.get("interpretation")))
    return " ".join(filter(None, ((flag.code if len(flag.code) <= 4 else "") or flag.name for flag in flags)))


def _observed(resource: Resource, meaning: Coded) -> str:
    if meaning.codes & members("social_codes"):
        return "social_history"
    known = table("observation_kinds")
    for category in many(resource.get("category")):
        for code in (*coded(category).codes, coded(category).name.lower().replace(" ", "-")):
            if code in known:
                return known[code]
    return "vital" if meaning.codes & members("vital_codes") else "lab_result"


def family(resource: Resource, _resolve: Resolve) -> list[Row]:
    relation = coded(resource.get("relationship")).name or get(resource, "name") or "relative"
    status = get(resource, "status")
    rows: list[Row] = []
    for number, each in enumerate(parts(resource, "condition")):
        details = {"onset": _age(each, "onset"), "outcome": coded(each.get("outcome")).name}
        found = row("family_history", coded(each.get("code")), "Condition", status=status, details=details)
        found.experiencer, found.pointer = relation, f"/condition/{number}"
        rows.append(found)
    return rows or [Row("", (f"{relation}: no conditions named",))]


READERS: dict[str, Callable[[Resource, Resolve], list[Row]]] = {
    "Condition": condition,
    "AllergyIntolerance": allergy,
    "MedicationStatement": medication,
    "MedicationRequest": medication,
    "MedicationOrder": medication,
    "MedicationUsage": medication,
    "MedicationDispense": medication,
    "MedicationAdministration": medication,
    "Procedure": procedure,
    "Immunization": immunization,
    "Observation": observation,
    "FamilyMemberHistory": family,
}
