"""How one person's name may be written (`words/people.yml`): short forms, letters that reading confuses, and how a
paper says that a name was changed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from knowledge.strict import Strict

_FILE = Path(__file__).parent / "words" / "people.yml"


class PeopleWords(Strict):
    """Authored content, unknown keys refused."""

    source: str
    reviewed: object
    same_first_name: tuple[tuple[str, ...], ...]
    confused_letters: tuple[tuple[str, str], ...]
    renamed: tuple[str, ...]
    renamed_label: tuple[str, ...]
    mothers: tuple[str, ...]


@cache
def load_people() -> PeopleWords:
    """The words that ship with the program."""
    return PeopleWords.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))
