"""Measures what a paper is: kind, date, patient, bundles split, whose it is; and disagreements between papers."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from assistant.classify import classify, describe, split
from assistant.model.papers import Description, DocumentKind, Paper
from assistant.model.people import Person
from assistant.reconcile import identify, reconcile
from ingest import ingest
from ingest.document import Document, Origin, Page
from knowledge import Knowledge, load
from knowledge.kinds import fold
from tests.benchmarks import eval_dir

K = DocumentKind
# The nine classes of the MTSamples set in the kinds of CONTRACT.md.
CLASSES: dict[DocumentKind, set[str]] = {
    K.RADIOLOGY_REPORT: {"radiology_report"},
    K.CARDIOLOGY_REPORT: {"radiology_report"},
    K.OPERATIVE_NOTE: {"operative_procedure_note"},
    K.PROCEDURE_NOTE: {"operative_procedure_note"},
    K.DISCHARGE_SUMMARY: {"discharge_summary"},
    K.CONSULT_NOTE: {"consult_history_physical"},
    K.HISTORY_PHYSICAL: {"consult_history_physical"},
    K.ONCOLOGY_NOTE: {"consult_history_physical", "progress_office_note"},
    K.PROGRESS_NOTE: {"progress_office_note"},
    K.EMERGENCY_NOTE: {"emergency_note"},
    K.REFERRAL_LETTER: {"letter"},
    K.PATHOLOGY_REPORT: {"pathology_report", "autopsy_report"},
    K.LAB_REPORT: {"lab_report"},
}


def run() -> None:
    """Prints every figure of this area."""
    root = eval_dir()
    if root is None:
        print("no development sets here (EVAL_DIR)")
        return
    knowledge = load()
    kinds_of_mtsamples(root / "doctype_mtsamples" / "docs.jsonl")
    heads_of_pdfs(root / "pdf_rendered", knowledge)
    bundles(root / "pdf_rendered", knowledge)
    scenarios(root / "scenarios", knowledge)


def kinds_of_mtsamples(path: Path) -> None:
    """Accuracy and macro recall over nine classes, and again without the labels its README doubts."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    sure = sure_right = 0
    started = perf_counter()
    for row in rows(path):
        kind = classify(row["text"]).kind
        hit = bool(CLASSES.get(kind, set()) & set(row["labels"]))
        right[row["primary"]] += hit
        total[row["primary"]] += 1
        sure += not row["label_suspect"]
        sure_right += hit and not row["label_suspect"]
    took = perf_counter() - started
    macro = sum(right[name] / total[name] for name in total) / len(total)
    print(f"doctype_mtsamples  accuracy {right.total() / total.total():.3f}  macro recall {macro:.3f}", end="  ")
    print(f"without doubtful labels {sure_right / sure:.3f}  ({total.total() / took:.0f} documents a second)")
    print("  " + "  ".join(f"{name} {right[name]}/{total[name]}" for name in sorted(total)))


def heads_of_pdfs(root: Path, knowledge: Knowledge) -> None:
    """Kind, date, name, birth date, number and signer of rendered PDFs, read by our own reader."""
    hits: Counter[str] = Counter()
    wrong = []
    total = 0
    for row in rows(root / "documents.jsonl"):
        about = describe(ingest(root / row["file"]).documents[0], knowledge)
        head = row["header"]
        said = {
            "kind": row["type"] in CLASSES.get(about.kind.kind, set()),
            "date": about.date.date == iso(head["date"]),
            "name": same_words(about.patient.name, head["name"]),
            "birth": about.patient.birth_date == iso(head["dob"]),
            "mrn": about.patient.mrn == head["mrn"],
            "author": about.author == head["doc"],
        }
        total += 1
        hits.update(key for key, ok in said.items() if ok)
        wrong += [f"{row['id']} {key}" for key, ok in said.items() if not ok]
    print("pdf_rendered       " + "  ".join(f"{key} {hits[key] / total:.3f}" for key in said), *wrong, sep="  ")


def bundles(root: Path, knowledge: Knowledge) -> None:
    """Boundaries found in bundled files (first pages of reports but the first), and single reports left whole."""
    found = true = expected = kinds = segments = 0
    for row in rows(root / "bundles.jsonl"):
        parts = split(ingest(root / row["file"]).documents[0], knowledge)
        starts = {part.pages[0].number for part in parts} - {1}
        truth = {segment["first_page"] for segment in row["segments"]} - {1}
        found, true, expected = found + len(starts), true + len(starts & truth), expected + len(truth)
        of = {part.pages[0].number: describe(part, knowledge).kind.kind for part in parts}
        segments += len(row["segments"])
        kinds += sum(s["type"] in CLASSES.get(of.get(s["first_page"], K.OTHER), set()) for s in row["segments"])
    single = [ingest(root / row["file"]).documents[0] for row in rows(root / "documents.jsonl")]
    whole = sum(len(split(document, knowledge)) == 1 for document in single)
    print(
        f"bundles            boundary F1 {2 * true / max(1, found + expected):.3f}  kinds {kinds}/{segments}", end="  "
    )
    print(f"single reports left whole {whole}/{len(single)}")


