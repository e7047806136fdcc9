"""Form fields of a PDF made part of the page: what was filled in stands behind its printed label, each box before its.

PDFium gives a page's words in the order they are drawn. A field's own appearance comes last, or is missing: then what
the person typed would be lost, and an empty box would read like a filled one. So values are drawn by us, as words.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as raw

Rect = tuple[float, float, float, float]  # left, bottom, right, top, in points of the page

_TYPED = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
_BOXES = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
_UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_MOST_FIELDS = 2_000
_MOST_CHARS = 20_000  # of one value
_NEAR = 60.0  # points between a box and its label
_LINE = 1.2


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a page as the file has it: what stands in it, where, and what the file calls it."""

    words: str
    is_box: bool
    place: Rect
    name: str


@dataclass(frozen=True, slots=True)
class _Label:
    """One printed thing on the page: its number in the order of drawing, its place and its base line."""

    number: int
    place: Rect
    base: float


@dataclass(frozen=True, slots=True)
class _Spot:
    """Before which object of the page words are written, on which base line, and whether their label stands there."""

    number: int
    base: float
    labelled: bool


def take_fields(page: Any, form: Any) -> list[Field]:
    """Fields with something to say, taken off the page so that they are not drawn twice."""
    found: dict[int, Field] = {}
    raw.FORM_OnAfterLoadPage(page, form)  # until then no box knows whether it is ticked
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_FIELDS)):
        note = raw.FPDFPage_GetAnnot(page, index)
        field = _field(note, form) if raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_WIDGET else None
        raw.FPDFPage_CloseAnnot(note)
        if field:
            found[index] = field
    raw.FORM_OnBeforeClosePage(page, form)
    return [found[index] for index in sorted(found, reverse=True) if raw.FPDFPage_RemoveAnnot(page, index)][::-1]


def undrawn(page: Any, form: Any) -> tuple[str, ...]:
    """What stands in fields in letters we cannot draw: PDFium may leave such letters out, as its fonts allow."""
    found = []
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_FIELDS)):
        note = raw.FPDFPage_GetAnnot(page, index)
        if raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_WIDGET and _is_typed(note, form):
            found.append(" ".join(_typed_words(note, form).split())[:_MOST_CHARS])
        raw.FPDFPage_CloseAnnot(note)
    return tuple(words for words in found if not _can_draw(words))


def write_fields(pdf: Any, page: Any, fields: Sequence[Field]) -> None:
    """Writes the fields' words into the page, each next to its label in the order of reading."""
    labels = list(_labels(page))
    end = raw.FPDFPage_CountObjects(page)
    placed = [(_where(field, labels, end), field) for field in fields]
    # From the last to the first, so that the numbers of what was written before stay true.
    for spot, field in sorted(placed, key=lambda each: (each[0].number, -each[0].base, each[1].place[0]), reverse=True):
        _write(pdf, page, field, spot)


def show_fields(pdf: Any, page: Any, fields: Sequence[Field]) -> None:
    """Draws the words once more, over all else: for a picture of the page, whose text has been read before."""
    labels = list(_labels(page))
    for field in fields:
        spot = _where(field, labels, 0)
        _write(pdf, page, field, _Spot(raw.FPDFPage_CountObjects(page), spot.base, True))


