"""What a sentence asserts of a mention."""

import pytest

from assistant.extract.context import assertion


def of(sentence: str) -> str:
    """The assertion of what stands between brackets."""
    start, end = sentence.index("["), sentence.index("]") - 1
    return assertion(sentence.replace("[", "").replace("]", ""), start, end)


@pytest.mark.parametrize(
    "sentence",
    [
        "She denies fever, chills, or [night sweats].",
        "No evidence of [pneumonia].",
        "There is no pleural effusion or [pneumothorax].",
        "Heart failure: no. Prior [stroke]: no.",
        "Extremities: No edema or [cyanosis].",
        "[Pulmonary embolism] was ruled out by CT.",
        "The liver shows no mass, cyst or [metastasis].",
        "Type 2 [diabetes]: none",
        "Negative for [lymphovascular invasion].",
        "The axillary areas are negative for [adenopathy].",
        "Niega [fiebre] y tos.",
        "No se observa [derrame pleural].",
        "Sin evidencia de [metástasis].",
        "Completion [lymph node dissection] is not recommended.",
    ],
)
def test_a_denied_mention_is_absent(sentence: str) -> None:
    assert of(sentence) == "absent"


@pytest.mark.parametrize(
    "sentence",
    [
        "No fever but she has a [cough].",
        "No biliary dilatation and positive for [gallstones].",
        "There is no change in the [pulmonary nodule].",
        "Presents with [chest pain] without radiation.",
        "Her [hypertension] is not well controlled.",
        "Triple negative [breast cancer].",
        "The patient, who denies alcohol, was found to have [cirrhosis].",
        "She has no chest pain, ejection fraction 55%, and severe [tricuspid regurgitation].",
        "Refiere [dolor abdominal] sin fiebre.",
    ],
)
def test_a_denial_ends_where_it_should(sentence: str) -> None:
    assert of(sentence) == "present"


@pytest.mark.parametrize(
    "sentence",
    [
        "Hypodensity in segment IV, likely a [cyst].",
        "Cannot exclude [pneumonia].",
        "Rule out [appendicitis].",
        "Findings suspicious for [lymphoma].",
        "[Infection] cannot be excluded.",
        "No se puede descartar [neumonía].",
        "Possible [mesial temporal sclerosis].",
    ],
)
def test_doubt_is_possible_and_a_double_negation_is_doubt(sentence: str) -> None:
    assert of(sentence) == "possible"


@pytest.mark.parametrize(
    "sentence",
    [
        "Return if [fever] or vomiting.",
        "Risks include [bleeding] and infection.",
        "Ondansetron as needed for [nausea].",
    ],
)
def test_a_warning_is_conditional(sentence: str) -> None:
    assert of(sentence) == "conditional"


@pytest.mark.parametrize(
    "sentence",
    [
        "History of [pancreatitis] in college.",
        "She is status post [appendectomy].",
        "She had [pneumonia] three years ago.",
        "Previous [stroke].",
        "PAST MEDICAL HISTORY: [Measles].",
    ],
)
def test_the_past_is_historical(sentence: str) -> None:
    assert of(sentence) == "historical"


@pytest.mark.parametrize(
    "sentence",
    [
        "Mother had a [stroke] at 80.",
        "He has one uncle who died of [lung cancer].",
        "Benign [breast lump] in her mother.",
        "Brother, mother and father all have [asthma].",
        "There is a family history of [colon cancer].",
        "Her mother is in a nursing home; she had a [stroke].",
        "FAMILY HISTORY: [Diabetes] and gout.",
        "Madre con [cáncer de mama].",
        "One of the half-brothers has [asthma].",
    ],
)
def test_a_relatives_illness_is_the_familys(sentence: str) -> None:
    assert of(sentence) == "family"


@pytest.mark.parametrize(
    "sentence",
    ["Her daughter reports [confusion] since Monday.", "He lives with his mother and has [asthma]."],
)
def test_a_relative_who_only_speaks_or_keeps_company_has_nothing(sentence: str) -> None:
    assert of(sentence) == "present"


def test_a_denied_relatives_illness_is_absent() -> None:
    assert of("No [ovarian cancer] in the family.") == "absent"


@pytest.mark.parametrize("sentence", ["We recommend [catheter ablation].", "[Colonoscopy] is scheduled for May."])
def test_what_is_advised_or_booked_is_planned(sentence: str) -> None:
    assert of(sentence) == "planned"
