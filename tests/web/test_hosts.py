"""Two hosts at one store: what either has recorded the other goes on from, and whoever is in on one is in on both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from domain.refusal import Refused
from tests.projections.rows import other_host
from tests.support.clock import StandingClock
from tests.support.office import AMA, register
from tests.web.clerk_desk import Desk
from web.app import create_app
from web.service import Service

PROBLEM = {"kind": "problem", "what": "Asthma"}
KOFI = {"name": "Kofi Mensah", "born": "1984", "gender": "unknown"}


@pytest.fixture
def engine() -> str:
    """Hosts share a database; a store in files has one process that writes."""
    return "postgresql"


@pytest.fixture
def other(service: Service, tmp_path: Path, clock: StandingClock) -> Iterator[Service]:
    with other_host(service, tmp_path / "other", clock) as made:
        yield made


# one record


def test_hosts_go_on_from_each_other_in_one_record(service: Service, other: Service) -> None:
    who = register(service.records)

    for n, host in enumerate([other, service, service, other, other, service]):
        host.records.add_history(who, {**PROBLEM, "what": f"Problem {n}"}, AMA)

    service.views.ready()
    assert len(service.views.current.file(who)["chapters"]["history"]) == 6


def test_whoever_was_refused_on_one_host_goes_on_there_after_another_has_recorded(
    service: Service, other: Service
) -> None:
    """A refusal has the record read anew; where the host thought the log ended must not stand in the way."""
    who = register(service.records)
    other.records.add_history(who, PROBLEM, AMA)

    with pytest.raises(Refused):
        service.records.acknowledge(who, "r1", AMA)
    receipt = service.records.add_history(who, {**PROBLEM, "what": "Gout"}, AMA)

    assert receipt.entries == ("h2",)


def test_a_record_that_this_host_has_not_read_in_yet_is_not_said_to_be_missing(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another host has just recorded it, and led the browser to this one."""
    desk = Desk(service)
    monkeypatch.setattr(service.views, "ready", lambda seconds=2.0: 3)

    late = desk.client.get("/patients/00000000-0000-4000-8000-000000000000")
    monkeypatch.undo()
    missing = desk.client.get("/patients/00000000-0000-4000-8000-000000000000")

    assert (late.status_code, late.headers["Retry-After"], missing.status_code) == (503, "10", 404)
    assert "This does not show yet" in late.text
    assert "Nothing is lost: load this page again" in late.text


# one session


def elsewhere(desk: Desk, host: Service) -> FlaskClient:
    """The same browser, led to another host by whatever stands before them."""
    client, cookie = create_app(host).test_client(), desk.client.get_cookie("caretrail")
    assert cookie
    client.set_cookie("caretrail", cookie.value)
    return client


def test_a_form_opened_on_one_host_is_sent_to_another_and_sent_twice_is_recorded_once(
    service: Service, other: Service
) -> None:
    """The cookie and the form's token are signed with what follows from the master key that both hosts have."""
    desk = Desk(service)
    page = desk.client.get("/patients/new")

    here, desk.client = desk.client, elsewhere(desk, other)
    sent = desk.again("/patients/new", page, KOFI)
    shown = desk.get(sent.location)
    desk.client = here
    again = desk.again("/patients/new", page, KOFI)

    assert (sent.status_code, again.status_code, again.location) == (303, 303, sent.location)
    assert "Kofi Mensah" in shown
    assert "Kofi Mensah" in desk.get(sent.location)
    service.views.ready()
    assert service.views.directory.count() == 1


def test_whoever_signs_out_on_one_host_is_out_on_the_other(service: Service, other: Service) -> None:
    desk = Desk(service)
    client = elsewhere(desk, other)
    assert client.get("/patients").status_code == 200

    desk.again("/sign-out", desk.client.get("/"), {})

    assert client.get("/patients").status_code == 302


def test_a_cookie_of_another_store_lets_nobody_in(service: Service, tmp_path: Path) -> None:
    desk = Desk(service)
    with Service.create(tmp_path / "another", "another.example/log") as another:
        Desk(another)  # somebody of the same name is signed in there

        assert elsewhere(desk, another).get("/patients").status_code == 302
