"""PDF: what stands on the page is read as it stands, and what cannot be read is said."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, TextStringObject

from ingest import Ingested, Limits, Status, ingest
from ingest.document import Origin, Page, PageState
from ingest.readers.pdf_scan import agreement, better, is_broken
from ingest.readers.pdf_text import lay_out, plain
from tests.ingest import samples


def read(tmp_path: Path, data: bytes, name: str = "report.pdf", **options: object) -> Ingested:
    path = tmp_path / name
    path.write_bytes(data)
    return ingest(path, **options)  # type: ignore[arg-type]


def codes(got: Ingested) -> list[str]:
    return [problem.code for problem in got.problems]


def test_lines_stand_as_on_the_page(tmp_path: Path) -> None:
    page = read(tmp_path, samples.pdf()).documents[0].pages[0]
    assert page.text.split("\n")[2:5] == list(samples.REPORT[2:5])
    assert (page.origin, page.width, page.height) == (Origin.TEXT, 612.0, 792.0)


def test_a_row_of_a_table_stays_on_one_line(tmp_path: Path) -> None:
    cells = "".join(
        f"BT /F1 12 Tf {x} 400 Td ({word}) Tj ET\n" for x, word in ((72, "Ferritin"), (260, "44"), (380, "ng/mL"))
    )
    text = read(tmp_path, samples.pdf(extra=cells)).documents[0].pages[0].text
    assert "Ferritin 44 ng/mL" in text.split("\n")


def test_a_locked_file_asks_for_its_password_and_opens_with_it(tmp_path: Path) -> None:
    data = samples.locked(samples.pdf(), "rosebud")
    got = read(tmp_path, data)
    assert (got.status, codes(got)) == (Status.REJECTED, ["pdf-password"])
    assert "report.pdf" in got.problems[0].message() and "contraseña" in got.problems[0].message("es")
    assert codes(read(tmp_path, data, password="wrong")) == ["pdf-password-wrong"]
    assert "left kidney" in read(tmp_path, data, password="rosebud").documents[0].pages[0].text


def test_a_file_that_only_forbids_printing_opens_without_asking(tmp_path: Path) -> None:
    assert read(tmp_path, samples.locked(samples.pdf(), "")).status is Status.ACCEPTED


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n" + b"garbage " * 50, "pdf-broken"),
        (samples.pdf()[:300], "pdf-broken"),
        (samples.pdf(()), "pdf-broken"),
    ],
)
def test_a_file_beyond_reading_is_refused_with_one_sentence(tmp_path: Path, data: bytes, code: str) -> None:
    got = read(tmp_path, data)
    assert (got.status, codes(got), got.documents) == (Status.REJECTED, [code], ())


def test_a_damaged_file_is_read_and_said_to_be_damaged(tmp_path: Path) -> None:
    data = samples.pdf().replace(b"startxref\n", b"startxref\n9")
    got = read(tmp_path, data)
    assert codes(got) == ["pdf-repaired"]
    assert "no hydronephrosis" in got.documents[0].pages[0].text


def test_a_pdf_under_another_name_is_read_as_what_it_is(tmp_path: Path) -> None:
    got = read(tmp_path, samples.pdf(), "report.jpg")
    assert (got.status, codes(got)) == (Status.ACCEPTED, ["misnamed"])


def test_pages_over_the_limit_are_said(tmp_path: Path) -> None:
    got = read(tmp_path, samples.pdf([("one page",)] * 5), limits=Limits(pages=3))
    assert (got.status, codes(got), len(got.documents[0].pages)) == (Status.PARTIAL, ["too-many-pages"], 3)


def test_an_empty_page_keeps_its_number(tmp_path: Path) -> None:
    pages = read(tmp_path, samples.pdf([("first",), (), ("third",)])).documents[0].pages
    assert [page.state for page in pages] == [PageState.READ, PageState.BLANK, PageState.READ]
    assert pages[2].text == "third"


def test_an_attached_file_is_a_document_of_its_own(tmp_path: Path) -> None:
    got = read(tmp_path, samples.with_attachment(samples.pdf(), "labs.html", samples.HTML))
    assert [document.name for document in got.documents] == ["report.pdf", "report.pdf/labs.html"]
    assert "Ferritin" in got.documents[1].pages[0].text


def test_what_was_filled_into_a_form_is_read_in_its_place(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(samples.pdf([("Allergies:",)]))))
    field = DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Widget"),
        NameObject("/FT"): NameObject("/Tx"), NameObject("/T"): TextStringObject("allergies"),
        NameObject("/Rect"): ArrayObject([FloatObject(v) for v in (140, 712, 400, 734)]),
        NameObject("/DA"): TextStringObject("/Helv 12 Tf 0 g"),
    })  # fmt: skip
    page = writer.pages[0]
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(field)])
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): page["/Annots"]})
    writer.update_page_form_field_values(page, {"allergies": "walnuts"}, auto_regenerate=False)
    target = tmp_path / "form.pdf"
    writer.write(target)
    assert ingest(target).documents[0].pages[0].text.split() == ["Allergies:", "walnuts"]


def test_words_broken_by_the_typesetter_are_joined_and_hyphens_of_the_author_kept() -> None:
    assert plain("follow\ufffeup visit\r\nnext line") == "follow-up visit\nnext line"
    typeset = "the cholecys\ufffetectomy was\r\n" * 8
    assert plain(typeset).startswith("the cholecystectomy was\n")
    assert plain("splenec\u2010\r\ntomy") == "splenectomy"


def test_the_way_back_to_pdfium_is_true_to_the_letter() -> None:
    given = "one\r\ntwo cholecystec\u2010\r\ntomy three\r\n"
    laid = lay_out(given)
    assert laid.text == plain(given)
    start = laid.text.index("cholecystectomy")
    assert "".join(given[a:b] for a, b in laid.runs(start, start + 15)).replace("\u2010\r\n", "") == "cholecystectomy"
    start = laid.text.index("three")
    assert [given[a:b] for a, b in laid.runs(start, start + 5)] == ["three"]


def test_letters_that_are_not_letters_are_noticed() -> None:
    shifted = "7KH SDWLHQW KDV QR NQRZQ DOOHUJLHV DQG WDNHV DVSLULQ HYHUB GDB IRU KHU KHDUW " * 4
    assert is_broken(shifted)
    assert is_broken("\ufffd\ufffd\ue012 \ue013\ue014 abc \ufffd\ufffd")
    assert is_broken("#$%& '()* +,-. /:;< =>?@ " * 20)
    assert not is_broken("The patient has no known allergies and takes aspirin 81 mg daily. " * 5)
    assert not is_broken("El paciente no tiene alergias conocidas; presión arterial 120/80. " * 5)
    assert not is_broken("Пациент не имеет известных аллергий и принимает аспирин каждый день. " * 5)
    assert not is_broken("12.1 13.5 4.4 250 38.9 90 13 10.1 5.4 139 4.1 102 24 " * 8)


def test_a_layer_hidden_under_a_scan_is_kept_only_where_the_picture_bears_it_out(tmp_path: Path) -> None:
    wrong = [line.replace("10.4", "1O.A").replace("kidney", "kldncy") for line in samples.REPORT]
    got = read(tmp_path, samples.scan_with_layer(samples.sheet(), samples.pdf([wrong], hidden=True)))
    page = got.documents[0].pages[0]
    assert (page.origin, codes(got)) == (Origin.OCR, ["text-layer-wrong"])
    assert "measures 10.4 cm" in page.text
    got = read(tmp_path, samples.scan_with_layer(samples.sheet(), samples.pdf(hidden=True)), "right.pdf")
    assert (got.documents[0].pages[0].origin, codes(got)) == (Origin.TEXT, [])


def test_a_page_whose_letters_lead_nowhere_is_recognised(tmp_path: Path) -> None:
    data = samples.scan_with_layer(
        samples.sheet(), samples.pdf([("7KH SDWLHQW KDV QR NQRZQ DOOHUJLHV",) * 8], hidden=True)
    )
    assert "hydronephrosis" in read(tmp_path, data).documents[0].pages[0].text


def test_agreement_counts_numbers_most() -> None:
    assert agreement("size 10.4 cm", "size 10.4 cm") == 1.0
    assert agreement("size 10.4 cm", "size 1O.A cm") < agreement("sizes 10.4 cm", "size 10.4 cm")
    page = samples_page("size 10.4 cm", Origin.TEXT)
    assert better(page, samples_page("size 10.4 cm", Origin.OCR)) is page


def samples_page(text: str, origin: Origin) -> Page:
    return Page(1, text, origin)
