"""Facts across the layouts papers come in: dated columns, labels, forms, portals, letters, other languages."""

from assistant.extract import extract
from ingest.document import Entry
from knowledge import load
from tests.extract.builders import facts, one, paper, said

COLUMNS = """Northern Laboratory
                  10/22/2024    04/15/2025    Reference    Units
Creatinine        1.32 H        1.58 H        0.60-1.29    mg/dL
Potassium         4.4           5.2           3.5-5.3      mmol/L
PTH, intact       --            96 H          16-77        pg/mL
"""


def test_each_dated_column_is_a_result_with_the_unit_and_range_of_its_row() -> None:
    found = [fact for fact in facts(COLUMNS, kind="lab_report") if fact.name == "creatinine"]
    assert {(fact.value, fact.flag, fact.unit, fact.range, fact.when.date) for fact in found} == {
        ("1.32", "H", "mg/dL", "0.60-1.29", "2024-10-22"),
        ("1.58", "H", "mg/dL", "0.60-1.29", "2025-04-15"),
    }


def test_an_empty_cell_is_no_result() -> None:
    hormone = one(facts(COLUMNS, kind="lab_report"), "lab_result", "parathyroid hormone")
    assert (hormone.value, hormone.when.date) == ("96", "2025-04-15")


def test_a_series_in_a_sentence_gives_each_value_its_date() -> None:
    found = facts("HPI: PSA was 4.1 in 2021, 5.6 on 3/22/2023 and 8.9 ng/mL on 05/20/2025.")
    values = {(fact.value, fact.when.date) for fact in found if fact.name == "psa"}
    assert values == {("4.1", "2021"), ("5.6", "2023-03-22"), ("8.9", "2025-05-20")}


def test_a_label_that_says_stop_stops_what_stands_behind_it() -> None:
    found = facts("Discharge Medications:\nCONTINUE: metformin 1000 mg BID\nSTOP: lisinopril; ibuprofen\n")
    status = {fact.name: fact.details["status"] for fact in found if fact.kind == "medication"}
    assert status == {"metformin": "active", "lisinopril": "stopped", "ibuprofen": "stopped"}


def test_not_taking_one_says_nothing_of_the_next() -> None:
    found = facts("Medications: Eliquis 5 mg bid (not taking), losartan 100 mg daily")
    assert one(found, "medication", "apixaban").assertion == "historical"
    assert one(found, "medication", "losartan").details["status"] == "active"


def test_a_column_of_stop_dates_is_read() -> None:
    table = "Medications\nDrug | Dose | Started | Stopped\nNadolol | 20 mg | 2022 | 2024\nUrsodiol | 500 mg | 2009 | \n"
    found = facts(table)
    assert one(found, "medication", "nadolol").when.date == "2024"
    assert one(found, "medication", "nadolol").details["status"] == "stopped"
    assert one(found, "medication", "ursodiol").details["status"] == "active"


def test_no_longer_takes_is_stopped_in_both_languages() -> None:
    assert (
        one(facts("Medications: She no longer takes gabapentin."), "medication", "gabapentin").assertion == "historical"
    )
    assert (
        one(facts("Tratamiento actual: Ya no toma amiodarona."), "medication", "amiodarone").assertion == "historical"
    )


def test_brand_and_generic_on_one_line_are_one_medicine() -> None:
    found = facts("Medications:\nLevothyroxine (Synthroid) 137 mcg daily\n")
    assert one(found, "medication", "levothyroxine").details["dose"] == "137 mcg"


def test_an_empty_box_says_nothing() -> None:
    assert said(facts("PMH: [x] HTN [ ] CAD [x] Afib [ ] Asthma"), "problem") == {
        "hypertension": "present",
        "atrial fibrillation": "present",
    }


def test_a_page_counter_and_a_signature_are_no_findings() -> None:
    found = facts(
        "IMPRESSION:\n1. Stable nodule.\nPage 1 of 2\nElectronically signed 02/10/2025 17:31\n", kind="radiology_report"
    )
    assert [fact.name for fact in found if fact.kind == "impression"] == ["Stable nodule"]


def test_past_appointments_are_not_planned() -> None:
    done = "Oct 2, 2025 Office Visit, Orthopedics - Completed"
    found = facts(f"Upcoming Appointments\nNov 20, 2025 MRI Knee\nPast Appointments\n{done}\n")
    assert not any("Oct 2" in fact.text for fact in found)