def scenarios(root: Path, knowledge: Knowledge) -> None:
    """Kinds, dates and whose each paper is, from the text as written; then the disagreements found."""
    hits: Counter[str] = Counter()
    total: Counter[str] = Counter()
    told = []
    for folder in sorted(path for path in root.iterdir() if (path / "case.json").exists()):
        case, expected = load_json(folder / "case.json"), load_json(folder / "expected.json")
        pairs = list(papers_of(folder, expected, knowledge))
        for row, paper in pairs:
            about = paper.description
            for name, counts, ok in (
                ("kind", row["origin"] != "structured", about.kind.kind.value in row["kinds"]),
                ("date", bool(row["date"]), near(about.date.date, row["date"])),
                ("no date", not row["date"], not about.date.date),
                ("name", bool(about.patient.name), same_words(about.patient.name, row["patient"]["name"])),
                ("birth", bool(about.patient.birth_date), about.patient.birth_date == row["patient"]["birth_date"]),
            ):
                total[name] += counts
                hits[name] += counts and ok
        who = case["patient"]
        for label, person in (("whose", Person()), ("whose, person known", Person(who["name"], who["birth_date"]))):
            for (row, _), paper in zip(pairs, identify([p for _, p in pairs], person), strict=True):
                total[label] += 1
                hits[label] += paper.counts == row["belongs_to_patient"]
        found = conflicts_found(pairs, expected, case["today"])
        total["conflicts"] += len(expected["conflicts"])
        hits["conflicts"] += sum(found.values())
        told += [f"{folder.name}: {what}" for what, ok in found.items() if not ok]
    print("scenarios          " + "  ".join(f"{name} {hits[name]}/{total[name]}" for name in total))
    print("  disagreements missed: " + ("; ".join(told) or "none"))


def conflicts_found(pairs: list[tuple[Any, Paper]], expected: Any, today: str) -> dict[str, bool]:
    """Which expected disagreements are told, by topic and a side."""
    history = reconcile(identify([paper for _, paper in pairs], Person()), (), (), today)
    said = [
        " ".join([c.topic, *(side + " " + " ".join(f.text for f in facts) for side, facts in c.sides)])
        for c in history.conflicts
    ]
    return {
        item["what"]: any(
            any(re.search(pattern, text, re.IGNORECASE) for pattern in item["match"])
            and any(fold(side) in fold(text) for side in item["sides"])
            for text in said
        )
        for item in expected["conflicts"]
    }


def papers_of(folder: Path, expected: Any, knowledge: Knowledge) -> Iterator[tuple[Any, Paper]]:
    """(expected row, paper) of each readable file: structured ones through our reader, others from text as written."""
    texts = load_json(folder / "truth_text.json")
    for row in expected["documents"]:
        if not row["readable"] or row["origin"] == "none":
            continue
        if row["origin"] == "structured":
            documents = ingest(folder / "files" / row["file"]).documents
            document = next((d for d in documents if d.imaging or d.entries), documents[0] if documents else None)
            if document is None:
                continue
        else:
            first, last = row.get("page_from") or 1, row.get("page_to") or len(texts[row["file"]])
            pages = [Page(n, texts[row["file"]][n - 1], Origin.TEXT) for n in range(first, last + 1)]
            name = f"{folder.name}/{row['file']}/{first}"
            document = Document(name, name, row["file"], "application/pdf", tuple(pages), "truth/1")
        about = describe(document, knowledge)
        yield row, Paper(document, about, tuple(extracted(document, knowledge, about)))


def extracted(document: Document, knowledge: Knowledge, about: Description) -> list[Any]:
    try:
        from assistant.extract import extract
    except ImportError:
        return []

    return list(extract(document, knowledge, about))


def rows(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def load_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def iso(american: str) -> str:
    return f"{american[6:]}-{american[:2]}-{american[3:5]}"


def same_words(one: str, other: str) -> bool:
    return sorted(fold(one).split()) == sorted(fold(other).split())


def near(found: str, wanted: str | None) -> bool:
    """Within ten days, as the scenarios' own scorer counts (collected, reported and signed dates differ)."""
    from assistant.reconcile.sources import days_apart

    return bool(found and wanted) and len(found) >= len(wanted) and days_apart(found, wanted or "") <= 10
