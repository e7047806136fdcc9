"""Every trouble a reader can tell of has one plain sentence in both languages."""

import ast
from pathlib import Path

import yaml

import ingest
from ingest.document import Problem
from ingest.errors import codes, sentence

ROOT = Path(ingest.__file__).parent


def used() -> set[str]:
    found = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("trouble", "rejected") and node.args:
                found |= {each.value for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant)}
    return {code for code in found if isinstance(code, str)}


def test_every_code_has_a_sentence() -> None:
    assert len(used()) > 30
    assert used() <= codes()


def test_every_sentence_is_there_in_both_languages_and_short() -> None:
    for code, wordings in yaml.safe_load((ROOT / "messages.yml").read_text(encoding="utf-8")).items():
        counted = "{count}" in wordings["en"] and code != "mixed-patients"
        forms = {"en", "es", "en_one", "es_one"} if counted else {"en", "es"}
        assert set(wordings) == forms, code
        for language, pattern in wordings.items():
            assert pattern.endswith("."), code
            assert len(pattern.split()) <= 32, (code, language)


def test_a_sentence_names_the_file_and_survives_missing_values() -> None:
    problem = Problem("too-many-pages", "big.pdf", values={"limit": "10"})
    assert "big.pdf" in sentence(problem) and "10" in sentence(problem)
    assert "Este archivo" in sentence(Problem("empty"), "es")
    assert sentence(Problem("no-such-code", "x.pdf"))


def test_one_of_a_thing_is_not_spoken_of_as_many() -> None:
    values = {"study": "CT chest", "series": "axial", "count": "1"}
    assert sentence(Problem("dicom-slices-missing", "disc", values=values)).startswith("1 picture is missing from")
    assert sentence(Problem("dicom-slices-missing", "disc", values=values), "es").startswith("Falta 1 imagen de")
    many = sentence(Problem("dicom-slices-missing", "disc", values={**values, "count": "2"}))
    assert many.startswith("2 pictures are missing from")
