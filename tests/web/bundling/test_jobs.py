"""Exports in the making: one at a time, given up in the middle, broken off and gone on with, and why one fails."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from domain.export import ExportSealed
from tests.support.altered import alter
from tests.support.made import Held, at_step, small_pages, verdict
from tests.support.office import RUTH, everything
from web.bundling import kept
from web.bundling.job import make
from web.bundling.jobs import Job, Jobs
from web.service import Service

LONG = 60.0  # seconds
WHY = "It was the wrong year."


class BrokenOff(Exception):
    """The server ends here."""


@pytest.fixture
def office(service: Service, monkeypatch: pytest.MonkeyPatch) -> Service:
    everything(service)
    small_pages(monkeypatch)
    return service


def asked(service: Service, **narrow: object) -> UUID:
    return UUID(service.exporting.request("full", narrow, 1, "HCOMPL", "Harbour Review Board", RUTH).id)


def made(service: Service, jobs: Jobs, id: UUID) -> bytes:
    jobs.start(id, RUTH)
    jobs.wait(LONG)
    assert jobs.one(id) is None
    return kept.place(service, id).read_bytes()


def seals(service: Service, id: UUID) -> int:
    return sum(isinstance(fact, ExportSealed) for fact in service.store.journal.history(id))


def files(service: Service, id: UUID) -> list[str]:
    return sorted(path.name for path in kept.folder(service, id).rglob("*"))


def test_what_was_asked_for_is_made_and_its_own_reader_proves_it(office: Service, tmp_path: Path) -> None:
    id = asked(office)

    bundle = made(office, Jobs(office), id)

    told = verdict(bundle, office, tmp_path)
    known = kept.kept(office, id)
    assert (told["verdict"], told["findings"]) == ("proved", [])
    assert known
    assert (known.bytes, known.events, known.here) == (len(bundle), told["size"], True)
    assert files(office, id) == sorted(["bundle.json", "checkpoint.note", f"{id}.zip"])


def test_it_tells_how_far_it_is_and_never_goes_back(office: Service) -> None:
    id, told = asked(office), list[tuple[int, int]]()

    make(office, id, kept.place(office, id), RUTH, lambda done, total: told.append((done, total)))

    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert all(0 < done <= total for done, total in told)
    assert told[-1][0] == told[-1][1]
    assert len(told) > 10


def test_what_is_asked_for_meanwhile_waits_its_turn(office: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = (asked(office) for _ in range(3))
    hold = Held()
    at_step(monkeypatch, 2, hold)
    jobs = Jobs(office)

    for id in (first, second, third, second):
        jobs.start(id, RUTH)
    hold.begun.wait(LONG)
    waiting = [jobs.before(id) for id in (first, second, third)]
    beginning, (one, two) = files(office, second), (jobs.one(first), jobs.one(second))
    hold.go.set()
    jobs.wait(LONG)

    assert waiting == [0, 1, 2]
    assert (one and one.done > 0, two) == (True, Job(second, RUTH))
    assert beginning == []
    assert all(kept.place(office, id).exists() for id in (first, second, third))
    assert [seals(office, id) for id in (first, second, third)] == [1, 1, 1]


@pytest.mark.parametrize("step", [0, 3, 40, 100])
def test_given_up_in_the_middle_it_stops_and_leaves_no_file(
    office: Service, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    id, other, jobs = asked(office), asked(office), Jobs(office)

    def give_up(which: UUID) -> None:
        if which == id:
            office.exporting.give_up(id, WHY, RUTH)
            jobs.stop(id)

    at_step(monkeypatch, step, give_up)
    jobs.start(id, RUTH)
    jobs.start(other, RUTH)
    jobs.wait(LONG)

    office.views.ready()
    found = office.views.exports.one(str(id))
    assert not kept.folder(office, id).exists()
    assert found
    assert found.ended
    assert found.ended["why"] == WHY
    assert jobs.one(id) is None
    assert kept.place(office, other).exists()


def test_one_that_waits_is_given_up_without_a_beginning(office: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, jobs = asked(office), asked(office), Jobs(office)
    at_step(monkeypatch, 1, lambda id: jobs.stop(second))

    jobs.start(first, RUTH)
    jobs.start(second, RUTH)
    jobs.wait(LONG)

    assert kept.place(office, first).exists()
    assert not kept.folder(office, second).exists()


def broken_off(service: Service, id: UUID, share: float) -> None:
    """Whatever a server had done once this share of it was done; what it would have done after it fell, it does not."""

    def heard(done: int, total: int) -> None:
        if done / total >= share:
            raise BrokenOff

    with pytest.raises(BrokenOff):
        make(service, id, kept.place(service, id), RUTH, heard)


@pytest.mark.parametrize("share", [0, 0.3, 0.6, 0.75, 0.95])
def test_broken_off_and_gone_on_with_it_is_proved_and_the_same_however_often(
    office: Service, tmp_path: Path, share: float
) -> None:
    id = asked(office)

    broken_off(office, id, share)
    sealed = seals(office, id)
    bundle = made(office, Jobs(office), id)
    kept.take_away(office, id)
    broken_off(office, id, share)
    again = made(office, Jobs(office), id)

    assert sealed == (share > 0.7)  # what tells it in words is written before the seal, the bundle after it
    assert again == bundle
    assert seals(office, id) == 1
    assert verdict(bundle, office, tmp_path)["verdict"] == "proved"


def test_a_file_that_was_taken_away_is_known_and_can_be_made_again(office: Service) -> None:
    id, jobs = asked(office), Jobs(office)
    bundle = made(office, jobs, id)

    kept.take_away(office, id)

    known = kept.kept(office, id)
    assert known
    assert not known.here
    assert made(office, jobs, id) == bundle
    assert kept.kept(office, id) == kept.Kept(known.bytes, known.sha256, known.events)


# why one is not made


def failing(service: Service, id: UUID) -> str:
    jobs = Jobs(service)
    jobs.start(id, RUTH)
    jobs.wait(LONG)
    assert jobs.one(id) is None
    return jobs.failed(id)


def test_a_disk_that_takes_nothing_is_told_and_the_rest_goes_on(office: Service) -> None:
    id, other = asked(office), asked(office)
    kept.folder(office, id).parent.mkdir()
    kept.folder(office, id).write_text("in the way")
    jobs = Jobs(office)

    jobs.start(id, RUTH)
    jobs.start(other, RUTH)
    jobs.wait(LONG)

    assert jobs.failed(id).startswith("The disk would not take it: ")
    assert kept.place(office, other).exists()
    kept.folder(office, id).unlink()
    assert made(office, jobs, id)


def test_one_that_was_given_up_elsewhere_is_not_made(office: Service) -> None:
    id = asked(office)
    office.exporting.give_up(id, WHY, RUTH)

    assert failing(office, id) == "This export was given up: ask for it anew."


def test_one_that_is_not_there_is_a_fault_of_ours_with_a_number(
    office: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    told = failing(office, UUID(int=7))

    assert told.startswith("Something went wrong on our side. The number of this fault is ")
    assert told.split()[-1].rstrip(".") in capsys.readouterr().err


def test_where_the_signing_key_is_lost_it_says_so(office: Service) -> None:
    id = asked(office)
    made(office, Jobs(office), asked(office))
    (office.folder / "signing.key").write_text("damaged")

    assert failing(office, id).startswith("A key is missing. ")


def test_what_was_altered_leaves_as_no_evidence(office: Service) -> None:
    id = asked(office)
    office.views.ready()
    alter(office.folder, "update event set payload = leaf where position = 3")

    assert failing(office, id).startswith("What is stored is not what was recorded")
