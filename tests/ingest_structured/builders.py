"""Small synthetic DICOM files, C-CDA and FHIR records, made by code. Nobody in them exists."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRBigEndian, ExplicitVRLittleEndian, generate_uid

ROOT = "1.2.826.0.1.3680043.10.999."


def uid(*parts: object) -> str:
    """The same UID for the same parts."""
    return generate_uid(prefix=ROOT, entropy_srcs=[str(part) for part in parts])


def dataset(
    number: int = 1,
    *,
    study: str = "study",
    series: str = "series",
    patient: str = "Quill^Ada",
    identifier: str = "Q-1",
    born: str = "19640302",
    size: int = 8,
    modality: str = "CT",
    place: float | None = None,
    syntax: str = ExplicitVRLittleEndian,
    sop_class: str = CTImageStorage,
    pixels: np.ndarray | None = None,
) -> FileDataset:
    """One slice, ready to be changed and saved."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = sop_class
    meta.MediaStorageSOPInstanceUID = uid(study, series, number, patient)
    meta.TransferSyntaxUID = syntax
    found = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    found.SOPClassUID, found.SOPInstanceUID = sop_class, meta.MediaStorageSOPInstanceUID
    found.PatientName, found.PatientID, found.PatientBirthDate, found.PatientSex = patient, identifier, born, "F"
    found.StudyInstanceUID, found.SeriesInstanceUID = uid(study), uid(study, series)
    found.StudyDate, found.StudyTime, found.StudyID = "20260314", "101500", "1"
    found.StudyDescription, found.SeriesDescription = f"TEST {study}", f"TEST {series}"
    found.Modality, found.Manufacturer, found.InstitutionName = modality, "Maker", "Riverbend Imaging"
    found.BodyPartExamined, found.AccessionNumber = "CHEST", "A77"
    found.SeriesNumber, found.InstanceNumber = "1", str(number)
    if place is not None:
        found.ImagePositionPatient, found.ImageOrientationPatient = [0, 0, place], [1, 0, 0, 0, 1, 0]
    found.SamplesPerPixel, found.PhotometricInterpretation = 1, "MONOCHROME2"
    found.Rows = found.Columns = size
    found.BitsAllocated, found.BitsStored, found.HighBit, found.PixelRepresentation = 16, 12, 11, 0
    values = np.arange(size * size, dtype="<u2").reshape(size, size) if pixels is None else pixels
    found.PixelData = values.tobytes()
    if syntax == ExplicitVRBigEndian:
        found.set_original_encoding(False, False)
    return found


def save(found: FileDataset, path: Path) -> Path:
    """Writes a data set as a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    found.save_as(path, enforce_file_format=True)
    return path


def write_series(folder: Path, numbers: Iterable[int], **changes: Any) -> list[tuple[str, Path]]:
    """A folder of slices, as the members that `read_many` takes."""
    return [
        (f"IM{number:04}", save(dataset(number, place=number * 2.5, **changes), folder / f"IM{number:04}"))
        for number in numbers
    ]


def ccda(
    sections: str, *, title: str = "Summary", code: str = "34133-9", top: str = "", body: str | None = None
) -> bytes:
    """A C-CDA with a header and the given sections."""
    inside = body or f"<structuredBody>{sections}</structuredBody>"
    return f"""<?xml version="1.0" encoding="UTF-8"?>{top}
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<code code="{code}" codeSystem="2.16.840.1.113883.6.1"/><title>{title}</title><effectiveTime value="20260314"/>
<languageCode code="en-US"/>
<recordTarget><patientRole><id root="1.2.3" extension="Q-1"/><patient>
<name><given>Ada</given><family>Quill</family></name>
<administrativeGenderCode code="F"/><birthTime value="19640302"/></patient></patientRole></recordTarget>
<author><assignedAuthor><assignedPerson><name><given>Noor</given><family>Vale</family></name></assignedPerson></assignedAuthor></author>
<custodian><assignedCustodian><representedCustodianOrganization><name>Riverbend Clinic</name>
</representedCustodianOrganization></assignedCustodian></custodian>
<component>{inside}</component></ClinicalDocument>""".encode()


def section(code: str, title: str, text: str, entries: str = "") -> str:
    """One section of a C-CDA."""
    return (
        f'<component><section><code code="{code}" codeSystem="2.16.840.1.113883.6.1"/><title>{title}</title>'
        f"<text>{text}</text>{entries}</section></component>"
    )


def bundle(*resources: dict[str, Any], kind: str = "collection", **more: Any) -> bytes:
    """A FHIR bundle of resources, each under its own full URL."""
    entries = [{"fullUrl": f"urn:uuid:{number}", "resource": each} for number, each in enumerate(resources)]
    return json.dumps({"resourceType": "Bundle", "type": kind, **more, "entry": entries}).encode()


def patient(identifier: str = "p1", family: str = "Quill", born: str = "1964-03-02") -> dict[str, Any]:
    """A FHIR Patient."""
    return {
        "resourceType": "Patient", "id": identifier, "name": [{"family": family, "given": ["Ada"]}], "gender": "female",
        "birthDate": born, "identifier": [{"value": "Q-1"}],
    }  # fmt: skip


def empty() -> Dataset:
    """A data set with nothing in it."""
    return Dataset()
