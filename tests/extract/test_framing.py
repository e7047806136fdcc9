"""What is named but not said of the patient now: options, warnings, other people, forms, what has ended."""

import pytest

from tests.extract.builders import facts

NOT_THE_PATIENTS = {
    "an option": [
        ("Treatment choices for her endometriosis include laparoscopic excision, leuprolide, or an IUD.", "leuprolide"),
        ("Option one is embolization and then a left nephrectomy.", "nephrectomy"),
        ("Choices: (a) observation; (b) dupilumab 300 mg every two weeks; (c) phototherapy.", "dupilumab"),
        ("Opciones de tratamiento: radioterapia, cirugía o quimioterapia.", "chemotherapy"),
        ("The board favored FOLFIRINOX over an upfront Whipple procedure.", "whipple procedure"),
        ("Biologic therapy with ustekinumab remains on the table.", "ustekinumab"),
        ("Se le propuso histerectomía; la paciente prefiere esperar.", "hysterectomy"),
    ],
    "declined or not covered": [
        ("She declined chemotherapy and refused a feeding tube.", "chemotherapy"),
        ("Awaiting insurance approval for rituximab.", "rituximab"),
        ("MRI was normal, so dexamethasone was never started.", "dexamethasone"),
    ],
    "a warning": [
        ("Warning signs: bleeding, worsening headache, double vision.", "double vision"),
        ("When to call the office:\n1. Fever over 101\n2. Calf swelling", "calf swelling"),
        ("Llame si tiene sangrado o fiebre.", "fever"),
        ("Should hypotension occur, lie down.", "hypotension"),
    ],
    "a side effect a drug may have": [
        ("Amiodarone can cause thyroid disease and liver injury; baseline tests were normal.", "thyroid disease"),
        ("Possible adverse reactions: hair loss, neuropathy, neutropenia.", "neutropenia"),
        ("Most frequent adverse events are rash and diarrhea.", "diarrhea"),
        ("Este medicamento puede causar mareo y anemia.", "anemia"),
    ],
    "a risk": [
        ("To reduce the chance of stroke she takes rivaroxaban 20 mg nightly.", "stroke"),
        ("Risks explained: stroke, dissection, need for emergency bypass.", "dissection"),
        ("CHA2DS2-VASc of 4, stroke risk about 5% a year.", "stroke"),
        ("CONSENT\nI understand that complications may include:\n- nerve injury\n- blood clots", "blood clot"),
        ("Profilaxis de trombosis con enoxaparina 40 mg cada 24 horas.", "trombosis"),
    ],
    "people in general": [
        ("Patients with multiple myeloma often have bone pain, anemia, and kidney failure.", "kidney failure"),
        ("Atrial fibrillation can lead to stroke. Many people also have sleep apnea.", "sleep apnea"),
        ("Las personas con diabetes tienen más riesgo de infarto.", "diabetes mellitus"),
    ],
    "someone else": [
        ("Accompanied by her sister, who has lupus.", "systemic lupus erythematosus"),
        ("The donor had hepatitis C.", "hepatitis c"),
        ("Lives with a roommate who has COVID-19.", "covid-19"),
    ],
    "an answer on a form": [
        ("Pacemaker or defibrillator: ☐ Yes ☒ No\nClaustrophobia: ☒ Yes ☐ No", "pacemaker"),
        ("Asthma  [N]   COPD  [N]   Sleep apnea  [Y]", "copd"),
        ("Kidney stones ........ no\nThyroid disease ...... yes", "kidney stone"),
        ("Have you ever had any of these? Asthma N  Cancer N  Glaucoma Y", "asthma"),
        ("Blood thinners? No. Latex allergy? No.", "latex"),
    ],
    "a list under a denial": [
        ("The following were not seen:\n- hydronephrosis\n- ascites", "ascites"),
        ("Negative for: diabetes, hypertension,\nheart disease, and stroke.", "stroke"),
        ("Pertinent negatives: hemoptysis, night sweats.", "night sweats"),
    ],
    "a guess": [
        ("Etiologies to consider: vasculitis, embolic disease, endocarditis.", "endocarditis"),
        ("El diagnóstico diferencial incluye linfoma y sarcoidosis.", "sarcoidosis"),
        ("Clinical history: ? Crohn disease", "crohn disease"),
        ("The earlier diagnosis of multiple sclerosis was not confirmed.", "multiple sclerosis"),
    ],
    "over": [
        ("Postpartum depression after her first child, fully recovered.", "postpartum depression"),
        ("Switched from sertraline to venlafaxine 75 mg daily.", "sertraline"),
        ("Dejó la warfarina en 2022.", "warfarin"),
    ],
    "the name of something else": [
        ("Recommend colonoscopy in 3 years and hepatitis B vaccination.", "hepatitis b"),
        ("Depression screen (PHQ-2): negative. Stroke scale: 0.", "stroke"),
        ("Handout: Living with Diabetes.", "diabetes mellitus"),
    ],
}


