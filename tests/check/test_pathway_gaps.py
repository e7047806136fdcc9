"""The pathway's list against papers: what is missing, old, half there, or not known to apply."""

from __future__ import annotations

import pytest

from assistant.check import weigh
from assistant.model.case import Decision, Goal
from assistant.model.gaps import GapState, Need
from assistant.model.history import History
from assistant.model.people import Person
from knowledge import load
from knowledge.pathways import suited
from tests.check.builders import TODAY, gaps, items, meeting, paper, resolve, study, with_facts

FILES = load().pathways.all()


def one(found, item):
    return next(gap for gap in found if gap.item == item)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.id)
def test_a_case_that_holds_everything_has_no_gap_and_one_that_lacks_a_thing_has_that_gap_and_no_other(file) -> None:
    pathway = resolve(file.id)
    goal = Goal(condition=file.title.en, reason="Which one?", hopes="rest", pathways=(file.id,))
    wanted = [r for r in pathway.requirements if r.item not in ("key-imaging", "imaging-reports")]
    made = {r.item: meeting(r, pathway) for r in wanted if any(f.kinds or not f.answers for f in r.find)}
    everything = [p for papers in made.values() for p in papers]
    found, here = _weighed(everything, pathway, goal)
    assert found == []
    alone = {f.item for f in here if not f.documents}  # met by the patient's own answer
    for requirement in (r for r in wanted if r.item in made and r.item not in alone):
        lacking, hit = _without(requirement, everything, here, pathway, goal)
        halves = {"key-imaging", "imaging-reports"} if requirement.images_needed else set()
        known = requirement.of == file.id or not requirement.when  # else the paper that is gone was what made it apply
        assert requirement.item in items(lacking) or not known
        assert set(items(lacking)) <= hit | halves


def _weighed(papers, pathway, goal):
    return weigh(History(), papers, pathway, TODAY, goal=goal)


def _without(requirement, papers, here, pathway, goal):
    """The gaps without all papers that meet the requirement, and the requirements that those had met."""
    ours, hit, found = {requirement.item, *requirement.satisfied_by}, {requirement.item}, []
    while gone := {document for row in here if row.item in ours for document in row.documents}:
        hit |= {row.item for row in here if set(row.documents) & gone}
        papers = [p for p in papers if p.id not in gone]
        found, here = _weighed(papers, pathway, goal)
    return found, hit


def test_a_report_without_its_pictures_is_report_only_and_names_the_place() -> None:
    report = paper("radiology_report", "MRI KNEE", title="MRI RIGHT KNEE", facility="Hill Imaging")
    gap = one(gaps([report], resolve("knee-ligament-meniscus")), "knee-mri")
    assert gap.state is GapState.REPORT_ONLY and gap.need is Need.REQUIRED
    assert gap.facility == "Hill Imaging" and "Hill Imaging" in gap.who_has_it
    assert "pictures" in gap.why and gap.evidence


def test_pictures_without_a_report_are_images_only() -> None:
    gap = one(gaps([study("MR", "knee", "MRI KNEE RT")], resolve("knee-ligament-meniscus")), "knee-mri")
    assert gap.state is GapState.IMAGES_ONLY


def test_pictures_and_the_report_of_the_same_days_belong_together() -> None:
    papers = [
        study("MR", "knee", "MRI KNEE RT"),
        paper("radiology_report", "MRI", title="MRI RIGHT KNEE", date="2026-11-03"),
    ]
    assert "knee-mri" not in items(gaps(papers, resolve("knee-ligament-meniscus")))
    other = [papers[0], paper("radiology_report", "MRI", title="MRI RIGHT KNEE", date="2026-06-03")]
    assert one(gaps(other, resolve("knee-ligament-meniscus")), "knee-mri").state is GapState.IMAGES_ONLY


def test_missing_slices_are_named_and_make_the_set_incomplete() -> None:
    papers = [
        study("CT", "chest", "CT CHEST", missing=(9, 10, 11, 24)),
        paper("radiology_report", "CT", title="CT CHEST WITH CONTRAST"),
    ]
    gap = one(gaps(papers, resolve("lung-cancer")), "chest-ct")
    assert gap.state is GapState.INCOMPLETE and "9-11, 24" in gap.why


def test_an_old_scan_is_outdated_with_its_date_and_window_and_is_still_wanted() -> None:
    papers = [study("MR", "brain", "MRI BRAIN", date="2023-04-18")]
    papers.append(paper("radiology_report", "MRI", title="MRI BRAIN", date="2023-04-18"))
    gap = one(gaps(papers, resolve("epilepsy")), "brain-mri")
    assert (gap.state, gap.found_date, gap.window_months) == (GapState.OUTDATED, "2023-04-18", 24)
    assert "Keep the old one" in gap.why and "repeat" not in gap.why.lower()


