"""Our own bundles have no fault, and each rule of IPS 2.0 and FHIR R4 that we state catches the fault it is about."""

import copy

import pytest

from assistant.export.fhir.conform_values import is_date, ucum
from assistant.export.fhir.ips import ips
from assistant.export.fhir.verify import bundle_faults
from tests.export.build import full, nothing
from tests.export.test_fhir import every_kind

AT = "2026-11-15T10:00:00Z"


@pytest.fixture(scope="module")
def good():
    return ips(every_kind(), created=AT)


def first(bundle, kind, profile=""):
    return next(
        e["resource"]
        for e in bundle["entry"]
        if e["resource"]["resourceType"] == kind and profile in str(e["resource"].get("meta", ""))
    )


def section(bundle, code):
    sections = bundle["entry"][0]["resource"]["section"]
    return next(each for each in sections if each["code"]["coding"][0]["code"] == code)


@pytest.mark.parametrize("make", [full, nothing, every_kind])
def test_our_own_documents_conform(make):
    assert bundle_faults(ips(make(), created=AT), document=True) == []


TERMS = "http://terminology.hl7.org/CodeSystem/"
UCUM = "http://unitsofmeasure.org"
SCT = "http://snomed.info/sct"
ZERO, ONE = "urn:uuid:00000000-0000-0000-0000-000000000000", "urn:uuid:11111111-1111-1111-1111-111111111111"
EMPTY = {"coding": [{"system": f"{TERMS}list-empty-reason", "code": "unavailable"}]}
LABEL = {"system": f"{TERMS}v3-ObservationValue", "code": "ABC"}
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
WHEN = ("effectiveDateTime", "_effectiveDateTime")


def concept(bundle, kind, **more):
    first(bundle, kind)["code"].update(more)


def lab(bundle):
    return first(bundle, "Observation", LAB)


def take(resource, *names):
    for name in names:
        resource.pop(name, None)


def div(inner):
    return f'<div xmlns="http://www.w3.org/1999/xhtml">{inner}</div>'


