"""Never recorded twice: one key is one command, whoever crashes, whoever else serves, and however often it is sent."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from domain.receipt import Receipt
from tests.support.clock import StandingClock
from tests.web.api.program import Program, problem
from trail.errors import StoreError
from web.once import COMMAND, KEPT, LEASE, METADATA, ROOM, Once, Reused, Underway
from web.service import Service

WEIGHT = {"weight": "61", "weight_unit": "kg", "taken_at": "2026-01-05"}


def events(service: Service, who: UUID) -> list[str]:
    return [fact.TOPIC for fact in service.store.journal.history(who)][1:]


def test_the_same_command_with_the_same_key_is_answered_as_before(program: Program, who: UUID) -> None:
    path = f"/patients/{who}/measurements"

    one, again = (program.post(path, WEIGHT, key="weigh") for _ in range(2))

    assert (one.status_code, one.data, one.headers["ETag"]) == (201, again.data, again.headers["ETag"])
    assert again.status_code == 201
    assert events(program.service, who) == ["measurements.recorded"]


def test_a_key_with_another_body_or_address_is_another_commands(program: Program, who: UUID) -> None:
    program.post(f"/patients/{who}/measurements", WEIGHT, key="weigh")

    for path, body in (("measurements", {**WEIGHT, "weight": "62"}), ("check-ins", {})):
        problem(program.post(f"/patients/{who}/{path}", body, key="weigh"), "key-reused")

    assert events(program.service, who) == ["measurements.recorded"]


def test_a_key_is_one_accounts_own(program: Program, who: UUID) -> None:
    other = Program(program.service, app=program.client.application)

    for one in (program, other):
        assert one.post(f"/patients/{who}/measurements", WEIGHT, key="weigh").status_code == 201

    assert len(events(program.service, who)) == 2


def test_what_was_refused_may_be_put_right_under_the_same_key(program: Program, who: UUID) -> None:
    path = f"/patients/{who}/measurements"

    problem(program.post(path, {**WEIGHT, "weight": "heavy"}, key="weigh"), "invalid")

    assert program.post(path, WEIGHT, key="weigh").status_code == 201


@pytest.mark.parametrize("key", ["", "two words", "ü", "x" * 201])
def test_a_command_without_a_key_is_not_carried_out(program: Program, who: UUID, key: str) -> None:
    headers = {**program.headers, **({"Idempotency-Key": key.encode().decode("latin-1")} if key else {})}

    answer = program.client.post(f"/api/v1/patients/{who}/check-ins", json={}, headers=headers)

    assert [one["pointer"] for one in problem(answer, "key-missing")["errors"]] == ["Idempotency-Key"]
    assert events(program.service, who) == []


def test_what_recorded_nothing_is_answered_as_before_though_it_would_record_something_now(
    program: Program, who: UUID
) -> None:
    path, body = f"/patients/{who}/updates", {"changes": {"language": "es"}, "expect": {"language": "es"}}
    first = program.post(path, body, key="same")
    program.post(path, {"changes": {"language": "fr"}, "expect": {"language": "es"}})

    again = program.post(path, body, key="same")

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.data == first.data
    assert events(program.service, who) == ["demographics.updated"]


def test_a_repeated_command_is_not_stale_though_its_own_version_is(program: Program, who: UUID) -> None:
    tag = program.get(f"/patients/{who}").headers["ETag"]
    body = {"changes": {"occupation": "Baker"}}

    answers = [program.post(f"/patients/{who}/updates", body, key="once", if_match=tag) for _ in range(3)]

    assert [one.status_code for one in answers] == [201, 201, 201]
    assert len({one.data for one in answers}) == 1


# while it is carried out


def test_while_a_command_is_carried_out_the_same_one_has_to_wait(
    program: Program, who: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, measure = threading.Event(), threading.Event(), program.service.records.measure

    def slowly(*told: Any, **more: Any) -> Receipt:
        begun.set()
        assert go_on.wait(60)
        return measure(*told, **more)

    monkeypatch.setattr(program.service.records, "measure", slowly)
    path = f"/patients/{who}/measurements"
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(program.post, path, WEIGHT, key="weigh")
        assert begun.wait(60)
        second = program.post(path, WEIGHT, key="weigh")
        go_on.set()

    problem(second, "in-progress")
    assert int(second.headers["Retry-After"]) > 0
    assert first.result().status_code == 201
    assert events(program.service, who) == ["measurements.recorded"]


def test_of_many_at_once_one_records_and_the_others_wait_or_hear_the_same(program: Program, who: UUID) -> None:
    path, app = f"/patients/{who}/measurements", program.client.application

    def send(_: int) -> tuple[int, bytes]:
        headers = {**program.headers, "Idempotency-Key": "weigh"}
        answer = app.test_client().post(f"/api/v1{path}", json=WEIGHT, headers=headers)
        return answer.status_code, answer.data

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(24)))

    assert {status for status, _ in answers} <= {201, 409}
    assert len({body for status, body in answers if status == 201}) == 1
    assert events(program.service, who) == ["measurements.recorded"]


def test_whoever_dies_after_recording_is_answered_for_by_the_log(
    program: Program, who: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the process were killed between the log's commit and the note of the answer."""
    path = f"/patients/{who}/measurements"
    with monkeypatch.context() as patch:
        patch.setattr(program.service.once, "settle", _killed)
        with pytest.raises(KeyboardInterrupt):
            program.post(path, WEIGHT, key="weigh")
    assert events(program.service, who) == ["measurements.recorded"]

    assert program.post(path, WEIGHT, key="weigh").status_code == 409
    _wait(program.service, LEASE)
    answer = program.post(path, WEIGHT, key="weigh")

    assert (answer.status_code, answer.get_json()["entries"]) == (201, ["m1"])
    assert events(program.service, who) == ["measurements.recorded"]


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=23)])
def test_what_was_forgotten_in_a_fall_is_answered_by_the_log_and_not_recorded_again(
    service: Service, who: UUID, later: timedelta
) -> None:
    """The table does not last as the log does: a machine that falls may forget its last rows, or all of them."""
    program, path = Program(service, days=2), f"/patients/{who}/measurements"
    first = program.post(path, WEIGHT, key="weigh")
    with program.service.store.tables(ROOM, METADATA).begin() as db:
        db.execute(delete(COMMAND))
    _wait(program.service, later)

    again = program.post(path, WEIGHT, key="weigh")

    assert (again.status_code, again.data) == (201, first.data)
    assert events(program.service, who) == ["measurements.recorded"]


