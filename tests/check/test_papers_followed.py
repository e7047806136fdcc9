"""Follows what papers speak of; and the gaps of single papers."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.model.case import Request
from assistant.model.gaps import GapState, Need
from assistant.model.papers import Belongs
from assistant.model.people import Person
from ingest.document import Origin, Page, PageState, Patient, Problem
from tests.check.builders import gaps, items, paper, resolve, study, with_facts

NOTE = "Consultation"
SPOKEN = list(csv.DictReader(Path(__file__).with_name("spoken.tsv").open(encoding="utf-8"), delimiter="\t"))


def one(found, item):
    return next(gap for gap in found if gap.item == item)


@pytest.mark.parametrize("row", SPOKEN, ids=lambda row: f"{row['condition']}-{row['items'].split('|')[0]}")
def test_a_record_spoken_of_is_named_with_its_day_and_the_place_it_is_in(row) -> None:
    text = row["text"].replace("\\n", "\n")
    titles = {
        "radiology_report": text.split("\n")[0],
        "pathology_report": "Pathology",
        "discharge_summary": "Discharge",
    }
    title = titles.get(row["kind"], NOTE)
    made = paper(row["kind"], text, title=title, date="2026-10-20", language=row["language"], facility="Cedar Practice")
    found = gaps([made], resolve(row["condition"]), language=row["language"])
    about = [gap for gap in found if any(item in gap.item for item in row["items"].split("|"))]
    assert any(gap.found_date.startswith(row["day"]) and row["place"] in gap.facility for gap in about)


def test_words_that_only_say_that_something_follows_are_quoted_with_what_they_follow() -> None:
    text = "DIAGNOSIS: papillary carcinoma. BRAF testing was requested. ADDENDUM TO FOLLOW"
    report = paper("pathology_report", text, title="Pathology")
    assert (
        "BRAF testing was requested. ADDENDUM TO FOLLOW"
        in one(gaps([report], resolve("lupus")), "mentioned-awaited-result").label
    )


def test_a_walker_is_no_implant_and_a_pacemaker_is_one() -> None:
    note = with_facts(paper("consult_note", "Uses a walker. Has an IUD.", title=NOTE), ("device", "Walker", None))
    assert "implant-card" not in [g.item for g in gaps([note], resolve("lupus")) if g.state is GapState.MISSING]
    note = paper("consult_note", "A pacemaker was placed in 2020.", title=NOTE)
    assert one(gaps([note], resolve("lupus")), "implant-card").state is GapState.MISSING


def test_the_report_of_a_biopsy_is_asked_for_once_even_if_its_result_was_still_to_come() -> None:
    stay = paper(
        "discharge_summary",
        "Kidney biopsy 5/6/2025 without bleeding; final pathology pending at discharge.",
        title="Discharge summary",
        date="2025-05-08",
    )
    letter = paper("consult_note", "She had a kidney biopsy on May 6, 2025 at Valle Verde Medical Center.", title=NOTE)
    found = gaps([stay, letter], resolve("lupus"))
    about = [g.item for g in found if g.item in ("pathology-report", "mentioned-biopsy", "mentioned-awaited-result")]
    assert about == ["pathology-report"]


def test_the_day_a_paper_was_printed_is_no_day_of_an_operation() -> None:
    head = "Coast Medical Center - Breast Surgery  Printed by LB at 10/26/2026 9:14 AM Page 1\nOffice visit"
    found = gaps([paper("consult_note", head, title=NOTE)], resolve("breast-cancer"))
    assert not any(g.item == "operative-report" and g.state is GapState.MISSING for g in found)


def test_an_operation_spoken_of_is_looked_for_with_its_date_and_the_words() -> None:
    note = paper(
        "consult_note", "On 10/20/2026 wide local excision by Dr. Adeleke at St. Cuthbert Hospital.", title=NOTE
    )
    gap = one(gaps([note], resolve("lupus")), "operative-report")
    assert gap.found_date == "2026-10-20" and "excision" in gap.evidence[0].span.quote
    assert "St. Cuthbert Hospital" in gap.facility


def test_an_operation_whose_note_is_here_is_not_missed() -> None:
    note = paper("consult_note", "On 10/20/2026 wide local excision was performed.", title=NOTE)
    operation = paper("operative_note", "Operative report", title="Operative report", date="2026-10-20")
    found = items(gaps([note, operation], resolve("lupus")))
    assert "mentioned-operation" not in found and "operative-report" not in found


def test_an_earlier_scan_used_for_comparison_is_looked_for() -> None:
    report = paper(
        "radiology_report", "CT ABDOMEN\nCOMPARISON: CT abdomen 08/19/2025.\nFINDINGS: normal.", title="CT ABDOMEN"
    )
    found = gaps([report], resolve("kidney-cancer"))
    assert "08/19/2025" in one(found, "prior-abdominal-imaging").evidence[0].span.quote


def test_a_hospital_stay_and_another_doctors_visit_are_looked_for() -> None:
    text = "Hospitalized 03/2026 at Foothill Regional Hospital for fever. Seen by Dr. Petrosyan in January 2026."
    found = gaps([paper("progress_note", text, title="Follow-up visit")], resolve("rare-undiagnosed"))
    assert {"hospital-summary", "mentioned-outside-visit"} <= set(items(found))


def test_a_test_ordered_of_late_that_is_not_here_is_asked_about_once() -> None:
    text = "Plan: 1. Pulmonary function tests ordered. 2. Repeat visit."
    found = gaps([paper("progress_note", text, title=NOTE)], resolve("spine-back-neck"))
    asked = [g for g in found if g.item == "mentioned-lung-test"]
    assert [(g.item, g.state.value, g.need.value) for g in asked] == [
        ("mentioned-lung-test", "unconfirmed", "recommended")
    ]


def test_what_was_planned_or_denied_is_not_looked_for() -> None:
    text = "MRI of the liver is scheduled for 12/01/2026. No biopsy was done. Surgery is not recommended."
    found = items(gaps([paper("consult_note", text, title=NOTE)], resolve("lupus")))
    assert not [item for item in found if item.startswith("mentioned-")]


def test_a_pending_stain_in_a_report_is_followed_until_a_later_paper_tells_it() -> None:
    first = paper("pathology_report", "DIAGNOSIS: carcinoma. HER2 FISH pending.", title="Pathology", date="2026-10-01")
    pathway = resolve("lupus")
    assert one(gaps([first], pathway), "mentioned-awaited-result").state is GapState.INCOMPLETE
    later = paper(
        "pathology_report", "ADDENDUM: HER2 FISH not amplified, negative.", title="Pathology", date="2026-10-09"
    )
    assert "mentioned-awaited-result" not in items(gaps([first, later], pathway))


def test_an_old_operation_long_past_is_left_alone() -> None:
    note = paper("consult_note", "Appendectomy at 14. Tonsillectomy 06/2008. Tubal ligation 05/1998.", title=NOTE)
    found = items(gaps([note], resolve("epilepsy")))
    assert "mentioned-operation" not in found


def test_pictures_no_line_asks_for_still_want_their_report_and_the_other_way_round() -> None:
    found = gaps([study("US", "thyroid", "US THYROID")], resolve("epilepsy"))
    assert one(found, "imaging-reports").state is GapState.IMAGES_ONLY
    found = gaps([paper("radiology_report", "x", title="CT SINUSES")], resolve("epilepsy"))
    gap = one(found, "key-imaging")
    assert gap.state is GapState.REPORT_ONLY and gap.need is Need.RECOMMENDED


def test_a_paper_of_another_person_is_a_gap_of_its_own_and_meets_nothing() -> None:
    other = paper("pathology_report", "Biopsy report", title="Pathology", belongs=Belongs.OTHER, name="derm path 2.pdf")
    other = replace(other, description=replace(other.description, patient=Patient("Sheila Kesler", "1958-11-06")))
    found = gaps([other], resolve("melanoma"), patient=Person("Siobhan Kessler"))
    gap = one(found, "wrong-patient")
    assert gap.state is GapState.WRONG_PATIENT and gap.rank == 0
    assert "derm path 2.pdf" in gap.label and "Kesler" not in gap.why
    told = gap.discreet
    assert not told.evidence and not told.facility and told.found in ("", "derm path 2.pdf")
    assert "pathology-report" in items(found)


def test_a_file_that_could_not_be_read_is_a_required_gap_with_its_name() -> None:
    problem = Problem("pdf-encrypted", "PATHOLOGY_protected.pdf", severity="error")
    gap = one(gaps([], resolve("ibd"), problems=[problem]), "unreadable-file")
    assert gap.state is GapState.UNREADABLE and gap.need is Need.REQUIRED and "PATHOLOGY_protected.pdf" in gap.label


def test_a_blurred_photo_is_unreadable_and_an_empty_photo_is_not() -> None:
    blurred = Page(1, "", Origin.OCR, PageState.UNREADABLE)
    plain = Page(1, "", Origin.OCR, PageState.BLANK)
    found = gaps([paper("other", "", pages=[blurred], media="image/jpeg", name="IMG.jpg")], resolve("lupus"))
    assert "unreadable-file" in items(found)
    found = gaps([paper("other", "", pages=[plain], media="image/jpeg", name="IMG.jpg")], resolve("lupus"))
    assert "unreadable-file" not in items(found)


def test_one_unreadable_page_and_pages_that_never_came_are_told() -> None:
    pages = [Page(1, "Report page 1", Origin.OCR), Page(2, "", Origin.OCR, PageState.UNREADABLE)]
    assert "unreadable-page" in items(gaps([paper("consult_note", "", pages=pages)], resolve("lupus")))
    short = paper("pathology_report", "PATHOLOGY  Page 1 of 3\nDiagnosis", title="Pathology")
    gap = one(gaps([short], resolve("lupus")), "missing-pages")
    assert "3" in gap.why and gap.state is GapState.INCOMPLETE


def test_two_reports_of_one_file_that_counts_its_pages_through_are_whole() -> None:
    first = paper("pathology_report", "PATHOLOGY  Page 1 of 2\nDiagnosis", title="Pathology")
    second = paper("pathology_report", "ADDENDUM  Page 2 of 2\nResult", title="Addendum")
    one_file = replace(second, document=replace(second.document, source=first.document.source))
    assert "missing-pages" not in items(gaps([first, one_file], resolve("lupus")))
    assert items(gaps([first, second], resolve("lupus"))).count("missing-pages") == 2


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("Thoracic Surgery Office Visit 10/14/2026\nNew lump.", "mentioned-operation"),
        ("Breast Surgery | Encounter 10/29/2026 | New patient", "mentioned-operation"),
        ("10/20/2026 Provider: Anna Bell, MD (General Surgery) Status: Signed", "operative-report"),
        ("Mr. Gray was examined on October 27, 2026. The breast is soft.", "breast-mri"),
        ("Carcinoma of high nuclear grade, bones not seen.", "staging-imaging"),
        ("Liver: echogenic, 10/12/2026.", "heart-function"),
        ("Radiation dose of the CT on 10/12/2026: 400 mGy.", "radiation-summary"),
    ],
)
def test_a_name_or_a_word_that_only_looks_like_a_record_is_none(text: str, item: str) -> None:
    found = gaps([paper("consult_note", text, title=NOTE)], resolve("breast-cancer"))
    assert not [gap for gap in found if gap.item == item and gap.state is not GapState.UNCONFIRMED and gap.evidence]


def test_a_leaflet_a_form_and_a_question_tell_of_no_record() -> None:
    leaflet = paper("other", "Rev 3/2025. After your mastectomy on 3/2025 you rest.", title="Choosing")
    form = paper("consent", "Mastectomy was done on 10/2/2026.", title="Consent")
    asks = paper("patient_note", "What are my odds of a pacemaker?", title="My questions")
    found = gaps([leaflet, form, asks], resolve("breast-cancer"))
    assert not {"operative-report", "mentioned-operation", "implant-card"} & {
        gap.item for gap in found if gap.state is not GapState.UNCONFIRMED
    }


def test_the_sentence_that_says_why_a_record_is_wanted_is_not_said_to_speak_of_it() -> None:
    note = paper("consult_note", "Posterior spinal fusion T4 to L1, proposed 01/12/2027.", title=NOTE)
    for gap in gaps([note], resolve("spine-back-neck")):
        assert "2027" not in gap.why and "2027" not in gap.found_date


def test_what_the_doctor_asked_for_stays_until_it_is_answered() -> None:
    request = Request("r1", "the newest MRI", "dr", "2026-11-01")
    gap = one(gaps([], resolve("lupus"), requests=[request]), "requested")
    assert "the newest MRI" in gap.label and gap.need is Need.REQUIRED
    assert "requested" not in items(gaps([], resolve("lupus"), requests=[replace(request, answered="2026-11-02")]))


def test_spanish_papers_are_understood_and_the_gaps_speak_spanish() -> None:
    note = paper(
        "consult_note",
        "Se realizó biopsia el 07/08/2026. Prueba genética enviada, pendiente.",
        title="Consulta",
        language="es",
    )
    found = gaps([note], resolve("ovarian-cancer"), language="es")
    slides = one(found, "pathology-slides")
    assert slides.state is GapState.MISSING and slides.label.startswith("Laminillas")


def test_a_relatives_illness_is_not_the_patients() -> None:
    note = paper("consult_note", "Family history: aunt with papillary thyroid cancer. Biopsy not done.", title=NOTE)
    found = gaps([note], resolve("thyroid-nodule-cancer"))
    assert one(found, "thyroid-markers").state is GapState.UNCONFIRMED


def test_a_result_still_to_come_is_named_in_the_papers_words() -> None:
    text = "Estrogen receptor positive 95%. HER2 stain 2+ (equivocal); FISH has been sent, addendum to follow."
    found = gaps([paper("pathology_report", text, title="Surgical pathology report")], resolve("melanoma"))
    assert any("FISH has been sent" in gap.label for gap in found)


def test_a_scan_that_only_guided_a_needle_is_not_looked_for() -> None:
    text = "Left breast, ultrasound-guided core biopsy 10/09/2026: benign tissue."
    found = gaps([paper("pathology_report", text, title="Pathology report")], resolve("breast-cancer"))
    assert not any(gap.item == "mentioned-scan" for gap in found)


def test_a_piece_of_tissue_cut_out_long_ago_is_no_operation_to_ask_for() -> None:
    note = paper("consult_note", "Excisional biopsy of the right breast in 2014, benign.", title="Consultation")
    found = gaps([note], resolve("breast-cancer"))
    assert not any(gap.item == "operative-report" and gap.state is GapState.MISSING for gap in found)


def test_a_report_whose_result_a_letter_tells_is_missing_though_a_part_of_it_is_still_awaited() -> None:
    pathway = resolve("colorectal-cancer")
    text = "Assessment: Rectal adenocarcinoma, cT3b.\nMMR is essential; pathology called 10/20, still not reported."
    told = paper("consult_note", text, title="Consultation", date="2026-10-20")
    gap = next(g for g in gaps([told], pathway) if g.item == "pathology-report")
    assert (gap.state, gap.need) == (GapState.MISSING, Need.REQUIRED)
    awaited = paper("consult_note", "Biopsy taken 10/18/2026. Pathology pending.", title="Consultation")
    gap = next(g for g in gaps([awaited], pathway) if g.item == "pathology-report")
    assert gap.state is GapState.INCOMPLETE


def test_what_was_awaited_at_discharge_and_told_by_a_later_letter_is_missing() -> None:
    pathway = resolve("brain-tumor")
    then = paper("discharge_summary", "Pending at discharge:\nFinal pathology report.", date="2026-08-20")
    later = paper("consult_note", "Left frontal IDH-mutant glioma.", title="Clinic", date="2026-11-04")
    gap = next(g for g in gaps([then, later], pathway) if g.item == "pathology-report")
    assert gap.state is GapState.MISSING


def test_a_named_kind_of_cancer_shows_that_tissue_was_tested_and_a_suspicion_does_not() -> None:
    pathway = resolve("lung-cancer")
    sure = paper("consult_note", "A newly found adenocarcinoma of the right upper lobe.", title="Clinic")
    gap = next(g for g in gaps([sure], pathway) if g.item == "pathology-report")
    assert (gap.state, gap.need) == (GapState.MISSING, Need.REQUIRED)
    doubt = paper("consult_note", "A nodule suspicious for adenocarcinoma.", title="Clinic")
    gap = next(g for g in gaps([doubt], pathway) if g.item == "pathology-report")
    assert gap.state is GapState.UNCONFIRMED


def test_a_needle_procedure_is_no_operation_and_a_therapy_discharge_no_hospital_summary() -> None:
    pathway = resolve("joint-replacement")
    surgery = paper("progress_note", "Right hip replacement on 05/09/2017. He was admitted.", title="Visit")
    needle = paper("procedure_note", "HIP ASPIRATION\nOperator: M. Lee", title="FLUOROSCOPIC HIP ASPIRATION")
    therapy = paper("discharge_summary", "Goals met.", title="Physical Therapy Discharge Summary")
    found = items(gaps([surgery, needle, therapy], pathway))
    assert "operative-report" in found and "hospital-summary" in found
    sticker = paper("other", "IMPLANT RECORD - RIGHT HIP\nStem 12 mm", title="IMPLANT RECORD - RIGHT HIP")
    assert "implant-card" not in items(gaps([surgery, sticker], pathway))


def test_a_birth_date_is_not_the_day_of_anything_done() -> None:
    pathway = resolve("colorectal-cancer")
    letter = paper("consult_note", "RE: A. Lee, born 12/02/1958, with a rectal adenocarcinoma.", title="Clinic")
    assert not [g for g in gaps([letter], pathway) if g.found_date.startswith("1958")]


def test_a_translation_is_made_and_not_held_so_no_letter_is_written_for_it() -> None:
    spanish = paper("consult_note", "Dolor en la rodilla.", title="Consulta", language="es")
    found = gaps([spanish], resolve("knee-ligament-meniscus"))
    assert next(g for g in found if g.item == "translations").clock == ""
    assert next(g for g in found if g.item == "knee-mri").clock == "access"


def test_a_signature_is_not_the_part_of_a_report_that_was_still_to_come() -> None:
    told = "Electron microscopy is pending. Electronically signed by a pathologist."
    report = paper("pathology_report", f"DIAGNOSIS: membranous nephropathy. {told}", title="Kidney biopsy")
    assert "mentioned-awaited-result" in items(gaps([report], resolve("chronic-kidney-disease")))
    later = "DIAGNOSIS: membranous nephropathy. Electron microscopy shows deposits."
    whole = paper("pathology_report", later, title="Kidney biopsy, addendum", date="2026-11-10")
    assert "mentioned-awaited-result" not in items(gaps([report, whole], resolve("chronic-kidney-disease")))


def test_the_day_of_a_visit_is_not_the_day_of_the_operation_it_speaks_of() -> None:
    text = "Date of service\n10/15/2026\nChief complaint\nColon cancer after surgery; discuss chemotherapy."
    note = paper("oncology_note", text, title="New patient visit", date="2026-10-15")
    assert "mentioned-operation" not in items(gaps([note], resolve("colorectal-cancer")))
