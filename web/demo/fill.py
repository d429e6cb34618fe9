"""Fill an empty store with invented patients and years of their lives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from random import Random

from domain.staff import StaffAccount
from web.demo.lives import life
from web.demo.office import STAFF, DemoClock, Office, run
from web.service import Service

YEARS = 6


def fill(
    service: Service, clock: DemoClock, until: datetime, patients: int, seed: int, progress: Callable[[int], None]
) -> None:
    """The same seed gives the same people, whenever it is planted; `clock` is the service's own."""
    random = Random(seed)
    office = Office(service.records, clock, _staff(service), random)
    start, days = clock.at, max(1, (until - clock.at).days - 30)
    firsts = sorted(start + timedelta(days=1 + random.random() ** 1.3 * days) for _ in range(patients))
    lives = [life(office, Random(f"{seed}/{n}"), first) for n, first in enumerate(firsts)]
    run(lives, clock, until, progress)


def first_day(until: datetime) -> datetime:
    """When the invented office opened."""
    return datetime(until.year - YEARS, until.month, 1, 8, tzinfo=UTC)


def _staff(service: Service) -> Mapping[str, StaffAccount]:
    for login, name, role in STAFF:
        service.personnel.add(login, name, role, service.system())
    found = {login: service.personnel.account(login) for login, _, _ in STAFF}
    return {login: account for login, account in found.items() if account}
