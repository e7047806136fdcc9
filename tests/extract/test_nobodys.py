"""Names that stand in a paper and are said of nobody: wished for, taught, asked, gone, on a form, in a title.

In a line `{…}` must not come out as present, `[…]` must. The lines were written before the rules were looked at.
"""

import re

import pytest

from assistant.model.facts import Assertion, Fact
from tests.extract.builders import facts

WORDS = re.compile(r"\{([^}]+)\}|\[(\w[^\]]+)\]|(.)", re.DOTALL)
SPOKEN = {"impression", "recommendation", "appointment", "allergy", "family_history"}

LINES = {
    "asked for, thought of, refused": """
        Re: {kidney transplant} evaluation.
        The insurer issued a denial of {proton therapy} on 08/02/2026.
        Prior authorization request: {tocilizumab} 162 mg subcutaneous weekly.
        He meets criteria for {ICD implantation}.
        Borderline for {lobectomy}.
        Motivo de consulta: valoración para {trasplante renal}.
        El seguro negó la {cirugía bariátrica}.
        He asked about {balloon valvuloplasty}: not advised.
        {Allopurinol} and {acyclovir} would be given.
        Denied coverage although she has [lumbar spinal stenosis].
        Candidate for surgery because of [severe aortic stenosis].""",
    "said of people in general": """
        {Atrial fibrillation} is a common heart rhythm problem.
        Untreated {sleep apnea} raises the risk of {hypertension} and {heart failure}.
        About one in ten patients gets {lymphedema} after {axillary dissection}.
        According to the 2023 guideline, {anticoagulation} is indicated when {atrial fibrillation} lasts over 48 hours.
        Possible complications: {pneumothorax}, {hemorrhage}, {infection}.
        Los efectos secundarios de la {quimioterapia} incluyen {náuseas} y {caída del cabello}.
        His [sleep apnea] raises the risk of surgery.
        Según la guía, su [hipertensión] está bien controlada.""",
    "asked or feared": """
        I am afraid it is {Parkinson's disease}.
        Tengo miedo de que sea {leucemia}.
        Question for the doctor: can the {pacemaker} wait?
        Is my [glaucoma] going to get worse?
        I'm afraid to fly because of my [COPD].""",
    "over": """
        {Hyponatremia} - corrected.
        {Pneumonia} in 2019.
        She recovered from {Guillain-Barré syndrome} in 2011 without residua.
        The {diplopia} lasted three weeks and has not returned.
        La {fiebre} cedió a los tres días.
        {Bell's palsy} 2008 with full recovery.
        Apixaban was stopped 5/2026 after a {gastrointestinal bleed}.
        {COPD}: tested in 2025, spirometry normal.
        [Rheumatoid arthritis], treated with methotrexate.
        [Hypertension] since 2009.""",
    "one of several that it may be": """
        Differential diagnosis: {sarcoidosis}, {lymphoma}, {tuberculosis}.
        Less likely: {neurofibroma}, {lipoma}.
        {Celiac disease} seems unlikely with normal antibodies.
        The picture would fit {polymyalgia rheumatica}.
        Diagnóstico diferencial: {sarcoidosis}, {linfoma}.
        She has [gout]; infection less likely.""",
    "looked for": """
        Echo ordered to see whether there is {pulmonary hypertension}.
        Biopsy to confirm or refute {celiac disease}.
        Para valorar {compresión medular}.
        Echo shows [pulmonary hypertension].""",
    "on a form": """
        {Kidney disease}   Y / N
        Circle any you have had: {cancer}, {diabetes}, {hepatitis}
        ☐ {Marcapasos}   ☐ {Cataratas}
        {Sleep apnea} - denies
        ( ) {Cochlear implant}
        (X) [Pacemaker]  ( ) {Cochlear implant}
        [Kidney disease]: stage 3""",
    "not taken": """
        {Carvedilol} changed to another drug.
        Has never been on {insulin}.
        D/C {hydrochlorothiazide}
        {Ibuprofen} caused a stomach bleed.
        {Penicillin} - anaphylaxis
        Do not take {aspirin} for a week before the procedure.
        {Secukinumab} is another option.
        Podría probarse {pregabalina}.
        Never missed [insulin glargine] 20 units at night.
        Switched from carvedilol to [bisoprolol] 5 mg daily.""",
    "the name of something else": """
        {Heart Failure} Clinic, 3rd floor
        {Kidney Transplant} Program, Building C
        {Breast Cancer} Survivorship Clinic
        Journal of {Hypertension} 2021;39:112
        Unidad de {Ictus}
        Programa de {Trasplante Hepático}
        She is followed in heart failure clinic for [dilated cardiomyopathy].
        Department of Neurology: [Parkinson's disease]""",
}


@pytest.mark.parametrize("lines", LINES.values(), ids=LINES)
def test_a_name_is_present_only_where_it_is_said_of_the_patient(lines: str) -> None:
    kind = "patient_note" if "afraid" in lines else "consult_note"
    wrong = [line for line in map(str.strip, lines.strip().split("\n")) if not _right(line, kind)]
    assert not wrong


def _right(line: str, kind: str) -> bool:
    head, text = "Visit date: 11/20/2026\n\n", ""
    marks: list[tuple[int, int, bool]] = []
    for match in WORDS.finditer(line):
        if match[3] is None:
            begin = len(head + text)
            marks.append((begin, begin + len(match[1] or match[2]), match[2] is not None))
        text += match[1] or match[2] or match[3]
    present = [fact for fact in facts(head + text, kind=kind) if _present(fact)]
    return all(
        any(f.span.start < end and begin < f.span.end for f in present) is wanted for begin, end, wanted in marks
    )


def _present(fact: Fact) -> bool:
    return fact.assertion is Assertion.PRESENT and fact.kind not in SPOKEN


@pytest.mark.parametrize(
    "page",
    [
        "SURGERY CHOICES\nGeneral information for patients. Not about you personally.\n\nLumpectomy\n"
        "The surgeon removes the cancer.\n\nMedicines\n"
        "Trastuzumab can weaken the heart; heart failure is uncommon.",
        "Educación para el paciente\nEsta hoja explica la colecistectomía.\n\nLa vesícula se retira por cuatro cortes. "
        "Puede haber sangrado o fiebre. La diabetes retrasa la cicatrización.",
    ],
)
def test_a_paper_that_says_that_it_is_about_nobody_states_nothing(page: str) -> None:
    assert not [fact for fact in facts(page, kind="other") if _present(fact)]


@pytest.mark.parametrize("label", ["Options", "Surgery talked about", "To do", "Procedures recommended"])
def test_a_label_over_a_cell_says_what_the_cell_is(label: str) -> None:
    found = facts(f"Visit date: 11/20/2026\nGrade\n3\n{label}\nLobectomy\nNext visit\nFriday", kind="consult_note")
    assert [str(f.assertion) for f in found if f.name == "lobectomy"] == ["planned"]
