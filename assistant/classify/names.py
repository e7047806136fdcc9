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
    parts: list[re.Match[str]] = []
    place, clinician = start, False
    while len(parts) < MOST and (match := _TOKEN.match(text, place, stop)):
        bare = plain(match[2]).rstrip(".")
        if not parts and (bare in words.clinician or (bare in words.courtesy and bare not in words.suffixes)):
            clinician |= bare in words.clinician
        elif parts and _is_credential(match, bare, words):
            clinician |= bool(match[1]) or match[2].isupper()
            break
        elif _ends(match, bare, parts, words) or not _is_part(match[2], bare, len(parts), words, lower):
            break
        else:
            parts.append(match)
        place = match.end()
    if not parts:
        return None
    first = parts[0].start(2)
    value = text[first : parts[-1].end(2)].rstrip(" .,-")
    if not _is_name(value, sum(bool(part[1]) for part in parts), words):
        return None
    return Name(value, first, first + len(value), clinician)


def _is_credential(match: re.Match[str], bare: str, words: Kinds) -> bool:
    """Letters behind a name that say it is a clinician's: after a comma, in capitals, or with points."""
    token = match[2]
    marked = bool(match[1]) or token.isupper() or "." in token
    return marked and len(bare) > 1 and bare.replace(".", "") in words.credentials


def _ends(match: re.Match[str], bare: str, parts: list[re.Match[str]], words: Kinds) -> bool:
    """Whether a comma ends the name: the only one that does not is that of LAST, FIRST (or before Jr)."""
    if not match[1] or bare in words.suffixes:
        return False
    initial = bool(parts) and len(parts[0][2].strip(".")) == 1
    return initial or len(parts) >= 3 or any(part[1] for part in parts)


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
