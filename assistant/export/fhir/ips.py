"""`ips.json`: an International Patient Summary 2.0 document, assembled by software and attested by people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.export.fhir import clinical, people
from assistant.export.fhir.build import (
    LOINC,
    PROFILE,
    Resource,
    clean,
    coded,
    entry,
    labelled,
    narrative,
    ref,
    sentence,
    urn,
)
from assistant.export.fhir.clinical import Scene
from assistant.export.fhir.papers import document_reference, imaging_study
from assistant.export.fhir.provenance import provenance, sourced
from assistant.export.fhir.reports import report
from assistant.export.fhir.sections import Part, each_result, past, required, required_or_empty, section
from assistant.model.case import Dossier
from assistant.model.facts import Assertion, FactKind, FactOrigin
from assistant.model.history import Entry, Verdict
from assistant.model.papers import Belongs
from assistant.model.whose import person_of
from knowledge.layouts import is_functional

DENIED = (Verdict.REJECTED, Verdict.NOT_MINE)
RESULTS = (FactKind.PATHOLOGY_DIAGNOSIS, FactKind.BIOMARKER, FactKind.LAB_RESULT)
SCANS = (FactKind.IMPRESSION, FactKind.IMAGING_FINDING)


def ips(dossier: Dossier, *, created: str, paths: Mapping[str, str] | None = None) -> Resource:
    """The document Bundle. The same dossier and time give the same bytes."""
    case = dossier.case
    patient = urn(case.id, "patient")
    papers = {paper.id: paper for paper in dossier.papers if paper.belongs != Belongs.OTHER}
    disputed = (fact.id for conflict in dossier.history.conflicts for _, facts in conflict.sides for fact in facts)
    scene = Scene(case.id, patient, papers, disputed=frozenset(disputed))
    parts = [part for part in _parts(dossier, scene) if part is not None]
    device = urn(case.id, "software")
    resources: dict[str, Resource] = {
        patient: people.patient(person_of(dossier.case.patient, dossier.papers)[0]),
        device: people.software(),
    }
    provenances: dict[str, Resource] = {}
    sources: set[str] = set()
    for part in parts:
        for url, resource, item in part.resources:
            resources[url] = labelled(resource, *_labels(item))
            if item is not None:
                used = {e.span.document for e in item.evidence if e.span.document in papers}
                sources |= used
                origins = [urn(case.id, "document", document) for document in sorted(used)]
                if not sourced(resources[url], origins):  # its section holds the papers themselves
                    held = part.section.setdefault("entry", [])
                    held += [ref(origin) for origin in origins if ref(origin) not in held]
                mark = urn(case.id, "provenance", url)
                provenances[mark] = provenance(item, url, scene, device, created, _signer(dossier))
    for place, url in scene.places.items():
        resources[url] = people.organization(place)
    for document in sorted(sources):
        url = urn(case.id, "document", document)
        resources[url] = document_reference(papers[document], scene, (paths or {}).get(document, ""), created)
    if case.sign_off is not None:
        resources[urn(case.id, "coordinator")] = people.coordinator(case.sign_off)
    composition = _composition(dossier, parts, patient, device, created)
    entries = [entry(urn(case.id, "composition"), composition)]
    entries += [entry(url, resource) for url, resource in (*resources.items(), *provenances.items())]
    return {
        "resourceType": "Bundle",
        "meta": {"profile": [f"{PROFILE}Bundle-uv-ips"]},
        "identifier": {"system": "urn:ietf:rfc:3986", "value": urn(case.id, "bundle", case.version, created)},
        "type": "document",
        "timestamp": created,
        "entry": entries,
    }


def _labels(item: Entry | None) -> tuple[str, ...]:
    origins = {fact.origin for fact in item.facts} if item else set()
    return ("AIAST",) if origins == {FactOrigin.MODEL} else ("PATAST",) if origins == {FactOrigin.PATIENT} else ()


def _signer(dossier: Dossier) -> str:
    return urn(dossier.case.id, "coordinator") if dossier.case.sign_off else ""


def _composition(dossier: Dossier, parts: list[Part], patient: str, device: str, created: str) -> Resource:
    case = dossier.case
    attesters: list[Resource] = []
    sent = [consent for consent in case.consents if consent.what == "send" and consent.given]
    if sent and case.consented("send"):
        attesters.append({"mode": "personal", "time": sent[-1].at, "party": ref(patient)})
    if case.sign_off is not None:
        signer = urn(case.id, "coordinator")
        attesters.append({"mode": "official", "time": case.sign_off.at, "party": ref(signer)})
    made: dict[str, Any] = {
        "resourceType": "Composition",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": urn(case.id, "composition", case.version, created)},
        "meta": {"profile": [f"{PROFILE}Composition-uv-ips"]},
        "status": "final" if case.sign_off else "preliminary",
        "type": coded(LOINC, "60591-5", "Patient summary Document"),
        "subject": ref(patient),
        "date": created,
        "author": [ref(device)],
        "title": f"Patient summary, {created[:10]}",
        "section": [part.section for part in parts],
    }
    if attesters:
        made["attester"] = attesters
    return made


def _parts(dossier: Dossier, scene: Scene) -> list[Part | None]:
    history = dossier.history
    kept = [item for item in history.entries if item.verdict not in DENIED]
    asked = bool(dossier.papers)

    def of(*kinds: FactKind) -> list[Entry]:
        return [item for item in kept if item.kind in kinds]

    problems = of(FactKind.PROBLEM, FactKind.SYMPTOM)
    now = [item for item in problems if not past(item) and item.assertion not in (Assertion.FAMILY, Assertion.PLANNED)]
    before = [item for item in problems if past(item)]
    procedures = [item for item in of(FactKind.PROCEDURE) if item.assertion != Assertion.PLANNED]
    medicines = of(FactKind.MEDICATION)
    signs = [item for item in of(FactKind.VITAL) if not is_functional(item.name)]
    make_condition = lambda item: clinical.condition(item, scene)  # noqa: E731
    return [
        required_or_empty(required("Problems", FactKind.PROBLEM, now, make_condition, scene, asked=asked), asked=asked),
        required_or_empty(
            required("Allergies", FactKind.ALLERGY, of(FactKind.ALLERGY), make_condition, scene, asked=asked),
            asked=asked,
        ),
        required_or_empty(
            required(
                "Medications",
                FactKind.MEDICATION,
                medicines,
                lambda item: clinical.medication(item, scene),
                scene,
                asked=asked,
            ),
            asked=asked,
        ),
        _some("Immunizations", "11369-6", of(FactKind.IMMUNIZATION), lambda e: clinical.immunization(e, scene), scene),
        _results(dossier, of, scene),
        _some("Procedures", "47519-4", procedures, lambda e: clinical.procedure(e, scene), scene),
        _devices(of(FactKind.DEVICE), scene),
        _functional([item for item in of(FactKind.VITAL) if is_functional(item.name)]),
        _some("Past problems", "11348-0", before, make_condition, scene),
        _story(dossier),
        _plan(dossier, kept, scene),
        _some(
            "Social history",
            "29762-2",
            of(FactKind.SOCIAL_HISTORY),
            lambda e: clinical.observation(e, scene, "social-history"),
            scene,
        ),
        _some("Vital signs", "8716-3", signs, lambda e: clinical.observation(e, scene, "vital-signs"), scene),
        _some(
            "Family history", "10157-6", of(FactKind.FAMILY_HISTORY), lambda e: clinical.family_member(e, scene), scene
        ),
    ]


def _some(title: str, code: str, entries: list[Entry], make: Any, scene: Scene) -> Part | None:
    return section(title, code, entries, make, scene) if entries else None


def _results(dossier: Dossier, of: Any, scene: Scene) -> Part | None:
    """Pathology first, then laboratory, then scans; each report holds its own results."""
    lab = each_result(of(*RESULTS))
    scans = of(*SCANS)
    stage = [*of(FactKind.STAGE), *(item for item in of(FactKind.VITAL) if is_functional(item.name))]
    if not (lab or scans or stage):
        return None

    def make(item: Entry) -> Resource:
        if item.kind in RESULTS:
            return clinical.laboratory(item, scene)
        return clinical.radiology(item, scene) if item.kind in SCANS else clinical.observation(item, scene, "exam")

    whole = section("Results", "30954-2", [*lab, *scans, *stage], make, scene)
    of_paper: dict[str, list[tuple[str, Entry]]] = {}
    for url, _, item in whole.resources:
        if item is not None and item.kind in (*RESULTS, *SCANS):
            of_paper.setdefault(item.evidence[0].span.document, []).append((url, item))
    reports: list[tuple[str, Resource, Entry | None]] = []
    for document, pairs in of_paper.items():
        paper = scene.papers.get(document)
        if paper is None:
            continue
        concluding = (FactKind.IMPRESSION, FactKind.PATHOLOGY_DIAGNOSIS)
        words = [" ".join(item.facts[0].text.split()) for _, item in pairs if item.kind in concluding]
        made = report(paper, scene, [url for url, _ in pairs], words)
        reports.append((urn(scene.case, "report", document), made, None))
    studies = [paper for paper in scene.papers.values() if paper.document.imaging is not None and paper.counts]
    extra = [(urn(scene.case, "study", paper.id), imaging_study(paper, scene), None) for paper in studies]
    _join(reports, extra, scene, dossier)
    body = {**whole.section, "entry": [*(ref(url) for url, _, _ in reports), *whole.section.get("entry", [])]}
    return Part(body, (*whole.resources, *reports, *extra))


def _join(reports: list[Any], studies: list[Any], scene: Scene, dossier: Dossier) -> None:
    """A report refers to the pictures of its own scan; pictures without a report go with the referral instead."""
    from assistant.view.clauses import scene as seen
    from assistant.view.scans import scans

    by_url = {url: resource for url, resource, _ in reports}
    used = set()
    for scan in scans(seen(dossier, "en")):
        if scan.report is not None and scan.study is not None:
            report = by_url.get(urn(scene.case, "report", scan.report.id))
            url = urn(scene.case, "study", scan.study.id)
            if report is not None:
                report["imagingStudy"] = [ref(url)]
                used.add(url)
    studies[:] = [item for item in studies if item[0] in used]


def _devices(entries: list[Entry], scene: Scene) -> Part | None:
    entries = [item for item in entries if item.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]
    if not entries:
        return None
    device = {item.id: urn(scene.case, "device-itself", item.id) for item in entries}
    uses = section("Medical devices", "46264-8", entries, lambda e: clinical.device_use(e, scene, device[e.id]), scene)
    things = tuple((device[item.id], clinical.device(item, scene), None) for item in entries)
    return Part(uses.section, (*uses.resources, *things))


def _functional(entries: list[Entry]) -> Part | None:
    """How able the person is, in words; the measure itself is an observation among the results."""
    if not entries:
        return None
    rows = [(item.when.date or "no date", " ".join(item.facts[0].text.split())) for item in entries]
    return Part({"title": "Functional status", "code": coded(LOINC, "47420-5"), "text": narrative(rows)})


def _story(dossier: Dossier) -> Part | None:
    """The patient's own words: reason, questions, hopes, worries."""
    goal = dossier.case.goal
    rows = [("Condition", goal.condition), ("Reason", goal.reason), ("Hopes", goal.hopes), ("Worries", goal.worries)]
    rows += [("Limits", goal.limits), ("Was told", goal.knows)]
    rows += [("Question", question.text) for question in dossier.case.questions]
    rows = [(label, text) for label, text in rows if text]
    if not rows:
        return None
    return Part({"title": "Patient story", "code": coded(LOINC, "81338-6"), "text": narrative(rows)})


