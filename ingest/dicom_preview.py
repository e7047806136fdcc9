"""One slice of an imaging file as a PNG, as a viewer would show it: right window, brightness and colour.

Decodes one frame only, checks its size first, and shows nothing but the picture: no overlay, no tag, no name.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import rejected
from ingest.limits import Limits
from ingest.readers import dicom_header
from ingest.readers.dicom_elements import DEFLATED, NotDicom
from ingest.readers.dicom_report import dataset

if TYPE_CHECKING:
    from numpy import ndarray

Window = tuple[float, float]
_LINEAR = ("LINEAR", "")
_TWELVE_BITS = "1.2.840.10008.1.2.4.51"


def slice_png(path: Path, frame: int = 0, window: Window | None = None, size: int = 512) -> bytes:
    """The frame as PNG, at most `size` pixels wide and high. `window` is center and width, else the file's own.

    Rejected, with a problem to show, when there is no picture or it cannot be decoded here.
    """
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = _open(path)
            shown = _shown(found, _frame(found, path, frame), frame, window)
            picture = _fitted(Image.fromarray(shown), found, size)
        except (
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
            IndexError,
            ArithmeticError,
            NotImplementedError,
            OSError,
        ):
            raise rejected("dicom-no-preview", path.name) from None
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


def frames(path: Path) -> int:
    """How many pictures the file holds; 0 when none."""
    header = _header(path)
    count = header.get("NumberOfFrames", "").strip()
    return (int(count) if count.isdigit() and int(count) else 1) if header.get("Rows") else 0


def _header(path: Path) -> dicom_header.Header:
    try:
        return dicom_header.read(path)
    except NotDicom:
        return {}


def _open(path: Path) -> Any:
    try:
        found = dataset(path, pixels=True)
    except NotDicom:
        raise rejected("dicom-broken", path.name) from None
    if not hasattr(found, "Rows") or not found.Rows or not found.get("Columns"):
        raise rejected("dicom-no-preview", path.name)
    pixels = found.Rows * found.Columns
    samples = int(found.get("SamplesPerPixel", 1) or 1)
    if pixels * samples > Limits().image_pixels or not any(
        name in found for name in ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
    ):
        raise rejected("dicom-no-preview", path.name)
    if not getattr(getattr(found, "file_meta", None), "TransferSyntaxUID", ""):
        _guess_syntax(found)
    return found


def _guess_syntax(found: Any) -> None:
    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

    implicit, little = found.original_encoding
    found.file_meta = getattr(found, "file_meta", None) or FileMetaDataset()
    explicit = ExplicitVRLittleEndian if little or little is None else ExplicitVRBigEndian
    found.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian if implicit else explicit


def _frame(found: Any, path: Path, frame: int) -> ndarray:
    """The pixels of one frame by pydicom's decoders, else by GDCM, which is slow on damaged files of many frames."""
    count = max(1, int(_number(found.get("NumberOfFrames")) or 1))
    if not 0 <= frame < count:
        raise rejected("dicom-no-preview", path.name)
    from pydicom.pixels.utils import pixel_array

    if "NumberOfFrames" in found:
        found.NumberOfFrames = count  # what could be read of it
    _fill(found, count)
    try:
        return pixel_array(found, index=frame)
    except Exception:  # noqa: BLE001 - decoders of hostile pixels raise anything
        if count > 1 and found.file_meta.TransferSyntaxUID != _TWELVE_BITS:
            raise rejected("dicom-no-preview", path.name) from None
        return _by_gdcm(found, path, frame, count)
    except BaseException as panic:
        if type(panic).__module__ == "pyo3_runtime":  # a decoder written in Rust panics past Exception
            raise rejected("dicom-no-preview", path.name) from None
        raise


def _fill(found: Any, count: int) -> None:
    """A picture cut short is shown as far as it goes, the rest dark. The reader has said that it is cut."""
    syntax = found.file_meta.TransferSyntaxUID
    if (syntax.is_compressed and syntax != DEFLATED) or "PixelData" not in found:
        return
    bits = int(found.get("BitsAllocated", 8) or 8)
    wanted = found.Rows * found.Columns * int(found.get("SamplesPerPixel", 1) or 1) * bits // 8
    have = len(found.PixelData)
    if count == 1 and wanted // 4 < have < wanted and found.get("PhotometricInterpretation") != "YBR_FULL_422":
        found.PixelData = bytes(found.PixelData) + bytes(wanted - have)


def _by_gdcm(found: Any, path: Path, frame: int, count: int) -> ndarray:
    import gdcm
    import numpy as np

    reader = gdcm.ImageReader()
    reader.SetFileName(str(path))
    kinds = {8: ("u1", "i1"), 16: ("<u2", "<i2"), 32: ("<u4", "<i4")}
    if not reader.Read():
        raise rejected("dicom-no-preview", path.name)
    image = reader.GetImage()
    layout = image.GetPixelFormat()
    kind = kinds.get(layout.GetBitsAllocated())
    if kind is None or image.GetBufferLength() > 2 * Limits().image_pixels * count:
        raise rejected("dicom-no-preview", path.name)
    raw = image.GetBuffer().encode("utf-8", "surrogateescape")
    values = np.frombuffer(raw, kind[layout.GetPixelRepresentation()])
    samples = layout.GetSamplesPerPixel()
    each = found.Rows * found.Columns * samples
    if len(values) < each * (frame + 1):
        raise rejected("dicom-no-preview", path.name)
    shape = (found.Rows, found.Columns, samples) if samples > 1 else (found.Rows, found.Columns)
    return values[each * frame : each * (frame + 1)].reshape(shape)


