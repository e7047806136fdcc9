"""Speed of the structured readers, each beside a floor of the same run: hashing, python-gdcm, json, lxml."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from ingest.limits import Limits

SLICES = int(os.environ.get("SLICES", "5000"))


def run() -> None:
    """Prints every figure as a ratio to its floor."""
    with TemporaryDirectory(prefix="bench-", dir=os.environ.get("BENCH_DIR")) as folder:
        for count in (100, 500, 2_000, SLICES):
            _study(Path(folder), count)
        _headers(Path(folder))
        _ccda(Path(folder))
        _fhir(Path(folder))


def best(work: Callable[[], object], times: int = 3) -> float:
    """Seconds of the fastest run."""
    spent: list[float] = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return min(spent)


def _study(folder: Path, count: int) -> None:
    from ingest.readers import dicom
    from tests.ingest_structured.builders import dataset, save

    noise = np.random.default_rng(7).integers(0, 4000, (512, 512), dtype="<u2")
    members: list[tuple[str, Path]] = []
    for number in range(1, count + 1):
        path = folder / f"IM{number:05}"
        if not path.exists():
            save(dataset(number, size=512, place=number * 1.25, pixels=noise), path)
        members.append((path.name, path))
    floor = best(lambda: [hashlib.sha256(path.read_bytes()).hexdigest() for _, path in members])
    ours = best(lambda: dicom.read_many(members, "study", Limits()))
    print(
        f"study of {count:5} slices: {ours:6.2f} s, read and hash alone {floor:6.2f} s, "
        f"ratio {ours / floor:.2f} (wanted < 2)"
    )


def _headers(folder: Path) -> None:
    import gdcm

    from ingest.readers import dicom_header

    paths = sorted(folder.glob("IM*"))
    scanner = gdcm.Scanner()
    for tag in dicom_header.NAMES:
        scanner.AddTag(gdcm.Tag(tag >> 16, tag & 0xFFFF))
    names = gdcm.FilenamesType()
    for path in paths:
        names.append(str(path))
    floor, ours = best(lambda: scanner.Scan(names)), best(lambda: [dicom_header.read(path) for path in paths])
    print(
        f"headers: {len(paths) / ours:8.0f} files/s, gdcm Scanner {len(paths) / floor:8.0f}, "
        f"ratio {ours / floor:.2f} (wanted < 1)"
    )


def _ccda(folder: Path) -> None:
    from lxml import etree

    from ingest.readers import ccda
    from tests.ingest_structured.builders import ccda as record
    from tests.ingest_structured.builders import section

    for count in (250, 1_000, 4_000):
        rows = "".join(f'<tr><td ID="r{n}">Test {n}</td><td>{n}.5 mg/dL</td></tr>' for n in range(count))
        entries = "".join(
            f'<entry><observation classCode="OBS" moodCode="EVN"><code code="1-{n}" displayName="Test {n}"/><text>'
            f'<reference value="#r{n}"/></text><effectiveTime value="20260101"/><value value="{n}.5" unit="mg/dL"/>'
            "</observation></entry>"
            for n in range(count)
        )
        path = folder / "record.xml"
        path.write_bytes(record(section("30954-2", "Results", f"<table><tbody>{rows}</tbody></table>", entries)))
        floor = best(lambda path=path: etree.parse(str(path)))
        ours = best(lambda path=path: ccda.read(path, "r", Limits()))
        print(
            f"C-CDA of {count:5} results, {path.stat().st_size / 1e6:.1f} MB: {ours * 1000:6.0f} ms, "
            f"lxml alone {floor * 1000:5.0f} ms"
        )


def _fhir(folder: Path) -> None:
    from ingest.readers import fhir
    from tests.ingest_structured.builders import bundle, patient

    for count in (500, 5_000):
        results = [
            {
                "resourceType": "Observation", "id": f"o{n}", "status": "final", "subject": {"reference": "Patient/p1"},
                "category": [{"coding": [{"code": "laboratory"}]}], "code": {"text": f"Test {n}"},
                "effectiveDateTime": "2026-01-01",
                "valueQuantity": {"value": n, "unit": "mg/dL"},
            }
            for n in range(count)
        ]  # fmt: skip
        path = folder / "bundle.json"
        path.write_bytes(bundle(patient(), *results))
        floor = best(lambda path=path: json.loads(path.read_bytes()))
        ours = best(lambda path=path: fhir.read(path, "b", Limits()))
        print(f"FHIR of {count:5} resources: {ours * 1000:6.0f} ms, json alone {floor * 1000:5.0f} ms")
