"""Odd files that were once lost, or cost others: each is read as far as it goes, or refused in one sentence."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingest import Status, ingest
from ingest.readers.image import upright_of
from tests.ingest import samples


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("fake.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 500, "image-broken"),
        ("zeros.dcm", b"\0" * 128 + b"DICM" + b"\0" * 2_000, "dicom-broken"),
        ("mark.dcm", b"\0" * 128 + b"DICM" + b"\xff" * 2_000, "dicom-broken"),
    ],
)
def test_what_holds_nothing_is_refused(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(data)
    got = ingest(tmp_path / name)
    assert (got.status, [problem.code for problem in got.problems]) == (Status.REJECTED, [code])


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("cut.gz", gzip.compress(bytes(range(32, 127)) * 9_000)[:-20], "ABCDEF"),
        ("zeros.txt", b"Words of a note\0\0 and more of them\n" * 9, "Words of a note"),
        ("halves.json", b'{"resourceType": "Patient", "name": [{"family": "\\ud800Quill"}]}', "\ufffdQuill"),
        ("behind.json", b'{"resourceType": "Patient", "name": [{"family": "Quill"}]}\nrubbish', "Quill"),
    ],
)
def test_what_can_be_read_is_kept(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    (document,) = ingest(tmp_path / name).documents
    assert words in document.pages[0].text
    document.pages[0].text.encode()


def test_a_forwarded_message_is_a_document_of_its_own(tmp_path: Path) -> None:
    inner = "From: c@d\nTo: e@f\nSubject: inner\nMIME-Version: 1.0\n\nThe words inside.\n"
    outer = "From: a@b\nTo: c@d\nSubject: outer\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n"
    (tmp_path / "mail.eml").write_text(outer + inner)
    got = ingest(tmp_path / "mail.eml")
    assert any("The words inside." in page.text for document in got.documents for page in document.pages)


def test_greys_of_sixteen_bits_are_not_bleached() -> None:
    deep = Image.fromarray(np.linspace(0, 65_535, 10_000).astype(np.uint16).reshape(100, 100))
    upright, _ = upright_of(deep, "L", 1_000_000)
    assert upright.getextrema()[0] < 5 and 100 < float(np.asarray(upright).mean()) < 150


def test_a_fax_cut_short_keeps_its_whole_pages_and_says_so(tmp_path: Path) -> None:
    whole = samples.image(Image.new("L", (60, 60), 250), "TIFF", save_all=True,
                          append_images=[Image.new("L", (60, 60), 250)] * 3)  # fmt: skip
    (tmp_path / "fax.tif").write_bytes(whole[: len(whole) * 2 // 3])
    got = ingest(tmp_path / "fax.tif")
    assert got.status is Status.PARTIAL and got.documents[0].pages
