"""What an export is asked to hold: counted as its rule has it, and told apart from what cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.export import ENVELOPE, FULL, MINIMUM
from domain.refusal import NotFound
from tests.support.clock import StandingClock
from tests.support.office import AMA, RUTH, register
from trail.bundle.scope import Scope
from trail.entry import Entry
from trail.rows import quick
from web.bundling.asking import Tally, fitting, read, tally
from web.service import Service

START = datetime(2026, 2, 27, 22, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Two patients, two people, and a fortnight with nights in it."""
    clock = StandingClock(START)
    with Service.create(tmp_path_factory.mktemp("asking") / "store", "test.example/log", clock) as service:
        people = [register(service.records, identifiers=[], names=[f"Person {n}"]) for n in range(3)]
        for n in range(24):
            who = people[n // 9]
            by = RUTH._replace(role="senior-clerk") if n % 4 == 0 else AMA
            service.records.measure(who, [{"kind": "weight", "value": f"{60 + n}", "unit": "kg"}], by, "2026-01-05")
            clock.on(hours=7 * (n % 5))
        yield service


def nobody(typed: str) -> str:
    raise NotFound(f"There is no patient {typed}.")


def entries(service: Service) -> list[Entry]:
    return [quick(row.entry) for row in service.store.log.rows(0, service.store.log.position)]


TIMES = some.sampled_from((
    "2025", "2026", "2027", "2026-02", "2026-03", "2026-02-27", "2026-03-02", "2026-03-02T06", "2026-03-04T10:15",
    "2026-02-27T22:15:00",
))  # fmt: skip
FILTERS = some.fixed_dictionaries({}, optional={
    "since": TIMES, "until": TIMES, "keys": some.lists(some.integers(1, 12), min_size=1, max_size=3),
    "without": some.lists(some.integers(1, 12), min_size=1, max_size=3),
    "actors": some.lists(some.sampled_from((AMA.actor, RUTH.actor, "nobody")), min_size=1, max_size=2),
    "types": some.lists(some.sampled_from(("measurements.recorded", "patient.registered")), min_size=1, max_size=2),
})  # fmt: skip


@given(FILTERS, some.sampled_from((FULL, ENVELOPE, MINIMUM)))
def test_what_is_counted_is_what_fits(office: Service, narrow: dict[str, Any], profile: str) -> None:
    told = {**narrow, "fields": ["value"]} if profile == MINIMUM else narrow
    fits = [one.at for one in entries(office) if Scope(FULL, narrow).fits(one)]

    found = tally(office.store.log, Scope(profile, told))

    of = office.store.log.position
    assert found == (Tally(len(fits), of, fits[0], fits[-1]) if fits else Tally(0, of))


@given(FILTERS, some.integers(0, 30), some.integers(0, 30))
def test_what_fits_between_two_positions_is_read_once_and_it_is_heard_how_far(
    office: Service, narrow: dict[str, Any], after: int, more: int
) -> None:
    scope, heard = Scope(FULL, narrow), list[int]()
    upto = min(after + more, office.store.log.position)

    pages = list(fitting(office.store.log, scope, upto, heard.append, after))

    own = [one.position for one in entries(office) if after < one.position <= upto and scope.fits(one)]
    assert [entry.position for page in pages for _, entry in page] == own
    assert heard == ([upto] if after < upto else [])


def test_of_a_new_log_there_is_its_beginning(service: Service) -> None:
    found = tally(service.store.log, Scope(FULL, {}))

    assert (found.count, found.of, found.first) == (1, 1, found.last)


def test_what_was_typed_becomes_what_the_bundle_says(office: Service) -> None:
    office.views.ready()
    who = UUID(office.views.directory.recent(1)[0]["id"])
    told = {
        "profile": "minimum", "patient": " 195 ", "since": "2026-03-01 14:30", "until": "2026", "actor": "u-1",
        "type": "measurements.recorded", "fields": "value, kind  value",
    }  # fmt: skip

    want, faults = read(office, told, lambda typed: {"195": str(who)}[typed])

    assert faults == []
    assert (want.profile, want.patients) == ("minimum", (str(who),))
    assert want.narrow == {
        "keys": [office.store.log.key_of(who)], "since": "2026-03-01T14:30", "until": "2026", "actors": ["u-1"],
        "types": ["measurements.recorded"], "fields": ["kind", "value"],
    }  # fmt: skip


@pytest.mark.parametrize(("told", "field"), [
    ({"profile": "all"}, "profile"), ({"patient": "7"}, "patient"), ({"profile": "patient-copy"}, "patient"),
    ({"since": "yesterday"}, "since"), ({"until": "2026-3"}, "until"), ({"type": "measurement"}, "type"),
    ({"profile": "minimum"}, "fields"), ({"fields": "value"}, "fields"),
])  # fmt: skip
def test_what_cannot_be_read_is_refused_at_its_field(office: Service, told: dict[str, str], field: str) -> None:
    _, faults = read(office, told, nobody)

    assert [no.field for no in faults] == [field]


def test_everything_that_cannot_be_read_is_told_at_once(service: Service) -> None:
    typed = {"profile": "minimum", "patient": "999", "since": "soon", "until": "2026-13-01x", "type": "no.such"}

    _, faults = read(service, typed, nobody)

    assert [no.field for no in faults] == ["patient", "since", "until", "type", "fields"]


def test_several_patients_are_chosen_together_each_once(office: Service) -> None:
    office.views.ready()
    known = {one["mrn"]: one["id"] for one in office.views.directory.recent(3)}
    first, second, third = known

    want, faults = read(office, {"patient": f"{first}, {second};\r\n\n{first}\t{third},"}, known.__getitem__)

    assert (faults, want.patients) == ([], tuple(known.values()))
    assert want.narrow == {"keys": [office.store.log.key_of(UUID(one)) for one in known.values()]}
    own = {entry.position for entry in entries(office) if entry.key in want.narrow["keys"]}
    assert tally(office.store.log, want.scope).count == len(own)
