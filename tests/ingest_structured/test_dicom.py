"""DICOM: studies and series as they are, what is missing or twice said, patients never mixed, reports as papers."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    BasicTextSRStorage,
    EncapsulatedPDFStorage,
    ExplicitVRBigEndian,
    ImplicitVRLittleEndian,
    SecondaryCaptureImageStorage,
)

from ingest import ingest
from ingest.document import Document, Problem
from ingest.errors import Rejected
from ingest.limits import Limits
from ingest.readers import dicom, dicom_header
from tests.ingest_structured.builders import dataset, save, uid, write_series


def read(members: list[tuple[str, Path]]) -> tuple[list[Document], list[Problem]]:
    return dicom.read_many(members, "disc", Limits())


def codes(problems: list[Problem] | tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def test_a_series_lists_its_slices_in_order_and_those_that_are_missing(tmp_path: Path) -> None:
    (document,), problems = read(write_series(tmp_path, [7, 1, 2, 3, 6]))
    (series,) = document.imaging.series
    assert (series.instances, series.missing) == (5, (4, 5))
    assert series.members == ("IM0001", "IM0002", "IM0003", "IM0006", "IM0007")
    assert codes(document.problems) == ["dicom-slices-missing"] and not problems
    assert "2 missing: 4, 5" in document.pages[0].text


def test_numbers_skipped_by_habit_are_not_a_loss(tmp_path: Path) -> None:
    members = [(f"IM{n}", save(dataset(n * 2, place=n * 3.0), tmp_path / f"IM{n}")) for n in range(1, 7)]
    (document,), _ = read(members)
    assert document.imaging.series[0].missing == ()


def test_a_hole_between_slices_is_found_though_the_numbers_run_on(tmp_path: Path) -> None:
    places = [0, 2, 4, 6, 12, 14, 16]
    members = [
        (f"IM{n}", save(dataset(n, place=float(place)), tmp_path / f"IM{n}")) for n, place in enumerate(places, 1)
    ]
    (document,), _ = read(members)
    assert len(document.imaging.series[0].missing) == 2


def _said(folder: Path, numbers: list[int], **said: object) -> list[tuple[str, Path]]:
    members = []
    for number in numbers:
        found = dataset(number, place=number * 2.5)
        for name, value in said.items():
            setattr(found, name, value)
        members.append((f"IM{number:04}", save(found, folder / f"IM{number:04}")))
    return members


@pytest.mark.parametrize(
    ("numbers", "said", "lost"),
    [
        ([3, 4, 5], {"NumberOfSeriesRelatedInstances": 5}, (1, 2)),
        ([1, 2, 4], {"NumberOfSeriesRelatedInstances": 6}, (3, 5, 6)),
        ([1, 2, 3], {"AcquisitionNumber": 1, "ImagesInAcquisition": 5}, (4, 5)),
        ([1, 2, 3], {"AcquisitionNumber": 1, "ImagesInAcquisition": 3}, ()),
        ([1, 2, 3], {"ImagesInAcquisition": 30}, ()),
    ],
)
def test_slices_lost_at_the_ends_are_known_by_the_counts_the_files_state(
    tmp_path: Path, numbers: list[int], said: dict[str, object], lost: tuple[int, ...]
) -> None:
    (document,), _ = read(_said(tmp_path, numbers, **said))
    assert document.imaging.series[0].missing == lost


def test_pictures_of_one_acquisition_in_two_series_are_counted_together(tmp_path: Path) -> None:
    members = []
    for number, series in ((1, "a"), (2, "a"), (3, "b"), (4, "b")):
        found = dataset(number, series=series)
        found.AcquisitionNumber, found.ImagesInAcquisition = 1, 4
        members.append((f"IM{number}", save(found, tmp_path / f"IM{number}")))
    (document,), _ = read(members)
    assert [series.missing for series in document.imaging.series] == [(), ()]
    assert not document.problems


def test_a_series_that_begins_late_is_said_to_and_no_slice_is_claimed_lost(tmp_path: Path) -> None:
    (document,), _ = read(write_series(tmp_path, [17, 18, 19]))
    assert document.imaging.series[0].missing == ()
    assert codes(document.problems) == ["dicom-starts-late"]


def test_the_study_says_whose_when_and_what(tmp_path: Path) -> None:
    (document,), _ = read(write_series(tmp_path, [1, 2]))
    assert document.kind == "imaging_study"
    assert (document.patient.name, document.patient.birth_date, document.patient.mrn, document.patient.sex) == (
        "Ada Quill", "1964-03-02", "Q-1", "female")  # fmt: skip
    assert (document.date, document.facility, document.imaging.modality, document.imaging.body_part) == (
        "2026-03-14", "Riverbend Imaging", "CT", "CHEST")  # fmt: skip
    assert document.imaging.study_uid == uid("study")
    assert sorted(document.members) == ["IM0001", "IM0002"]


def test_two_patients_are_two_documents_even_under_one_study_number(tmp_path: Path) -> None:
    members = write_series(tmp_path / "a", [1, 2])
    members += [(f"b/{name}", path) for name, path in
                write_series(tmp_path / "b", [1, 2], patient="Sable^Ida", identifier="S-9")]  # fmt: skip
    documents, problems = read(members)
    assert sorted(document.patient.name for document in documents) == ["Ada Quill", "Ida Sable"]
    assert codes(problems) == ["mixed-patients"]


def test_the_same_picture_twice_counts_once(tmp_path: Path) -> None:
    members = write_series(tmp_path / "a", [1, 2]) + [(f"copy/{n}", p) for n, p in write_series(tmp_path / "b", [1, 2])]
    (document,), _ = read(members)
    assert document.imaging.series[0].instances == 2
    assert codes(document.problems) == ["dicom-duplicates"]


def test_a_picture_with_the_number_of_another_is_said(tmp_path: Path) -> None:
    first, second = dataset(1), dataset(1, size=16)
    (document,), _ = read([("a", save(first, tmp_path / "a")), ("b", save(second, tmp_path / "b"))])
    assert codes(document.problems) == ["dicom-same-number"]


def test_screen_captures_are_told_from_pictures(tmp_path: Path) -> None:
    capture = dataset(9, series="capture", sop_class=SecondaryCaptureImageStorage)
    (document,), _ = read([*write_series(tmp_path, [1, 2]), ("cap", save(capture, tmp_path / "cap"))])
    assert sorted(series.kind for series in document.imaging.series) == ["images", "secondary_capture"]


def report() -> Dataset:
    def code(meaning: str) -> Sequence:
        item = Dataset()
        item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = "1", "99X", meaning
        return Sequence([item])

    text, number, private = Dataset(), Dataset(), dataset(5, sop_class=BasicTextSRStorage, modality="SR")
    text.ValueType, text.ConceptNameCodeSequence, text.TextValue = "TEXT", code("Finding"), "No nodule seen."
    number.ValueType, number.ConceptNameCodeSequence = "NUM", code("Long axis")
    measured = Dataset()
    measured.NumericValue, measured.MeasurementUnitsCodeSequence = "12.5", code("mm")
    measured.MeasurementUnitsCodeSequence[0].CodeValue = "mm"
    number.MeasuredValueSequence = Sequence([measured])
    private.ConceptNameCodeSequence, private.ContentSequence = code("Chest report"), Sequence([text, number])
    private.add_new(0x00091001, "LO", "SECRET PRIVATE WORDS")
    del private.PixelData, private.Rows, private.Columns
    return private


def test_a_structured_report_becomes_a_paper_with_its_words_and_measurements(tmp_path: Path) -> None:
    documents = dicom.read(save(report(), tmp_path / "sr"), "sr", Limits())
    (document,) = documents
    assert document.title == "Chest report"
    assert "Finding: No nodule seen." in document.pages[0].text
    (entry,) = document.entries
    assert document.span(1, entry.start, entry.end).quote == "Long axis: 12.5 mm"
    assert (entry.value, entry.unit) == ("12.5", "mm")


def test_private_tags_are_never_shown(tmp_path: Path) -> None:
    picture = dataset(1)
    picture.add_new(0x00091001, "LO", "SECRET PRIVATE WORDS")
    members = [("sr", save(report(), tmp_path / "sr")), ("im", save(picture, tmp_path / "im"))]
    documents, _ = read(members)
    assert documents and all("SECRET" not in page.text for document in documents for page in document.pages)


def test_an_enclosed_paper_is_read_by_its_own_reader(tmp_path: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    with (tmp_path / "blank.pdf").open("wb") as file:
        writer.write(file)
    holder = dataset(1, sop_class=EncapsulatedPDFStorage, modality="DOC")
    del holder.PixelData, holder.Rows, holder.Columns
    data = (tmp_path / "blank.pdf").read_bytes()
    holder.EncapsulatedDocument = data + b"\0" * (len(data) % 2)
    holder.MIMETypeOfEncapsulatedDocument = "application/pdf"
    (document,) = dicom.read(save(holder, tmp_path / "doc"), "doc", Limits())
    assert (document.media_type, len(document.pages), document.patient.name) == ("application/pdf", 1, "Ada Quill")


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian])
def test_other_encodings_give_the_same_header(tmp_path: Path, syntax: str) -> None:
    path = save(dataset(3, syntax=syntax, place=1.5), tmp_path / "a")
    usual = save(dataset(3, place=1.5), tmp_path / "b")
    first, second = dicom_header.read(path), dicom_header.read(usual)
    assert {**first, "TransferSyntaxUID": ""} == {**second, "TransferSyntaxUID": ""}


def test_a_file_without_preamble_or_meta_is_read(tmp_path: Path) -> None:
    whole = save(dataset(1), tmp_path / "a").read_bytes()
    start = whole.index(b"\x08\x00\x16\x00UI")
    (tmp_path / "bare").write_bytes(whole[start:])
    (document,) = dicom.read(tmp_path / "bare", "bare", Limits())
    assert document.patient.name == "Ada Quill"


def test_the_names_of_other_scripts_are_read(tmp_path: Path) -> None:
    for charset, name in (("ISO_IR 192", "Éluard^Zoë"), ("ISO_IR 100", "Müller^Jörg"), ("ISO_IR 144", "Петров^Илья")):
        found = dataset(1, patient=name)
        found.SpecificCharacterSet = charset
        (document,) = dicom.read(save(found, tmp_path / charset), "x", Limits())
        family, given = name.split("^")
        assert document.patient.name == f"{given} {family}"


def test_a_file_cut_short_is_said_to_be(tmp_path: Path) -> None:
    data = save(dataset(1, size=32), tmp_path / "a").read_bytes()
    (tmp_path / "cut").write_bytes(data[:-500])
    (document,) = dicom.read(tmp_path / "cut", "cut", Limits())
    assert codes(document.problems) == ["dicom-cut"]


def test_a_file_that_is_no_dicom_is_refused_and_costs_the_others_nothing(tmp_path: Path) -> None:
    (tmp_path / "junk").write_bytes(b"junk " * 100)
    with pytest.raises(Rejected, match="dicom-broken"):
        dicom.read(tmp_path / "junk", "junk", Limits())
    documents, problems = read([*write_series(tmp_path, [1, 2]), ("junk", tmp_path / "junk")])
    assert len(documents) == 1 and codes(problems) == ["dicom-files-broken"]


def test_our_header_reader_agrees_with_pydicom_on_its_own_samples() -> None:
    from pydicom import dcmread
    from pydicom.data import get_testdata_file

    for name in ("CT_small.dcm", "MR_small.dcm", "MR_small_bigendian.dcm", "rtplan.dcm", "JPEG2000.dcm"):
        path = Path(get_testdata_file(name, download=False))
        header, truth = dicom_header.read(path), dcmread(path, stop_before_pixels=True)
        for keyword in ("PatientName", "StudyInstanceUID", "SeriesInstanceUID", "Modality", "Rows", "SOPClassUID"):
            assert header.get(keyword, "") == str(truth.get(keyword, "")), (name, keyword)


def test_a_disc_is_compared_with_its_index(tmp_path: Path) -> None:
    from pydicom.fileset import FileSet

    files = FileSet()
    for number in range(1, 5):
        files.add(dataset(number))
    disc = tmp_path / "disc"
    files.write(disc)
    pictures = sorted(path for path in disc.rglob("*") if path.is_file() and path.name != "DICOMDIR")
    pictures[0].unlink()
    save(dataset(9), disc / "EXTRA")
    result = ingest(disc)
    said = {problem.code: problem.values["count"] for problem in result.problems if "count" in problem.values}
    assert (said["disc-files-missing"], said["disc-files-unlisted"]) == ("1", "1")
    assert len(result.documents) == 1


def test_a_broken_index_is_no_hindrance(tmp_path: Path) -> None:
    write_series(tmp_path / "disc", [1, 2, 3])
    (tmp_path / "disc" / "DICOMDIR").write_bytes(b"\0" * 128 + b"DICM" + b"\2\0\x10\0UI\xff\xff" + b"x" * 40)
    result = ingest(tmp_path / "disc")
    assert result.documents[0].imaging.series[0].instances == 3
    assert "disc-index-broken" in codes(result.problems)


def test_a_data_set_that_ends_in_a_small_element_is_whole(tmp_path: Path) -> None:
    found = dataset(7)
    del found.PixelData, found.Rows, found.Columns, found.BitsAllocated, found.BitsStored, found.HighBit
    del found.PixelRepresentation, found.PhotometricInterpretation, found.SamplesPerPixel
    header = dicom_header.read(save(found, tmp_path / "a"))
    assert header["InstanceNumber"] == "7" and "Truncated" not in header


def test_an_index_alone_asks_for_the_disc(tmp_path: Path) -> None:
    (tmp_path / "DICOMDIR").write_bytes(b"\0" * 128 + b"DICM")
    with pytest.raises(Rejected, match="disc-index-alone"):
        dicom.read(tmp_path / "DICOMDIR", "DICOMDIR", Limits())
