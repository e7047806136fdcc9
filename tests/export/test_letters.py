"""Letters name the exact record, go to one place each, ask for the patient's own copy and leave room to sign."""

import io
from dataclasses import replace

import pypdfium2
import pytest

from assistant.export.letters import STEPS, letter_pdf, letter_text, letters
from assistant.model.case import Decision
from assistant.model.chase import Asked
from assistant.model.gaps import Gap, GapState, Need
from assistant.model.papers import Letterhead
from tests.export.build import full


def gap(name, state="report_only", kind="image", clock="access", **more):
    label = more.pop("label", name)
    return Gap(
        name, name, label, GapState(state), "why", "the records office", Need.REQUIRED, kind=kind, clock=clock, **more
    )


def text_of(data):
    pdf = pypdfium2.PdfDocument(io.BytesIO(data))
    pages = [pdf[number].get_textpage().get_text_range() for number in range(len(pdf))]
    pdf.close()
    return pages


def told(dossier, **goal):
    return replace(dossier, case=replace(dossier.case, goal=replace(dossier.case.goal, **goal)))


def described(dossier, number, **changed):
    """The dossier with the head of one paper read otherwise."""
    papers = list(dossier.papers)
    papers[number] = replace(papers[number], description=replace(papers[number].description, **changed))
    return replace(dossier, papers=tuple(papers))


def test_one_letter_for_each_place_and_kind_however_the_place_is_written():
    dossier = full()
    more = [gap("ct", facility="CEDAR HOLLOW", found="CT chest"), gap("mg", clock="mammogram", facility="Cedar Hollow")]
    made = letters(dossier, [*dossier.gaps[:1], dossier.gaps[2], *more])
    assert [(letter.kind, letter.facility) for letter in made] == [
        ("slides", "Tamarack Pathology"),
        ("access", "Cedar Hollow"),
        ("mammogram", "Cedar Hollow"),
    ]
    assert len(made[1].asks) == 2


def test_what_no_place_can_mend_gets_no_letter():
    assert letters(full(), [gap("conflict", "unconfirmed", "conflict", clock="")]) == ()


def test_names_the_record_with_its_date_and_number():
    dossier = full()
    slides, images = letters(dossier, [dossier.gaps[0], dossier.gaps[2]])
    assert any("TPA-26" in ask and "October 2, 2026" in ask for ask in slides.asks)
    assert images.asks[0] == "the pictures (DICOM files, all series) of: MRI report of October 12, 2026"


def test_slides_are_asked_of_every_laboratory_whose_report_is_here():
    dossier = full()
    other = replace(dossier.papers[0], document=replace(dossier.papers[0].document, id="z" * 64))
    about = replace(other.description, facility="Aspen Laboratory", accession="AL-9")
    dossier = replace(dossier, papers=(*dossier.papers, replace(other, description=about)))
    made = letters(dossier, [replace(dossier.gaps[0], facility="", evidence=())])
    assert {letter.facility for letter in made} == {"Tamarack Pathology", "Aspen Laboratory"}


def test_a_record_that_papers_only_speak_of_is_not_asked_of_who_wrote_of_it():
    dossier = full()
    spoken_of = gap("ct", "missing", label="CT", evidence=dossier.history.entries[0].facts[0].evidence)
    [letter] = letters(dossier, [spoken_of])
    assert letter.facility == "" and letter.address == ()


def test_the_address_and_the_number_are_those_of_the_place_itself_and_say_where_they_stand():
    head = Letterhead("12 Hill Road, Erie, PA 16501", "555-0100", "555-0101")
    dossier = described(full(), 0, letterhead=head)
    here = replace(dossier.papers[0].description.patient, mrn="TP-77")
    dossier = described(dossier, 0, patient=here)
    slides, images = letters(dossier, [dossier.gaps[0], dossier.gaps[2]])
    assert slides.address == ("12 Hill Road, Erie, PA 16501", "Phone 555-0100", "Fax 555-0101")
    assert dict(slides.identity)["Record number"] == "TP-77"
    assert images.address == ("Address: " + "_" * 40,)
    pages = text_of(letter_pdf(dossier, [slides, images], "en", {g.id: g for g in dossier.gaps}))
    assert dossier.papers[0].document.name in pages[0] and "12 Hill Road" in pages[1]
    assert "We did not find the address of Cedar Hollow" in pages[2]


def test_an_access_request_cites_the_law_and_sends_to_the_patient():
    text = letter_text(letters(full(), [full().gaps[2]])[0])
    assert "45 CFR 164.524" in text and "Send them to me" in text and "30 days" in text
    assert "December 8, 2026" in text and "DICOM" in text and "February 11, 1968" in text
    assert "authoriz" not in text.lower()


