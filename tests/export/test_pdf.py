"""The printed pages: tagged, one first page that stands alone, the same every time, in both languages and papers."""

import io
import time
from dataclasses import replace

import pypdf
import pypdfium2
import pytest

from assistant.export.charts import charts
from assistant.export.patient_pdf import patient_data, patient_pdf
from assistant.export.summary_pdf import summary_pdf
from assistant.model.case import HowMuch
from assistant.view import view
from tests.export.build import full, nothing


def pages(data):
    pdf = pypdfium2.PdfDocument(io.BytesIO(data))
    texts = [pdf[number].get_textpage().get_text_range() for number in range(len(pdf))]
    pdf.close()
    return texts


@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize("make", [full, nothing])
def test_the_first_page_stands_alone(make, paper):
    texts = pages(summary_pdf(view(make()), paper=paper))
    assert "Checked by" in texts[0] and "The ask" in texts[0]
    assert "The record behind this page" in texts[1]


def test_even_a_crowded_first_page_stays_one_page():
    dossier = full()
    entries = list(dossier.history.entries)
    for number in range(25):
        entries += [replace(entry, id=f"{entry.id}-{number}") for entry in dossier.history.entries]
    crowded = replace(dossier, history=replace(dossier.history, entries=tuple(entries)))
    started = time.perf_counter()
    texts = pages(summary_pdf(view(crowded)))
    assert "Checked by" in texts[0]
    assert time.perf_counter() - started < 10  # the figure itself is measured by the benchmark


def test_is_tagged_and_says_its_language_and_title():
    root = pypdf.PdfReader(io.BytesIO(summary_pdf(view(full())))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en"
    assert "StructTreeRoot" in str(root.keys())


def test_the_same_summary_makes_the_same_bytes():
    assert summary_pdf(view(full())) == summary_pdf(view(full()))


def test_numbers_lead_to_sources_and_sources_to_files():
    data = summary_pdf(view(full()), hrefs={full().papers[0].id: "documents/01-biopsy.pdf"})
    assert "[1]" in pages(data)[0]
    reader = pypdf.PdfReader(io.BytesIO(data))
    links = [
        annotation.get_object().get("/A", {}).get("/URI", "")
        for page in reader.pages
        for annotation in page.get("/Annots", [])
    ]
    assert "documents/01-biopsy.pdf#page=1" in links


@pytest.mark.parametrize(
    "text", ["王小明 is here", "smile 😀", "a\x00b\u202e", '#import "x" *bold* $x$ \\', "x" * 4000]
)
def test_no_words_of_a_record_can_break_the_page(text):
    dossier = full()
    case = replace(dossier.case, patient=replace(dossier.case.patient, name=text))
    assert summary_pdf(view(replace(dossier, case=case))).startswith(b"%PDF")


def test_charts_hold_only_plain_numbers_of_one_unit():
    made = charts(view(full()).labs)
    assert [chart["name"] for chart in made] == ["Hemoglobin"]
    assert all(0 <= point["x"] <= 1 and 0 <= point["y"] <= 1 for point in made[0]["points"])
    assert [point["out"] for point in made[0]["points"]] == [False, True]


def test_the_patients_page_keeps_back_what_they_did_not_ask_to_see():
    shown = str(patient_data(full(), "en"))
    assert "metformin" in shown and "carcinoma" not in shown and "131" not in shown
    case = replace(full().case, how_much=HowMuch.ALL)
    shown = str(patient_data(replace(full(), case=case), "en"))
    assert "carcinoma" in shown and "131" in shown


def test_the_patients_page_exists_in_both_languages():
    english, spanish = pages(patient_pdf(full(), "en")), pages(patient_pdf(full(), "es"))
    assert "Your questions" in english[0] and "911" in english[0]
    assert "Sus preguntas" in spanish[0] and "911" in spanish[0]
