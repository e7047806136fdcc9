"""PDF forms: what was typed stands at its label, an empty box is not a filled one, and nothing typed is lost."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, StreamObject, TextStringObject

from ingest import Document, Status, ingest, preview
from tests.ingest import samples

LABELS = ("INTAKE FORM", "Allergies:", "Diabetes", "Stroke", "Signature:")


def typed(name: str, value: str, place: tuple[int, int, int, int]) -> DictionaryObject:
    return widget("/Tx", name, TextStringObject(value), place)


def box(name: str, ticked: bool, place: tuple[int, int, int, int]) -> DictionaryObject:
    state = NameObject("/Yes" if ticked else "/Off")
    made = widget("/Btn", name, state, place)
    made[NameObject("/AS")] = state
    return made


def widget(kind: str, name: str, value: object, place: tuple[int, int, int, int]) -> DictionaryObject:
    return DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Widget"),
        NameObject("/FT"): NameObject(kind), NameObject("/T"): TextStringObject(name), NameObject("/V"): value,
        NameObject("/Rect"): ArrayObject([FloatObject(edge) for edge in place]),
    })  # fmt: skip


def form(fields: list[DictionaryObject], labels: tuple[str, ...] = LABELS, data: bytes = b"") -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(samples.pdf([labels]))))
    notes = ArrayObject([writer._add_object(field) for field in fields])
    writer.pages[0][NameObject("/Annots")] = notes
    whole = DictionaryObject({NameObject("/Fields"): notes})
    if data:
        packet = StreamObject()
        packet.set_data(data)
        whole[NameObject("/XFA")] = writer._add_object(packet)
    writer.root_object[NameObject("/AcroForm")] = whole
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def read(tmp_path: Path, data: bytes) -> Document:
    (tmp_path / "form.pdf").write_bytes(data)
    got = ingest(tmp_path / "form.pdf")
    assert got.status is Status.ACCEPTED
    return got.documents[0]


def test_values_and_boxes_without_an_appearance_stand_at_their_labels(tmp_path: Path) -> None:
    # `samples.pdf` writes a line every 20 points from 720 down, from 72 to the right.
    data = form([
        typed("allergies", "Penicillin, café", (140, 696, 400, 714)),
        box("a", False, (56, 678, 68, 690)),
        box("b", True, (56, 658, 68, 670)),
    ])  # fmt: skip
    assert read(tmp_path, data).pages[0].text.split("\n") == [
        "INTAKE FORM", "Allergies: Penicillin, café", "[ ] Diabetes", "[x] Stroke", "Signature:",
    ]  # fmt: skip


def test_what_was_typed_is_highlighted_where_its_field_is(tmp_path: Path) -> None:
    document = read(tmp_path, form([typed("allergies", "Penicillin", (140, 696, 400, 714))]))
    text = document.pages[0].text
    start = text.index("Penicillin")
    (found,) = preview.boxes(tmp_path / "form.pdf", document.media_type, 1, start, start + 10, text)
    assert 138 < found[0] < 145 and 792 - 714 - 2 < found[1] < found[3] < 792 - 696 + 2


def test_a_field_without_a_label_is_called_by_its_name(tmp_path: Path) -> None:
    document = read(tmp_path, form([typed("main_complaint", "Pain", (300, 100, 500, 118))]))
    assert document.pages[0].text.endswith("\nmain complaint: Pain")


def test_letters_we_cannot_draw_are_kept_in_the_text(tmp_path: Path) -> None:
    document = read(tmp_path, form([typed("name", "Łucja 王", (140, 696, 400, 714))]))
    assert "Łucja 王" in document.pages[0].text


def test_hidden_fields_stay_hidden(tmp_path: Path) -> None:
    secret = typed("code", "internal 17", (140, 696, 400, 714))
    secret[NameObject("/F")] = FloatObject(2)
    assert "internal" not in read(tmp_path, form([secret])).pages[0].text


@pytest.mark.parametrize("danger", [b"", b'<!DOCTYPE x [<!ENTITY a "b">]>'])
def test_the_data_of_a_form_that_no_page_shows_is_read_safely(tmp_path: Path, danger: bytes) -> None:
    data = danger + (
        b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/">'
        b"<xfa:data><form1><PatientName>Marigold Testerly</PatientName><Allergy>Latex</Allergy><Empty/></form1>"
        b"</xfa:data></xfa:datasets></xdp:xdp>"
    )
    lines = read(tmp_path, form([], ("Please wait...",), data)).pages[0].text.split("\n")
    assert lines == (
        ["Please wait..."] if danger else ["Please wait...", "Patient Name: Marigold Testerly", "Allergy: Latex"]
    )
