"""Accents however they were stored, notes written onto pages, and files of which only a part came."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import typst
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject

from ingest import Ingested, Page, Status, ingest
from ingest.document import Origin
from tests.ingest import samples

_SPANISH = "Diagnóstico: cáncer de mama.\nPaciente: Iñaki Muñoz Peña, 61 años\n"


def _read(folder: Path, name: str, data: bytes) -> Ingested:
    (folder / name).write_bytes(data)
    return ingest(folder / name)


def _words(found: Ingested) -> str:
    return "\n".join(page.text for document in found.documents for page in document.pages)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252", "cp850", "utf-16", "utf-16-le"])
def test_accents_are_kept_however_they_were_stored(tmp_path: Path, encoding: str) -> None:
    assert _words(_read(tmp_path, "nota.txt", _SPANISH.encode(encoding))) == _SPANISH


def test_letters_that_were_stored_twice_are_put_right(tmp_path: Path) -> None:
    twice = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in "Á, á, ñ y Í: cáncer".encode())
    assert _words(_read(tmp_path, "nota.txt", twice.encode())) == "Á, á, ñ y Í: cáncer"


@pytest.mark.parametrize(
    "text",
    ["don’t – “mass” — it’s 5 cm\n", "north–south and east–west\n", "4\xa0mm x\xa0b and\xa0more ½\n", "TÃO SÃO\n"],
)
def test_signs_of_western_letters_are_not_taken_for_another_encoding(tmp_path: Path, text: str) -> None:
    assert _words(_read(tmp_path, "note.txt", text.encode("cp1252"))) == text


def test_a_message_in_other_letters_than_it_says_keeps_its_accents(tmp_path: Path) -> None:
    head = b"From: a@b\nTo: c@d\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=us-ascii\n\n"
    assert "Iñaki Muñoz" in _words(_read(tmp_path, "mail.eml", head + _SPANISH.encode("latin-1")))


def test_a_sealed_message_is_said_to_be_unread(tmp_path: Path) -> None:
    head = b"From: a@b\nTo: c@d\nMIME-Version: 1.0\nContent-Type: application/pkcs7-mime; name=smime.p7m\n"
    found = _read(tmp_path, "mail.eml", head + b"Content-Transfer-Encoding: base64\n\nMIIBAAAAAAAA//8=\n")
    assert found.status is Status.PARTIAL and found.problems


def test_letters_of_a_pdf_that_lead_to_no_character_are_read_from_the_page(tmp_path: Path) -> None:
    drawn = typst.compile(b"#set text(size: 16pt)\nFirm lump of 14 mm in the left lobe")
    writer = PdfWriter(clone_from=io.BytesIO(drawn))
    for made in writer._objects:
        if isinstance(made, DictionaryObject) and "/ToUnicode" in made:
            table = made["/ToUnicode"].get_object()
            table.set_data(re.sub(rb"<\w+> <006[Ff]>\n", b"", table.get_data()))  # the letter o
    written = io.BytesIO()
    writer.write(written)
    page = _page(_read(tmp_path, "a.pdf", written.getvalue()))
    assert page.origin is Origin.OCR and "of 14 mm in the left lobe" in page.text


def test_a_note_written_onto_a_page_is_read_behind_it(tmp_path: Path) -> None:
    note = b"/Annots [ << /Type /Annot /Subtype /Text /Rect [9 9 30 30] /Contents (Biopsy moved to May 3) >> ] /Rotate"
    page = _page(_read(tmp_path, "a.pdf", samples.pdf().replace(b"/Rotate", note)))
    assert page.text.endswith("\nNote: Biopsy moved to May 3") and samples.REPORT[0] in page.text


def test_a_pdf_that_lost_only_its_last_words_is_read_whole(tmp_path: Path) -> None:
    found = _read(tmp_path, "a.pdf", samples.pdf()[:-40])
    assert samples.REPORT[-1] in _words(found)


def test_a_picture_that_broke_off_is_read_as_far_as_it_came(tmp_path: Path) -> None:
    whole = samples.image(samples.sheet(), "JPEG", quality=90)
    found = _read(tmp_path, "a.jpg", whole[: len(whole) * 2 // 3])
    assert [problem.code for problem in found.problems][:1] == ["image-cut"]
    assert found.status is Status.PARTIAL and "RIVERBEND" in _words(found)


def test_an_empty_sheet_is_said_to_hold_nothing(tmp_path: Path) -> None:
    found = _read(tmp_path, "a.png", samples.image(samples.sheet([]), "PNG"))
    assert [problem.code for problem in found.problems] == ["no-record"]


def _page(found: Ingested) -> Page:
    (document,) = found.documents
    (page,) = document.pages
    return page
