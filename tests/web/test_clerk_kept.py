"""Nothing typed is lost: a form that comes too late comes back as it was filled in."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from tests.support.clock import StandingClock
from tests.support.office import register
from tests.web.clerk_desk import Desk, text

TYPED = {"taken_at": "2026-03-07", "weight": "72.5", "weight_unit": "kg", "csrf_token": "of another sign-in"}


def hidden(page: str, name: str) -> str:
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])  # type: ignore[index]


def test_a_form_with_an_old_token_comes_back_filled_in_and_can_be_sent(desk: Desk) -> None:
    who = register(desk.service.records)
    path = f"/patients/{who}/measurements"

    refused = desk.client.post(path, data=TYPED)
    sent = desk.again(path, refused, {"taken_at": "2026-03-07", "weight": "72.5", "weight_unit": "kg"})

    assert refused.status_code == 400
    assert 'value="72.5"' in refused.text
    assert "Everything you typed is here" in text(refused.text)
    assert sent.status_code == 303
    assert desk.told(who)[-1][1]["items"][0]["value"] == "72.5"


def test_a_report_with_an_old_token_keeps_its_lines(desk: Desk) -> None:
    who = register(desk.service.records)
    cells = {"r9_what": "Glucose", "r9_value": "7.4", "lines": "16", "what": "Sugar", "csrf_token": "old"}

    page = desk.client.post(f"/patients/{who}/reports", data=cells).text

    assert 'name="r9_what" value="Glucose"' in page
    assert 'name="r9_value" value="7.4"' in page
    assert len(desk.told(who)) == 1


def test_after_the_session_has_ended_one_signs_in_and_goes_on_typing(desk: Desk, clock: StandingClock) -> None:
    who = register(desk.service.records)
    desk.service.accounts.set_password("clerk", "a long password")
    path = f"/patients/{who}/measurements"
    clock.on(hours=12)

    asked = desk.client.post(path, data=TYPED)
    carried = {name: hidden(asked.text, name) for name in ("next", "kept", "csrf_token")}
    wrong = desk.client.post("/", data={**carried, "name": "clerk", "pw": "not this one"})
    inside = desk.client.post("/", data={**carried, "name": "clerk", "pw": "a long password"})
    fields = {name: hidden(inside.text, name) for name in ("csrf_token", "resume", "taken_at", "weight", "weight_unit")}
    page = desk.client.post(path, data=fields)

    assert asked.status_code == 401
    assert "you go on with everything you typed" in text(asked.text)
    assert hidden(wrong.text, "kept") == carried["kept"]
    assert "Everything you typed is kept" in text(inside.text)
    assert page.status_code == 200
    assert 'value="72.5"' in page.text
    assert len(desk.told(who)) == 1


def test_a_password_is_never_carried_along(desk: Desk) -> None:
    answer = desk.app.test_client().post("/", data={"name": "clerk", "pw": "a long password", "csrf_token": "old"})

    assert answer.status_code == 400
    assert "a long password" not in answer.text


def test_a_page_of_somebody_elses_cannot_record_anything(desk: Desk) -> None:
    who = register(desk.service.records)

    answer = desk.client.post(f"/patients/{who}/none-known", data={"kind": "allergy", "asked_of": "nobody"})

    assert answer.status_code == 400
    assert len(desk.told(who)) == 1


@pytest.mark.parametrize("kept", ["not json", "[]", "{}", '{"a": {"b": 1}}', "null"])
def test_what_is_carried_along_and_cannot_be_read_is_left_behind(desk: Desk, kept: str) -> None:
    desk.service.accounts.set_password("clerk", "a long password")
    client = desk.app.test_client()
    token = hidden(client.get("/").text, "csrf_token")
    signing = {"name": "clerk", "pw": "a long password", "csrf_token": token, "next": "/patients", "kept": kept}

    answer = client.post("/", data=signing)

    assert answer.status_code == 303
    assert answer.location == "/patients"


def test_reading_needs_a_session_and_leads_back_to_the_page(desk: Desk, clock: StandingClock) -> None:
    who = register(desk.service.records)
    clock.at += timedelta(hours=12)

    answer = desk.client.get(f"/patients/{who}?says=a.b")

    assert answer.status_code == 302
    assert answer.location.startswith("/?next=")
