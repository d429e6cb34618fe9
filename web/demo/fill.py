"""Fill an empty store with invented patients and years of their lives, up to a visit that is open now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from random import Random

from domain.staff import StaffAccount
from web.demo import planted
from web.demo.clock import DemoClock
from web.demo.lives import life, visit
from web.demo.looks import Looks
from web.demo.office import STAFF, Office, run
from web.demo.tidy import tidy
from web.service import Service

YEARS = 6
_TODAY = 4  # patients who come on the last day
_APART = timedelta(minutes=35)


def fill(
    service: Service, clock: DemoClock, until: datetime, patients: int, seed: int, progress: Callable[[int], None]
) -> None:
    """The same seed gives the same people; planted on another day, their dates move along with it.

    `clock` is the service's own.
    """
    random = Random(seed)
    looks = Looks(service, clock, Random(f"{seed}/looks"))
    office = Office(service.records, service.store.attachments, clock, staff(service), random, looks)
    start, last = clock.at, datetime(until.year, until.month, until.day, tzinfo=UTC)
    days = max(1, (last - start).days - 30)
    firsts = sorted(start + timedelta(days=1 + random.random() ** 1.3 * days) for _ in range(patients))
    lives = [life(office, Random(f"{seed}/{n}"), n, first) for n, first in enumerate(firsts)]
    office.plants = last if patients >= planted.LEAST else None
    run([*lives, *planted.cases(service, office)], clock, last, lambda ended: progress(min(ended, patients)))
    tidy(service, office, Random(f"{seed}/tidy"))
    today(office, Random(f"{seed}/today"), until)


def today(office: Office, random: Random, until: datetime) -> None:
    """The morning so far: a few have been here, and one is here now."""
    coming = random.sample(office.people, min(_TODAY, len(office.people)))
    for left, (chart, person) in zip(range(len(coming), 0, -1), coming, strict=True):
        office.clock.forward(until - left * _APART)
        visit(chart, person, random, ends=left > 1)


def first_day(until: datetime) -> datetime:
    """When the invented office opened."""
    return datetime(until.year - YEARS, until.month, 1, 8, tzinfo=UTC)


def staff(service: Service) -> Mapping[str, StaffAccount]:
    for login, name, role in STAFF:
        service.personnel.add(login, name, role, service.system())
    found = {login: service.personnel.account(login) for login, _, _ in STAFF}
    return {login: account for login, account in found.items() if account}
