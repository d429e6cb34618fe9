"""What was asked of somebody who signs in: answered once, in time, on whichever host."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.support.clock import StandingClock
from web.access.credentials import CHALLENGE
from web.service import Service

TOLD = {"challenge": "x", "next": "/patients"}


def stored(service: Service) -> str:
    rows = service.store.tables("credentials", CHALLENGE.metadata).all(select(CHALLENGE))
    return str([tuple(row) for row in rows])


def test_what_was_asked_is_answered_once(service: Service) -> None:
    token = service.challenges.ask("passkey", TOLD)

    assert token not in stored(service)
    assert service.challenges.take("passkey", token) == TOLD
    assert service.challenges.take("passkey", token) is None
    assert stored(service) == "[]"


@pytest.mark.parametrize("token", ["", "another", "\N{SNOWMAN}", "\ud800", "x" * 9000])
def test_what_was_not_asked_is_not_answered(service: Service, token: str) -> None:
    service.challenges.ask("passkey", TOLD)

    assert service.challenges.take("passkey", token) is None


def test_what_was_asked_for_another_end_is_spent_by_the_wrong_answer(service: Service) -> None:
    token = service.challenges.ask("passkey", TOLD)

    assert service.challenges.take("oidc", token) is None
    assert service.challenges.take("passkey", token) is None


def test_an_answer_after_ten_minutes_is_too_late_and_what_was_asked_is_forgotten(
    service: Service, clock: StandingClock
) -> None:
    in_time, too_late = (service.challenges.ask("passkey", TOLD) for _ in range(2))
    clock.on(minutes=10)
    first = service.challenges.take("passkey", in_time)
    clock.on(seconds=1)

    assert first == TOLD
    assert service.challenges.take("passkey", too_late) is None
    forgotten = service.challenges.ask("oidc", TOLD)
    clock.on(minutes=11)
    service.challenges.ask("oidc", TOLD)
    assert stored(service).count("oidc") == 1
    assert service.challenges.take("oidc", forgotten) is None


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_it_is_answered_on_another_host_and_then_nowhere(
    service: Service, tmp_path: Path, clock: StandingClock
) -> None:
    token = service.challenges.ask("passkey", TOLD)
    shutil.copytree(service.folder, tmp_path / "two")

    with Service.open(tmp_path / "two", clock) as other:
        assert other.challenges.take("passkey", token) == TOLD
    assert service.challenges.take("passkey", token) is None
