"""Signing in: argon2id, limited attempts, sessions that end, nothing told to strangers."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest

from assistant.actions import accounts
from assistant.errors import BadInput, NotAllowed
from assistant.model.people import Actor, Role
from tests.support import PASSWORD, add_actor, make_desk


@pytest.fixture
def desk(tmp_path):
    return make_desk(tmp_path)


def test_the_right_name_and_password_give_a_session(desk):
    actor = add_actor(desk, Role.PATIENT, "Elena")
    token = accounts.sign_in(desk, "elena", PASSWORD)
    assert accounts.actor_of(desk, token) == actor


@pytest.mark.parametrize(("name", "password"), [("elena", "wrong password"), ("nobody", PASSWORD), ("", "")])
def test_anything_else_is_refused_in_the_same_words(desk, name, password):
    add_actor(desk, Role.PATIENT, "elena")
    with pytest.raises(NotAllowed) as refusal:
        accounts.sign_in(desk, name, password)
    assert refusal.value.reason == "wrong-name-or-password"


def test_after_eight_wrong_tries_the_right_password_must_wait_too(desk):
    add_actor(desk, Role.PATIENT, "elena")
    for _ in range(accounts.ATTEMPTS):
        with pytest.raises(NotAllowed):
            accounts.sign_in(desk, "elena", "wrong password")
    with pytest.raises(accounts.TooManyAttempts):
        accounts.sign_in(desk, "elena", PASSWORD)
    desk.clock.at = "2026-11-23T12:11:00Z"
    assert accounts.sign_in(desk, "elena", PASSWORD)


def test_a_session_ends_when_idle_and_when_old(desk):
    add_actor(desk, Role.PATIENT, "elena")
    token = accounts.sign_in(desk, "elena", PASSWORD)
    desk.clock.at = "2026-11-23T12:59:00Z"
    assert accounts.actor_of(desk, token)
    desk.clock.at = "2026-11-23T13:58:00Z"
    assert accounts.actor_of(desk, token)
    desk.clock.at = "2026-11-23T15:00:00Z"
    assert accounts.actor_of(desk, token) is None


def test_signing_out_ends_the_session_everywhere(desk):
    add_actor(desk, Role.PATIENT, "elena")
    token = accounts.sign_in(desk, "elena", PASSWORD)
    accounts.sign_out(desk, token)
    assert accounts.actor_of(desk, token) is None


def test_a_disabled_account_is_out_at_once(desk):
    actor = add_actor(desk, Role.PATIENT, "elena")
    admin = add_actor(desk, Role.ADMIN, "root")
    token = accounts.sign_in(desk, "elena", PASSWORD)
    accounts.disable(desk, admin, actor.id)
    assert accounts.actor_of(desk, token) is None
    with pytest.raises(NotAllowed):
        accounts.sign_in(desk, "elena", PASSWORD)


def test_the_store_holds_neither_password_nor_token(desk, tmp_path):
    add_actor(desk, Role.PATIENT, "elena")
    token = accounts.sign_in(desk, "elena", PASSWORD)
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("store.sqlite*"))
    assert PASSWORD.encode() not in raw and token.encode() not in raw


def test_only_an_administrator_adds_lists_and_disables(desk):
    patient = add_actor(desk, Role.PATIENT, "elena")
    for deed in (
        lambda: accounts.add(desk, patient, "x", Role.ADMIN, PASSWORD),
        lambda: accounts.people(desk, patient),
        lambda: accounts.disable(desk, patient, patient.id),
    ):
        with pytest.raises(NotAllowed):
            deed()


@pytest.mark.parametrize(
    ("name", "password", "reason"),
    [
        ("elena", PASSWORD, "name-taken"),
        (" ", PASSWORD, "name-first"),
        ("new", "short", "password-short"),
    ],
)
def test_an_account_that_cannot_be_made_says_why(desk, name, password, reason):
    add_actor(desk, Role.PATIENT, "elena")
    with pytest.raises(BadInput) as refusal:
        accounts.add(desk, None, name, Role.PATIENT, password)
    assert refusal.value.reason == reason


def test_a_list_of_accounts_shows_no_password_hash(desk):
    add_actor(desk, Role.ADMIN, "root")
    assert all(a.password == "" for a in accounts.people(desk, Actor("root", Role.ADMIN)))


def test_staff_who_walk_away_are_signed_out_sooner_than_a_patient(desk):
    for role in (Role.PATIENT, Role.LIAISON, Role.PROVIDER, Role.ADMIN):
        add_actor(desk, role, role.value)
    tokens = {role: accounts.sign_in(desk, role.value, PASSWORD) for role in (Role.PATIENT, Role.LIAISON, Role.ADMIN)}
    desk.clock.at = "2026-11-23T12:14:00Z"
    assert accounts.seconds_left(desk, tokens[Role.LIAISON]) == 60
    desk.clock.at = "2026-11-23T12:16:00Z"
    still = [role for role, token in tokens.items() if accounts.actor_of(desk, token)]
    assert still == [Role.PATIENT]


def test_many_tries_in_the_same_moment_are_no_way_around_the_limit(desk, monkeypatch):
    add_actor(desk, Role.PATIENT, "elena")
    tried, real, together = [], accounts._hasher(), Barrier(24)

    class Counting:
        def verify(self, kept, password):
            tried.append(password)
            return real.verify(kept, password)

    monkeypatch.setattr(accounts, "_hasher", Counting)

    def guess(number):
        together.wait()
        with suppress(NotAllowed):
            accounts.sign_in(desk, "elena", f"guess number {number}")

    with ThreadPoolExecutor(24) as pool:
        list(pool.map(guess, range(24)))
    assert 0 < len(tried) <= accounts.ATTEMPTS


def test_an_account_of_an_organisation_takes_as_long_to_refuse_as_any(desk, monkeypatch):
    from dataclasses import replace

    actor = add_actor(desk, Role.PATIENT, "elena")
    account = desk.store.account(actor.id)
    desk.store.put_account(
        replace(account, password="none:abc"), accounts.AuditEvent(desk.clock.now(), "t", "t", "account_add")
    )
    checked = []
    real = accounts._hasher()

    class Counting:
        def verify(self, kept, password):
            checked.append(kept)
            return real.verify(kept, password)

        def hash(self, password):
            return real.hash(password)

    monkeypatch.setattr(accounts, "_hasher", Counting)
    with pytest.raises(NotAllowed):
        accounts.sign_in(desk, "elena", "anything at all")
    assert checked[0].startswith("$argon2id$"), "a real hash was computed"


def test_one_who_guesses_a_name_from_elsewhere_does_not_shut_its_owner_out_but_many_addresses_are_stopped(
    desk, monkeypatch
):
    add_actor(desk, Role.PATIENT, "elena")
    monkeypatch.setattr(accounts, "FROM_ANYWHERE", 2 * accounts.ATTEMPTS)
    for address in ("198.51.100.1", "198.51.100.2"):
        for _ in range(accounts.ATTEMPTS):
            with pytest.raises(NotAllowed):
                accounts.sign_in(desk, "elena", "wrong password", address)
        with pytest.raises(accounts.TooManyAttempts):
            accounts.sign_in(desk, "elena", PASSWORD, address)
        if address.endswith("1"):
            assert accounts.sign_in(desk, "Elena", PASSWORD, "203.0.113.7")
            assert desk.store.attempts(accounts.hash_of("elena"), "") == 0, "a right one clears what was counted"
            monkeypatch.setattr(accounts, "FROM_ANYWHERE", accounts.ATTEMPTS)
    with pytest.raises(accounts.TooManyAttempts):
        accounts.sign_in(desk, "elena", PASSWORD, "203.0.113.7")
