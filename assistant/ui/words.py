"""The message catalogs: every word a person reads, by key, in each language. Holds no words of a record."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import streamlit as st
import yaml

LANGUAGES = ("en", "es")
FOLDER = Path(__file__).parent / "words"

_TWICE = re.compile(r"(?<!\.)\.\.(?!\.)")

_log = logging.getLogger(__name__)


@cache
def catalog(language: str) -> dict[str, str]:
    """All messages of a language, flat: the name of the file, then the keys within it, joined by dots."""
    flat: dict[str, str] = {}
    for path in sorted((FOLDER / language).glob("*.yml")):
        _flatten(path.stem, yaml.safe_load(path.read_text(encoding="utf-8")), flat)
    return flat


def _flatten(prefix: str, value: object, into: dict[str, str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _flatten(f"{prefix}.{key}", inner, into)
    else:
        into[prefix] = str(value)


def language() -> str:
    """The language of this browser's screens, settled by `frame` at the start of each run."""
    chosen = st.session_state.get("language", "en")
    return chosen if chosen in LANGUAGES else "en"


def said(tongue: str, key: str, **values: object) -> str:
    """The message in a named language; with `count`, the form for one or for many. Falls back to English."""
    for attempt in (tongue, "en"):
        words = catalog(attempt)
        if "count" in values:
            form = f"{key}.one" if values["count"] == 1 else f"{key}.other"
            if form in words:
                return _written(words[form], values)
        if key in words:
            return _written(words[key], values)
        _log.warning("no message %s in %s", key, attempt)
    return key


def _written(message: str, values: Mapping[str, object]) -> str:
    """The message with its values; an abbreviation's point ("12:51 a. m.") ends the sentence too."""
    return _TWICE.sub(".", message.format_map(values))


def t(key: str, **values: object) -> str:
    """The message in the language of the screen, as plain text: escape it before it becomes markup."""
    return said(language(), key, **values)


def has(key: str) -> bool:
    """Whether there is such a message."""
    return key in catalog("en")


def word(group: str, value: str) -> str:
    """The word for a code (a kind, a state); the code itself, spaced, where the catalogs have none."""
    key = f"codes.{group}.{value}"
    return t(key) if has(key) else value.replace("_", " ")


def deed(code: str) -> str:
    """What was done, in words; said to be refused where the trail says so (`actions.cases.REFUSED`)."""
    done = code.removeprefix("no ")
    return t("trail.refused", what=word("deeds", done)) if done != code else word("deeds", done)


def label(key: str, **values: object) -> str:
    """The message for a widget's label, where the framework reads Markdown: fill-ins are made harmless."""
    return t(key, **{name: plain(str(value)) if isinstance(value, str) else value for name, value in values.items()})


_MARKS = set("\\`*_{}[]()#+-.!|~<>&$^=:;/@%\"',?")


def plain(text: str) -> str:
    """Text of a record for a place that reads Markdown: every mark escaped, no directive, no short code, one line."""
    out: list[str] = []
    for character in " ".join(text.split()):
        out.append(f"\\{character}" if character in _MARKS else character)
        if character == ":":
            out.append("\u2060")  # a word joiner: `:smile:` and `:material/x:` are replaced after escapes are undone
    return "".join(out)