@pytest.mark.parametrize(
    ("text", "name"), [case for cases in NOT_THE_PATIENTS.values() for case in cases], ids=lambda said: said[:40]
)
def test_what_is_only_named_is_not_said_to_be_there(text: str, name: str) -> None:
    found = [fact for fact in facts(text, kind="consult_note") if fact.name == name]
    stopped = ("stopped", "past", "not taken")
    assert not [f for f in found if f.assertion == "present" and f.details.get("status") not in stopped]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("She would like a second opinion about her endometriosis.", "endometriosis"),
        ("Switched from sertraline to venlafaxine 75 mg daily.", "venlafaxine"),
        ("Risk factors include diabetes and hypertension.", "hypertension"),
        ("Side effects so far: neuropathy and fatigue.", "fatigue"),
        ("He has complications of cirrhosis including ascites and varices.", "ascites"),
        ("Negative for: diabetes, stroke. Positive for migraine.", "migraine"),
        ("Asthma  [N]   COPD  [N]   Sleep apnea  [Y]", "sleep apnea"),
        ("Diabetes: No   Hipertensión: Sí   Asma: No", "hypertension"),
        ("Blood thinners? No. Diabetes? Yes.", "diabetes mellitus"),
        ("To reduce the chance of stroke she takes rivaroxaban 20 mg nightly.", "rivaroxaban"),
        ("She underwent mastectomy in 2019 for her breast cancer.", "mastectomy"),
        ("Plan: cystoscopy next week. Hold apixaban 48 hours before.", "apixaban"),
    ],
)
def test_what_stands_beside_such_words_stays_there(text: str, name: str) -> None:
    found = {fact.name: fact.assertion for fact in facts(text, kind="consult_note")}
    assert found[name] in ("present", "historical")


def test_markers_under_one_word_are_facts_each() -> None:
    found = facts("Blasts positive for CD10, CD19 and TdT; negative for CD20 and MPO.", kind="pathology_report")
    assert {f.name: f.value for f in found if f.kind == "biomarker"} == {
        "CD10": "positive",
        "CD19": "positive",
        "TdT": "positive",
        "CD20": "negative",
        "MPO": "negative",
    }
    found = facts("Her tumor is estrogen and progesterone receptor positive.", kind="consult_note")
    assert {f.name for f in found if f.value == "positive"} == {"estrogen receptor", "progesterone receptor"}


def test_a_doctor_is_known_by_title_alone_and_a_street_is_none() -> None:
    found = facts("Referred by Dr. K. Patel. Lives on Dr. Martin Luther King Drive.", kind="consult_note")
    assert [fact.name for fact in found if fact.kind == "care_team"] == ["K. Patel"]


def test_a_hyphen_binds_non_to_its_word() -> None:
    found = facts("IMPRESSION: Left frontal non-enhancing mass, favors glioma.", kind="radiology_report")
    assert [fact.assertion for fact in found if fact.kind == "impression"] == ["present"]


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("Arthritis treatment history\nEtanercept never", "etanercept", "absent"),
        ("Arthritis treatment history\nMethotrexate 01/2019 - present, partial response", "methotrexate", "present"),
        ("Arthritis treatment history\nSulfasalazine 2014-2016 rash", "sulfasalazine", "historical"),
        ("Treatment history\nSulfasalazine, stopped for rash", "rash", "historical"),
        ("Hospitalizations\n2019 pneumonia, 4 days.", "pneumonia", "historical"),
        ("La metformina me dio diarrea y la deje.", "metformin", "historical"),
        ("Tuvo neumonía en 2015.", "pneumonia", "historical"),
        ("Lisinopril gave me a cough.", "cough", "historical"),
    ],
)
def test_what_was_tried_and_what_it_did_is_past(text: str, name: str, told: str) -> None:
    [found] = [fact for fact in facts(text) if fact.name == name]
    assert found.assertion.value == told


@pytest.mark.parametrize(
    "text",
    ["Her coworker had a stroke.", "My friend had breast cancer.", "Mi vecina tuvo cancer de mama."],
)
def test_what_people_who_are_no_relatives_have_is_no_fact(text: str) -> None:
    assert facts(text) == []


def test_the_foot_of_a_page_is_no_advice_even_misread() -> None:
    text = "RECOMMENDATIONS\nRepeat CT in 3 months.\nOrthupeedic consultation - Page t of 1"
    assert not [fact for fact in facts(text) if "Page" in fact.text]