def test_a_grade_without_a_tumour_is_no_histologic_grade() -> None:
    found = facts("Grade 2 esophageal varices. Invasive ductal carcinoma, grade 3.")
    assert [fact.value for fact in found if fact.kind == "stage"] == ["3"]


def test_room_air_is_no_arthritis_and_a_spanish_aunt_is_no_stroke() -> None:
    found = facts("Vitals: SpO2 97% RA\nHPI: prior TIA, now weakness.")
    assert "rheumatoid arthritis" not in said(found, "problem")
    assert not said(found, "family_history")


def test_a_decimal_comma_is_part_of_the_value() -> None:
    assert one(facts("Analítica: Hemoglobina 12,9 g/dL"), "lab_result", "hemoglobin").value == "12.9"


def test_a_variant_is_read_with_its_class() -> None:
    found = facts(
        "Gene: BRCA1   Variant: c.5266dupC   Classification: Pathogenic\nNo pathogenic variants detected in: PALB2.\n"
    )
    assert one(found, "biomarker", "BRCA1").value == "c.5266dupC, pathogenic"
    assert one(found, "biomarker", "PALB2").value == "no variant found"


def test_a_range_of_years_keeps_both_ends() -> None:
    drug = one(facts("He was on adalimumab from 2018-2021."), "medication", "adalimumab")
    assert (drug.assertion, drug.when.date, drug.when.written) == ("historical", "2021", "2018-2021")


def test_a_coded_denial_of_any_allergy_is_no_known_allergies() -> None:
    entry = Entry("allergy", "Allergy to substance", 0, 10, pointer="/x", negated=True)
    (fact,) = extract(paper("No allergy.", entries=[entry]), load())
    assert (fact.name, fact.assertion) == ("no known allergies", "absent")


CLOSE = """Component Ref 10/26/2026 08/30/2026 05/18/2026
Creatinine mg/dL 0.5-1.0 1.34 H 1.21 H 0.96
"""


def test_columns_parted_by_one_space_count_when_the_numbers_come_out_even() -> None:
    found = [(fact.value, fact.when.date, fact.flag) for fact in facts(CLOSE, kind="lab_report")]
    assert found == [("1.34", "2026-10-26", "H"), ("1.21", "2026-08-30", "H"), ("0.96", "2026-05-18", None)]
    assert len({fact.when.date for fact in facts(CLOSE.replace(" 0.96", ""), kind="lab_report")}) < 2


def test_a_day_without_a_year_in_a_row_of_dates_is_of_the_year_beside_it() -> None:
    page = "DOB 04/16/2019\nTEST 12/19 11/02 11/09/2026 UNITS REF\nHGB 9.2 L 8.3 L 7.9 L g/dL 11.5-15.5\n"
    found = {fact.value: fact.when.date for fact in facts(page, kind="lab_report")}
    assert found == {"9.2": "2025-12-19", "8.3": "2026-11-02", "7.9": "2026-11-09"}


def test_a_row_of_a_test_no_list_names_is_a_result_as_printed() -> None:
    found = facts(
        "Collected 04/14/2026\nOrotic acid, random 1.1 H mmol/mol <0.9\nSuite 410 floor 2\n", kind="lab_report"
    )
    row = one(found, "lab_result", "orotic acid, random")
    assert (row.value, row.unit, row.range, row.flag) == ("1.1", "mmol/mol", "<0.9", "H")
    assert len(found) == 1


def test_a_decimal_comma_is_read_and_kept_as_written() -> None:
    fact = one(
        facts("Bilirrubina total 14,2 * H mg/dL 0,3 - 1,2\n", kind="lab_report"), "lab_result", "total bilirubin"
    )
    assert (fact.value, fact.unit, fact.flag) == ("14.2", "mg/dL", "H") and "14,2" in fact.text


def test_the_lines_of_a_vaccination_card_are_vaccines_given_and_no_illness() -> None:
    lines = "Influenza anual 01/10/2026\nNeumocócica conjugada 3ª 20/06/2018\n"
    found = facts(f"CARTILLA NACIONAL DE VACUNACIÓN\nVacuna Dosis Fecha\n{lines}")
    assert {f.kind.value for f in found} == {"immunization"}
    assert [f.name for f in found] == ["influenza anual", "neumocócica conjugada"]
