"""What is said to be there and what is not: plans, refusals, things past, and what a patient writes of a medicine."""

import pytest

from tests.extract.builders import facts, said


@pytest.mark.parametrize(
    ("sentence", "kind", "name", "assertion"),
    [
        ("She is not on dialysis.", "procedure", "dialysis", "absent"),
        ("Kidney transplant is not under discussion.", "procedure", "kidney transplant", "absent"),
        ("Cranial radiation is not planned.", "procedure", "cranial radiation", "absent"),
        (
            "I would value your view on autologous transplant.",
            "procedure",
            "autologous stem cell transplant",
            "planned",
        ),
        ("An echocardiogram has been requested and is not done yet.", "procedure", "echocardiogram", "planned"),
        ("Avascular necrosis was considered in 2025 and excluded by MRI.", "problem", "avascular necrosis", "absent"),
        ("Zoledronic acid is on hold until the dentist clears him.", "medication", "zoledronic acid", "planned"),
        ("Off warfarin since 2017.", "medication", "warfarin", "historical"),
        ("Suspendida prednisona en julio de 2026.", "medication", "prednisone", "historical"),
        ("He had a right carotid bruit on exam.", "problem", "carotid bruit", "present"),
        ("Flu vaccine due in the fall.", "immunization", "influenza vaccine", "planned"),
        ("POAG suspect OU.", "problem", "primary open-angle glaucoma", "possible"),
        ("Celebrex they took away in Sept.", "medication", "celecoxib", "historical"),
        ("They gave me Ancef at surgery in 2017.", "medication", "cefazolin", "historical"),
        ("Clipping is a good alternative in her case.", "procedure", "clipping", "possible"),
        ("The wrist brace was discontinued in June.", "device", "brace", "historical"),
        ("A CT scan showed no change at all.", "procedure", "ct scan", "present"),
        ("Gastric bypass is what she wants.", "procedure", "gastric bypass", "possible"),
        ("Graves disease 2018, treated for eighteen months, remission.", "problem", "graves disease", "historical"),
        ("Crohn disease (2018) Inactive", "problem", "crohn disease", "historical"),
        ("There was a 4 cm mass in the antrum.", "problem", "mass", "present"),
        ("Everolimus-eluting stent 3.0 x 18 mm.", "device", "drug-eluting stent", "present"),
    ],
)
def test_a_sentence_says_no_more_than_it_does(sentence: str, kind: str, name: str, assertion: str) -> None:
    found = facts(sentence, kind="consult_note")
    assert said(found, kind) == {name: assertion}
    assert kind == "medication" or not said(found, "medication")


def test_what_depends_on_a_result_is_planned() -> None:
    plan = (
        "PLAN\n1. If amplified: TCHP for 6 cycles.\n2. If MRD is under 0.01%: continue with two cycles of blinatumomab."
    )
    assert said(facts(plan, kind="consult_note"), "medication") == {"TCHP": "planned", "blinatumomab": "planned"}


def test_an_illness_that_passes_and_is_dated_years_back_is_past() -> None:
    history = (
        "PAST HISTORY\nDeep vein thrombosis 2018 after a flight. Skin infection 2020, treated. Hypertension, treated."
    )
    found = facts("Visit date: 10/08/2026\n" + history, kind="consult_note")
    assert said(found, "problem") == {
        "deep vein thrombosis": "historical",
        "skin infection": "historical",
        "hypertension": "present",
    }


@pytest.mark.parametrize(
    "written", ["Allergic: sulfa, lisinopril", "Alérgico al Toradol (ketorolaco), me salen ronchas"]
)
def test_an_allergy_of_ones_own_list_is_no_medicine_taken(written: str) -> None:
    found = facts(written, kind="patient_note")
    assert said(found, "allergy") and not said(found, "medication")


def test_what_was_given_in_the_hospital_is_not_what_is_taken_now() -> None:
    page = "HOSPITAL COURSE\nInduction with vincristine weekly.\nDISCHARGE MEDICATIONS\nfamotidine 10 mg twice daily"
    found = facts(page, kind="discharge_summary")
    assert said(found, "medication") == {"vincristine": "historical", "famotidine": "present"}


