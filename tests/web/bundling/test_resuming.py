"""Exports that were under way when the server ended: gone on with in their turn, once; and why one failed is kept."""

from __future__ import annotations

from collections.abc import Iterator
from errno import ENOSPC
from pathlib import Path
from threading import Thread
from time import sleep
from uuid import UUID

import pytest

from tests.support.made import Held, at_step, small_pages, verdict
from tests.support.office import RUTH, everything
from tests.web.bundling.test_jobs import broken_off
from web import room
from web.bundling import kept
from web.bundling.jobs import Job, Jobs
from web.bundling.resuming import resume
from web.service import Service

LONG = 60.0  # seconds


@pytest.fixture
def office(service: Service, monkeypatch: pytest.MonkeyPatch) -> Service:
    everything(service)
    small_pages(monkeypatch)
    return service


def asked(service: Service, channel: str = "form") -> UUID:
    by = RUTH._replace(channel=channel)
    return UUID(service.exporting.request("full", {}, 1, "HCOMPL", "Harbour Review Board", by).id)


def killed(service: Service, *ids: UUID) -> None:
    """What a server leaves that fell while it made the first, and the others waited."""
    for id in ids:
        kept.begin(service, id)
    broken_off(service, ids[0], 0.3)


def test_what_was_being_made_and_what_waited_is_made_in_its_turn(office: Service, tmp_path: Path) -> None:
    first, second, other = asked(office), asked(office), asked(office)
    killed(office, first, second)
    jobs = Jobs(office)

    found = resume(office, jobs)
    jobs.wait(LONG)

    assert found == [first, second]
    for id in found:
        assert verdict(kept.place(office, id).read_bytes(), office, tmp_path)["verdict"] == "proved"
    assert not kept.folder(office, other).exists()
    assert resume(office, Jobs(office)) == []


def test_what_ends_the_server_twice_waits_for_somebody(office: Service) -> None:
    id = asked(office)
    killed(office, id)
    at_work = [resume(office, _Idle(office)) for _ in range(3)]

    jobs = Jobs(office)
    jobs.start(id, RUTH)
    jobs.wait(LONG)

    assert at_work == [[id], [], []]
    assert kept.place(office, id).exists()


class _Idle(Jobs):
    """Of a server that falls before it has done anything."""

    def start(self, id: UUID, by: object) -> None:
        pass


def test_what_was_given_up_is_cleared_and_what_a_command_line_began_is_left_alone(office: Service) -> None:
    given_up, theirs = asked(office), asked(office, "cli")
    killed(office, given_up, theirs)
    office.exporting.give_up(given_up, "It was the wrong year.", RUTH)

    assert resume(office, Jobs(office)) == []
    assert not kept.folder(office, given_up).exists()
    assert kept.folder(office, theirs).exists()


def test_a_server_that_is_asked_to_end_stops_and_goes_on_as_often_as_that_happens(
    office: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    id, other = asked(office), asked(office)
    for _ in range(2):
        hold, jobs = Held(), Jobs(office)
        at_step(monkeypatch, 3, hold)
        if not resume(office, jobs):
            jobs.start(id, RUTH)
            jobs.start(other, RUTH)
        hold.begun.wait(LONG)
        _asked_to_end(jobs, hold)
        assert (jobs.failed(id), kept.place(office, id).exists()) == ("", False)
    monkeypatch.undo()

    last = Jobs(office)
    assert resume(office, last) == [id, other]
    last.wait(LONG)

    assert kept.place(office, id).exists()
    assert kept.place(office, other).exists()


def _asked_to_end(jobs: Jobs, hold: Held) -> None:
    """And that is heard before what is held up goes on."""
    ending = Thread(target=jobs.close)
    ending.start()
    while not jobs._closed:
        sleep(0.001)
    hold.go.set()
    ending.join(LONG)


class _Line(dict[UUID, Job]):
    """Whoever goes through it is held up until it has changed, unless it cannot."""

    def __init__(self, jobs: Jobs, hold: Held) -> None:
        super().__init__()
        self._jobs, self._hold = jobs, hold

    def __iter__(self) -> Iterator[UUID]:
        if not self._jobs._lock.locked():
            self._hold.go.set()
            while self:
                sleep(0.001)
        return super().__iter__()


def test_what_stops_as_soon_as_the_server_is_asked_to_end_goes_on_as_often_too(
    office: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = asked(office)
    for _ in range(2):
        hold, jobs = Held(), Jobs(office)
        at_step(monkeypatch, 3, hold)
        jobs._line = _Line(jobs, hold)
        if not resume(office, jobs):
            jobs.start(id, RUTH)
        hold.begun.wait(LONG)
        _asked_to_end(jobs, hold)
    monkeypatch.undo()

    assert resume(office, Jobs(office)) == [id]


# why one failed


def test_a_disk_that_gets_full_is_told_and_the_reason_outlives_the_server(
    office: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    id, jobs = asked(office), Jobs(office)
    with monkeypatch.context() as full:
        full.setattr(room, "LEAST_FREE", 2**62)
        jobs.start(id, RUTH)
        jobs.wait(LONG)

    assert jobs.failed(id).startswith("The disk would not take it: less than ")
    assert Jobs(office).failed(id) == jobs.failed(id)
    assert [one.name for one in kept.folder(office, id).iterdir()] == ["failed.txt"]
    assert resume(office, Jobs(office)) == []
    later = Jobs(office)
    later.start(id, RUTH)
    later.wait(LONG)
    assert (later.failed(id), kept.place(office, id).exists()) == ("", True)


def test_a_disk_that_is_full_while_the_bundle_is_written_leaves_no_part_of_it(
    office: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    id, jobs = asked(office), Jobs(office)

    def full(*_: object) -> bytes:
        raise OSError(ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("trail.bundle.writing.canonical", full)
        jobs.start(id, RUTH)
        jobs.wait(LONG)

    assert jobs.failed(id) == "The disk would not take it: No space left on device."
    assert sorted(one.name for one in kept.folder(office, id).iterdir()) == ["checkpoint.note", "failed.txt"]
