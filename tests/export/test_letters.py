"""Letters name the exact record, go to one place each, ask for the patient's own copy and leave room to sign."""

import io
from dataclasses import replace

import pypdfium2

from assistant.export.letters import letter_pdf, letter_text, letters
from assistant.model.gaps import Gap, GapState, Need
from tests.export.build import full


def gap(name, state="report_only", kind="image", **more):
    return Gap(name, name, more.pop("label", name), GapState(state), "why", "who", Need.REQUIRED, kind=kind, **more)


def text_of(data):
    pdf = pypdfium2.PdfDocument(io.BytesIO(data))
    pages = [pdf[number].get_textpage().get_text_range() for number in range(len(pdf))]
    pdf.close()
    return pages


def test_one_letter_for_each_place_and_kind():
    dossier = full()
    made = letters(dossier, [*dossier.gaps[:1], dossier.gaps[2], gap("ct", facility="Cedar Hollow", found="CT chest")])
    assert [(letter.kind, letter.facility) for letter in made] == [
        ("slides", "Tamarack Pathology"),
        ("access", "Cedar Hollow"),
    ]
    assert len(made[1].asks) == 2


def test_names_the_record_with_its_date_and_number():
    dossier = full()
    slides, images = letters(dossier, [dossier.gaps[0], dossier.gaps[2]])
    assert any("TPA-26" in ask and "October 2, 2026" in ask for ask in slides.asks)
    assert images.asks[0] == "the pictures (DICOM files, all series) of: MRI report of October 12, 2026"


def test_an_access_request_cites_the_law_and_sends_to_the_patient():
    text = letter_text(letters(full(), [full().gaps[2]])[0])
    assert "45 CFR 164.524" in text and "Send them to me" in text and "30 days" in text
    assert "December 8, 2026" in text and "DICOM" in text and "February 11, 1968" in text
    assert "authorization" not in text.lower()


def test_mammograms_and_slides_have_letters_of_their_own():
    mammogram = letters(full(), [gap("mammogram-images", label="Mammogram pictures", facility="Lakeshore")])[0]
    assert mammogram.kind == "mammogram" and "21 CFR 900.12" in mammogram.subject
    slides = letters(full(), [full().gaps[0]])[0]
    assert "164.524" not in letter_text(slides) and "lend" in slides.subject


def test_a_helper_signs_for_the_patient_and_says_by_what_right():
    dossier = full()
    goal = replace(dossier.case.goal, for_whom="someone", helper="Ana Ruiz, daughter")
    letter = letters(replace(dossier, case=replace(dossier.case, goal=goal)), [dossier.gaps[2]])[0]
    assert any("I sign for the patient" in label for label, _ in letter.signature)
    assert not any("I sign for" in label for label, _ in letters(dossier, [dossier.gaps[2]])[0].signature)


def test_the_pdf_has_a_page_for_the_patient_in_their_language_and_the_letter_in_english():
    pages = text_of(letter_pdf(full(), [full().gaps[2]], "es"))
    assert "Antes de enviar esta carta" in pages[0]
    assert "I am asking for a copy of my health records" in pages[1]
    assert "Before you send this" in text_of(letter_pdf(full(), [full().gaps[0]], "en"))[0]


def test_unknown_details_become_lines_to_fill_in():
    dossier = full()
    person = replace(dossier.case.patient, birth_date="", phone="")
    letter = letters(replace(dossier, case=replace(dossier.case, patient=person)), [dossier.gaps[2]])[0]
    assert dict(letter.identity)["Date of birth"].startswith("____")
