"""Where one's day begins: what is missing stands beside today's register, and at the top of every page how much."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from tests.support.office import register
from tests.web.clerk_desk import Desk, text
from web.pages import start
from web.service import Service


@pytest.fixture
def engine() -> str:
    """The lists are tried on both in tests/projections."""
    return "sqlite"


def bare(service: Service, n: int = 0) -> UUID:
    """Somebody of whom a clerk has to ask more."""
    return register(service.records, names=[f"Ada Nkemelu {n}"], contacts=[], identifiers=[])


def counted(page: str) -> str:
    """What stands at "Work list"."""
    (inner,) = re.findall(r'href="/worklist"[^>]*>Work list(.*?)</a>', page.partition("<main")[0])
    return re.sub(r"<[^>]+>", "", inner).strip()


def test_an_empty_office_begins_with_nothing_missing(desk: Desk) -> None:
    page = desk.get("/")

    assert "Missing, by due date Work list Nothing is missing that would be yours." in text(page)
    assert counted(page) == ""


def test_the_first_that_are_due_stand_on_the_start_page_and_the_rest_behind_all(desk: Desk) -> None:
    for n in range(5):
        bare(desk.service, n)

    page, rest = desk.get("/"), desk.get("/worklist")

    many = int(re.findall(r"(\d+) are yours", page)[0])
    assert many > start.DUE
    assert page.count('class="ct-todos__what"') == start.DUE
    assert rest.count('class="ct-todos__what"') == many
    assert f"All {many} that are missing" in text(page)
    assert counted(page) == counted(rest) == f"{many} missing"


def test_what_was_put_right_is_counted_no_more_on_the_next_page(desk: Desk) -> None:
    who = bare(desk.service)
    before = int(counted(desk.get("/")).split()[0])

    desk.send(f"/patients/{who}/none-known", {"kind": "allergy", "asked_of": "the patient"})

    assert counted(desk.get(f"/patients/{who}")) == f"{before - 1} missing"


def test_a_long_list_is_not_counted_to_its_end(desk: Desk) -> None:
    for n in range(40):
        bare(desk.service, n)

    assert counted(desk.get("/patients")) == "99+ missing"


def test_whoever_has_no_list_of_their_own_sees_everybodys_on_the_start_page(desk: Desk) -> None:
    bare(desk.service)

    page = Desk(desk.service, "auditor").get("/")

    assert "are yours" not in text(page)
    assert 'class="ct-todos__what"' in page
    assert counted(page) == ""


def test_an_administrator_sees_nobody(desk: Desk) -> None:
    bare(desk.service)

    page = Desk(desk.service, "admin").get("/")

    assert "Missing" not in text(page)
    assert "Nkemelu" not in page
