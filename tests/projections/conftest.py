"""A town whose records lack this and that, under policies that changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from domain.refusal import Refused
from tests.support.clock import StandingClock
from tests.support.lives import COMMANDS
from tests.support.missing import ALLERGY, STRICT, WHY, Case
from tests.support.office import SAM, register
from tests.support.stores import ENGINES, database_of
from web.service import Service

POLICIES = {3: STRICT, 7: {"rules": {}}}


@pytest.fixture(scope="module", params=ENGINES)
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """Many lives, among them decisions of the office."""
    clock, random = StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC)), Random(11)
    with (
        database_of(request.param) as url,
        Service.create(tmp_path_factory.mktemp("town") / "store", clock=clock, database=url) as service,
    ):
        case = Case(service, clock)
        for n in range(10):
            case.who = register(service.records, identifiers=[], **({"contacts": []} if n % 2 else {}))
            for _ in range(12):
                clock.on(hours=random.randrange(40))
                with suppress(Refused):
                    COMMANDS[random.choice(sorted(COMMANDS))](service.records, case.who, random.randrange(10))
            live(case, n)
            if n in POLICIES:
                service.rulebook.adopt("completeness", POLICIES[n], SAM, "The head of the office")
            service.views.ready()
        yield case


def live(case: Case, n: int) -> None:
    case.entry("waive", "DQ04", "blood_group", by=WHY, until="2026-12-31" if n % 2 else None)
    case.entry("assign", *ALLERGY, f"u-{n % 3}", "Somebody")
    case.entry("break_glass", "care", "Unconscious, and nobody else was here.", within=timedelta(hours=1))
