"""The page of flags: gravest first, each with its reasons and its evidence, until somebody sets it aside."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from domain.watching import RULES
from projections.flags.rank import Flag
from projections.flags.watch import flags
from tests.support.clock import StandingClock
from tests.support.office import AMA, looked_at, register
from tests.support.pages import looking
from tests.web.clerk_desk import text
from tests.web.test_demo import NOW, planted
from web.demo.planted import CASES, WRONG
from web.service import Service

WHY = "She was asked: it was the wrong record."


@pytest.fixture(scope="module", params=[1, 7])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The demonstration, in which a case for every rule is planted."""
    with planted(tmp_path_factory.mktemp("flags") / "store", 24, request.param) as service:
        service.clock = StandingClock(NOW)
        service.reads.ready(600)
        yield service


def of(service: Service, days: float = 30) -> list[Flag]:
    service.views.ready()
    service.reads.ready()
    now = service.clock() + timedelta(seconds=1)
    return flags(service.reads, service.views, service.rulebook.watching, now - timedelta(days=days), now)


# what is planted in the demonstration


def test_every_planted_case_is_flagged_with_whom_it_was_planted_for(office: Service) -> None:
    staff = {one["staff"]: one["login"] for one in office.views.staff.all()}
    found = {(one.rule, staff.get(one.about, "")) for one in of(office)}

    assert {(case.rule, case.who) for case in CASES if case.rule in RULES} <= found
    assert WRONG["entered_by"] in staff.values()


def test_hardly_anything_else_is(office: Service) -> None:
    staff = {one["staff"]: one["login"] for one in office.views.staff.all()}
    planned = {(case.rule, case.who) for case in CASES}
    others = [one for one in of(office) if (one.rule, staff.get(one.about, "")) not in planned]

    # those who open a record that they have no reason to have no visit there either
    assert {one.rule for one in others} <= {"no-visit", "surname", "own-correction"}
    assert not [one for one in of(office, 3000) if one.findings[-1].until < NOW - timedelta(days=31)
                and one.rule not in ("own-correction", "two-people")]  # fmt: skip


def test_evidence_can_be_looked_up_in_both_logs(office: Service) -> None:
    for flag in of(office):
        for one in flag.findings:
            assert one.views or one.events
            rows = [row for row in office.reads.accesses.rows({}) if row["position"] in one.views]
            assert len(rows) == len(one.views)
            assert {row["actor"] for row in rows} <= {one.actor}
            for event in one.events:
                assert next(office.views.changes.rows({"after": event - 1, "before": event + 1}))


# the page


def test_the_page_ranks_and_links_the_evidence(office: Service) -> None:
    page = looking(office, "reviewer").get("/audit/flags").text

    shown = re.findall(r'<section class="ct-sheet ct-flagged" id="([^"]*)"', page)
    assert shown == [one.key for one in of(office)]
    assert len(re.findall(r'href="/audit/access\?actor=u-', page)) > 10
    assert "Tried 13 record numbers one after the other, 4 of them never given out." in text(page)
    assert re.search(r'href="/cases/new\?title=Number\+by\+number%3A', page)
    assert re.search(r'href="/audit/log/\d+"', page)


@pytest.mark.parametrize("form", ["csv", "json", "ndjson"])
def test_files_hold_the_findings_of_the_page_in_its_order(office: Service, form: str) -> None:
    answer = looking(office, "privacy-officer").get(f"/audit/flags.{form}")

    told = [(one["flag"], one["says"], str(one["views"])) for one in _read(answer.text, form)]
    assert told == [
        (flag.key, one.says, str(list(one.views)).replace(" ", "" if form == "csv" else " "))
        for flag in of(office)
        for one in flag.findings
    ]


def _read(told: str, form: str) -> list[dict[str, Any]]:
    match form:
        case "csv":
            return list(csv.DictReader(StringIO(told.removeprefix("\ufeff"))))
        case "json":
            found: list[dict[str, Any]] = json.loads(told)
            return found
        case _:
            return [json.loads(line) for line in told.splitlines()]


@given(some.fixed_dictionaries({}, optional={
    "rule": some.sampled_from(list(RULES)),
    "since": some.sampled_from(["2026-11-01", "2026-11-10 12:00", "2027-01-01"]),
    "until": some.sampled_from(["2026-11-05", "2026-11-20", "1999-01-01"]), "person": some.integers(0, 7),
}))  # fmt: skip
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_screen_and_files_hold_the_same_for_every_filter(office: Service, asked: dict[str, Any]) -> None:
    client, staff = looking(office, "reviewer"), [one["staff"] for one in office.views.staff.all()]
    if "person" in asked:
        asked["person"] = staff[asked["person"]]

    page = client.get("/audit/flags", query_string=asked).text
    files = [
        _read(client.get(f"/audit/flags.{form}", query_string=asked).text, form) for form in ("csv", "json", "ndjson")
    ]

    shown = re.findall(r'<section class="ct-sheet ct-flagged" id="([^"]*)"', page)
    assert list(dict.fromkeys(one["flag"] for one in files[0])) == shown
    assert [one["says"] for one in files[0]] == [one["says"] for one in files[1]]
    assert files[1] == files[2]
    assert page.count('class="ct-tl__said"') == len(files[1])


