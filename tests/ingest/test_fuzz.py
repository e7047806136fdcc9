"""Good files, damaged at random: never an exception, always an answer, pages without holes."""

import bz2
import lzma
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from ingest import Limits, Status, ingest
from tests.ingest import ole_samples, samples
from tests.ingest.test_pdf_forms import box, form, typed

LIMITS = Limits(pages=20, ocr_pages=0)  # recognising noise is slow and tried elsewhere
DOT = Image.new("L", (60, 80), 250)  # reading it costs nothing: nothing is on it
GOOD = {
    **{name: data for name, data in samples.every_kind().items() if name not in ("fax.tiff", "photo.jpg", "scan.pdf")},
    **{
        f"dot.{kind.lower()}": samples.image(DOT, kind) for kind in ("JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP", "PDF")
    },
    "notes.txt.bz2": bz2.compress(samples.TEXT),
    "notes.txt.xz": lzma.compress(samples.TEXT),
    "letter.doc": ole_samples.word("Seen today. A 14 mm mass.\rHb\x079.1\x07\x07", header="Marigold Testerly"),
    "message.msg": ole_samples.outlook({"0037": "Results", "1000": "14 mm"}, [("notes.txt", samples.TEXT)]),
    "form.pdf": form([typed("allergies", "Penicillin", (140, 696, 400, 714)), box("a", True, (56, 678, 68, 690))]),
}

damage = st.tuples(st.integers(0, 1 << 20), st.binary(max_size=8), st.integers(0, 3))


@pytest.mark.parametrize("name", sorted(GOOD))
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(damages=st.lists(damage, min_size=1, max_size=6))
def test_a_damaged_file_is_read_or_refused(name: str, damages: list[tuple[int, bytes, int]], tmp_path: Path) -> None:
    data = bytearray(GOOD[name])
    for place, patch, way in damages:
        at = place % (len(data) + 1)
        if way == 0:
            del data[at:]
        elif way == 1:
            data[at : at + len(patch)] = patch
        elif way == 2:
            data[at:at] = patch * 40
        else:
            del data[at : at + 30]
    path = tmp_path / name
    path.write_bytes(bytes(data))
    got = ingest(path, LIMITS)
    assert got.status in Status
    assert got.documents or got.status is Status.REJECTED
    for document in got.documents:
        assert [page.number for page in document.pages] == list(range(1, len(document.pages) + 1))
    for problem in got.problems:
        assert problem.message() and problem.message("es")
