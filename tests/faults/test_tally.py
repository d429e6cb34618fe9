"""The table of faults: what the document shows is what was counted, and nothing that must be none is more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import tally
from tests.faults.tally import BEGIN, DOCUMENT, END, ROWS, Tally, counted, largest, read, table


def test_the_document_shows_what_was_counted() -> None:
    shown = DOCUMENT.read_text().partition(BEGIN)[2].partition(END)[0]

    assert shown == table(read())


def test_every_fault_was_tried_and_none_of_them_lost_or_hid_anything() -> None:
    kept = read()

    assert {one.row for one in kept} == set(ROWS)
    assert [one for one in kept if one.lost or one.inconsistent or one.silent or one.bad] == []
    assert all(one.injected for one in kept)


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tally, "RAN", tmp_path / "ran")
    return tmp_path / "ran"


def count(wrong: bool, times: int) -> None:
    with counted("torn", seed=7) as row:
        row.add(times, 3)
        if wrong:
            row.wrong("call 12", lost=1)


def test_what_is_wrong_fails_its_test_names_the_seed_and_is_kept(ran: Path) -> None:
    with pytest.raises(AssertionError, match="SEED=7"):
        count(True, 5)

    kept = largest()["torn sqlite"]
    assert (kept.injected, kept.acknowledged, kept.lost, kept.bad) == (5, 3, 1, ["call 12"])


def test_a_run_in_which_nothing_happened_is_no_run(ran: Path) -> None:
    with pytest.raises(AssertionError, match="no fault happened"):
        count(False, 0)


def test_of_several_runs_the_largest_is_shown(ran: Path) -> None:
    for times in (40, 5):
        count(False, times)

    assert largest()["torn sqlite"].injected == 40


def test_files_come_before_databases_and_rows_in_their_order() -> None:
    rows = [Tally("torn", "postgresql", 1), Tally("torn", "sqlite", 2000), Tally("killed", "sqlite", 3)]

    lines = table(rows).splitlines()

    assert [line.split(" | ")[1] for line in lines[2:]] == ["files", "files", "PostgreSQL"]
    assert lines[3].startswith(f"| {ROWS['torn']} | files | 2,000 | ")
