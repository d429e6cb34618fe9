"""`caretrail patient`: what it answers, whole, and how it says no."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.support.clock import StandingClock
from tests.support.office import AMA, LUCIA, WHY, everything, register
from tests.support.stores import ENGINES, created, database_of
from tests.web.command import answer, answers, caretrail
from web.service import Service

MRN = "0000000195"


@pytest.fixture(scope="module", params=ENGINES)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Lucía, born in 1984 with a weight that was put right an hour later; Ruth may read her file."""
    place, clock = tmp_path_factory.mktemp("patient") / "store", StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC))
    with database_of(request.param) as database:
        with created(place, "test.example/log", clock, database) as service:
            who = register(service.records)
            weight = [{"kind": "weight", "value": "72.5", "unit": "kg"}]
            taken = service.records.measure(who, weight, AMA, "2026-03-07T09:00Z")
            clock.on(hours=1)
            service.records.correct(who, "measurements", taken.entries[0], {"value": "75.2"}, WHY)
            _staff(service)
        yield place


def _staff(service: Service) -> None:
    service.personnel.add("ruth", "Ruth Adeyemi", "reviewer", service.system())
    service.personnel.add("sam", "Sam Owusu", "admin", service.system())


def positions(folder: Path) -> list[int]:
    return [change["position"] for change in answers(folder, "patient", "history", MRN, actor="ruth")]


def test_find_gives_who_fits(folder: Path) -> None:
    found = answer(folder, "patient", "find", "nunez 1984", "--json", actor="ruth")

    assert [{**one, "id": "", "score": 0} for one in found] == [
        {"id": "", "mrn": MRN, "name": "Lucía Núñez", "born": "1984-03", "sex": "female", "score": 0}
    ]
    assert UUID(found[0]["id"])


def test_find_tells_a_reader_one_line_for_each(folder: Path) -> None:
    done = caretrail(folder, "patient", "find", "lucia", actor="ruth")

    assert done.stdout == "0000000195  1984-03     female  Lucía Núñez\n"


def test_nobody_found_is_an_empty_list(folder: Path) -> None:
    assert answer(folder, "patient", "find", "nobody", "--json", actor="ruth") == []


def test_show_gives_the_file(folder: Path) -> None:
    file = answer(folder, "patient", "show", MRN, "--json", actor="ruth")

    assert list(file) == [
        "id", "mrn", "position", "version", "known_at", "true_on", "demographics", "blood_group", "visits",
        "measurements", "history", "reports", "attachments", "deficiencies", "alerts", "merged_from",
    ]  # fmt: skip
    assert (file["mrn"], file["position"], file["known_at"]) == (
        MRN,
        positions(folder)[-1],
        "2026-03-07T10:30:00+00:00",
    )
    assert file["demographics"]["birth"] == LUCIA["birth"]
    told = {name: file["measurements"][0][name] for name in ("kind", "value", "unit", "as_entered", "status")}
    assert told == {
        "kind": "weight",
        "value": "75.2",
        "unit": "kg",
        "as_entered": {"value": "75.2", "unit": "kg"},
        "status": "final",
    }


@pytest.mark.parametrize("known", ["before", "2026-03-07 10:00"])
def test_show_gives_the_file_as_it_was_known(folder: Path, known: str) -> None:
    before = str(positions(folder)[-1] - 1)

    file = answer(folder, "patient", "show", MRN, "--known", before if known == "before" else known, actor="ruth")

    assert file["measurements"][0]["value"] == "72.5"
    assert file["known_at"] == "2026-03-07T09:30:00+00:00"


def test_a_record_number_may_be_written_with_its_spaces_and_the_id_in_capitals(folder: Path) -> None:
    by_number = answer(folder, "patient", "show", "00 000 001-95", actor="ruth")
    by_id = answer(folder, "patient", "show", by_number["id"].upper(), actor="ruth")

    assert by_number == by_id


def test_history_gives_every_change_oldest_first(folder: Path) -> None:
    told = answers(folder, "patient", "history", MRN, "--json", actor="ruth")

    assert [change["type"] for change in told] == ["patient.registered", "measurements.recorded", "entry.corrected"]
    last = told[-1]
    assert {name: last[name] for name in last if name not in ("patient", "stream", "tx")} == {
        "position": last["position"],
        "recorded_at": "2026-03-07T10:30:00+00:00",
        "effective": None,
        "mrn": MRN,
        "version": 3,
        "type": "entry.corrected",
        "chapter": "measurements",
        "entry": "m1",
        "actor": {"id": "u-00000001", "name": "Ama Boateng", "role": "clerk", "kind": "person"},
        "channel": "form",
        "operator": None,
        "policy": "0",
        "request": None,
        "late": False,
        "source": [],
        "flags": [],
        "reason": {"code": "typing-error", "text": "Two digits changed places."},
        "changes": [
            {"field": "measurements.m1.as_entered.value", "was": "72.5", "now": "75.2"},
            {"field": "measurements.m1.value", "was": "72.5", "now": "75.2"},
        ],
    }


@pytest.mark.parametrize(
    ("filters", "types"),
    [
        (("--since", "2026-03-07 10:00"), ["entry.corrected"]),
        (("--until", "2026-03-07 10:00"), ["patient.registered", "measurements.recorded"]),
        (("--actor", "Boateng"), ["patient.registered", "measurements.recorded", "entry.corrected"]),
        (("--actor", "Ruth"), []),
        (("--field", "demographics.birth"), ["patient.registered"]),
        (("--since", "2026-03-08"), []),
    ],
)
def test_history_is_narrowed(folder: Path, filters: tuple[str, ...], types: list[str]) -> None:
    told = answers(folder, "patient", "history", MRN, *filters, actor="ruth")

    assert [change["type"] for change in told] == types


