"""Second factors, codes to choose a password with, and who looks after accounts, where there are several hosts."""

from __future__ import annotations

import shutil
from datetime import timedelta
from functools import partial
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import select

from domain.refusal import Refused
from tests.support.clock import StandingClock
from tests.web.hosts_sign_in.several import BY, HERE, OTHER, PASSWORD, WRONG, Hosts, at_once, judged, stored
from trail.tables import put
from web.access.accounts import Accounts, SecondFactorDue
from web.access.credentials import ALONE, CREDENTIAL
from web.access.tries import FREE
from web.service import Service


def authenticator(hosts: Hosts, login: str = "ama") -> pyotp.TOTP:
    """Set up, and the time of its first code gone by."""
    totp = pyotp.TOTP(hosts.one.second.secret(login))
    assert hosts.one.second.confirm(login, totp.at(hosts.clock.at))
    hosts.clock.on(minutes=1)
    return totp


def half(accounts: Accounts, login: str = "ama") -> str:
    with pytest.raises(SecondFactorDue) as due:
        accounts.enter(login, PASSWORD, HERE)
    return due.value.half


def test_a_code_is_taken_once_over_all_hosts_however_many_send_it_at_once(hosts: Hosts) -> None:
    totp = authenticator(hosts)
    tries = [partial(host.enter_with_code, half(host), totp.at(hosts.clock.at)) for host in (hosts.one, hosts.two)]

    found = at_once(tries)

    assert sorted(map(bool, found)) == [False, True]


def test_a_code_of_before_one_that_was_taken_is_worth_nothing(hosts: Hosts) -> None:
    totp = authenticator(hosts)
    now, before = totp.at(hosts.clock.at), totp.at(hosts.clock.at - timedelta(seconds=30))

    assert hosts.one.enter_with_code(half(hosts.one), now)

    assert hosts.two.enter_with_code(half(hosts.two), before) is None
    hosts.clock.on(seconds=30)
    assert hosts.two.enter_with_code(half(hosts.two), totp.at(hosts.clock.at))


def test_a_recovery_code_works_once_on_whichever_host(hosts: Hosts, database: str | None) -> None:
    """That one was used is recorded: with the log in files it is the one process that writes, twice at once."""
    totp = pyotp.TOTP(hosts.one.second.secret("ama"))
    codes = hosts.one.second.confirm("ama", totp.at(hosts.clock.at))
    assert codes
    typed = codes[0].upper().replace("-", " ")

    doors = (hosts.one, hosts.two if database else hosts.one)
    found = at_once([partial(door.enter_with_code, half(door), typed) for door in doors])

    assert sorted(map(bool, found)) == [False, True]
    assert (hosts.one.second.left("ama"), len(set(codes))) == (9, 10)


def test_a_password_waits_five_minutes_for_its_code_and_one_half_makes_one_session(hosts: Hosts) -> None:
    totp = authenticator(hosts)
    first, second = half(hosts.one), half(hosts.one)

    assert hosts.two.enter_with_code(first, totp.at(hosts.clock.at))
    assert hosts.two.half_of(first) is None
    hosts.clock.on(minutes=5, seconds=1)
    assert hosts.two.enter_with_code(second, totp.at(hosts.clock.at)) is None
    assert hosts.two.enter_with_code("made up", totp.at(hosts.clock.at)) is None


def test_codes_are_guessed_no_more_often_than_passwords(hosts: Hosts) -> None:
    authenticator(hosts)
    begun = half(hosts.one)

    found = at_once([partial(host.enter_with_code, begun, "000000") for host in (hosts.one, hosts.two) * 6])

    assert judged(found) == FREE["name"] - 1  # the password was a try as well


def test_no_secret_and_no_code_stands_in_the_tables(hosts: Hosts) -> None:
    secret = hosts.one.second.secret("ama")
    codes = hosts.one.second.confirm("ama", pyotp.TOTP(secret).at(hosts.clock.at))
    code, _ = hosts.one.choosing.invite("ruth", BY)
    begun = half(hosts.one)
    assert codes

    found = stored(hosts)

    assert not [told for told in (secret, code, code.replace("-", ""), begun, *codes) if told in found]
    assert hosts.two.second.on("ama")


def test_a_code_to_choose_a_password_with_is_used_once_over_all_hosts(hosts: Hosts) -> None:
    token = hosts.two.begin("ama")
    code, until = hosts.one.choosing.invite("ama", BY)

    assert until - hosts.clock.at == timedelta(days=3)
    assert hosts.two.check("ama", PASSWORD) is None
    assert hosts.two.holder(token) is None
    if not hosts.first.tables.shared:
        assert hosts.one.choose_password("Ama ", code.upper(), OTHER, HERE)
    else:
        tasks = [partial(host.choose_password, "ama", code, OTHER, HERE) for host in (hosts.one, hosts.two)]
        assert sorted(at_once(tasks)) == [False, True]
    assert hosts.two.check("ama", OTHER)
    assert not hosts.one.choose_password("ama", code, PASSWORD)


