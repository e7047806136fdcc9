"""What kind of paper a text is."""

import pytest

from assistant.classify import classify
from assistant.model.papers import DocumentKind as K
from knowledge.kinds import load_kinds
from tests.classify.papers import DISCHARGE, LAB, NOTE_BY_PATIENT, OPERATIVE, PATHOLOGY_ES, RADIOLOGY

SMALL = {
    K.PROCEDURE_NOTE: """
Endoscopy Suite
COLONOSCOPY
Indications
Bleeding.
Sedation: midazolam.
The colonoscope was advanced to the cecum. Retroflexion was normal. Biopsies were taken.
Impression
Normal.
""",
    K.EMERGENCY_NOTE: """
CHIEF COMPLAINT: Chest pain.
HISTORY OF PRESENT ILLNESS: The patient presents to the emergency department by ambulance with sudden onset of
pain.
ED COURSE: He was given aspirin.
MEDICAL DECISION MAKING: Low risk.
DISPOSITION: Discharged home.
""",
    K.CONSULT_NOTE: """
REASON FOR CONSULTATION: Weight loss.
Thank you for asking me to see this patient.
HISTORY OF PRESENT ILLNESS: A man of 60 with weight loss.
PAST MEDICAL HISTORY: None.
IMPRESSION: Unclear.
RECOMMENDATIONS: CT.
""",
    K.PROGRESS_NOTE: """
SUBJECTIVE: She returns for follow up and is doing well.
OBJECTIVE: Afebrile.
ASSESSMENT: Stable.
PLAN: Return in 3 months.
""",
    K.CARDIOLOGY_REPORT: """
TRANSTHORACIC ECHOCARDIOGRAM
LVIDd 5.0 cm
Left ventricular ejection fraction 55 percent. Mild mitral regurgitation.
CONCLUSION: Normal.
""",
    K.GENETIC_REPORT: """
HEREDITARY CANCER PANEL
GENE PANEL
RESULT: A variant of uncertain significance was found, heterozygous.
Genes analyzed: forty.
""",
    K.ONCOLOGY_NOTE: """
MEDICAL ONCOLOGY VISIT
ONCOLOGIC HISTORY: Biopsy in May.
ECOG 1.
Plan: four cycles of chemotherapy.
""",
    K.MEDICATION_LIST: """
MEDICATION LIST
Metformin 500 mg twice daily
Lisinopril 10 mg daily
Atorvastatin 20 mg daily
""",
    K.REFERRAL_LETTER: """
Dear Dr. Hale,
Thank you for seeing this man of 50. I would be grateful for your opinion.
Kind regards,
Dr. A. Moss
""",
    K.INSURANCE: """
Claims Department
Claim number: 44-1
Under your policy the request for prior authorization is denied. You may appeal this decision.
""",
    K.CONSENT: """
AUTHORIZATION TO RELEASE HEALTH INFORMATION
I authorize the hospital to release my records. This authorization expires in a year. I understand that I may
revoke it.
Signature: ______  Witness: ______
""",
    K.OTHER: """
Parking is free after six. The cafeteria opens at seven.
""",
}


@pytest.mark.parametrize("kind", SMALL, ids=str)
def test_a_paper_of_each_kind_is_known_by_its_words(kind: K) -> None:
    assert classify(SMALL[kind]).kind is kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (RADIOLOGY, K.RADIOLOGY_REPORT),
        (PATHOLOGY_ES, K.PATHOLOGY_REPORT),
        (OPERATIVE, K.OPERATIVE_NOTE),
        (DISCHARGE, K.DISCHARGE_SUMMARY),
        (LAB, K.LAB_REPORT),
        (NOTE_BY_PATIENT, K.PATIENT_NOTE),
    ],
)
def test_whole_papers_are_known(text: str, kind: K) -> None:
    found = classify(text)
    assert found.kind is kind
    assert found.confidence > 0.5
    assert found.because


def test_spanish_papers_are_known() -> None:
    note = "NOTA OPERATORIA\nDIAGNÓSTICO PREOPERATORIO: Colelitiasis.\nCIRUGÍA REALIZADA: Colecistectomía."
    assert classify(note).kind is K.OPERATIVE_NOTE
    assert classify("RESUMEN DE ALTA\nEvolución hospitalaria: favorable. Fue dada de alta.").kind is K.DISCHARGE_SUMMARY


