import re
from dataclasses import replace

import pytest

import knowledge
from knowledge import search
from knowledge.library import LibraryFault, load_library
from knowledge.patterns import Groups, plain
from knowledge.vectors import shipped

LIBRARY = knowledge.load().library


def test_there_are_120_articles_and_the_glossary_in_each_language():
    for language in ("en", "es"):
        assert len(LIBRARY.of(language, "article")) >= 120
        assert len(LIBRARY.of(language, "term")) >= 300


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_text_is_short_and_has_a_source_and_a_review_date(language):
    for passage in LIBRARY.of(language):
        assert len(passage.text.split()) <= 90, passage.id
        assert passage.source
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", passage.reviewed), passage.id


def test_no_text_comforts_or_advises():
    banned = re.compile(
        r"don't worry|nothing to worry|you will be fine|no se preocupe|todo estará bien|probably normal", re.I
    )
    assert [p.id for p in LIBRARY.passages if banned.search(p.text)] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_vectors_that_ship_are_of_this_library(language):
    """After changing an article run: python -m knowledge.vectors. A new word of the glossary may wait for it."""
    places = set(shipped(LIBRARY)[language][0])
    owners = [passage for passage in LIBRARY.of(language) for _ in passage.units]
    assert {owner.id for n, owner in enumerate(owners) if n not in places and owner.kind == "article"} == set()
    assert len(places) > 0.7 * len(owners)


def test_a_text_newer_than_the_vectors_is_found_by_its_words_and_the_rest_by_meaning():
    newer = replace(LIBRARY.of("en", "term")[0], id="term-newest", title="Zylophthal", text="A made-up word.", asks=())
    places, rows = shipped(replace(LIBRARY, passages=(newer, *LIBRARY.passages)))["en"]
    assert 0 not in places
    assert len(places) == len(rows)
    assert places == [n + 1 for n in shipped(LIBRARY)["en"][0]]


@pytest.mark.parametrize(
    ("question", "language", "wanted"),
    [
        ("what is the law on how long they can take to hand over my chart", "en", "records-deadline"),
        ("whats dicom", "en", "images-dicom"),
        ("se me olvido la clave", "es", "sign-in"),
        ("salen borrosas mis fotos", "es", "photo-blurry"),
    ],
)
def test_search_finds_the_passage_that_answers(question, language, wanted):
    assert wanted in [passage.id for passage in search(question, 3, language)]


def test_search_orders_by_score():
    scores = [passage.score for passage in search("how much do copies cost", 5)]
    assert scores == sorted(scores, reverse=True)


def test_faults_of_articles_are_named_together(tmp_path):
    for language in ("en", "es"):
        (tmp_path / "articles" / language).mkdir(parents=True)
    (tmp_path / "articles" / "en" / "a.md").write_text("---\nid: b\ntitle: t\ncolour: red\n---\ntext\n")
    (tmp_path / "articles" / "en" / "c.md").write_text("no front matter")
    with pytest.raises(LibraryFault) as fault:
        load_library(tmp_path)
    assert any("colour" in each for each in fault.value.faults)
    assert any("c.md" in each for each in fault.value.faults)


def test_plain_text_keeps_decimals_and_ends_sentences():
    assert plain("¿Fiebre de 38,5? I can't…") == "fiebre de 38.5 | i cant"


def test_patterns_match_near_in_order_and_anywhere():
    groups = Groups({"hurt": "hurt*|pain"})
    near = groups.pattern("chest + {hurt}")
    assert near.find("it hurts in my chest")
    assert groups.pattern("chest > {hurt}").find("it hurts in my chest") is None
    assert groups.pattern("fever & chemo").find("fever " + "word " * 60 + "chemo")
