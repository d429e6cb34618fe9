"""An office of ten thousand patients as lived in: what is missing, doubled and waiting, and one that is fullest.

Its people are those of the demonstration; none of them ever lived.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from domain.fact import Plain
from web.demo import past
from web.demo.clock import DemoClock
from web.demo.fill import staff
from web.demo.lives import MISTAKES, life, visit
from web.demo.office import Chart, Life, Office, run
from web.demo.person import invent
from web.demo.tidy import tidy
from web.service import Service

PATIENTS = 10_000
_DAYS = 365  # that it is open
_VISITS = 100  # of the fullest record
_TODAY = 60  # visits, the last of which is open
_TWICE = 40  # one in so many was put on file a second time


def make(folder: Path, until: datetime, patients: int = PATIENTS) -> str:
    """A store; the number of its fullest record."""
    clock = DemoClock((until - timedelta(days=_DAYS)).replace(hour=8, minute=0))
    with Service.create(folder, "bench.caretrail.example", clock) as service:
        office = Office(service.records, service.store.attachments, clock, staff(service), Random(1))
        full = _lived(office, until, patients)
        tidy(service, office, Random(2))
        _today(office, until)
        service.views.ready(3600)
        return service.views.current.head(full[0].who).mrn


def _lived(office: Office, until: datetime, patients: int) -> list[Chart]:
    """The chart of the fullest."""
    random, start = Random(3), office.now
    last, full = datetime(until.year, until.month, until.day, tzinfo=UTC), list[Chart]()
    firsts = sorted(start + timedelta(days=1 + random.random() ** 1.3 * (_DAYS - 30)) for _ in range(patients))
    lives = [_full(office, full)]
    for n, first in enumerate(firsts[1:]):
        lives.append(life(office, Random(f"town/{n}"), n, first))
        if n % _TWICE == 0:
            lives.append(_again(office, n, first))
    run(lives, office.clock, last, lambda ended: None)
    return full


def _full(office: Office, full: list[Chart]) -> Life:
    """A small child who comes once or twice a week, and with whom whatever can go wrong did."""
    yield office.open_at(office.now + timedelta(days=1))
    random = Random("full")
    person = next(one for _ in range(1000) if (one := invent(random, office.now.date())).age(office.now.date()) < 1)
    chart = Chart(office, UUID(office.do(office.records.register, person.details)))
    office.people.append((chart, person))
    full.append(chart)
    past.first_questions(chart, person, random)
    for n in range(_VISITS):
        visit(chart, person, random, (MISTAKES[n % len(MISTAKES)][1],) if n % 3 == 0 else ())
        yield office.open_at(office.now + timedelta(days=(_DAYS - 20) / _VISITS))


def _again(office: Office, n: int, first: datetime) -> Life:
    """The same person once more, a week later, with a letter missing from the name."""
    random = Random(f"town/{n}")
    yield office.open_at(first + timedelta(days=7))
    person = invent(random, first.date())
    office.do(office.records.register, _slipped(person.details))


def _slipped(details: Plain) -> Plain:
    name = details["names"][0]
    text = str(name["text"])
    return {**details, "names": [{**name, "text": text[:3] + text[4:]}], "identifiers": []}


def _today(office: Office, until: datetime) -> None:
    random = Random("today")
    coming = random.sample(office.people, min(_TODAY, len(office.people)))
    for left, (chart, person) in zip(range(len(coming), 0, -1), coming, strict=True):
        office.clock.forward(until - left * timedelta(minutes=5))
        visit(chart, person, random, ends=left > 1)
