"""Damaged records: whatever bytes are changed, we return sound documents or refuse; nothing else is raised."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.document import Document
from ingest.errors import Rejected
from ingest.limits import Limits
from ingest.readers import ccda, dicom, fhir, text
from tests.ingest_structured.builders import bundle, dataset, patient, save, section
from tests.ingest_structured.builders import ccda as record
from tests.ingest_structured.test_bluebutton import SAMPLE
from tests.ingest_structured.test_ccda import problem

ROUNDS = 150


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes with some changed, cut out, doubled, or the end gone."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(found) or 1)
        match chance.randrange(5):
            case 0 if found:
                found[at] = chance.randrange(256)
            case 1:
                del found[at : at + chance.randint(1, 40)]
            case 2:
                found[at:at] = found[at : at + chance.randint(1, 80)]
            case 3:
                found[at:at] = chance.choice(
                    [b"\0", b"\xff" * 4, b"<", b'"', b"{", b"}", b"\xfe\xff\x00\xe0", b"&#0;", b"[["]
                )
            case _ if chance.random() < 0.1:
                del found[at:]
    return bytes(found)


def holds(document: Document) -> None:
    assert [page.number for page in document.pages] == list(range(1, len(document.pages) + 1))
    for entry in document.entries:
        assert document.span(entry.page, entry.start, entry.end).quote.strip()
        assert entry.name.strip()


def samples(tmp_path: Path) -> dict[str, tuple[Callable[..., list[Document]], bytes]]:
    condition = {"resourceType": "Condition", "code": {"text": "Cough"}, "subject": {"reference": "Patient/p1"}}
    result = {"resourceType": "Observation", "code": {"text": "Testium"}, "valueQuantity": {"value": 1.5, "unit": "g"}}
    table = "<table><tbody><tr ID='p1'><td>Cough</td><td>April</td></tr></tbody></table>"
    return {
        "ccda": (ccda.read, record(section("11450-4", "Problems", table, problem("Cough", "p1")))),
        "fhir": (fhir.read, bundle(patient(), condition, result)),
        "dicom": (dicom.read, save(dataset(1, place=2.0), tmp_path / "sample").read_bytes()),
        "bluebutton": (text.read, SAMPLE.encode()),
    }


@pytest.mark.parametrize("kind", ["ccda", "fhir", "dicom", "bluebutton"])
@pytest.mark.filterwarnings("ignore")
def test_damage_is_refused_or_read(tmp_path: Path, kind: str) -> None:
    read, data = samples(tmp_path)[kind]
    path = tmp_path / "damaged"
    for seed in range(ROUNDS):
        path.write_bytes(damaged(data, random.Random(f"{kind}{seed}")))
        try:
            documents = read(path, "damaged", Limits())
        except Rejected:
            continue
        for document in documents:
            holds(document)
