"""The head of a paper: whose, when, where, by whom."""

import pytest

from assistant.classify import describe
from assistant.model.facts import DateRole, Precision
from ingest.document import Document, Imaging, Origin, Page, Patient
from knowledge import load
from tests.classify.papers import DISCHARGE, LAB, NOTE_BY_PATIENT, OPERATIVE, PATHOLOGY_ES, RADIOLOGY, document


def test_the_head_of_an_american_report_is_read_whole() -> None:
    about = describe(document(RADIOLOGY), load())
    assert about.patient == Patient("OKONKWO, GRACE T", "1960-04-17", "7712-09", "")
    assert (about.date.date, about.accession) == ("2025-03-05", "HP-5521")
    assert about.facility == "Harbor Point Imaging"
    assert about.author == "Lena Fischer, MD"
    assert about.title == "CT ABDOMEN AND PELVIS WITH CONTRAST"
    assert about.language == "en"


def test_a_spanish_paper_writes_the_day_first() -> None:
    about = describe(document(PATHOLOGY_ES), load())
    assert about.patient.birth_date == "1971-09-05"
    assert about.date.date == "2025-02-06"
    assert about.date.role is DateRole.COLLECTED
    assert about.language == "es"
    assert about.patient.mrn == "88-1201"


def test_the_day_of_the_service_is_preferred_to_when_it_was_signed() -> None:
    assert describe(document(OPERATIVE), load()).date.date == "2025-03-19"
    assert describe(document(LAB), load()).date.date == "2025-02-11"
    assert describe(document(DISCHARGE), load()).date.date == "2025-03-21"


def test_a_print_or_fax_date_never_stands_for_the_paper() -> None:
    text = "Printed: 12/30/2025\nPatient: Ana Ruiz\nDate of service: 11/18/2025\nPROGRESS NOTE"
    assert describe(document(text), load()).date.date == "2025-11-18"
    assert describe(document("Printed: 12/30/2025\nPatient: Ana Ruiz\nPROGRESS NOTE"), load()).date.date == ""


def test_a_date_nothing_settles_is_flagged_and_only_its_year_kept() -> None:
    when = describe(document("Name: Ana Ruiz\nDate: 03/04/2025\nNotes of the day."), load()).date
    assert when.ambiguous
    assert (when.date, when.precision, when.written) == ("2025", Precision.YEAR, "03/04/2025")


@pytest.mark.parametrize(
    ("date", "other", "iso"),
    [
        ("03/04/2025", "Seen before on 25/12/2024", "2025-04-03"),
        ("03/04/2025", "Seen before on 12/25/2024", "2025-03-04"),
    ],
)
def test_other_dates_of_the_paper_settle_day_and_month(date: str, other: str, iso: str) -> None:
    assert describe(document(f"Name: Ana Ruiz\nDate: {date}\n{other}"), load()).date.date == iso


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Patient: Mr. John Q. Adams Jr.  DOB: 05/14/1944", "John Q. Adams Jr"),
        ("RE: Marisol Vega, DOB 5/14/1944", "Marisol Vega"),
        ("Paciente María del Carmen Soto  Expediente 12-99", "María del Carmen Soto"),
        ("PATIENT NAME: O'BRIEN-LEE, SEAN", "O'BRIEN-LEE, SEAN"),
        ("DOE, JANE  (MR # 2231907) DOB: 01/30/1950", "DOE, JANE"),
        ("Patient\nWanda Petrovna\nMRN\n8812", "Wanda Petrovna"),
        ("Nombre y apellidos: Luis Ángel Ortega", "Luis Ángel Ortega"),
    ],
)
def test_names_are_read_as_written(line: str, name: str) -> None:
    assert describe(document(f"PROGRESS NOTE\n{line}\nSUBJECTIVE: Well."), load()).patient.name == name


