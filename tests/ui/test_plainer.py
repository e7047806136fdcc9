from dataclasses import replace

from assistant.actions import cases
from assistant.actions.desk import set_current
from assistant.model.gaps import Question, QuestionOrigin
from assistant.model.people import Role

OLD = "Is it really necessary that I continue the metformin 500 mg?"
NEW = "Is it really necessary that I continue metformin 500 mg?"


class Model:
    name = "local"

    def propose(self, *_, **__):
        return f'{{"text": "{NEW}"}}'


def test_simpler_words_of_a_model_are_offered_after_consent_and_kept_only_when_saved(desk, people, case, open_page):
    patient = people[Role.PATIENT]
    desk = replace(desk, model=Model())
    set_current(desk)
    mine = Question("own-1", OLD, QuestionOrigin.PATIENT, 1)
    cases.set_questions(desk, patient, case.id, [mine])
    page = open_page("questions", patient, case)
    page.button(key="edit_own-1").click().run()
    assert not [each for each in page.button if each.label == "Say it in simpler words"]
    cases.consent(desk, patient, case.id, "model", True, "1", "en")
    page.run()
    next(each for each in page.button if each.label == "Say it in simpler words").click().run()
    assert [area.value for area in page.text_area if area.key.startswith("edit_text_own-1")] == [NEW]
    assert desk.store.case(case.id).questions[0].text == OLD
    next(each for each in page.button if each.label == "Save the question").click().run()
    assert desk.store.case(case.id).questions[0].text == NEW
    assert any("plainer local sent=" in each.target for each in desk.store.trail(case.id))
