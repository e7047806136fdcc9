"""A quotation is the whole sentence: it keeps its "no", does not swallow its heading, and stands on the page."""

from dataclasses import replace

import pytest

from assistant.model.facts import Evidence
from assistant.view.clauses import scene
from assistant.view.quoting import sentence
from tests.export.build import full, paper

PAGE = """RIVERSIDE PATHOLOGY
FINAL DIAGNOSIS:
A. RECTUM, MASS AT 6 CM, BIOPSY:
INVASIVE ADENOCARCINOMA, MODERATELY DIFFERENTIATED, ARISING IN A TUBULOVILLOUS ADENOMA.
No lymphovascular invasion identified. Margins are
free.
COMMENT: The case was shown to Dr. Osei, who agrees that there is no perineural invasion of the nerves near the mass and
that the nodes, all 12 of them, are free.
IMPRESSION
1. Tumor of 4.8 cm, suspicious.
2. No nodes over 1.0 cm.
Electronically signed"""


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("lymphovascular invasion", "No lymphovascular invasion identified."),
        ("ADENOCARCINOMA", "INVASIVE ADENOCARCINOMA, MODERATELY DIFFERENTIATED, ARISING IN A TUBULOVILLOUS ADENOMA."),
        ("4.8 cm", "1. Tumor of 4.8 cm, suspicious."),
        ("nodes over", "2. No nodes over 1.0 cm."),
        (
            "perineural",
            "COMMENT: The case was shown to Dr. Osei, who agrees that there is no perineural invasion of the nerves "
            "near the mass and\nthat the nodes, all 12 of them, are free.",
        ),
        ("MASS AT", "A. RECTUM, MASS AT 6 CM, BIOPSY:"),
        ("IMPRESSION", "IMPRESSION"),
    ],
)
def test_widens_to_the_sentence_and_no_further(words, whole):
    source = paper("p.pdf", PAGE, "pathology_report", "2026-10-02")
    here = scene(replace(full(), papers=(source,)), "en")
    start = PAGE.index(words)
    found = sentence(Evidence(source.document.span(1, start, start + len(words)), "rule"), here)
    assert found.span.quote == whole
    assert source.document.holds(found.span)
