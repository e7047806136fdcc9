"""A thing put on another side or given another size by a second paper; and what only looks like it."""

import pytest

from tests.reconcile.test_slips import topics

PATHOLOGY = "Surgical Pathology Report"
CT, XRAY, ECHO = "CT Abdomen Report", "X-ray Report", "Echocardiogram Report"


@pytest.mark.parametrize(
    ("topic", "notes"),
    [
        (
            "left or right",
            [
                ("09/02/2026", "IMPRESSION: Obstructing 7 mm stone in the left distal ureter.", CT),
                ("09/20/2026", "CT on 09/02/2026 showed a 7 mm right distal ureteral stone."),
            ],
        ),
        (
            "size",
            [
                (
                    "09/02/2026",
                    "FINDINGS: Hallux valgus angle measures 38 degrees. Intermetatarsal angle 16 degrees.",
                    XRAY,
                ),
                ("09/10/2026", "Radiographs show a hallux valgus angle of 28 degrees."),
            ],
        ),
        (
            "size",
            [
                (
                    "06/02/2026",
                    "FINDINGS: Pancreatic tail cyst measuring 24 mm without a solid component.",
                    "MRI Report",
                ),
                ("07/01/2026", "Her MRI in June described a cyst in the tail of the pancreas of 4.2 cm."),
            ],
        ),
        (
            "aneurysm",
            [
                ("06/02/2026", "FINDINGS: Abdominal aortic aneurysm measuring 5.1 cm.", CT),
                ("06/10/2026", "CT angiogram this month shows a 5.7 cm infrarenal aneurysm."),
            ],
        ),
        (
            "left or right",
            [
                ("06/02/2026", "His hearing loss began in the left ear in 2020."),
                ("06/10/2026", "He first noticed hearing loss in the right ear in 2020."),
                ("06/20/2026", "Sensorineural hearing loss, worse in the left ear."),
            ],
        ),
        (
            "left or right",
            [
                ("06/02/2026", "Curva torácica derecha de 40 grados.", "Radiografía de columna"),
                ("06/10/2026", "Right thoracic scoliosis, progressive."),
                ("06/20/2026", "Curva torácica izquierda de 40 grados."),
            ],
        ),
    ],
    ids=["stone", "angle", "cyst", "aneurysm", "first side", "two languages"],
)
def test_another_side_or_size_is_told(topic: str, notes: list) -> None:
    assert [found for found in topics(*notes) if topic in found]


@pytest.mark.parametrize(
    "notes",
    [
        [
            ("06/02/2026", "Severe osteoarthritis of the right knee.", XRAY),
            ("06/10/2026", "Severe osteoarthritis of both knees, left worse than right. Left knee injection today."),
        ],
        [
            ("06/02/2025", "Right lower lobe nodule measures 8 mm.", CT),
            ("06/02/2026", "Right lower lobe nodule measures 14 mm, previously 8 mm.", CT),
            ("06/20/2026", "The right lower lobe nodule has grown from 8 mm to 14 mm."),
        ],
        [
            ("06/02/2026", "Right thoracic curve 48 degrees. Left lumbar curve 32 degrees.", XRAY),
            ("06/20/2026", "She has a 48 degree right thoracic and 32 degree left lumbar curve."),
        ],
        [
            ("06/02/2026", "Left adrenal nodule 1.4 cm. Right kidney cyst 2.2 cm. Liver lesion 9 mm.", CT),
            ("06/20/2026", "Incidental left adrenal nodule of 1.4 cm; renal cyst of 2.2 cm."),
        ],
        [
            ("06/02/2026", "LVEF 60%. Left atrium 48 mm.", ECHO),
            ("06/20/2026", "LVEF 60% with left atrial dimension 4.8 cm. Oxygen saturation 97%."),
        ],
        [
            ("06/02/2015", "Right inguinal hernia repair performed.", "Operative Report"),
            ("06/20/2026", "New left inguinal hernia, reducible."),
            ("07/01/2026", "Left inguinal hernia.", "Ultrasound Report"),
        ],
        [
            ("06/02/2026", "Left breast mass of 2 cm. Right breast: no suspicious mass.", "Mammogram Report"),
            ("06/20/2026", "Left breast cancer. You have the right to appeal. Right breast normal."),
        ],
    ],
    ids=["both knees", "growth", "two curves", "other things", "one value", "long ago", "normal side"],
)
def test_what_grew_is_on_both_sides_or_another_thing_is_no_disagreement(notes: list) -> None:
    assert not topics(*notes)


@pytest.mark.parametrize(
    ("topic", "notes"),
    [
        (
            "margins",
            [("06/02/2026", "Margins\nPositive, posterior", PATHOLOGY), ("06/20/2026", "pT2 N1a, margins clear.")],
        ),
        ("smok", [("06/02/2026", "Tobacco use\nNever smoker"), ("06/20/2026", "She is a current smoker.")]),
        (
            "her2",
            [("06/02/2026", "HER2: equivocal, score 2+", PATHOLOGY), ("06/20/2026", "Her tumor is HER2 positive.")],
        ),
        ("NYHA", [("06/02/2026", "Heart failure, NYHA class II."), ("06/10/2026", "Heart failure, NYHA class IV.")]),
    ],
    ids=["margins", "smoking", "equivocal", "class of these days"],
)
def test_what_excludes_the_other_is_told(topic: str, notes: list) -> None:
    assert [found for found in topics(*notes) if topic in found]


def test_what_a_second_test_settled_or_changed_since_is_no_disagreement() -> None:
    ihc = ("06/02/2026", "HER2: equivocal, score 2+", PATHOLOGY)
    assert not topics(ihc, ("06/20/2026", "HER2 FISH: not amplified."))
    assert not topics(("02/02/2026", "NYHA class IV."), ("06/10/2026", "NYHA class II."))
    assert not topics(
        ("06/02/2026", "Left breast, 6 cm from the nipple: mass.", "Mammogram Report"),
        ("06/10/2026", "Breast MRI showed a left breast mass 46 mm deep."),
    )
