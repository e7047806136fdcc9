"""Text, web pages, letters and e-mails: the words as people see them, and nothing that runs."""

from pathlib import Path

import pytest

from assistant.prepare import papers_of
from ingest import Ingested, Limits, Status, ingest
from ingest.readers.html import words
from ingest.readers.text import decode, paginate
from knowledge import load
from tests.ingest import samples


def read(tmp_path: Path, data: bytes, name: str, **options: object) -> Ingested:
    path = tmp_path / name
    path.write_bytes(data)
    return ingest(path, **options)  # type: ignore[arg-type]


def text_of(got: Ingested) -> str:
    return "\n".join(page.text for document in got.documents for page in document.pages)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_accents_survive_every_usual_encoding(encoding: str) -> None:
    assert decode("Señal clínica: corazón, 38.5 °C\r\n".encode(encoding))[0] == "Señal clínica: corazón, 38.5 °C\n"


def test_invisible_marks_are_taken_out_and_control_characters_blanked() -> None:
    assert decode("a\u202eb\u200bc\x00d\x07e".encode())[0] == "abc d e"


def test_a_long_text_is_cut_at_line_ends_and_loses_nothing() -> None:
    text = "".join(f"line {number} of a very long note\n" for number in range(2000))
    pages = paginate(text)
    assert "".join(page.text for page in pages) == text
    assert len(pages) > 5
    assert all(page.text.endswith("\n") for page in pages)


def test_text_over_the_limit_is_said(tmp_path: Path) -> None:
    got = read(tmp_path, b"word " * 5000, "long.txt", limits=Limits(text_chars=10_000))
    assert [problem.code for problem in got.problems] == ["text-limit"]


def test_where_the_search_for_facts_ends_in_a_very_long_text_is_said(tmp_path: Path) -> None:
    got = read(tmp_path, b"Hypertension. No diabetes.\n" * 1000, "long.txt", limits=Limits(fact_chars=10_000))
    assert (got.status, [problem.code for problem in got.problems]) == (Status.PARTIAL, ["facts-limit"])
    (paper,) = papers_of(got.documents[0], load())
    assert {fact.span.page for fact in paper.facts} == {1}
    assert len(paper.document.pages) > 2


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    got = read(tmp_path, bytes(range(256)) * 40, "notes.txt")
    assert (got.status, got.problems[0].code) == (Status.REJECTED, "unsupported")


def test_a_web_page_gives_its_words_and_runs_nothing(tmp_path: Path) -> None:
    text = text_of(read(tmp_path, samples.HTML, "labs.html"))
    assert "Ferritin 44 ng/mL" in text.split("\n")
    assert "Dr. Quill & team" in text
    assert "steal" not in text


def test_a_web_page_nested_beyond_reason_is_survived() -> None:
    assert words("<div>" * 50_000 + "deep") in ("", "deep")


def test_a_word_file_gives_paragraphs_and_rows(tmp_path: Path) -> None:
    text = text_of(
        read(tmp_path, samples.docx(["Dear colleague,"], [["Drug", "Dose"], ["Iron", "65 mg"]]), "letter.docx")
    )
    assert text.split("\n")[0] == "Dear colleague,"
    assert "Iron  65 mg" in text.split("\n")


def test_a_word_file_with_a_document_type_is_refused(tmp_path: Path) -> None:
    part = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><document>&e;</document>'
    got = read(tmp_path, samples.zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": part}), "letter.docx")
    assert [problem.code for problem in got.problems] == ["xml-doctype"]


def test_rich_text_keeps_its_accents(tmp_path: Path) -> None:
    text = text_of(read(tmp_path, samples.RTF, "visit.rtf"))
    assert "Blood pressure 128/76, café diet advised." in text


def test_an_email_gives_its_words_and_its_attachments(tmp_path: Path) -> None:
    got = read(
        tmp_path, samples.mail({"report.pdf": samples.pdf(), "run.exe": b"MZ\x90\0" + b"\0" * 90}), "message.eml"
    )
    assert [document.name for document in got.documents] == ["message.eml", "message.eml/report.pdf"]
    assert got.documents[0].title == "Your results"
    assert got.documents[0].date == "2026-11-03"
    assert "your report is attached" in got.documents[0].pages[0].text
    assert [problem.code for problem in got.problems] == ["program"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"MZ\x90\0" + b"\0" * 90, "program"),
        (b"", "empty"),
        (b"<a><b/></a>", "xml-other"),
        (b"[" * 90_000, "json-broken"),
        (b"\0\x01" * 300, "unsupported"),
    ],
)
def test_what_is_no_record_is_refused_by_its_content(data: bytes, code: str, tmp_path: Path) -> None:
    got = read(tmp_path, data, "record.pdf")
    assert (got.status, got.problems[0].code) == (Status.REJECTED, code)
