"""Where each resource stands on paper, who assembled it and who checked it."""

from __future__ import annotations

from assistant.export.fhir.build import TERMINOLOGY, Resource, clean, coded, ref, urn
from assistant.export.fhir.clinical import Scene
from assistant.model.history import Entry, Verdict

LINKS = {"Observation": "derivedFrom", "MedicationStatement": "derivedFrom", "Procedure": "report"}
AGENT = f"{TERMINOLOGY}provenance-participant-type"


def sourced(resource: Resource, documents: list[str]) -> bool:
    """Links a resource to the papers it rests on, where its kind has an element for it; whether it has one.

    What is in a document must be reachable from its Composition, and a Provenance points the other way.
    """
    links, kind = [ref(url) for url in documents], resource["resourceType"]
    if kind == "Condition" and links:
        resource["evidence"] = [{"detail": links}]
    elif kind in LINKS and links:
        resource[LINKS[kind]] = [*resource.get(LINKS[kind], ()), *links]
    return kind == "Condition" or kind in LINKS


def provenance(item: Entry, target: str, scene: Scene, device: str, created: str, signer: str = "") -> Resource:
    """Document, page and characters of every place an entry rests on."""
    agents = [{"type": coded(AGENT, "assembler"), "who": ref(device)}]
    if item.verdict in (Verdict.CONFIRMED, Verdict.CORRECTED):
        agents.append({"type": coded(AGENT, "verifier"), "who": ref(scene.patient)})
    if signer:
        agents.append({"type": coded(AGENT, "verifier"), "who": ref(signer)})
    entities = []
    for evidence in item.evidence:
        span = evidence.span
        paper = scene.papers.get(span.document)
        place = f"{span.document}#page={span.page}&char={span.start},{span.end}"
        what: Resource = {"identifier": {"value": place}}
        if paper is not None:
            name = paper.description.title or paper.document.name or paper.kind.value.replace("_", " ")
            url = urn(scene.case, "document", span.document)
            what = {**ref(url), **what, "display": clean(f"{name}, page {span.page}")}
        entities.append({"role": "source", "what": what})
    return {
        "resourceType": "Provenance",
        "target": [ref(target)],
        "recorded": created,
        "agent": agents,
        "entity": entities,
    }
