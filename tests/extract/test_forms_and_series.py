"""Forms read from pictures, records of what was given, insurers' decisions, and a test over rows of days."""

import pytest

from assistant.extract import extract
from assistant.model.papers import Description, DocumentKind, Kind
from ingest.document import Origin
from knowledge import load
from tests.extract.builders import facts, one, paper, said

HEAD = "Springfield Clinic\nPatient: Ana Ruiz   DOB: 03/09/1970\nDate of service: 06/02/2026\n\n"
FORM = (
    "SURGERY CENTER HEALTH HISTORY\nName Ana Ruiz\nDate 06/02/2026\nHave you had (mark)\n"
    "O Stroke & Gout |O Glaucoma [0D Epilepsy\n¡O Asthma es jo Lupus @ Migraine O Hepatitis C\n"
)


def told(text: str, origin: Origin) -> dict[str, str]:
    """name -> assertion of the problems of a page that came so."""
    found = extract(paper(text, origin=origin), load(), Description(Kind(DocumentKind.OTHER, 1.0)))
    return said(found, "problem")


def test_a_form_read_from_a_picture_says_only_what_is_marked() -> None:
    found = told(FORM, Origin.OCR)
    assert {name for name, assertion in found.items() if assertion == "present"} == {"gout", "migraine"}
    assert found["systemic lupus erythematosus"] == "possible"  # its box could not be told
    assert not {"stroke", "glaucoma", "epilepsy", "asthma", "hepatitis c"} & set(found)


def test_prose_read_from_a_picture_holds_no_boxes() -> None:
    text = HEAD + "She has asthma and gout. Blood type O positive. On 2 L of O2 at night for sleep apnea.\n"
    assert told(text, Origin.OCR) == {"asthma": "present", "gout": "present", "sleep apnea": "present"}


def test_words_that_begin_with_o_and_ampersands_make_no_form_of_a_scanned_letter() -> None:
    text = HEAD + "Past history\nGout & asthma & lupus.\nHypothyroidism. Onset over months of only outdoor work.\n"
    assert set(told(text + "Orthopaedic opinion on other options only.\n", Origin.OCR).values()) == {"present"}


@pytest.mark.parametrize(
    ("text", "name", "status"),
    [
        ("01/2021 to 05/2021: FOLFOX, six cycles.", "FOLFOX", "past"),
        ("- 2016-2019 azathioprine 100 mg daily", "azathioprine", "past"),
        ("Medications\nLosartan 50 mg daily. Previous: clopidogrel, diltiazem.", "diltiazem", "stopped"),
        ("Rivaroxaban for 3 months, off since 08/2022.", "rivaroxaban", "stopped"),
        ("I updated your list: indapamide removed, amlodipine 5 mg added.", "indapamide", "stopped"),
        ("CHEMOTHERAPY ADMINISTRATION RECORD\nPaclitaxel 130 mg\n", "paclitaxel", "given"),
        ("Medication reconciliation\nnaproxen 500 mg twice daily yes STOP", "naproxen", "stopped"),
        ("Medication reconciliation\nolaparib 300 mg twice daily held (anemia) DO NOT RESUME", "olaparib", "stopped"),
    ],
)
def test_a_medicine_that_was_given_or_ended_is_not_taken_now(text: str, name: str, status: str) -> None:
    found = one(facts(HEAD + text, kind="consult_note"), "medication", name)
    assert (str(found.assertion), found.details["status"]) == ("historical", status)


def test_a_prescription_under_an_unknown_heading_is_no_allergy() -> None:
    found = facts(HEAD + "Allergies\nCodeine - nausea\nWhat she uses\nlisinopril 10 mg daily\n", kind="consult_note")
    assert said(found, "allergy") == {"codeine": "present"}
    assert said(found, "medication") == {"lisinopril": "present"}


def test_an_insurer_decides_on_what_is_only_planned() -> None:
    text = "Acme Health Plan\nMember: Ana Ruiz\nLaparoscopic colectomy, LEFT 44204 Approved to 12/31/2026"
    found = facts(text, kind="insurance")
    assert [(fact.name, str(fact.assertion), fact.when.date) for fact in found] == [("colectomy", "planned", "")]


def test_a_test_over_rows_of_days_is_a_result_for_each_day() -> None:
    text = (
        HEAD + "CARCINOEMBRYONIC ANTIGEN (REFERENCE <5.0 ng/mL)\n05/20/2026 14.2 H\n02/11/2026 6.1 H\n11/03/2025 2.8\n"
    )
    found = [(f.value, f.unit, f.when.date, f.flag) for f in facts(text, kind="lab_report") if f.name == "cea"]
    assert found == [
        ("14.2", "ng/ml", "2026-05-20", "H"),
        ("6.1", "ng/ml", "2026-02-11", "H"),
        ("2.8", "ng/ml", "2025-11-03", None),
    ]


@pytest.mark.parametrize(
    ("sentence", "name", "assertion"),
    [
        ("This result does not mean that you have Lynch syndrome.", "lynch syndrome", "possible"),
        ("REASON FOR CONSULTATION\nMitral valve repair.", "mitral valve repair", "possible"),
        ("Thank you for seeing her about hysterectomy instead of myomectomy.", "myomectomy", "possible"),
        ("Nephrectomy was asked about.", "nephrectomy", "planned"),
        ("One near-fainting spell in May.", "presyncope", "present"),
    ],
)
def test_what_depends_or_is_asked_about_is_not_so(sentence: str, name: str, assertion: str) -> None:
    assert {str(f.assertion) for f in facts(HEAD + sentence, kind="consult_note") if f.name == name} == {assertion}


