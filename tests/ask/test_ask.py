"""Questions: from the patient, from disagreements, from the record, from knowledge; few, ranked, never answered."""

from __future__ import annotations

import pytest

from assistant.ask import ask
from assistant.model.facts import Assertion, Evidence, Fact, FactKind
from assistant.model.gaps import QuestionOrigin
from assistant.model.history import Agreement, Conflict, Entry, History
from tests.check.builders import gaps, paper, resolve, study


def fact(kind: FactKind, text: str) -> Fact:
    made = paper("consult_note", text)
    return Fact(kind, text.casefold(), text, (Evidence(made.document.span(1, 0, len(text)), "test"),))


def entry(kind: FactKind, text: str) -> Entry:
    return Entry(f"e-{text[:8]}", kind, text.casefold(), (fact(kind, text),), Assertion.PRESENT, Agreement.ONE_SOURCE)


def texts(found):
    return [question.text for question in found]


def test_a_condition_brings_its_own_questions_and_no_more_than_the_cap() -> None:
    found = ask([], History(), resolve("breast-cancer"))
    assert len(found) == 8 and [q.rank for q in found] == list(range(1, 9))
    assert [q.top for q in found] == [True] * 3 + [False] * 5
    assert any("lumpectomy" in text for text in texts(found))
    assert len(ask([], History(), resolve("breast-cancer"), limit=3)) == 3


def test_every_question_says_why_it_is_asked() -> None:
    assert all(question.reason for question in ask([], History(), resolve("copd"), worries=["Will I need oxygen?"]))


def test_the_patients_own_question_comes_first_as_typed() -> None:
    found = ask([], History(), resolve("epilepsy"), worries=["Can I still drive my truck at night after it?"])
    assert found[0].text == "Can I still drive my truck at night after it?"
    assert found[0].origin is QuestionOrigin.PATIENT


def test_a_worry_becomes_a_question_that_a_doctor_can_answer() -> None:
    found = ask([], History(), resolve("colorectal-cancer"), worries=["I am scared of a bag."])
    assert any("bag" in text and text.endswith("?") for text in texts(found))


def test_questions_near_the_patients_words_come_before_others() -> None:
    plain = texts(ask([], History(), resolve("prostate-cancer"), limit=20))
    told = texts(ask([], History(), resolve("prostate-cancer"), worries=["Leaking, erections."], limit=20))
    near = next(text for text in plain if "leaks" in text)
    assert told.index(near) < plain.index(near)


def test_a_disagreement_is_asked_about_with_both_sides_and_its_evidence() -> None:
    one, other = fact(FactKind.IMAGING_FINDING, "mass at 6 cm"), fact(FactKind.IMAGING_FINDING, "mass at 9 cm")
    conflict = Conflict("c1", "height of the tumor", (("6 cm", (one,)), ("9 cm", (other,))), FactKind.IMAGING_FINDING)
    found = ask([], History(conflicts=(conflict,)), resolve("colorectal-cancer"))
    asked = next(q for q in found if "6 cm" in q.text and "9 cm" in q.text)
    assert asked.origin is QuestionOrigin.RECORD and len(asked.evidence) == 2


def test_a_result_that_was_to_come_is_asked_about() -> None:
    pathway = resolve("ovarian-cancer")
    note = paper("consult_note", "BRCA1/2 testing: saliva kit sent 10/26/2026, result pending.", title="Consultation")
    found = ask(gaps([note], pathway), History(), pathway)
    assert any("When will this result be ready" in text for text in texts(found))


def test_pictures_that_nobody_described_are_asked_about() -> None:
    pathway = resolve("heart-failure-cardiomyopathy")
    found = ask(gaps([study("MR", "heart", "CARDIAC MRI")], pathway), History(), pathway)
    assert any("CARDIAC MRI" in text for text in texts(found))


def test_advice_of_a_report_that_nothing_follows_up_is_asked_about() -> None:
    advice = entry(FactKind.RECOMMENDATION, "Recommend thyroid ultrasound for the nodule")
    found = ask([], History((advice,)), resolve("melanoma"))
    assert any("thyroid ultrasound" in text for text in texts(found))
    done = entry(FactKind.PROCEDURE, "thyroid ultrasound nodule recommend")
    assert not any(
        "thyroid ultrasound" in text for text in texts(ask([], History((advice, done)), resolve("melanoma")))
    )


def test_what_the_doctor_plans_himself_is_not_turned_into_a_question() -> None:
    plan = entry(FactKind.RECOMMENDATION, "I recommend total proctocolectomy")
    assert not any("proctocolectomy" in text for text in texts(ask([], History((plan,)), resolve("ibd"))))


def test_nothing_the_papers_settle_is_asked() -> None:
    settled = entry(FactKind.LAB_RESULT, "No clinically significant variant detected")
    text = "Should I have a gene test?"
    assert text in texts(ask([], History(), resolve("epilepsy"), limit=20))
    assert text not in texts(ask([], History((settled,)), resolve("epilepsy"), limit=20))