def _write(pdf: Any, page: Any, field: Field, spot: _Spot) -> None:
    words = field.words if spot.labelled or not field.name else _named(field)
    left, bottom, _, top = field.place
    size = min(11.0, max(5.0, (top - bottom) * 0.7))
    font = raw.FPDFText_LoadStandardFont(pdf, b"Helvetica")
    for row, line in reversed(list(enumerate(words.split("\n")))):
        shape = raw.FPDFPageObj_CreateTextObj(pdf, font, size)
        text = (line + "\0").encode("utf-16-le")
        raw.FPDFText_SetText(shape, (ctypes.c_ushort * (len(text) // 2)).from_buffer_copy(text))
        raw.FPDFPageObj_Transform(shape, 1, 0, 0, 1, left + 1, spot.base - row * size * _LINE)
        raw.FPDFPage_InsertObjectAtIndex(page, shape, spot.number)
    raw.FPDFFont_Close(font)


def _named(field: Field) -> str:
    if field.is_box:
        return f"{field.words} {field.name}"
    return f"{field.name}: {field.words}" if field.name else field.words


def _field(note: Any, form: Any) -> Field | None:
    """The field, or None when it is none of ours: hidden, empty, a button, or better drawn by the file itself."""
    kind = raw.FPDFAnnot_GetFormFieldType(form, note)
    if _is_typed(note, form):
        words = _typed_words(note, form)
    elif kind in _BOXES and not raw.FPDFAnnot_GetFlags(note) & _UNSEEN:
        words = "[x]" if raw.FPDFAnnot_IsChecked(form, note) else "[ ]"
    else:
        return None
    if not words or not _can_draw(words):
        return None  # PDFium draws it as the file says
    place = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(note, place)
    name = _text(raw.FPDFAnnot_GetFormFieldAlternateName, form, note).strip()
    if not name:
        own = _text(raw.FPDFAnnot_GetFormFieldName, form, note).rsplit(".", 1)[-1].split("[")[0]
        name = own.replace("_", " ") if own.replace("_", "").isalpha() else ""
    return Field(
        words[:_MOST_CHARS],
        kind in _BOXES,
        (min(place.left, place.right), min(place.bottom, place.top), max(place.left, place.right),
         max(place.bottom, place.top)),
        name if _can_draw(name) else "",
    )  # fmt: skip


def _is_typed(note: Any, form: Any) -> bool:
    """Whether people type into it, and see what they typed."""
    return not raw.FPDFAnnot_GetFlags(note) & _UNSEEN and raw.FPDFAnnot_GetFormFieldType(form, note) in _TYPED


def _typed_words(note: Any, form: Any) -> str:
    return _text(raw.FPDFAnnot_GetFormFieldValue, form, note).replace("\r\n", "\n").replace("\r", "\n").strip()


def _can_draw(words: str) -> bool:
    """Whether the standard font has these letters: those of western Europe."""
    try:
        words.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _text(asked: Callable[..., int], form: Any, note: Any) -> str:
    size = asked(form, note, None, 0)
    if not 2 < size <= 4 * _MOST_CHARS:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    asked(form, note, buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace")


def _labels(page: Any) -> Iterator[_Label]:
    for number in range(raw.FPDFPage_CountObjects(page)):
        shape = raw.FPDFPage_GetObject(page, number)
        if raw.FPDFPageObj_GetType(shape) != raw.FPDF_PAGEOBJ_TEXT:
            continue
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        raw.FPDFPageObj_GetBounds(shape, left, bottom, right, top)
        matrix = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(shape, matrix)
        yield _Label(number, (left.value, bottom.value, right.value, top.value), matrix.f)


def _where(field: Field, labels: Sequence[_Label], end: int) -> _Spot:
    left, bottom, right, top = field.place
    level = [label for label in labels if _level(label, field)]
    before = max((each for each in level if each.place[2] <= left + 3), key=lambda each: each.place[2], default=None)
    if field.is_box:
        behind = min((each for each in level if each.place[0] >= right - 3), key=lambda e: e.place[0], default=None)
        if behind and behind.place[0] - right < _NEAR:
            return _Spot(behind.number, behind.base, True)
    if before and (not field.is_box or left - before.place[2] < _NEAR):
        return _Spot(before.number + 1, before.base, True)
    over = [each for each in labels if each.place[1] >= top - 4 and each.place[0] < right and each.place[2] > left]
    above = min(over, key=lambda each: each.place[1] - top, default=None)
    base = max(bottom + 2, top - 11) if top - bottom > 20 else bottom + (top - bottom) * 0.25
    if not field.is_box and above and above.place[1] - top < 14:
        return _Spot(above.number + 1, base, True)
    return _Spot(end, base, False)


def _level(label: _Label, field: Field) -> bool:
    low, high = max(label.place[1], field.place[1]), min(label.place[3], field.place[3])
    return high - low > 0.4 * min(label.place[3] - label.place[1], field.place[3] - field.place[1])