@pytest.mark.parametrize(
    "line",
    [
        "Physician: Tamara Olsen, MD",
        "Provider name: Tamara Olsen",
        "Patient is a 60-year-old man",
        "Patient Education Center",
        "Emergency contact: Bert Olsen",
        "Patient: Dr. use only",
    ],
)
def test_nobody_else_is_taken_for_the_patient(line: str) -> None:
    assert describe(document(f"PROGRESS NOTE\n{line}\nSUBJECTIVE: Well."), load()).patient.name == ""


def test_a_patients_own_note_names_nobody_and_has_no_date() -> None:
    about = describe(document(NOTE_BY_PATIENT), load())
    assert about.patient == Patient()
    assert about.date.date == ""


def test_a_structured_head_is_taken_as_it_is() -> None:
    study = Imaging("1.2", "MR", "KNEE", "2024-05-03", "MR KNEE", (), "A-7")
    paper = Document(
        "e" * 64,
        "e" * 64,
        "disc",
        "application/dicom",
        (Page(1, "Patient: Other Person", Origin.STRUCTURED),),
        "dicom/1",
        patient=Patient("ROE^SAM", "1970-01-02", "55", "M"),
        imaging=study,
        date="2024-05-03",
        kind="imaging_study",
        facility="Lake Imaging",
        title="MR KNEE",
    )
    about = describe(paper, load())
    assert about.kind.kind.value == "imaging_study"
    assert about.patient == Patient("ROE^SAM", "1970-01-02", "55", "M")
    assert (about.date.date, about.facility, about.accession) == ("2024-05-03", "Lake Imaging", "A-7")


def test_values_in_a_row_under_their_labels_are_read() -> None:
    head = "MRI KNEE\nPatient Name DOB MRN\nJohn Okafor 01/22/1960 123456"
    text = f"{head}\nExam Date Accession\n03/05/2025 A-9988\nFINDINGS: Normal."
    about = describe(document(text), load())
    assert about.patient == Patient("John Okafor", "1960-01-22", "123456", "")
    assert (about.date.date, about.accession) == ("2025-03-05", "A-9988")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Surname: OKAFOR  Forename: JOHN\nDOB: 22/01/1960", "OKAFOR, JOHN"),
        ("Apellidos: PÉREZ GARCÍA  Nombre: JUAN\nF. Nac: 22/01/1960", "PÉREZ GARCÍA, JUAN"),
        ("John Q Okafor\nDOB: 1/22/1960 MRN: 998877", "John Q Okafor"),
        ("Rx 771209 JOHN OKAFOR\nTAKE 1 TABLET BY MOUTH", "JOHN OKAFOR"),
    ],
)
def test_names_in_other_layouts_are_read(head: str, name: str) -> None:
    assert describe(document(f"PROGRESS NOTE\n{head}\nSUBJECTIVE: Well."), load()).patient.name == name


def test_a_letters_date_stands_alone_on_its_line() -> None:
    head = "Midtown Cardiology\n\nMarch 5, 2025\n\nRE: John Okafor"
    text = f"{head}\nDear Dr. Hale:\nThank you for referring him.\nAlice Moore, MD"
    about = describe(document(text), load())
    assert (about.date.date, about.author) == ("2025-03-05", "Alice Moore, MD")


LETTER = """Riverside Surgeons
Letter page 1
October 15, 2026
To: Yusra Dembele, MD
RE: Harlan Quill, born March 22, 1959
Dear Yusra,
Thank you for sending this man, whom I saw in consultation today.
Sincerely,
Lowell Kent, MD
"""


def test_a_letters_own_date_and_a_birth_date_inside_a_line_are_told_apart() -> None:
    about = describe(document(LETTER), load())
    assert (about.patient.name, about.patient.birth_date) == ("Harlan Quill", "1959-03-22")
    assert about.date.date == "2026-10-15"


def test_a_letter_of_one_who_saw_the_patient_is_a_consultation_and_one_that_asks_is_a_referral() -> None:
    asks = LETTER.replace("Thank you for sending this man, whom I saw in consultation today.", "Please see this man.")
    assert describe(document(LETTER), load()).kind.kind == "consult_note"
    assert describe(document(asks), load()).kind.kind == "referral_letter"


