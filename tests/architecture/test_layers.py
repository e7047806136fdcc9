"""The import table of the design, the size of files, and what may not be said where."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("assistant", "ingest", "knowledge")

# Where a module lives -> which of our modules it may import. The longest prefix counts.
VERBS = (
    "assistant.classify",
    "assistant.extract",
    "assistant.reconcile",
    "assistant.check",
    "assistant.ask",
    "assistant.view",
    "assistant.handoff",
    "assistant.chat",
)
CORE = ("assistant.model", "assistant.errors", "ingest.document", "knowledge")
MAY_IMPORT = {
    "ingest": ("ingest",),
    "knowledge": ("knowledge",),
    "assistant.model": ("assistant.model", "ingest.document"),
    "assistant.errors": (),
    "assistant.quiet": (),
    "assistant.settings": (),
    "assistant.ports": ("assistant.model",),
    **dict.fromkeys(VERBS, (*CORE, "assistant.ports", *VERBS)),
    "assistant.prepare": (*CORE, *VERBS),
    "assistant.export": (*CORE, "assistant.export", "assistant.view", "assistant.handoff", "ingest"),
    "assistant.sample": (*CORE, "assistant.export", "assistant.sample"),
    "assistant.adapters": (*CORE, "assistant.ports", "assistant.adapters", "assistant.export"),
    "assistant.actions": (
        *CORE,
        *VERBS,
        "assistant.ports",
        "assistant.prepare",
        "assistant.export",
        "assistant.sample",
        "assistant.actions",
        "ingest",
    ),
    "assistant.web": ("assistant.model", "assistant.errors", "assistant.actions", "assistant.web", "ingest.document"),
    "assistant.ui": (
        "assistant.model",
        "assistant.errors",
        "assistant.actions",
        "assistant.ports",
        "assistant.ui",
        "assistant.view",
        "ingest.document",
        "knowledge",
    ),
    "assistant.wiring": ("assistant", "ingest", "knowledge"),
    "assistant.commands": ("assistant", "ingest", "knowledge"),
    "assistant.cli": ("assistant.commands", "assistant.quiet"),
}


def modules() -> list[tuple[str, Path]]:
    found = []
    for package in OURS:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found.append((name, path))
    return found


def imports_of(name: str, path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative imports hide where a thing lives"
            found.add(node.module or "")
    return found


def allowed(name: str) -> tuple[str, ...]:
    places = [place for place in MAY_IMPORT if name == place or name.startswith(f"{place}.")]
    return MAY_IMPORT[max(places, key=len)] if places else ()


def within(module: str, place: str) -> bool:
    return module == place or module.startswith(f"{place}.")


@pytest.mark.parametrize(("name", "path"), modules(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_module_imports_only_what_its_place_allows(name, path):
    ours = {module for module in imports_of(name, path) if module.split(".")[0] in OURS}
    if name == "assistant":
        return
    wrong = {m for m in ours if m != "assistant" and not any(within(m, place) for place in allowed(name))}
    assert not wrong, f"{name} may not import {sorted(wrong)}"


def test_only_the_screens_import_streamlit():
    users = {name for name, path in modules() if any(m.split(".")[0] == "streamlit" for m in imports_of(name, path))}
    strays = {name for name in users if not name.startswith("assistant.ui") and name != "assistant.commands.service"}
    assert not strays


def test_no_file_of_the_program_is_longer_than_300_lines():
    long = {name: n for name, path in modules() if (n := len(path.read_text(encoding="utf-8").splitlines())) > 300}
    assert not long


def test_every_module_says_what_it_is():
    silent = [name for name, path in modules() if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent in ([], ["assistant"])


def test_the_top_level_holds_what_the_design_names_and_nothing_else():
    import subprocess

    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    top = {line.split("/")[0] for line in listed.splitlines()}
    fine = {
        "app.py",
        "assistant",
        "ingest",
        "knowledge",
        "tests",
        ".streamlit",
        ".ci",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "requirements.lock",
        ".gitignore",
        "Dockerfile",
        "compose.yaml",
        ".dockerignore",
    }
    assert top <= fine, top - fine


def test_nothing_committed_names_a_registry_or_a_path_of_a_machine():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock


def test_every_hash_of_the_lock_is_whole_and_every_package_has_one():
    """A hash cut short stops `.ci/setup` in a fresh clone, and no test that runs in an old environment sees it."""
    entries = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ").split("\n")
    for entry in (each for each in entries if "==" in each):
        name, hashes = entry.split()[0], [part for part in entry.split() if part.startswith("--hash")]
        assert hashes, name
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", each) for each in hashes), name
