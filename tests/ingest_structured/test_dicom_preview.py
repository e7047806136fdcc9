"""Previews: any encoding we can decode, the right window, the right brightness, one frame of many."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pydicom.data import get_testdata_file
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    JPEG2000Lossless,
    JPEGLSLossless,
    RLELossless,
)

from ingest.dicom_preview import frames, slice_png
from ingest.errors import Rejected
from tests.ingest_structured.builders import dataset, save

RAMP = np.tile(np.arange(0, 4096, 64, dtype="<u2"), (64, 1))


def shown(path: Path, **options: object) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(slice_png(path, **options))))  # type: ignore[arg-type]


def ramp(tmp_path: Path, **tags: object) -> Path:
    found = dataset(1, size=64, pixels=RAMP)
    for name, value in tags.items():
        setattr(found, name, value)
    return save(found, tmp_path / "ramp")


def test_without_a_window_the_picture_fills_the_greys(tmp_path: Path) -> None:
    picture = shown(ramp(tmp_path))
    assert (picture[0, 0], picture[0, -1], picture.shape) == (0, 255, (64, 64))


def test_the_file_s_window_is_used_after_rescaling(tmp_path: Path) -> None:
    path = ramp(
        tmp_path, RescaleSlope="1", RescaleIntercept="-1024", WindowCenter=["40", "300"], WindowWidth=["400", "1500"]
    )
    picture = shown(path)
    below, above = (-160 + 1024) // 64, (240 + 1024) // 64 + 1
    assert picture[0, below - 1] == 0 and picture[0, above] == 255
    assert 100 < picture[0, (40 + 1024) // 64] < 155


def test_a_window_asked_for_beats_the_file_s(tmp_path: Path) -> None:
    path = ramp(tmp_path, WindowCenter="3000", WindowWidth="100")
    assert shown(path, window=(500, 200))[0, 32] == 255


def test_an_x_ray_stored_white_on_black_is_turned(tmp_path: Path) -> None:
    picture = shown(ramp(tmp_path, PhotometricInterpretation="MONOCHROME1"))
    assert (picture[0, 0], picture[0, -1]) == (255, 0)


def test_a_large_picture_is_made_to_fit_and_its_pixels_made_square(tmp_path: Path) -> None:
    picture = shown(ramp(tmp_path, PixelSpacing=[2, 1]), size=32)
    assert picture.shape == (32, 16)


def test_each_frame_can_be_shown_and_no_other(tmp_path: Path) -> None:
    found = dataset(1, size=64, pixels=np.stack([RAMP, RAMP[:, ::-1]]))
    found.NumberOfFrames = "2"
    path = save(found, tmp_path / "two")
    assert frames(path) == 2
    assert (shown(path)[0, 0], shown(path, frame=1)[0, 0]) == (0, 255)
    with pytest.raises(Rejected, match="dicom-no-preview"):
        slice_png(path, frame=2)


def test_colour_stays_colour(tmp_path: Path) -> None:
    found = dataset(1, size=8, pixels=np.full((8, 8, 3), (200, 10, 10), dtype="u1"))
    found.SamplesPerPixel, found.PhotometricInterpretation, found.PlanarConfiguration = 3, "RGB", 0
    found.BitsAllocated, found.BitsStored, found.HighBit = 8, 8, 7
    assert tuple(shown(save(found, tmp_path / "rgb"))[3, 3]) == (200, 10, 10)


@pytest.mark.parametrize("syntax", [RLELossless, JPEG2000Lossless, JPEGLSLossless])
def test_packed_pixels_open(tmp_path: Path, syntax: str) -> None:
    found = dataset(1, size=64, pixels=RAMP)
    found.compress(syntax)
    picture = shown(save(found, tmp_path / "packed"))
    assert (picture[0, 0], picture[0, -1]) == (0, 255)


@pytest.mark.parametrize("syntax", [DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian])
def test_other_encodings_open(tmp_path: Path, syntax: str) -> None:
    values = RAMP if syntax == DeflatedExplicitVRLittleEndian else RAMP.astype(">u2")
    picture = shown(save(dataset(1, size=64, pixels=values, syntax=syntax), tmp_path / "other"))
    assert (picture[0, 0], picture[0, -1]) == (0, 255)


@pytest.mark.parametrize(
    "name", ["JPEG-lossy.dcm", "JPGExtended.dcm", "JPEG-LL.dcm", "JPEG2000.dcm", "color3d_jpeg_baseline.dcm"]
)
def test_samples_of_the_library_open(name: str) -> None:
    path = get_testdata_file(name, download=False)
    if path:  # the larger samples are not shipped
        assert slice_png(Path(path)).startswith(b"\x89PNG")


def test_what_has_no_picture_is_refused_in_words(tmp_path: Path) -> None:
    path = Path(get_testdata_file("rtplan.dcm", download=False))
    with pytest.raises(Rejected, match="dicom-no-preview"):
        slice_png(path)
    (tmp_path / "junk").write_bytes(b"no picture at all")
    with pytest.raises(Rejected):
        slice_png(tmp_path / "junk")


def test_a_picture_cut_short_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    data = save(dataset(1, size=64, pixels=RAMP), tmp_path / "a").read_bytes()
    (tmp_path / "cut").write_bytes(data[:-2000])
    picture = shown(tmp_path / "cut")
    assert picture[0].max() > 200 and picture[-1].max() == 0


def test_a_window_written_for_the_values_as_stored_still_shows_the_body(tmp_path: Path) -> None:
    tags = {"RescaleSlope": "1", "RescaleIntercept": "-2048", "WindowCenter": "3000", "WindowWidth": "1500"}
    picture = shown(ramp(tmp_path, **tags))
    assert picture[0, 3000 // 64] in range(100, 156) and picture[0, 0] == 0 and picture[0, -1] == 255