def test_the_very_same_command_is_carried_out_anew_a_day_later(service: Service, who: UUID) -> None:
    program, path = Program(service, days=2), f"/patients/{who}/measurements"
    program.post(path, WEIGHT, key="weigh")
    _wait(program.service, KEPT + timedelta(seconds=1))

    answer = program.post(path, WEIGHT, key="weigh")

    assert answer.get_json()["entries"] == ["m2"]
    assert events(program.service, who) == ["measurements.recorded"] * 2


def test_where_the_store_did_not_answer_the_same_command_may_ask_at_once(
    program: Program, who: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, measure = f"/patients/{who}/measurements", program.service.records.measure

    def lost(*told: Any, **more: Any) -> Receipt:
        measure(*told, **more)
        raise StoreError("the way to the database was lost")

    with monkeypatch.context() as patch:
        patch.setattr(program.service.records, "measure", lost)
        unsure = program.post(path, WEIGHT, key="weigh")

    problem(unsure, "unavailable")
    assert unsure.headers["Retry-After"] == "10"
    assert program.post(path, WEIGHT, key="weigh").get_json()["entries"] == ["m1"]
    assert events(program.service, who) == ["measurements.recorded"]


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def _wait(service: Service, time: timedelta) -> None:
    clock = service.clock
    assert isinstance(clock, StandingClock)
    clock.at += time


# what is kept


@pytest.fixture
def once(service: Service) -> Once:
    return service.once


def test_a_key_is_free_again_after_a_day_and_means_another_command_then(service: Service, once: Once) -> None:
    first = once.claim("u-1", "weigh", "POST /x", b"{}")
    once.settle(first, Receipt("a", position=7))
    with pytest.raises(Reused):
        once.claim("u-1", "weigh", "POST /x", b"{ }")

    _wait(service, KEPT + timedelta(seconds=1))
    later = once.claim("u-1", "weigh", "POST /x", b"{ }")

    assert (later.answer, later.request != first.request) == (None, True)


def test_another_process_knows_what_was_claimed_and_what_was_answered(service: Service, once: Once) -> None:
    other = Once(service.store.tables(ROOM, METADATA), service.clock)
    claim = once.claim("u-1", "weigh", "POST /x", b"{}")

    with pytest.raises(Underway):
        other.claim("u-1", "weigh", "POST /x", b"{}")
    once.settle(claim, Receipt("a", "b", ("m1",), 7, 3, "t"))

    assert other.claim("u-1", "weigh", "POST /x", b"{}").answer == Receipt("a", "b", ("m1",), 7, 3, "t")


def test_a_claim_that_was_taken_over_names_the_same_command_in_the_log(service: Service, once: Once) -> None:
    first = once.claim("u-1", "weigh", "POST /x", b"{}")
    _wait(service, LEASE)

    assert once.claim("u-1", "weigh", "POST /x", b"{}").request == first.request


def test_neither_keys_nor_bodies_are_kept(program: Program, who: UUID) -> None:
    program.post("/patients", {"name": "Zebedee Quill", "born": "1990", "gender": "male"}, key="zebedee-secret-key")

    tables = program.service.store.tables(ROOM, METADATA)
    stored = str([tuple(row) for row in tables.all(select(COMMAND))])
    assert not {text for text in ("zebedee-secret-key", "Zebedee", "Quill") if text in stored}


def test_where_the_first_command_of_all_fails_the_next_one_finds_its_tables(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are made when the first one comes, which may meet a full disk."""

    def full(*_: object) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(service.once, "_sweep", full)
        with pytest.raises(StoreError):
            service.once.claim("u-1", "one", "/patients", b"{}")

    assert service.once.claim("u-1", "one", "/patients", b"{}").name
