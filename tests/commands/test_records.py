"""The command on records: the shapes of the contract, honest exit codes, a package that proves itself."""

import json
from argparse import Namespace

import pytest

from assistant.cli import main
from assistant.model.facts import Assertion, FactKind, FactOrigin, Precision
from assistant.model.gaps import GapState, Need, QuestionOrigin
from assistant.model.papers import DocumentKind
from assistant.sample import write_sample

FACT = {
    "kind",
    "name",
    "text",
    "code",
    "assertion",
    "date",
    "date_precision",
    "origin",
    "value",
    "unit",
    "range",
    "flag",
    "details",
    "evidence",
}


@pytest.fixture(scope="module")
def shoebox(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shoebox")
    write_sample(folder)
    (folder / "empty.pdf").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def prepared(shoebox, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "case"
    arguments = ["--condition", "breast cancer", "--reason", "surgery advised", "--question", "Can I wait?"]
    code = main(["prepare", str(shoebox), *arguments, "--today", "2026-11-23", "--out", str(out)])
    return Namespace(code=code, out=out)


@pytest.fixture(scope="module")
def lines(prepared):
    return [json.loads(line) for line in (prepared.out / "read.jsonl").read_text(encoding="utf-8").splitlines()]


def test_every_input_has_its_line(lines, shoebox):
    assert {line["file"] for line in lines} == {path.name for path in shoebox.iterdir()}


def test_a_line_has_the_shape_of_the_contract(lines):
    for line in lines:
        assert line["status"] in ("accepted", "partial", "rejected") and len(line["sha256"]) == 64
        for document in line["documents"]:
            assert document["kind"] in set(DocumentKind) and 0 <= document["kind_confidence"] <= 1
            assert {"name", "birth_date", "mrn", "sex"} <= document["patient"].keys()
            assert ("imaging" in document and document["imaging"] is not None) == (document["kind"] == "imaging_study")


def test_every_fact_stands_where_it_says(lines):
    seen = 0
    for document in (document for line in lines for document in line["documents"]):
        pages = {page["number"]: page["text"] for page in document["pages"]}
        for fact in document["facts"]:
            seen += 1
            assert fact.keys() >= FACT
            assert fact["kind"] in set(FactKind) and fact["assertion"] in set(Assertion)
            assert fact["origin"] in set(FactOrigin) and fact["date_precision"] in set(Precision)
            for evidence in fact["evidence"]:
                assert pages[evidence["page"]][evidence["start"] : evidence["end"]] == evidence["quote"]
    assert seen > 50


def test_facts_of_a_pdf_carry_boxes_inside_the_page(lines):
    pdf = next(line for line in lines if line["file"].endswith(".pdf") and line["documents"])
    boxes = [box for f in pdf["documents"][0]["facts"] for e in f["evidence"] for box in e["boxes"]]
    assert boxes and all(0 <= x0 < x1 <= 700 and 0 <= y0 < y1 <= 900 for x0, y0, x1, y1 in boxes)


def test_a_file_that_cannot_be_read_says_so_and_the_rest_goes_on(lines):
    [empty] = [line for line in lines if line["file"] == "empty.pdf"]
    assert empty["status"] == "rejected" and empty["problems"][0]["code"] == "empty"
    assert empty["problems"][0]["message"].endswith(".")
    assert sum(line["status"] == "accepted" for line in lines) > 5


def test_reading_a_rejected_file_exits_with_one_and_a_good_one_with_zero(shoebox, capsys):
    assert main(["read", str(shoebox / "empty.pdf")]) == 1
    assert main(["read", str(shoebox / "My notes.txt")]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_prepare_writes_the_whole_package(prepared):
    assert prepared.code == 0
    for name in ("summary.pdf", "summary.json", "ips.json", "manifest.json", "index.html", "read.jsonl"):
        assert (prepared.out / name).stat().st_size > 500
    assert any((prepared.out / "documents").iterdir()) and any((prepared.out / "images").iterdir())


def test_the_summary_has_the_shape_of_the_contract(prepared):
    summary = json.loads((prepared.out / "summary.json").read_text(encoding="utf-8"))
    assert {"case", "history", "gaps", "questions", "documents"} <= summary.keys()
    assert {"facts", "timeline", "conflicts"} <= summary["history"].keys()
    for gap in summary["gaps"]:
        assert gap["state"] in set(GapState) and gap["need"] in set(Need)
        assert gap["item"] and gap["label"] and gap["why"]
    origins = [question["origin"] for question in summary["questions"]]
    assert summary["questions"][0]["text"] == "Can I wait?" and set(origins) <= set(QuestionOrigin)
    assert [question["rank"] for question in summary["questions"]] == list(range(1, len(origins) + 1))


def test_the_originals_are_byte_for_byte(prepared, shoebox):
    kept = {path.read_bytes() for path in (prepared.out / "documents").rglob("*") if path.is_file()}
    assert (shoebox / "Biopsy pathology.pdf").read_bytes() in kept


def test_the_package_checks_and_a_changed_byte_is_named(prepared, tmp_path, capsys):
    import shutil

    assert main(["check", str(prepared.out)]) == 0
    copy = tmp_path / "copy"
    shutil.copytree(prepared.out, copy)
    victim = next(path for path in (copy / "documents").rglob("*") if path.is_file())
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(data)
    capsys.readouterr()
    assert main(["check", str(copy)]) == 1
    assert victim.name in capsys.readouterr().out


def test_the_chat_knows_the_case_and_cites_it(prepared, capsys):
    assert main(["chat", "What am I missing?", "--case", str(prepared.out)]) == 0
    turn = json.loads(capsys.readouterr().out)
    assert turn["kind"] == "answer" and turn["language"] == "en" and turn["backend"] == "built-in"
    assert {"source", "id", "title"} <= turn["citations"][0].keys()


def test_the_chat_needs_no_case_and_answers_in_the_language_of_the_question(capsys):
    main(["chat", "¿Cómo pido mis imágenes en un disco?"])
    turn = json.loads(capsys.readouterr().out)
    assert turn["language"] == "es" and turn["citations"][0]["source"] == "knowledge"


def test_an_emergency_is_told_before_anything_else(capsys):
    main(["chat", "I have crushing chest pain right now and cannot breathe"])
    turn = json.loads(capsys.readouterr().out)
    assert turn["kind"] == "emergency" and "911" in turn["text"] and not turn["citations"]


def _spanish_case_with_an_empty_file(tmp_path):
    given, out = tmp_path / "papeles", tmp_path / "caso"
    given.mkdir()
    (given / "vacio.pdf").write_bytes(b"")
    arguments = ["--condition", "cáncer de mama", "--language", "es", "--today", "2026-11-23", "--out", str(out)]
    assert main(["prepare", str(given), *arguments]) == 0
    return out


def test_prepare_in_spanish_says_in_spanish_what_could_not_be_read(tmp_path):
    out = _spanish_case_with_an_empty_file(tmp_path)
    assert "está vacío" in (out / "read.jsonl").read_text(encoding="utf-8")


def test_the_doctors_english_copy_of_a_spanish_case_keeps_the_file_that_could_not_be_read(tmp_path):
    out = _spanish_case_with_an_empty_file(tmp_path)
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert any("vacio.pdf" in gap["label"] and gap["state"] == GapState.UNREADABLE for gap in summary["gaps"])