def test_blame_gives_the_event_behind_a_value_and_what_stood_there_before(folder: Path) -> None:
    recorded, corrected = positions(folder)[-2:]

    told = answer(folder, "patient", "blame", MRN, "measurements.m1.value", "--json", actor="ruth")

    ama = {"id": "u-00000001", "name": "Ama Boateng", "role": "clerk", "kind": "person"}
    assert told == [
        {
            "field": "measurements.m1.value",
            "value": "75.2",
            "position": corrected,
            "actor": ama,
            "recorded_at": "2026-03-07T10:30:00+00:00",
            "reason": {"code": "typing-error", "text": "Two digits changed places."},
            "earlier": [
                {
                    "value": "72.5",
                    "position": recorded,
                    "actor": ama,
                    "recorded_at": "2026-03-07T09:30:00+00:00",
                    "reason": None,
                }
            ],
        }
    ]


def test_blame_knows_the_writer_of_every_value_of_a_file(
    tmp_path: Path, clock: StandingClock, database: str | None
) -> None:
    with created(tmp_path / "store", "test.example/log", clock, database) as service:
        who = everything(service)
        _staff(service)
        service.views.ready()
        file = service.views.current.file(who)

    told = answer(tmp_path / "store", "patient", "blame", str(who), actor="ruth")

    written = {one["field"]: one["value"] for one in told}
    del file["chapters"]["demographics"]["demographics"]["identifiers"][1]  # its event does not say at which place
    del file["chapters"]["reviews"]  # what the office decided is no value of the record
    assert {path: value for path, value in _leaves(file["chapters"]) if written.get(path, "nobody") != value} == {}


_FOLLOWS = (
    "id",
    "code",
    "recorded",
    "issued",
    "corrections",
    "retracted",
    "reaffirmed",
    "addenda",
    "acknowledged",
    "act",
    "status",
    "none_known",
)


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that somebody wrote; what only follows from the event, as its place in the file, is left out."""
    if isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if name not in _FOLLOWS and not (path == "" and name == "demographics"):
                yield from _leaves(inner, f"{path}.{name}" if path else str(name))
            elif path == "":
                yield from _leaves(inner["demographics"], "demographics")
    else:
        yield path, value


def test_compare_gives_what_differs_with_the_events_that_did_it(folder: Path) -> None:
    recorded, corrected = positions(folder)[-2:]

    told = answer(folder, "patient", "compare", MRN, str(recorded), str(corrected), "--json", actor="ruth")

    *values, kept = told
    assert values == [
        {"field": "measurements.m1.as_entered.value", "was": "72.5", "now": "75.2", "positions": [corrected]},
        {"field": "measurements.m1.value", "was": "72.5", "now": "75.2", "positions": [corrected]},
    ]
    assert (kept["field"], kept["was"], kept["positions"]) == ("measurements.m1.corrections", None, [corrected])


def test_compare_backwards_says_it_the_other_way_round(folder: Path) -> None:
    recorded, corrected = map(str, positions(folder)[-2:])

    told = answer(folder, "patient", "compare", MRN, corrected, recorded, actor="ruth")

    assert [(one["was"], one["now"]) for one in told[:2]] == [("75.2", "72.5"), ("75.2", "72.5")]
    assert told[2]["now"] is None


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("show", "0000000292"), 3, "There is no patient 0000000292."),
        (("show", "00000000-0000-0000-0000-000000000001"), 3, "There is no patient"),
        (("history", "nobody"), 3, "There is no patient nobody."),
        (("blame", MRN, "shoe.size"), 3, "Nobody ever wrote shoe.size"),
        (("show", MRN, "--known", "1"), 3, "Nothing had been recorded in this record by then."),
        (("show", MRN, "--known", "2020-01-01"), 3, "Nothing had been recorded"),
        (("compare", MRN, "0", "5"), 3, "Nothing had been recorded"),
        (("show", MRN, "--known", "999999"), 2, "--known: The log ends at position"),
        (("show", MRN, "--known", "9" * 30), 2, "--known: "),
        (("show", MRN, "--known", "2999-01-01"), 2, "--known: 2999-01-01 is still to come."),
        (("show", MRN, "--known", "soon"), 2, "--known: Write a day as"),
        (("show", MRN, "--known", ""), 2, "--known: "),
        (("compare", MRN, "then", "now"), 2, "FROM: Write a day as"),
        (("history", MRN, "--until", "31/12/2026"), 2, "--until: Write a day as"),
        (("find",), 2, "Missing argument 'QUERY'"),
    ],
)
def test_what_cannot_be_answered_says_why(folder: Path, words: tuple[str, ...], code: int, says: str) -> None:
    done = caretrail(folder, "patient", *words, actor="ruth")

    assert (done.exit_code, done.stdout) == (code, "")
    assert says in done.stderr


@pytest.mark.parametrize(
    ("actor", "says"),
    [
        (None, "Say who acts"),
        ("nobody", "There is no account nobody"),
        ("sam", "The role admin does not allow this"),
    ],
)
@pytest.mark.parametrize(
    "words", [("find", "x"), ("show", MRN), ("history", MRN), ("blame", MRN), ("compare", MRN, "1", "2")]
)
def test_nobody_reads_a_record_without_an_account_that_may(
    folder: Path, words: tuple[str, ...], actor: str | None, says: str
) -> None:
    done = caretrail(folder, "patient", *words, actor=actor)

    assert (done.exit_code, done.stdout) == (6, "")
    assert says in done.stderr


def test_who_acts_can_stand_in_the_environment(folder: Path) -> None:
    done = caretrail(folder, "patient", "find", "lucia", CARETRAIL_ACTOR="ruth")

    assert (done.exit_code, len(done.stdout.splitlines())) == (0, 1)
