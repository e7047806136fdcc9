"""Damaged records: whatever bytes are changed, we return sound documents or refuse; nothing else is raised."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.document import Document
from ingest.errors import Rejected
from ingest.limits import Limits
from ingest.readers import ccda, dicom, dicom_directory, fhir, text
from tests.ingest_structured.builders import bundle, dataset, patient, save, section
from tests.ingest_structured.builders import ccda as record
from tests.ingest_structured.test_bluebutton import SAMPLE
from tests.ingest_structured.test_ccda import problem


def _index(names: list[bytes]) -> bytes:
    """A DICOMDIR that lists these files."""
    items = b"".join(
        struct.pack("<HHL", 0xFFFE, 0xE000, 8 + len(name)) + struct.pack("<HH2sH", 4, 0x1500, b"CS", len(name)) + name
        for name in names
    )
    meta = struct.pack("<HH2sH", 2, 0x10, b"UI", 20) + b"1.2.840.10008.1.2.1\0"
    return bytes(128) + b"DICM" + meta + struct.pack("<HH2sHL", 4, 0x1220, b"SQ", 0, len(items)) + items


INDEX = _index([b"DICOM\\IM1 ", b"DICOM\\IM2 "])
ODD = [b"\0", b"\xff" * 4, b"<", b'"', b"{", b"}", b"\xfe\xff\x00\xe0", b"&#0;", b"[["]
damage = st.tuples(st.integers(0, 1 << 20), st.integers(0, 4), st.integers(1, 80), st.sampled_from(ODD))


def damaged(data: bytes, damages: list[tuple[int, int, int, bytes]]) -> bytes:
    """The bytes with some changed, cut out, doubled, something odd put in, or the end gone."""
    found = bytearray(data)
    for place, way, count, odd in damages:
        at = place % (len(found) + 1)
        match way:
            case 0:
                found[at : at + 1] = bytes([count])
            case 1:
                del found[at : at + count]
            case 2:
                found[at:at] = found[at : at + count]
            case 3:
                found[at:at] = odd
            case _ if at > len(found) // 2:
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
        "lines": (fhir.read, b"\n".join(json.dumps(each).encode() for each in (patient(), condition, result))),
        "dicom": (dicom.read, save(dataset(1, place=2.0), tmp_path / "sample").read_bytes()),
        "bluebutton": (text.read, SAMPLE.encode()),
    }


@pytest.mark.parametrize("kind", ["ccda", "fhir", "lines", "dicom", "bluebutton"])
@pytest.mark.filterwarnings("ignore")
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(damages=st.lists(damage, min_size=1, max_size=6))
def test_damage_is_refused_or_read(tmp_path: Path, kind: str, damages: list[tuple[int, int, int, bytes]]) -> None:
    read, data = samples(tmp_path)[kind]
    path = tmp_path / "damaged"
    path.write_bytes(damaged(data, damages))
    try:
        documents = read(path, "damaged", Limits())
    except Rejected:
        return
    for document in documents:
        holds(document)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(damages=st.lists(damage, min_size=1, max_size=6))
def test_a_damaged_index_of_a_disc_is_read_or_not(tmp_path: Path, damages: list[tuple[int, int, int, bytes]]) -> None:
    path = tmp_path / "DICOMDIR"
    path.write_bytes(damaged(INDEX, damages))
    names = dicom_directory.listed(path)
    assert names is None or all(isinstance(name, str) for name in names)