def _shown(found: Any, pixels: ndarray, frame: int, window: Window | None) -> ndarray:
    """Pixels as 8-bit grey or colour."""
    import numpy as np
    from pydicom.pixels.processing import apply_color_lut

    if found.get("PhotometricInterpretation") == "PALETTE COLOR":
        pixels = apply_color_lut(pixels, found)
    if pixels.ndim == 3:
        return _eight_bits(pixels)
    values = pixels.astype(np.float32)
    values = _rescaled(found, pixels, values, frame)
    if window is None and "VOILUTSequence" in found and not found.get("WindowCenter"):
        from pydicom.pixels.processing import apply_voi

        values = apply_voi(values.astype(np.int32), found).astype(np.float32)
        low, high = float(values.min()), float(values.max())
    else:
        low, high = _bounds(found, pixels, values, window or _own_window(found, frame))
        if not window and _in_stored_values(pixels, values, low, high):
            values = pixels.astype(np.float32)
        elif not window and (values.max() <= low or values.min() >= high):  # a window that shows nothing
            low, high = _percentiles(found, pixels, values)
    grey = np.clip((values - low) * (255.0 / max(high - low, 1e-6)) + 0.5, 0, 255).astype(np.uint8)
    inverted = found.get("PhotometricInterpretation") == "MONOCHROME1"
    return np.ascontiguousarray(255 - grey if inverted else grey)


def _bounds(found: Any, pixels: ndarray, values: ndarray, window: Window | None) -> Window:
    """The darkest and the brightest value shown."""
    center, width = window or (0.0, 0.0)
    return (center - width / 2, center + width / 2) if width > 0 else _percentiles(found, pixels, values)


def _in_stored_values(pixels: ndarray, values: ndarray, low: float, high: float) -> bool:
    """Whether a file's window shows next to nothing of its values, but much of the values as stored: some devices
    write it for those."""
    shown, stored = (float(((each > low) & (each < high)).mean()) for each in (values, pixels))
    return shown < 0.01 and stored > 20 * shown and stored > 0.02


def _eight_bits(pixels: ndarray) -> ndarray:
    import numpy as np

    if pixels.dtype == np.uint8:
        return np.ascontiguousarray(pixels[..., :3])
    top = float(pixels.max()) or 1.0
    shown: ndarray = (np.clip(pixels[..., :3], 0, None) * (255.0 / top)).astype(np.uint8)
    return shown


def _rescaled(found: Any, pixels: ndarray, values: ndarray, frame: int) -> ndarray:
    """Stored values as the modality means them (Hounsfield units, for one)."""
    if "ModalityLUTSequence" in found:
        from pydicom.pixels.processing import apply_modality_lut

        looked_up: ndarray = apply_modality_lut(pixels, found).astype(values.dtype)
        return looked_up
    holder = _functional(found, frame, "PixelValueTransformationSequence") or found
    slope, intercept = _number(holder.get("RescaleSlope")), _number(holder.get("RescaleIntercept"))
    if slope is None and intercept is None:
        return values
    return values * (slope if slope is not None else 1.0) + (intercept or 0.0)


def _own_window(found: Any, frame: int) -> Window | None:
    """The first window of the frame or the file."""
    holder = _functional(found, frame, "FrameVOILUTSequence") or found
    center, width = _number(holder.get("WindowCenter")), _number(holder.get("WindowWidth"))
    if center is None or width is None or width < 1:
        return None
    function = str(holder.get("VOILUTFunction", "") or "")
    return (center - 0.5, max(width - 1, 1.0)) if function in _LINEAR else (center, width)


def _functional(found: Any, frame: int, name: str) -> Any:
    """A group of the multi-frame header, of the frame first and then of all frames."""
    each = found.get("PerFrameFunctionalGroupsSequence") or []
    for groups in ([each[frame]] if frame < len(each) else []) + list(
        found.get("SharedFunctionalGroupsSequence") or []
    ):
        inner = groups.get(name)
        if inner:
            return inner[0]
    return None


def _percentiles(found: Any, pixels: ndarray, values: ndarray) -> Window:
    """A window from the picture itself: from the 1st to the 99th hundredth of what is not padding."""
    import numpy as np

    padding = _number(found.get("PixelPaddingValue"))
    kept = values if padding is None else values[pixels != padding]
    if kept.size == 0:
        kept = values
    low, high = (float(each) for each in np.percentile(kept, (1, 99)))
    return (low, high) if high > low else (float(kept.min()), float(kept.max()) or 1.0)


def _number(value: Any) -> float | None:
    """The first number of a value, if there is one."""
    try:
        return float(value if isinstance(value, str) or not hasattr(value, "__iter__") else next(iter(value)))
    except (TypeError, ValueError, StopIteration):
        return None


def _fitted(picture: Any, found: Any, size: int) -> Any:
    """Pixels made square, and the picture made to fit. A small one is not blown up."""
    from PIL import Image

    spacing = found.get("PixelSpacing") or found.get("ImagerPixelSpacing") or found.get("PixelAspectRatio")
    wide, high = picture.size
    if spacing is not None and len(spacing) == 2:
        row, column = _number(spacing[0]), _number(spacing[1])
        if row and column and 0.1 < row / column < 10 and abs(row / column - 1) > 0.01:
            high = round(high * row / column)
    scale = min(1.0, size / max(wide, high))
    target = (max(1, round(wide * scale)), max(1, round(high * scale)))
    return picture if target == picture.size else picture.resize(target, Image.Resampling.BILINEAR, reducing_gap=2.0)
