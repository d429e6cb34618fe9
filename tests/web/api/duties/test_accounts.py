"""Programs keep accounts and tokens: nobody gives themselves anything, and no way in is given out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from tests.web.api.duties.answers import facts
from tests.web.api.program import V1, Program, problem
from tests.web.api.test_errors import signed_in
from web.access import sessions
from web.service import Service


def test_an_account_is_added_changed_locked_and_lent_by_a_program_and_has_no_way_in(
    service: Service, app: Flask
) -> None:
    admin, ama = Program(service, "admin", app), Program(service, "clerk", app)
    deputy = service.personnel.account(ama.login)
    assert deputy
    added = admin.post("/accounts", {"login": "zoe", "name": "Zoe Lang", "role": "clerk"})
    ends = (service.clock().date() + timedelta(days=9)).isoformat()

    for act, body in [
        ("roles", {"role": "reviewer"}), ("roles", {"role": "auditor", "begins": ends, "ends": ends}),
        ("validities", {"ends": ends}), ("delegations", {"to": ama.login, "ends": ends}),
        ("delegation-ends", {"to": deputy.staff}), ("locks", {}), ("unlockings", {}),
    ]:  # fmt: skip
        seen = admin.get("/accounts/zoe").headers["ETag"]
        answer = admin.post(f"/accounts/zoe/{act}", body, if_match=seen)
        assert answer.status_code == 201, (act, answer.text)

    assert [topic for topic, _ in facts(service, added.get_json()["id"])] == [
        "staff.added", "staff.role-changed", "staff.role-lent", "staff.validity-changed", "staff.delegated",
        "staff.delegation-ended", "staff.locked", "staff.unlocked",
    ]  # fmt: skip
    told = admin.get("/accounts/zoe").get_json()
    assert (told["role"], told["lent"], told["ends"], told["locked"]) == ("reviewer", "auditor", ends, False)
    assert "zoe" in [one["login"] for one in admin.get("/accounts").get_json()]
    assert service.accounts.check("zoe", "") is None
    assert not added.get_json().keys() & {"code", "password"}


def test_a_role_that_was_changed_meanwhile_is_not_changed_over_that(service: Service, app: Flask) -> None:
    admin = Program(service, "admin", app)
    admin.post("/accounts", {"login": "zoe", "name": "Zoe Lang", "role": "clerk"})
    seen = admin.get("/accounts/zoe").headers["ETag"]
    assert admin.post("/accounts/zoe/roles", {"role": "verifier"}, if_match=seen).status_code == 201

    problem(admin.post("/accounts/zoe/roles", {"role": "reviewer"}, if_match=seen), "stale")
    problem(admin.post("/accounts/zoe/roles", {"role": "reviewer"}), "version-required")

    assert admin.get("/accounts/zoe").get_json()["role"] == "verifier"


def test_with_a_token_nobody_gives_themselves_anything_and_the_last_administrator_stays(
    service: Service, app: Flask
) -> None:
    admin = Program(service, "admin", app)
    admin.post("/accounts", {"login": "zoe", "name": "Zoe Lang", "role": "privacy-officer"})
    own, ends = f"/accounts/{admin.login}", service.clock().date().isoformat()

    for path, body in [
        (f"{own}/roles", {"role": "auditor"}), (f"{own}/locks", {}), (f"{own}/validities", {"ends": ends}),
        ("/accounts/zoe/delegations", {"to": admin.login, "ends": ends}),
    ]:  # fmt: skip
        problem(admin.post(path, body, if_match="*"), "invalid")

    account = service.personnel.account(admin.login)
    assert account
    assert (account.role, account.locked, account.ends) == ("admin", False, None)


def test_an_administrators_token_sees_no_record(service: Service, app: Flask, who: UUID) -> None:
    admin = Program(service, "admin", app)

    for path in (f"/patients/{who}", "/patients?q=nunez", "/worklist", "/log", "/access-log", "/cases"):
        problem(admin.get(path), "not-allowed")


def test_a_stolen_token_is_revoked_by_a_program(service: Service, app: Flask) -> None:
    admin, stolen = Program(service, "admin", app), Program(service, "clerk", app)
    assert stolen.get("/worklist").status_code == 200

    assert admin.post(f"/tokens/{stolen.token}/revocations", {}).status_code == 201

    problem(stolen.get("/worklist"), "not-signed-in")


def test_with_a_cookie_what_is_grave_takes_the_password_that_a_page_would_take(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(service, "admin")
    token = client.get("/account").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    body = {"login": "zoe", "name": "Zoe Lang", "role": "clerk"}

    def post(path: str, told: Any, key: str) -> Any:
        return client.post(f"{V1}{path}", json=told, headers={"Idempotency-Key": key, "X-CSRFToken": token})

    fresh = post("/accounts", body, "one")
    monkeypatch.setattr(sessions, "FRESH", timedelta(seconds=-1))
    late = post("/accounts", {**body, "login": "yan"}, "two")
    locked = post("/accounts/zoe/locks", {}, "three")

    assert fresh.status_code == 201, fresh.text
    problem(late, "not-proved")
    assert locked.status_code == 201, locked.text
    assert service.personnel.account("yan") is None
