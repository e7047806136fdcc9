"""The trouble reading can have, and its sentences. Never holds text of a record: codes, names and numbers only.

IngestError
└── Rejected      the file cannot be read at all; carries the Problem to show
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from ingest.document import Problem


class IngestError(Exception):
    """Any trouble of ours while reading."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)  # the code only: messages may end in logs, file names may not
        self.problem = problem

    def __reduce__(self) -> tuple[type[IngestError], tuple[Problem]]:
        return type(self), (self.problem,)  # it crosses from the worker to the server


class Rejected(IngestError):
    """The file cannot be read at all."""


def rejected(code: str, file: str, **values: object) -> Rejected:
    """A `Rejected` for the problem `code` of `file`."""
    return Rejected(_problem(code, file, None, "error", values))


def trouble(
    code: str, file: str = "", *, page: int | None = None, severity: str = "warning", **values: object
) -> Problem:
    """A `Problem`, its fill-ins written as text."""
    return _problem(code, file, page, severity, values)


def _problem(code: str, file: str, page: int | None, severity: str, values: Mapping[str, object]) -> Problem:
    return Problem(code, file, page, {key: str(value) for key, value in values.items()}, severity)


def sentence(problem: Problem, language: str = "en") -> str:
    """What is wrong and what to do, in one plain sentence of the language; the general one for an unknown code."""
    wordings = _messages().get(problem.code) or _messages()["unknown"]
    form = "_one" if problem.values.get("count") == "1" else ""
    pattern = wordings.get(f"{language}{form}") or wordings.get(language) or wordings["en"]
    unnamed = {"en": "This file", "es": "Este archivo"}
    blanks = _Blanks(problem.values)
    blanks["file"] = problem.file or unnamed.get(language, unnamed["en"])
    blanks["page"] = str(problem.page or "")
    return pattern.format_map(blanks)


def codes() -> frozenset[str]:
    """Every code that has a sentence."""
    return frozenset(_messages())


class _Blanks(dict[str, str]):
    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)

    def __missing__(self, key: str) -> str:
        return "?"


@cache
def _messages() -> dict[str, dict[str, str]]:
    text = (Path(__file__).parent / "messages.yml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(text)
    return loaded