def test_no_question_is_asked_twice_and_none_is_answered() -> None:
    found = texts(ask([], History(), resolve("lung-cancer"), worries=["Which trials fit me?"], limit=20))
    assert len(found) == len({text.casefold() for text in found})
    assert all(text.rstrip().endswith("?") for text in found)


def test_ids_are_the_same_in_both_languages_and_texts_are_not() -> None:
    english = ask([], History(), resolve("lupus"))
    spanish = ask([], History(), resolve("lupus"), language="es")
    assert [q.id for q in english] == [q.id for q in spanish]
    assert all(q.text.startswith("¿") for q in spanish)


def test_with_no_condition_the_general_questions_are_offered() -> None:
    found = ask([], History(), resolve())
    assert found and any("diagnosis" in text for text in texts(found))


def test_what_a_person_fears_is_asked_about_in_their_own_words() -> None:
    found = texts(ask([], History(), resolve("rheumatoid-arthritis"), notes=["Joan. I fear infections. I like tea."]))
    assert any("“I fear infections.”" in text and text.endswith("?") for text in found)
    assert not any("tea" in text for text in found)


def test_a_short_list_touches_many_themes_rather_than_one_often() -> None:
    found = " ".join(texts(ask([], History(), resolve("spine-back-neck"))))
    assert "surgery" in found and any(word in found for word in ("wait", "how soon", "How soon", "delay"))


def test_two_sides_that_say_the_same_are_no_question() -> None:
    one, other = fact(FactKind.PROCEDURE, "physical therapy"), fact(FactKind.PROCEDURE, "Physical therapy")
    conflict = Conflict("c1", "therapy", (("yes", (one,)), ("Yes", (other,))), FactKind.PROCEDURE)
    assert not any("agree on" in text for text in texts(ask([], History(conflicts=(conflict,)), resolve("ibd"))))


def test_what_the_papers_leave_open_is_one_question_that_quotes_them() -> None:
    pathway = resolve("ovarian-cancer")
    note = paper("consult_note", "BRCA1/2 testing: saliva kit sent 10/26/2026, result pending.", title="Consultation")
    advice = entry(FactKind.RECOMMENDATION, "Recommend thyroid ultrasound for the nodule")
    found = ask(gaps([note], pathway), History((advice,)), pathway)
    asked = [q for q in found if "leave this open" in q.text]
    assert len(asked) == 1 and "“Recommend thyroid ultrasound for the nodule”" in asked[0].text
    assert len(asked[0].evidence) >= 2 and asked[0].origin is QuestionOrigin.RECORD


def test_many_questions_of_their_own_leave_room_for_what_a_plan_must_respect() -> None:
    own = ["Can I have stents?", "Is my vein good?", "How long off work?", "Is it the old stent?", "Do I need rehab?"]
    allergy = entry(FactKind.ALLERGY, "contrast")
    found = ask([], History((allergy,)), resolve("coronary-artery-disease"), worries=own)
    assert any("an allergy to contrast" in text for text in texts(found))
    asked = " ".join(q.text for q in found if q.origin is QuestionOrigin.PATIENT)
    assert all(question in asked for question in own)


def test_a_test_that_is_only_advised_settles_nothing_and_one_that_was_done_does() -> None:
    text = "Was the whole colon checked, or is the rest still to do by colonoscopy?"
    pathway = resolve("colorectal-cancer")
    advised = entry(FactKind.RECOMMENDATION, "Recommend complete colonoscopy after surgery")
    done = entry(FactKind.PROCEDURE, "Complete colonoscopy to the cecum")
    assert text in texts(ask([], History((advised,)), pathway, limit=20))
    assert text not in texts(ask([], History((done,)), pathway, limit=20))


def test_a_treated_patient_is_not_asked_whether_treatment_is_needed() -> None:
    pathway = resolve("multiple-myeloma")
    treated = entry(FactKind.PROCEDURE, "Bortezomib, cycle 3 of 4")
    assert "Do I need treatment now?" in texts(ask([], History(), pathway, limit=20))
    assert "Do I need treatment now?" not in texts(ask([], History((treated,)), pathway, limit=20))


def test_an_operation_that_is_advised_is_what_the_opinion_is_about_and_no_loose_end() -> None:
    advice = entry(FactKind.RECOMMENDATION, "Recommend total abdominal hysterectomy with removal of both tubes")
    assert not any(
        "hysterectomy with" in text for text in texts(ask([], History((advice,)), resolve("uterine-fibroids")))
    )
    scan = entry(FactKind.RECOMMENDATION, "Recommend pelvic ultrasound in six months after the hysterectomy")
    assert any("pelvic ultrasound" in text for text in texts(ask([], History((scan,)), resolve("uterine-fibroids"))))


