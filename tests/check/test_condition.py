"""What the case is about: the person's words first, the papers where those tell nothing, a question where in doubt."""

from __future__ import annotations

import pytest

from assistant.check import check, settle
from assistant.check.condition import Doubt
from assistant.model.case import Goal
from assistant.model.history import History
from assistant.prepare import papers_of
from assistant.reconcile import reconcile
from ingest.document import Document, Origin, Page
from knowledge import load
from tests.check.builders import TODAY

KNOWLEDGE = load()
NOTE = (
    "Hill Thyroid Clinic\nENDOCRINE SURGERY CONSULTATION\nPatient: Ann Lee  DOB: 03/04/1980\nDate: 10/02/2026\n"
    "Past medical history: type 2 diabetes, hypertension.\nFamily history: mother had breast cancer.\n"
    "Assessment: Papillary thyroid carcinoma of the left lobe.\nPlan: thyroidectomy.\n"
)
REPORT = (
    "Valley Pathology\nSURGICAL PATHOLOGY REPORT\nPatient: Ann Lee  DOB: 03/04/1980\nCollected: 09/20/2026\n"
    "FINAL DIAGNOSIS:\nThyroid, left lobe, fine needle aspiration: papillary thyroid carcinoma.\n"
)
HEART = (
    "Hill Heart Clinic\nCARDIOLOGY CONSULTATION\nPatient: Ann Lee  DOB: 03/04/1980\nDate: 10/05/2026\n"
    "Assessment: Atrial fibrillation.\nPlan: ablation.\n"
)


def read(*texts):
    made = []
    for number, text in enumerate(texts):
        document = Document(f"{number}" * 64, "s" * 64, "x.txt", "text/plain", (Page(1, text, Origin.TEXT),), "t/1")
        made += papers_of(document, KNOWLEDGE)
    return made, reconcile(made, (), (), TODAY)


def settled(words, *texts, **goal):
    papers, history = read(*texts)
    return settle(Goal(condition=words, **goal), history, papers, KNOWLEDGE.pathways)


def test_the_persons_own_words_decide_and_papers_that_agree_raise_no_doubt():
    found = settled("thyroid cancer", NOTE, REPORT)
    assert (found.pathways, found.doubt) == (("thyroid-nodule-cancer",), None)


@pytest.mark.parametrize("words", ["", "the thing the doctor found", "no sé cómo se llama"])
def test_words_that_tell_nothing_leave_it_to_the_papers_and_the_person_is_asked(words):
    found = settled(words, NOTE, REPORT)
    assert (found.pathways, found.doubt) == (("thyroid-nodule-cancer",), Doubt.PAPERS)
    assert "papillary thyroid" in found.told[0].evidence[0].span.quote.lower()


def test_an_old_problem_a_relatives_and_one_denied_are_not_what_it_is_about():
    told = {one.id: one.points for one in settled("", NOTE, REPORT).told}
    assert "breast-cancer" not in told and told.get("diabetes", 0) < 0.1 * told["thyroid-nodule-cancer"]


def test_papers_that_speak_of_something_else_are_a_question_and_the_words_stand():
    found = settled("gallstones", NOTE, REPORT)
    assert (found.pathways, found.doubt) == (("gallbladder-disease",), Doubt.DISAGREE)


def test_papers_of_two_illnesses_choose_none_in_silence():
    found = settled("", NOTE, HEART)
    assert (found.pathways, found.doubt) == ((), Doubt.UNSURE)
    assert {one.id for one in found.told[:2]} == {"thyroid-nodule-cancer", "atrial-fibrillation-arrhythmia"}


def test_several_conditions_told_are_all_used():
    found = settled("thyroid cancer and atrial fibrillation", NOTE, HEART)
    assert set(found.pathways) == {"thyroid-nodule-cancer", "atrial-fibrillation-arrhythmia"}
    assert found.doubt is None


def test_what_the_person_chose_is_not_asked_again():
    found = settled("gallstones", NOTE, REPORT, pathways=("any-condition-core",))
    assert (found.pathways, found.doubt) == (("any-condition-core",), None)


def test_without_papers_and_words_nothing_is_asked():
    assert settled("").doubt is None


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_question_names_both_sides_and_shows_the_place(language):
    from assistant.check import weigh

    papers, history = read(NOTE, REPORT)
    goal = Goal(condition="gallstones")
    found = settle(goal, history, papers, KNOWLEDGE.pathways)
    pathway = KNOWLEDGE.pathways.resolve(found.pathways)
    gaps, _ = weigh(history, papers, pathway, TODAY, language=language, goal=goal, settled=found)
    gap = next(gap for gap in gaps if gap.item == "which-problem")
    assert "gallstones" in gap.why and ("Thyroid" in gap.why or "tiroides" in gap.why) and gap.evidence


def test_check_alone_still_asks_when_no_pathway_is_known():
    found = check(History(), [], KNOWLEDGE.pathways.resolve([]), TODAY, goal=Goal(condition="I feel odd"))
    assert any(gap.item == "which-problem" for gap in found)
