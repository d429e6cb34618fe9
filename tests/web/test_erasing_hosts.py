"""Two hosts on one database: what one of them erases, the other neither shows nor writes any more."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest

from domain.patient import Patient
from domain.refusal import Gone, NotFound
from tests.support.clock import StandingClock
from tests.support.erased import erased, lived
from tests.support.office import AMA, register
from tests.support.stores import database_of
from trail.verify import PROVED
from web.keeping.erasing import proved
from web.service import Service


class Hosts(NamedTuple):
    here: Service
    there: Service
    who: UUID


@pytest.fixture
def hosts(tmp_path: Path, clock: StandingClock) -> Iterator[Hosts]:
    """The other host has the record open, in memory and in its views."""
    with database_of("postgresql") as url, Service.create(tmp_path / "a", "test.example/log", clock, url) as here:
        who = lived(here)
        (tmp_path / "b").mkdir()
        for name in ("config.toml", "master.key"):
            shutil.copy(here.folder / name, tmp_path / "b" / name)
        with Service.open(tmp_path / "b", clock) as there:
            there.views.ready(60)
            there.records.update(who, {"occupation": "ferryman"}, AMA)
            there.lives.of(who)
            yield Hosts(here, there, who)


def test_the_other_host_records_nothing_under_a_key_that_is_gone(hosts: Hosts) -> None:
    erased(hosts.here, hosts.who)

    with pytest.raises(Gone):
        hosts.there.records.update(hosts.who, {"occupation": "pilot"}, AMA)
    assert proved(hosts.here).verdict == PROVED


def test_the_other_host_forgets_it_with_the_next_thing_that_it_records(hosts: Hosts) -> None:
    kid = hosts.there.store.log.key_of(hosts.who)
    erased(hosts.here, hosts.who)

    register(hosts.there.records, names=["Cam Ode"], identifiers=[])

    with pytest.raises(Gone):
        hosts.there.store.journal.load(Patient, hosts.who)
    with pytest.raises(Gone):
        hosts.there.store.keys.cipher(kid)


def test_the_other_host_shows_nothing_of_it(hosts: Hosts) -> None:
    erased(hosts.here, hosts.who)

    with pytest.raises(Gone):
        hosts.there.lives.of(hosts.who)
    hosts.there.views.ready(60)
    with pytest.raises(NotFound):
        hosts.there.views.current.head(hosts.who)
    assert hosts.there.views.directory.search("vandermolen") == []
    assert list(hosts.there.views.engine.check()) == []


def test_an_identifier_is_free_on_the_other_host_as_well(hosts: Hosts) -> None:
    passport = {"type": "INS", "issuer": "Zephyr Mutual", "value": "ZM-Q7K4V2"}
    desk = hosts.there.records.desk
    assert desk.holder(desk.key_of(passport)) == hosts.who
    erased(hosts.here, hosts.who)

    next_one = register(hosts.there.records, names=["Cam Ode"], identifiers=[passport])

    assert desk.holder(desk.key_of(passport)) == next_one
    assert proved(hosts.here).verdict == PROVED
