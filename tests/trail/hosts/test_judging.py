"""What a host judges by is what every host has recorded."""

from __future__ import annotations

from functools import partial
from threading import Event, Thread
from typing import Any
from uuid import UUID

import pytest

from domain.patient import Patient
from domain.receipt import Receipt
from domain.records import Records
from domain.refusal import Conflict, Refused
from tests.support.crowd import at_once
from tests.support.office import AMA, WHY, register
from tests.trail.hosts.several import WEIGHT
from trail.rows import Row
from trail.snapshots import EVERY, LONG
from trail.store import Store

VISIT = {"visit_class": "AMB", "start": "2026-03-07T09:00Z", "reason": {"text": "Cough"}}


def test_a_visit_that_was_closed_on_one_host_is_closed_when_the_other_judges(here: Records, there: Records) -> None:
    who = register(here)
    [visit] = here.open_visit(who, VISIT, AMA).entries
    there.update_visit(who, visit, {"site": "Harbour Clinic"}, AMA)  # it is in memory there

    here.close_visit(who, visit, "2026-03-07T09:20Z", AMA)

    with pytest.raises(Refused):
        there.close_visit(who, visit, "2026-03-07T09:25Z", AMA)
    assert there.reopen_visit(who, visit, WHY)
    assert here.close_visit(who, visit, "2026-03-07T09:28Z", AMA)


def test_what_was_refused_for_what_is_no_longer_so_is_judged_again(here: Records, there: Records) -> None:
    who = register(here)
    [visit] = here.open_visit(who, VISIT, AMA).entries
    there.close_visit(who, visit, "2026-03-07T09:20Z", AMA)  # closed, as it is remembered there

    here.reopen_visit(who, visit, WHY)

    assert there.close_visit(who, visit, "2026-03-07T09:28Z", AMA).entries == (visit,)


def test_what_was_no_change_for_what_is_no_longer_so_is_judged_again(here: Records, there: Records) -> None:
    who = register(here, language="es")
    there.update(who, {"occupation": "welder"}, AMA)
    here.update(who, {"language": "fr"}, AMA)

    assert there.update(who, {"language": "es"}, AMA)
    assert not there.update(who, {"language": "es"}, AMA)
    assert here.update(who, {"language": "fr"}, AMA)


def test_what_someone_changed_on_another_host_is_a_conflict(here: Records, there: Records) -> None:
    who = register(here, language="es")
    there.update(who, {"occupation": "welder"}, AMA)
    here.update(who, {"language": "fr"}, AMA, {"language": "es"})

    with pytest.raises(Conflict) as conflict:
        there.update(who, {"language": "de"}, AMA, {"language": "es"})

    assert (conflict.value.expected, conflict.value.found) == ("es", "fr")


def test_clerks_at_two_hosts_work_in_one_file_at_once(here: Records, there: Records, a: Store, b: Store) -> None:
    who = register(here)

    def clerk(records: Records) -> list[Receipt]:
        return [records.measure(who, WEIGHT, AMA, "2026-03-01") for _ in range(8)]

    got = at_once([partial(clerk, records) for records in (here, there) * 2])

    receipts = [receipt for each in got if isinstance(each, list) for receipt in each]
    assert len({receipt.position for receipt in receipts}) == 32
    assert sorted(entry for receipt in receipts for entry in receipt.entries) == sorted(f"m{n}" for n in range(1, 33))
    for store in (a, b):
        store.journal.refresh()
        assert len(store.journal.load(Patient, who).file.measurements.items) == 32


def test_a_request_is_answered_by_another_host_as_it_was_by_the_first(here: Records, there: Records) -> None:
    who, by = register(here), AMA._replace(request="form-1")
    there.update(who, {"occupation": "welder"}, AMA)

    first = here.update(who, {"language": "fr"}, by)

    assert there.update(who, {"language": "fr"}, by) == first
    assert there.close_visit(who, "v9", "2026-03-07", by) == first


def test_one_registration_sent_to_both_hosts_at_once_is_one_patient(here: Records, there: Records, a: Store) -> None:
    for n in range(4):
        wanted, by = {"names": [f"P {n}"], "birth": "1990", "gender": "male"}, AMA._replace(request=f"form-{n}")

        got = at_once([partial(records.register, wanted, by) for records in (here, there) * 2])

        assert len({str(one) for one in got}) == 1
        assert all(isinstance(one, Receipt) for one in got)
    assert sum(row.type == "patient.registered/1" for row in a.log.rows(0, 1000)) == 4


