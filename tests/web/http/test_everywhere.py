"""What holds at every address there is: headers, tokens, other sites, odd text, and a store that fails."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import g
from hypothesis import given, settings
from hypothesis import strategies as some
from werkzeug.test import TestResponse

from tests.support.clock import StandingClock
from tests.web.http.routes import Doors, Route
from trail.errors import StoreError
from web.http.headers import HEADERS, SANDBOXED
from web.http.limits import FIELDS
from web.http.onward import own
from web.service import Service

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
SENT = ("documents.content", "documents.preview", "api_documents.get_attachment")
"""These hand out what somebody sent to us."""
CANARY = "Quetzalcoatlina"
ODD = (
    "' or '1'='1", "'; drop table event; --", '" or ""="', "%' union select hash from credential --", "\\'; x", "%00",
    "\0", "a\0b", "\r\nSet-Cookie: a=b", "\u202e\u2066\ufeff\ud7ff\ufffe", "💥" * 300, "é" * 50, "-1", "0",
    "9" * 400, "1e999", "NaN", "{{7*7}}", "${7*7}", "%s%n", "../../../../etc/passwd", "..\\..\\x",
    "//elsewhere.example", "https://elsewhere.example/", "javascript:alert(1)", "<script>alert(1)</script>", "[]",
    "2026-02-30", "٣", " ",
)  # fmt: skip
"""What somebody types who wishes us no good, or has an odd keyboard."""


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    clock = StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC))
    with Service.create(tmp_path_factory.mktemp("doors") / "store", "test.example/log", clock) as service:
        yield Doors(service)


def names(doors: Doors) -> list[str]:
    """Every parameter that any page reads, as the code has it."""
    code = "\n".join(path.read_text() for path in Path(doors.app.root_path).rglob("*.py"))
    read = re.findall(r'request\.(?:args|form|values)(?:\.get(?:list)?\(|\[)"(\w+)"', code)
    return sorted(
        {*read, "q", "known", "true", "from", "to", "event", "after", "before", "page", "whose", "rule", "day"}
    )


# headers


def wrong_with(route: Route, answer: TestResponse) -> list[str]:
    """What this answer lacks of what every answer has."""
    headers = answer.headers
    plain = {"Content-Security-Policy", *HEADERS}
    missing = [name for name in plain if headers.getlist(name) != [HEADERS[name]]]
    if route.endpoint in SENT and headers.get("Content-Security-Policy") == SANDBOXED["Content-Security-Policy"]:
        missing.remove("Content-Security-Policy")
    missing += [] if len(headers.getlist("X-Request-ID")) == 1 else ["X-Request-ID"]
    missing += [] if route.endpoint == "static" or headers.get("Cache-Control") == "no-store" else ["no-store"]
    missing += ["a kind"] if answer.data and "Content-Type" not in headers else []
    missing += ["unsafe-"] if "unsafe-" in headers.get("Content-Security-Policy", "") else []
    missing += ["another origin is let in"] if "Access-Control-Allow-Origin" in headers else []
    return [f"{route.method} {route.address} ({answer.status_code}): {one}" for one in missing]


def test_every_answer_of_every_address_to_every_method_has_the_same_headers(doors: Doors) -> None:
    tried = [*doors.routes("GET", "HEAD", "OPTIONS", "POST"), *doors.routes("GET", entry=doors.document)]
    document = next(one for one in doors.routes("GET", entry=doors.document) if one.endpoint == "documents.content")
    odd = [Route("", "GET", "/nowhere", ""), Route("", "TRACE", "/", ""), Route("", "BREW", "/", "")]
    answers = [(route, doors.ask(route)) for route in [*tried, *odd]]

    seen = {answer.status_code for _, answer in answers}
    assert [line for route, answer in answers for line in wrong_with(route, answer)] == []
    assert {200, 303, 400, 404, 405, 422} <= seen
    assert "sandbox" in doors.ask(document).headers["Content-Security-Policy"]


def test_a_file_that_has_not_changed_and_nobody_signed_in_are_answered_with_them_too(doors: Doors) -> None:
    static = Route("static", "GET", "/static/kit.css", "")
    tag = doors.ask(static).headers["ETag"]
    unchanged = doors.ask(static, headers={"If-None-Match": tag})
    part = doors.ask(static, headers={"Range": "bytes=0-9"})
    nobody = [(route, doors.ask(route._replace(role=""))) for route in doors.routes("GET", "POST")]

    assert (unchanged.status_code, part.status_code) == (304, 206)
    assert wrong_with(static, unchanged) + wrong_with(static, part) == []
    assert [line for route, answer in nobody for line in wrong_with(route, answer)] == []


def test_over_tls_alone_a_browser_is_told_never_to_come_without(doors: Doors) -> None:
    for address in ("/", "/nowhere", "/static/kit.css"):
        plain, safe = (doors.people[""].get(address, base_url=f"{kind}://localhost") for kind in ("http", "https"))
        assert "Strict-Transport-Security" not in plain.headers
        assert safe.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


# its number


def test_a_request_keeps_the_number_that_a_proxy_gave_it_if_it_is_plain(doors: Doors) -> None:
    def number(told: str | None) -> str:
        return str(doors.people[""].get("/", headers={"X-Request-ID": told} if told else {}).headers["X-Request-ID"])

    assert number("7f0c-2") == "7f0c-2"
    for odd in (None, "a b", "x" * 65, "é", "<script>", ""):
        assert re.fullmatch("[0-9a-f]{8}", number(odd))
    assert number(None) != number(None)


# other sites


@pytest.mark.parametrize(
    "told",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.elsewhere.example"},
        {"Origin": "https://localhost"},
        {"Origin": "http://localhost:8000"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
    ],
    ids=str,
)
def test_what_another_site_has_a_browser_send_is_refused_at_every_address(doors: Doors, told: dict[str, str]) -> None:
    before = doors.service.store.log.position

    answers = {
        (method, route.address): doors.people[route.role]
        .open(route.address, method=method, headers=told, buffered=True)
        .status_code
        for route in doors.routes("GET", "POST")
        for method in UNSAFE
    }

    assert {one for one, status in answers.items() if status != 403} == set()
    assert doors.service.store.log.position == before


def test_a_link_from_another_site_may_be_followed_and_nothing_else_of_ours_be_had_there(doors: Doors) -> None:
    def got(mode: str, into: str) -> int:
        told = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": into}
        return int(doors.people["clerk"].get("/patients", headers=told).status_code)

    assert got("navigate", "document") == 200
    for mode, into in (("no-cors", "image"), ("cors", "empty"), ("navigate", "iframe"), ("no-cors", "script")):
        assert got(mode, into) == 403


@pytest.mark.parametrize("told", [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"},
                                  {"Sec-Fetch-Site": "none"}], ids=str)  # fmt: skip
def test_what_a_page_of_ours_sends_is_taken(doors: Doors, told: dict[str, str]) -> None:
    assert doors.people["clerk"].post("/keys", data={"single": "on"}, headers=told).status_code == 303


def test_no_address_changes_anything_without_the_token_of_its_form(doors: Doors) -> None:
    before = doors.service.store.log.position
    answers = {}
    for client in doors.people.values():
        client.application.config["WTF_CSRF_ENABLED"] = True
    try:
        for route in doors.routes("POST"):
            answers[route.address] = doors.ask(route, data={"name": "Nobody", "reason": "typing-error"}).status_code
    finally:
        for client in doors.people.values():
            client.application.config["WTF_CSRF_ENABLED"] = False

    assert doors.service.store.log.position == before
    assert {address: status for address, status in answers.items() if status not in (400, 401, 403, 404, 422)} == {}


def test_only_the_names_it_was_given_are_answered(doors: Doors) -> None:
    app = doors.app
    app.config["TRUSTED_HOSTS"] = ["records.clinic.example", "localhost"]
    try:
        answers = {
            host: app.test_client().get("/", headers={"Host": host})
            for host in ("records.clinic.example", "localhost:8000", "elsewhere.example", "x@y", "a b")
        }
    finally:
        app.config["TRUSTED_HOSTS"] = None

    assert [answer.status_code for answer in answers.values()] == [200, 200, 400, 400, 400]
    assert "This server is not called that" in answers["elsewhere.example"].text
    assert "elsewhere.example" not in answers["elsewhere.example"].text


# where it leads


def led_out(doors: Doors, to: str) -> list[str]:
    """Where an address leads that is asked with this in all of its parameters."""
    told, found = dict.fromkeys([*names(doors), "next", "back", "url", "kept"], to), []
    for route in doors.routes("GET", "POST"):
        answer = doors.ask(route, query_string=told, data=told if route.method == "POST" else None)
        leads = [answer.headers.get(name, "") for name in ("Location", "Refresh", "Link")]
        outside = [one for one in leads if one and not re.fullmatch(r"(2; url=)?/([^/\\].*)?", one)]
        found += [f"{route}: {one}" for one in outside]
    return found


def test_no_parameter_of_any_address_leads_out_of_the_house(doors: Doors) -> None:
    assert led_out(doors, "//elsewhere.example/") == []


@pytest.mark.slow
@pytest.mark.parametrize("to", [
    "https://elsewhere.example/", "/\\elsewhere.example", "/\t/elsewhere.example", "///elsewhere.example",
    "\r\nLocation: https://elsewhere.example", "//[elsewhere", "javascript:alert(1)", "data:text/html,x",
])  # fmt: skip
def test_nor_by_any_other_way_to_write_it(doors: Doors, to: str) -> None:
    assert led_out(doors, to) == []


@given(some.text() | some.sampled_from(ODD) | some.builds("/{}".format, some.text()))
def test_whoever_is_sent_on_stays_here(address: str) -> None:
    goes = own(address)

    assert goes.startswith("/")
    assert goes[1:2] not in ("/", "\\")
    assert goes.isprintable()
    assert goes in (address, "/")


# odd text


def asked(doors: Doors, route: Route, told: dict[str, Any]) -> str:
    """What went wrong with asking this."""
    answer = doors.ask(route, query_string=told, data=told if route.method == "POST" else None)
    ours = answer.status_code < 500
    return "" if ours else f"{answer.status_code} {route.method} {route.address} {told}"


def every(doors: Doors, text: str) -> Iterator[str]:
    told = dict.fromkeys(names(doors), text)
    for route in doors.routes("GET", "POST"):
        yield asked(doors, route, told)
    parts = dict.fromkeys(("who", "chapter", "entry", "field", "form", "name", "key", "search"), text)
    parts |= dict.fromkeys(("number", "act", "hold", "pin", "ask", "login", "filename", "n", "position", "size"), text)
    parts |= dict.fromkeys(("token", "to", "passkey", "mark"), text)
    for route in doors.routes("GET", **parts):
        yield asked(doors, route, {})


@pytest.mark.parametrize("text", ["' or '1'='1\0"], ids=ascii)
def test_no_text_in_any_parameter_is_a_fault_of_ours(doors: Doors, text: str) -> None:
    assert {one for one in every(doors, text) if one} == set()


@pytest.mark.slow
@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_no_odd_text_in_any_parameter_is_a_fault_of_ours(doors: Doors, text: str) -> None:
    assert {one for one in every(doors, text) if one} == set()


@pytest.mark.slow
@settings(max_examples=400)
@given(some.data())
def test_nothing_that_can_be_typed_anywhere_is_a_fault_of_ours(doors: Doors, data: some.DataObject) -> None:
    route = data.draw(some.sampled_from(list(doors.routes("GET", "POST"))))
    told = data.draw(some.dictionaries(some.sampled_from(names(doors)), some.text() | some.sampled_from(ODD)))

    assert asked(doors, route, told) == ""


def test_no_header_of_any_answer_has_a_second_line(doors: Doors) -> None:
    for route in doors.routes("GET", entry=doors.document):
        answer = doors.ask(route, query_string=dict.fromkeys(names(doors), "\r\nSet-Cookie: a=b"))
        assert "Set-Cookie: a=b" not in str(answer.headers).replace("%20", " ").splitlines()
        assert not [value for value in answer.headers.values() if "\r" in value or "\n" in value]


@pytest.mark.parametrize("path", ["../app.py", "..%2fapp.py", "%2e%2e/app.py", "....//app.py", "/etc/passwd", "%00",
                                  "..\\app.py", "kit.css/../../app.py", "", "."])  # fmt: skip
def test_nothing_but_our_own_pictures_and_styles_is_had_from_static(doors: Doors, path: str) -> None:
    answer = doors.people[""].get(f"/static/{path}")

    assert answer.status_code in (400, 404, 405, 308)
    assert "create_app" not in answer.text


# much


def test_a_form_of_very_many_fields_is_refused_at_once(doors: Doors) -> None:
    began = time.monotonic()
    whole = doors.people[""].post("/", data=b"a&" * 10**7, content_type="application/x-www-form-urlencoded")
    parts = doors.people[""].post(
        "/", data={f"a{n}": "b" for n in range(FIELDS + 1)}, content_type="multipart/form-data"
    )

    assert (whole.status_code, parts.status_code) == (413, 413)
    assert f"{FIELDS:,} fields" in whole.text
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("kept", ["[" * 10**6, '{"a":' * 10**6, "9" * 10**6, '{"a": NaN}', '"\\ud800"', "\0", "{"])
def test_what_a_form_carries_along_may_be_anything(doors: Doors, kept: str) -> None:
    doors.service.accounts.set_password("ama", "kuve-sila-nora-dipo")
    answer = doors.people[""].post(
        "/", data={"name": "ama", "pw": "kuve-sila-nora-dipo", "kept": kept, "next": "/keys"}
    )

    assert (answer.status_code, answer.location) == (303, "/keys")


def test_json_that_is_nested_too_deeply_is_no_fault_of_ours(doors: Doors) -> None:
    for text in ("[" * 10**6, '{"a":' * 10**5):
        with pytest.raises(ValueError, match=r"nested too deeply|Expecting"):
            doors.app.json.loads(text)


# faults


def broken_answers(doors: Doors, fault: type[Exception], broke_off: set[str]) -> Iterator[tuple[Route, TestResponse]]:
    """A file that has begun to be sent cannot say what broke: the server ends it where it is."""
    for n, route in enumerate(doors.routes("GET", "POST")):
        try:
            yield route, doors.ask(route, query_string={"q": CANARY}, headers={"X-Request-ID": f"asked-{n}"})
        except fault:
            assert route.endpoint.endswith("_file"), route
            broke_off.add(f"asked-{n}")


@pytest.mark.parametrize("fault", [StoreError, KeyError])
def test_where_something_breaks_no_page_and_no_line_of_the_log_says_what(
    doors: Doors, fault: type[Exception], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At every address the views break, and their error names a patient."""

    def broken(*_: object, **__: object) -> None:
        raise fault(f"select * from patient where name = '{CANARY}'")

    monkeypatch.setattr(type(doors.service.views), "ready", broken)
    broke_off = set[str]()
    answers = list(broken_answers(doors, fault, broke_off))

    said = capsys.readouterr()
    broke = [(route, answer) for route, answer in answers if answer.status_code >= 500]
    assert len(broke) > 50
    for route, answer in broke:
        assert "Traceback" not in answer.text, route
        assert "select" not in answer.text, route
        number = answer.headers["X-Request-ID"]
        said_there = f"The number of this fault is {number}", f'"instance":"{number}"'
        assert [one for one in said_there if one in answer.text], route
        assert f'"request": "{number}"' in said.err, route
        assert wrong_with(route, answer) == [], route
    assert broke_off
    assert {number for number in broke_off if f'"request": "{number}"' not in said.err} == set()
    assert CANARY not in said.out + said.err
    assert not [route for route, answer in broke if f">{CANARY}" in answer.text]


def test_who_has_signed_in_is_not_looked_up_for_what_shows_nobody(doors: Doors) -> None:
    with doors.app.test_request_context("/healthz"):
        doors.app.preprocess_request()
        assert g.get("session") is None
