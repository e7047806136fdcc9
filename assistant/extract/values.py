"""How a result is written: number or word, unit, flag, range, and an earlier value in a last column."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.extract import shapes
from assistant.extract.mentions import Mention
from knowledge.lexicon import Lexicon


class Shape:
    """Compiled patterns of results."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = lexicon.words["patterns"]
        units = words["units"]
        self.link = str(words["link"])
        self.flags = {str(key): str(value) for key, value in words["flags"].items()}
        flag = "|".join(
            re.escape(key) for key in sorted(self.flags, key=len, reverse=True) if key not in ("high", "low", "normal")
        )
        self.flag_words = re.compile(rf"(?<![\w/])(?:{flag}|high|low|normal)(?![\w/])")
        self.number = re.compile(rf"{self.link}({words['number']})")
        self.unit = re.compile(rf"\s*(?:x ?)?({units})")
        self.word = re.compile(rf"{self.link}({words['qualitative']})(?![a-z])")
        self.range = re.compile(words["range"])
        self.cell = re.compile(
            rf"(?:{words['number']}|--|-|n/?a|pending|{words['qualitative']})(?: (?:{flag})(?![\w/]))?(?=\s|$)"
        )
        self.letter_flag = re.compile(rf"[hl](?=\s+(?:{units}|[<>\d(]|hasta))")  # 10.9 L g/dL is low, not litres
        small = "of|in|on|at|to|or|is|by|as|x|de|en|la|el|a|o|y"
        self.own_flag = re.compile(rf"(?!(?:{small}) )([a-z]{{1,2}})(?=\s+(?:{units})(?![a-z]))")  # "123 LX 10*9/L"
        self.share = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?) ?% $")  # "61% neutrophils"
        self.any = re.compile(rf"{self.link}(?:[<>]?\d|{words['qualitative']})")
        self.pending = shapes.pattern(lexicon, "pending")
        self.units = units


@lru_cache(maxsize=2)
def shape(lexicon: Lexicon) -> Shape:
    return Shape(lexicon)


STROKE = re.compile(r"[a-z0-9]/")


def below(flat: str, other: Mention, name: Mention, *kinds: str) -> bool:
    """Behind a stroke, so part of a ratio, or of two tests whose numbers stand behind both ("Hgb/Hct 12.1/36.0")."""
    if name.kind == "vital" or not STROKE.fullmatch(flat, max(0, name.start - 2), name.start):
        return False
    one, same = name.of(*kinds) or name.term, other.of(*kinds) or other.term
    two_names = other.end == name.start - 1 and one is not None and same is not None and one.name == same.name
    return not two_names  # "SGOT/AST 31": one test


COMMA = re.compile(r"(\d),(\d{1,2})(?!\d)")


def point(value: str) -> str:
    """Our reading of a decimal comma; the words of the fact keep it as written."""
    return COMMA.sub(r"\1.\2", value)


def tail(shaped: Shape, rest: str) -> tuple[str | None, str | None, str | None, int, re.Match[str] | None]:
    """Unit, flag and range behind a value in any order; how far they reach; an earlier value in a last column."""
    unit = flag = limits = None
    position = 0
    while position < len(rest):
        skip = re.match(r"[\s,|]*", rest[position:])
        at = position + (skip.end() if skip else 0)
        found: re.Match[str] | None
        if flag in (None, "A") and (found := shaped.letter_flag.match(rest, at)):
            flag = shaped.flags[found[0]]
        elif limits is None and (found := shaped.range.match(rest, at)):
            limits = found[1]
        elif unit is None and (found := shaped.unit.match(rest, at)):
            unit = found[1]
        elif flag in (None, "A") and (found := shaped.flag_words.match(rest, at)):
            flag = shaped.flags.get(found[0])
        elif None is flag is unit and (found := shaped.own_flag.match(rest, at)):
            flag = found[1].upper()
        else:
            break
        position = found.end()
    prior = re.match(r"\s+([<>]?\d+(?:\.\d+)?)\s*$", rest[position:]) if limits else None
    if prior:
        prior = re.compile(r"\s*([<>]?\d+(?:\.\d+)?)\s*$").match(rest, position)
    return unit, flag, limits, position, prior
