"""The knowledge as a clinician and a hospital handle it: check every file, sign what was reviewed, see who signed."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from assistant.settings import from_environment
from knowledge import load
from knowledge.pathways import Pathways, load_pathways
from knowledge.schema import Review
from knowledge.signing import Signature, sign


def knowledge(options: Namespace) -> int:
    """`check`, `status` or `sign`; the exit code is 1 when something is wrong or was not done."""
    folder = (options.folder or from_environment(options.data).knowledge or Path()).expanduser().resolve()
    actions: dict[str, Callable[[Namespace, Path], int]] = {"check": _check, "status": _status, "sign": _sign}
    return actions[options.action](options, folder)


def _check(_: Namespace, folder: Path) -> int:
    """Every fault of every file at once, ours and the hospital's."""
    pathways = _pathways(folder)
    faults = [str(fault) for fault in pathways.faults]
    ours = load()
    parts = ("kinds", "lexicon", "library", "urgency")
    for part in parts:
        try:
            getattr(ours, part)
        except (ValueError, KeyError, OSError) as error:
            faults.append(f"{part}: {' '.join(str(error).split())}")
    for line in faults:
        print(line)
    own = f"with the hospital's own in {folder}" if folder.is_dir() else f"no hospital folder at {folder}"
    print(
        f"{len(faults)} faults in {len(pathways.files())} pathways and {len(parts)} other parts; {own}", file=sys.stderr
    )
    return int(bool(faults))


def _status(_: Namespace, folder: Path) -> int:
    """Each pathway with its review, then every other signature and whether it still holds."""
    pathways = _pathways(folder)
    reviews = [pathways.review(file) for file in sorted(pathways.files().values(), key=lambda f: (f.layer, f.id))]
    for review in reviews:
        print(f"{review.id:32} {_said(review, _stale(review.id, pathways))}")
    for signature in pathways.signatures:
        if signature.target not in pathways.files():
            print(f"{signature.target:32} {_held(signature, pathways)}")
    signed = sum(bool(review.name) for review in reviews)
    print(f"{signed} of {len(reviews)} reviewed; signatures are kept in {folder}", file=sys.stderr)
    return 0


def _said(review: Review, stale: Iterable[Signature]) -> str:
    if review.name:
        return f"reviewed by {review.name}, {review.credentials}, {review.date}"
    edited = [f"edited since {one.name} signed on {one.date}" for one in stale]
    return "; ".join(["not yet reviewed", *edited])


def _stale(target: str, pathways: Pathways) -> list[Signature]:
    return [s for s in pathways.signatures if s.target == target and s.digest != pathways.digest(target)]


def _held(signature: Signature, pathways: Pathways) -> str:
    by = f"{signature.name}, {signature.credentials}, {signature.date}"
    try:
        holds = pathways.digest(signature.target) == signature.digest
    except KeyError:
        return f"gone since it was signed by {by}"
    return f"reviewed by {by}" if holds else f"edited since it was signed by {by}"


def _sign(options: Namespace, folder: Path) -> int:
    """Signs each target as it is now."""
    if not options.targets or not options.name.strip() or not options.credentials.strip():
        line = 'second-opinion knowledge sign breast-cancer --name "Ana Ruiz" --credentials "MD, breast surgery"'
        print(f"say what is signed, by whom and with which credentials:\n  {line}", file=sys.stderr)
        return 2
    try:
        day = date.fromisoformat(options.date) if options.date else date.today()
    except ValueError:
        print(f"'{options.date}' is not a date: write it as YYYY-MM-DD", file=sys.stderr)
        return 2
    pathways, failed = _pathways(folder), False
    for target in options.targets:
        try:
            digest = pathways.digest(target)
        except KeyError:
            print(
                f"there is no '{target}'; `second-opinion knowledge status` lists what can be signed", file=sys.stderr
            )
            failed = True
            continue
        row = Signature(
            target=target,
            digest=digest,
            name=options.name.strip(),
            credentials=options.credentials.strip(),
            date=day,
        )
        try:
            sign(folder, row)
        except ValueError as error:
            print(f"not signed, mend this first: {error}", file=sys.stderr)
            return 1
        print(f"{target} signed by {row.name}, {row.credentials}, {row.date}")
    print(f"kept in {folder}; running processes show it after a restart", file=sys.stderr)
    return int(failed)


def _pathways(folder: Path) -> Pathways:
    return load_pathways([folder] if folder.is_dir() else [])


__all__ = ["knowledge"]
