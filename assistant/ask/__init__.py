"""Questions worth asking the specialist: the patient's own, from disagreements, from the record, from knowledge.

Each says why it is asked and where it comes from. It never answers one, and asks nothing the papers settle.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from assistant.ask.sources import (
    COACHED,
    Candidate,
    from_background,
    from_conflicts,
    from_open,
    from_pathway,
    from_patient,
    from_pictures,
    from_worries,
)
from assistant.ask.together import together
from assistant.model.gaps import Gap, Question
from assistant.model.history import History
from knowledge.finder import Finder, likeness, tokens
from knowledge.schema import Pathway
from knowledge.small_words import small_words

_SAME = 0.8
_FEW = 5  # words
_STEM = 4  # letters
_ASKED_ALREADY = frozenset({"own", "condition", "core"})
_MOSTLY = 0.75  # of its telling words
_SMALL = frozenset(word for words in small_words("stop").values() for word in words)
_FIRST = 3  # the patient's own that are marked as top
_PLACES = {"told": 1, "conflict": 2, "open": 1, "pictures": 1, "background": 1, "coach": 1, "worry": COACHED}
_STRONG = 80  # weight from which what the papers ask goes before a condition's second question
_OWN = 4  # places for the patient's own; where there are more, short ones stand together in one
_OF_PAPERS = ("conflict", "open", "background")  # where all three ask, the patient's own stand closer
_OTHERS = 2  # places kept for what the papers and the condition ask, however many questions the patient has


def ask(
    gaps: Sequence[Gap],
    history: History,
    pathway: Pathway,
    *,
    language: str = "en",
    worries: Sequence[str] = (),
    notes: Sequence[str] = (),
    limit: int = 8,
) -> list[Question]:
    """At most `limit` questions, the most telling first; the first three are marked as top. `worries`: what the patient
    typed of what troubles them and what they want; `notes`: what else they told in their own words."""
    pool = [
        *from_patient(worries, notes, pathway, language),
        *from_worries(worries, notes, pathway, language),
        *from_conflicts(history, pathway, language),
        *from_open(gaps, history, pathway, language),
        *from_pictures(gaps, pathway, language),
        *from_background(history, pathway, language),
        *from_pathway(history, pathway, language, (*worries, *notes)),
    ]
    distinct = _distinct(pool)
    strong = len({one.source for one in distinct if one.source in _OF_PAPERS})
    places = min(_OWN - 1 if strong == len(_OF_PAPERS) else _OWN, limit)
    own = together([one for one in distinct if one.source == "own"], places)
    chosen = _chosen([*own, *(one for one in distinct if one.source != "own")], pathway, limit)
    return [
        replace(one.question, rank=rank, top=rank <= min(3, limit))
        for rank, one in enumerate(sorted(chosen, key=lambda c: c.weight, reverse=True)[:limit], start=1)
    ]


def _distinct(pool: Sequence[Candidate]) -> list[Candidate]:
    """Of two that ask the same, the weightier; a few words of the patient's give way to the full question."""
    kept: list[Candidate] = []
    for one in sorted(pool, key=lambda c: c.weight, reverse=True):
        same = next((o for o in kept if _same(one, o)), None)
        if same is None:
            kept.append(one)
        elif same.source == "own" and _fuller(one, same):
            kept[kept.index(same)] = replace(one, weight=same.weight)
    return kept


def _fuller(one: Candidate, other: Candidate) -> bool:
    words, theirs = len(one.question.text.split()), len(other.question.text.split())
    return words > theirs and (one.source == "own" or theirs <= _FEW)


def _same(one: Candidate, other: Candidate) -> bool:
    """Alike as a whole; or, of two by the patient, all that one asks about stands in the other. Two disagreements are
    asked about in the same words and are two."""
    if one.source == other.source == "conflict":
        return False
    if likeness(one.question.text, other.question.text) >= _SAME:
        return True
    sources = {one.source, other.source}
    if "own" not in sources or not sources <= _ASKED_ALREADY:
        return False
    few, many = sorted((_telling(one), _telling(other)), key=len)
    if sources != {"own"}:  # the patient's words hold nearly all that the papers or the condition would ask
        mine, theirs = (one, other) if one.source == "own" else (other, one)
        few, many = _telling(theirs) - _SMALL, {word for word in tokens(mine.question.text) if len(word) >= _STEM}
    held = sum(any(word[:_STEM] == theirs[:_STEM] for theirs in many) for word in few)
    return len(few) > 1 and held >= len(few) * (1 if sources == {"own"} else _MOSTLY)


def _telling(one: Candidate) -> set[str]:
    asked = re.split(r"(?<=[.!])\s+|\s+(?=¿)", one.question.text.rpartition("?")[0] or one.question.text)[-1]
    return {word for word in tokens(asked) if len(word) >= _STEM}


def _chosen(pool: Sequence[Candidate], pathway: Pathway, limit: int) -> list[Candidate]:
    """One after the other, what weighs most and is new: each source has its places, and a theme touched counts less."""
    themes = {one.question.id: _themes(one, pathway) for one in pool}
    own = min(sum(one.source == "own" for one in pool), limit - _OTHERS)
    strong = sum(one.weight >= _STRONG and one.source in _PLACES for one in pool)  # the papers' own, of this person
    least = 0 if own + min(strong, _OTHERS) >= limit else 1  # who asks so much has asked what the condition asks
    heard = max(0, own - _FIRST) + (own > 1 and any(one.source == "worry" for one in pool))  # a place of theirs each
    condition = min(sum(one.source == "condition" for one in pool), max(least, limit * 3 // 8 - heard))
    room = limit - condition  # so that the condition's own questions are never crowded out
    places = {**_PLACES, "own": max(1, own), "condition": max(least, limit - own - min(strong, _OTHERS))}
    left = list(pool)
    chosen: list[Candidate] = []
    taken: Counter[str] = Counter()
    touched: Counter[str] = Counter()
    while left and len(chosen) < limit:
        best = max(left, key=lambda one: one.weight + _news(one, themes[one.question.id], touched))
        left.remove(best)
        others = sum(count for source, count in taken.items() if source not in ("condition", "core"))
        other = best.source not in ("condition", "core")
        if taken[best.source] >= places.get(best.source, limit) or (other and others >= room):
            continue
        chosen.append(best)
        taken[best.source] += 1
        touched.update(themes[best.question.id])
    return chosen


def _themes(one: Candidate, pathway: Pathway) -> frozenset[str]:
    return frozenset(
        key
        for key, theme in pathway.shared.themes.items()
        if Finder.spoken_start(one.about or one.question.text, (*theme.words.en, *theme.words.es))
    )


def _news(one: Candidate, themes: frozenset[str], touched: Counter[str]) -> int:
    """More for a theme not yet asked about, less for each time its themes were. This person's own are not weighed."""
    if not themes or one.source not in ("condition", "core", "coach"):
        return 0
    if any(theme not in touched for theme in themes):
        return _NEW
    return -_AGAIN * min(2, min(touched[theme] for theme in themes))


_NEW, _AGAIN = 15, 15


__all__ = ["ask"]
