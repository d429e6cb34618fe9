"""A record opened in an emergency where two hosts serve one store: both know at once, and both end it together."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest

from tests.support.clock import StandingClock
from tests.support.listening import employ, listening
from tests.support.mailbox import mailbox
from tests.support.office import PRIYA_WHY, register
from tests.support.postgres import SERVING, Cluster
from tests.support.serving import PASSWORD, Browser
from tests.support.stores import template
from tests.web.test_notices import configure
from web.app import create_app
from web.keeping.notices import Notices
from web.service import Service

NAME, BAND = "Efua Quaye", "Opened in an emergency, until"


class Hosts(NamedTuple):
    """Each with its service and its address; `who` is restricted."""

    services: list[Service]
    urls: list[str]
    clock: StandingClock
    who: UUID


@pytest.fixture
def hosts(own_server: Cluster, tmp_path: Path) -> Iterator[Hosts]:
    clock = StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC))
    with ExitStack() as stack:
        url = own_server.url(stack.enter_context(own_server.database(template(own_server))), SERVING)
        one = stack.enter_context(Service.create(tmp_path / "one", "test.example/log", clock, url))
        people = [("ama", "Ama Boateng", "clerk"), ("tomas", "Tomás Ribeiro", "clerk")]
        employ(one, [*people, ("priya", "Priya Nair", "privacy-officer")], PASSWORD)
        who = register(one.records, names=[NAME], identifiers=[])
        one.records.label(who, "R", PRIYA_WHY)
        (tmp_path / "two").mkdir(mode=0o700)
        for name in ("config.toml", "master.key"):
            shutil.copy(tmp_path / "one" / name, tmp_path / "two")
        services = [one, stack.enter_context(Service.open(tmp_path / "two", clock))]
        urls = [f"{stack.enter_context(listening(create_app(each)))}/" for each in services]
        yield Hosts(services, urls, clock, who)


def opened(browser: Browser, hosts: Hosts, path: str = "") -> list[bool]:
    """Whether the record opens, by host, with its band and its name."""
    found = []
    for url in hosts.urls:
        status, page, _ = browser.send(f"patients/{hosts.who}{path}", None, url)  # type: ignore[arg-type]
        found.append(status == 200)
        assert (NAME in page) == (BAND in page) == (status == 200)
    return found


def breaks(browser: Browser, hosts: Hosts) -> None:
    path = f"patients/{hosts.who}/break-glass"
    status, page = browser.post(path, emergency="care", why="She is unconscious in the waiting room.")
    assert status == 200
    assert BAND in page


def test_opened_on_one_host_it_is_open_on_both_at_once_to_that_person_alone(hosts: Hosts) -> None:
    ama, tomas = Browser(hosts.urls[0], "ama"), Browser(hosts.urls[1], "tomas")
    before = opened(ama, hosts)

    breaks(ama, hosts)

    assert (before, opened(ama, hosts), opened(ama, hosts, "/measurements")) == ([False] * 2, [True] * 2, [True] * 2)
    assert opened(tomas, hosts) == [False, False]


def test_on_both_it_ends_when_its_time_is_over_and_not_before(hosts: Hosts) -> None:
    breaks(Browser(hosts.urls[0], "ama"), hosts)

    hosts.clock.on(minutes=59, seconds=59)
    last = opened(Browser(hosts.urls[1], "ama"), hosts)
    hosts.clock.on(seconds=1)

    assert (last, opened(Browser(hosts.urls[1], "ama"), hosts)) == ([True] * 2, [False] * 2)


def test_on_both_the_privacy_officer_has_it_counted_and_looks_into_it_on_either(hosts: Hosts) -> None:
    priya = Browser(hosts.urls[1], "priya")
    before = [_counted(priya, url) for url in hosts.urls]
    breaks(Browser(hosts.urls[0], "ama"), hosts)
    there = [_counted(priya, url) for url in hosts.urls]

    status, _ = priya.post(_place(priya), finding="She was brought in by ambulance.")

    assert status == 200
    assert (before, there) == ([False] * 2, [True] * 2)
    assert [_counted(priya, url) for url in hosts.urls] == [False, False]


def test_what_the_privacy_officer_finds_ends_it_early_on_both(hosts: Hosts) -> None:
    ama, priya = Browser(hosts.urls[0], "ama"), Browser(hosts.urls[1], "priya")
    breaks(ama, hosts)
    before = opened(ama, hosts)

    priya.post(_place(priya), finding="Nobody was in the waiting room.")

    assert (before, opened(ama, hosts)) == ([True] * 2, [False] * 2)


def test_of_two_hosts_that_both_can_one_mails_it(hosts: Hosts) -> None:
    with mailbox() as box:
        for service in hosts.services:
            configure(service.folder, box.server)
        breaks(Browser(hosts.urls[0], "ama"), hosts)

        for service in reversed(hosts.services):
            Notices(service).send()

        assert len(box.taken) == 1


def _counted(priya: Browser, url: str) -> bool:
    """Whether the work list has it, and the head of the page a number."""
    page = priya.get("worklist", url)
    has = "/glass/" in page
    assert ('<span class="ct-count">1<span class="ct-vh"> missing' in page) == has
    return has


def _place(priya: Browser) -> str:
    """Where the one that waits is looked into."""
    found = re.search(r'href="/(patients/[^"]*/glass/[^"]*)"', priya.get("worklist"))
    assert found
    return found[1]