def test_a_ct_of_chest_abdomen_and_pelvis_counts_as_a_chest_ct() -> None:
    papers = [
        study("CT", "CHESTABDPELVIS", "CT CAP W IV"),
        paper("radiology_report", "x", title="CT CHEST, ABDOMEN AND PELVIS"),
    ]
    assert "chest-ct" not in items(gaps(papers, resolve("lung-cancer")))


def test_old_lab_results_are_outdated_and_new_ones_met() -> None:
    tests = (("lab_result", "NT-proBNP", "900"), ("lab_result", "Potassium", "4"), ("lab_result", "Creatinine", "1"))
    old = with_facts(paper("discharge_summary", "labs", date="2026-05-14"), *tests)
    new = with_facts(paper("lab_report", "labs", date="2026-10-14"), *tests)
    pathway = resolve("heart-failure-cardiomyopathy")
    assert one(gaps([old], pathway), "hf-labs").state is GapState.OUTDATED
    assert "hf-labs" not in items(gaps([old, new], pathway))


def test_an_unknown_circumstance_asks_one_question_and_is_no_gap_yet() -> None:
    found = [g for g in gaps([], resolve("breast-cancer")) if g.item in ("pathology-slides", "pathology-report")]
    asked = [g for g in found if g.state is GapState.UNCONFIRMED]
    assert asked and all(g.need is Need.RECOMMENDED for g in asked)
    assert all(g.state is GapState.UNCONFIRMED for g in found)


def test_a_biopsy_that_papers_speak_of_makes_slides_required() -> None:
    note = paper("consult_note", "Core biopsy on 10/02/2026 showed invasive ductal carcinoma.", title="Consultation")
    gap = one(gaps([note], resolve("breast-cancer")), "pathology-slides")
    assert (gap.state, gap.need) == (GapState.MISSING, Need.REQUIRED)


def test_what_the_papers_deny_is_not_asked_for() -> None:
    note = paper("consult_note", "No prior spine surgery. Leg pain.", title="Consultation")
    assert "operative-report" not in items(gaps([note], resolve("spine-back-neck")))


def test_a_result_that_was_sent_is_incomplete_with_the_words_that_say_so() -> None:
    note = paper(
        "consult_note",
        "Plan\n1. BRCA1/2 and HRD testing: saliva kit sent 10/26/2026, result pending.",
        title="Consultation",
    )
    gap = one(gaps([note], resolve("ovarian-cancer")), "brca-hrd")
    assert gap.state is GapState.INCOMPLETE and "saliva kit" in gap.evidence[0].span.quote


def test_a_test_that_is_only_planned_asks_and_shows_the_plan() -> None:
    note = paper("consult_note", "Plan\n1. Neuropsychological testing 12/09/2026.", title="Consultation")
    gap = one(gaps([note], resolve("epilepsy")), "neuropsych")
    assert gap.state is GapState.UNCONFIRMED and gap.evidence and "planned" in gap.why


def test_another_paper_can_stand_in() -> None:
    papers = [
        study("CT", "lumbar spine", "CT LUMBAR MYELOGRAM"),
        paper("radiology_report", "x", title="CT LUMBAR SPINE MYELOGRAM"),
    ]
    assert "spine-mri" not in items(gaps(papers, resolve("spine-back-neck")))


def test_ids_survive_new_papers_another_language_and_another_state() -> None:
    pathway = resolve("knee-ligament-meniscus")
    before = one(gaps([], pathway), "knee-mri")
    after = one(gaps([paper("radiology_report", "x", title="MRI RIGHT KNEE")], pathway, language="es"), "knee-mri")
    assert before.id == after.id and before.state is not after.state


def test_a_gap_that_was_never_done_or_is_not_mine_is_gone_and_one_asked_for_stays() -> None:
    pathway = resolve("knee-ligament-meniscus")
    gap = one(gaps([], pathway), "knee-mri")
    for verdict, stays in (("never_done", False), ("not_mine", False), ("asked", True)):
        decision = Decision(gap.id, verdict, "p", "2026-11-01")
        assert ("knee-mri" in items(gaps([], pathway, decisions=[decision]))) is stays


def test_ranks_run_from_nought_and_required_comes_before_recommended() -> None:
    found = gaps([], resolve("coronary-artery-disease"))
    assert [g.rank for g in found] == list(range(len(found)))
    needs = [g.need for g in found]
    assert needs == sorted(needs, key=lambda n: n is not Need.REQUIRED)


def test_what_the_patient_told_us_meets_what_only_they_can_write() -> None:
    pathway = resolve("lupus")
    assert "main-question" in items(gaps([], pathway))
    assert "main-question" not in items(gaps([], pathway, Goal(reason="Is it lupus?", pathways=("lupus",))))


def test_a_therapy_note_is_not_the_specialists_note() -> None:
    therapy = paper(
        "progress_note", "PHYSICAL THERAPY PROGRESS REPORT\nDoing well.", title="Physical therapy progress report"
    )
    assert one(gaps([therapy], resolve("shoulder-rotator-cuff")), "specialist-note").state is GapState.MISSING


