"""The second factor: RFC 6238's own examples, a code that works once, limits, and nothing stored in clear."""

import pytest

from assistant.actions import accounts, second
from assistant.errors import BadInput, NotAllowed
from assistant.model.people import Role
from tests.support import PASSWORD, add_actor, make_desk

RFC_SECRET = b"12345678901234567890"


@pytest.mark.parametrize(("at", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")])
def test_the_examples_of_the_standard_hold(at, code):
    assert second.code_at(RFC_SECRET, at // second.STEP) == code


@pytest.fixture
def desk(tmp_path):
    return make_desk(tmp_path)


@pytest.fixture
def dana(desk):
    dana = add_actor(desk, Role.LIAISON, "dana")
    second.offer(desk, dana)
    second.turn_on(desk, dana, now(desk, desk.store.kept(f"second:{dana.id}"), -1))
    return dana


def now(desk, secret, steps=0):
    from datetime import datetime

    return second.code_at(secret, int(datetime.fromisoformat(desk.clock.now()).timestamp()) // 30 + steps)


def ask(desk):
    with pytest.raises(accounts.CodeNeeded) as asked:
        accounts.sign_in(desk, "dana", PASSWORD)
    return asked.value.pending


def test_the_password_alone_opens_nothing(desk, dana):
    pending = ask(desk)
    assert accounts.actor_of(desk, pending) is None
    token = second.confirm(desk, pending, now(desk, desk.store.account(dana.id).second))
    assert accounts.actor_of(desk, token) == dana


def test_a_code_works_once_and_not_when_old(desk, dana):
    secret = desk.store.account(dana.id).second
    code = now(desk, secret)
    second.confirm(desk, ask(desk), code)
    for stale in (code, now(desk, secret, -1), now(desk, secret, 5), "", "x"):
        with pytest.raises(NotAllowed):
            second.confirm(desk, ask(desk), stale)


def test_codes_cannot_be_guessed_for_long(desk, dana):
    right = now(desk, desk.store.account(dana.id).second)
    for _ in range(accounts.ATTEMPTS):
        with pytest.raises(NotAllowed):
            second.confirm(desk, ask(desk), "000000" if right != "000000" else "000001")
    with pytest.raises(accounts.TooManyAttempts):
        second.confirm(desk, ask(desk), right)


def test_the_step_between_lasts_five_minutes(desk, dana):
    pending = ask(desk)
    desk.clock.at = "2026-11-23T12:06:00Z"
    with pytest.raises(NotAllowed):
        second.confirm(desk, pending, now(desk, desk.store.account(dana.id).second))


def test_it_is_turned_on_by_a_right_code_only_and_off_by_the_administrator(desk):
    dana, root = add_actor(desk, Role.LIAISON, "dana"), add_actor(desk, Role.ADMIN, "root")
    second.offer(desk, dana)
    with pytest.raises(BadInput):
        second.turn_on(desk, dana, "12")
    assert accounts.sign_in(desk, "dana", PASSWORD)
    second.turn_on(desk, dana, now(desk, desk.store.kept(f"second:{dana.id}")))
    ask(desk)
    with pytest.raises(NotAllowed):
        second.turn_off(desk, dana, dana.id)
    second.turn_off(desk, root, dana.id)
    assert accounts.sign_in(desk, "dana", PASSWORD)


def test_the_secret_lies_nowhere_in_clear(desk, dana, tmp_path):
    secret = desk.store.account(dana.id).second
    assert all(secret not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert accounts.people(desk, add_actor(desk, Role.ADMIN, "root"))[0].second == b""


def test_wrong_tries_count_in_every_process(desk, tmp_path):
    from tests.support import make_desk

    other = make_desk(tmp_path)
    add_actor(desk, Role.PATIENT, "elena")
    for turn in range(accounts.ATTEMPTS):
        with pytest.raises(NotAllowed):
            accounts.sign_in((desk, other)[turn % 2], "elena", "not the password")
    with pytest.raises(accounts.TooManyAttempts):
        accounts.sign_in(other, "elena", PASSWORD)


def test_a_session_says_how_long_it_lasts_without_lasting_longer_for_it(desk):
    add_actor(desk, Role.PATIENT, "elena")
    token = accounts.sign_in(desk, "elena", PASSWORD)
    desk.clock.at = "2026-11-23T12:50:00Z"
    assert accounts.seconds_left(desk, token) == 600
    desk.clock.at = "2026-11-23T12:59:00Z"
    assert accounts.seconds_left(desk, token) == 60
    desk.clock.at = "2026-11-23T13:01:00Z"
    assert accounts.seconds_left(desk, token) is None and accounts.seconds_left(desk, "x") is None


def test_a_clock_set_back_ends_sessions_rather_than_keeping_them_for_ever(desk):
    add_actor(desk, Role.PATIENT, "elena")
    token = accounts.sign_in(desk, "elena", PASSWORD)
    desk.clock.at = "2026-11-22T12:00:00Z"
    assert accounts.actor_of(desk, token) is None
