"""Rows of the FHIR resources around the history: reports, imaging, plans, visits, devices, people, questionnaires."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ingest.readers import fhir_values as fhir
from ingest.readers.codes import table
from ingest.readers.fhir_rows import READERS, Resolve, Resource, Row, row
from ingest.readers.fhir_values import Coded, coded, get, many, parts, text_of, when

_LONG = 4_000


def categories(resource: Resource) -> set[str]:
    """All category codes of a report."""
    return {code for each in many(resource.get("category")) for code in coded(each).codes}


def report(resource: Resource, _resolve: Resolve) -> list[Row]:
    """The report as something done, and its conclusion as a statement of its own."""
    found = sorted(categories(resource))
    kind = next(
        (table("report_categories")[code] for code in found if code in table("report_categories")), "lab_result"
    )
    start, _ = when(resource, "effective")
    start = start or fhir.date(resource.get("issued"))
    meaning = coded(resource.get("code"))
    results = (get(each, "display") for each in parts(resource, "result"))
    details = {"results": ", ".join(filter(None, results))[:_LONG], "report": "yes"}
    status = get(resource, "status")
    rows = [row(kind, meaning, "Report", status="" if status == "final" else status, date=start, details=details)]
    conclusion = get(resource, "conclusion") or fhir.names_of(resource.get("conclusionCode"))
    if conclusion:
        kinds = table("conclusion_kinds")
        kind = next((kinds[code] for code in found if code in kinds), "impression")
        ending = coded(resource.get("conclusionCode"))
        rows.append(Row(kind, (conclusion[:_LONG],), ending.code, ending.system, rows[0].negated, rows[0].status, start,
                        details={"report": meaning.name}, pointer="/conclusion"))  # fmt: skip
    return rows


def imaging(resource: Resource, _resolve: Resolve) -> list[Row]:
    start, _ = when(resource, "started")
    series = list(parts(resource, "series"))
    modalities = [coded(each).name for each in many(resource.get("modality"))]
    modalities += [coded(each.get("modality")).name for each in series]
    sites = [fhir.names_of(each.get("bodySite")) for each in series]
    meaning = coded(resource.get("procedureCode"))
    title = get(resource, "description") or meaning.name or " ".join(dict.fromkeys(filter(None, [*modalities, *sites])))
    details = {
        "modality": ", ".join(dict.fromkeys(filter(None, modalities))),
        "site": ", ".join(dict.fromkeys(filter(None, sites))),
        "series": get(resource, "numberOfSeries") or str(len(series) or ""),
        "images": get(resource, "numberOfInstances"),
    }
    names = tuple(dict.fromkeys(filter(None, (title, *meaning.names)))) or ("Imaging study",)
    return [row("procedure", Coded(names, meaning.code, meaning.system), status=get(resource, "status"), date=start,
                details=details)]  # fmt: skip


def plan(resource: Resource, _resolve: Resolve) -> list[Row]:
    """Each planned activity; the plan itself when it names none."""
    start, end = when(resource, "")
    start, end = when(resource, "period") if not start else (start, end)
    title = get(resource, "title") or get(resource, "description") or fhir.names_of(resource.get("category"))
    status = get(resource, "status")
    rows: list[Row] = []
    for number, activity in enumerate(parts(resource, "activity")):
        for detail in parts(activity, "detail"):
            meaning = coded(detail.get("code"))
            if not meaning.name:
                meaning = Coded((get(detail, "description"),)) if get(detail, "description") else meaning
            if meaning.name:
                found = row("recommendation", meaning, status=get(detail, "status") or status, date=start)
                found.details["plan"], found.pointer = title, f"/activity/{number}"
                rows.append(found)
    return rows or [
        Row("recommendation", (title or "Care plan",), status=status, date=start, details={"end": end} if end else {})
    ]


def goal(resource: Resource, _resolve: Resolve) -> list[Row]:
    start, _ = when(resource, "start")
    status = get(resource, "lifecycleStatus") or get(resource, "status")
    return [row("recommendation", coded(resource.get("description")), "Goal", status=status, date=start)]


def request(resource: Resource, _resolve: Resolve) -> list[Row]:
    start, _ = when(resource, "occurrence", "authored")
    start = start or fhir.date(resource.get("authoredOn"))
    details = {
        "reason": fhir.names_of(resource.get("reasonCode")),
        "site": fhir.names_of(resource.get("bodySite")),
        "intent": get(resource, "intent"),
    }
    found = row("recommendation", coded(resource.get("code")), "Order", status=get(resource, "status"), date=start,
                details=details)  # fmt: skip
    found.negated = found.negated or resource.get("doNotPerform") is True
    return [found]


def visit(resource: Resource, _resolve: Resolve) -> list[Row]:
    period = next(parts(resource, "period"), {})
    start = fhir.date(period.get("start")) or fhir.date(resource.get("start"))
    meaning = coded(resource.get("type")) if resource.get("type") else coded(resource.get("serviceType"))
    if not meaning.name:
        meaning = Coded(
            (get(resource, "description") or coded(resource.get("class")).name or get(resource, "class", "code"),)
        )
    details = {
        "reason": fhir.names_of(resource.get("reasonCode")),
        "at": get(resource, "serviceProvider", "display"),
        "end": end if (end := fhir.date(period.get("end"))) != start else "",
    }
    names = tuple(filter(None, meaning.names))
    said = Coded(names, meaning.code, meaning.system)
    return [row("appointment", said, "Visit", status=get(resource, "status"), date=start, details=details)]


def device(resource: Resource, resolve: Resolve) -> list[Row]:
    start, end = when(resource, "timing", "recorded")
    reference = next(parts(resource, "device"), None)
    named = resolve(reference) or {}
    names = [get(reference, "display") if reference else "", *(coded(named.get("type")).names), *_called(named)]
    kept = tuple(dict.fromkeys(filter(None, names)))
    meaning = coded(named.get("type"))
    details = {"site": fhir.names_of(resource.get("bodySite")), "end": end if end != start else ""}
    said = Coded(kept, meaning.code, meaning.system, meaning.codes)
    return [row("device", said, "Device", status=get(resource, "status"), date=start, details=details)]


def implant(resource: Resource, _resolve: Resolve) -> list[Row]:
    """A Device that no statement of use speaks of."""
    meaning = coded(resource.get("type"))
    names = tuple(dict.fromkeys(filter(None, (*meaning.names, *_called(resource)))))
    details = {"maker": get(resource, "manufacturer"), "model": get(resource, "modelNumber")}
    said = Coded(names, meaning.code, meaning.system, meaning.codes)
    return [row("device", said, "Device", status=get(resource, "status"), details=details)]


def _called(named: Resource) -> list[str]:
    return [get(each, "name") for each in parts(named, "deviceName")]


def clinician(resource: Resource, _resolve: Resolve) -> list[Row]:
    name = fhir.person(resource)
    details = {"role": fhir.names_of([each.get("code") for each in parts(resource, "qualification")])}
    return [row("care_team", Coded((name,)), details=details)] if name else []


def team(resource: Resource, resolve: Resolve) -> list[Row]:
    rows: list[Row] = []
    for number, each in enumerate(parts(resource, "participant")):
        reference = next(parts(each, "member"), {})
        member = resolve(reference)
        if member is not None and member.get("resourceType") == "Patient":
            continue
        name = get(reference, "display") or (fhir.person(member) if member else "")
        if name:
            found = row("care_team", Coded((name,)), details={"role": fhir.names_of(each.get("role"))})
            found.pointer = f"/participant/{number}"
            rows.append(found)
    return rows


def impression(resource: Resource, _resolve: Resolve) -> list[Row]:
    start, _ = when(resource, "effective", "date")
    summary = get(resource, "summary") or get(resource, "description")
    return [Row("impression", (summary[:_LONG],), status=get(resource, "status"), date=start)] if summary else []


def flag(resource: Resource, _resolve: Resolve) -> list[Row]:
    meaning = coded(resource.get("code"))
    return [Row("", (f"Alert: {meaning.name}",), status=get(resource, "status"))] if meaning.name else []


def questionnaire(resource: Resource, _resolve: Resolve) -> list[Row]:
    """Questions and answers as lines; they are the patient's own words, not coded facts."""
    return [Row("", (line[:_LONG],), pointer="/item") for line in _answers(resource)]


