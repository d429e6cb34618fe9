"""A session or password that one host ends or changes is ended or changed on the others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Event

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from tests.support.clock import StandingClock
from tests.web.hosts_sign_in.several import BY, HERE, OTHER, PASSWORD, WRONG, Hosts, at_once, stored
from web.access.accounts import SESSION
from web.access.credentials import SESSION as SESSIONS

QUICK = PasswordHasher(time_cost=1, memory_cost=64)


# sessions


def test_a_session_begun_on_one_host_is_known_on_the_other(hosts: Hosts) -> None:
    token = hosts.one.begin("ama")

    found = hosts.two.holder(token)

    assert found
    assert found.login == "ama"
    assert hosts.two.holder("somebody else's") is None


def test_whoever_signs_in_on_one_host_is_known_on_the_other(hosts: Hosts) -> None:
    entered = hosts.one.enter("Ama", PASSWORD, HERE)

    assert entered
    account, token = entered
    assert hosts.two.holder(token) == account
    assert hosts.two.enter("ama", WRONG) is None


def test_a_session_that_is_ended_on_one_host_is_ended_on_the_other(hosts: Hosts) -> None:
    token, other = hosts.one.begin("ama"), hosts.one.begin("ama")
    assert hosts.two.holder(token)

    hosts.two.end(token)

    assert hosts.one.holder(token) is None
    assert hosts.one.holder(other)


def test_a_new_password_on_one_host_signs_out_on_the_other_and_nobody_else(hosts: Hosts) -> None:
    tokens, others = [hosts.one.begin("ama"), hosts.two.begin("ama")], hosts.two.begin("ruth")

    hosts.one.set_password("Ama ", OTHER)

    assert [host.holder(token) for host in (hosts.one, hosts.two) for token in tokens] == [None] * 4
    assert hosts.one.holder(others)
    assert hosts.two.check("ama", PASSWORD) is None
    assert hosts.two.check("ama", OTHER)


def test_a_name_is_the_same_however_its_letters_are_put_together(hosts: Hosts) -> None:
    hosts.first.personnel.add("zoé", "Zoé Quaye", "clerk", BY)
    hosts.one.set_password("zoe\u0301", PASSWORD)
    entered = hosts.two.enter("ZOÉ ", PASSWORD)
    assert entered

    hosts.one.set_password("Zoe\u0301", OTHER)

    assert hosts.two.holder(entered[1]) is None
    assert hosts.two.check("zoé", PASSWORD) is None
    assert hosts.two.check("zoe\u0301", OTHER)


def test_a_password_that_is_changed_while_it_is_checked_lets_nobody_in(
    hosts: Hosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was found to be right, and is another before anybody is let in by it."""
    agrees, checked, go_on = hosts.one._passwords.agrees, Event(), Event()

    def slowly(stored: str, password: str) -> bool:
        right = agrees(stored, password)
        checked.set()
        assert go_on.wait(60)
        return right

    monkeypatch.setattr(hosts.one._passwords, "agrees", slowly)
    with ThreadPoolExecutor(1) as pool:
        entering = pool.submit(hosts.one.enter, "ama", PASSWORD)
        try:
            assert checked.wait(60)
            hosts.two.set_password("ama", OTHER)
        finally:
            go_on.set()

    assert entering.result() is None
    assert hosts.first.tables.value(select(func.count()).select_from(SESSIONS)) == 0
    assert hosts.two.check("ama", OTHER)


def test_what_has_ended_by_itself_is_cleared_away(hosts: Hosts, clock: StandingClock) -> None:
    old = hosts.one.begin("ama")
    clock.at += SESSION
    young = hosts.two.begin("ruth")
    clock.at += timedelta(seconds=1)

    hosts.one.begin("ama")

    assert hosts.first.tables.value(select(func.count()).select_from(SESSIONS)) == 2
    assert hosts.one.holder(old) is None
    assert hosts.one.holder(young)


def test_sessions_begun_and_ended_by_many_at_once_are_each_as_they_were_left(hosts: Hosts) -> None:
    kept, ended = ([host.begin("ama") for host in (hosts.one, hosts.two) * 6] for _ in range(2))

    made = at_once([partial(hosts.one.end, token) for token in ended] + [lambda: hosts.two.begin("ruth")] * 12)

    assert all(hosts.two.holder(token) for token in [*kept, *filter(None, made)])
    assert not any(hosts.two.holder(token) for token in ended)


def test_who_is_locked_on_one_host_is_out_on_the_other_and_does_not_come_in_again(hosts: Hosts) -> None:
    token = hosts.two.begin("ama")
    assert hosts.two.holder(token)

    hosts.first.personnel.lock("ama", BY)

    assert hosts.two.holder(token) is None
    assert hosts.two.check("ama", PASSWORD) is None


# passwords


def test_neither_passwords_nor_tokens_nor_names_that_were_typed_are_in_the_tables(hosts: Hosts) -> None:
    token = hosts.one.begin("ama")
    hosts.one.check("ama", WRONG, HERE)
    hosts.one.check("typed in the wrong field", PASSWORD, HERE)

    found = stored(hosts)

    assert "'ama'" in found
    assert not [secret for secret in (token, PASSWORD, WRONG, "typed in the wrong field", HERE) if secret in found]


def test_a_name_that_nobody_can_have_is_a_wrong_one(hosts: Hosts) -> None:
    for name in ("ama\0", "\0", "", "x" * 1_000_000, "\ud7ff\ufffe💥", "ama' or '1'='1", "ama%s"):
        assert hosts.one.check(name, PASSWORD) is None
