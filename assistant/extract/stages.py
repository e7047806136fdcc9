"""Stages, grades and scores (TNM, FIGO, Gleason, NYHA, BI-RADS …) as written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.extract import shapes
from assistant.extract.reading import Place
from assistant.extract.work import Work
from assistant.model.facts import Assertion, Fact, FactKind
from knowledge.lexicon import Lexicon

SKIPPED = frozenset({"technique", "questions", "functional", "family_history"})


@lru_cache(maxsize=2)
def _rules(lexicon: Lexicon) -> list[tuple[str, FactKind, re.Pattern[str], re.Pattern[str] | None]]:
    return [
        (
            rule["name"],
            FactKind(rule["kind"]),
            re.compile(rule["pattern"]),
            re.compile(rule["near"]) if "near" in rule else None,
        )
        for rule in lexicon.words["patterns"]["stages"]
    ]


def stages(work: Work) -> Iterator[Fact]:
    """Facts from the stages and scores of a page; of two that overlap the more specific rule stands."""
    taken: list[tuple[int, int]] = []
    for name, kind, rule, near in _rules(work.lexicon):
        for match in work.anchors.near(name, rule) if name in work.anchors else ():
            place = work.place_of(match.start())
            if (
                place is None
                or place.section in SKIPPED
                or any(match.start() < last and first < match.end() for first, last in taken)
            ):
                continue
            if near and work.setting.kind != "pathology" and not _near(work, near, match):
                continue
            taken.append((match.start(), match.end()))
            yield _fact(work, place, name, kind, match)


def _near(work: Work, words: re.Pattern[str], match: re.Match[str]) -> bool:
    """What is graded stands in the same clause: a tumour, not a vein or a slipped vertebra."""
    return words.search(work.flat[max(0, match.start() - 60) : match.end() + 40]) is not None


def _fact(work: Work, place: Place, name: str, kind: FactKind, match: re.Match[str]) -> Fact:
    start, end = match.start(), match.end()
    written = work.text[start:end].strip()
    value = work.text[match.start(1) : match.end(1)].strip() if match.re.groups else written
    judged = work.judge(place, match.start(1) if match.re.groups else start, end)  # "possible IVA": a cue inside it
    assertion = (
        judged.assertion
        if judged.assertion in (Assertion.POSSIBLE, Assertion.HISTORICAL, Assertion.ABSENT, Assertion.CONDITIONAL)
        else Assertion.PRESENT
    )
    if assertion is Assertion.HISTORICAL and shapes.said("upon").search(work.flat, place.start, start):
        assertion = Assertion.PRESENT  # "injury on CKD 3, resolved": the injury is over
    named = " ".join(written.split()) if name in ("TNM", "T stage", "stage") else f"{name} {value}"
    return work.fact(
        kind, named, (start, end), "stages", assertion, when=work.setting.when, value=value, details={"system": name}
    )
