"""A report that holds results: what kind of paper it is, where it was made, and its conclusion verbatim."""

from __future__ import annotations

from typing import Any

from assistant.export.fhir.build import LOINC, TERMINOLOGY, Resource, clean, coded, dated, profiled, ref
from assistant.export.fhir.clinical import Scene
from assistant.model.papers import Paper

DOCUMENT_LOINC = {
    "pathology_report": "11526-1",
    "radiology_report": "18748-4",
    "cardiology_report": "18748-4",
    "imaging_study": "18748-4",
    "lab_report": "11502-2",
    "history_physical": "34117-2",
    "consult_note": "11488-4",
    "oncology_note": "11488-4",
    "discharge_summary": "18842-5",
    "operative_note": "11504-8",
    "referral_letter": "57133-1",
}


SERVICES = {  # diagnostic service sections, HL7 v2 table 0074
    "pathology_report": "PAT",
    "lab_report": "LAB",
    "genetic_report": "GE",
    "radiology_report": "RAD",
    "imaging_study": "RAD",
    "cardiology_report": "CUS",
}


def report(paper: Paper, scene: Scene, results: list[str], conclusions: list[str]) -> Resource:
    """The report that holds results, with its conclusion verbatim."""
    about = paper.description
    code = DOCUMENT_LOINC.get(paper.kind.value)
    made: dict[str, Any] = {
        "status": "final",
        "category": [coded(f"{TERMINOLOGY}v2-0074", SERVICES.get(paper.kind.value, "OTH"))],
        "code": {
            **({"coding": [{"system": LOINC, "code": code}]} if code else {}),
            "text": clean(about.title or paper.kind.value.replace("_", " ")),
        },
        "subject": scene.subject,
        **dated("effective", about.date),
        "result": [ref(url) for url in results],
    }
    if about.facility:
        made["performer"] = [scene.place(about.facility)]
    if conclusions:
        made["conclusion"] = clean("\n".join(conclusions))
    return profiled("DiagnosticReport", "DiagnosticReport-uv-ips", made)