def test_more_than_four_of_ones_own_stand_together_and_none_is_dropped() -> None:
    own = ["Will my old scar itch?", "Why two cuts?", "When can I drive?", "Can I swim?", "Is it slow?", "Can I fly?"]
    found = ask([], History(), resolve("breast-cancer"), worries=["\n".join(own)])
    asked = [q.text for q in found if q.text.split("?")[0] + "?" in own]
    assert asked[0] == own[0] and len(asked) == 4 and all(any(one in text for text in asked) for one in own)
    assert len(found) == 8 and sum(q.origin is QuestionOrigin.KNOWLEDGE for q in found) >= 3


def test_long_questions_stay_alone() -> None:
    own = [f"{letter * 6} {'word ' * 30}?" for letter in "abcdef"]
    found = ask([], History(), resolve("breast-cancer"), worries=["\n".join(own)])
    assert not any(q.text.count("?") > 1 for q in found if q.origin is QuestionOrigin.PATIENT)


def coached(language: str, *typed: str) -> str:
    return "\n".join(texts(ask([], History(), resolve("colorectal-cancer"), language=language, worries=typed)))


@pytest.mark.parametrize(
    ("language", "worry", "asked"),
    [
        ("en", "I dont want to die on the table", "the anesthesia for me"),
        ("en", "getting pregnant later", "having children"),
        ("en", "money. we have no money", "cost and coverage"),
        ("en", "my husband thinks I should wait but my daughter says do it now", "for and against each choice"),
        ("es", "me da miedo la anestecia", "la anestesia para mí"),
        ("es", "voy a quedar en silla de ruedas", "valerme por mí mismo"),
        ("es", "y si se equivocaron con la biopsia", "diagnóstico y el plan"),
    ],
)
def test_a_worry_however_it_is_written_becomes_a_question_a_doctor_can_answer(language, worry, asked) -> None:
    assert asked in coached(language, worry)


@pytest.mark.parametrize(
    ("worry", "nonsense"),
    [
        ("my husband thinks I should wait", "memory"),
        ("will my kids see me suffer", "having children"),
        ("my daughter says do it now", "gene test"),
        ("blood transfusion is against my religion", "sex life"),
    ],
)
def test_a_word_that_a_worry_happens_to_hold_makes_no_question_of_another_matter(worry: str, nonsense: str) -> None:
    assert nonsense not in coached("en", worry)


def test_what_the_coach_does_not_understand_is_handed_on_word_for_word() -> None:
    found = coached("en", "They want to put a rod in. I saw a video.", "dizzy")
    assert "“They want to put a rod in. I saw a video. dizzy.”" in found


def test_of_two_worries_in_one_neither_is_lost() -> None:
    found = coached("es", "no tenemos dinero. Quiero otro bebé")
    assert "costarían menos" in found
    assert "tener hijos" in found


def test_a_question_typed_without_its_mark_is_one() -> None:
    assert "will i be able to sing after?" in coached("en", "will i be able to sing after").splitlines()
    assert "what scares me is the bag?" not in coached("en", "what scares me is the bag")


def test_what_the_patient_asks_already_is_not_asked_again_in_the_words_of_the_condition() -> None:
    mine = "My hip replacement hurts. One says it is loose, one says it could be infection. Which is it?"
    found = texts(ask([], History(), resolve("joint-replacement"), notes=[mine], limit=20))
    assert mine in "\n".join(found)
    assert not any("is it loose, or could it be infected" in text for text in found)


def test_papers_that_say_yes_and_no_are_asked_about_in_one_breath() -> None:
    sides = (("yes: blood transfusion", ()), ("no: transfusion", ()))
    conflict = Conflict("c", "blood transfusion: yes or no", sides, FactKind.PROCEDURE)
    found = texts(ask([], History(conflicts=(conflict,)), resolve("uterine-fibroids"), limit=20))
    [asked] = [text for text in found if "transfusion" in text]
    assert "yes: blood" not in asked
    assert "blood transfusion: yes or no" in asked


def test_what_is_typed_as_a_worry_crowds_out_no_disagreement_of_the_papers() -> None:
    conflict = Conflict("c", "penicillin allergy", (("hives", ()), ("none", ())), FactKind.ALLERGY)
    typed = ["Can I keep my breast? What if we wait? They want to take the whole breast.", "I hope to work by May."]
    found = texts(ask([], History(conflicts=(conflict,)), resolve("breast-cancer"), worries=typed))
    assert any("penicillin allergy" in text for text in found)
    assert any("take the whole breast" in text for text in found)


def test_several_disagreements_of_a_specialists_matter_are_all_asked_about():
    sides = (("two", ()), ("three", ()))
    conflicts = (
        Conflict("c1", "leaflets of the valve", sides, FactKind.IMAGING_FINDING),
        Conflict("c2", "size of the aorta", sides, FactKind.IMAGING_FINDING),
        Conflict("c3", "smoking: current or former", sides, FactKind.SOCIAL_HISTORY),
        Conflict("c4", "clopidogrel: active or stopped", sides, FactKind.MEDICATION),
    )
    found = texts(ask([], History(conflicts=conflicts), resolve("heart-valve-disease")))
    asked = [text for text in found if "agree on" in text]
    assert len(asked) == 2
    assert all(any(conflict.topic in text for text in asked) for conflict in conflicts)
