"""What papers without a title or sections read like."""

import numpy as np

from assistant.classify import classify
from assistant.model.papers import DocumentKind as K
from knowledge import papers
from knowledge.likeness import FILE, likeness


def test_the_weights_are_of_the_papers_as_they_stand() -> None:
    with np.load(FILE) as arrays:
        assert str(arrays["version"]) == papers.version(), "python -m knowledge.papers"


def test_every_paper_that_teaches_has_a_kind_of_the_contract() -> None:
    assert {paper.kind for paper in papers.read()} == {kind.value for kind in K} - {K.IMAGING_STUDY.value}


def test_a_paper_without_title_or_section_is_known_by_how_it_reads() -> None:
    visit = (
        "Here 3 weeks after her operation. Pain is better. Wound clean, staples out. "
        "Continue tablets, come back in 6 weeks."
    )
    board = (
        "Liver cancer board 7 May. Shown: scans, needle sample. Agreed: ablation first, then relook. "
        "Present: surgery, oncology."
    )
    assert classify(visit).kind is K.PROGRESS_NOTE
    assert classify(board).kind is K.ONCOLOGY_NOTE


def test_words_nobody_writes_in_a_paper_are_like_none() -> None:
    assert max(likeness("xqzt vvrk lmnop").values(), default=0.0) == 0.0
    assert classify("xqzt vvrk lmnop").kind is K.OTHER
