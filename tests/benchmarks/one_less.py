"""Whole shoeboxes with one input taken away at a time: the gap check must report that removal and nothing else.

Folders of cases: `EVAL_DIR`/scenarios (or `../shared/eval/dev` beside the repository) and those of `EVAL_MORE`,
parted by the path separator. What is expected comes from what the inputs met together, not from the answer judged.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from assistant.model.case import Case, Dossier, Goal
from assistant.model.gaps import Gap, GapState, Need, Received
from assistant.model.papers import Paper
from assistant.prepare import papers_of, prepare
from ingest.document import Ingested, Problem
from ingest.inputs import inputs
from ingest.limits import Limits
from ingest.sandbox import read_apart
from knowledge import Knowledge, load

ROOT = Path(__file__).parents[2]
_GONE = {GapState.MISSING, GapState.OUTDATED}  # an older one may be left
_PART = {*_GONE, GapState.INCOMPLETE}  # some of the tests may be left
_HALF = {GapState.REPORT_ONLY, GapState.IMAGES_ONLY, GapState.MISSING}


def run() -> None:
    knowledge, total = load(), Counter[str]()
    for folder in case_folders():
        print(folder.name, flush=True)
        total += one_case(folder, knowledge, lambda place: list(read_apart(list(inputs(place / "files")), Limits(), 1)))
    print(f"removals {total['removals']}: exact {total['exact']}, that change nothing {total['silent']}")
    for need in Need:
        print(f"{need.value} gaps due {total[f'{need.value} due']}, told rightly {total[f'{need.value} told']}")
    print(f"required gaps that are not the removal: {total['false']}")


def case_folders() -> list[Path]:
    dev = Path(os.environ.get("EVAL_DIR", ROOT.parent / "shared" / "eval" / "dev")) / "scenarios"
    roots = [dev, *(Path(p) for p in os.environ.get("EVAL_MORE", "").split(os.pathsep) if p)]
    found = [p for root in roots if root.is_dir() for p in sorted(root.iterdir()) if (p / "case.json").exists()]
    if not found:
        print(f"no cases at {dev}: set EVAL_DIR")
    return found


def one_case(folder: Path, knowledge: Knowledge, read_all: Callable[[Path], Sequence[Ingested]]) -> Counter[str]:
    """Counts of one case: removals, exact ones, gaps due and told, false required ones; prints what is not exact."""
    told = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    case = Case("case", "", "bench", told["today"], goal=Goal(condition=told["condition"], reason=told["reason"]))
    read = read_all(folder)
    papers = {i.file: [p for d in i.documents for p in papers_of(d, knowledge)] for i in read}
    whole = _dossier(case, papers.values(), _problems(read), knowledge)
    count = Counter[str]()
    for gone in read:
        rest = [rows for name, rows in papers.items() if name != gone.file]
        found = _dossier(case, rest, _problems(i for i in read if i is not gone), knowledge)
        ids = {paper.id for paper in papers[gone.file]}
        count += _judged(gone.file, ids, whole, found)
    return count


def _judged(name: str, gone: set[str], whole: Dossier, found: Dossier) -> Counter[str]:
    before = {(gap.item, gap.state) for gap in whole.gaps}
    count, faults = Counter[str](removals=1), []
    due = list(_due(gone, whole, found))
    for met, states in due:
        now = [gap for gap in found.gaps if gap.item == met.item]
        asked = {GapState.UNCONFIRMED} if met.need is Need.RECOMMENDED else set()  # nobody else says it was done
        told = any(gap.state in states | asked and gap.need is met.need for gap in now)
        count[f"{met.need.value} due"] += 1
        count[f"{met.need.value} told"] += told
        if not told:
            faults.append(f"{met.item} {_states(now) or 'not told'}, due {'/'.join(sorted(states))} ({met.need.value})")
    allowed = {*(met.item for met, _ in due), *(gap.item for gap in whole.gaps if _rests_on(gap, gone))}
    allowed |= {met.item for met in whole.received if set(met.documents) & gone}  # what is left may be older, or a part
    came = [gap for gap in found.gaps if gap.need is Need.REQUIRED and (gap.item, gap.state) not in before]
    false = [gap for gap in came if gap.item not in allowed]
    for line in (*faults, *(f"+ {gap.item} {gap.state.value}: {gap.why[-90:]}" for gap in false)):
        print(f"  without {name}: {line}", flush=True)
    if before == {(gap.item, gap.state) for gap in found.gaps}:
        count["silent"] = 1
        print(f"  without {name}: nothing changes ({', '.join(_what(gone, whole)) or 'it gave no paper'})", flush=True)
    return count + Counter(exact=not faults and not false, false=len(false))


def _what(gone: set[str], whole: Dossier) -> list[str]:
    return [paper.kind.value for paper in whole.papers if paper.id in gone]


def _due(gone: set[str], whole: Dossier, found: Dossier) -> Iterator[tuple[Received, set[GapState]]]:
    """What only the removed papers met, and how its lack should be told. A test that a note quotes is still known."""
    pictures = {paper.id: paper.document.imaging is not None for paper in whole.papers}
    known = {met.item for met in found.received}
    for met in whole.received:
        left = set(met.documents) - gone
        if not set(met.documents) & gone or (met.item in known and not _is_pair(met, pictures)):
            continue
        if not left:
            yield met, _PART if "lab" in met.item or "blood" in met.item else _GONE
        elif _is_pair(met, pictures):
            yield met, _HALF


def _is_pair(met: Received, pictures: Mapping[str, bool]) -> bool:
    return len(met.documents) == 2 and pictures[met.documents[0]] and not pictures[met.documents[1]]


def _rests_on(gap: Gap, gone: set[str]) -> bool:
    return any(place.span.document in gone for place in gap.evidence)


def _states(gaps: Iterable[Gap]) -> str:
    return ", ".join(f"{gap.state.value} ({gap.need.value})" for gap in gaps)


def _problems(read: Iterable[Ingested]) -> list[Problem]:
    return [problem for i in read if not i.documents for problem in i.problems]


def _dossier(case: Case, papers: Iterable[list[Paper]], problems: list[Problem], knowledge: Knowledge) -> Dossier:
    return prepare(case, [p for rows in papers for p in rows], knowledge, case.created, "en", problems=problems)
