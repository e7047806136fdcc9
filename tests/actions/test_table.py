"""The whole table again, through the doors: every standing tries every action and every route of a case."""

from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assistant.actions import (
    accounts,
    cases,
    chasing,
    chatting,
    delivering,
    following,
    handing,
    helping,
    linking,
    opinion,
    papers,
    pictures,
    review,
    takeaway,
)
from assistant.actions.change import new_id
from assistant.actions.permit import Deed, Standing, may, standing
from assistant.errors import NotAllowed, Refusal
from assistant.model.audit import AuditEvent
from assistant.model.case import Case, Response, SentPackage, Stage
from assistant.model.gaps import GapAnswer, Question, QuestionOrigin
from assistant.model.helping import Helping, Share
from assistant.model.people import Person, Role
from assistant.web import files, uploads
from assistant.web.guard import COOKIE
from tests.support import NoJobs, add_actor, make_desk

WHO = {
    "elena": (Role.PATIENT, Standing.OWNER),
    "tom": (Role.HELPER, Standing.HELPER),
    "ann": (Role.PATIENT, Standing.HELPER_NO_RESULTS),
    "joe": (Role.HELPER, Standing.HELPER_PAPERS),
    "dana": (Role.LIAISON, Standing.ASSIGNED),
    "rao": (Role.PROVIDER, Standing.RECEIVER),
    "stranger": (Role.PATIENT, Standing.NONE),
    "other liaison": (Role.LIAISON, Standing.NONE),
    "other provider": (Role.PROVIDER, Standing.NONE),
    "root": (Role.ADMIN, Standing.NONE),
}
YES = dict.fromkeys(review.CHECKS, "yes")
ASK = [Question("q", "Why?", QuestionOrigin.PATIENT, 1)]

