"""Specialty layouts are content: each has its two boxes, in the words of the model, and every pathway's is known."""

import re
from pathlib import Path

import knowledge
from assistant.model.facts import FactKind
from assistant.model.papers import DocumentKind
from knowledge.layouts import is_evidence, is_examination, is_severe, layout, layouts, says_none_known


def test_every_layout_has_both_boxes_in_words_of_the_model():
    for name in layouts():
        boxes = layout(name)
        assert {box.block for box in boxes} == {"pathology", "imaging"}
        for box in boxes:
            assert set(box.papers) <= set(DocumentKind) and set(box.facts) <= set(FactKind), name


def test_every_pathway_names_a_layout_that_exists():
    files = Path(knowledge.__file__).parent.glob("pathways/*.yml")
    used = {found for path in files for found in re.findall(r"(?m)^layout: *(\w*)", path.read_text("utf-8"))}
    assert used - {""} <= layouts()


def test_words_of_the_layouts_do_what_they_say():
    assert is_severe("", "anaphylaxis") and is_severe("severe", "rash") and not is_severe("mild", "hives")
    assert says_none_known("known allergies", "NKDA") and not says_none_known("latex", "no latex allergy")
    assert is_examination("chest x-ray") and is_examination("MRI of the brain") and not is_examination("appendectomy")
    assert is_evidence("No fracture.") and not is_evidence("Electronically signed by A. Person, MD")
