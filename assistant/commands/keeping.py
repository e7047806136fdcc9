"""Commands around what is kept: rotating keys, and how long finished cases stay. Prints ids and counts only."""

from __future__ import annotations

import sys
from argparse import Namespace

from assistant.settings import from_environment


def keys(options: Namespace) -> int:
    """`rotate`: a new key first, then everything sealed again under it; beside the service, and again if killed."""
    from assistant.adapters.keys import add_key, in_a_file, key_file, open_seal
    from assistant.adapters.reseal import reseal_blobs, reseal_rows
    from assistant.adapters.schema_sql import open_engine
    from assistant.wiring import open_blobs

    settings = from_environment(options.data)
    if options.action == "rotate":
        if not in_a_file():
            print(
                "the keys are not in a file of ours: put a new one first where they are kept, restart, then\n"
                "  second-opinion keys reseal",
                file=sys.stderr,
            )
            return 1
        if not key_file(settings.data).exists():
            print(f"there is no key file at {key_file(settings.data)}", file=sys.stderr)
            return 1
        add_key(settings.data)
    seal = open_seal(settings.data)
    engine = open_engine(settings.database_url)
    rows = reseal_rows(engine, seal)
    files = reseal_blobs(open_blobs(settings, seal))
    engine.dispose()
    print(f"{rows} rows and {files} files sealed again; keep the older keys: backups and the audit trail need them")
    return 0


def retention(options: Namespace) -> int:
    """Deletes, or with --dry-run lists, the ids of finished cases that are older."""
    from assistant.actions.retention import due, sweep
    from assistant.wiring import wire

    if options.days < 1:
        print("--days is 1 or more", file=sys.stderr)
        return 2
    desk = wire(from_environment(options.data), background=False)
    if options.dry_run:
        for line in due(desk, options.days):
            print(f"{line.id} {line.stage.value} {line.updated}")
        return 0
    for case_id in sweep(desk, options.days):
        print(case_id)
    return 0


__all__ = ["keys", "retention"]
