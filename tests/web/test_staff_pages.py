"""The administrator's list of accounts, and setting when one ends."""

from __future__ import annotations

import pytest

from domain.staff import StaffValidityChanged
from tests.support.clock import StandingClock
from tests.web.clerk_desk import Desk, text
from web.service import Service


@pytest.fixture
def sam(service: Service) -> Desk:
    return Desk(service, "admin")


@pytest.fixture(autouse=True)
def leila(service: Service) -> None:
    service.personnel.add("leila", "Leila Haddad", "auditor", service.system())


def test_all_accounts_are_listed_with_the_days_on_which_they_are_in_force(
    sam: Desk, service: Service, clock: StandingClock
) -> None:
    service.personnel.limit("leila", None, "2026-03-10", service.system())
    service.personnel.add("kofi", "Kofi Mensah", "clerk", service.system(), begins="2026-03-09")
    service.personnel.lock("kofi", service.system())

    page = text(sam.get("/office/staff"))
    clock.at = clock.at.replace(day=11)
    with sam.client.session_transaction() as session:
        session["token"] = service.accounts.begin("admin")
    later = text(sam.get("/office/staff"))

    assert "Leila Haddad leila, auditor Ends on 10 Mar 2026" in page
    assert "Kofi Mensah kofi, clerk Locked Begins on 9 Mar 2026" in page
    assert "Admin Boateng admin, administrator without an end" in page
    assert "Leila Haddad leila, auditor Ended on 10 Mar 2026" in later


def test_the_last_day_is_typed_as_dates_are_and_recorded(sam: Desk, service: Service) -> None:
    answer = sam.send("/office/staff/leila/validity", {"begins": "", "ends": "10 Mar 2026"})

    assert (answer.status_code, answer.location) == (303, "/office/staff/leila")
    last = service.store.journal.at([service.store.log.position])[0]
    assert isinstance(last, StaffValidityChanged)
    assert last.now == {"from": None, "until": "2026-03-10"}
    assert last.by.name == "Admin Boateng"
    assert "Ends on 10 Mar 2026" in text(sam.get("/office/staff"))
    assert 'value="2026-03-10"' in sam.get("/office/staff/leila/validity")


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ("2026-03-06", "This day is over. To end an account at once, lock it."),
        ("2026-12", "Write a day as 2026-12-04."),
        ("soon", "Write"),
    ],
)
def test_a_day_that_cannot_be_comes_back_with_the_reason_at_its_field(sam: Desk, ends: str, words: str) -> None:
    answer = sam.send("/office/staff/leila/validity", {"begins": "", "ends": ends})

    assert answer.status_code == 422
    assert words in text(answer.text)
    assert 'href="#ends"' in answer.text
    assert f'value="{ends}"' in answer.text


def test_nobody_moves_the_end_of_their_own_account_or_of_one_that_is_not_there(sam: Desk) -> None:
    assert "Set the end of the account of Admin Boateng" not in text(sam.get("/office/staff/admin"))

    answer = sam.send("/office/staff/admin/validity", {"ends": "2099-12-04"})

    assert "When your own account ends, another administrator decides." in text(answer.text)
    sam.get("/office/staff/nobody", 404)
