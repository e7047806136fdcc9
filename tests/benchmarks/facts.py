"""Measures extraction on the development sets: context, names, facts of whole cases, speed. Prints figures only."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.classify import describe
from assistant.extract import extract, mentions
from assistant.extract.context import assertion
from ingest.document import Document, Origin, Page
from knowledge import Knowledge, load

Spans = list[tuple[int, int]]
FIRST = 6  # papers
EXPLAIN = os.environ.get("EXPLAIN", "")


def folder() -> Path | None:
    """Where the development sets are, or None."""
    found = Path(os.environ.get("EVAL_DIR", Path(__file__).resolve().parents[3] / "shared" / "eval" / "dev"))
    return found if found.is_dir() else None


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@dataclass
class Score:
    right: int = 0  # found ones that are wanted
    found: int = 0
    met: int = 0  # wanted ones that were found
    wanted: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)

    def add(self, found: Spans, wanted: Spans, text: str, ignored: Spans = ()) -> None:  # type: ignore[assignment]
        """Counts by overlap; a found one that only touches something ignored counts for nothing."""
        for one in found:
            if overlaps(one, wanted):
                self.right += 1
            elif ignored and overlaps(one, ignored):
                continue
            else:
                self.extra[text[one[0] : one[1]].lower()] += 1
            self.found += 1
        for one in wanted:
            self.wanted += 1
            if overlaps(one, found):
                self.met += 1
            else:
                self.missed[text[one[0] : one[1]].lower()] += 1

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.met / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def line(self, name: str, reach: float) -> str:
        return f"{name:48} P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}  (reach {reach:.2f})"


def overlaps(one: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(one[0] < last and first < one[1] for first, last in others)


def explain(name: str, score: Score) -> None:
    if EXPLAIN and EXPLAIN in name:
        print("   missed:", "; ".join(f"{word} {count}" for word, count in score.missed.most_common(150)))
        print("   extra: ", "; ".join(f"{word} {count}" for word, count in score.extra.most_common(150)))


def context(root: Path) -> None:
    """NegEx: absent, given the span; the mention is lower-cased because the source shouts it."""
    right = found = wanted = 0
    for row in rows(root / "negation_negex" / "items.jsonl"):
        if not row["span"]:
            continue
        start, end = row["span"]
        text = row["sentence"][:start] + row["sentence"][start:end].lower() + row["sentence"][end:]
        said, negated = assertion(text, start, end) == "absent", row["negation"] == "negated"
        right, found, wanted = right + (said and negated), found + said, wanted + negated
        if EXPLAIN == "negation" and said != negated:
            print("  ", "extra" if said else "missed", text[max(0, start - 80) : end + 40].replace("\n", " "))
    score = Score(right, found, right, wanted)
    print(score.line("negation_negex absent", 0.97))
    for heading in ("", "FAMILY HISTORY: "):
        family = kept = lost = denied = denials = 0
        for row in rows(root / "experiencer_family" / "items.jsonl"):
            for one in row["conditions"]:
                said = assertion(heading + row["text"], one["start"] + len(heading), one["end"] + len(heading))
                if one["experiencer"] == "family":
                    family, kept = family + 1, kept + (said in ("family", "absent"))
                    denials, denied = denials + one["negated"], denied + (one["negated"] and said == "absent")
                elif said == "family":
                    lost += 1
        title = "experiencer with heading" if heading else "experiencer without heading"
        print(f"{title:48} family {kept}/{family} (reach 0.95)  negated {denied}/{denials}  patient facts lost {lost}")


ILLS = {"problem", "symptom"}
DRUGS = {"medication", "chemical", "regimen", "drug_class"}
DONE = {"procedure", "device", "lab", "vital", "marker", "vaccine"}


def entities(root: Path) -> None:
    """Names in abstracts and case reports, by overlap."""
    knowledge = load()
    scores = {name: Score() for name in ("bc5cdr diseases", "bc5cdr chemicals", "ncbi diseases")}
    for row in rows(root / "entities_bc5cdr" / "docs.jsonl"):
        named = mentions(row["text"], knowledge)
        for kinds, kind, name in ((ILLS, "Disease", "bc5cdr diseases"), (DRUGS, "Chemical", "bc5cdr chemicals")):
            wanted = [(one["start"], one["end"]) for one in row["entities"] if one["type"] == kind]
            scores[name].add([(one.start, one.end) for one in named if one.kind in kinds], wanted, row["text"])
    for row in rows(root / "entities_ncbi_disease" / "docs.jsonl"):
        named = mentions(row["text"], knowledge)
        wanted = [(one["start"], one["end"]) for one in row["entities"]]
        scores["ncbi diseases"].add([(one.start, one.end) for one in named if one.kind in ILLS], wanted, row["text"])
    for name, reach in (("bc5cdr diseases", 0.80), ("bc5cdr chemicals", 0.80), ("ncbi diseases", 0.78)):
        print(scores[name].line(name, reach))
        explain(name, scores[name])
    case_reports(root)


def case_reports(root: Path) -> None:
    """MACCROBAT: our names against its types."""
    knowledge = load()
    types = {
        "maccrobat problems and symptoms": (ILLS, {"Disease_disorder", "Sign_symptom"}, 0.72),
        "maccrobat medications": (DRUGS, {"Medication"}, 0.85),
        "maccrobat procedures and tests": (DONE, {"Therapeutic_procedure", "Diagnostic_procedure"}, 0.65),
    }
    scores = {name: Score() for name in types}
    for row in rows(root / "entities_maccrobat" / "docs.jsonl"):
        named = mentions(row["text"], knowledge)
        for name, (kinds, labels, _) in types.items():
            wanted = [(one["spans"][0][0], one["spans"][-1][1]) for one in row["entities"] if one["type"] in labels]
            scores[name].add([(one.start, one.end) for one in named if one.kind in kinds], wanted, row["text"])
    for name, (_, _, reach) in types.items():
        print(scores[name].line(name, reach))
        explain(name, scores[name])


def documents(case: Path) -> Iterator[Document]:
    """The papers of a case from their true page texts, so that reading them does not weigh in."""
    for name, pages in json.loads((case / "truth_text.json").read_text(encoding="utf-8")).items():
        if name.lower().endswith(".zip") or (case / "files" / name).is_dir():
            continue
        made = tuple(Page(number, text, Origin.TEXT) for number, text in enumerate(pages, 1))
        yield Document(hashlib.sha256(name.encode()).hexdigest(), "", name, "text/plain", made, "truth/1")


def cases(root: Path) -> None:
    """The facts of the scenarios, judged by the scorer that stands beside them."""
    location = importlib.util.spec_from_file_location("scenario_score", root / "scenarios" / "score.py")
    assert location and location.loader
    scorer = importlib.util.module_from_spec(location)
    location.loader.exec_module(scorer)
    knowledge = load()
    sums: Counter[str] = Counter()
    for folder_of in sorted(one for one in (root / "scenarios").iterdir() if one.is_dir()):
        case = scorer.Case(str(folder_of))
        said = []
        for document in documents(folder_of):
            if not case.docs.get(document.name, {}).get("belongs_to_patient", True):
                continue
            said += [
                as_json(fact, document.name) for fact in extract(document, knowledge, describe(document, knowledge))
            ]
        out = type("Out", (), {"facts": said, "file_of_evidence": lambda self, case, piece: piece["document"]})()
        judged, false = scorer.facts(case, out), scorer.false_present(case, out)
        sums.update(
            cases=1,
            facts=judged["recall"],
            asserted=judged["assertion_accuracy"],
            false=false["count"],
            reported=len(said),
        )
        sums.update(
            dose=judged["dose_accuracy"] or 0, kind=judged["kind_exact"] or 0, date=judged["date_accuracy"] or 0
        )
        if EXPLAIN and EXPLAIN in folder_of.name:
            print(folder_of.name, {key: value for key, value in judged.items() if not isinstance(value, list)})
            for key in ("missed", "wrong_assertion"):
                for one in judged[key]:
                    print("  ", key, one)
            for one in false["items"] + false["strangers"]:
                print("   false present", one)
    count = sums["cases"]
    print(
        f"{'scenarios (true page texts)':48} facts {sums['facts'] / count:.3f} (reach 0.92)  "
        f"assertion {sums['asserted'] / count:.3f} (0.97)  false present {sums['false'] / count:.2f} (<0.5)  "
        f"kind {sums['kind'] / count:.2f}  date {sums['date'] / count:.2f}  "
        f"dose {sums['dose'] / count:.2f}  reported {sums['reported'] / count:.0f}"
    )


def as_json(fact: Any, name: str) -> dict[str, Any]:
    return {
        "kind": str(fact.kind), "name": fact.name, "text": fact.text, "assertion": str(fact.assertion),
        "date": fact.when.date or None, "value": fact.value, "unit": fact.unit, "details": dict(fact.details),
        "evidence": [{"document": name, "page": fact.span.page, "quote": fact.span.quote}],
    }  # fmt: skip


def speed(root: Path) -> None:
    """Pages a second of text already read: what is described already, after words and rules are loaded."""
    began = time.process_time()
    knowledge = Knowledge()  # nothing of it loaded yet
    knowledge.lexicon  # noqa: B018
    loading = time.process_time() - began
    load().lexicon  # noqa: B018 - what a process keeps, so that no paper below waits for it
    knowledge = load()
    notes = [
        row[field]
        for field, name in (("note", "notes_acibench/notes"), ("text", "doctype_mtsamples/docs"))
        for row in rows(root / f"{name}.jsonl")
    ]
    notes += [row["text"] for row in rows(root / "entities_maccrobat" / "docs.jsonl")]
    papers = [
        document for case in sorted((root / "scenarios").iterdir()) if case.is_dir() for document in documents(case)
    ]
    papers += [
        Document(str(index), "", "note", "text/plain", (Page(1, note, Origin.TEXT),), "truth/1")
        for index, note in enumerate(notes)
    ]
    described = [describe(paper, knowledge) for paper in papers]
    began = time.process_time()  # other work on the machine does not count
    for paper, description in zip(papers[:FIRST], described, strict=False):
        extract(paper, knowledge, description)  # rules are made ready when they are first asked
    first = time.process_time() - began
    began = time.process_time()
    for paper, description in zip(papers, described, strict=True):
        extract(paper, knowledge, description)
    spent = time.process_time() - began
    size = sum(len(page.text) for paper in papers for page in paper.pages)
    print(
        f"{'speed':48} vocabulary {loading:.2f} s and rules {first:.2f} s (<1)  {size / 2500:.0f} pages of "
        f"2,500 characters, {size / 2500 / spent:.0f}/s (200)"
    )


def problems(root: Path) -> None:
    """ACI-bench: the complaints of the metadata among the patient's problems, and headings found line for line."""
    from assistant.extract.reading import read

    knowledge = load()
    headings = Score()
    for row in rows(root / "notes_acibench" / "notes.jsonl"):
        wanted = {(one["start"], one["start"] + len(one["header"])) for one in row["sections"]}
        found = [(one.start, one.start + 1) for one in read(row["note"], knowledge.lexicon).sections if one.title]
        headings.add(found, sorted(wanted), row["note"])
    print(headings.line("notes_acibench headings", 0.90))
    explain("headings", headings)


def run() -> None:
    """Print every figure of extraction."""
    root = folder()
    if root is None:
        print("facts: no development data here (set EVAL_DIR)")
        return
    for part in (context, entities, cases, problems, speed):
        part(root)


if __name__ == "__main__":
    EXPLAIN = sys.argv[1] if len(sys.argv) > 1 else EXPLAIN
    run()
