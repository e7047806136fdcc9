"""Entries against labels: one to one, each label with the entry that fits it best, and what is wrong with it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.document import Document, Entry
from ingest.errors import Rejected
from ingest.limits import Limits

Wrong = list[str]


@dataclass
class Score:
    """Counts of one section over a whole set."""

    wanted: int = 0
    found: int = 0
    right: int = 0  # found, and its value, unit, flag, date and negation as labelled
    given: int = 0
    misses: Wrong = field(default_factory=list)


def labels(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a label file."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            item = json.loads(line)
            given = path.parent / item.get("file", "")
            if (
                item.get("sha256")
                and given.is_file()
                and hashlib.sha256(given.read_bytes()).hexdigest() != item["sha256"]
            ):
                print(f"label without its file (another of the same name is there): {given.name[-40:]}")
                continue
            yield item


def read_all(read: Callable[[Path, str, Limits], list[Document]], path: Path) -> list[Document]:
    """The documents, or none for a refused file. Anything else raised is a failure of ours and ends the run."""
    try:
        return read(path, path.name, Limits())
    except Rejected:
        return []


def _matches(entry: Entry, names: Iterable[str], codes: Iterable[str]) -> bool:
    said = " | ".join((entry.name, entry.value, *entry.details.values())).casefold()
    if not any(names) and not any(codes):
        return True
    return (bool(entry.code) and entry.code in codes) or any(name.casefold() in said for name in names if name)


def compare(
    score: Score, wanted: list[dict[str, Any]], given: list[Entry], fits: Callable[[Entry, dict[str, Any]], list[str]]
) -> list[Entry]:
    """One to one: each label takes the entry that fits it best. Returns the entries no label took."""
    left = list(given)
    score.given += len(given)
    for label in wanted:
        names, codes = label.get("names") or [], label.get("codes") or [label.get("code")]
        names = [*names, *(label.get("value") if isinstance(label.get("value"), list) and not names else [])]
        names = [name for name in names if isinstance(name, str)]
        score.wanted += 1
        candidates = sorted(
            ((len(fits(entry, label)), number) for number, entry in enumerate(left) if _matches(entry, names, codes))
        )
        if not candidates:
            score.misses.append(f"missing {names[:2]}")
            continue
        entry = left.pop(candidates[0][1])
        score.found += 1
        wrong = fits(entry, label)
        score.right += not wrong
        if wrong:
            score.misses.append(f"{entry.name[:40]}: {'; '.join(wrong)}")
    score.misses.extend(f"extra {entry.kind} {entry.name[:60]} {entry.pointer[-50:]}" for entry in left)
    return left


def show(title: str, scores: dict[str, Score]) -> None:
    total = Score()
    for name, score in scores.items():
        for key in ("wanted", "found", "right", "given"):
            setattr(total, key, getattr(total, key) + getattr(score, key))
        print(f"{title} {name:20} {_figures(score)}")
    print(f"{title} {'all':20} {_figures(total)}")
    if os.environ.get("SHOW"):
        for name, score in scores.items():
            for miss in score.misses:
                print(f"   {name}: {miss}")


def _figures(score: Score) -> str:
    recall, precision = score.found / max(score.wanted, 1), score.found / max(score.given, 1)
    right = score.right / max(score.wanted, 1)
    return f"n {score.wanted:4} recall {recall:.3f} precision {precision:.3f} all right {right:.3f}"


def same(entry: Entry, label: dict[str, Any]) -> list[str]:
    wrong: list[str] = []
    value, unit = label.get("value"), label.get("unit")
    if isinstance(value, str) and (entry.value != value or (unit and entry.unit != unit)):
        wrong.append(f"value {entry.value} {entry.unit} for {value} {unit}")
    if label.get("flag") and entry.flag != label["flag"]:
        wrong.append(f"flag {entry.flag} for {label['flag']}")
    if label.get("negated") is not None and entry.negated != label["negated"]:
        wrong.append(f"negated {entry.negated}")
    for bound in ("low", "high", "text"):
        if label.get("range") and label["range"].get(bound) and label["range"][bound].strip() not in entry.range:
            wrong.append(f"range {entry.range} for {label['range']}")
    if label.get("route") and entry.details.get("route") != label["route"]:
        wrong.append(f"route {entry.details.get('route')} for {label['route']}")
    if label.get("dose") and label["dose"][0] and label["dose"][0] not in entry.details.get("dose", ""):
        wrong.append(f"dose {entry.details.get('dose')} for {label['dose']}")
    relation = label.get("relation")
    if relation and entry.experiencer.casefold() not in [each.casefold() for each in relation]:
        wrong.append(f"relation {entry.experiencer} for {relation}")
    time_ = (
        label.get("time")
        if isinstance(label.get("time"), str)
        else (label.get("time") or [None])[0] or label.get("start")
    )
    day = entry.date.replace("-", "")
    if time_ and (not day or not time_.startswith(day)):
        wrong.append(f"date {entry.date} for {time_}")
    return wrong
