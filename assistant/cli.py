"""The `second-opinion` command (CONTRACT.md): the same functions as the screens, for other programs. JSON on stdout."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.quiet import quiet

EXAMPLES = {
    "serve": "second-opinion serve --port 8501 --data ~/second-opinion",
    "read": "second-opinion read reports/ CD/ --jobs 2 > read.jsonl",
    "prepare": 'second-opinion prepare records/ --condition "breast cancer" --reason "surgery advised" --out case/',
    "chat": 'second-opinion chat "What am I missing?" --case case/',
    "check": "second-opinion check case/",
    "worker": "second-opinion worker",
    "users": "second-opinion users add dana --role liaison",
    "doctor": "second-opinion doctor",
    "knowledge": 'second-opinion knowledge sign breast-cancer --name "Ana Ruiz" --credentials "MD, breast surgery"',
    "audit": "second-opinion audit verify",
    "keys": "second-opinion keys rotate",
    "retention": "second-opinion retention --days 3650 --dry-run",
    "backup": "second-opinion backup /safe/place",
    "restore": "second-opinion restore /safe/place --data ~/second-opinion",
}


def parser() -> argparse.ArgumentParser:
    """The command line, with an example for each command."""
    top = argparse.ArgumentParser(
        prog="second-opinion",
        description="Prepares medical records for a second opinion. Works offline, with no API key.",
        epilog="examples:\n  " + "\n  ".join(EXAMPLES.values()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="command")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        each = commands.add_parser(
            name,
            help=text,
            description=text,
            epilog=f"example:\n  {EXAMPLES[name]}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        each.add_argument("--data", type=Path, help="data folder (default: the platform's user-data folder)")
        return each

    serve = add("serve", "the web app, with background work in the same process")
    serve.add_argument("--port", type=int, default=8501)

    read = add("read", "reads files or folders: one JSON object a line for each input file")
    read.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    read.add_argument("--jobs", type=int, default=0, help="reading processes (default: one a core)")

    prepare = add("prepare", "the whole job with no browser: a hand-off package in DIR")
    prepare.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    prepare.add_argument("--condition", required=True, help="the condition, in the patient's words")
    prepare.add_argument("--reason", default="", help="why a second opinion")
    prepare.add_argument(
        "--question", action="append", default=[], help="a question of the patient's (repeat for more)"
    )
    prepare.add_argument("--language", choices=("en", "es"), default="en")
    prepare.add_argument("--today", default="", help="YYYY-MM-DD (default: today)")
    prepare.add_argument("--out", required=True, type=Path, metavar="DIR")
    prepare.add_argument("--jobs", type=int, default=0)

    chat = add("chat", "one chat turn")
    chat.add_argument("text")
    chat.add_argument("--case", type=Path, metavar="DIR", help="an --out of prepare")
    chat.add_argument("--language", choices=("en", "es"))

    check = add("check", "verifies a hand-off package: checksums, quotations, schema")
    check.add_argument("package", type=Path)

    add("worker", "background work only; several may run against one PostgreSQL")

    users = add("users", "accounts and roles")
    users.add_argument("action", choices=("add", "list", "disable", "enable", "second-off"))
    users.add_argument("name", nargs="?", default="")
    users.add_argument("--role", choices=("patient", "helper", "liaison", "provider", "admin"), default="patient")
    users.add_argument("--shown", default="", help="how other people see them")
    users.add_argument("--password", default="", help="asked for when not given")

    add("doctor", "what is configured, what is reachable, what is missing, and the line that mends it")

    content = add("knowledge", "check: every fault of every file; status: who reviewed what; sign: a review")
    content.add_argument("action", choices=("check", "status", "sign"))
    content.add_argument("targets", nargs="*", metavar="TARGET", help="a pathway, items/NAME, or a file's path")
    content.add_argument("--name", default="", help="who reviewed it")
    content.add_argument("--credentials", default="", help="by what right")
    content.add_argument("--date", default="", help="YYYY-MM-DD (default: today)")
    content.add_argument("--folder", type=Path, help="the hospital's own folder (default: as the settings say)")

    audit = add("audit", "the audit trail")
    audit.add_argument("action", choices=("verify", "export"))

    keys = add("keys", "rotate: a new key, and everything sealed again under it; reseal: only the second half")
    keys.add_argument("action", choices=("rotate", "reseal"))

    retention = add("retention", "deletes cases closed or withdrawn longer ago than --days; the audit trail stays")
    retention.add_argument("--days", type=int, required=True)
    retention.add_argument("--dry-run", action="store_true", help="only say which")

    add("backup", "copies the sealed data while the app runs; the keys are kept apart").add_argument("folder")
    back = add("restore", "brings a backup into an empty data folder and checks it")
    back.add_argument("folder")
    back.add_argument("--deleted", type=Path, nargs="*", default=[], help="folders that know what was deleted since")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit code."""
    quiet()
    options = parser().parse_args(arguments)
    if options.command in ("read", "prepare", "chat", "check"):
        from assistant.commands import records as commands
    elif options.command in ("backup", "restore"):
        from assistant.commands import backup as commands  # type: ignore[no-redef]
    elif options.command == "knowledge":
        from assistant.commands import content as commands  # type: ignore[no-redef]
    elif options.command in ("keys", "retention"):
        from assistant.commands import keeping as commands  # type: ignore[no-redef]
    else:
        from assistant.commands import service as commands  # type: ignore[no-redef]
    return int(getattr(commands, options.command)(options))


if __name__ == "__main__":
    sys.exit(main())
