"""Who has an account, and who is on file, cannot be found out by asking: not by what is answered, nor by how fast."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from domain.staff import ROLES
from tests.support.clock import StandingClock
from tests.support.office import register
from tests.support.pages import looking
from web.app import create_app
from web.service import Service

TRIES = 2_000
FAR = 0.06  # from one half: with so many tries, five times what chance does
PASSWORD, WRONG = "kuve-sila-nora-dipo", "something else"
SHUT = ("locked", "over", "without")
MOVES = re.compile(r'value="[^"]*"|name="csrf_token"')


@pytest.fixture
def engine() -> str:
    return "sqlite"


@pytest.fixture
def client(service: Service, clock: StandingClock) -> Iterator[FlaskClient]:
    """An office with somebody who may come in, and some who may not."""
    by = service.system()
    for login in ("ama", *SHUT):
        service.personnel.add(login, f"{login.title()} Boateng", "clerk", by)
        if login != "without":
            service.accounts.set_password(login, PASSWORD)
    service.personnel.lock("locked", by)
    service.personnel.limit("over", None, "2026-03-07", by)
    clock.on(days=1)
    app = create_app(service)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_client() as client:
        yield client


def tried(client: FlaskClient, clock: StandingClock, name: str) -> tuple[float, int, str]:
    """How long it took, and what was answered but for the name that was typed; never so soon that one has to wait."""
    clock.on(minutes=11)
    began = time.perf_counter()
    answer = client.post("/", data={"name": name, "pw": WRONG})
    return time.perf_counter() - began, answer.status_code, MOVES.sub("", answer.text)


def apart(some: list[float], others: list[float]) -> float:
    """How likely one of these took longer than one of the others: one half, where nothing tells them apart."""
    ranked = sorted([(one, 1) for one in some] + [(one, 0) for one in others])
    ranks = sum(rank for rank, (_, which) in enumerate(ranked, 1) if which)
    return (ranks - len(some) * (len(some) + 1) / 2) / (len(some) * len(others))


def test_how_far_apart_two_are_is_told() -> None:
    chance = Random(7)
    same = [chance.random() for _ in range(1000)], [chance.random() for _ in range(1000)]

    assert apart([3.0, 4.0], [1.0, 2.0]) == 1
    assert apart([1.0, 2.0], [3.0, 4.0]) == 0
    assert abs(apart(*same) - 0.5) < FAR
    assert abs(apart([one * 1.3 for one in same[0]], same[1]) - 0.5) > FAR


def test_a_name_that_nobody_has_is_answered_in_the_words_of_a_wrong_password(
    client: FlaskClient, clock: StandingClock
) -> None:
    answers = {tried(client, clock, name)[1:] for name in ("ama", "nobody", *SHUT)}

    assert len(answers) == 1
    assert answers.pop()[0] == 401


def test_a_name_that_nobody_has_has_to_wait_after_as_many_tries(client: FlaskClient) -> None:
    def codes(name: str) -> list[int]:
        return [client.post("/", data={"name": name, "pw": WRONG}).status_code for _ in range(6)]

    assert {tuple(codes(name)) for name in ("ama", "nobody", *SHUT)} == {(401,) * 5 + (429,)}


@pytest.mark.slow
@pytest.mark.parametrize("other", ["nobody", *SHUT])
def test_a_wrong_password_takes_as_long_whoever_it_is_of(client: FlaskClient, clock: StandingClock, other: str) -> None:
    """With hashes that cost nearly nothing, what else there is to tell them apart weighs a hundred times as much."""
    took: dict[str, list[float]] = {"ama": [], other: []}
    for name in took:
        tried(client, clock, name)
    chance = Random(7)
    for _ in range(TRIES // 2):
        for name in chance.sample(list(took), 2):
            took[name].append(tried(client, clock, name)[0])

    assert sum(map(len, took.values())) == TRIES
    assert abs(apart(took["ama"], took[other]) - 0.5) < FAR


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_role_that_opens_no_record_is_not_told_whether_there_is_one(service: Service, role: str) -> None:
    """For whoever may open it, it is there; for the others, what is there and what is not are the same."""
    who, client = register(service.records), looking(service, role)
    may = client.get(f"/patients/{who}").status_code == 200
    for page in ("", "/chart", "/attachments", "/trail", "/print", "/edit"):
        there, astray = (answered(client, id, page) for id in (who, uuid4()))
        if not may:
            assert there == astray, page


def answered(client: FlaskClient, id: UUID, page: str) -> tuple[int, str]:
    answer = client.get(f"/patients/{id}{page}")
    return answer.status_code, MOVES.sub("", answer.text.replace(str(id), ""))


def test_nobody_is_told_by_the_door_whether_there_is_such_a_record(tmp_path: Path) -> None:
    clock = StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC))
    with Service.create(tmp_path / "own", "test.example/log", clock) as service:
        who, client = register(service.records), create_app(service).test_client()
        there, astray = (client.get(f"/patients/{id}") for id in (who, uuid4()))

    assert there.status_code == astray.status_code == 302
    assert there.location.startswith("/?next=/patients/")