def test_a_result_on_which_something_depends_is_none() -> None:
    assert not [f for f in facts(HEAD + "Imatinib would be started only if KIT is mutated.") if f.name == "KIT"]


@pytest.mark.parametrize(
    ("sentence", "name", "assertion"),
    [
        ("Discontinued: ramipril (cough), topiramate (paresthesias).", "cough", "historical"),
        ("Her knee pain has gone.", "knee pain", "historical"),
        ("The aortic root is dilated at 4.2 cm.", "aortic root dilation", "present"),
        ("Pre valve replacement.", "valve replacement", "planned"),
        (
            "Transcatheter mitral repair is our recommendation. TAVR offered as an alternative.",
            "transcatheter aortic valve replacement",
            "planned",
        ),
    ],
)
def test_what_was_and_what_will_be_is_not_now(sentence: str, name: str, assertion: str) -> None:
    assert {str(f.assertion) for f in facts(HEAD + sentence, kind="consult_note") if f.name == name} == {assertion}


def test_a_month_without_a_year_dates_a_result() -> None:
    found = facts(HEAD + "In March her ferritin was 12. Hemoglobin 10.1 last year.", kind="consult_note")
    assert {(f.name, f.when.date) for f in found} == {("ferritin", "2026-03"), ("hemoglobin", "2025")}


def test_who_writes_for_the_patient_names_the_patient() -> None:
    text = "I am Ana's daughter Elena. Mom has gout. Mom stopped the allopurinol in May. My aunt had lupus."
    found = {(str(f.kind), f.name, str(f.assertion)) for f in facts(text, kind="patient_note")}
    assert ("problem", "gout", "present") in found
    assert ("medication", "allopurinol", "historical") in found
    assert ("family_history", "systemic lupus erythematosus", "family") in found


@pytest.mark.parametrize("line", ["Circumflex: luminal irregularities.", "Hemodynamics: RA 6, PA 33/14.", "Surgery?"])
def test_words_of_a_report_are_no_drug_illness_or_operation(line: str) -> None:
    assert not [
        f for f in facts(HEAD + line, kind="cardiology_report") if f.kind in ("medication", "problem", "procedure")
    ]


def test_a_line_that_goes_on_from_a_planned_procedure_is_planned_too() -> None:
    text = "PRE-OP FORM\nPlanned procedure: right hepatectomy, poss. Surgeon: Lee ASA: 3\ncholecystectomy\nNPO"
    assert said(facts(text, kind="progress_note"), "procedure") == {
        "hepatectomy": "planned",
        "cholecystectomy": "planned",
    }


def test_a_list_of_what_was_stopped_says_nothing_of_the_line_above() -> None:
    text = "Medications\n- sertraline 50 mg daily\n- rizatriptan 10 mg as needed\nDiscontinued: topiramate\n"
    told = {f.name: f.details["status"] for f in facts(HEAD + text, kind="consult_note") if f.kind == "medication"}
    assert told == {"sertraline": "active", "rizatriptan": "active", "topiramate": "stopped"}


def test_the_pressure_of_a_catheter_is_no_blood_pressure() -> None:
    assert not facts(HEAD + "Hemodynamics: RA 6, PA 33/14 mean 21.", kind="procedure_note")
    assert [f.value for f in facts(HEAD + "Signos vitales: PA 128/82.", kind="progress_note")] == ["128/82"]


def test_boxes_kept_as_boxes_are_read_as_such_on_a_recognised_page() -> None:
    form = HEAD + "Mark all\n☐ Stroke ☒ History of gout ☐ Glaucoma ☒ Migraine\nAsthma ☒ Yes ☐ No\nLupus ☐ Yes ☒ No\n"
    assert told(form, Origin.OCR) == {
        "gout": "present",
        "migraine": "present",
        "asthma": "present",
        "systemic lupus erythematosus": "absent",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "ROS\nGI: -nausea -melena +heartburn  GU: -dysuria",
            {"nausea": "absent", "melena": "absent", "heartburn": "present", "dysuria": "absent"},
        ),
        ("T1 -weighted and T2 -weighted images show gout.", {"gout": "present"}),
        ("Problems\n-Gout\n-Asthma", {"gout": "present", "asthma": "present"}),
        ("Considered appendicitis, kidney stone, hernia.", {"appendicitis": "possible", "hernia": "possible"}),
        ("Appendicitis, kidney stone and hernia considered.", {"appendicitis": "possible", "hernia": "possible"}),
        ("Marfan syndrome is not supported by the exam.", {"marfan syndrome": "absent"}),
        ("Myasthenia gravis is not clearly established.", {"myasthenia gravis": "possible"}),
        ("This variant was reported in families with Marfan syndrome.", {"marfan syndrome": "conditional"}),
    ],
)
def test_signs_lists_of_what_was_considered_and_remarks_on_others_say_of_nobody_that_he_has_it(
    text: str, expected: dict[str, str]
) -> None:
    found = told(HEAD + text + "\n", Origin.TEXT) | said(
        extract(paper(HEAD + text + "\n"), load(), Description(Kind(DocumentKind.OTHER, 1.0))), "symptom"
    )
    assert {name: found.get(name) for name in expected} == expected


def test_an_allergy_whose_box_is_empty_is_none() -> None:
    found = extract(paper(HEAD + "☐ Latex allergy  ☒ Diabetes\n"), load(), Description(Kind(DocumentKind.OTHER, 1.0)))
    assert said(found, "allergy") == {}
