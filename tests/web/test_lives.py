"""Random lives on the reviewer's and the auditor's pages: what is shown is what follows from the log."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as some

from domain.fact import Fact, Plain
from domain.file import File
from domain.identity import KEY
from projections.past import file_at
from tests.support.lives import lived, steps
from tests.support.pages import holding, looking, marked
from tests.support.stores import ENGINES, created, database_of
from web.pages import audit
from web.record import lines, timeline
from web.review import compared
from web.service import Service

Told = list[tuple[str, int]]


both = pytest.mark.parametrize("engine", ENGINES)  # a fixture would be made once for all examples of a test


@contextmanager
def living(engine: str, told: Told, role: str = "reviewer") -> Iterator[tuple[Service, FlaskClient, UUID]]:
    with (
        TemporaryDirectory() as folder,
        database_of(engine) as url,
        created(Path(folder) / "store", database=url) as service,
    ):
        client = looking(service, role)
        yield service, client, lived(service, told)


def folded(facts: list[Fact]) -> Plain:
    """The file by the domain's own fold, with nothing of the program between."""
    file = File()
    for fact in facts:
        file.fold(fact)
    return {"chapters": {name: dict(chapter.items) for name, chapter in file.chapters.items()}}


def keys(file: Plain) -> set[str]:
    """Every line that a page of this file must show."""
    return {key for name in lines.TITLES for key in lines.lines(file, name)}


@both
@settings(max_examples=12)
@given(steps, some.data())
def test_the_page_at_an_event_shows_the_fold_of_what_came_before(
    engine: str, told: Told, data: some.DataObject
) -> None:
    with living(engine, told) as (service, client, who):
        facts = list(service.store.journal.history(who))
        number = data.draw(some.integers(1, len(facts)))
        then, now = folded(facts[:number]), folded(facts)

        page = client.get(f"/patients/{who}?event={number}").text

    shown, ghosts = marked(page, "k-"), marked(page, "g-")
    expected = {key: line for name in lines.TITLES for key, line in lines.lines(then, name).items()}
    assert shown.keys() == expected.keys()
    assert all(" ".join(line.text.split()) in shown[key] for key, line in expected.items())
    later = keys(now) - keys(then)
    assert ghosts.keys() == {key for key in later if not key.startswith("measurements.")}


@both
@settings(max_examples=12)
@given(steps, some.data())
def test_what_an_event_wrote_glows_and_nothing_else(engine: str, told: Told, data: some.DataObject) -> None:
    with living(engine, told) as (service, client, who):
        facts = list(service.store.journal.history(who))
        number = data.draw(some.integers(1, len(facts)))
        before, after = folded(facts[: number - 1]), folded(facts[:number])

        page = client.get(f"/patients/{who}?event={number}").text

    entries = {
        f"{chapter}.{id}"
        for chapter, items in after["chapters"].items()
        for id, item in items.items()
        if before["chapters"].get(chapter, {}).get(id) != item and chapter != KEY
    }
    glowing = {key for key in holding(page, "k-", "ct-glow") if not key.startswith(f"{KEY}.")}
    assert glowing == entries


@both
@settings(max_examples=12)
@given(steps, some.data())
def test_every_difference_is_traced_to_an_event_between(engine: str, told: Told, data: some.DataObject) -> None:
    with living(engine, told) as (service, client, who):
        events = timeline.events(service.store.journal.history(who), file_at(service.store.journal, who))
        one, two = sorted(data.draw(some.tuples(*[some.integers(1, len(events))] * 2)))
        place = [event.position for event in events]

        found = client.get(f"/patients/{who}/compare.json?from={place[one - 1]}&to={place[two - 1]}").json
        files = [file_at(service.store.journal, who, place[number - 1]) for number in (one, two)]

    assert found == compared.traced(files[0], files[1], events[one:two])
    assert all(difference["positions"] for difference in found)
    between = set(place[one:two])
    assert all(set(difference["positions"]) <= between for difference in found)


@both
@settings(max_examples=8)
@given(steps)
def test_every_page_of_a_life_opens(engine: str, told: Told) -> None:
    with living(engine, told) as (service, client, who):
        count = sum(1 for _ in service.store.journal.history(who))
        pages = [client.get(f"/patients/{who}?event={number}") for number in range(1, count + 1)]
        steps = [
            client.get(f"/patients/{who}/compare?from={one}&to={two}") for one, two in pairwise(_places(service, who))
        ]
        trail = client.get(f"/patients/{who}/trail")

    assert {page.status_code for page in (*pages, *steps, trail)} == {200}


def _places(service: Service, who: UUID) -> list[int]:
    return [fact.by.position for fact in service.store.journal.history(who)]


FILTERS = some.fixed_dictionaries({}, optional={
    "what": some.sampled_from(["corrected", "recorded", "added", "entered-in-error", "registered"]),
    "chapter": some.sampled_from(["measurements", "history", "demographics"]),
    "marked": some.sampled_from(["late", "reasoned", "warned", "flagged", "import", "unanchored"]),
    "reason": some.sampled_from(["typing-error", "wrong-patient"]),
    "field": some.sampled_from(["value", "names", "nothing.here"]),
    "q": some.sampled_from(["Problem", "digits", "Mill Lane", "kg"]),
    "order": some.sampled_from(["oldest", "newest"]),
    "channel": some.sampled_from(["form", "import", "cli"]),
    "since": some.sampled_from(["2020-01-01", "2999-01-01"]),
})  # fmt: skip


@both
@settings(max_examples=15)
@given(steps, FILTERS)
def test_an_export_holds_exactly_what_the_screen_shows(engine: str, told: Told, asked: dict[str, str]) -> None:
    with living(engine, told, "auditor") as (_, client, _who):
        screen = list(_screen(client, asked))
        first = client.get("/audit/log", query_string=asked).text
        ndjson = [json.loads(line) for line in client.get("/audit/log.ndjson", query_string=asked).text.splitlines()]
        array = client.get("/audit/log.json", query_string=asked).json
        text = client.get("/audit/log.csv", query_string=asked).text.removeprefix("\ufeff")
        rows = list(csv.DictReader(StringIO(text, newline="")))

    assert [change["position"] for change in ndjson] == screen
    assert array == ndjson
    assert list(dict.fromkeys(int(row["position"]) for row in rows)) == screen
    assert len(rows) == sum(max(len(change["changes"]), 1) for change in ndjson)
    assert f"<b>{len(screen)} event{'' if len(screen) == 1 else 's'}</b>" in first or (
        not screen and "No event fits" in first
    )


def _screen(client: FlaskClient, asked: dict[str, str]) -> Iterator[int]:
    """The positions on the log's pages, from the first page to the last."""
    after: dict[str, str] = {}
    while True:
        page = client.get("/audit/log", query_string={**asked, **after}).text
        found = [int(id) for id in marked(page, "e") if id.isdigit()]
        yield from found
        if len(found) < audit.PAGE or f"after={found[-1]}" not in page:
            return
        after = {"after": str(found[-1])}