def test_record_numbers_that_are_drawn_at_both_hosts_never_meet(here: Records, there: Records, a: Store) -> None:
    def clerk(records: Records, name: str) -> list[str]:
        return [
            records.register({"names": [f"{name} {n}"], "birth": "1990", "gender": "male"}, AMA).mrn for n in range(8)
        ]

    got = at_once([partial(clerk, records, name) for name in "AB" for records in (here, there)])

    numbers = [number for each in got if isinstance(each, list) for number in each]
    assert (len(numbers), len(set(numbers))) == (32, 32)
    told = [row.type for row in a.log.rows(0, 1000)]
    assert told.count("patient.registered/1") == told.count("identifier.assigned/1") == 32


def test_a_number_that_many_hosts_have_used_up_meanwhile_is_passed_over(here: Records, there: Records) -> None:
    """More of them than a command is judged again."""
    people = [{"names": [f"P {n}"], "birth": "1990", "gender": "male"} for n in range(42)]
    first = there.register(people[0], AMA)
    taken = [here.register(wanted, AMA).mrn for wanted in people[1:41]]

    late = there.register(people[41], AMA).mrn

    assert late not in {first.mrn, *taken}


def test_an_identifier_that_is_claimed_at_both_hosts_at_once_is_one_patients(here: Records, there: Records) -> None:
    patients = [register(here, identifiers=[]) for _ in range(2)]
    for n in range(6):
        passport = {"type": "PPN", "issuer": "XX", "value": f"P-{n}"}

        got = at_once([
            partial(records.add_identifier, who, passport, AMA)
            for records, who in zip((here, there), patients, strict=True)
        ])  # fmt: skip

        assert sorted(type(one).__name__ for one in got) == ["Receipt", "Refused"]
        assert "belongs to another patient" in str(next(one for one in got if isinstance(one, Refused)))


def test_an_identifier_that_one_host_has_freed_is_given_by_the_other(here: Records, there: Records) -> None:
    passport = {"type": "PPN", "issuer": "XX", "value": "P-1"}
    one, other = register(here, identifiers=[passport]), register(here, identifiers=[])
    with pytest.raises(Refused):
        there.add_identifier(other, passport, AMA)

    here.retire_identifier(one, 0, WHY)

    assert there.add_identifier(other, passport, AMA)
    with pytest.raises(Refused):
        here.add_identifier(one, passport, AMA)


def test_a_file_that_was_being_read_while_it_went_on_is_not_kept_as_it_was(
    b: Store, here: Records, there: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One clerk's reading is slow, and another clerk of the same host has the news taken in meanwhile."""
    who = register(here)
    [visit] = here.open_visit(who, VISIT, AMA).entries
    began, go_on, stream = Event(), Event(), b.log.stream

    def slow(id: UUID, after: int = 0, upto: int | None = None) -> list[Row]:
        rows = stream(id, after, upto)
        began.set()
        assert go_on.wait(20)
        return rows

    monkeypatch.setattr(b.log, "stream", slow)
    reading = Thread(target=b.journal.load, args=(Patient, who))
    reading.start()
    assert began.wait(20)
    here.close_visit(who, visit, "2026-03-07T09:20Z", AMA)
    b.journal.refresh()
    go_on.set()
    reading.join(20)
    monkeypatch.undo()

    assert there.reopen_visit(who, visit, WHY)


def test_a_file_that_went_on_right_after_it_was_written_is_not_kept_as_it_was(
    b: Store, here: Records, there: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the clerk has the answer, another host goes on with it, and another clerk has the news taken in."""
    who = register(here)
    [visit] = here.open_visit(who, VISIT, AMA).entries
    append = b.log.append

    def overtaken(*told: Any) -> list[int]:
        positions = append(*told)
        here.close_visit(who, visit, "2026-03-07T09:20Z", AMA)
        b.journal.refresh()
        return positions

    with monkeypatch.context() as patch:
        patch.setattr(b.log, "append", overtaken)
        there.update_visit(who, visit, {"site": "Harbour Clinic"}, AMA)

    assert there.reopen_visit(who, visit, WHY)


def test_a_file_kept_half_way_on_one_host_has_all_that_others_recorded_since(
    here: Records, there: Records, a: Store, b: Store
) -> None:
    who = register(here)
    for _ in range(LONG + EVERY):
        here.measure(who, WEIGHT, AMA, "2026-03-01")
    there.correct(who, "measurements", "m3", {"value": "71.5"}, WHY)
    there.measure(who, WEIGHT, AMA, "2026-03-01")
    a.journal.forget(who)

    here.correct(who, "measurements", "m4", {"value": "72.5"}, WHY)

    b.journal.refresh()
    for store in (a, b):
        items = store.journal.load(Patient, who).file.measurements.items
        assert [items[f"m{n}"]["value"] for n in (3, 4, LONG + EVERY + 1)] == ["71.5", "72.5", "70"]
