"""Scan pictures out: originals untouched on a disc a viewer can open, and copies nobody can know the person by."""

import hashlib
import io
import zipfile
from contextlib import nullcontext

import pydicom
import pytest
from pydicom.fileset import FileSet

from assistant.export.images.deidentify import deidentified_zip, new_uid
from assistant.export.images.disc import disc_zip
from assistant.model.package import Original
from assistant.sample import sample
from assistant.sample.scan import write_scan

SECRET = b"a secret of this installation"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = write_scan(sample()["scan"], tmp_path_factory.mktemp("scan"))
    return sorted(folder.iterdir())


def original(data, name):
    sha = hashlib.sha256(data).hexdigest()
    return Original(("study",), sha, name, len(data), lambda: nullcontext(io.BytesIO(data)))


def originals(files):
    return [original(path.read_bytes(), f"MRI disc/{path.name}") for path in files]


def test_the_disc_opens_by_its_new_directory_and_files_are_untouched(files, tmp_path):
    made = disc_zip([*originals(files), original(b"not DICOM", "readme.txt")], tmp_path / "disc.zip")
    assert made.listed == 23 and made.unlisted == ("readme.txt",)
    with zipfile.ZipFile(tmp_path / "disc.zip") as archive:
        archive.extractall(tmp_path / "disc")
    listing = FileSet(tmp_path / "disc/DICOMDIR")
    assert len(listing) == 23 and len(listing.find_values("SeriesInstanceUID")) == 2
    kept = {hashlib.sha256((tmp_path / "disc" / item.FileID).read_bytes()).hexdigest() for item in listing}
    assert kept == {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_picture_twice_is_listed_once_and_kept_twice(files, tmp_path):
    made = disc_zip([*originals(files[:2]), *originals(files[:1])], tmp_path / "disc.zip")
    assert made.listed == 2 and len(made.unlisted) == 1


def test_identity_is_gone_from_every_byte_but_the_picture_is_the_same(files, tmp_path):
    made = deidentified_zip(originals(files[:3]), tmp_path / "safe.zip", secret=SECRET)
    assert made.files == 3 and dict(made.elements)["InstitutionName"] == 3
    with zipfile.ZipFile(tmp_path / "safe.zip") as archive:
        data = [archive.read(name) for name in archive.namelist() if name.startswith("DICOM/")]
    before = [pydicom.dcmread(path) for path in files[:3]]
    for raw, old in zip(data, before, strict=True):
        for word in (b"RUIZ", b"HALVORSEN", b"CH-204417", b"19680211", b"20261012", b"Cedar", b"CHR-77", b".7700."):
            assert word not in raw
        new = pydicom.dcmread(io.BytesIO(raw))
        assert new.PixelData == old.PixelData and new.Rows == old.Rows and new.PatientIdentityRemoved == "YES"
        assert (
            new.SOPInstanceUID != old.SOPInstanceUID and new.file_meta.MediaStorageSOPInstanceUID == new.SOPInstanceUID
        )
    assert len({pydicom.dcmread(io.BytesIO(raw)).StudyInstanceUID for raw in data}) == 1


def test_private_nested_and_overlay_elements_go_too(files, tmp_path):
    dataset = pydicom.dcmread(files[0])
    block = dataset.private_block(0x0029, "Vendor", create=True)
    block.add_new(0x01, "LO", "Secret Person")
    dataset.add_new(0x60003000, "OW", b"\x00\x01")
    item = pydicom.Dataset()
    item.PatientName = "Nested^Person"
    dataset.PixelMeasuresSequence = [item]
    dataset.PatientComments = "Free text about a person"
    out = io.BytesIO()
    dataset.save_as(out)
    deidentified_zip([original(out.getvalue(), "x")], tmp_path / "safe.zip", secret=SECRET)
    with zipfile.ZipFile(tmp_path / "safe.zip") as archive:
        raw = archive.read("DICOM/00000001")
    assert b"Person" not in raw and b"person" not in raw and b"Vendor" not in raw


def test_pictures_that_may_hold_words_and_files_without_pixels_stay_out(files, tmp_path):
    burned = pydicom.dcmread(files[0])
    burned.BurnedInAnnotation = "YES"
    captured = pydicom.dcmread(files[0])
    captured.Modality = "SC"
    plain = pydicom.dcmread(files[0])
    del plain.PixelData
    given = []
    for number, dataset in enumerate((burned, captured, plain)):
        out = io.BytesIO()
        dataset.save_as(out)
        given.append(original(out.getvalue(), str(number)))
    made = deidentified_zip([*given, original(b"junk", "junk")], tmp_path / "safe.zip", secret=SECRET)
    assert made.files == 0
    assert dict(made.left_out) == {
        "words-in-the-picture": 1, "maybe-words-in-the-picture": 1, "no-pixels": 1, "not-a-picture": 1,
    }  # fmt: skip


def test_new_identifiers_are_stable_for_one_secret_only():
    assert new_uid("1.2.3", SECRET) == new_uid("1.2.3", SECRET) != new_uid("1.2.3", b"other")
    assert len(new_uid("1.2.3", SECRET)) <= 64
