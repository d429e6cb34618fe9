"""Every CSV that can be taken away, opened by LibreOffice: nothing in it is calculated, and every text is whole."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import pytest

from tests.conftest import needed
from tests.support.awkward import AWKWARD, LINES, awkward
from tests.support.clock import StandingClock
from tests.support.office import RUTH
from tests.support.pages import looking
from tests.support.spreadsheet import AS_FOUND, AS_TEXT, Sheet, here, opened
from web.app import create_app
from web.bundling import kept
from web.bundling.job import make
from web.exports import cell, csv_lines
from web.service import Service

pytestmark = pytest.mark.slow
FILES = {
    "audit.log_file": "/audit/log.csv", "review.trail_file": "/patients/{who}/trail.csv",
    "review.compare_file": "/patients/{who}/compare.csv", "reads.every_file": "/audit/access.csv",
    "reads.of_patient_file": "/patients/{who}/access.csv", "flags.file": "/audit/flags.csv",
    "cases.cases_file": "/cases.csv",
    "register.register_csv": "/register.csv?day=2026-03-07", "charts.chart_csv": "/patients/{who}/chart.csv",
    "charts.growth_csv": "/patients/{who}/growth.csv", "releases.of_patient_file": "/patients/{who}/releases.csv",
    "impact.impact_file": "/patients/{who}/impact/{right}.csv",
    "without.records_file": "/audit/without.csv?actor=u-%3D1%2B1",
    "tokens.done_file": "/tokens/{token}/done.csv",
    "retention.ended_file": "/erasures/retention.csv",
}  # fmt: skip
"""By endpoint; the last one a life later, when nobody has to be kept."""
LIFE = 40 * 365  # days


ROLES = ("reviewer", "clerk", "privacy-officer")
"""Each of the files is for one of them at least."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What can be taken away from an office in which everything was written so, by endpoint, or name in a bundle."""
    needed(here(), "soffice")
    clock = StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC))
    with Service.create(tmp_path_factory.mktemp("awkward") / "store", "test.example/log", clock) as service:
        who, right = awkward(service)
        *now, (last, path) = FILES.items()
        told = {"who": who, "right": right, "token": service.views.tokens.every()[0].token}
        found = {name: taken(service, path.format(**told)) for name, path in now}
        clock.on(days=LIFE)
        found[last] = taken(service, path)
        return found | bundled(service, "full", "changes.csv") | bundled(service, "envelope", "events.csv")


def taken(service: Service, path: str) -> bytes:
    answers = [looking(service, role).get(path) for role in ROLES]
    octets: bytes = next(answer.data for answer in answers if answer.status_code == 200)
    return octets


def bundled(service: Service, profile: str, name: str) -> dict[str, bytes]:
    id = UUID(service.exporting.request(profile, {}, 1, "HCOMPL", "Harbour Review Board", RUTH).id)
    make(service, id, kept.place(service, id), RUTH)
    with ZipFile(BytesIO(kept.place(service, id).read_bytes())) as read:
        return {name: read.read(name)}


def written(octets: bytes) -> list[list[str]]:
    """As a program reads it, which knows of no spreadsheet; without the empty cells at the end of a row."""
    return [trimmed(row) for row in csv.reader(StringIO(octets.decode("utf-8-sig"), newline=""))]


def trimmed(row: list[str]) -> list[str]:
    return row[: max((n for n, text in enumerate(row, start=1) if text), default=0)]


@pytest.fixture(scope="module")
def sheets(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Sheet]]:
    """All files, by how what stands in quotes is taken."""
    return {how: opened(tmp_path_factory.mktemp("sheets") / "here", files, how) for how in (AS_TEXT, AS_FOUND)}


def test_every_csv_is_among_them(tmp_path: Path) -> None:
    with Service.create(tmp_path / "store", "test.example/log") as service:
        rules = create_app(service).url_map.iter_rules()
        assert {rule.endpoint for rule in rules if rule.rule.endswith((".csv", ".<form>"))} == set(FILES)


def test_what_is_not_written_by_us_is_calculated(tmp_path: Path) -> None:
    """So that the next two prove something."""
    needed(here(), "soffice")
    (row,) = opened(tmp_path / "here", {"theirs": b'=1+1,"=1+1","\'=1+1"\r\n'}, AS_FOUND)["theirs"]

    assert row == [("2", "1+1"), ("2", "1+1"), ("'=1+1", None)]


@pytest.mark.parametrize("how", [AS_TEXT, AS_FOUND])
def test_nothing_is_calculated(sheets: dict[str, dict[str, Sheet]], how: str) -> None:
    formulas = [(name, one) for name, rows in sheets[how].items() for row in rows for one in row if one.formula]

    assert formulas == []
    assert all(len(rows) > 1 for rows in sheets[how].values())


def test_every_text_is_in_its_cell_whole(files: dict[str, bytes], sheets: dict[str, dict[str, Sheet]]) -> None:
    for name, octets in files.items():
        assert [trimmed([one.text for one in row]) for row in sheets[AS_TEXT][name]] == written(octets), name


@pytest.mark.parametrize("how", [AS_TEXT, AS_FOUND])
@pytest.mark.parametrize("name", ["audit.log_file", "changes.csv"])
def test_all_that_was_typed_is_there(sheets: dict[str, dict[str, Sheet]], name: str, how: str) -> None:
    found = {one.text for row in sheets[how][name] for one in row}

    assert {cell(text) for text in (*AWKWARD, *LINES)} <= found


def test_what_nobody_can_type_is_not_calculated_either(tmp_path: Path) -> None:
    """Control characters and those of other widths, as another program may have handed them on."""
    needed(here(), "soffice")
    texts = [f"{sign}{text}" for sign in "\t\r\n\0＝＋－＠\ufeff\u200b " for text in ("=1+1", "x", "\n=1+1")]
    octets = "".join(csv_lines([{"n": n, "t": text, "e": "e"} for n, text in enumerate(texts)], "nte")).encode()

    _, *rows = opened(tmp_path / "here", {"odd": octets}, AS_FOUND)["odd"]

    assert [[one.formula for one in row] for row in rows] == [[None] * 3] * len(texts)