def _plan(dossier: Dossier, kept: list[Entry], scene: Scene) -> Part | None:
    """What the local doctors propose, as a plan with its activities in their words."""
    planned = [
        item
        for item in kept
        if item.kind in (FactKind.RECOMMENDATION, FactKind.APPOINTMENT)
        or (item.assertion == Assertion.PLANNED and item.kind in (FactKind.PROCEDURE, FactKind.MEDICATION))
    ]
    advised = dossier.case.goal.advised
    if not planned and not advised:
        return None
    words = [" ".join(item.facts[0].text.split()) for item in planned]
    body: Resource = {"title": "Plan of care", "code": coded(LOINC, "18776-5")}
    body["text"] = narrative([(text,) for text in ([f"Patient says: {advised}"] if advised else []) + words])
    if not words:
        return Part(body)
    url = urn(scene.case, "plan")
    plan: Resource = {
        "resourceType": "CarePlan",
        "status": "unknown",
        "intent": "proposal",
        "title": "Plan of the local doctors, as the papers say it",
        "subject": scene.subject,
        "activity": [{"detail": {"status": "unknown", "description": clean(text)}} for text in words],
    }
    body["entry"] = [ref(url)]
    return Part(body, ((url, plan, None),))


__all__ = ["ips", "sentence"]