def test_mammograms_and_slides_have_letters_of_their_own():
    [mammogram] = letters(full(), [gap("mg", clock="mammogram", label="Mammogram pictures", facility="Lakeshore")])
    assert "21 CFR 900.12" in mammogram.subject and "15 days" in letter_text(mammogram)
    [slides] = letters(full(), [full().gaps[0]])
    text = letter_text(slides)
    assert "164.524" not in text and "lend" in slides.subject and "I authorize your laboratory" in text
    assert "the only block" in text and "tracked carrier" in text


def test_for_an_adult_the_patient_signs_and_there_is_room_for_who_has_the_right_to():
    dossier = told(full(), for_whom="someone", helper="Ana Ruiz, daughter")
    [letter] = letters(dossier, [dossier.gaps[2]])
    labels = [label for label, _ in letter.signature]
    assert labels[0] == "Patient's signature" and any("gives me the right" in label for label in labels)
    assert "You may also talk about this request with Ana Ruiz, daughter." in letter_text(letter)
    assert not any("right" in label for label, _ in letters(full(), [full().gaps[2]])[0].signature)


def test_for_a_child_the_parent_signs():
    dossier = told(full(), for_whom="child", helper="Ana Ruiz")
    [letter] = letters(dossier, [dossier.gaps[2]])
    assert letter.signature[0][0] == "Signature of the parent or legal guardian"
    assert ("Printed name", "Ana Ruiz") in letter.signature
    assert "child's health records" in letter.opening and "my child's" in letter.subject


def test_who_is_not_eighteen_yet_is_a_child_in_the_letter_even_if_nobody_said_so():
    dossier = full()
    young = replace(dossier.case, patient=replace(dossier.case.patient, birth_date="2013-08-14"))
    [letter] = letters(replace(dossier, case=young), [dossier.gaps[2]])
    assert letter.signature[0][0] == "Signature of the parent or legal guardian"
    [grown] = letters(dossier, [dossier.gaps[2]])
    assert "my health records" in grown.opening


def test_the_pdf_has_a_page_for_the_patient_in_their_language_and_the_letter_in_english():
    dossier = full()
    spoken = {"g3": replace(dossier.gaps[2], label="Imágenes de la resonancia")}
    pages = text_of(letter_pdf(dossier, letters(dossier, [dossier.gaps[2]]), "es", spoken))
    assert "Antes de enviar esta carta" in pages[0] and "Imágenes de la resonancia" in pages[0]
    assert "I am asking for a copy of my health records" in pages[1]


def test_an_unknown_place_is_a_line_to_fill_in_and_the_note_says_whom_to_ask():
    dossier, unknown = full(), gap("ct", "missing", label="CT pictures")
    pages = text_of(letter_pdf(dossier, letters(dossier, [unknown]), "en", {"ct": unknown}))
    assert "Ask: the records office" in pages[0].replace("\r\n", " ") and "(name and address" in pages[1]


def test_unknown_details_become_lines_to_fill_in():
    dossier = full()
    person = replace(dossier.case.patient, birth_date="", phone="")
    letter = letters(replace(dossier, case=replace(dossier.case, patient=person)), [dossier.gaps[2]])[0]
    assert dict(letter.identity)["Date of birth"].startswith("____")


@pytest.mark.parametrize("step", STEPS)
def test_each_later_letter_names_the_first_and_the_record_again(step):
    dossier = full()
    about = Asked("2026-10-20", "", "mri-images", "MRI pictures", "Cedar Hollow", "access")
    decision = Decision("g3", "asked", "p", "2026-10-20T10:00:00Z", asked=about)
    dossier = replace(dossier, case=replace(dossier.case, decisions=(decision,)))
    [letter] = letters(dossier, dossier.gaps, step, {"g3": "2026-11-19"})
    text = letter_text(letter)
    assert "October 20, 2026" in text and "MRI report" in text and "Send them to me" in text
    if step != "refused":
        assert "November 19, 2026" in text


def test_a_result_still_to_come_is_asked_for_in_the_words_of_the_paper():
    words = gap("a", "incomplete", "report", label="A result that was still to come: “MMR stains to follow”")
    named = gap("b", "incomplete", "genetic", label="Mismatch repair (MMR or MSI) result")
    asks = [ask for letter in letters(full(), [words, named]) for ask in letter.asks]
    assert asks == [
        "the final result, if it is ready, of what my papers describe so: “MMR stains to follow”",
        "the final report, with its date, of: Mismatch repair (MMR or MSI) result",
    ]
