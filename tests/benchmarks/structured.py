"""How well structured records are read: entries of C-CDA, FHIR and Blue Button against their labels, DICOM tags, speed.

`python -m tests.benchmarks structured`; the labelled sets lie outside the project (EVAL_DIR, or ../shared/eval/dev).
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

from ingest.document import Document, Entry
from ingest.errors import Rejected
from ingest.limits import Limits
from tests.benchmarks.structured_score import Score, compare, labels, read_all, same, show

SETS = Path(os.environ.get("EVAL_DIR") or Path(__file__).parents[2].parent / "shared/eval/dev")
KINDS = {
    "problems": ("problem",),
    "allergies": ("allergy",),
    "medications": ("medication",),
    "results": ("lab_result",),
    "labs": ("lab_result",),
    "vitals": ("vital",),
    "vital_signs": ("vital",),
    "procedures": ("procedure",),
    "immunizations": ("immunization",),
    "social_history": ("social_history",),
    "family_history": ("family_history",),
    "encounters": ("appointment",),
    "other_observations": ("lab_result", "social_history", "vital", "imaging_finding"),
    "diagnostic_reports": ("lab_result", "procedure"),
    "imaging": ("procedure",),
}


def run() -> None:
    """Prints every figure."""
    for name, measure in (("ccda", _ccda), ("fhir", _fhir), ("bluebutton_text", _bluebutton), ("dicom", _dicom)):
        if (SETS / name).is_dir():
            measure(SETS / name)
        else:
            print(f"{name}: no data at {SETS / name}")
    _speed()


def _ccda(folder: Path) -> None:
    from ingest.readers import ccda

    scores: dict[str, Score] = {}
    fields: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    for item in labels(folder / "expected.jsonl"):
        documents = read_all(ccda.read, folder / item["file"])
        expected = item["expected"]
        if "error" in expected:
            print(f"ccda broken, read as {[len(each.entries) for each in documents]} entries: {item['file'][-40:]}")
            continue
        _fields(fields, documents[0] if documents else None, expected)
        entries = [entry for each in documents for entry in each.entries]
        _places(shown, documents)
        for section, wanted in expected["entries"].items():
            scorable = [label for label in wanted if label.get("scorable", True)]
            given = [entry for entry in entries if entry.kind in KINDS[section]]
            compare(scores.setdefault(section, Score()), scorable, given, same)
    show("ccda", scores)
    print("ccda patient fields", dict(fields), "places", dict(shown))


def _fields(fields: Counter[str], document: Document | None, expected: dict[str, Any]) -> None:
    patient = expected.get("patient") or {}
    given, birth = patient.get("given") or [], patient.get("birth") or ""
    said = document.patient if document else None
    fields["files"] += 1
    fields["name"] += (
        bool(said)
        and (not patient.get("family") or patient["family"] in said.name)
        and all(name in said.name for name in given[:1])
    )
    fields["birth"] += bool(said) and said.birth_date.replace("-", "") == birth.replace("-", "")[:8]
    fields["sex"] += bool(said) and said.sex[:1].casefold() == (patient.get("gender") or "")[:1].casefold()


def _places(shown: Counter[str], documents: list[Document]) -> None:
    for document in documents:
        for entry in document.entries:
            quote = document.span(entry.page, entry.start, entry.end).quote
            shown["entries"] += 1
            shown["value in quote"] += bool(entry.value) and entry.value in quote
            shown["values"] += bool(entry.value)


def _same_fhir(entry: Entry, label: dict[str, Any]) -> list[str]:
    wrong: list[str] = []
    value = label.get("value")
    if isinstance(value, list) and len(value) == 2 and value[0] is not None:
        if float(entry.value.lstrip("<>=") or "nan") != float(value[0]) if _number(entry.value) else True:
            wrong.append(f"value {entry.value} for {value[0]}")
        if value[1] and entry.unit != value[1]:
            wrong.append(f"unit {entry.unit} for {value[1]}")
    if label.get("text_value") and entry.value.casefold() not in label["text_value"].casefold():
        wrong.append(f"value {entry.value} for {label['text_value']}")
    day = label.get("date") or label.get("onset")
    if day and not day.startswith(entry.date or "?"):
        wrong.append(f"date {entry.date} for {day}")
    return wrong


def _number(text: str) -> bool:
    try:
        float(text.lstrip("<>="))
    except ValueError:
        return False
    return True


def _fhir(folder: Path) -> None:
    from ingest.readers import fhir

    scores: dict[str, Score] = {}
    fields: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for item in labels(folder / "expected.jsonl"):
        documents = read_all(fhir.read, folder / item["file"])
        expected = item["expected"]
        _fields(fields, documents[0] if documents else None, expected)
        taken: set[int] = set()
        entries = [entry for each in documents for entry in each.entries if "/component/" not in entry.pointer]
        counts["documents"] += len(documents)
        for section, wanted in sorted(expected["entries"].items(), key=lambda each: each[0] == "other_observations"):
            if section not in KINDS:
                continue
            given = [entry for entry in entries if entry.kind in KINDS[section] and id(entry) not in taken]
            if section in ("labs", "vitals", "other_observations", "diagnostic_reports", "procedures", "imaging"):
                given = [entry for entry in given if _resource(entry, section)]
            left = compare(scores.setdefault(section, Score()), wanted, given, _same_fhir)
            taken |= {id(entry) for entry in given} - {id(entry) for entry in left}
    show("fhir", scores)
    print("fhir patient fields", dict(fields), dict(counts))


def _resource(entry: Entry, section: str) -> bool:
    """Whether an entry came from the sort of resource a section of the labels counts."""
    report, study = entry.details.get("report") == "yes", "images" in entry.details or "series" in entry.details
    if section == "diagnostic_reports":
        return report
    if section == "imaging":
        return study
    return not report and not study


def _bluebutton(folder: Path) -> None:
    from ingest.readers import text

    scores: dict[str, Score] = {}
    for item in labels(folder / "expected.jsonl"):
        path = folder / item["file"]
        documents = read_all(text.read, path)
        entries = [entry for each in documents for entry in each.entries]
        for section, kind in (("labs", "lab_result"), ("medications", "medication"), ("allergies", "allergy"),
                              ("conditions", "problem"), ("immunizations", "immunization")):  # fmt: skip
            wanted = [_named(label) for label in item.get(section, [])]
            given = [entry for entry in entries if entry.kind == kind]
            if wanted:
                compare(scores.setdefault(section, Score()), wanted, given, _same_row)
    show("bluebutton", scores)


def _named(label: Any) -> dict[str, Any]:
    if isinstance(label, str):
        return {"names": [label]}
    return {**label, "names": [label.get("test") or label.get("name") or label.get("allergen") or ""]}


def _same_row(entry: Entry, label: dict[str, Any]) -> list[str]:
    return [
        f"{key} {getattr(entry, key)!r} for {label[key]!r}"
        for key in ("value", "unit", "flag", "range")
        if key in label and (label[key] or "") != getattr(entry, key)
    ]


def _dicom(folder: Path) -> None:
    from ingest import dicom_preview
    from ingest.readers import dicom
    from ingest.readers.dicom_elements import NotDicom

    counts: Counter[str] = Counter()
    for item in labels(folder / "expected.jsonl"):
        path = folder / item["file"]
        try:
            header, _ = dicom._header(path)
        except NotDicom:
            header = {}
        for tag in item["tags_agreed"]:
            if tag in dicom.dicom_header.NAMES.values():
                counts["tags"] += 1
                counts["tags right"] += header.get(tag, "") == item["tags_pydicom"][tag]
        counts["read"] += bool(read_all(dicom.read, path))
        counts["files"] += 1
        try:
            dicom_preview.slice_png(path)
            counts["previews"] += 1
            counts["previews wanted"] += bool(item["decodable_by"])
        except Rejected:
            counts["previews wanted"] += bool(item["decodable_by"])
    print("dicom", dict(counts))
    for disc in labels(folder / "cds.jsonl"):
        members = [
            (str(path.relative_to(folder / disc["name"])), path) for path in sorted((folder / disc["name"]).rglob("*"))
        ]
        documents, problems = dicom.read_many([each for each in members if each[1].is_file()], disc["name"], Limits())
        studies = [each.imaging for each in documents if each.imaging]
        series = sum(len(each.series) for each in studies)
        images = sum(one.instances for each in studies for one in each.series)
        print(f"disc {disc['name']}: {len(studies)}/{disc['studies']} studies, {series}/{disc['series']} series, "
              f"{images}/{disc['instances']} instances; said: {sorted({each.code for each in problems})}")  # fmt: skip


def _speed() -> None:
    from tests.benchmarks import structured_speed

    structured_speed.run()
