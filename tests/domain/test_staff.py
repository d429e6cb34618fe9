"""Who may work here: accounts are facts like any other; two of one name are one too many."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest

from domain.by import By
from domain.fact import Envelope, Stream
from domain.receipt import Receipt
from domain.refusal import Refused
from domain.staff import (
    ROLES,
    StaffAccount,
    StaffAdded,
    StaffLocked,
    StaffRoleChanged,
    StaffUnlocked,
    StaffValidityChanged,
)
from tests.support.given import ADA, CLERK, Happened, refused
from tests.support.office import SAM
from tests.support.told import envelopes, told
from web.service import Service


def account(*events: tuple[type[Any], dict[str, Any]]) -> StaffAccount:
    stream: Any = None
    first: Happened = (StaffAdded, {"staff": "u-1", "login": "ama", "name": "Ama Boateng", "role": "clerk"})
    for version, (kind, fields) in enumerate((first, *events), start=1):
        stream = kind(originator_id=ADA, originator_version=version, timestamp=CLERK.at, by=CLERK, **fields).mutate(
            stream
        )
    assert isinstance(stream, StaffAccount)
    return stream


def pending(stream: Stream) -> list[Happened]:
    facts: Any = stream.pending_events
    return [(type(fact), fact.payload()) for fact in facts]


# judging


def test_an_account_is_added_under_a_login_in_small_letters() -> None:
    decision = StaffAccount.add("u-1", " Ama ", "Ama Boateng", "clerk")

    assert decision == (StaffAdded, {"staff": "u-1", "login": "ama", "name": "Ama Boateng", "role": "clerk"})


@pytest.mark.parametrize("role", ROLES)
def test_every_role_can_be_given(role: str) -> None:
    assert StaffAccount.add("u-1", "ama", "Ama", role).fields["role"] == role


@pytest.mark.parametrize(
    ("login", "name", "role", "field", "words"),
    [
        ("", "Ama", "clerk", "login", "Fill this in."),
        ("\u200b", "Ama", "clerk", "login", "Fill this in."),
        (None, "Ama", "clerk", "login", "Fill this in."),
        ("a" * 61, "Ama", "clerk", "login", "Shorten this to 60 characters; it has 61."),
        ("a\nb", "Ama", "clerk", "login", "Take out a line break or tab, U+000A, at place 2."),
        ("ama", " ", "clerk", "name", "Fill this in."),
        ("ama", "Ama\u202e", "clerk", "name", "Take out a character that reorders the text, U+202E, at place 4."),
        ("ama", "Ama", "boss", "role", f"Choose one of: {', '.join(ROLES)}."),
        ("ama", "Ama", None, "role", f"Choose one of: {', '.join(ROLES)}."),
    ],
)
def test_an_account_is_refused_at_the_field_that_is_wrong(
    service: Service, login: Any, name: str, role: Any, field: str, words: str
) -> None:
    with refused(field, words):
        service.personnel.add(login, name, role, SAM)
    assert told(service) == []


def test_a_role_changes_with_what_it_was() -> None:
    ama = account()

    ama.record(ama.change_role("reviewer"), CLERK)

    assert pending(ama) == [(StaffRoleChanged, {"was": "clerk", "now": "reviewer"})]
    assert ama.role == "reviewer"


def test_the_same_role_again_records_nothing() -> None:
    assert account().change_role("clerk") == ()


def test_an_unknown_role_is_refused() -> None:
    with refused("role", f"Choose one of: {', '.join(ROLES)}."):
        account().change_role("boss")


def test_an_account_is_locked_once_and_unlocked_once() -> None:
    ama = account()

    ama.record(ama.lock(), CLERK)
    ama.record(ama.lock(), CLERK)
    ama.record(ama.unlock(), CLERK)

    assert pending(ama) == [(StaffLocked, {}), (StaffUnlocked, {})]
    assert not ama.locked


def test_an_account_that_is_not_locked_is_not_unlocked() -> None:
    with refused("login", "This account is not locked."):
        account().unlock()


TODAY = date(2026, 3, 7)
OPEN = {"from": None, "until": None}
MARCH = {"from": "2026-03-01", "until": "2026-03-31"}


def test_an_account_is_in_force_from_its_first_day_up_to_and_with_its_last() -> None:
    ama = account()
    assert ama.in_force(date.min)
    assert ama.in_force(date.max)

    ama.record(ama.limit("2026-03-01", "2026-03-31", TODAY), CLERK)

    assert pending(ama) == [(StaffValidityChanged, {"was": OPEN, "now": MARCH})]
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
    assert [ama.in_force(day) for day in days] == [False, True, True, False]
    assert [ama.begun(day) for day in days] == [False, True, True, True]
    assert [ama.ended(day) for day in days] == [False, False, False, True]


def test_an_end_is_moved_and_taken_away_and_the_same_again_records_nothing() -> None:
    ama = account((StaffValidityChanged, {"was": OPEN, "now": MARCH}))

    assert ama.limit("2026-03-01", "2026-03-31", date(2026, 5, 1)) == ()
    ama.record(ama.limit(None, " ", TODAY), CLERK)

    assert pending(ama) == [(StaffValidityChanged, {"was": MARCH, "now": OPEN})]
    assert ama.in_force(date.max)


@pytest.mark.parametrize(
    ("begins", "ends", "field", "words"),
    [
        ("soon", None, "begins", "Write a day as 2026-12-04."),
        (None, "2026-12", "ends", "Write a day as 2026-12-04."),
        ("2026-03-09", "2026-03-08", "ends", "It would end before it begins."),
        (None, "2026-03-06", "ends", "This day is over. To end an account at once, lock it."),
    ],
)
def test_days_that_cannot_be_are_refused(begins: str | None, ends: str | None, field: str, words: str) -> None:
    with refused(field, words):
        account().limit(begins, ends, TODAY)


def test_an_account_can_end_today() -> None:
    assert account().limit(None, "2026-03-07", TODAY) != ()


def test_an_old_role_that_is_gone_still_loads() -> None:
    assert account((StaffRoleChanged, {"was": "clerk", "now": "archivist"})).role == "archivist"


# the office


def test_what_happens_to_an_account_is_recorded_with_who_did_it(service: Service) -> None:
    service.personnel.add("Ama", "Ama Boateng", "clerk", SAM)
    service.personnel.change_role("ama", "reviewer", SAM)
    service.personnel.lock("AMA", SAM)
    service.personnel.unlock("ama ", SAM)

    staff = told(service)[0][1]["staff"]
    assert told(service) == [
        (StaffAdded, {"staff": staff, "login": "ama", "name": "Ama Boateng", "role": "clerk"}),
        (StaffRoleChanged, {"was": "clerk", "now": "reviewer"}),
        (StaffLocked, {}),
        (StaffUnlocked, {}),
    ]
    assert {(by.actor, by.name, by.role) for by in envelopes(service)} == {(SAM.actor, SAM.name, SAM.role)}


def test_an_account_is_added_with_its_last_day_in_one_act_and_its_own_holder_does_not_move_it(
    service: Service,
) -> None:
    service.personnel.add("leila", "Leila Haddad", "auditor", SAM, ends="2026-12-04")

    (_, added), limited = told(service)
    assert limited == (StaffValidityChanged, {"was": OPEN, "now": {"from": None, "until": "2026-12-04"}})
    assert len({by.tx for by in envelopes(service)}) == 1
    leila = By(added["staff"], "Leila Haddad", "admin")
    with refused("ends", "When your own account ends, another administrator decides."):
        service.personnel.limit("leila", None, None, leila)
    with refused("ends", "This day is over. To end an account at once, lock it."):
        service.personnel.add("kofi", "Kofi Mensah", "auditor", SAM, ends="2025-12-04")
    assert service.personnel.account("kofi") is None


def test_no_change_records_nothing_and_says_so(service: Service) -> None:
    service.personnel.add("ama", "Ama", "clerk", SAM)

    receipt = service.personnel.change_role("ama", "clerk", SAM)

    assert not receipt
    assert len(told(service)) == 1


@pytest.mark.parametrize("again", ["ama", "AMA", " Ama "])
def test_a_login_is_given_once(service: Service, again: str) -> None:
    service.personnel.add("ama", "Ama Boateng", "clerk", SAM)

    with refused("login", "There is an account of this name already."):
        service.personnel.add(again, "Another Ama", "clerk", SAM)

    assert len(told(service)) == 1


def test_a_login_typed_with_its_accents_apart_is_the_same_login(service: Service) -> None:
    service.personnel.add("zo\u00eb", "Zoë Quaye", "clerk", SAM)

    with refused("login", "There is an account of this name already."):
        service.personnel.add("zoe\u0308", "Zoë Quaye", "clerk", SAM)
    assert service.personnel.account("ZOE\u0308") is not None


@pytest.mark.parametrize("command", ["lock", "unlock"])
def test_there_must_be_an_account_to_work_on(service: Service, command: str) -> None:
    with refused("login", "There is no account of this name."):
        getattr(service.personnel, command)("nobody", SAM)
    with refused("login", "There is no account of this name."):
        service.personnel.change_role("nobody", "clerk", SAM)
    assert service.personnel.account("nobody") is None


def test_a_repeated_request_is_answered_as_before(service: Service) -> None:
    by = SAM._replace(request="again")

    first = service.personnel.add("ama", "Ama Boateng", "clerk", by)
    second = service.personnel.add("ama", "Ama Boateng", "clerk", by)

    assert first == second
    assert len(told(service)) == 1


def test_of_two_who_add_the_same_login_at_once_one_is_refused(service: Service) -> None:
    together, said = Barrier(2), list[Receipt | Refused]()

    def add() -> None:
        together.wait()
        try:
            said.append(service.personnel.add("ama", "Ama Boateng", "clerk", SAM))
        except Refused as no:
            said.append(no)

    threads = [Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(type(one).__name__ for one in said) == ["Receipt", "Refused"]
    assert len(told(service)) == 1


def test_an_account_comes_back_from_the_log_as_it_was(service: Service) -> None:
    service.personnel.add("ama", "Ama Boateng", "clerk", By("u-0", "Root", "admin"))
    service.personnel.lock("ama", SAM)
    service.store.journal.forget(service.personnel.id_of("ama"))

    ama = service.personnel.account("ama")

    assert ama is not None
    assert (ama.login, ama.name, ama.role, ama.locked, ama.version) == ("ama", "Ama Boateng", "clerk", True, 2)
    assert isinstance(envelopes(service)[0], Envelope)