LAB = "laboratory-pathology"
BROKEN = {
    "bdl-ips-1": lambda b: b["entry"].append({"fullUrl": ZERO, "resource": first(b, "Patient")}),
    "bdl-7": lambda b: b["entry"].append(copy.deepcopy(b["entry"][-1])),
    "bdl-9": lambda b: b["identifier"].pop("system"),
    "instant": lambda b: b.update(timestamp="2026-11-15T10:00:00"),
    "urn:uuid": lambda b: b["entry"][-1].update(fullUrl="urn:uuid:COORD"),
    "no search": lambda b: b["entry"][-1].update(search={"mode": "match"}),
    "Bundle-uv-ips": lambda b: b["meta"].update(profile=["http://x/y"]),
    "bdl-11": lambda b: b["entry"].reverse(),
    "60591-5": lambda b: b["entry"][0]["resource"]["type"]["coding"][0].update(code="34133-9"),
    "ref-1": lambda b: b["entry"][0]["resource"]["subject"].update(reference=ONE),
    "reached": lambda b: b["entry"].append({"fullUrl": ONE, "resource": {"resourceType": "Organization"}}),
    "is there 0 times": lambda b: b["entry"][0]["resource"]["section"].remove(section(b, "48765-2")),
    "is there 2 times": lambda b: b["entry"][0]["resource"]["section"].append(section(b, "29762-2")),
    "ips-comp-1": lambda b: section(b, "10160-0").pop("entry"),
    "cmp-2": lambda b: section(b, "10160-0").update(emptyReason=EMPTY),
    "within sections": lambda b: section(b, "10160-0").update(section=[{"title": "x"}]),
    "has no words": lambda b: section(b, "10160-0").pop("text"),
    "may not hold a": lambda b: section(b, "10160-0").update(entry=section(b, "48765-2")["entry"]),
    "not a section": lambda b: section(b, "10157-6")["code"]["coding"][0].update(code="1-8"),
    "txt-1": lambda b: section(b, "10160-0")["text"].update(div=div("<script>x</script>")),
    "attribute onclick": lambda b: section(b, "10160-0")["text"].update(div=div('<p onclick="x">a</p>')),
    "txt-2": lambda b: section(b, "10160-0")["text"].update(div=div(" <p> </p>")),
    "not one XHTML div": lambda b: section(b, "10160-0")["text"].update(div="<div>a</div>"),
    "more than markup": lambda b: section(b, "10160-0")["text"].update(div="<!DOCTYPE a>" + div("b")),
    "narrative status": lambda b: section(b, "10160-0")["text"].update(status="made"),
    "birthDate[x] is missing": lambda b: first(b, "Patient").pop("birthDate"),
    "ips-pat-1": lambda b: first(b, "Patient").update(name=[{"use": "old"}]),
    "gender": lambda b: first(b, "Patient").update(gender="F"),
    "clinicalStatus has no code": lambda b: first(b, "Condition")["clinicalStatus"]["coding"][0].update(code="current"),
    "con-4": lambda b: first(b, "Condition").update(abatementDateTime="2020"),
    "effective[x] is missing": lambda b: take(first(b, "MedicationStatement"), *WHEN),
    "status done": lambda b: first(b, "Procedure").update(status="done"),
    "must be there once": lambda b: first(b, "DiagnosticReport").update(category=[{"text": "a"}, {"text": "b"}]),
    "performer is missing": lambda b: lab(b).pop("performer"),
    "category laboratory is missing": lambda b: lab(b)["category"][0]["coding"][0].update(code="imaging"),
    "ips-2": lambda b: take(lab(b), "valueQuantity", "valueString"),
    "ips-1": lambda b: first(b, "Observation", "radiology").update(effectiveDateTime="2026-05"),
    "obs-6": lambda b: lab(b).update(dataAbsentReason={"text": "x"}),
    "rng-2": lambda b: lab(b).update(referenceRange=[{"low": {"value": 9}, "high": {"value": 1}}]),
    "without UCUM": lambda b: lab(b).update(valueQuantity={"value": 1, "unit": "mg"}),
    "not a UCUM code": lambda b: lab(b).update(valueQuantity={"value": 1, "system": UCUM, "code": "mgs"}),
    "not one we know": lambda b: concept(b, "Condition", coding=[{"system": "http://example.org", "code": "1"}]),
    "without its system": lambda b: concept(b, "Condition", coding=[{"code": "1"}]),
    "may not give": lambda b: concept(b, "Condition", coding=[{"system": SCT, "code": "73211009", "display": "Sugar"}]),
    "neither code nor text": lambda b: first(b, "Condition").update(code={"coding": []}),
    "an empty list": lambda b: first(b, "Condition").update(note=[]),
    "an empty object": lambda b: first(b, "Condition").update(note=[{}]),
    "null": lambda b: first(b, "Condition").update(note=None),
    "blanks at its ends": lambda b: concept(b, "Condition", text=" x"),
    "a character": lambda b: concept(b, "Condition", text="x\u0001"),
    "not a date": lambda b: first(b, "Condition").update(onsetDateTime="2026-02-30"),
    "per-1": lambda b: first(b, "DocumentReference")["context"].update(period={"start": "2026-05", "end": "2025"}),
    "nobody can look up": lambda b: first(b, "Condition").update(extension=[{"url": "http://x/y", "valueCode": "z"}]),
    "ext-1": lambda b: first(b, "Condition").update(extension=[{"url": ABSENT}]),
    "a label": lambda b: first(b, "Condition")["meta"].update(security=[LABEL]),
    "not an id": lambda b: first(b, "Condition").update(id="a b"),
    "contained": lambda b: first(b, "Condition").update(contained=[{"resourceType": "Patient"}]),
    "subject may not be a": lambda b: first(b, "Condition").update(subject=b["entry"][0]["resource"]["author"][0]),
    "does not claim Condition": lambda b: first(b, "Condition").pop("meta"),
    "dom-6": lambda b: first(b, "Condition").pop("text"),
    "entity without role": lambda b: first(b, "Provenance")["entity"][0].update(role="origin"),
    "nobody": lambda b: first(b, "Provenance")["agent"][0].pop("who"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_document_is_told_by_the_rule_it_breaks(good, fault):
    broken = copy.deepcopy(good)
    BROKEN[fault](broken)
    assert any(fault in each for each in bundle_faults(broken, document=True))


def test_a_device_and_its_use_are_two(good):
    first(good, "DeviceUseStatement")
    assert first(good, "DeviceUseStatement")["device"]["reference"] in {
        e["fullUrl"] for e in good["entry"] if e["resource"]["resourceType"] == "Device"
    }


def test_dates_are_no_more_and_no_less_than_dates():
    assert all(map(is_date, ("2026", "2026-02", "2024-02-29", "2026-02-03T10:00:00+02:00")))
    assert not any(map(is_date, ("26", "2026-13", "2026-02-30", "2026-02-03T10:00:00", "2026-02T10:00:00Z", "")))


def test_every_unit_we_write_is_made_of_ucum_atoms():
    import re

    atoms = [
        "10*3",
        "10*6",
        "10*9",
        "10*12",
        "%",
        "1",
        "g",
        "kg",
        "mg",
        "ug",
        "ng",
        "pg",
        "mol",
        "mmol",
        "umol",
        "nmol",
        "pmol",
        "meq",
        "mosm",
        "U",
        "mU",
        "kU",
        "[IU]",
        "m[IU]",
        "u[IU]",
        "uL",
        "mL",
        "dL",
        "L",
        "fL",
        "min",
        "h",
        "s",
        "ms",
        "d",
        "wk",
        "a",
        "mm",
        "cm",
        "m",
        "cm2",
        "m2",
        "mm3",
        "Hz",
        "mm[Hg]",
        "cm[H2O]",
        "[HPF]",
        "[LPF]",
        "[lb_av]",
        "[in_i]",
        "[degF]",
        "Cel",
        "(24.h)",
    ]
    for code in ucum():
        bare = re.sub(r"\{[^{}]*\}", "1", code)
        assert all(part in atoms for part in bare.split("/") if part), code
