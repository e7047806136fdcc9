"""Backup and restore of an embedded data folder. A backup holds sealed bytes only; the keys are kept apart, by you.

On PostgreSQL the database is backed up with its own tools (`pg_dump`); the files of the data folder with this.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
from argparse import Namespace
from contextlib import closing
from pathlib import Path

from assistant.actions.erasing import DELETED, bury, remembered
from assistant.settings import Settings, from_environment

DATABASE = "second-opinion.sqlite"


def backup(options: Namespace) -> int:
    """Copies the database (consistent, while the app runs) and every file not yet in the backup."""
    settings, target = from_environment(options.data), Path(options.folder)
    source = settings.data / DATABASE
    if settings.database:
        print("the database is PostgreSQL's to back up (pg_dump); copying the files", file=sys.stderr)
    elif not source.exists():
        print(f"nothing to back up in {settings.data}", file=sys.stderr)
        return 1
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    files = _copy_files(
        settings.data / "blobs", target / "blobs"
    )  # first: a file may be more than rows say, never less
    if not settings.database:
        _copy_database(source, target / DATABASE)
        files += _copy_files(settings.data / "blobs", target / "blobs")
        dropped = _drop_files(settings.data / "blobs", target)
        print(f"{dropped} files that no case holds any more were dropped from the backup", file=sys.stderr)
    _join_deleted([settings.data], target)
    print(f"backed up, {files} new files; keep a copy of the keys elsewhere: {_keys(settings)}", file=sys.stderr)
    return 0


def _keys(settings: Settings) -> Path:
    return settings.data / "key"


def _copy_database(source: Path, target: Path) -> None:
    half = target.with_suffix(".half")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(half)) as copy:  # `with` closes none
        live.backup(copy)
    half.replace(target)


def _copy_files(source: Path, target: Path) -> int:
    count = 0
    for path in sorted(source.glob("*/*")):
        place = target / path.parent.name / path.name
        if place.exists() and place.stat().st_size == path.stat().st_size:
            continue
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = place.with_suffix(".half")
        shutil.copyfile(path, half)
        half.replace(place)
        count += 1
    return count


def _drop_files(source: Path, target: Path) -> int:
    """Deletes from the backup what was deleted from the service: a file that is gone there and that no case of the
    backed up database holds. One that was only lost stays."""
    with closing(sqlite3.connect(target / DATABASE)) as copy:
        if not copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'case_files'").fetchone():
            return 0  # of an older version, which did not know what a case holds
        held = {sha256 for (sha256,) in copy.execute("SELECT sha256 FROM case_files")}
    gone = [
        path
        for path in (target / "blobs").glob("*/*")
        if path.name not in held and not (source / path.parent.name / path.name).exists()
    ]
    for path in gone:
        path.unlink()
    return len(gone)


def _join_deleted(sources: list[Path], target: Path) -> None:
    """Puts together what these folders know to be deleted, with what the target knows."""
    known = set().union(*(remembered(folder / DELETED) for folder in [*sources, target]))
    if known:
        (target / DELETED).write_text("".join(f"{each}\n" for each in sorted(known)), "ascii")


def restore(options: Namespace) -> int:
    """Brings a backup into an empty data folder, then checks that it opens and that the audit trail is whole.

    What was deleted since stays deleted: as the backup says, the newer ones beside it, and the folders of `--deleted`
    (the data folder that was in use).
    """
    settings, source = from_environment(options.data), Path(options.folder)
    if (settings.data / DATABASE).exists():
        print(f"{settings.data} is in use; restore into an empty folder with --data", file=sys.stderr)
        return 1
    if not (source / DATABASE).exists():
        print(f"there is no backup in {source}", file=sys.stderr)
        return 1
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    _copy_files(source / "blobs", settings.data / "blobs")
    for left in ("-wal", "-shm"):  # of a database that is gone: SQLite would write its changes into this one
        (settings.data / f"{DATABASE}{left}").unlink(missing_ok=True)
    shutil.copyfile(source / DATABASE, settings.data / DATABASE)
    beside = [path.parent for path in source.resolve().parent.glob(f"*/{DATABASE}")]
    _join_deleted([source, *beside, *options.deleted], settings.data)
    from assistant.adapters.seal import SealBroken
    from assistant.wiring import wire

    desk = wire(settings, background=False)
    try:
        gone = bury(desk)
        cases, broken = len(desk.store.cases()), desk.store.verify_trail()
    except SealBroken:
        print(
            f"restored, but the keys are not the right ones: put the old key file at {_keys(settings)}", file=sys.stderr
        )
        return 1
    print(
        f"restored {cases} cases"
        + (f"; {gone} that were deleted since stay deleted" if gone else "")
        + ("" if broken is None else f"; the audit trail is broken at row {broken}"),
        file=sys.stderr,
    )
    return int(broken is not None)