def test_an_unsure_condition_is_asked_for_and_the_core_is_used() -> None:
    found = gaps([], resolve(), Goal(condition="I feel odd"))
    assert "which-problem" in items(found)


def test_no_sentence_tells_anyone_to_repeat_a_test() -> None:
    for file in FILES:
        for gap in gaps([], resolve(file.id)):
            assert not any(word in gap.why.lower() for word in ("repeat", "must have", "do it again", "get a new"))


def test_a_result_quoted_in_a_note_counts_with_its_date_and_a_dose_does_not() -> None:
    pathway = resolve("prostate-cancer")
    quoted = paper("progress_note", "PSA 10/14/2026: 6.8 ng/mL. Gleason 3+4.", title="Follow up", date="2026-10-15")
    assert "psa-history" not in items(gaps([quoted], pathway))
    dose = paper("progress_note", "Testosterone 100 mg weekly.", title="Follow up", date="2026-10-15")
    assert "testosterone" in items(gaps([dose], pathway))


def test_a_biopsy_report_that_was_taken_for_a_procedure_still_counts() -> None:
    text = "PROSTATE NEEDLE BIOPSY\nCollected: 09/15/2026\nDIAGNOSIS: adenocarcinoma in 4 of 12 cores."
    report = paper("procedure_note", text, title="PROSTATE NEEDLE BIOPSY")
    assert "pathology-report" not in items(gaps([report], resolve("prostate-cancer")))


def asked(found, item):
    return next(g for g in found if g.item == item and g.state is GapState.UNCONFIRMED)


def said(gap, *verdicts):
    return [Decision(gap.id, verdict, "p", "2026-11-01") for verdict in verdicts]


def test_a_yes_makes_everything_that_hangs_on_it_a_gap_of_its_own_need_and_a_no_closes_it() -> None:
    pathway = resolve("breast-cancer")
    question = asked(gaps([], pathway), "pathology-report")
    assert "biopsy" in question.label
    yes = gaps([], pathway, decisions=said(question, "confirmed"))
    for item in ("pathology-report", "pathology-slides"):
        assert (one(yes, item).state, one(yes, item).need) == (GapState.MISSING, Need.REQUIRED)
    assert question.id not in {gap.id for gap in yes}
    no = gaps([], pathway, decisions=said(question, "never_done"))
    assert "pathology-report" not in items(no)
    assert "surgery" in asked(no, "pathology-slides").label  # the other way to have slides is asked about next


def test_a_yes_about_one_record_makes_that_record_a_gap_and_it_stays_one_once_it_is_asked_for() -> None:
    pathway = resolve("breast-cancer")
    question = asked(gaps([], pathway), "breast-mri")
    for verdicts in (("confirmed",), ("confirmed", "asked"), ("never_done", "do_not_know", "confirmed")):
        found = gaps([], pathway, decisions=said(question, *verdicts))
        assert (one(found, "breast-mri").state, one(found, "breast-mri").need) == (GapState.MISSING, Need.REQUIRED)
        assert one(found, "breast-mri").id == question.id
    optional = asked(gaps([], pathway), "tumor-genomics")
    found = gaps([], pathway, decisions=said(optional, "confirmed"))
    assert (one(found, "tumor-genomics").state, one(found, "tumor-genomics").need) == (
        GapState.MISSING,
        Need.RECOMMENDED,
    )


def test_an_answer_taken_back_is_asked_about_again() -> None:
    pathway = resolve("breast-cancer")
    question = asked(gaps([], pathway), "pathology-report")
    found = gaps([], pathway, decisions=said(question, "never_done", "do_not_know"))
    assert asked(found, "pathology-report").id == question.id


def test_papers_that_show_it_was_done_outweigh_an_earlier_no() -> None:
    pathway = resolve("breast-cancer")
    question = asked(gaps([], pathway), "pathology-report")
    note = paper("consult_note", "Core biopsy on 10/02/2026 showed invasive ductal carcinoma.", title="Consultation")
    gap = one(gaps([note], pathway, decisions=said(question, "never_done")), "pathology-slides")
    assert gap.state is GapState.MISSING and "Core biopsy" in gap.evidence[0].span.quote


@pytest.mark.parametrize(
    ("patient", "asked"),
    [
        (Person(sex="female", birth_date="1995-02-01"), True),
        (Person(), True),  # not known: never ruled out
        (Person(sex="M", birth_date="1995-02-01"), False),
        (Person(sex="female", birth_date="2019-02-01"), False),
    ],
)
def test_only_somebody_it_can_concern_is_asked_about_plans_to_become_pregnant(patient, asked) -> None:
    pathway = resolve("congenital-heart-disease")
    assert ("pregnancy-plans" in items(gaps([], pathway, patient=patient))) is asked
    questions = suited(pathway, patient.sex, patient.age(TODAY)).questions
    assert any(question.topic == "pregnancy" for question in questions) is asked
