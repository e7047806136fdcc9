"""Commands on records: read, prepare, chat, check. They need no server, no database and no network."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from assistant.model.case import Case, Dossier, Goal
from assistant.model.gaps import Question, QuestionOrigin
from assistant.model.package import Original
from assistant.model.papers import Paper
from assistant.model.people import Person
from assistant.prepare import papers_of
from assistant.prepare import prepare as assemble
from assistant.settings import from_environment
from ingest.document import Document, Ingested, Problem, Status
from ingest.inputs import Input, inputs
from ingest.limits import Limits
from ingest.sandbox import read_apart
from knowledge import Knowledge, load

READINGS = "readings.json"  # beside the package: lets `chat` know the case without reading the papers again


def read(options: Namespace) -> int:
    """One JSON object a line for each input; 1 if any was rejected."""
    rejected = False
    for ingested, source, papers in _read(options.paths, options.jobs, load()):
        rejected |= ingested.status is Status.REJECTED
        print(_line(ingested, source, papers), flush=True)
    return int(rejected)


def _line(ingested: Ingested, source: Input, papers: list[Paper], language: str = "en") -> str:
    from assistant.commands.places import boxes_of
    from assistant.export.contract import ingested_dict

    return json.dumps(ingested_dict(ingested, papers, boxes_of(source.path, papers), language), ensure_ascii=False)


def _read(paths: Iterable[Path], jobs: int, knowledge: Knowledge) -> Iterator[tuple[Ingested, Input, list[Paper]]]:
    """Each input with what was read from it, in order, with progress on stderr."""
    given = [each for path in paths for each in inputs(path)]
    workers = jobs or os.cpu_count() or 1
    for number, (source, ingested) in enumerate(zip(given, read_apart(given, Limits(), workers), strict=True), 1):
        papers = [paper for document in ingested.documents for paper in papers_of(document, knowledge)]
        print(f"{number}/{len(given)} {ingested.status.value}", file=sys.stderr, flush=True)
        yield ingested, source, papers


def prepare(options: Namespace) -> int:
    """The whole job: reads, finds history, gaps and questions, and writes the package and `read.jsonl` to DIR."""
    from assistant.adapters.clock import SystemClock
    from assistant.export.package import write
    from assistant.handoff import handoff
    from assistant.model.codec import dump
    from assistant.view import view

    knowledge, clock = load(from_environment(options.data).knowledge), SystemClock()
    today = options.today or clock.today()
    case = _case(options, today)
    papers: list[Paper] = []
    originals: list[Original] = []
    lines, readings = [], []
    problems: list[Problem] = []
    for ingested, source, found in _read(options.paths, options.jobs, knowledge):
        papers += found
        originals += _originals(source, ingested)
        lines.append(_line(ingested, source, found, options.language))
        problems += ingested.problems
        readings.append(json.loads(dump(ingested)))
    dossier = _with_questions(
        assemble(case, papers, knowledge, today, options.language, problems=problems), options.question
    )
    for_provider = (
        dossier
        if options.language == "en"
        else assemble(dossier.case, papers, knowledge, today, "en", problems=problems)
    )
    package = handoff(for_provider, view(for_provider, knowledge), originals, created=f"{today}T00:00:00Z")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    write(package, options.out)
    (options.out / "read.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    kept = {"case": json.loads(dump(dossier.case)), "today": today, "readings": readings}
    (options.out / READINGS).write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    print(
        f"{len(dossier.papers)} papers, {len(dossier.gaps)} gaps, {len(dossier.questions)} questions", file=sys.stderr
    )
    return 0


def _case(options: Namespace, today: str) -> Case:
    at = f"{today}T00:00:00Z"
    case = Case(id="case", number="", owner="command", created=at, updated=at, language=options.language)
    goal = Goal(condition=options.condition, reason=options.reason)
    return replace(case, goal=goal, patient=Person(language=options.language))


def _with_questions(dossier: Dossier, typed: Sequence[str]) -> Dossier:
    """The patient's own questions first, as typed, then what is suggested."""
    own = [Question(f"own-{n}", text, QuestionOrigin.PATIENT, n) for n, text in enumerate(typed, 1)]
    questions = (*own, *(replace(q, rank=n) for n, q in enumerate(dossier.suggested, len(own) + 1)))
    return replace(dossier, case=replace(dossier.case, questions=questions))


def _originals(source: Input, ingested: Ingested) -> list[Original]:
    """The files of one input as they lie on the disk."""
    if not source.path.is_dir():
        documents = tuple(document.id for document in ingested.documents)
        return [_original(source.path, documents, ingested.sha256, ingested.file)]
    found = []
    for member in source.members or _files(source.path):
        path = source.path / member
        holding = tuple(d.id for d in ingested.documents if _holds(d, member, ingested.file))
        found.append(_original(path, holding, "", f"{ingested.file}/{member}"))
    return found


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _holds(document: Document, member: str, name: str) -> bool:
    return f"{name}/{member}" in document.members or member in document.members or document.name == f"{name}/{member}"


def _original(path: Path, documents: tuple[str, ...], sha256: str, name: str) -> Original:
    from ingest.reading import sha256 as digest

    def open_it() -> AbstractContextManager[BinaryIO]:
        return path.open("rb")

    return Original(documents, sha256 or digest(path), name, path.stat().st_size, open_it)


def chat(options: Namespace) -> int:
    """One turn of the chat as JSON."""
    from assistant.chat import chat as answer
    from assistant.chat.language import language_of
    from assistant.settings import from_environment
    from assistant.wiring import open_model_of

    knowledge = load(from_environment(options.data).knowledge)
    language = options.language or language_of(options.text)
    dossier = None
    if options.case:
        from assistant.model import codec

        kept = json.loads((options.case / READINGS).read_text(encoding="utf-8"))
        case = codec.load(Case, json.dumps(kept["case"]).encode())
        documents = [d for each in kept["readings"] for d in codec.load(Ingested, json.dumps(each).encode()).documents]
        papers = [paper for document in documents for paper in papers_of(document, knowledge)]
        dossier = assemble(case, papers, knowledge, kept["today"], language)
    model = open_model_of(from_environment(options.data)) if dossier is None else None
    turn = answer(options.text, dossier=dossier, knowledge=knowledge, language=language, model=model)
    print(json.dumps(turn.as_dict(), ensure_ascii=False))
    return 0


def check(options: Namespace) -> int:
    """0 if every checksum, quotation and shape of the package holds; else 1, with each fault on a line."""
    from assistant.export.package import check as verify

    faults = verify(options.package)
    for fault in faults:
        print(fault)
    print("the package is whole" if not faults else f"faults found: {len(faults)}", file=sys.stderr)
    return int(bool(faults))


__all__ = ["chat", "check", "prepare", "read"]