def test_a_printed_title_beats_what_the_body_talks_about() -> None:
    body = "The CT was read as: normal liver, no acute abnormality, contrast given. She returns for follow up."
    assert classify(f"PROGRESS NOTE\n{body}").kind is K.PROGRESS_NOTE


def test_nothing_to_go_by_is_other_with_little_confidence() -> None:
    assert classify("").kind is K.OTHER
    assert classify("qwerty").confidence < 0.5


def test_every_kind_of_the_contract_has_words_or_is_known_by_its_format() -> None:
    assert {kind.value for kind in K} - set(load_kinds().kinds) == {"imaging_study"}


LETTER = """Harbor Surgical Group
March 4, 2026
Dear Dr. Bell,
I saw Lena today about her breast cancer. She is well. I copy the report for you.

SURGICAL PATHOLOGY REPORT
DIAGNOSIS: Invasive carcinoma, 2 cm.
GROSS DESCRIPTION: Received fresh.
MICROSCOPIC: Nests.

I recommend a lumpectomy.
Sincerely,
Pat Ames, MD"""
MESSAGE = """Dear Lena, your report is below.

MRI BRAIN WITHOUT CONTRAST
TECHNIQUE: Sagittal T1.
FINDINGS: Normal ventricles.
IMPRESSION: No acute finding.
R. Lee MD"""
LEAFLET = """Living with a stoma
What is a stoma?
A stoma is an opening on the belly.
How do I care for it?
Wash your skin with water and let it dry. You can shower with the bag on. Call your nurse if your skin is sore."""
ORDER = """ORDER FOR MRI KNEE
Patient: Sam Poe
Ordered: 04/02/2026
Exam requested: MRI knee without contrast
Reason for exam: torn meniscus?"""
APPOINTMENT = """Dear Mr. Poe,
Your appointment has been made with Dr. Lane on 5 May at 9:00. Please arrive early and bring your insurance card."""
THREAD = """Message center
From: Sam Poe
Can I stop the blood thinner?
From: Nurse Kay, RN
Please keep taking it until the visit."""
CITA = """CITACIÓN
Estimado Sr. Vela:
Le comunicamos que tiene cita para TAC de tórax el día 4. Acuda en ayunas."""
VISIT = """Valve Program
Shared decision
CC: breathless
Cardiac history
CT for planning was performed: severe stenosis.
Medications: aspirin
Allergies: none
Examination
Murmur.
Assessment and plan
Replacement advised."""


def test_a_letter_that_quotes_a_report_stays_a_letter() -> None:
    assert classify(LETTER).kind is K.CONSULT_NOTE


def test_a_message_that_only_hands_a_report_over_is_that_report() -> None:
    assert classify(MESSAGE).kind is K.RADIOLOGY_REPORT


@pytest.mark.parametrize("text", [LEAFLET, ORDER, APPOINTMENT, THREAD, CITA])
def test_leaflets_orders_appointments_and_messages_are_no_report(text: str) -> None:
    assert classify(text).kind is K.OTHER


def test_a_visit_is_known_by_its_sections_whatever_scans_it_tells_of() -> None:
    assert classify(VISIT).kind in (K.CONSULT_NOTE, K.PROGRESS_NOTE, K.HISTORY_PHYSICAL)


def test_what_anesthesia_asks_before_an_operation_is_no_report_of_it() -> None:
    form = "PRE-ANESTHESIA EVALUATION\nPlanned procedure: R hip replacement\nSurgeon: Moss\nASA: 3\nRESPIRATORY\n"
    assert classify(form + "☒ COPD ☐ Asthma\nALLERGIES\nlatex\nAirway: Mallampati 2\n").kind is K.HISTORY_PHYSICAL


def test_a_clinicians_letter_to_the_patient_is_no_leaflet() -> None:
    body = "You have a worn hip. You may wait. If you want an operation, see your heart doctor. You can call."
    letter = f"Dear Ms. Gray,\n{body}\nI have seen your films and would be glad to talk with you.\nAnn Poe, MD"
    assert classify(letter).kind is K.CONSULT_NOTE
    assert classify(f"Your worn hip\n{body}\nWhat can you do? Walk as you like.").kind is K.OTHER


def test_a_form_that_books_an_operation_is_no_report_of_it() -> None:
    form = "SURGERY BOOKING FORM\nSurgeon: Moss\nOperation: hip replacement\nAnesthesia: spinal\nRoom time: 2 h\n"
    assert classify(form).kind is K.OTHER
