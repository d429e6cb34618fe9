"""Pages of tokens: issued to oneself, ended by oneself or by those who watch, and all that was done with one."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from typing import Any
from uuid import UUID

import pytest

from domain.tokens import TokenIssued, TokenRevoked
from tests.support.office import PRIYA, looked_at, register
from tests.support.told import told
from tests.web.clerk_desk import Desk, text
from web.service import Service
from web.wording import words

UNTIL = "2026-06-30"
WEIGHT = [{"kind": "weight", "value": "72", "unit": "kg"}]


def issue(service: Service, login: str = "clerk", *scopes: str, until: str = UNTIL) -> str:
    receipt, _ = service.tokens.issue(login, "Lab link", scopes or ("read",), until, service.system())
    return receipt.entries[0]


def use(service: Service, token: str, who: UUID, minutes: str = "30") -> None:
    """A look and a measurement with it."""
    account = service.personnel.account("clerk")
    assert account
    by = service.by(account, session=token, channel="api")
    looked_at(service, who, by, address=f"/api/v1/patients/{who}", medium="file")
    service.records.measure(who, WEIGHT, by, f"2026-03-07T09:{minutes}Z")


# issuing


def test_a_token_is_issued_and_its_text_is_shown_this_once(desk: Desk, service: Service) -> None:
    before = service.store.log.position

    answer = desk.send("/tokens/new", {"name": "Lab link", "until": "30 Jun 2026", "read": "yes", "record": "yes"})

    page = text(answer.text)
    shown = page.partition("Copy it now")[2].partition("caretrail_")[2].split()[0]
    holder = service.tokens.holder(f"caretrail_{shown}")
    ((kind, fields),) = told(service, before)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert holder
    assert (holder.account.login, holder.scopes, holder.token) == ("clerk", {"read", "record"}, fields["token"])
    assert kind is TokenIssued
    assert (fields["scopes"], fields["until"]) == (["read", "record"], UNTIL)
    assert shown not in desk.get("/tokens")
    assert shown not in desk.get(f"/tokens/{fields['token']}")


def test_the_same_form_sent_twice_issues_one_token_and_shows_its_text_once(desk: Desk, service: Service) -> None:
    fields = {"name": "Lab link", "until": UNTIL, "read": "yes", "request": "one form"}

    first, again = (desk.send("/tokens/new", fields) for _ in range(2))

    service.views.ready()
    assert "Copy it now" in first.text
    assert "It was shown already" in again.text
    assert len(service.views.tokens.every()) == 1


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"name": "", "until": UNTIL, "read": "yes"}, "name", "Give it a name."),
        ({"name": "Lab link", "until": "", "read": "yes"}, "until", "Say until when it is good."),
        ({"name": "Lab link", "until": "soon", "read": "yes"}, "until", "Write"),
        ({"name": "Lab link", "until": "2026-03-06", "read": "yes"}, "until", "This day is over."),
        ({"name": "Lab link", "until": "2027-03-08", "read": "yes"}, "until", "A token is good for a year at most"),
        ({"name": "Lab link", "until": UNTIL}, "read", "Choose at least one thing that it may do."),
        ({"name": "Lab link", "until": UNTIL, "export": "yes"}, "", "There is no such field."),
    ],
)
def test_what_cannot_be_issued_comes_back_as_it_was_typed(
    desk: Desk, service: Service, fields: dict[str, str], field: str, reason: str
) -> None:
    answer = desk.send("/tokens/new", fields)

    service.views.ready()
    assert answer.status_code == 422
    assert reason in text(answer.text)
    assert not field or f'href="#{field}"' in answer.text
    assert not fields["name"] or f'value="{fields["name"]}"' in answer.text
    assert service.views.tokens.every() == []


def test_an_administrator_may_have_one_for_the_office_alone(service: Service) -> None:
    sam = Desk(service, "admin")

    offered = sam.get("/tokens/new")

    assert re.findall(r'<input type="checkbox" id="(\w+)"', offered) == ["office"]


# listing and ending


def test_one_sees_ones_own_and_those_who_watch_see_everybodys(desk: Desk, service: Service) -> None:
    Desk(service, "verifier")
    mine, other = issue(service), issue(service, "verifier")
    service.tokens.revoke(other, service.system())
    ruth = Desk(service, "reviewer")

    own, all_of_them = text(desk.get("/tokens")), text(ruth.get("/office/tokens"))

    assert mine in own
    assert other not in own
    assert f"Lab link {mine} Good until 30 Jun 2026 Clerk Boateng Read records never" in all_of_them
    assert f"Lab link {other} Revoked 7 Mar 2026 Verifier Boateng" in all_of_them
    desk.get("/office/tokens", 403)
    desk.get(f"/tokens/{other}", 403)
    ruth.get("/tokens/t-00000000", 404)


def test_one_ends_ones_own_token(desk: Desk, service: Service) -> None:
    token = issue(service)
    before = service.store.log.position

    answer = desk.send(f"/tokens/{token}/revoke", {})

    assert (answer.status_code, answer.location) == (303, f"/tokens/{token}")
    assert told(service, before) == [(TokenRevoked, {"token": token})]
    assert "Revoked. Whoever has it is out." in text(desk.get(f"/tokens/{token}"))
    assert "by Clerk Boateng" in text(desk.get(f"/tokens/{token}"))


@pytest.mark.parametrize("role", ["admin", "privacy-officer"])
def test_those_who_watch_end_anybodys(desk: Desk, service: Service, role: str) -> None:
    token, watching = issue(service), Desk(service, role)

    watching.send(f"/tokens/{token}/revoke", {})

    service.views.ready()
    found = service.views.tokens.one(token)
    assert found
    assert found.revoked


@pytest.mark.parametrize("role", ["reviewer", "auditor", "senior-clerk"])
def test_others_do_not(desk: Desk, service: Service, role: str) -> None:
    token = issue(service)

    assert Desk(service, role).send(f"/tokens/{token}/revoke", {}).status_code == 403


# what was done with it


def test_everything_that_was_done_with_a_token_is_on_its_page(desk: Desk, service: Service, who: UUID) -> None:
    token, other = issue(service), register(service.records, names=["Zoë Quaye"], identifiers=[])
    use(service, token, who)
    use(service, issue(service), other)
    amal = Desk(service, "auditor")

    page = text(amal.get(f"/tokens/{token}"))

    assert "It saw 1 time It changed 1 time" in page
    assert "Whose records it reached: 1 Lucía Núñez" in page
    assert "Recorded , of Lucía Núñez changed" in page
    assert "Summary , of Lucía Núñez saw" in page
    assert "Zoë Quaye" not in page


def test_whoever_sees_whom_it_reached_has_seen_them_as_well(desk: Desk, service: Service, who: UUID) -> None:
    token = issue(service)
    use(service, token, who)
    amal = Desk(service, "auditor")

    amal.get(f"/tokens/{token}")

    service.reads.ready()
    last = next(service.reads.accesses.rows({}))
    assert (last["section"], last["actor"], last["patients"]) == (
        "access",
        service.personnel.account("auditor").staff,
        1,
    )  # type: ignore[union-attr]


def test_whose_record_is_closed_to_an_auditor_is_not_named(desk: Desk, service: Service, who: UUID) -> None:
    token, why = issue(service), PRIYA._replace(reason="other", because="A well-known person.")
    use(service, token, who)
    service.records.label(who, "V", why)

    page = text(Desk(service, "auditor").get(f"/tokens/{token}"))

    assert "Whose records it reached: 1 Closed record" in page
    assert "Lucía" not in page


@pytest.mark.parametrize("role", ["clerk", "admin"])
def test_who_the_patients_were_is_for_auditors(desk: Desk, service: Service, who: UUID, role: str) -> None:
    token = issue(service)
    use(service, token, who)
    looking = desk if role == "clerk" else Desk(service, role)

    page = text(looking.get(f"/tokens/{token}"))

    assert "It saw 1 time" in page
    assert "Lucía" not in page
    looking.get(f"/tokens/{token}/done.csv", 403)


def test_all_of_it_is_one_file_by_time(desk: Desk, service: Service, who: UUID) -> None:
    token = issue(service)
    use(service, token, who, "10")
    use(service, token, who, "20")
    amal = Desk(service, "auditor")

    rows: list[dict[str, Any]] = [json.loads(line) for line in amal.get(f"/tokens/{token}/done.ndjson").splitlines()]
    sheet = list(csv.DictReader(StringIO(amal.get(f"/tokens/{token}/done.csv").removeprefix("\ufeff"))))

    assert sorted((row["log"], row["type"] or row["view"]) for row in rows) == [
        ("access", "record"), ("access", "record"), ("record", "measurements.recorded"),
        ("record", "measurements.recorded"),
    ]  # fmt: skip
    assert {row["session"] or token for row in rows} == {token}
    assert all(row["patients"] == [str(who)] for row in rows)
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    assert len(sheet) == 4
    amal.get(f"/tokens/{token}/done.xml", 404)


def test_both_logs_are_narrowed_to_a_token(desk: Desk, service: Service, who: UUID) -> None:
    token = issue(service)
    use(service, token, who)
    amal = Desk(service, "auditor")

    changed, seen = text(amal.get(f"/audit/log?session={token}")), text(amal.get(f"/audit/access?session={token}"))
    line = amal.client.get(f"/audit/log?line=session:{token}")

    assert "1 event" in changed
    assert "1 read" in seen
    assert line.location == f"/audit/log?session={token}"


def test_a_token_that_nobody_used_has_done_nothing(desk: Desk, service: Service) -> None:
    page = text(Desk(service, "auditor").get(f"/tokens/{issue(service)}"))

    assert "Last used never" in page
    assert "What was done with it All of it: CSV JSON NDJSON Nothing yet." in page


def test_its_last_use_is_told(desk: Desk, service: Service) -> None:
    _, told_once = service.tokens.issue("clerk", "Lab link", ["read"], UNTIL, service.system())
    assert told_once
    service.tokens.holder(told_once)

    assert f"Read records {words.when('2026-03-07T09:30Z')}" in text(desk.get("/tokens"))
