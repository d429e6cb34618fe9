"""One's own account as a page: sessions, the password, and acting for each other."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.support.clock import StandingClock
from tests.support.office import register
from tests.support.told import told
from tests.web.account.browser import NEW, PASSWORD, WRONG, reads, signed_in
from tests.web.clerk_desk import text
from web.service import Service

# one's own sessions and password


def test_sessions_are_listed_by_device_and_ended_one_by_one_or_all_others(app: Flask, service: Service) -> None:
    here, there, third = (signed_in(app, "ama") for _ in range(3))
    mark = next(one.mark for one in service.accounts.sessions.of("ama") if one.mark in there.client.get("/account").text
                and f'/sessions/{one.mark}/end' not in there.client.get("/account").text)  # fmt: skip

    assert here.page("/account").count("since 7 Mar 2026") == 3
    here.send(f"/account/sessions/{mark}/end", {}, "/account")
    assert [one.client.get("/account").status_code for one in (here, there, third)] == [200, 302, 200]
    here.send("/account/sessions/end-others", {}, "/account")
    assert [one.client.get("/account").status_code for one in (here, there, third)] == [200, 302, 302]
    assert [how for _, how in reads(service)][-2:] == [{"how": "revoked"}] * 2


def test_nobody_ends_the_session_of_somebody_else(app: Flask, service: Service) -> None:
    ruth, ama = signed_in(app, "ruth"), signed_in(app, "ama")
    (mark,) = [one.mark for one in service.accounts.sessions.of("ruth")]

    ama.send(f"/account/sessions/{mark}/end", {}, "/account")

    assert ruth.client.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"old": WRONG, "new": NEW, "repeat": NEW}, "old"),
        ({"old": PASSWORD, "new": NEW, "repeat": "another"}, "repeat"),
        ({"old": PASSWORD, "new": "Password123!", "repeat": "Password123!"}, "new"),
        ({"old": PASSWORD, "new": "boateng zinc fern", "repeat": "boateng zinc fern"}, "new"),
        ({"old": PASSWORD, "new": "short", "repeat": "short"}, "new"),
    ],
)
def test_a_password_that_is_not_changed_says_why_at_its_field_and_shows_none_again(
    app: Flask, service: Service, fields: dict[str, str], field: str
) -> None:
    ama = signed_in(app, "ama")

    answer = ama.send("/account/password", fields)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert not [typed for typed in fields.values() if f'value="{typed}"' in answer.text]
    assert service.accounts.check("ama", PASSWORD)


def test_a_new_password_signs_out_everywhere_else(app: Flask, service: Service) -> None:
    ama, there = signed_in(app, "ama"), signed_in(app, "ama")

    answer = ama.send("/account/password", {"old": PASSWORD, "new": NEW, "repeat": NEW})

    assert answer.status_code == 303
    assert (ama.client.get("/account").status_code, there.client.get("/account").status_code) == (200, 302)
    assert service.accounts.check("ama", NEW)
    assert [(kind.TOPIC, fields) for kind, fields in told(service)][-1] == ("staff.password-changed", {"how": "own"})


def test_here_says_how_long_a_session_has_and_keeps_it(app: Flask, clock: StandingClock) -> None:
    ama = signed_in(app, "ama")

    for _ in range(3):
        clock.on(minutes=15)
        left = ama.client.get("/account/here").json

    assert left == {"idle": 20 * 60, "lasting": 10 * 3600 - 45 * 60}


def test_how_long_sessions_last_is_a_policy(app: Flask, service: Service, clock: StandingClock) -> None:
    service.rulebook.adopt("sign-in", {"idle_minutes": 5, "session_hours": 1}, service.system(), "The head")
    ama, ruth = signed_in(app, "ama"), signed_in(app, "ruth")

    seen = []
    for _ in range(16):
        clock.on(minutes=4)
        seen.append(ama.client.get("/account").status_code)
        if len(seen) == 2:
            assert ruth.client.get("/account").status_code == 302

    assert seen == [200] * 15 + [302]
    assert [how["how"] for topic, how in reads(service) if topic == "staff.signed-out"] == ["idle", "over"]


# acting for each other


def test_somebody_acts_for_another_in_their_role_and_it_stands_in_what_is_recorded(
    app: Flask, service: Service, clock: StandingClock
) -> None:
    ruth, ama = signed_in(app, "ruth"), signed_in(app, "ama")
    assert ama.client.get("/audit/log").status_code == 403
    ruth.send("/account/delegate", {"to": "ama", "begins": "", "ends": "2026-03-09"})

    ama.send("/account/act", {"for": "ruth"}, "/account")
    assert ama.client.get("/audit/log").status_code == 200
    assert "You act for Ruth Adeyemi , as compliance reviewer." in text(f"<main{ama.client.get('/account').text}")
    who = register(service.records)
    ama.send(f"/patients/{who}/review", {"findings": ""})
    by = service.store.journal.at([service.store.log.position])[0].by
    accounts = {login: service.personnel.account(login) for login in ("ama", "ruth")}
    assert (by.name, by.role) == ("Ama Boateng", "reviewer")
    assert by.on_behalf_of == (accounts["ruth"] and accounts["ruth"].staff)

    ama.send("/account/act", {"for": ""}, "/account")
    assert ama.client.get("/audit/log").status_code == 403
    ama.send("/account/act", {"for": "ruth"}, "/account")
    ruth_page = ruth.client.get("/account").text
    end = re.search(r'action="(/account/delegations/[^"]+)"', ruth_page)
    assert end
    ruth.send(end[1], {}, "/account")
    assert ama.client.get("/audit/log").status_code == 403


def test_nobody_acts_for_whom_they_were_not_asked_to(app: Flask) -> None:
    ama = signed_in(app, "ama")

    assert ama.send("/account/act", {"for": "ruth"}, "/account").status_code == 403
