"""Whether two written names can be one person's: order, initials, accents, hyphens, short forms, letters misread.

Compares writing only; it never decides whose a paper is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA, Levenshtein

from knowledge.kinds import load_kinds, plain
from knowledge.people import load_people

_LOST = "?"  # what a wrong character set leaves of a letter
_HYPHENATED = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]{2,})+")
_SPLIT = re.compile(r"[\s^,/_-]+")


class Likeness(StrEnum):
    """How two names compare."""

    SAME = "same"  # the same words, or one a shorter form of the other
    MISREAD = "misread"  # the same but for a letter or two
    SUFFIX = "suffix"  # the same but for Jr or Sr
    SURNAME = "surname"  # one name in common, another different: perhaps a relative
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class _Parts:
    words: tuple[str, ...]  # full words, folded
    initials: tuple[str, ...]
    suffix: str
    joined: frozenset[str]  # the parts of a hyphenated surname: no initial stands for one
    small: frozenset[str]  # first letters of its "de", "van", "St": an initial may stand for one


def compare(one: str, other: str) -> Likeness:
    """How alike two written names are."""
    a, b = _parts(one), _parts(other)
    if not a.words or not b.words:
        return Likeness.DIFFERENT
    small, large = (a, b) if len(a.words) <= len(b.words) else (b, a)
    exact, slips, rest, left = _pair(small, large)
    matched = exact + slips
    initials_agree = _initials_agree(small, large, rest, left)
    if matched >= 2 and not rest and initials_agree:
        if a.suffix != b.suffix:
            return Likeness.SUFFIX
        return Likeness.MISREAD if slips else Likeness.SAME
    if matched == 1 and not rest and len(small.words) == 1 and small.initials and initials_agree:
        return Likeness.MISREAD if slips else Likeness.SAME  # "J. Smith"
    return Likeness.SURNAME if matched else Likeness.DIFFERENT


def _pair(small: _Parts, large: _Parts) -> tuple[int, int, list[str], list[str]]:
    """Matches word by word: how many exactly, how many but for misread letters, and what is left on each side."""
    left, rest, exact, slips = list(large.words), [], 0, 0
    for word in small.words:
        if word in left or any(_short_form(word, each) for each in left):
            left.remove(next(each for each in left if each == word or _short_form(word, each)))
            exact += 1
        else:
            rest.append(word)
    for word in list(rest):
        near = next((each for each in left if misread(word, each)), None)
        if near:
            left.remove(near)
            rest.remove(word)
            slips += 1
    return exact, slips, rest, left


def _initials_agree(small: _Parts, large: _Parts, rest: Sequence[str], left: Sequence[str]) -> bool:
    """An initial must stand for a word the other name has left, or for nothing at all there."""
    mine = set(small.initials)
    given = [word for word in left if word not in large.joined]
    theirs = set(large.initials) | {word[0] for word in left} | large.small
    if mine and (large.initials or given):
        return bool(mine & theirs)
    others = {word[0] for word in rest} | mine
    return not (large.initials and others) or bool(set(large.initials) & others)


def misread(one: str, other: str) -> bool:
    """Whether two words differ only as scanning or a wrong character set would make them."""
    if _LOST in one or _LOST in other:
        return len(one) == len(other) and all(x == y or _LOST in (x, y) for x, y in zip(one, other, strict=True))
    if min(len(one), len(other)) < 4:
        return _unconfused(one) == _unconfused(other)
    if OSA.distance(one, other) == 1 and max(len(one), len(other)) >= 5:
        return True
    return _unconfused(one) == _unconfused(other) or (len(one) >= 8 and Levenshtein.distance(one, other) <= 2)


def _unconfused(word: str) -> str:
    for wrong, right in load_people().confused_letters:
        word = word.replace(wrong, right)
    return word


def _parts(name: str) -> _Parts:
    known = load_kinds()
    words = [plain(part).strip(".'’()") for part in _SPLIT.split(_mended(name))]
    words = [word.replace("'", "").replace("’", "") for word in words if word]
    suffix = next((word for word in words if word in known.suffixes and word not in ("ii",)), "")
    small = frozenset(word[0] for word in words if word in known.particles)
    words = [w for w in words if w not in known.suffixes and w not in known.particles and w not in known.courtesy]
    return _Parts(
        tuple(word for word in words if len(word) > 1),
        tuple(word for word in words if len(word) == 1),
        "" if suffix in ("sr", "padre") else suffix,
        frozenset(plain(part) for whole in _HYPHENATED.findall(name) for part in whole.split("-")),
        small,
    )


def _mended(name: str) -> str:
    """Undoes UTF-8 read as Latin-1, and marks letters that were lost."""
    with suppress(UnicodeError):
        name = name.encode("latin-1").decode("utf-8") if "Ã" in name or "Â" in name else name
    return name.replace("\ufffd", _LOST)


def _short_form(one: str, other: str) -> bool:
    return any(one in group and other in group for group in load_people().same_first_name)


def birth_dates_swapped(one: str, other: str) -> bool:
    """Whether two ISO dates are the same but for day and month."""
    a, b = one.split("-"), other.split("-")
    return len(a) == len(b) == 3 and a[0] == b[0] and a[1:] == b[:0:-1] and one != other


def one_slip(one: str, other: str) -> bool:
    """Whether two dates differ in a single digit, or by two neighbours changing places."""
    return one != other and OSA.distance(one, other) == 1
