"""Clerks who insist: what got no answer is sent again, as it was, to another host, until it is acknowledged."""

from __future__ import annotations

import random
import re
import shutil
import time
import urllib.error
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple, TypeVar

from domain.fact import Fact
from domain.identity import PatientRegistered
from domain.visits import VisitOpened
from tests.support.serving import PASSWORD, Browser, Served, ticked
from trail.sealed import checkpoint
from trail.verify import PROVED, verify
from web.keeping.proving import kept, source
from web.service import Service

T = TypeVar("T")
_SHARED = ("config.toml", "master.key", "signing.key")
_PATIENCE = 90.0  # seconds in which a form goes through at last
_CLERKS = 80  # at most, each with a number of its own
_ALIKE = "Is it a different person?"
_SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]


@dataclass
class Clerk(Thread):
    """Registers people on one host, opens visits on the other, and looks whether each sees what the other has saved."""

    number: int
    hosts: list[Served]
    done: Event
    thinks: float = 0.0  # seconds between two forms
    people: list[str] = field(default_factory=list)
    visits: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        Thread.__init__(self, daemon=True)
        self._chance = random.Random(self.number)
        self._browser = Browser(self._url(self.number))

    def __hash__(self) -> int:
        return self.number

    def run(self) -> None:
        try:
            while not self.done.wait(self.thinks):
                self._work()
        except Exception as error:
            self.failed.append(repr(error))

    def _work(self) -> None:
        here, there = self.number, self.number + 1
        name = f"{self._word()} {self._word()}"
        address = self._send(here, "patients/new", name=name, born=self._born(), gender="unknown")
        self.people.append(name)
        who = address.split("patients/")[1].split("?")[0].split("#")[0]
        self._sees(there, f"patients/{who}", name.split()[1])
        complaint = f"{self._word()} {self._word()}"
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
        self._send(there, f"patients/{who}/visits", start=now, visit_class="AMB", complaint=complaint)
        self.visits.append(complaint)
        self._sees(here, f"patients/{who}", complaint)

    def _born(self) -> str:
        """On no day on which anybody else was: they are seldom asked whether it is somebody who is on file."""
        return f"{date(1930, 1, 1) + timedelta(_CLERKS * len(self.people) + self.number)}"

    def _send(self, host: int, path: str, **fields: str) -> str:
        """Until it is acknowledged: what got no answer is sent again, as it was, to the other host."""
        body = self._again(host, lambda url: self._browser.form(path, url, **fields))
        status, page, address = self._again(host, lambda url: self._sent(path, body, url))
        if status == 422 and _ALIKE in page:
            body += b"&" + urllib.parse.urlencode({"confirm": ticked(page), "because": "Looked"}, doseq=True).encode()
            status, page, address = self._again(host, lambda url: self._sent(path, body, url))
        assert status == 200, f"{status} {address} {_said(page)}"
        return address

    def _sent(self, path: str, body: bytes, url: str) -> tuple[int, str, str]:
        status, page, address = self._browser.send(path, body, url)
        if status >= 500:
            raise HTTPException(f"{status}")
        return status, page, address

    def _sees(self, host: int, path: str, text: str) -> None:
        if text.casefold() not in self._again(host, lambda url: self._browser.get(path, url)).casefold():
            self.unseen.append(f"{text} on {path}")

    def _again(self, host: int, question: Callable[[str], T]) -> T:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                return question(self._url(host))
            except (OSError, HTTPException) as error:
                if isinstance(error, urllib.error.HTTPError) and error.code < 500:
                    raise
                if time.monotonic() > until:
                    raise
                host += 1
                time.sleep(0.2)

    def _url(self, host: int) -> str:
        return self.hosts[host % len(self.hosts)].url

    def _word(self) -> str:
        return "".join(self._chance.choice(_SYLLABLES) for _ in range(4)).capitalize()


def hosts_of(place: Path, url: str, many: int = 2) -> list[Path]:
    """Data folders of one store, as docs/operator.md sets up a second host."""
    folders = [place / f"host{n + 1}" for n in range(many)]
    with Service.create(folders[0], "test.example/log", database=url) as service:
        service.personnel.add("ama", "Ama Boateng", "clerk", service.system())
        service.accounts.set_password("ama", PASSWORD)
        checkpoint(service.store)
    for folder in folders[1:]:
        folder.mkdir(mode=0o700)
        for name in _SHARED:
            shutil.copy(folders[0] / name, folder)
    return folders


def _said(page: str) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", page.partition("<main")[2]).split())[:600]


class Tally(NamedTuple):
    """Of what was acknowledged: how much, how much of it is not there, and how much is there twice."""

    acknowledged: int
    lost: int
    doubled: int
    events: int


def nothing_lost(folder: Path, clerks: list[Clerk], others: int = 0) -> Tally:
    """Nothing acknowledged, nothing twice, no position, no proof: otherwise it fails. `others` are people whom somebody
    else brought in."""
    failed = [failure for clerk in clerks for failure in clerk.failed]
    unseen = [missed for clerk in clerks for missed in clerk.unseen]
    assert (failed, unseen) == ([], []), f"{len(failed)} failed, {len(unseen)} unseen: {[*failed, *unseen][:3]}"
    verdict = verify(source(folder), kept(folder))
    assert verdict.verdict == PROVED
    with Service.open(folder) as service:
        assert service.views.ready(300) == 0
        assert service.views.directory.count() == sum(len(clerk.people) for clerk in clerks) + others
        found = Counter(_typed(service))
        assert verdict.size == service.store.log.position
    acknowledged = Counter(word for clerk in clerks for word in (*clerk.people, *clerk.visits))
    lost, doubled = (acknowledged - found).total(), (found - acknowledged).total()
    tally = Tally(acknowledged.total(), lost, doubled, verdict.size)
    assert tally.acknowledged >= 2 * len(clerks)
    assert (tally.lost, tally.doubled) == (0, 0)
    return tally


def _typed(service: Service) -> Iterator[str]:
    """What clerks wrote into forms, as it stands in the log."""
    after, facts = 0, list[Fact]()
    while after < service.store.log.position:
        facts, after = service.store.journal.facts(after, 5000)
        for fact in facts:
            match fact:
                case PatientRegistered() if fact.by.channel == "form":
                    yield fact.names[0]["text"]
                case VisitOpened() if fact.by.channel == "form":
                    yield fact.reason["text"]
