"""Screens opened by somebody who means harm: other people's cases and papers in the address, values of no shape, and
tabs that stayed open when access ended. Real papers, real actions: only the sign-in is put in place."""

import pytest

from assistant.actions import cases, helping
from assistant.model.case import SentPackage, Stage
from assistant.model.helping import Share
from assistant.model.people import Role
from assistant.ui import routes
from assistant.ui.words import t
from tests.support import case_of_elena, make_desk
from tests.ui.conftest import add_person, body, force, titles

SECRETS = ("elena", "marsh", "nodule", "upper lobe", "my secret worry")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return make_desk(tmp_path_factory.mktemp("screens"))


@pytest.fixture(scope="module")
def elena(desk):
    return add_person(desk, Role.PATIENT, "e")


@pytest.fixture(scope="module")
def hers(desk, elena):
    return case_of_elena(desk, elena)


@pytest.fixture(scope="module")
def told(desk, hers):
    """Every id of her case that an address can carry."""
    dossier = cases.dossier(desk, desk.store.account(hers.owner).actor, hers.id)
    entry, gap = dossier.history.entries[0].id, dossier.gaps[0].id
    return {"document": dossier.papers[0].id, "page": "1", "start": "0", "end": "40", "target": entry, "gap": gap}


def all_said(page) -> str:
    """Whatever the run put on the screen, in any element."""
    return (body(page) + repr([element.proto for element in page.main])).casefold()


def is_silent(page) -> bool:
    said = all_said(page)
    return not page.exception and not any(word in said for word in SECRETS)


PLACES = [
    *((name, Role.PATIENT) for name in (*sorted(routes.PATIENT_SCREENS), "source", "flag")),
    *((name, Role.LIAISON) for name in ("queue", "board", "case", "facts", "handover", "deliver", "history")),
    *((name, Role.PROVIDER) for name in ("inbox", "brief", "timeline", "labs", "imaging", "source", "reply", "sign")),
    *((name, Role.ADMIN) for name in ("people", "case", "trail", "source")),
]


@pytest.mark.parametrize(("screen", "role"), PLACES)
def test_anothers_case_in_the_address_of_any_screen_shows_nothing_of_it(desk, hers, told, open_page, screen, role):
    before = force(desk, hers.id, liaison="dana" if role is Role.LIAISON else "", stage=Stage.REVIEWING)
    other = add_person(desk, role, f"other {role.value}")
    page = open_page(screen, other, hers, **told, row=told["gap"], section="allergies", step="name")
    assert is_silent(page) and titles(page)
    assert desk.store.case(hers.id) == before


@pytest.mark.parametrize("screen", ["source", "flag", "letter", "chase", "check"])
def test_ids_of_anothers_case_under_ones_own_show_nothing_of_it(desk, told, open_page, screen):
    tom = add_person(desk, Role.PATIENT, "tom")
    his = cases.start(desk, tom, "en")
    assert is_silent(open_page(screen, tom, his, **told, row=told["gap"]))


ODD = ("evil", "//evil.example", "<script>", "-1", "²", "9" * 5000, "a\0b", "../people")


@pytest.mark.parametrize("odd", ODD)
def test_values_of_no_shape_in_ones_own_addresses_are_no_defect(desk, elena, hers, told, open_page, odd):
    names = ("step", "section", "from", "gap", "row", "target", "page", "start", "end")
    turn = ODD.index(odd)
    for screen in ("source", ("letter", "chase", "check", "consent", "who", "matters")[turn % 6]):
        page = open_page(screen, elena, hers, **{**told, **dict.fromkeys(names, odd)})
        assert not page.exception and titles(page) and t("frame.fault.title") not in titles(page), screen
    assert titles(open_page("tasks", elena, odd, lang=odd)) == [t("frame.NotFound.title")]


def test_a_tab_of_a_helper_shows_nothing_more_once_access_has_ended(desk, elena, hers, told, open_page):
    helper = add_person(desk, Role.HELPER, "h")
    force(desk, hers.id, helpers=(helper.id,))
    tabs = [open_page(screen, helper, hers, **told) for screen in ("tasks", "source", "details")]
    assert not is_silent(tabs[1])
    helping.revoke(desk, elena, hers.id, helper.id)
    assert [is_silent(tab.run()) for tab in tabs] == [True] * 3


def test_a_tab_of_a_helper_shows_no_results_once_they_are_no_longer_shared(desk, elena, hers, told, open_page):
    helper = add_person(desk, Role.HELPER, "h")
    force(desk, hers.id, helpers=(helper.id,))
    tab = open_page("source", helper, hers, **told)
    assert "nodule" in all_said(tab)
    helping.choose(desk, elena, hers.id, helper.id, Share.PAPERS)
    assert "nodule" not in all_said(tab.run())


def test_a_tab_of_a_doctor_shows_nothing_more_once_the_case_was_taken_back(desk, elena, hers, told, open_page):
    doctor = add_person(desk, Role.PROVIDER, "doc")
    now = desk.clock.now()
    sent = SentPackage("p" * 64, now, doctor.id, 1, "b" * 64)
    force(desk, hers.id, stage=Stage.SENT, provider=doctor.id, packages=(sent,))
    tabs = [open_page(screen, doctor, hers, **told) for screen in ("brief", "source")]
    assert not any(map(is_silent, tabs))
    cases.withdraw(desk, elena, hers.id)
    assert all(is_silent(tab.run()) for tab in tabs)
