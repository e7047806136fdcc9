"""Measures the hand-off: time of each form, IPS of every development patient, packages checked, throughput."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import BinaryIO

from assistant.export.fhir.ips import ips
from assistant.export.fhir.referral import referral
from assistant.export.fhir.verify import bundle_faults
from assistant.export.html import index_html
from assistant.export.package import check, document_paths, write, write_zip
from assistant.export.summary_json import summary_json
from assistant.export.summary_pdf import summary_pdf
from assistant.handoff import handoff
from assistant.model.case import Case, Dossier, Goal
from assistant.model.facts import Assertion, FactKind
from assistant.model.package import Original
from assistant.prepare import papers_of, prepare
from assistant.view import view
from ingest import ingest
from knowledge import Knowledge, load
from tests.benchmarks import eval_dir

AT = "2026-11-15T00:00:00Z"
LARGE = 300  # pages of the crowded case
BULK = 256 * 1024 * 1024


def run() -> None:
    """Prints every figure of this area."""
    knowledge = load()
    crowded(knowledge)
    throughput()
    root = eval_dir()
    if root is None:
        print("no development sets here (EVAL_DIR)")
        return
    patients(root, knowledge)
    scenarios(root / "scenarios", knowledge)


def timed(label: str, make: Callable[[], object]) -> None:
    started = perf_counter()
    made = make()
    size = f", {len(made) / 1024:.0f} KiB" if isinstance(made, bytes | str) else ""
    print(f"{label:<28}{(perf_counter() - started) * 1000:8.0f} ms{size}")


def crowded(knowledge: Knowledge) -> None:
    """A case of 300 pages: the test builder's papers, many times over."""
    from tests.export.build import full

    base = full()
    entries = [
        replace(entry, id=f"{entry.id}-{copy}", name=f"{entry.name} {copy}" if copy else entry.name)
        for copy in range(LARGE // 6)
        for entry in base.history.entries
    ]
    dossier = replace(base, history=replace(base.history, entries=tuple(entries)))
    print(f"crowded case: {len(entries)} statements")
    summary = view(dossier, knowledge)
    package = handoff(dossier, summary, [], created=AT)
    summary_pdf(view(base))  # Typst's own warm-up is not the case's
    timed("view", lambda: view(dossier, knowledge))
    timed("summary.pdf", lambda: summary_pdf(summary))
    timed("ips.json", lambda: json.dumps(ips(dossier, created=AT)))
    timed("summary.json", lambda: json.dumps(summary_json(dossier, summary)))
    timed("index.html", lambda: index_html(package, document_paths(package)))


def throughput() -> None:
    """A large original into a folder, into a zip, and checked."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        big = folder / "big.bin"
        with big.open("wb") as out:
            for number in range(BULK // (1024 * 1024)):
                out.write(number.to_bytes(4, "big") * (256 * 1024))
        dossier = replace(_empty(), papers=())
        original = Original(("big",), "", "study/big", BULK, lambda: big.open("rb"))
        package = handoff(dossier, view(dossier), [original], created=AT)
        for label, make in (
            ("write a folder", lambda: write(package, folder / "out")),
            ("write a zip", lambda: write_zip(package, folder / "out.zip")),
            ("check", lambda: check(folder / "out")),
        ):
            started = perf_counter()
            make()
            print(f"{label:<28}{BULK / 1024 / 1024 / (perf_counter() - started):8.0f} MB/s")


def patients(root: Path, knowledge: Knowledge) -> None:
    """IPS of every C-CDA and FHIR patient: valid R4, and holding together."""
    for kind in ("ccda", "fhir"):
        files = sorted(path for path in (root / kind / "files").rglob("*") if path.is_file())
        valid = whole = 0
        started = perf_counter()
        for path in files:
            papers = [p for document in ingest(path).documents for p in papers_of(document, knowledge)]
            made = ips(prepare(_empty().case, papers, knowledge, AT[:10]), created=AT)
            faults = bundle_faults(made, document=True)
            whole += not faults
            valid += _valid(made)
            if faults:
                print(f"  {faults[:2]}")
        print(f"{kind}: {valid}/{len(files)} valid R4, {whole} hold together, {perf_counter() - started:.0f} s in all")


def scenarios(root: Path, knowledge: Knowledge) -> None:
    """The whole package of each scenario: words on page one, checked, both bundles valid."""
    for folder in sorted(path.parent for path in root.glob("*/case.json")):
        told = json.loads((folder / "case.json").read_text("utf-8"))
        papers, originals = [], []
        for path in sorted((folder / "files").iterdir()):
            ingested = ingest(path)
            papers += [p for document in ingested.documents for p in papers_of(document, knowledge)]
            if path.is_file():
                ids = tuple(document.id for document in ingested.documents)
                originals.append(Original(ids, ingested.sha256, path.name, ingested.bytes, _opener(path)))
        case = replace(_empty().case, goal=Goal(condition=told["condition"], reason=told["reason"]))
        dossier = prepare(case, papers, knowledge, told["today"], told["language"])
        started = perf_counter()
        summary = view(dossier, knowledge)
        package = handoff(dossier, summary, originals, created=AT)
        with tempfile.TemporaryDirectory() as out:
            write(package, Path(out) / "package")
            seconds = perf_counter() - started
            faults = check(Path(out) / "package")
        document = ips(dossier, created=AT)
        faults += bundle_faults(document, document=True)
        valid = _valid(document) and _valid(referral(package))
        print(
            f"{folder.name:<26}{summary.words:5} words on page one, package {seconds:.2f} s, "
            f"{len(faults)} faults, FHIR {'valid' if valid else 'NOT VALID'}, {_read_back(dossier, document)} read back"
        )


def _read_back(dossier: Dossier, document: dict[str, object]) -> str:
    """How many of the statements a resource was made of our own reader finds again, by name."""
    from ingest.limits import Limits
    from ingest.readers.fhir import read

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ips.json"
        path.write_text(json.dumps(document))
        names = {e.name.casefold() for each in read(path, "ips.json", Limits()) for e in each.entries}
    narrative_only = (Assertion.ABSENT, Assertion.PLANNED, Assertion.FAMILY, Assertion.CONDITIONAL)
    unsent = (FactKind.CARE_TEAM, FactKind.RECOMMENDATION, FactKind.APPOINTMENT)
    sent = [
        each
        for each in dossier.history.entries
        if each.assertion not in narrative_only and each.kind not in unsent and each.name
    ]
    return f"{sum(each.name.casefold() in names for each in sent)}/{len(sent)}"


def _opener(path: Path) -> Callable[[], AbstractContextManager[BinaryIO]]:
    return lambda: path.open("rb")


def _valid(made: dict[str, object]) -> bool:
    from fhir.resources.R4B.bundle import Bundle
    from pydantic import ValidationError

    try:
        Bundle.model_validate_json(json.dumps(made))
    except ValidationError as error:
        print(f"  {error.error_count()} errors, the first at {error.errors()[0]['loc']}")
        return False
    return True


def _empty() -> Dossier:
    from tests.export.build import nothing

    dossier = nothing()
    return replace(dossier, case=Case("case", "", "owner", AT))
