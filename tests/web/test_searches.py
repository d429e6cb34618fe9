"""Keeping a search from the page it is on, finding it there again, and changing it."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.web.clerk_desk import Desk, text
from web.service import Service


@pytest.fixture
def ruth(service: Service) -> Desk:
    return Desk(service, "reviewer")


@pytest.fixture
def amal(service: Service) -> Desk:
    return Desk(service, "auditor")


LOG = "/searches/new?page=log&reason=typing-error&q=digits"


def keep(desk: Desk, name: str, seen: str = "own", path: str = LOG, status: int = 303) -> str:
    answer = desk.send(path, {"name": name, "seen": seen})
    assert answer.status_code == status, text(answer.text)
    return answer.location if status == 303 else answer.text


def test_a_narrowed_log_offers_to_keep_the_search_and_then_lists_it(ruth: Desk) -> None:
    assert "Keep this search" not in ruth.get("/audit/log")
    page = ruth.get("/audit/log?reason=typing-error&q=digits")
    assert "/searches/new?q=digits&amp;reason=typing-error&amp;page=log" in page

    back = keep(ruth, "Slips")

    assert back == "/audit/log?q=digits&reason=typing-error"
    assert "Kept." in (page := ruth.get(back))
    assert 'href="/audit/log?q=digits&amp;reason=typing-error" aria-current="true"' in page
    assert "<span>Slips</span>" in ruth.get("/audit/log")


def test_a_trails_search_is_found_on_every_records_trail(ruth: Desk, who: UUID) -> None:
    page = ruth.get(f"/patients/{who}/trail?marked=late")
    assert "Keep this search" in page

    back = keep(ruth, "Late", path=f"/searches/new?page=trail&marked=late&who={who}&patient=7")

    assert back == f"/patients/{who}/trail?marked=late"
    assert '/trail?marked=late"' in ruth.get(f"/patients/{who}/trail")
    assert "on every record’s trail" in text(ruth.get("/searches"))
    assert ruth.service.views.searches.seen(ruth.service.personnel.account("reviewer").staff)[0].address == {
        "marked": "late"
    }


def test_a_shared_search_is_seen_by_others_and_changed_by_its_owner_alone(ruth: Desk, amal: Desk) -> None:
    keep(ruth, "For all", "office")
    keep(ruth, "For me")

    page = text(amal.get("/searches"))
    assert "For all" in page
    assert "kept by Reviewer Boateng" in page
    assert "For me" not in page
    assert "Rename or share" not in page
    answer = amal.send("/searches/s1/change", {"name": "Mine", "seen": "own"})
    assert answer.status_code == 422
    assert "Only whoever keeps this search can change it" in answer.text
    amal.get("/searches/s2/change", 404)


@pytest.mark.parametrize(("name", "words"), [
    ("", "Give it a name."),
    ("slips", "You keep a search of this name already: Slips."),
])  # fmt: skip
def test_a_name_that_is_empty_or_taken_comes_back_with_the_reason(ruth: Desk, name: str, words: str) -> None:
    keep(ruth, "Slips")

    page = keep(ruth, name, status=422)

    assert words in page
    assert f'name="name" value="{name}"' in page
    assert 'href="#name"' in page


def test_a_search_is_renamed_shared_and_taken_away(ruth: Desk, amal: Desk) -> None:
    keep(ruth, "Slips")

    assert ruth.send("/searches/s1/change", {"name": "Slips of the pen", "seen": "office"}).status_code == 303
    assert "Slips of the pen" in text(amal.get("/audit/log"))
    assert 'name="seen" value="office" checked' in ruth.get("/searches/s1/change")
    assert ruth.send("/searches/s1/remove", {}).status_code == 303

    assert "Slips" not in text(ruth.get("/searches"))
    assert "took away the search" not in text(amal.get("/audit/log"))
    assert "Slips of the pen" in text(amal.get("/audit/log?what=removed"))


def test_whoever_may_not_see_the_log_neither_keeps_nor_sees_its_searches(ruth: Desk, service: Service) -> None:
    keep(ruth, "For all", "office")
    senior = Desk(service, "senior-clerk")

    senior.get(LOG, 404)
    assert "For all" not in senior.get("/searches")
    senior.get("/searches/new?page=nowhere&q=x", 404)


def test_nothing_is_kept_of_a_list_that_was_not_narrowed(ruth: Desk) -> None:
    page = keep(ruth, "All", path="/searches/new?page=log", status=422)

    assert "Narrow the list first" in page