def test_the_town_a_letter_is_written_in_stands_before_its_date() -> None:
    page = "Hospital Santa Ana\nValladolid, 13 de octubre de 2026\nPaciente: Ana Ruiz. Fecha de nacimiento: 09/04/1971."
    assert describe(document(page), load()).date.date == "2026-10-13"


@pytest.mark.parametrize(
    "line", ["GULF STATES LABORATORY FINAL REPORT", "Desert Valley Labs Final", "Bay MRI Center Report"]
)
def test_what_a_paper_is_does_not_become_a_part_of_the_places_name(line: str) -> None:
    found = describe(document(f"{line}\nPatient: Ana Ruiz\nDOB: 03/09/1970\nSodium 140 mmol/L"), load()).facility
    assert found and not any(word in found.casefold() for word in ("final", "report"))


def test_a_title_is_without_its_label_and_the_date_behind_it() -> None:
    text = "Bay Imaging Center\nExam: MRI BRAIN W/WO CONTRAST Date: 07/28/2026\nPatient: Ana Ruiz\nFINDINGS: as shown."
    assert describe(document(text), load()).title == "MRI BRAIN W/WO CONTRAST"


HEADS = {
    "OFFICE NOTE - Nephrology - 02/19/2025 - Ida Moss, MD\nLund, Per | 61 yo M | DOB 04-27-1963": "Lund, Per",
    "Hill Road Urology DOB: 4/27/1963\nLund, Per A (MR # HRU 44-710) Printed by [WEB] at 03/01/25\n"
    "Progress Notes 2/19/2025": "Lund, Per A",
    "MRI KNEE\nLUND, PER 61M DOB 4/27/1963 2/19/2025\nFINDINGS\nSeen 3/3/2024 too.": "LUND, PER",
    "PT: LUND,PER DOB: 04/27/1963\nADMIT: 02/11/2025 DISCHARGE: 02/19/2025\nDISCHARGE SUMMARY": "LUND,PER",
    "HEALTH CARE PROXY\nI, Per Lund, born April 27, 1963, name my sister.\nSigned 2/19/2025": "Per Lund",
}


@pytest.mark.parametrize(("head", "name"), HEADS.items())
def test_heads_without_labels_are_read_by_their_place(head: str, name: str) -> None:
    about = describe(document(head), load())
    assert (about.patient.name, about.patient.birth_date, about.date.date) == (name, "1963-04-27", "2025-02-19")


def test_two_days_in_a_head_settle_nothing() -> None:
    head = "OFFICE NOTE\nLund, Per DOB 4/27/1963\nSeen 2/19/2025, again 2/21/2025"
    assert describe(document(head), load()).date.date == ""


def test_a_title_of_two_full_lines_is_read_whole() -> None:
    text = (
        "NORTH SHORE IMAGING\nPatient: Ana Ruiz\nDIAGNOSTIC MAMMOGRAM BILATERAL WITH TOMOSYNTHESIS AND RIGHT BREAST\n"
        "ULTRASOUND\nExam: 10/01/2026\nFINDINGS: A mass.\nIMPRESSION: BI-RADS 5."
    )
    title = "DIAGNOSTIC MAMMOGRAM BILATERAL WITH TOMOSYNTHESIS AND RIGHT BREAST ULTRASOUND"
    assert describe(document(text), load()).title == title


def test_a_title_that_goes_on_in_small_letters_is_read_whole() -> None:
    text = "Patient: Ana Ruiz\nBilateral diagnostic mammogram and left breast\nultrasound\nExam: 10/01/2026"
    about = describe(document(f"{text}\nFINDINGS: A mass.\nIMPRESSION: BI-RADS 5."), load())
    assert about.title == "Bilateral diagnostic mammogram and left breast ultrasound"


def test_the_title_we_write_over_an_export_names_no_place() -> None:
    export = document("Health record\nPatient: Ana Ruiz\nCreatinine: 1.1 mg/dL", origin=Origin.STRUCTURED)
    assert describe(export, load()).facility == ""


