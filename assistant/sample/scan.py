"""A small MR study drawn from ellipses: valid DICOM, no patient, with a slice left out on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from pydicom.dataset import FileDataset

SIZE = 128
ROOT = "1.2.826.0.1.3680043.8.498.7700"  # a prefix pydicom lends to programs without one of their own


def write_scan(scan: Mapping[str, Any], directory: Path) -> Path:
    """The folder of the disc, holding one file per slice under the short names discs use."""
    folder = directory / str(scan["folder"])
    folder.mkdir(parents=True, exist_ok=True)
    number = 0
    for series in scan["series"]:
        for slice_number in range(1, int(series["slices"]) + 1):
            number += 1
            if slice_number not in series["missing"]:
                dataset = _slice(scan, series, slice_number)
                dataset.save_as(folder / f"IM{number:05d}", enforce_file_format=True)
    return folder


def _slice(scan: Mapping[str, Any], series: Mapping[str, Any], number: int) -> FileDataset:
    from pydicom.dataset import FileDataset, FileMetaDataset
    from pydicom.uid import UID, ExplicitVRLittleEndian, MRImageStorage

    study = UID(f"{ROOT}.{scan['study']}")
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = MRImageStorage
    meta.MediaStorageSOPInstanceUID = UID(f"{study}.{series['number']}.{number}")
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID = MRImageStorage
    dataset.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    dataset.StudyInstanceUID = study
    dataset.SeriesInstanceUID = f"{study}.{series['number']}"
    dataset.PatientName = scan["patient_name"]
    dataset.PatientID = scan["mrn"]
    dataset.PatientBirthDate = scan["birth_date"]
    dataset.PatientSex = scan["sex"]
    dataset.StudyDate = dataset.SeriesDate = dataset.AcquisitionDate = scan["date"]
    dataset.StudyTime = scan["time"]
    dataset.StudyID = "1"
    dataset.AccessionNumber = scan["accession"]
    dataset.InstitutionName = scan["facility"]
    dataset.ReferringPhysicianName = ""
    dataset.StudyDescription = scan["description"]
    dataset.SeriesDescription = series["description"]
    dataset.BodyPartExamined = scan["body_part"]
    dataset.Modality = scan["modality"]
    dataset.Manufacturer = "Sample"
    dataset.ScanningSequence, dataset.SequenceVariant, dataset.ScanOptions = "SE", "NONE", ""
    dataset.MRAcquisitionType, dataset.EchoTime, dataset.EchoTrainLength = "2D", "80", "1"
    dataset.SeriesNumber, dataset.InstanceNumber = series["number"], number
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "OTHER"]
    dataset.FrameOfReferenceUID = f"{study}.0"
    dataset.PositionReferenceIndicator = ""
    dataset.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    dataset.ImagePositionPatient = [-160, -160, 4 * number]
    dataset.SliceThickness, dataset.PixelSpacing = 4, [2.5, 2.5]
    _draw(dataset, _phantom(number, int(series["slices"]), float(series["bright"])))
    return dataset


def _draw(dataset: FileDataset, pixels: np.ndarray[Any, Any]) -> None:
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.Rows, dataset.Columns = pixels.shape
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
    dataset.PixelRepresentation = 0
    dataset.WindowCenter, dataset.WindowWidth = 500, 1000
    dataset.PixelData = pixels.tobytes()


def _phantom(number: int, slices: int, bright: float) -> np.ndarray[Any, Any]:
    """Two rounded shapes on a chest wall, and on the left a small bright spot in the middle slices."""
    import numpy as np

    y, x = np.mgrid[0:SIZE, 0:SIZE]
    depth = 1 - abs(number - slices / 2) / slices
    image = np.zeros((SIZE, SIZE))
    image[(y > 88) & ((x - 64) ** 2 / 3600 + (y - 120) ** 2 / 1600 < 1)] = 220
    for centre in (36, 92):
        tissue = (x - centre) ** 2 / (26 * depth) ** 2 + (y - 66) ** 2 / (34 * depth) ** 2 < 1
        image[tissue] = 320 + 60 * np.sin(x[tissue] / 5.0) * np.cos(y[tissue] / 7.0)
    spot = (x - 98) ** 2 + (y - 58) ** 2 + (6 * (number - slices / 2)) ** 2 < 90
    image[spot] = 320 + 560 * bright
    return np.clip(image, 0, 4095).astype("<u2")