def test_measures_of_an_eye_are_results_even_below_a_list_of_drops() -> None:
    found = facts("Ocular Medications\nLatanoprost qhs OU.\nVA OD 20/60\nIOP OD 14\n", kind="progress_note")
    assert [(fact.name, fact.value) for fact in found if fact.value] == [
        ("visual acuity", "20/60"),
        ("intraocular pressure", "14"),
    ]


def test_what_is_added_as_a_choice_is_planned_with_what_it_stands_beside() -> None:
    found = facts("PLAN\nAdd voclosporin 23.7 mg twice daily, or obinutuzumab infusion.", kind="progress_note")
    assert said(found, "medication") == {"voclosporin": "planned", "obinutuzumab": "planned"}


def test_options_bookings_and_wishes_are_not_what_is() -> None:
    found = {
        fact.name: fact.assertion.value
        for fact in facts(
            "CONSULTATION\nAssessment:\nOption one is neoadjuvant nivolumab. Pneumonectomy is not an option for him.\n"
            "A brain MRI is booked for November 19. We do not know whether this is an oligodendroglioma.\n"
            "Trying to become pregnant. Pembrolizumab only if BCG fails.\n"
        )
    }
    assert found["nivolumab"] == "planned" and found["mri brain"] == "planned"
    assert found["pneumonectomy"] == "absent" and found["pregnant"] == "absent"
    assert found["oligodendroglioma"] == "possible" and found["pembrolizumab"] == "conditional"


def test_an_antibody_row_names_no_illness_and_what_did_not_come_back_is_past() -> None:
    text = "Past Medical History:\n- Breast cancer, left, 2004, no recurrence\n\nVaricella zoster IgG <135 index\n"
    found = {fact.name: fact.assertion.value for fact in facts(text)}
    assert found["breast cancer"] == "historical" and "varicella" not in found


@pytest.mark.parametrize(
    ("sentence", "kind", "told"),
    [
        ("His medication: lisinopril, atorvastatin and metformin.", "medication", {"present"}),
        ("She is on metoprolol and apixaban at present.", "medication", {"present"}),
        ("Her aspirin was increased last week again.", "medication", {"present"}),
        ("Her oncologist mentioned pembrolizumab yesterday in clinic.", "medication", {"possible"}),
        ("On balance, rituximab is an attractive choice.", "medication", {"possible"}),
        ("On imaging a hysterectomy might be difficult.", "procedure", {"possible"}),
        ("She remembers her tonsillectomy as a hard time.", "procedure", {"present"}),
    ],
)
def test_only_words_that_say_so_make_a_name_in_prose_an_event(sentence: str, kind: str, told: set[str]) -> None:
    assert set(said(facts(sentence, kind="consult_note"), kind).values()) == told


def test_an_infection_treated_out_is_past_and_a_lasting_illness_treated_is_not() -> None:
    found = facts("Secondary: urinary tract infection, treated. Hypertension, treated.", kind="discharge_summary")
    assert said(found, "problem") == {"urinary tract infection": "historical", "hypertension": "present"}


def test_a_note_lettered_as_soap_has_its_plan() -> None:
    found = facts("S: Hoarse voice.\nO: BP 118/74.\nA: Vocal fold weakness.\nP:\n1. Laryngoscopy by ENT.")
    assert said(found, "procedure") == {"laryngoscopy": "planned"}
    assert (
        said(facts("A: colon, biopsy\nB: rectum, biopsy\nP: 3 pieces, colonoscopy"), "procedure").get("colonoscopy")
        is None
    )


def test_a_long_signature_below_an_impression_is_none_of_it() -> None:
    text = "IMPRESSION: Small left aneurysm.\nElectronically signed by Wanjiru Castellane, MD, 10/13/2026 Page 1 of 1"
    assert list(said(facts(text, kind="radiology_report"), "impression")) == ["Small left aneurysm"]


def test_a_result_phoned_through_and_a_foot_of_a_page_are_no_impressions() -> None:
    text = "IMPRESSION: Small left aneurysm.\nCritical result phoned to Dr. Hale 23:20.\nLI-884021 Page 1"
    assert list(said(facts(text, kind="radiology_report"), "impression")) == ["Small left aneurysm"]
