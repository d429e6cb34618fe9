"""What is kept in memory of streams is never older than what was recorded, however slowly somebody read it."""

from __future__ import annotations

from threading import Event, Thread, current_thread
from uuid import UUID

import pytest

from domain.patient import Patient
from tests.support.office import AMA, register
from trail.rows import Row
from web.service import Service


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_file_that_was_read_slowly_does_not_take_the_place_of_what_it_became(
    service: Service, monkeypatch: pytest.MonkeyPatch, forgotten: bool
) -> None:
    """Meanwhile another clerk has recorded something in it, and where it was `forgotten` one more was refused."""
    who, journal = register(service.records), service.store.journal
    began, go_on, stream = Event(), Event(), service.store.log.stream
    reading = Thread(target=journal.load, args=(Patient, who))

    def slow(id: UUID, after: int = 0, upto: int | None = None) -> list[Row]:
        rows = stream(id, after, upto)
        if current_thread() is reading:
            began.set()
            assert go_on.wait(20)
        return rows

    journal.forget(who)
    monkeypatch.setattr(service.store.log, "stream", slow)
    reading.start()
    assert began.wait(20)
    service.records.update(who, {"language": "fr"}, AMA)
    if forgotten:
        journal.forget(who)
    go_on.set()
    reading.join(20)

    assert journal.load(Patient, who).version == 2
