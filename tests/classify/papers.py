"""Small papers of our own making, and documents built of their pages."""

from __future__ import annotations

from ingest.document import Document, Origin, Page


def document(*pages: str, name: str = "paper.pdf", origin: Origin = Origin.TEXT) -> Document:
    """A document with these pages."""
    return Document(
        "d" * 64, "d" * 64, name, "application/pdf", tuple(Page(n, t, origin) for n, t in enumerate(pages, 1)), "test/1"
    )


RADIOLOGY = """Harbor Point Imaging
44 Quay Street, Portland, ME 04101  (207) 555-0133
Page 1 of 1
CT ABDOMEN AND PELVIS WITH CONTRAST
Patient: OKONKWO, GRACE T   DOB: 04/17/1960
MRN: 7712-09   Exam: 03/05/2025   Accession: HP-5521
Ordering: Paul Reyes, MD
TECHNIQUE: Axial images after intravenous contrast.
COMPARISON: None.
FINDINGS: The liver is normal in attenuation. No hydronephrosis.
IMPRESSION: No acute abnormality.
Electronically signed by: Lena Fischer, MD 03/06/2025
"""

PATHOLOGY_ES = """LABORATORIO DE PATOLOGÍA SAN MARCOS
Puebla, México
INFORME HISTOPATOLÓGICO
Paciente: LÓPEZ HERRERA, ANA   Expediente: 88-1201
F. Nac.: 05/09/1971   Fecha de toma: 06/02/2025
Médico: Dr. Julio Peña Ríos
DESCRIPCIÓN MACROSCÓPICA: Fragmento de tejido de 2 cm.
DIAGNÓSTICO FINAL: Carcinoma ductal infiltrante. Márgenes quirúrgicos libres.
"""

OPERATIVE = """Northfield Surgical Hospital
OPERATIVE REPORT
Patient Name: Grace Okonkwo
Date of Birth: 04/17/1960
Date of Operation: 03/19/2025
SURGEON: Maya Lindgren, MD
PREOPERATIVE DIAGNOSIS: Symptomatic gallstones.
POSTOPERATIVE DIAGNOSIS: Same.
PROCEDURE PERFORMED: Laparoscopic cholecystectomy.
ANESTHESIA: General.
ESTIMATED BLOOD LOSS: 20 mL.
DESCRIPTION OF PROCEDURE: The abdomen was prepped and draped. A trocar was placed. Skin was closed with Monocryl.
"""

DISCHARGE = """DISCHARGE SUMMARY
Patient: Grace Okonkwo   MRN: 7712-09
Date of Admission: 03/18/2025   Date of Discharge: 03/21/2025
HOSPITAL COURSE: She was admitted for surgery and did well. She was discharged home on hospital day 3.
DISCHARGE MEDICATIONS: Acetaminophen as needed.
CONDITION ON DISCHARGE: Stable.
"""

LAB = """Bayside Clinical Laboratory
LABORATORY REPORT
Patient: Grace Okonkwo  DOB: 04/17/1960
Collected: 02/11/2025 07:40   Reported: 02/12/2025
Test Result Flag Units Reference
Hemoglobin 10.9 L g/dL 12.0-15.5
Platelets 250 10*3/uL 140-400
Creatinine 0.9 mg/dL 0.5-1.1
Sodium 139 mmol/L 135-145
"""

NOTE_BY_PATIENT = """My notes for the doctor
I have had this pain since March and I'm scared it is back. They told me to wait.
Can I still travel in June? Should I stop my aspirin? My sister had the same.
"""
