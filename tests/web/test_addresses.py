"""Tries are counted by where they come from too: many names, codes or links guessed from one place."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient

from assistant.actions import accounts, addresses, known
from assistant.actions.tidying import tidy
from assistant.model.people import Role
from assistant.web import door, shared
from assistant.web.guard import address_of
from tests.support import PASSWORD, NoJobs, add_actor, make_desk


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setattr(addresses, "MOST", 3)
    desk = make_desk(tmp_path, jobs=NoJobs())
    add_actor(desk, Role.PATIENT, "elena")
    return desk


def client(address):
    app = Starlette(routes=[*door.ROUTES, *shared.ROUTES])
    return TestClient(app, base_url="http://localhost", follow_redirects=False, client=(address, 1))


def signs_in(http, name="elena", password=PASSWORD):
    return http.post("/sign-in", data={"name": name, "password": password}).status_code


def test_one_address_that_guesses_many_names_is_kept_out_and_nobody_else_is(desk):
    there, elsewhere = client("203.0.113.7"), client("203.0.113.8")
    assert [signs_in(there) for _ in range(5)] == [303] * 5, "right ones are not counted"
    assert [signs_in(there, f"somebody {n}", "guess") for n in range(4)] == [401, 401, 401, 429]
    there = client("203.0.113.7")
    assert signs_in(there) == 429 and signs_in(elsewhere) == 303
    desk.clock.at = "2027-01-01T00:00:00Z"
    assert signs_in(there) == 303, "after a while it may try again"


def test_accounts_are_not_made_by_the_hundred(desk):
    there = client("203.0.113.7")
    made = [there.post("/sign-up", data={"name": f"n{n}", "password": PASSWORD}).status_code for n in range(4)]
    assert made == [303, 303, 303, 429]


def test_links_and_their_codes_guessed_from_one_place_stop_filling_the_trail(desk):
    there = client("203.0.113.7")
    for n in range(8):
        assert there.post(f"/shared/guess{n}", data={"code": "12345678"}).status_code == 404
    assert len([e for e in desk.store.trail() if e.deed == "link_opened"]) == 3


def test_a_household_has_one_ipv6_network(desk):
    for n in range(3):
        addresses.failed(desk, f"2001:db8:1:2::{n}")
    with pytest.raises(addresses.TooManyAttempts):
        addresses.let_in(desk, "2001:db8:1:2:ffff::1")
    addresses.let_in(desk, "2001:db8:1:3::1")


@pytest.mark.parametrize(
    ("peer", "said", "counted"),
    [
        ("8.8.4.4", "", "8.8.4.4"),
        ("8.8.4.4", "198.51.100.1", "8.8.4.4"),  # a stranger's word for it
        ("127.0.0.1", "198.51.100.9, 198.51.100.1", "198.51.100.1"),  # what our proxy added
        ("10.0.0.2", "198.51.100.1", "198.51.100.1"),
    ],
)
def test_only_a_proxy_of_ours_is_believed(peer, said, counted):
    headers = [(b"x-forwarded-for", said.encode())] if said else []
    assert address_of(Request({"type": "http", "client": (peer, 1), "headers": headers})) == counted


def test_strangers_who_use_up_a_names_tries_from_many_addresses_do_not_keep_its_owner_from_a_known_browser(
    desk, monkeypatch
):
    monkeypatch.setattr(accounts, "FROM_ANYWHERE", 6)
    home = client("203.0.113.7")
    assert signs_in(home) == 303
    home.post("/sign-out")
    for n in range(20):
        signs_in(client(f"198.51.100.{n}"), password="guess")
    assert signs_in(client("203.0.113.9")) == 429, "a browser nobody knows waits"
    assert signs_in(client("203.0.113.7")) == 429, "it is not the address that is known"
    assert signs_in(home, "tom") == 401, "it is known for one name"
    assert signs_in(home) == 303, "and even when its own address has guessed too often"


def test_a_known_browser_has_tries_of_its_own_and_no_more_and_is_forgotten_after_half_a_year(desk, monkeypatch):
    monkeypatch.setattr(addresses, "MOST", 100)
    home = client("203.0.113.7")
    assert signs_in(home) == 303
    assert [signs_in(home, password="guess") for _ in range(9)] == [401] * 8 + [429]
    assert signs_in(home) == 429
    assert desk.store.keys(known.PREFIX)
    desk.clock.at = "2027-09-01T00:00:00Z"
    tidy(desk)
    assert not desk.store.keys(known.PREFIX)