def test_a_filter_that_cannot_be_read_is_said_and_finds_nothing(office: Service) -> None:
    client = looking(office, "reviewer")

    for query in ("since=soon", "until=2026-13-01", "rule=gossip"):
        assert client.get(f"/audit/flags?{query}").status_code == 400
        assert client.get(f"/audit/flags.json?{query}").status_code == 400
    assert "No flag fits" in client.get("/audit/flags?until=1999-01-01").text
    assert client.get("/audit/flags.xml").status_code == 404
    assert client.get("/audit/flags?since=0001-01-01&until=9998-12-31").status_code == 200


def test_whoever_looks_at_flags_is_noted_as_well_with_whom_they_name(office: Service) -> None:
    client = looking(office, "reviewer")
    before = office.store.access.log.position

    client.get("/audit/flags?rule=self")
    client.get("/audit/flags.csv?rule=self")

    office.reads.ready()
    rows = list(office.reads.accesses.rows({"after": before}, newest=False))
    assert [(row["section"], row["medium"]) for row in rows] == [("flags", "list"), ("flags", "file")]
    (flag,) = [one for one in of(office) if one.rule == "self"]
    for held in office.reads.accesses.patients([row["position"] for row in rows]).values():
        assert set(flag.findings[0].patients) <= set(held)


# setting aside, in an office where one record was opened for no reason


def flagged(service: Service) -> str:
    looked_at(
        service, register(service.records, identifiers=[]), AMA._replace(actor="u-7", name="Tomás Rivera"), purpose=None
    )
    (flag,) = [one for one in of(service) if one.rule == "no-visit"]
    return flag.key


def test_a_flag_is_set_aside_with_a_reason_and_comes_back_with_new_evidence(service: Service) -> None:
    key, client = flagged(service), looking(service, "reviewer")
    address = f"/audit/flags/{key}/set-aside"

    refused = client.post(address, data={"why": "no"})
    done = client.post(address, data={"why": WHY})

    assert refused.status_code == 422
    assert "Say in at least 10 characters" in refused.text
    assert (done.status_code, done.location) == (303, "/audit/flags")
    assert key not in client.get("/audit/flags").text
    (row,) = service.views.changes.rows({"type": "flag.set-aside"})
    assert {one["field"]: one["now"] for one in row["changes"]}["why"] == WHY
    assert flagged(service) == key
    assert key in client.get("/audit/flags").text


def test_what_came_in_while_the_form_was_open_is_still_flagged(service: Service) -> None:
    key, client = flagged(service), looking(service, "reviewer")
    address = f"/audit/flags/{key}/set-aside"
    expect = re.search(r'name="expect" value="([^"]*)"', client.get(address).text)
    assert expect
    flagged(service)

    client.post(address, data={"why": WHY, "expect": expect[1].replace("&#34;", '"').replace("&quot;", '"')})

    (flag,) = [one for one in of(service) if one.key == key]
    assert len(flag.findings) == 1


def test_a_flag_that_is_gone_is_not_there_and_a_form_sent_late_says_so(service: Service) -> None:
    client = looking(service, "reviewer")

    assert client.get("/audit/flags/self.u-1/set-aside").status_code == 404
    assert client.post("/audit/flags/self.u-1/set-aside", data={"why": WHY}).status_code == 303


def test_an_office_in_which_nothing_is_odd_says_so(service: Service) -> None:
    assert "Nothing was flagged in the last thirty days" in looking(service, "reviewer").get("/audit/flags").text


# the policy


def test_a_policy_that_is_tried_says_what_it_would_find_and_in_force_finds_it(service: Service) -> None:
    key, client = flagged(service), looking(service, "reviewer")
    told = {"text": '{"rules": {"no-visit": {"weight": 0}}}', "approved_by": "The head of the office"}

    tried = text(client.post("/policies/watching", data={**told, "then": "try"}).text)
    assert "No visit as the program has it → weight 0" in tried
    assert "No visit 1 0 (-1)" in tried
    assert key in client.get("/audit/flags").text
    client.post("/policies/watching", data=told)

    assert key not in client.get("/audit/flags").text
