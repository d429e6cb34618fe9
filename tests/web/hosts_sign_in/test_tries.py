"""Tries are counted over all hosts, and connections are not used up."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import func, select

from domain.refusal import Refused
from tests.support.clock import StandingClock
from tests.support.postgres import cluster
from tests.web.hosts_sign_in.several import HERE, PASSWORD, WRONG, Hosts, at_once, judged
from web.access.credentials import TRY
from web.access.tries import FREE, Tries

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
