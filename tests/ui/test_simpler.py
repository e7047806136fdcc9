from dataclasses import replace

import pytest

from assistant.actions import assemble, cases, chatting
from assistant.actions.desk import set_current
from assistant.model.facts import FactKind
from assistant.model.history import History
from assistant.model.people import Role
from tests.chat.build import entry, fact
from tests.chat.test_simpler import FAIR, OLD, SCAN
from tests.ui import build
from tests.ui.conftest import body

LABEL = "Say it in simpler words"


class Model:
    name = "local"

    def __init__(self, words):
        self.words = words

    def propose(self, *_, **__):
        return f'{{"text": "{self.words}"}}'


def with_scan(desk, case, language):
    known = build.dossier(case, language)
    mass = entry(fact(SCAN, FactKind.PROBLEM, "lung cancer", "lung cancer"))
    return replace(known, papers=(*known.papers, SCAN), history=History((mass,)))


@pytest.mark.parametrize("words", [FAIR, FAIR.replace("suspicious for", "it is"), FAIR.replace("left", "right")])
def test_a_sentence_of_the_history_is_said_simply_beside_the_papers_own_or_not_at_all(
    desk, people, case, open_page, monkeypatch, words
):
    for module in (assemble, chatting):
        monkeypatch.setattr(module, "assemble", with_scan)
    patient = people[Role.PATIENT]
    desk = replace(desk, model=Model(words))
    set_current(desk)
    page = open_page("check", patient, case, section="problems")
    assert not [each for each in page.button if each.label.startswith(LABEL)]
    cases.consent(desk, patient, case.id, "model", True, "1", "en")
    page.run()
    next(each for each in page.button if each.label.startswith(LABEL)).click().run()
    shown = body(page)
    assert OLD[-40:] in shown
    assert (words in shown) is (words == FAIR)
    assert ("found no simpler words" in shown) is (words != FAIR)
    assert any("plainer" in each.target and "sent=" in each.target for each in desk.store.trail(case.id))
