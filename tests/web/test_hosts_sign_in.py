"""Signing in where several hosts, or processes, are at one store: what one of them changes counts on the others."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Barrier, Thread
from time import sleep
from typing import Any, NamedTuple

import pyotp
import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import func, select

from domain.by import By
from domain.personnel import Personnel
from domain.records import Records
from domain.refusal import Refused
from tests.support.clock import StandingClock
from tests.support.postgres import cluster
from trail.store import Store
from trail.tables import put
from web.access.accounts import SESSION, Accounts, SecondFactorDue
from web.access.credentials import ALONE, CREDENTIAL, METADATA, TRY
from web.access.credentials import SESSION as SESSIONS
from web.access.tries import FREE, Tries
from web.service import Service

PASSWORD, OTHER = "kuve-sila-nora-dipo", "mabe-tilo-suga-reno"
BY = By(actor="system", name="Caretrail", role="system")
WRONG = "something else"
QUICK, SLOW = PasswordHasher(time_cost=1, memory_cost=64), PasswordHasher(time_cost=40)  # a second, to be checked
HERE = "192.0.2.1"


class Host:
    """One of those that serve a store."""

    def __init__(self, store: Store, clock: StandingClock) -> None:
        self.store, self.tables = store, store.tables("credentials", METADATA)
        self.personnel = Personnel(Records(store.journal, store.keys.index_secret, clock).desk)
        self.accounts = Accounts(self.tables, self.personnel, clock)


class Hosts(NamedTuple):
    """Two, and what each lets in and out. With the log in files the second is a process beside the one that writes."""

    first: Host
    second: Host
    clock: StandingClock

    @property
    def one(self) -> Accounts:
        return self.first.accounts

    @property
    def two(self) -> Accounts:
        return self.second.accounts


@pytest.fixture
def hosts(tmp_path: Path, database: str | None, clock: StandingClock) -> Iterator[Hosts]:
    with closing(Store.create(tmp_path / "one", "test.example/log", clock, database)) as one:
        if database:
            shutil.copytree(tmp_path / "one", tmp_path / "two")
        with closing(Store.open(tmp_path / ("two" if database else "one"), clock, readonly=not database)) as two:
            hosts = Hosts(Host(one, clock), Host(two, clock), clock)
            hosts.first.personnel.add("ama", "Ama Boateng", "clerk", BY)
            hosts.first.personnel.add("ruth", "Ruth Adeyemi", "reviewer", BY)
            with hosts.first.tables.begin(ALONE) as db:
                put(db, CREDENTIAL, [(name, QUICK.hash(PASSWORD)) for name in ("ama", "ruth")])
            yield hosts


def at_once(tasks: list[Callable[[], Any]]) -> list[Any]:
    """What came out of each, begun by as many threads together: what it returned, or the refusal."""
    gate, found = Barrier(len(tasks)), list[Any]()

    def run(task: Callable[[], Any]) -> None:
        gate.wait()
        try:
            found.append(task())
        except Refused as refused:
            found.append(refused)

    threads = [Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(tasks)
    return found


def judged(found: list[Any]) -> int:
    """How many tries were not turned away unread."""
    return sum(not isinstance(one, Refused) for one in found)


def stored(hosts: Hosts) -> str:
    return str([tuple(row) for table in METADATA.tables.values() for row in hosts.first.tables.all(select(table))])


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


def test_a_password_that_is_changed_while_it_is_checked_lets_nobody_in(hosts: Hosts) -> None:
    with hosts.first.tables.begin(ALONE) as db:
        put(db, CREDENTIAL, [("ama", SLOW.hash(PASSWORD))])
    assert hosts.one.check("ruth", PASSWORD)  # whatever is made only once has been made
    found = list[Any]()
    checking = Thread(target=lambda: found.append(hosts.one.enter("ama", PASSWORD)))

    checking.start()
    while not hosts.second.tables.value(select(func.count()).select_from(TRY)):
        sleep(0.001)
    hosts.two.set_password("ama", OTHER)
    assert checking.is_alive()
    checking.join()

    assert found == [None]
    assert hosts.first.tables.value(select(func.count()).select_from(SESSIONS)) == 0


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


# tries


def test_wrong_passwords_on_two_hosts_at_once_are_as_few_as_on_one(hosts: Hosts, clock: StandingClock) -> None:
    on_one = at_once([lambda: hosts.one.check("ruth", WRONG)] * 16)
    on_both = at_once([lambda: hosts.one.check("ama", WRONG), lambda: hosts.two.check("ama", WRONG)] * 8)

    with pytest.raises(Refused, match="Too many tries"):
        hosts.two.check("ama", PASSWORD)
    clock.on(seconds=61)

    assert (judged(on_one), judged(on_both)) == (FREE["name"], FREE["name"])
    assert hosts.two.check("ama", PASSWORD)


def test_many_names_from_one_address_on_two_hosts_at_once_are_as_few_as_on_one(
    hosts: Hosts, clock: StandingClock
) -> None:
    tries = [Tries(tables, clock) for tables in (hosts.first.tables, hosts.second.tables)]

    found = at_once([partial(tries[n % 2].count, f"name{n}", HERE) for n in range(FREE["address"] + 20)])

    assert judged(found) == FREE["address"]
    assert hosts.first.tables.value(select(TRY.c.count).where(TRY.c.kind == "address")) == FREE["address"]


def test_a_whole_office_that_signs_in_at_once_on_two_hosts_is_not_held_up(hosts: Hosts) -> None:
    for _ in range(2):
        found = at_once(
            [lambda: hosts.one.check("ama", PASSWORD, HERE), lambda: hosts.two.check("ruth", PASSWORD, HERE)] * 5
        )

        assert all(found)
    assert hosts.first.tables.value(select(TRY.c.count).where(TRY.c.kind == "address")) == 0


# connections


@pytest.mark.parametrize("engine", ["postgresql"])
def test_a_lost_connection_is_not_noticed_by_whoever_asks_next(hosts: Hosts) -> None:
    token = hosts.one.begin("ama")
    assert hosts.two.holder(token)
    name = hosts.first.tables.value(select(func.current_database()))

    cluster().run(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'")

    assert hosts.two.holder(token)
    assert hosts.one.check("ama", PASSWORD)
    hosts.two.end(token)
    assert hosts.one.holder(token) is None


# second factors, codes to choose a password with, and who looks after accounts


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
