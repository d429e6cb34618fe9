"""A log that is served signs itself: soon after it was written in, and seldom enough."""

from __future__ import annotations

import pytest

from benchmarks.commands import lengthen
from tests.support.clock import StandingClock
from tests.support.office import register
from trail import sealed
from trail.sealed import anchors_of
from web.keeping.cadence import AFTER, EVENTS, Cadence
from web.service import Service


@pytest.fixture
def cadence(service: Service) -> Cadence:
    sealed.checkpoint(service.store)
    return Cadence(service)


def test_nothing_is_due_while_a_checkpoint_covers_all(cadence: Cadence, clock: StandingClock) -> None:
    clock.on(days=1)

    assert not cadence.due(clock())


def test_a_minute_after_the_first_event_that_none_covers_one_is_due(
    service: Service, cadence: Cadence, clock: StandingClock
) -> None:
    register(service.records)
    clock.on(seconds=AFTER.total_seconds() - 1)
    early = cadence.due(clock())
    clock.on(seconds=1)

    assert (early, cadence.due(clock())) == (False, True)

    cadence.sign()
    assert (cadence.uncovered(), cadence.due(clock())) == (0, False)


def test_after_many_events_one_is_due_at_once(service: Service, cadence: Cadence, clock: StandingClock) -> None:
    who = register(service.records)
    lengthen(service, who, EVENTS)

    assert cadence.due(clock())


def test_when_the_server_ends_what_is_left_is_signed_for(service: Service, cadence: Cadence) -> None:
    cadence.start()
    register(service.records)

    cadence.stop()

    assert cadence.uncovered() == 0


def test_a_log_that_was_put_back_is_not_signed_and_that_is_told_once(
    service: Service, cadence: Cadence, caplog: pytest.LogCaptureFixture
) -> None:
    register(service.records)
    sealed.checkpoint(service.store)
    state = service.folder / "signer.json"
    state.write_text(state.read_text().replace(f'"size": {service.store.log.position}', '"size": 99999'))
    register(service.records, names=[{"text": "Somebody else"}], identifiers=[])

    before = len(list(anchors_of(service.store).notes()))
    cadence.sign()
    cadence.sign()

    assert cadence.refused
    assert len(list(anchors_of(service.store).notes())) == before
    assert [record.message.partition(":")[0] for record in caplog.records] == ["No checkpoint is signed"]


def test_a_clock_that_was_set_back_does_not_keep_a_log_from_being_signed(
    service: Service, cadence: Cadence, clock: StandingClock
) -> None:
    register(service.records)
    clock.on(days=-365)

    assert cadence.due(clock())
