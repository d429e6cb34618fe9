"""Accounts on the administrator's pages."""

from __future__ import annotations

import re

from flask import Flask

from domain.staff import StaffLocked
from tests.support.told import told
from tests.web.account.browser import NEW, PASSWORD, Browser, reads, signed_in
from tests.web.clerk_desk import text
from web.service import Service


def test_an_account_is_added_with_a_code_that_stands_in_no_log(sam: Browser, app: Flask, service: Service) -> None:
    fields = {"name": "Kofi Mensah", "login": "kofi", "role": "clerk", "ends": "2026-03-20"}
    page = sam.send("/office/add-account", fields).text
    found = re.search(r"\w{4}-\w{4}-\w{4}-\w{4}", text(page))
    assert found
    kofi = Browser(app)

    early = kofi.sign_in("kofi", found[0])
    chosen = kofi.send("/welcome", {"name": "kofi", "code": found[0], "new": NEW, "repeat": NEW})
    again = kofi.send("/welcome", {"name": "kofi", "code": found[0], "new": PASSWORD, "repeat": PASSWORD})

    assert (early.status_code, chosen.status_code, again.status_code) == (401, 303, 401)
    assert kofi.sign_in("kofi", NEW).status_code == 303
    topics = [kind.TOPIC for kind, _ in told(service, 5)]
    assert topics == ["staff.validity-changed", "staff.invited", "staff.password-changed"]
    assert found[0] not in str(told(service))


def test_an_account_is_locked_from_its_page_and_its_sessions_end_for_good(
    sam: Browser, app: Flask, service: Service
) -> None:
    ama = signed_in(app, "ama")

    sam.send("/office/staff/ama/lock", {}, "/office/staff/ama")
    out = ama.client.get("/account").status_code
    sam.send("/office/staff/ama/unlock", {}, "/office/staff/ama")

    assert (out, ama.client.get("/account").status_code) == (302, 302)
    assert [kind for kind, _ in told(service)][-2:-1] == [StaffLocked]
    assert reads(service)[-1][1]["how"] == "locked"
    assert ama.sign_in("ama").status_code == 303


def test_the_last_administrator_is_told_so_and_stays(sam: Browser, service: Service) -> None:
    sam.send("/office/staff/sam/lock", {}, "/office/staff/sam")

    assert "Then nobody could look after accounts any more." in text(f"<main{sam.client.get('/office/staff').text}")
    assert sam.client.get("/office/staff").status_code == 200


def test_a_password_is_reset_by_others_alone(sam: Browser, app: Flask, service: Service) -> None:
    ama = signed_in(app, "ama")

    page = sam.send("/office/staff/ama/reset", {}, "/office/staff/ama")
    own = sam.send("/office/staff/sam/reset", {}, "/office/staff/sam")

    assert "A code for Ama Boateng" in text(page.text)
    assert own.status_code == 403
    assert ama.client.get("/account").status_code == 302
    assert ama.sign_in("ama").status_code == 401
    assert "Waits for a password" in sam.page("/office/staff")
