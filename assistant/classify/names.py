"""People's names as papers write them: LAST, FIRST; suffixes; titles. Tells a clinician's name by its credentials."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.kinds import Kinds, load_kinds, plain

_TOKEN = re.compile(r"[ \t]{0,2}(,)?[ \t]{0,2}([A-Za-zÀ-ÖØ-öø-ÿ][A-Za-zÀ-ÖØ-öø-ÿ'’.-]*)")
MOST = 6  # words of a name


@dataclass(frozen=True, slots=True)
class Name:
    """A name at a place. `clinician` when a title or credentials say so."""

    text: str
    start: int
    end: int
    clinician: bool


def name_at(text: str, start: int, stop: int, *, lower: bool = False, words: Kinds | None = None) -> Name | None:
    """The name that begins at `start` and ends before `stop`, or None. `lower` accepts names without capitals."""
    words = words or load_kinds()
    place, first, last, clinician, count, commas = start, -1, start, False, 0, 0
    while count < MOST and (match := _TOKEN.match(text, place, stop)):
        token = match[2]
        bare = plain(token).rstrip(".")
        if bare in words.clinician and count == 0:
            clinician, place = True, match.end()
            continue
        if bare in words.courtesy and count == 0 and bare not in words.suffixes:
            place = match.end()
            continue
        if (
            count
            and bare.replace(".", "") in words.credentials
            and (match[1] or token.isupper() or "." in token)
            and len(bare) > 1
        ):
            if match[1] or token.isupper():
                clinician = True
            break
        if not _is_part(token, bare, count, words, lower) or (match[1] and commas):
            break
        commas += bool(match[1])
        first = match.start(2) if first < 0 else first
        last, place, count = match.end(2), match.end(), count + 1
    value = text[first:last].strip(" .,-") if first >= 0 else ""
    if not _is_name(value, commas, words):
        return None
    return Name(value, first, first + len(value), clinician)


def _is_part(token: str, bare: str, count: int, words: Kinds, lower: bool) -> bool:
    if bare in words.not_names or (count == 0 and bare in words.particles and not token[0].isupper()):
        return False
    if bare in words.particles or bare in words.suffixes:
        return True
    return token[0].isupper() or lower


def _is_name(value: str, commas: int, words: Kinds) -> bool:
    parts = [part for part in re.split(r"[\s,]+", value) if part]
    real = [
        part
        for part in parts
        if plain(part).strip(".") not in words.particles | words.suffixes and len(part.strip(".")) > 0
    ]
    if not 2 <= len(real) <= 5 or commas > 2:
        return False
    return not any(plain(part).strip(".,") in words.institutions for part in real) and any(
        len(part) > 2 for part in real
    )