def test_values_under_as_many_labels_one_to_a_line_belong_to_them_in_order() -> None:
    about = describe(
        document("STAY SUMMARY\nPatient\nBorn\nAdmitted\nDischarged\nAna Ruiz\n08/22/1970\n10/13/2026\n10/19/2026\n"),
        load(),
    )
    assert (about.patient.name, about.patient.birth_date) == ("Ana Ruiz", "1970-08-22")
    assert about.date.date == "2026-10-19"


QUOTING = """Bell Clinic
4 March 2026
Dear Dr Fox,
I saw Ana. The scan of her liver was not yet here, so I asked for it and spoke with her about what it may show and
when she will hear.
Exam date: 02/20/2026
Sincerely, Kim Roe, MD"""


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        (QUOTING, "2026-03-04"),
        ("Current medications\nPrinted 10/20/2026\nApixaban 5 mg twice daily\nMetoprolol 50 mg daily\n", "2026-10-20"),
        ("Health Summary\nDownloaded from MyHealth on September 14, 2026\nAllergies\nCodeine", "2026-09-14"),
        ("Hereditary cancer panel\nCollection date: 04/01/2026\nReport date: 04/21/2026\nOne variant", "2026-04-21"),
        ("AFTER VISIT SUMMARY - Inpatient\nYour stay: 10/1/2026 - 10/15/2026\nDischarge instructions", "2026-10-15"),
        ("Laboratory results\nComponent 01/12/2026 04/10/2026 10/20/2026\nCreatinine 1.3 1.5 2.2", "2026-10-20"),
        ("SURGICAL PATHOLOGY ADDENDUM\nOriginal report: 03/30/2026  Addendum date: 04/22/2026", "2026-04-22"),
        ("IMAGING ORDER\nDate ordered: 08/31/2026\nExam requested: MRI knee", "2026-08-31"),
        ("Supply order\nOrder date 8/31/2026\nItem: walker. Fell at home on 8/14/2026.", "2026-08-31"),
        (
            "Results\nPotassium and sodium\n08/29/2026\n09/22/2026\n10/15/2026\nUnits\nPotassium\n4.1\n4.4\n3.9",
            "2026-10-15",
        ),
        (
            "Nurse calls\nPrinted 11/30/2026\n10/28/2026 09:22 L. Roy RN\nRefill asked.\n11/05/2026 14:10 L. Roy RN\n",
            "2026-11-05",
        ),
        ("Clinic note\nHistory\n02/25/2026\nScope: mass.\n03/14/2026\nResection.\nSeen and signed", ""),
        ("Ridge Neurology\ncc: chart\nOctober 6, 2026\nDear Ms. Gray,\nYour scan is fine.\nA. Poe, MD", "2026-10-06"),
        (
            "Progress note\nAna Ruiz | DOB 2/15/1972 | Seen 10/19/2026\nS: had radiation on 7/15/2026.\nP: return.",
            "2026-10-19",
        ),
        ("SCHEDULING SLIP\nPrinted: 10/22/2026\nRoom time 90 min\nTentative date: 12/15/2026", "2026-10-22"),
        ("10/06/04\nKNEE, TWO VIEWS\nNo fracture.\nLyle Poole, M.D.", "2004-10-06"),
        ("CURACIÓN\n06-10-2020\nHerida limpia en la pierna derecha, sin secreción.", "2020-10-06"),
    ],
)
def test_the_day_of_a_paper_is_its_own_kind_of_day(text: str, iso: str) -> None:
    assert describe(document(text), load()).date.date == iso


def test_the_patients_name_behind_the_place_is_no_part_of_it() -> None:
    page = "Gorge Genetics Ana Ruiz DOB 03/09/1970\nGENE PANEL\nPatient: Ana Ruiz\nRESULT: NEGATIVE."
    assert describe(document(page), load()).facility == "Gorge Genetics"