ACTIONS = {
    "load": (Deed.SEE, lambda d, a, c: cases.load(d, a, c)),
    "dossier": (Deed.SEE, lambda d, a, c: cases.dossier(d, a, c)),
    "tell": (Deed.TELL, lambda d, a, c: cases.tell(d, a, c, patient=Person(name="x"))),
    "decide": (Deed.TELL, lambda d, a, c: cases.decide(d, a, c, "t", "confirmed")),
    "state": (Deed.TELL, lambda d, a, c: cases.state(d, a, c, "allergy", "None")),
    "check_section": (Deed.TELL, lambda d, a, c: cases.check_section(d, a, c, "allergies")),
    "questions": (Deed.TELL, lambda d, a, c: cases.set_questions(d, a, c, ASK)),
    "consent": (Deed.CONSENT, lambda d, a, c: cases.consent(d, a, c, "send", True, "1", "en")),
    "say": (Deed.MESSAGE, lambda d, a, c: cases.say(d, a, c, "hello")),
    "withdraw": (Deed.WITHDRAW, lambda d, a, c: cases.withdraw(d, a, c)),
    "reopen": (Deed.WITHDRAW, lambda d, a, c: cases.reopen(d, a, c)),
    "close": (Deed.CLOSE, lambda d, a, c: cases.close(d, a, c)),
    "delete": (Deed.DELETE, lambda d, a, c: cases.delete(d, a, c)),
    "trail": (Deed.TRAIL, lambda d, a, c: cases.trail(d, a, c)),
    "begin": (Deed.ADD, lambda d, a, c: papers.begin(d, a, c, [("a", 1)])),
    "incoming": (Deed.ADD, lambda d, a, c: papers.incoming(d, a, c, "x")),
    "cancel": (Deed.ADD, lambda d, a, c: papers.cancel(d, a, c, "x")),
    "finish": (Deed.ADD, lambda d, a, c: papers.finish(d, a, c, "x")),
    "remove": (Deed.ADD, lambda d, a, c: papers.remove(d, a, c, "0" * 64)),
    "progress": (Deed.SEE, lambda d, a, c: papers.progress(d, a, c)),
    "readings": (Deed.SEE, lambda d, a, c: papers.readings(d, a, c)),
    "original": (Deed.EXPORT, lambda d, a, c: papers.original(d, a, c, "0" * 64)),
    "page": (Deed.READ, lambda d, a, c: pictures.page(d, a, c, "x", 1, 0, 0)),
    "slice": (Deed.READ, lambda d, a, c: pictures.slice_picture(d, a, c, "x", "1.2", 0)),
    "ask": (Deed.CHAT, lambda d, a, c: chatting.ask(d, a, c, "What is missing?", "en")),
    "thread": (Deed.READ, lambda d, a, c: chatting.thread(d, a, c)),
    "forget": (Deed.CHAT, lambda d, a, c: chatting.forget(d, a, c)),
    "contents": (Deed.SEE, lambda d, a, c: handing.contents(d, a, c)),
    "send": (Deed.SEND, lambda d, a, c: handing.send(d, a, c)),
    "summary": (Deed.READ, lambda d, a, c: handing.summary(d, a, c)),
    "summary_pdf": (Deed.EXPORT, lambda d, a, c: handing.summary_pdf(d, a, c)),
    "letter": (Deed.EXPORT, lambda d, a, c: handing.letter(d, a, c, ["g"], "en")),
    "package": (Deed.EXPORT, lambda d, a, c: handing.package_zip(d, a, c)),
    "everything": (Deed.EVERYTHING, lambda d, a, c: takeaway.everything(d, a, c)),
    "asked": (Deed.TELL, lambda d, a, c: chasing.asked(d, a, c, ["g"])),
    "heard": (Deed.TELL, lambda d, a, c: chasing.heard(d, a, c, "g", GapAnswer.PROMISED)),
    "letter_texts": (Deed.EXPORT, lambda d, a, c: handing.letter_texts(d, a, c, ["g"])),
    "opened": (Deed.SEE, lambda d, a, c: review.opened(d, a, c)),
    "take": (Deed.TAKE, lambda d, a, c: review.take(d, a, c)),
    "send_back": (Deed.SEND_BACK, lambda d, a, c: review.send_back(d, a, c, "more")),
    "sign_off": (Deed.SIGN_OFF, lambda d, a, c: review.sign_off(d, a, c, YES, d.store.account_named("rao").id)),
    "draft": (Deed.OPINE, lambda d, a, c: opinion.draft(d, a, c, Response("", "", "", short="x"))),
    "ask_for_more": (Deed.OPINE, lambda d, a, c: opinion.ask_for_more(d, a, c, "more")),
    "sign": (Deed.OPINE, lambda d, a, c: opinion.sign(d, a, c)),
    "follow_up": (Deed.FOLLOW_UP, lambda d, a, c: following.ask(d, a, c, "why")),
    "reply": (Deed.OPINE, lambda d, a, c: following.reply(d, a, c, "x", "so")),
    "invite": (Deed.SHARE, lambda d, a, c: helping.invite(d, a, c, Share.ALL)),
    "revoke": (Deed.SHARE, lambda d, a, c: helping.revoke(d, a, c, "x")),
    "link": (Deed.LINK, lambda d, a, c: linking.make(d, a, c, "Dr. Old")),
    "unlink": (Deed.LINK, lambda d, a, c: linking.revoke(d, a, c, "x")),
    "places": (Deed.DELIVER, lambda d, a, c: delivering.places(d, a, c)),
    "deliver": (Deed.DELIVER, lambda d, a, c: delivering.again(d, a, c, "x")),
    "choose": (Deed.SHARE, lambda d, a, c: helping.choose(d, a, c, "x", Share.ALL)),
}

ROUTES = [
    ("GET", "/case/{case}/page/x/1.png", Deed.READ),
    ("GET", "/case/{case}/slice/x/1.2/0.png", Deed.READ),
    ("GET", "/case/{case}/original/" + "0" * 64, Deed.EXPORT),
    ("GET", "/case/{case}/summary.pdf", Deed.EXPORT),
    ("GET", "/case/{case}/answer.pdf", Deed.EXPORT),
    ("GET", "/case/{case}/letter.pdf?gap=1", Deed.EXPORT),
    ("GET", "/case/{case}/package.zip", Deed.EXPORT),
    ("GET", "/case/{case}/everything.zip", Deed.EVERYTHING),
    ("POST", "/upload/{case}", Deed.ADD),
    ("GET", "/upload/{case}/x", Deed.ADD),
    ("POST", "/upload/{case}/x", Deed.ADD),
    ("DELETE", "/upload/{case}/x", Deed.ADD),
    ("PATCH", "/upload/{case}/x/0", Deed.ADD),
]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    desk = make_desk(tmp_path_factory.mktemp("table"), jobs=NoJobs())
    return desk, {name: add_actor(desk, role, name) for name, (role, _) in WHO.items()}


