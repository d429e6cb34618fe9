"""`caretrail replay --against`: what another version would show differently is told before it is installed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.support.office import register
from tests.support.versions import Version, another
from tests.web.command import caretrail, office
from web.keeping.replaying import differences
from web.service import Service

AS_IT_WAS: dict[str, tuple[str, str]] = {}
SHOUTED = {
    "domain/documents.py": (
        '{**fields, "status": "current"}', '{**fields, "status": "current", "title": fact.title.upper()}'
    ),
}  # fmt: skip
_CASE = "            case DocumentAttached():\n"
BROKEN = {"domain/documents.py": (_CASE, f"{_CASE}                fact.nothing\n")}


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Version]:
    place = tmp_path_factory.mktemp("versions")
    told = {"same": AS_IT_WAS, "shouted": SHOUTED, "broken": BROKEN}
    return {name: another(place / name, changes) for name, changes in told.items()}


@pytest.fixture
def folder(tmp_path: Path, database: str | None) -> Path:
    """Everything has happened to the first of two; one record was erased."""
    return office(tmp_path / "store", database)


def attached(folder: Path) -> tuple[str, str]:
    """Two people of whom each has a document, the one before the other."""
    told = {"digest": "cd" * 32, "size": 7, "mime": "text/plain", "title": "Letter"}
    with Service.open(folder) as service:
        by = service.system()
        people = [register(service.records, identifiers=[]) for _ in range(2)]
        for n, who in enumerate(people):
            service.records.attach(who, {**told, "address": f"{n:064x}"}, by)
    return str(people[0]), str(people[1])


def test_the_same_program_differs_in_nothing(folder: Path, versions: dict[str, Version]) -> None:
    with Service.open(folder) as service:  # as a server has it meanwhile
        before = service.store.log.head()
        done = caretrail(folder, "replay", "--against", str(versions["same"].environment))
        assert service.store.log.head() == before

    assert (done.exit_code, done.stdout) == (0, "")
    assert "records are the same in 0.1.0 and in 0.1.0" in done.stderr


def test_each_value_that_would_differ_is_named_and_not_shown(folder: Path, versions: dict[str, Version]) -> None:
    first, second = attached(folder)

    done = caretrail(folder, "replay", "--against", str(versions["shouted"].environment), "--json")

    *found, counts = map(json.loads, done.stdout.splitlines())
    places = [(one["record"], one["place"]) for one in found]
    assert done.exit_code == 1
    assert places[-2:] == [(who, "file.chapters.attachments.a1.title") for who in (first, second)]
    assert {tuple(one) for one in found} == {("record", "place")}
    assert counts["different"] == len(found)
    assert counts["different_records"] == len({who for who, _ in places}) < counts["records"]
    assert "Letter" not in done.stdout + done.stderr


@pytest.mark.slow
def test_values_are_shown_to_somebody_and_that_stands_in_the_log_of_reads(
    folder: Path, versions: dict[str, Version]
) -> None:
    attached(folder)
    with Service.open(folder, readonly=True) as service:
        before = service.store.access.log.position
    words = ("replay", "--against", str(versions["shouted"].environment / "bin" / "caretrail"), "--values")

    nobody = caretrail(folder, *words)
    amal = caretrail(folder, *words, actor="amal")

    assert nobody.exit_code == 6
    assert '"Letter" → "LETTER"' in amal.stdout
    people = {line.split()[0] for line in amal.stdout.splitlines()}
    with Service.open(folder, readonly=True) as service:
        assert service.store.access.log.position - before == len(people)


@pytest.mark.slow
def test_as_of_an_earlier_position_what_came_later_does_not_count(folder: Path, versions: dict[str, Version]) -> None:
    words = ("replay", "--against", str(versions["shouted"].environment), "--json")
    with Service.open(folder, readonly=True) as service:
        before = service.store.log.position
    attached(folder)

    now, then = caretrail(folder, *words), caretrail(folder, *words, "--upto", str(before))

    later, earlier = (json.loads(done.stdout.splitlines()[-1]) for done in (now, then))
    assert (later["records"] - earlier["records"], later["different"] - earlier["different"]) == (2, 2)


def test_a_version_that_cannot_fold_a_record_is_told_with_that_record(
    folder: Path, versions: dict[str, Version]
) -> None:
    first, _ = attached(folder)

    done = caretrail(folder, "replay", "--against", str(versions["broken"].environment))

    assert done.exit_code == 1
    assert [f"{first}  file", f"{first}  failed"] == [line for line in done.stdout.splitlines() if first in line]


@pytest.mark.parametrize(("program", "says"), [
    ("nowhere", "There is no Caretrail at"),
    ("silent", "it said nothing"),
    ("old", "No such command 'replay'"),
])  # fmt: skip
def test_a_program_that_cannot_be_asked_is_told_from_one_that_differs(tmp_path: Path, program: str, says: str) -> None:
    folder = office(tmp_path / "store")
    for name, does in (("silent", "exit 0"), ("old", "echo \"Error: No such command 'replay'.\" >&2; exit 2")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)

    done = caretrail(folder, "replay", "--against", str(tmp_path / program))

    assert (done.exit_code, says in done.stderr, done.stdout) == (1, True, "")


PLAIN = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=3),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)


@given(PLAIN, PLAIN)
def test_two_values_are_equal_where_no_difference_is_found_and_only_there(here: Any, there: Any) -> None:
    found = list(differences(here, there))

    assert (found == []) is (json.dumps(here, sort_keys=True) == json.dumps(there, sort_keys=True))
    assert {(place, after, before) for place, before, after in found} == set(differences(there, here))


def test_differences_are_named_by_where_they_are() -> None:
    here = {"name": "Lucía", "visits": {"v1": {"status": "open"}}, "codes": [1, 2], "gone": None}
    there = {"name": "Lucia", "visits": {"v1": {"status": "open"}, "v2": {}}, "codes": [1]}

    assert list(differences(here, there)) == [
        ("name", '"Lucía"', '"Lucia"'), ("visits.v2", None, "{}"), ("codes.1", "2", None), ("gone", "null", None),
    ]  # fmt: skip
