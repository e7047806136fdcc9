"""`referral.json`: the ask and what travels with it, as a collection of its own beside the patient summary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.export.fhir import people
from assistant.export.fhir.build import TERMINOLOGY, Resource, clean, coded, entry, ref, urn
from assistant.export.fhir.clinical import Scene
from assistant.export.fhir.papers import document_reference, imaging_study
from assistant.model.case import Case, Dossier, Stage
from assistant.model.gaps import Gap
from assistant.model.package import Package
from assistant.model.papers import Belongs
from assistant.model.whose import person_of

CATEGORY = "urn:second-opinion-prep:category"  # no international code for a second opinion was found
STATUS = {
    Stage.GATHERING: "draft",
    Stage.REVIEWING: "requested",
    Stage.READY: "ready",
    Stage.SENT: "in-progress",
    Stage.ANSWERED: "completed",
    Stage.CLOSED: "completed",
    Stage.WITHDRAWN: "cancelled",
}
ORDER = {"draft": "draft", "cancelled": "revoked", "completed": "completed"}
ANSWERS = ("condition", "advised", "reason", "knows", "hopes", "worries", "limits", "decide_by", "for_whom", "doctor")


def referral(package: Package, sizes: Mapping[str, int] | None = None) -> Resource:
    """The collection Bundle: ServiceRequest, Tasks, QuestionnaireResponse, papers, studies, messages, consents."""
    dossier = package.dossier
    case = dossier.case
    patient = urn(case.id, "patient")
    scene = Scene(case.id, patient, {paper.id: paper for paper in dossier.papers if paper.belongs != Belongs.OTHER})
    resources: dict[str, Resource] = {patient: people.patient(person_of(dossier.case.patient, dossier.papers)[0])}
    resources[urn(case.id, "software")] = people.software()
    files = _files(package, scene, sizes or {})
    answers = urn(case.id, "answers")
    request = urn(case.id, "request")
    resources[request] = _request(dossier, scene, [*files, answers], package.created)
    resources[urn(case.id, "task")] = _task(case, request, package.created)
    resources |= {urn(case.id, "chase", gap.id): _chase(gap, scene, package.created) for gap in dossier.gaps}
    resources[answers] = _answers(case, scene, package.created)
    resources |= files
    resources |= {urn(case.id, "message", m.id): _message(m.text, m.at, scene) for m in case.messages}
    given = [consent for consent in case.consents if case.consented(consent.what) and consent.given]
    resources |= {urn(case.id, "consent", c.what): _consent(c.what, c.at, scene) for c in given}
    return {
        "resourceType": "Bundle",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": urn(case.id, "referral", case.version, package.created)},
        "type": "collection",
        "timestamp": package.created,
        "entry": [entry(url, resource) for url, resource in resources.items()],
    }


def _files(package: Package, scene: Scene, sizes: Mapping[str, int]) -> dict[str, Resource]:
    """Every paper that goes, and every study."""
    found: dict[str, Resource] = {}
    paths = {d: file.path for file in package.files for d in file.original.documents}
    for paper in scene.papers.values():
        if paper.id.startswith("statement-"):
            continue
        path = paths.get(paper.id) or next((p for d, p in paths.items() if paper.id.startswith(f"{d}-")), "")
        if paper.document.imaging is not None:
            found[urn(scene.case, "study", paper.id)] = imaging_study(paper, scene)
        else:
            row = {"bytes": sizes.get(path, 0)}
            url = urn(scene.case, "document", paper.id)
            found[url] = document_reference(paper, scene, path, package.created, row)
    return found


def _request(dossier: Dossier, scene: Scene, supporting: list[str], created: str) -> Resource:
    case, goal = dossier.case, dossier.case.goal
    made: dict[str, Any] = {
        "resourceType": "ServiceRequest",
        "status": ORDER.get(STATUS[case.stage], "active"),
        "intent": "order" if case.sign_off else "proposal",
        "category": [{"coding": [{"system": CATEGORY, "code": "second-opinion"}], "text": "Second opinion"}],
        "code": {"text": "Virtual second opinion"},
        "subject": scene.subject,
        "authoredOn": created,
        "requester": scene.subject,
        "supportingInfo": [ref(url) for url in supporting],
    }
    if goal.condition:
        made["reasonCode"] = [{"text": clean(goal.condition)}]
    if goal.decide_by:
        made["occurrenceDateTime"] = goal.decide_by
    if dossier.questions:
        made["note"] = [{"text": clean(question.text)} for question in dossier.questions]
    return made


def _task(case: Case, request: str, created: str) -> Resource:
    return {
        "resourceType": "Task",
        "status": STATUS[case.stage],
        "businessStatus": {"text": case.stage.value},
        "intent": "order" if case.sign_off else "proposal",
        "focus": ref(request),
        "for": ref(urn(case.id, "patient")),
        "authoredOn": created,
    }


def _chase(gap: Gap, scene: Scene, created: str) -> Resource:
    """One record to obtain, who holds it and why it matters."""
    made: dict[str, Any] = {
        "resourceType": "Task",
        "status": "requested",
        "intent": "proposal",
        "priority": "urgent" if gap.need == "required" else "routine",
        "code": {"text": "obtain-record"},
        "description": clean(f"{gap.label}: {gap.state.value.replace('_', ' ')}"),
        "for": scene.subject,
        "authoredOn": created,
        "note": [{"text": clean(text)} for text in (gap.why, gap.who_has_it) if text],
    }
    if gap.facility:
        made["owner"] = {"display": clean(gap.facility)}
    return made


def _answers(case: Case, scene: Scene, created: str) -> Resource:
    """What the patient told us; link ids are the same in every language."""
    items: list[Resource] = []
    for name in ANSWERS:
        text = getattr(case.goal, name)
        if text:
            items.append({"linkId": f"goal.{name}", "answer": [{"valueString": clean(text)}]})
    items += [
        {"linkId": f"question.{number}", "answer": [{"valueString": clean(question.text)}]}
        for number, question in enumerate(case.questions, 1)
    ]
    made: Resource = {
        "resourceType": "QuestionnaireResponse",
        "status": "in-progress" if case.stage == Stage.GATHERING else "completed",
        "subject": scene.subject,
        "authored": created,
        "source": scene.subject,
    }
    return {**made, "item": items} if items else made


def _message(text: str, at: str, scene: Scene) -> Resource:
    return {
        "resourceType": "Communication",
        "status": "completed",
        "subject": scene.subject,
        "sent": at,
        "payload": [{"contentString": clean(text)}],
    }


def _consent(what: str, at: str, scene: Scene) -> Resource:
    return {
        "resourceType": "Consent",
        "status": "active",
        "scope": coded(f"{TERMINOLOGY}consentscope", "patient-privacy"),
        "category": [coded("http://loinc.org", "59284-0")],
        "patient": scene.subject,
        "dateTime": at,
        "policyRule": {"text": clean(what)},
        "provision": {"type": "permit"},
    }
