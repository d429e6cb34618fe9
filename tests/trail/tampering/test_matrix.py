"""Each cell of the table is so: by exactly those who are named it is noticed, at that place, and by nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.support.stores import ENGINES, database_of
from tests.trail.tampering import clinic, matrix, store, taken
from tests.trail.tampering.clinic import Clinic
from tests.trail.tampering.matrix import ATTACKERS, BUNDLE, KEYED, LATE, MEDIA, ROWS, STORE
from tests.trail.tampering.table import TABLE
from trail.checkpoint import parse
from trail.witness.folder import Witness

CELLS = list(product(ROWS, range(len(ATTACKERS))))
SLOW = [pytest.param(engine, marks=[pytest.mark.slow] * (engine != "sqlite")) for engine in ENGINES]


def test_every_cell_is_in_the_table_and_no_other() -> None:
    assert set(TABLE) == set(product(ROWS, MEDIA))
    assert {len(cells) for cells in TABLE.values()} == {len(ATTACKERS)}
    assert set(store.ATTACKS) == set(taken.CHANGES) == set(ROWS)


def test_a_cell_that_nobody_notices_says_why_and_no_other_does() -> None:
    assert all(bool(cell.why) != bool(cell.by) for cells in TABLE.values() for cell in cells)


# the live store


@pytest.fixture(scope="module", params=SLOW)
def founded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    with database_of(request.param) as database:
        yield clinic.founded(tmp_path_factory.mktemp("clinic"), database)


def test_an_untouched_store_is_noticed_by_nobody(founded: Clinic, tmp_path: Path) -> None:
    with founded.copy(tmp_path) as here:
        assert clinic.proof(here, payloads=True).findings == []
        assert not clinic.regrown(here)
        assert clinic.noticed(here) == set()


@pytest.mark.parametrize(("row", "attacker"), [pytest.param(row, n, id=f"{row}, {ATTACKERS[n]}") for row, n in CELLS])
def test_a_store_is_as_the_table_says(founded: Clinic, tmp_path: Path, row: str, attacker: int) -> None:
    cell, who = TABLE[row, STORE][attacker], ATTACKERS[attacker]
    with founded.copy(tmp_path) as here:
        store.ATTACKS[row](here, who)

        verdict = clinic.proof(here)
        views = {matrix.VIEWS} if row == "edited projection" and clinic.regrown(here) else set()
        noticed = views | clinic.noticed(here)

    event = clinic.LATE if who == LATE else clinic.EARLY
    assert noticed == cell.by
    assert first(verdict.findings) == {
        matrix.EVENT: event, matrix.FIRST: 1, matrix.CHECKPOINT: clinic.OUTSIDE, matrix.NOWHERE: None,
    }[cell.at]  # fmt: skip


def test_two_histories_of_a_log_are_two_notes_that_prove_it_to_anybody(founded: Clinic, tmp_path: Path) -> None:
    with founded.copy(tmp_path) as here:
        store.ATTACKS["forked history"](here, KEYED)
        clinic.noticed(here)

        seen = Witness(here.witness).last(clinic.ORIGIN)
        (kept,) = (here.witness / "refused").iterdir()
    assert seen
    assert parse(kept.read_text())[0].origin == seen.origin
    assert parse(kept.read_text())[0].root != seen.root


# a bundle


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return taken.earlier(tmp_path_factory.mktemp("earlier") / "earlier.zip")


def test_an_untouched_bundle_is_noticed_by_nobody(earlier: Path, tmp_path: Path) -> None:
    later = taken.attacked("lie entered by an authorised clerk", KEYED, tmp_path / "bundle.zip")

    assert taken.read(earlier, later, witness=True)["verdict"] == "proved"
    assert taken.noticed(later, earlier, late=False) == set()


@pytest.mark.parametrize(("row", "attacker"), [pytest.param(row, n, id=f"{row}, {ATTACKERS[n]}") for row, n in CELLS])
def test_a_bundle_is_as_the_table_says(earlier: Path, tmp_path: Path, row: str, attacker: int) -> None:
    cell, who = TABLE[row, BUNDLE][attacker], ATTACKERS[attacker]

    bundle = taken.attacked(row, who, tmp_path / "bundle")

    event = taken.LATE if who == LATE else taken.EARLY
    assert taken.noticed(bundle, earlier, who == LATE) == cell.by
    places = {matrix.EVENT: event, matrix.FIRST: 1, matrix.SEAL: taken.SEALED, matrix.NOWHERE: None}
    assert first(taken.read(bundle)["findings"]) == places[cell.at]


def first(findings: list[dict[str, Any]]) -> int | None:
    return min((int(one["position"]) for one in findings if one["position"]), default=None)