def _answers(item: Resource, depth: int = 0) -> Iterator[str]:
    for each in parts(item, "item"):
        given = [" ".join(filter(None, fhir.measured(answer))) for answer in parts(each, "answer")]
        if any(given):
            yield f"{get(each, 'text') or get(each, 'linkId')}: {', '.join(filter(None, given))}"
        if depth < 20:
            yield from _answers(each, depth + 1)


def reference(resource: Resource, _resolve: Resolve) -> list[Row]:
    """A document that is only pointed at, or carried (then it is read on its own)."""
    name = (
        get(resource, "description")
        or coded(resource.get("type")).name
        or get(resource, "content", "attachment", "title")
    )
    start = fhir.date(resource.get("date")) or fhir.date(next(parts(resource, "context", "period"), {}).get("start"))
    return [Row("", (f"Document: {name or 'without a name'}",), status=text_of(resource.get("status")), date=start)]


def consent(resource: Resource, _resolve: Resolve) -> list[Row]:
    said = [
        fhir.names_of(resource.get("category")),
        fhir.names_of([each.get("code") for each in parts(resource, "provision")]),
    ]
    return [Row("", (f"Consent or directive: {'; '.join(filter(None, said))}",), status=get(resource, "status"),
                date=fhir.date(resource.get("dateTime")))]  # fmt: skip


ALL: dict[str, Callable[[Resource, Resolve], list[Row]]] = {
    **READERS,
    "DiagnosticReport": report,
    "ImagingStudy": imaging,
    "CarePlan": plan,
    "Goal": goal,
    "ServiceRequest": request,
    "ProcedureRequest": request,
    "ReferralRequest": request,
    "DeviceRequest": request,
    "Encounter": visit,
    "Appointment": visit,
    "DeviceUseStatement": device,
    "Device": implant,
    "Practitioner": clinician,
    "CareTeam": team,
    "ClinicalImpression": impression,
    "Flag": flag,
    "QuestionnaireResponse": questionnaire,
    "DocumentReference": reference,
    "Consent": consent,
}
