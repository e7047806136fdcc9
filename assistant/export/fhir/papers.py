"""Papers and scans as resources: a reference to each document by the hash of its bytes, each study from its headers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.export.fhir.build import LOINC, Resource, clean, concept, profiled
from assistant.export.fhir.clinical import Scene
from assistant.export.fhir.conform_values import is_date
from assistant.export.fhir.reports import DOCUMENT_LOINC
from assistant.model.papers import Paper

DICOM_UID = "urn:dicom:uid"
MODALITIES = "http://dicom.nema.org/resources/ontology/DCM"


def document_reference(
    paper: Paper, scene: Scene, path: str, created: str, row: Mapping[str, Any] | None = None
) -> Resource:
    """One paper. Its bytes are named by their sha256; `path` is where they lie in the package."""
    about, document = paper.description, paper.document
    code = DOCUMENT_LOINC.get(paper.kind.value)
    words = paper.kind.value.replace("_", " ")
    attachment: dict[str, Any] = {
        "contentType": document.media_type or "application/octet-stream",
        "title": clean(about.title or document.name or words),
    }
    if path:
        attachment["url"] = path
    if row and row.get("bytes"):
        attachment["size"] = int(row["bytes"])
    made: dict[str, Any] = {
        "resourceType": "DocumentReference",
        "masterIdentifier": {"value": f"sha256:{document.source}"},
        "status": "current",
        "type": {**({"coding": [{"system": LOINC, "code": code}]} if code else {}), "text": words},
        "subject": scene.subject,
        "date": created,
        "content": [{"attachment": attachment}],
    }
    if about.author:
        made["author"] = [{"display": clean(about.author)}]
    if about.facility:
        made["custodian"] = {"display": clean(about.facility)}
    if about.date.date and not about.date.ambiguous and is_date(about.date.date):
        made["context"] = {"period": {"start": about.date.date, "end": about.date.date}}
    return made


def imaging_study(paper: Paper, scene: Scene) -> Resource:
    """One study as its headers say, series by series."""
    imaging = paper.document.imaging
    if imaging is None:
        raise ValueError("not an imaging study")
    made: dict[str, Any] = {
        "identifier": [{"system": DICOM_UID, "value": f"urn:oid:{imaging.study_uid}"}],
        "status": "available",
        "subject": scene.subject,
        "numberOfSeries": len(imaging.series),
        "numberOfInstances": sum(series.instances for series in imaging.series),
        "series": [
            {
                "uid": series.uid,
                "modality": {"system": MODALITIES, "code": series.modality or imaging.modality or "OT"},
                **({"description": clean(series.description)} if series.description else {}),
                "numberOfInstances": series.instances,
                **({"bodySite": {"display": clean(series.body_part)}} if series.body_part else {}),
            }
            for series in imaging.series
        ],
    }
    if is_date(imaging.date):
        made["started"] = imaging.date
    if imaging.description:
        made["description"] = clean(imaging.description)
    if imaging.accession:
        made["identifier"].append({"type": concept("Accession"), "value": clean(imaging.accession)})
    return profiled("ImagingStudy", "ImagingStudy-uv-ips", made)
