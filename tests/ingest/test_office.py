"""Letters, tables and messages of office programs, old and new: every word the page shows, none struck out."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from ingest import Ingested, Status, ingest
from ingest.readers import outlook
from tests.ingest import ole_samples, samples

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for name, long in (("text", "text"), ("table", "table"), ("office", "office"), ("draw", "drawing"))
)


def _read(folder: Path, name: str, data: bytes) -> Ingested:
    (folder / name).write_bytes(data)
    return ingest(folder / name)


def _words(found: Ingested) -> str:
    return "\n".join(page.text for document in found.documents for page in document.pages)


def _zip(members: Mapping[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def _docx(body: str) -> bytes:
    return _zip(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
        }
    )


def test_an_old_word_letter_is_read_with_header_table_and_fields_but_not_what_was_struck_out(tmp_path: Path) -> None:
    body = (
        'Seen today. No cancer. A 14 mm mass.\rTest\x07Value\x07\x07Hb\x079.1\x07\x07\x13 HYPERLINK "x" \x14see\x15 end'
    )
    found = _read(tmp_path, "letter.doc", ole_samples.word(body, header="Marigold Testerly", deleted="No cancer. "))
    assert _words(found) == "Marigold Testerly\nSeen today. A 14 mm mass.\nTest  Value\nHb  9.1\nsee end"
    assert found.status is Status.ACCEPTED


def test_an_old_word_letter_says_when_it_is_locked_or_holds_pictures(tmp_path: Path) -> None:
    locked = _read(tmp_path, "locked.doc", ole_samples.word("words", locked=True))
    assert [problem.code for problem in locked.problems] == ["office-password"]
    pictured = _read(tmp_path, "scan.doc", ole_samples.word("See \x01 below"))
    assert [problem.code for problem in pictured.problems] == ["office-pictures"]


def test_an_outlook_message_gives_its_words_its_day_and_its_attachments(tmp_path: Path) -> None:
    written = {"0037": "Results", "0C1A": "Riverbend Clinic", "1000": "Your lump is 14 mm."}
    found = _read(
        tmp_path, "mail.msg", ole_samples.outlook(written, [("kidneys.txt", b"Both kidneys are normal. " * 200)])
    )
    message, attachment = found.documents
    assert (message.title, message.date) == ("Results", "2025-03-08")
    assert "From: Riverbend Clinic" in message.pages[0].text and "14 mm" in message.pages[0].text
    assert attachment.name == "mail.msg/kidneys.txt"


def test_a_compressed_body_of_a_message_is_the_one_of_the_specification() -> None:
    example = (  # [MS-OXRTFCP] 3.1.1
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert outlook.unsqueezed(bytes.fromhex(example)) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


@pytest.mark.parametrize("name", ["letter.doc", "mail.msg"])
def test_a_damaged_container_costs_one_sentence(tmp_path: Path, name: str) -> None:
    whole = ole_samples.word("words") if name.endswith("doc") else ole_samples.outlook({"1000": "words"})
    for keep in (100, 600, 2_000, len(whole) // 2):
        found = _read(tmp_path, name, whole[:keep])
        assert found.status is Status.REJECTED and len(found.problems) == 1
        assert found.problems[0].code != "reader-crash"


def test_tables_of_spreadsheets_are_read_a_row_a_line_with_days_as_days(tmp_path: Path) -> None:
    cells = (
        '<table:table-cell office:value-type="date" office:date-value="2025-03-08"/>'
        '<table:table-cell office:value-type="float" office:value="9.1"><text:p>9.1</text:p></table:table-cell>'
    )
    content = (
        f"<office:document-content {_NAMES}><office:body><office:spreadsheet>"
        f'<table:table table:name="Labs"><table:table-row>{cells}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    found = _read(
        tmp_path, "labs.ods", _zip({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})
    )
    assert _words(found) == "Labs\n2025-03-08  9.1"


def test_an_opendocument_letter_is_read_with_its_boxes_and_without_what_was_deleted(tmp_path: Path) -> None:
    content = (
        f"<office:text {_NAMES}><text:tracked-changes><text:p>No cancer.</text:p></text:tracked-changes>"
        "<text:h>Letter</text:h>"
        '<text:p>A 14<text:s text:c="2"/>mm<text:tab/>mass'
        "<draw:text-box><text:p>Allergy: sulfa</text:p></draw:text-box></text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Hb</text:p></table:table-cell>"
        "<table:table-cell><text:p>9,1</text:p></table:table-cell></table:table-row></table:table></office:text>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    found = _read(
        tmp_path, "letter.odt", _zip({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": "<m/>"})
    )
    assert _words(found) == "Letter\nA 14  mm\tmass\nAllergy: sulfa\nHb  9,1"


def test_words_of_a_new_letter_that_were_moved_away_hidden_or_kept_twice_are_read_as_the_page_shows_them(
    tmp_path: Path,
) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>Allergy: sulfa</w:t></w:r></w:p></w:txbxContent>"
    twice = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    body = (
        "<w:p><w:r><w:t>Dose </w:t></w:r><w:del><w:r><w:delText>50 mg</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>25 mg</w:t></w:r></w:ins></w:p><w:moveFrom><w:r><w:t>away</w:t></w:r></w:moveFrom>"
        f"<w:p><w:r>{twice}</w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r></w:p>"
    )
    assert _words(_read(tmp_path, "letter.docx", _docx(body))) == "Dose 25 mg\nAllergy: sulfa"


def test_rtf_keeps_headers_leaves_out_what_was_struck_out_and_says_when_it_is_cut(tmp_path: Path) -> None:
    letter = (
        rb"{\rtf1\ansi\ansicpg1252{\header Marigold Testerly\par}Seen. {\deleted No cancer.} \v secret\v0 "
        rb"L\'f3bulo 14 mm.\par}"
    )
    found = _read(tmp_path, "letter.rtf", letter)
    assert _words(found).split() == ["Marigold", "Testerly", "Seen.", "Lóbulo", "14", "mm."]
    assert not found.problems
    assert [problem.code for problem in _read(tmp_path, "cut.rtf", letter[:-8]).problems] == ["text-cut"]


def test_pictures_within_rtf_and_web_pages_are_papers_of_their_own(tmp_path: Path) -> None:
    picture = samples.image(samples.sheet().convert("RGB"), "PNG", compress_level=0)
    rtf = rb"{\rtf1 Scan follows. {\pict\pngblip\picw100{\*\blipuid 00ff}" + picture.hex().encode() + b"}}"
    page = b"<html><body>Scan<img src='data:image/png;base64," + base64.b64encode(picture) + b"'></body></html>"
    for name, data in (("letter.rtf", rtf), ("page.html", page)):
        found = _read(tmp_path, name, data)
        assert [document.name for document in found.documents] == [name, f"{name}/picture 1"]


def test_apple_pages_are_refused_whole_with_what_to_do(tmp_path: Path) -> None:
    found = _read(tmp_path, "letter.pages", _zip({"Index/Document.iwa": b"\0", "preview.jpg": b"\xff\xd8\xff"}))
    assert found.status is Status.REJECTED
    assert "PDF" in found.problems[0].message("en") and "Apple Pages" in found.problems[0].message("es")


def test_a_word_file_cut_short_is_called_a_damaged_document(tmp_path: Path) -> None:
    whole = _docx("<w:p><w:r><w:t>words</w:t></w:r></w:p>" * 200)
    assert [problem.code for problem in _read(tmp_path, "a.docx", whole[: len(whole) // 2]).problems] == [
        "office-broken"
    ]
