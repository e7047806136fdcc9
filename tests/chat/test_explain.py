import pytest

import knowledge
from assistant.chat import chat
from assistant.chat.explain import near_term, terms_in
from tests.chat.build import dossier

LIBRARY = knowledge.load().library
CASE = dossier()


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("'small left pleural effusion' in english please", "en", "term-pleural-effusion"),
        ("margins negative, what does that mean", "en", "term-negative-margin"),
        ("ER+ on the biopsy, er like emergency room?", "en", "term-er-positive"),
        ("what is s/p lap chole", "en", "term-cholecystectomy"),
        ("what is s/p lap chole", "en", "term-sp"),
        ("stage is ypT2N0M0", "en", "term-staging-letters"),
        ("what is an eob", "en", "term-eob"),
        ("dice anemia ferropénica", "es", "term-iron-deficiency"),
    ],
)
def test_a_word_is_known_as_reports_and_people_write_it(text, language, wanted):
    assert wanted in [term.id for term in terms_in(text, LIBRARY, language)]


def test_an_everyday_word_is_no_short_form():
    assert terms_in("she is sp and co workers or so", LIBRARY, "en") == []


@pytest.mark.parametrize(
    ("text", "wanted"), [("calcificatoins", "term-calcification"), ("hydronefrosis", "term-hydronephrosis")]
)
def test_a_slip_of_spelling_is_seen_through(text, wanted):
    assert near_term(text, LIBRARY, "en").id == wanted


def test_a_few_quoted_words_are_what_is_asked_about():
    assert chat("'small left pleural effusion' in english please").citations[0].id == "term-pleural-effusion"


def test_what_a_word_means_for_the_person_is_declined():
    assert chat("does 'spiculated mass' mean its malignant be straight with me").kind == "out_of_scope"


def test_the_signer_of_a_paper_that_is_not_there_is_not_somebody_else():
    turn = chat("who wrote the discharge summary", dossier=CASE)
    assert "did not find that paper" in turn.text


@pytest.mark.parametrize("question", ["is there anything in there about a heart problem", "did i ever get radiation"])
def test_what_was_done_or_stands_there_is_looked_for_in_the_papers(question):
    turn = chat(question, dossier=CASE)
    assert turn.kind == "answer"
    assert turn.intent != "person"
