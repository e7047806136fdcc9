"""No sentence is written in the code: every word a person reads comes from the catalogs."""

import ast
import re
from pathlib import Path

import pytest

UI = Path(__file__).parents[2] / "assistant" / "ui"
SAYING = {"say", "notice", "status", "heading", "chip", "link", "row", "label", "t", "radio"}
ALLOWED = {"English", "Español", "Second opinion"}
SENTENCE = re.compile(r"[A-Za-z]{2,}[ ]+[A-Za-z]{2,}")
WIDGETS = {
    "button", "text_input", "text_area", "radio", "checkbox", "selectbox", "slider", "form_submit_button", "expander",
    "title", "header", "subheader", "markdown", "write", "caption", "text", "error", "warning", "info", "success",
    "page_link", "pills", "spinner",
}  # fmt: skip


def calls(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            owner = getattr(getattr(node.func, "value", None), "id", "")
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            yield node, owner, name


def literals(node: ast.Call):
    for value in [*node.args, *(word.value for word in node.keywords if word.arg in ("label", "help", "placeholder"))]:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value
        if isinstance(value, ast.JoinedStr):
            yield "".join(str(part.value) for part in value.values if isinstance(part, ast.Constant))


@pytest.mark.parametrize("path", sorted(UI.rglob("*.py")), ids=lambda path: path.stem)
def test_no_words_reach_the_page_from_the_code(path):
    for node, owner, name in calls(path):
        if owner == "st" and name in WIDGETS:
            first = [text for text in literals(node) if text]
            assert not first, (path.name, node.lineno, first)
        if name in SAYING:
            said = [text for text in literals(node) if SENTENCE.search(text) and text not in ALLOWED]
            assert not said, (path.name, node.lineno, said)


def test_scripts_are_only_ever_constants():
    """`unsafe_allow_javascript` is used in one place, which takes constants and whole numbers."""
    users = [path.name for path in UI.rglob("*.py") if "unsafe_allow_javascript" in path.read_text(encoding="utf-8")]
    assert users == ["look.py"]


def test_nothing_of_a_record_goes_through_markdown_or_media():
    for path in UI.rglob("*.py"):
        for node, owner, name in calls(path):
            assert not (
                owner == "st"
                and name in {"markdown", "write", "image", "download_button", "file_uploader", "toast", "balloons"}
            ), (
                path.name,
                node.lineno,
                name,
            )


def test_no_widget_hides_an_answer_in_a_tooltip():
    for path in UI.rglob("*.py"):
        for node, owner, name in calls(path):
            assert not (owner == "st" and any(word.arg == "help" for word in node.keywords)), (path.name, name)
