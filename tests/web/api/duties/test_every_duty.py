"""Every duty refuses nonsense with the place, and a token that is for records alone."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask

from domain.permissions import May
from domain.staff import ROLES
from tests.support.office import everything
from tests.web.api.program import Program, problem
from web.api.duties import DUTIES, Duty
from web.app import create_app
from web.service import Service

_RECORDS = set(ROLES) - {"admin"}
"""Whose tokens can be for records."""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with Service.create(tmp_path_factory.mktemp("duties") / "store", "test.example/log") as service:
        everything(service)
        service.views.ready()
        yield create_app(service)


@pytest.mark.parametrize("duty", DUTIES, ids=lambda one: one.path)
def test_every_duty_refuses_nonsense_with_the_place_and_records_nothing(full: Flask, duty: Duty) -> None:
    service: Service = full.extensions["caretrail"]
    number = f"C-{service.clock():%Y}-0001"
    named = {"number": number, "flag": "self.u-1", "login": "ama", "token": "t-1", "name": "corrections"}
    sample = service.views.verifications.newest(2**53, 1)[0].id
    path = duty.path.replace("<uuid:sample>", sample).replace("<", "{").replace(">", "}").format(**named)
    role = "admin" if duty.may is May.KEEP_ACCOUNTS else "privacy-officer" if "admin" in duty.may.roles else ""
    program = Program(service, role if role in duty.may.roles else "reviewer", full)
    before = service.store.log.position

    answer = program.post(f"/{path}", {"nonsense": "x"}, if_match="*")

    found = problem(answer, "invalid")["errors"]
    assert {"in": "body", "pointer": "/nonsense", "detail": "There is no such field."} in found
    assert service.store.log.position == before


@pytest.mark.parametrize("duty", [one for one in DUTIES if one.may.roles & _RECORDS and one.may is not May.KEY_AGAIN],
                         ids=lambda one: one.path)  # fmt: skip
def test_a_token_for_records_alone_does_nothing_of_an_office(full: Flask, duty: Duty) -> None:
    service: Service = full.extensions["caretrail"]
    program = Program(service, min(duty.may.roles & _RECORDS), full, ["read"])
    path = duty.path.replace("<uuid:sample>", str(UUID(int=1))).replace("<", "").replace(">", "")

    problem(program.post(f"/{path}", {}), "not-allowed")