def test_a_code_is_over_after_its_days_and_replaced_by_the_next(hosts: Hosts) -> None:
    first, _ = hosts.one.choosing.invite("ama", BY)
    second, _ = hosts.one.choosing.invite("ama", BY)

    assert not hosts.one.choose_password("ama", first, OTHER)
    assert not hosts.one.choose_password("nobody", second, OTHER)
    assert not hosts.one.choose_password("ruth", second, OTHER)
    hosts.clock.on(days=3, seconds=1)
    assert not hosts.one.choose_password("ama", second, OTHER)


def test_a_password_that_is_refused_leaves_the_code_good(hosts: Hosts) -> None:
    code, _ = hosts.one.choosing.invite("ama", BY)

    with pytest.raises(Refused, match="tried first"):
        hosts.one.choose_password("ama", code, "Password123!")

    assert hosts.one.choose_password("ama", code, OTHER)


def test_a_password_that_cost_less_is_hashed_anew_when_its_holder_comes_in(hosts: Hosts) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)
    with hosts.first.tables.begin(ALONE) as db:
        put(db, CREDENTIAL, [("ama", weak.hash(PASSWORD))])
    ask = select(CREDENTIAL.c.hash).where(CREDENTIAL.c.login == "ama")
    before = hosts.first.tables.value(ask)

    assert hosts.two.enter("ama", WRONG) is None
    assert hosts.first.tables.value(ask) == before
    assert hosts.two.enter("ama", PASSWORD)

    after = hosts.first.tables.value(ask)
    assert (extract_parameters(before).memory_cost, extract_parameters(after).memory_cost) == (16, 64)
    assert hosts.one.enter("ama", PASSWORD)
    assert hosts.first.tables.value(ask) == after


def test_whoever_came_in_from_a_browser_before_is_not_kept_out_by_what_others_try(hosts: Hosts) -> None:
    told = hosts.one.known.told("ama")
    at_once([lambda: hosts.two.check("ama", WRONG)] * 8)

    with pytest.raises(Refused, match="Too many tries"):
        hosts.two.enter("ama", PASSWORD)
    assert hosts.two.enter("ama", PASSWORD, HERE, "", told)
    with pytest.raises(Refused, match="Too many tries"):
        hosts.two.enter("ama", PASSWORD, HERE, "", hosts.one.known.told("ruth"))
    found = at_once([lambda: hosts.one.enter("ama", WRONG, HERE, "", told)] * 12)
    assert judged(found) == FREE["name"]


def test_a_session_that_nobody_uses_ends_and_one_that_is_used_is_written_once_a_minute(hosts: Hosts) -> None:
    used, left = hosts.one.begin("ama"), hosts.one.begin("ama")
    seen = []

    for _ in range(42):
        hosts.clock.on(seconds=30)
        assert hosts.two.holder(used)
        found = hosts.one.sessions.find(used)
        assert found
        seen.append(found.seen)

    assert len(set(seen)) == 22  # with that of its beginning
    assert hosts.two.holder(left) is None
    assert [one.login for one in hosts.one.sessions.of("ama")] == ["ama"]


@pytest.mark.parametrize("engine", ["postgresql"])
def test_of_two_administrators_who_lock_each_other_on_two_hosts_at_once_one_stays(
    tmp_path: Path, database: str, clock: StandingClock
) -> None:
    with Service.create(tmp_path / "one", "test.example/log", clock, database) as one:
        shutil.copytree(tmp_path / "one", tmp_path / "two")
        with Service.open(tmp_path / "two", clock) as two:
            kept = ""
            for n in range(4):
                pair = (f"sam{n}", f"eve{n}")
                for login in pair:
                    one.personnel.add(login, login, "admin", BY)
                if kept:
                    one.personnel.change_role(kept, "clerk", BY)

                found = at_once([partial(one.personnel.lock, pair[0], BY), partial(two.personnel.lock, pair[1], BY)])

                assert sorted(type(told).__name__ for told in found) == ["Receipt", "Refused"]
                accounts = [two.personnel.account(login) for login in pair]
                (kept,) = [account.login for account in accounts if account and not account.locked]


@pytest.mark.parametrize("engine", ["sqlite"])
def test_the_same_in_one_process(tmp_path: Path, database: None, clock: StandingClock) -> None:
    with Service.create(tmp_path / "one", "test.example/log", clock) as service:
        logins = [f"admin{n}" for n in range(6)]
        for login in logins:
            service.personnel.add(login, login, "admin", BY)

        found = at_once([partial(service.personnel.lock, login, BY) for login in logins])

        assert [type(told).__name__ for told in found].count("Refused") == 1
