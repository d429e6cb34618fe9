"""Numbers that no column and no program holds: in an address or behind its `?`, they are no fault of ours."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.routing.converters import IntegerConverter

from tests.support.clock import StandingClock
from tests.support.furnished import People, furnished
from tests.support.given import NOON
from tests.support.pages import looking
from tests.support.stores import ENGINES, database_of
from web.service import Service

LARGE = (
    "9007199254740993", "9223372036854775806", "9223372036854775807", "9223372036854775808", "18446744073709551616",
    "9" * 30, "9" * 5000,
)  # fmt: skip
"""Around 2^53, 2^63 and 2^64, what no float holds, and what Python does not read at once."""
BEYOND = (LARGE[2], LARGE[-1])
"""The last that a column holds, and what nothing does."""
ASKED = ("known", "from", "to", "true", "after", "before", "event", "skip", "limit", "cursor", "count", "day")
ROLES = ("senior-clerk", "reviewer", "privacy-officer", "admin")
"""Who may open whatever there is, together."""


@pytest.fixture(scope="module", params=ENGINES)
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One for all tests."""
    place = tmp_path_factory.mktemp("large") / "store"
    with database_of(request.param) as url, Service.create(place, "test.example/log", StandingClock(NOON), url) as made:
        yield made


@pytest.fixture(scope="module")
def people(service: Service) -> People:
    return furnished(service)


@pytest.fixture(scope="module")
def clients(service: Service) -> list[FlaskClient]:
    def client(role: str) -> FlaskClient:
        made = looking(service, role)
        made.application.config["PROPAGATE_EXCEPTIONS"] = False
        limits = made.application.extensions["limits"]
        limits.limit = limits.limit._replace(at_once=10**6)
        return made

    return [client(role) for role in ROLES]


def _rules(client: FlaskClient) -> list[Rule]:
    return [rule for rule in client.application.url_map.iter_rules() if "GET" in (rule.methods or ())]


def _numbers(rule: Rule) -> list[str]:
    return [name for name, one in rule._converters.items() if isinstance(one, IntegerConverter)]


def _address(rule: Rule, people: People, number: str) -> str:
    """A number where there are numbers, and something that there is elsewhere."""
    told: dict[str, Any] = {
        "who": people.full, "chapter": "measurements", "entry": "m3", "field": "value", "form": "json",
        "id": people.sample, "name": "correct", "number": "C-2026-0001", "export": people.sample,
        "stream": people.full, "login": "ama",
        **dict.fromkeys(_numbers(rule), number),
    }  # fmt: skip
    return "".join(
        content if not dynamic else str(told.get(content, "1")) for dynamic, content in rule._trace
    ).partition("|")[2]


def _statuses(clients: list[FlaskClient], address: str) -> set[int]:
    return {client.get(address).status_code for client in clients}


def test_every_address_with_a_number_in_it_says_that_there_is_no_such_thing(
    clients: list[FlaskClient], people: People
) -> None:
    rules = [rule for rule in _rules(clients[0]) if _numbers(rule)]

    assert len(rules) > 8
    for rule, number in product(rules, LARGE):
        assert _statuses(clients, _address(rule, people, number)) <= {403, 404}, (rule.rule, number)


@pytest.mark.slow
def test_every_address_answers_or_refuses_a_number_behind_its_question_mark(
    clients: list[FlaskClient], people: People
) -> None:
    for rule in _rules(clients[0]):
        address = _address(rule, people, "2")
        client = next((one for one in clients if one.get(address).status_code != 403), clients[0])
        for name, number in product(ASKED, BEYOND):
            assert client.get(f"{address}?{name}={number}").status_code < 500, (rule.rule, name, number[:20])
