"""What leads to a record that is closed: work, a registration, a search by its number."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from tests.support.clock import StandingClock
from tests.support.office import AMA, PRIYA_WHY, register
from tests.support.stores import created
from tests.web.clerk_desk import Desk
from tests.web.closed.status import in_again, status_of
from tests.web.command import caretrail
from web.cli.context import NOT_ALLOWED
from web.service import Service


def test_a_restricted_record_opens_while_the_patient_has_a_visit(
    service: Service, clock: StandingClock, efua: UUID
) -> None:
    desk = Desk(service)
    before = status_of(desk, efua)

    visit = service.records.open_visit(efua, {"visit_class": "AMB", "start": clock.at.date().isoformat()}, AMA)
    here = status_of(desk, efua)
    service.records.cancel_visit(
        efua, visit.entries[0], AMA._replace(reason="typing-error", because="Another patient.")
    )

    assert (before, here, status_of(desk, efua)) == (403, 200, 403)


def test_whoever_is_kept_out_checks_nobody_in(service: Service, efua: UUID) -> None:
    desk, before = Desk(service), service.store.log.position
    desk.app.config["WTF_CSRF_ENABLED"] = False
    service.views.ready()

    sent = desk.client.post(f"/patients/{efua}/check-in", data={"visit_class": "AMB", "request": "one"})

    assert (sent.status_code, status_of(desk, efua)) == (403, 403)
    assert service.store.log.position == before


def test_a_restricted_record_opens_to_whoever_wrote_in_it_lately(
    service: Service, clock: StandingClock, efua: UUID
) -> None:
    desk = Desk(service)
    account = service.personnel.account("clerk")
    assert account
    service.records.update(efua, {"occupation": "Weaver"}, service.by(account))
    lately = status_of(desk, efua)
    clock.on(hours=24 * 15)
    in_again(desk)

    assert (lately, status_of(desk, efua)) == (200, 403)


def test_a_very_restricted_record_opens_to_those_whom_a_visit_names(
    service: Service, clock: StandingClock, efua: UUID
) -> None:
    service.records.label(efua, "V", PRIYA_WHY)
    service.personnel.add("haddad", "Leila Haddad", "verifier", service.system())
    desk, other = Desk(service, "verifier"), Desk(service, "clerk")
    day = clock.at.date().isoformat()
    service.records.open_visit(efua, {"visit_class": "AMB", "start": day, "seen_by": "Dr Haddad, Leila"}, AMA)

    before = status_of(desk, efua)
    with desk.client.session_transaction() as session:
        session["token"] = service.accounts.begin("haddad")

    assert (before, status_of(desk, efua), status_of(other, efua)) == (403, 200, 403)


def test_a_member_of_the_staff_who_is_a_patient_is_restricted_by_their_name(service: Service) -> None:
    id, desk = register(service.records, names=["Boateng, Ines"], identifiers=[]), Desk(service)
    before = status_of(desk, id)
    service.personnel.add("ines", "Inès Boateng", "senior-clerk", service.system())
    since = status_of(desk, id)

    service.records.label(id, "N", PRIYA_WHY)

    assert (before, since, status_of(desk, id)) == (200, 403, 200)


@pytest.mark.parametrize("role", ["clerk", "reviewer", "privacy-officer"])
def test_nobody_opens_their_own_record(service: Service, role: str) -> None:
    desk = Desk(service, role)
    id = register(service.records, names=[f"{role.capitalize()} Boateng"], identifiers=[])

    page = desk.client.get(f"/patients/{id}")

    assert page.status_code == 403
    assert "The patient bears your own name." in page.text
    assert ("Open it in an emergency" in page.text) == (role != "privacy-officer")


def test_an_office_may_leave_it_at_a_flag(service: Service) -> None:
    desk = Desk(service, "reviewer")
    id = register(service.records, names=["Reviewer Boateng"], identifiers=[])
    before = status_of(desk, id)

    service.rulebook.adopt("access", {"own_record": "flagged"}, service.system(), "The head of the office")

    assert (before, status_of(desk, id)) == (403, 200)
    assert "Their own record" in desk.get("/audit/flags")


def test_the_command_line_judges_by_the_same(service: Service, tmp_path: Path) -> None:
    with created(tmp_path / "other", "test.example/log") as other:
        id = register(other.records, names=["Efua Quaye"], identifiers=[])
        other.records.label(id, "V", PRIYA_WHY)
        other.personnel.add("ama", "Ama Boateng", "clerk", other.system())
        other.personnel.add("ruth", "Ruth Adeyemi", "reviewer", other.system())
        other.personnel.add("priya", "Priya Nair", "privacy-officer", other.system())

    found = caretrail(tmp_path / "other", "patient", "find", "efua", actor="ama")
    assert found.exit_code == 0
    assert "Quaye" not in found.stdout
    for words in (["patient", "show"], ["patient", "history"], ["patient", "blame"], ["trail", "log", "--patient"]):
        refused = caretrail(tmp_path / "other", *words, str(id), actor="ruth")
        assert (refused.exit_code, refused.stdout) == (NOT_ALLOWED, "")
        assert "very restricted" in refused.stderr
        assert caretrail(tmp_path / "other", *words, str(id), actor="priya").exit_code == 0
