"""Who is in the bundle: the patient, the software that put it together, the coordinator, the places."""

from __future__ import annotations

from typing import Any

from assistant.export.fhir.build import ABSENT_REASON, Resource, clean, profiled
from assistant.export.fhir.conform_values import is_date
from assistant.model.case import SignOff
from assistant.model.people import Person

SEXES = {"f": "female", "female": "female", "m": "male", "male": "male", "x": "other", "other": "other"}
SOFTWARE = "Second Opinion Prep"


def patient(person: Person) -> Resource:
    """The patient as they say it themselves; what they did not say is marked as unknown."""
    made: dict[str, Any] = {
        "name": [_name(person.name)] if person.name else [{"text": "Not stated"}],
        "gender": SEXES.get(person.sex.casefold(), "unknown"),
    }
    made["name"] += [{"use": "old", "text": clean(other)} for other in person.other_names if other.strip()]
    if person.mrn:
        made["identifier"] = [{"type": {"text": "Medical record number"}, "value": clean(person.mrn)}]
    if is_date(person.birth_date):
        made["birthDate"] = person.birth_date
    else:
        made["_birthDate"] = {"extension": [{"url": ABSENT_REASON, "valueCode": "unknown"}]}
    contact = [("phone", person.phone), ("email", person.email)]
    telecom = [{"system": system, "value": clean(value)} for system, value in contact if value]
    if telecom:
        made["telecom"] = telecom
    if person.address:
        made["address"] = [{"text": clean(person.address)}]
    language = {"coding": [{"system": "urn:ietf:bcp:47", "code": person.language}]}
    made["communication"] = [{"language": language, "preferred": True}]
    return profiled("Patient", "Patient-uv-ips", made)


def _name(name: str) -> Resource:
    """The name as written, split only where it is plain which part is the family name."""
    text = clean(name)
    family, comma, given = text.partition(",")
    if comma and given.strip():
        return {"text": text, "family": family.strip(), "given": given.split()}
    return {"text": text}


def software(version: str = "") -> Resource:
    made: Resource = {
        "resourceType": "Device",
        "deviceName": [{"name": SOFTWARE, "type": "user-friendly-name"}],
        "type": {"text": "Software that assembled this document"},
    }
    return {**made, "version": [{"value": version}]} if version else made


def coordinator(sign_off: SignOff) -> Resource:
    return profiled("Practitioner", "Practitioner-uv-ips", {"name": [{"text": clean(sign_off.name)}]})


def organization(name: str) -> Resource:
    return profiled("Organization", "Organization-uv-ips", {"name": clean(name)})
