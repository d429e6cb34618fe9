"""Somebody with a browser of their own, what they type, and what the logs then tell of them."""

from __future__ import annotations

import html
import re
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from domain.admission import IN_LOG_OF_READS
from tests.support.clock import StandingClock
from tests.web.clerk_desk import text
from web.service import Service

PASSWORD, NEW, WRONG = "mabe-tilo-suga-reno", "zinc kettle orbit fern", "something else"
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


class Browser:
    """Somebody with a browser of their own, without scripts."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def send(self, path: str, fields: dict[str, str], at: str = "") -> TestResponse:
        """The form on a page, filled in and sent; `at` where the page stands if not at its own address."""
        return self.again(path, self.client.get(at or path), fields)

    def again(self, path: str, page: TestResponse, fields: dict[str, str]) -> TestResponse:
        hidden = {name: html.unescape(value) for name, value in _HIDDEN.findall(page.text)}
        return self.client.post(path, data={**hidden, **fields}, headers={"User-Agent": FIREFOX})

    def sign_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        return self.send("/", {"name": name, "pw": password})

    def page(self, path: str) -> str:
        return text(self.client.get(path, follow_redirects=True).text)


def signed_in(app: Flask, login: str) -> Browser:
    browser = Browser(app)
    assert browser.sign_in(login).status_code == 303
    return browser


def reads(service: Service) -> list[tuple[str, dict[str, Any]]]:
    """What the log of reads has of people who came and went."""
    facts, _ = service.store.access.journal.facts(0, 1000)
    return [(fact.TOPIC, fact.payload()) for fact in facts if isinstance(fact, IN_LOG_OF_READS)]


def secret_of(browser: Browser) -> pyotp.TOTP:
    page = browser.client.get("/account/second-factor").text
    found = re.search(r'ct-secret">([^<]*)<', page)
    assert found
    return pyotp.TOTP(found[1].replace(" ", ""))


def set_up(browser: Browser, clock: StandingClock) -> tuple[pyotp.TOTP, list[str]]:
    totp = secret_of(browser)
    page = browser.send("/account/second-factor", {"code": totp.at(clock.at)}).text
    clock.on(minutes=1)
    return totp, re.findall(r"<code>(\w{4}-\w{4}-\w{4})</code>", page)
