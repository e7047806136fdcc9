"""Stretches of a page that teach or warn and speak of no one patient: leaflets, drug sheets, instructions, criteria.

Signs, all from `words/teaching.yml`: a line that announces ("What are the risks?", "Call us if you have:") makes
a list of what stands under it; a passage in the voice of a leaflet, with nothing said of one person, is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.extract.anchors import Anchors
from assistant.extract.reading import BULLET, Line, Reading
from assistant.extract.starting import Starting
from knowledge.lexicon import Lexicon

Stretch = tuple[int, int]
SOUGHT = ("announces", "begins", "lists", "furniture", "declares")
ENOUGH = 3  # signs of a leaflet's voice, below which a passage may be anything
HEAD = 600  # characters at the head of a page
SHORT = 12  # words of an entry in a list
QUESTION = re.compile(r"[^.?!:]*\?")
APART = re.compile(r"\n\s*\n")


class _Words(NamedTuple):
    general: Starting
    person: Starting
    announces: re.Pattern[str]
    begins: re.Pattern[str]
    lists: re.Pattern[str]
    furniture: re.Pattern[str]
    declares: re.Pattern[str]
    ends: frozenset[str]


@lru_cache(maxsize=2)
def _words(lexicon: Lexicon) -> _Words:
    words = lexicon.words["teaching"]
    told = {key: re.sub(r"\s*\n\s*|\s+(?=\|)", "", words[key]) for key in ("general", "person", *SOUGHT)}
    sought = {key: re.compile(told[key]) for key in SOUGHT}
    return _Words(Starting([told["general"]]), Starting([told["person"]]), **sought, ends=frozenset(words["ends"]))


class _Passage(NamedTuple):
    """Lines that stand together under one line that may be their title."""

    lines: tuple[Line, ...]
    ends: bool  # a section of a note begins with it
    announced: bool  # its title announces or begins teaching
    begins: bool
    general: int = 0  # signs of a leaflet
    person: int = 0  # signs of one person


def teaching(reading: Reading, anchors: Anchors, lexicon: Lexicon) -> list[Stretch]:
    """The stretches, in order; they may overlap."""
    words, flat = _words(lexicon), reading.flat
    hinted = "teaching" in anchors
    declared = hinted and words.declares.search(flat, 0, HEAD) is not None
    spoken = declared or anchors.count("voices") + hinted >= 2
    if not spoken and not hinted:
        return []
    found = [(s.start, s.end) for s in reading.sentences if words.lists.match(flat[s.start : s.start + 90])]
    found += _listed(reading, words)
    if not spoken:
        return found
    passages = [_heard(reading, passage, words) for passage in _passages(reading, words)]
    general, person = sum(passage.general for passage in passages), sum(passage.person for passage in passages)
    voiced = general >= 2 * ENOUGH - 1 and person * 8 <= general and not any(passage.ends for passage in passages)
    whole = voiced or (declared and person <= 1)
    return [(0, len(reading.text))] if whole else [*found, *_runs(reading, passages)]


def within(stretches: Sequence[Stretch], offset: int) -> bool:
    """Whether a character stands in one of them."""
    return any(first <= offset < last for first, last in stretches)


def _passages(reading: Reading, words: _Words) -> Iterator[_Passage]:
    heads = {section.start: section.kind for section in reading.sections}
    kept: list[Line] = []
    ends, announced, begins, previous = False, False, False, 0
    for line in reading.lines:
        flat = reading.flat[line.start : line.end].strip()
        known = heads.get(line.start)
        may = _may_announce(flat)
        starts = may and words.begins.search(flat) is not None
        told = starts or (may and words.announces.search(flat) is not None)
        opens = told or known is not None or (flat.endswith(("?", ":")) and len(flat.split()) <= SHORT)
        if opens or APART.search(reading.text, previous, line.start):
            if kept:
                yield _Passage(tuple(kept), ends, announced, begins)
            kept = []
            ends, announced, begins = known in words.ends and not told, told, starts
        kept.append(line)
        previous = line.end
    if kept:
        yield _Passage(tuple(kept), ends, announced, begins)


def _heard(reading: Reading, passage: _Passage, words: _Words) -> _Passage:
    """With its signs of a leaflet and of one person counted. What is asked is said of nobody."""
    written = [reading.flat[line.start : line.end] for line in passage.lines]
    flat = " ".join(line for line in written if not words.furniture.search(line))
    if passage.announced:  # "Call us if:" / "You have chest pain."
        person = sum(_of_one(line.strip(), words) for line in written)
    else:
        person = words.person.count(QUESTION.sub(" ", flat) if "?" in flat else flat)
    return passage._replace(general=words.general.count(flat), person=person)


def _listed(reading: Reading, words: _Words) -> Iterator[Stretch]:
    """What stands in a list under a line that announces it."""
    lines, heads = reading.lines, {s.start for s in reading.sections if s.kind in words.ends}
    for index, line in enumerate(lines):
        flat = reading.flat[line.start : line.end].strip()
        if not _may_announce(flat) or not words.announces.search(flat):
            continue
        last, bulleted = line, False
        for following in lines[index + 1 :]:
            written = reading.text[following.start : following.end].strip()
            bullet = BULLET.match(written) is not None
            apart = APART.search(reading.text, last.end, following.start) is not None
            if following.start in heads or (apart and last is not line) or (bulleted and not bullet and apart):
                break
            if not bullet and (len(written.split()) > SHORT or _of_one(written.casefold(), words)):
                break
            bulleted = bulleted or bullet
            last = following
        if last is not line:
            yield line.start, last.end


def _runs(reading: Reading, passages: Sequence[_Passage]) -> Iterator[Stretch]:
    """Passages one after another in a leaflet's voice, with what stands between them."""
    run: list[_Passage] = []
    weight, sure = 0, 0  # signs so far; how many passages of the run surely belong
    for passage in [*passages, None]:
        if passage is None or passage.ends or passage.person >= max(1, (passage.general + 2) // 3):
            if sure and weight >= ENOUGH:
                yield run[0].lines[0].start, run[sure - 1].lines[-1].end
            run, weight, sure = [], 0, 0
            continue
        if not run and not passage.general and not passage.announced:
            continue
        run.append(passage)
        weight += passage.general + (ENOUGH if passage.begins else 1 if passage.announced else 0)
        if passage.general or passage.announced or _list(reading, passage):
            sure = len(run)


def _may_announce(line: str) -> bool:
    """What announces a list does not end as a sentence does, and is no long line."""
    return 8 < len(line) < 130 and line[-1] not in ".,;"


def _of_one(written: str, words: _Words) -> bool:
    return not written.startswith("you ") and words.person.count(written) > 0


def _list(reading: Reading, passage: _Passage) -> bool:
    return all(len(reading.text[line.start : line.end].split()) <= SHORT for line in passage.lines)
