"""The sample patient is the same on every machine and readable by ordinary libraries."""

import hashlib
from pathlib import Path

import pydicom
import pypdfium2

from assistant.sample import sample, write_sample


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_writes_the_same_bytes_every_time(tmp_path):
    write_sample(tmp_path / "one")
    write_sample(tmp_path / "two")
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")


def test_the_papers_hold_their_words_as_text_in_lines(tmp_path):
    paths = write_sample(tmp_path)
    assert len([path for path in paths if path.suffix == ".pdf"]) == 7
    pdf = pypdfium2.PdfDocument(tmp_path / "Biopsy pathology.pdf")
    text = pdf[0].get_textpage().get_text_range()
    assert "Accession number: TW-26-11873" in text
    assert "Estrogen receptor: positive, 95%, strong." in text
    pdf.close()


def test_one_paper_is_about_somebody_else():
    assert sum("RUIZ, HELENA" in str(paper["fields"]) for paper in sample()["papers"]) == 1


def test_the_disc_is_one_study_of_two_series_with_a_slice_missing(tmp_path):
    write_sample(tmp_path)
    slices = [pydicom.dcmread(path) for path in sorted((tmp_path / "MRI disc").iterdir())]
    assert len({item.StudyInstanceUID for item in slices}) == 1
    post = [int(item.InstanceNumber) for item in slices if item.SeriesNumber == 5]
    assert sorted(set(range(1, 13)) - set(post)) == [7]
    assert slices[5].pixel_array.max() > 500
