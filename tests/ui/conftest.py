"""Opens screens without a browser: the real script, a desk in a temporary folder, and a made-up dossier."""

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from assistant.actions import cases
from assistant.model import changes
from assistant.model.audit import AuditEvent
from assistant.model.case import Consent, PaperState, SentPackage, SignOff, Stage, Upload
from assistant.model.people import Role
from assistant.ports import Account
from assistant.ui import frame
from tests.support import make_desk
from tests.ui import build

MAIN = Path(__file__).parents[2] / "assistant" / "ui" / "main.py"


@pytest.fixture(autouse=True)
def no_missing_messages(caplog):
    """A key the catalogs do not have is a failure, wherever it is met."""
    caplog.set_level(logging.WARNING, "assistant.ui")
    yield
    told = [record.getMessage() for record in caplog.records if record.name.startswith("assistant.ui")]
    assert not told


@pytest.fixture
def desk(tmp_path, monkeypatch):
    from assistant.actions import assemble, chasing, chatting, handing

    made = make_desk(tmp_path)
    for module in (assemble, handing, chasing, chatting):
        monkeypatch.setattr(module, "assemble", lambda desk, case, language: build.dossier(case, language))
    return made


@pytest.fixture
def people(desk):
    """One account of each role, put in place without passwords: nobody signs in here."""
    return {role: add_person(desk, role) for role in Role if role is not Role.HELPER}


def add_person(desk, role, name=""):
    account = Account(f"id-{name or role.value}", name or role.value, role, name or role.value)
    desk.store.put_account(account, AuditEvent(desk.clock.now(), "test", "system", "account_add"))
    return account.actor


@pytest.fixture
def case(desk, people):
    """A case told in full, with two papers that were read, on its owner's list."""
    patient = people[Role.PATIENT]
    made = cases.start(desk, patient, "en")
    person = replace(made.patient, name="Maria Lopez", birth_date="1968-02-11", sex="female", phone="555 0100")
    goal = replace(
        made.goal, condition="breast cancer", reasons=("sure",), advised="mastectomy", decide_by="2026-12-12"
    )
    made = cases.tell(desk, patient, made.id, patient=person, goal=goal)
    uploads = (
        Upload("s" * 64, build.HOSTILE, 12345, desk.clock.now(), patient.id, PaperState.READ),
        Upload("f" * 64, "disc", 5_000_000, desk.clock.now(), patient.id, PaperState.READ, members={"IM0": "a" * 64}),
    )
    return force(desk, made.id, uploads=uploads)


def force(desk, case_id, **changed):
    """Puts the case in a state that would take many steps to reach."""
    now = desk.store.case(case_id)
    return desk.store.save(
        replace(now, **changed), now.version, AuditEvent(desk.clock.now(), "test", "system", "set", now.id)
    )


def to_provider(desk, case, people):
    """The case as the doctor has it."""
    now, provider = desk.clock.now(), people[Role.PROVIDER]
    questions = build.dossier(case).suggested
    return force(
        desk,
        case.id,
        stage=Stage.SENT,
        liaison=people[Role.LIAISON].id,
        provider=provider.id,
        consents=(Consent("send", True, case.owner, now, "1", "en"),),
        questions=changes.with_questions(case, questions).questions,
        sign_off=SignOff(people[Role.LIAISON].id, "Dana", now, 1),
        packages=(SentPackage("p" * 64, now, provider.id, 1, "b" * 64),),
    )


@pytest.fixture
def open_page(monkeypatch):
    """`open_page(screen, actor, case=…)` runs the script as that person's browser would."""
    from streamlit.components.v2 import manifest_scanner

    from assistant.actions import accounts

    # each run would read the metadata of every installed package, which costs more than all of the screens
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", list)

    def run(screen, actor, case=None, language="en", **params):
        monkeypatch.setattr(accounts, "actor_of", lambda desk, token: actor)
        monkeypatch.setattr(frame, "cookie", lambda: "token")
        page = AppTest.from_file(str(MAIN), default_timeout=90)
        page._page_hash = calc_hash("" if screen == "home" else screen)
        if case is not None:
            params["case"] = case if isinstance(case, str) else case.id
        for name, value in {"lang": language, **params}.items():
            page.query_params[name] = value
        page.run()
        page._page_hash = ""  # from here on, the page the last run ended on
        return page

    return run


def body(page) -> str:
    """Everything a screen says in markup, its conversation too."""
    said = [str(element.proto.body) for element in page.get("html")]
    for element in page.get("bidi_component"):
        said.extend(item for given in json.loads(element.proto.json) for item in given.get("items", ()))
    return "\n".join(said)


def titles(page) -> list[str]:
    return [title.value for title in page.title]


def click(page, key: str):
    """Presses the button with that key."""
    return page.button(key=key).click().run()


def submit(page, number: int = 0):
    """Presses a form's button."""
    buttons = [button for button in page.button if "FormSubmitter" in (button.key or "")]
    return buttons[number].click().run()