def fresh(desk, people) -> Case:
    """A case everybody of the cast has their standing on."""
    now = desk.clock.now()
    ann, joe = people["ann"].id, people["joe"].id
    case = Case(
        new_id(),
        "VSO",
        owner=people["elena"].id,
        created=now,
        updated=now,
        stage=Stage.SENT,
        helpers=(people["tom"].id, ann, joe),
        helping=(Helping(ann, Share.NO_RESULTS, now), Helping(joe, Share.PAPERS, now)),
        liaison=people["dana"].id,
        provider=people["rao"].id,
        packages=(SentPackage("p", now, people["rao"].id, 1, "0" * 64),),
        patient=Person(name="Elena"),
    )
    desk.store.add_case(case, AuditEvent(now, "x", "x", "start", case.id))
    return case


def refused(deed) -> bool:
    """Whether it was refused as if there were no such case; what else may go wrong is another matter."""
    try:
        deed()
    except NotAllowed:
        return True
    except Refusal as refusal:
        return refusal.reason == "no-such-case"
    return False


@pytest.mark.parametrize("name", WHO)
def test_every_action_is_done_or_refused_exactly_as_the_table_says(world, name):
    desk, people = world
    actor, wrong = people[name], []
    for action, (deed, run) in ACTIONS.items():
        case = fresh(desk, people)
        assert standing(actor, case) is WHO[name][1]
        if refused(lambda run=run, case=case: run(desk, actor, case.id)) == may(actor, deed, case):
            wrong.append(action)
        if not may(actor, deed, case):
            assert desk.store.case(case.id) == case, "a refusal changes nothing"
    assert wrong == []


@pytest.mark.parametrize("name", WHO)
def test_every_route_answers_or_refuses_exactly_as_the_table_says(world, name):
    desk, people = world
    http = TestClient(Starlette(routes=[*uploads.ROUTES, *files.ROUTES]), base_url="http://localhost")
    http.cookies.set(COOKIE, accounts.open_session(desk, desk.store.account(people[name].id)))
    wrong = []
    for method, address, deed in ROUTES:
        case = fresh(desk, people)
        body = {"files": [{"path": "a", "size": 1}]} if address.endswith("{case}") else None
        answer = http.request(method, address.format(case=case.id), json=body)
        hidden = answer.status_code == 404 and answer.json() == {"reason": "no-such-case"}
        if hidden == may(people[name], deed, case):
            wrong.append((address, answer.status_code))
    assert wrong == []


def test_the_table_is_walked_whole():
    """Each deed on a case is tried by an action here, or is one of those that have none of their own."""
    tried = {deed for deed, _ in ACTIONS.values()}
    nowhere = {Deed.START, Deed.QUEUE, Deed.INBOX, Deed.ACCOUNTS, Deed.SEE_ANSWER}
    assert set(Deed) - tried - nowhere <= {deed for deed in Deed if deed.value == "flag"}


def test_a_refusal_of_another_persons_case_is_in_the_trail(world):
    desk, people = world
    case = fresh(desk, people)
    assert refused(lambda: cases.load(desk, people["stranger"], case.id))
    last = desk.store.trail(case.id)[-1]
    assert (last.actor, last.outcome) == (people["stranger"].id, "refused")


def test_an_answer_a_limited_helper_gets_holds_no_opinion(world):
    desk, people = world
    case = fresh(desk, people)
    signed = replace(case, response=Response("p", "r", "Rao", short="Canary opinion", signed=case.created))
    desk.store.save(signed, case.version, AuditEvent(case.created, "x", "x", "x", case.id))
    assert cases.load(desk, people["tom"], case.id).response
    for name in ("ann", "joe"):
        assert cases.load(desk, people[name], case.id).response is None
