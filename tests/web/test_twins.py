"""A trail, the change log and their files: the same rows in the same order, whatever they are narrowed to."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from html import unescape
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from domain.fact import Plain
from domain.staff import ROLES
from projections.differences import what_changed
from projections.logged import is_late, is_safety
from tests.support.office import AMA, everything
from tests.support.pages import looking, marked
from web.pages import audit, trail
from web.review.log_query import COLUMNS
from web.service import Service
from web.wording import kinds

MORE = 60  # readings, so that a page is not all of it
DAY = "2026-03-07"


@pytest.fixture(scope="module")
def who(untouched: Service) -> UUID:
    """A record to which everything happened, with some that came late, over a warning, or from an import."""
    id = everything(untouched)
    for n in range(MORE):
        by = AMA._replace(channel="import", flags=("after-death",)) if n % 7 == 3 else AMA
        untouched.records.measure(id, [{"kind": "pain", "value": str(n % 4)}], by, "2026-01-05" if n % 3 else DAY)
    untouched.views.ready(60)
    return id


@pytest.fixture(scope="module")
def reader(untouched: Service, who: UUID) -> FlaskClient:
    return looking(untouched, "auditor")


FILTERS = some.fixed_dictionaries({}, optional={
    "what": some.sampled_from(sorted(kinds.by_slug())),
    "chapter": some.sampled_from(["measurements", "history", "demographics", "reports", "reviews", "attachments"]),
    "marked": some.sampled_from(sorted(kinds.MARKS)),
    "reason": some.sampled_from(["typing-error", "wrong-patient", "checked-again"]),
    "actor": some.sampled_from(["u-00000001", "Ama", "boateng", "nobody", "system"]),
    "field": some.sampled_from(["value", "names", "pain", "nothing.here", "measurements.m3"]),
    "q": some.sampled_from(["pain", "digits", "Mill Lane", "kg", "7"]),
    "order": some.sampled_from(["oldest", "newest"]),
    "channel": some.sampled_from(sorted(kinds.CHANNELS)),
    "since": some.sampled_from(["2020-01-01", DAY, "2999-01-01"]),
    "until": some.sampled_from([DAY, "2020-01-01", f"{DAY} 09:30"]),
})  # fmt: skip
few = some.dictionaries(some.sampled_from(["what", "chapter", "marked", "actor", "order"]), some.just(""), max_size=2)
asking = some.tuples(FILTERS, some.sets(some.sampled_from(sorted(
    ("what", "chapter", "marked", "reason", "actor", "field", "q", "order", "channel", "since", "until")
)), max_size=3)).map(lambda one: {name: value for name, value in one[0].items() if name in one[1]})  # fmt: skip
often = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])


def screen(client: FlaskClient, path: str, asked: dict[str, str], size: int) -> Iterator[int]:
    """The positions on its pages, from the first to the last, each reached by the link of the one before."""
    page = client.get(path, query_string=asked).text
    while True:
        found = [int(id) for id in marked(page, "e") if id.isdigit()]
        yield from found
        onward = re.findall(r'<a href="([^"]*after=\d+[^"]*)">(?:Older|Newer), from', page)
        if not onward:
            assert len(found) <= size
            return
        page = client.get(unescape(onward[0])).text


def files(client: FlaskClient, path: str, asked: dict[str, str]) -> tuple[list[Plain], list[Plain], list[Plain]]:
    """The rows of NDJSON, JSON and CSV."""
    ndjson = [json.loads(line) for line in client.get(f"{path}.ndjson", query_string=asked).text.splitlines()]
    text = client.get(f"{path}.csv", query_string=asked).text.removeprefix("\ufeff")
    return ndjson, client.get(f"{path}.json", query_string=asked).json, list(csv.DictReader(StringIO(text, newline="")))


def held_alike(client: FlaskClient, path: str, asked: dict[str, str], size: int) -> list[Plain]:
    """What all of them hold, once it is the same in each."""
    ndjson, array, rows = files(client, path, asked)
    shown = list(screen(client, path, asked, size))
    assert [one["position"] for one in ndjson] == shown
    assert array == ndjson
    assert [(int(row["position"]), row["field"]) for row in rows] == [
        (one["position"], field) for one in ndjson for field in [it["field"] for it in one["changes"]] or [""]
    ]
    assert all(tuple(row) == COLUMNS for row in rows)
    first = client.get(path, query_string=asked).text
    assert f"<b>{len(shown)} event{'' if len(shown) == 1 else 's'}</b>" in first or not shown
    return ndjson


@often
@given(asking)
def test_a_trail_and_its_files_hold_the_same_rows_in_the_same_order(
    untouched: Service, reader: FlaskClient, who: UUID, asked: dict[str, str]
) -> None:
    found = held_alike(reader, f"/patients/{who}/trail", asked, trail.PAGE)

    assert [one["position"] for one in found] == expected(untouched, who, asked)


@often
@given(asking)
def test_the_change_log_and_its_files_hold_the_same_rows_in_the_same_order(
    reader: FlaskClient, asked: dict[str, str]
) -> None:
    held_alike(reader, "/audit/log", asked, audit.PAGE)


@often
@given(asking)
def test_a_trail_is_what_the_change_log_tells_of_the_record_itself(
    reader: FlaskClient, who: UUID, asked: dict[str, str]
) -> None:
    of_one, _, _ = files(reader, f"/patients/{who}/trail", asked)
    of_all, _, _ = files(reader, "/audit/log", {**asked, "patient": str(who)})

    assert of_one == [one for one in of_all if one["chapter"]]


def expected(service: Service, who: UUID, asked: dict[str, str]) -> list[int]:
    """By a slow look at every fact of the record: what neither searches texts nor names times."""
    facts = [fact for fact in service.store.journal.history(who) if fits(fact, asked)]
    slow = [fact.by.position for fact in facts]
    told = service.views.changes.rows({"patient": str(who), "text": asked.get("q"), "field": asked.get("field")})
    searched = {row["position"] for row in told}
    moments = {"since": asked.get("since"), "until": asked.get("until")}
    timed = {
        position for position, at in ((fact.by.position, fact.by.at.isoformat()) for fact in facts)
        if (not moments["since"] or at >= moments["since"])
        and (not moments["until"] or at[: len(moments["until"])].replace("T", " ") <= moments["until"])
    }  # fmt: skip
    found = [position for position in slow if position in searched and position in timed]
    return found if asked.get("order") == "oldest" else found[::-1]


def fits(fact: Any, asked: dict[str, str]) -> bool:
    by, imported = fact.by, fact.by.channel == "import"
    chapter, _, changes = what_changed(fact)
    marks = {
        "late": is_late(fact) and not imported, "reasoned": bool(by.reason) and not imported,
        "warned": any(one["field"].endswith(".warnings.0") and one["was"] is None for one in changes),
        "flagged": bool(by.flags), "safety": is_safety(fact), "import": imported, "unanchored": True,
    }  # fmt: skip
    whose = asked.get("actor", "")
    wanted = (
        ("what", kinds.slug(fact.TOPIC)), ("chapter", chapter), ("reason", by.reason), ("channel", by.channel),
    )  # fmt: skip
    named = not whose or by.actor == whose or (whose not in ROLES and whose.lower() in by.name.lower())
    return (
        named
        and all(not asked.get(name) or asked[name] == value for name, value in wanted)
        and (not asked.get("marked") or marks[asked["marked"]])
    )


@pytest.mark.parametrize("mark", ["late", "warned", "flagged", "reasoned", "safety", "import"])
def test_each_mark_is_found_in_this_record(reader: FlaskClient, who: UUID, mark: str) -> None:
    """So that the tests above prove something."""
    assert list(screen(reader, f"/patients/{who}/trail", {"marked": mark}, trail.PAGE))


def test_a_facet_of_a_trail_counts_what_choosing_it_would_leave(reader: FlaskClient, who: UUID) -> None:
    page = reader.get(f"/patients/{who}/trail?actor=u-00000001").text
    narrow = page[page.index("ct-facets--fold") : page.index("ct-logcols__rows")]

    offered = re.findall(r'<a href="([^"]+)">(?!<svg class).*?ct-facets__n">([\d,]+)</span>', narrow)

    assert len(offered) > 10
    for address, count in offered:
        path, _, query = unescape(address).partition("?")
        assert len(reader.get(f"{path}.ndjson?{query}").text.splitlines()) == int(count.replace(",", "")), address
