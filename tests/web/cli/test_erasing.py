"""`caretrail patient erase` and `patient hold`: two people, a hold, a refusal, and the certificate."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import pytest

from tests.support.clock import StandingClock
from tests.support.erased import left_in, lived
from tests.web.command import answer, answers, caretrail
from web.service import Service


@pytest.fixture
def folder(tmp_path: Path, clock: StandingClock, database: str | None) -> Path:
    with Service.create(tmp_path / "store", "test.example/log", clock, database) as service:
        for login, name, role in (
            ("priya", "Priya Nair", "privacy-officer"), ("sam", "Sam Owusu", "admin"), ("ama", "Ama Boateng", "clerk"),
        ):  # fmt: skip
            service.personnel.add(login, name, role, service.system())
        lived(service)
    return tmp_path / "store"


@pytest.fixture
def who(folder: Path) -> UUID:
    with Service.open(folder) as service:
        service.views.ready(60)
        return service.views.current.find("0000000195")


def test_one_asks_and_another_approves(folder: Path, who: UUID) -> None:
    asked = answer(folder, "patient", "erase", "0000000195", "--ground", "court-order", "--json", actor="priya")
    own = caretrail(folder, "patient", "erase", "0000000195", "--approve", actor="priya")
    done = caretrail(folder, "patient", "erase", "0000000195", "--approve", actor="sam")
    again = answer(folder, "patient", "erase", str(who), "--approve", "--json", actor="priya")

    assert (asked["state"], asked["ground"], asked["requested"]["name"]) == ("asked", "court-order", "Priya Nair")
    assert (own.exit_code, "Somebody else has to approve" in own.stderr) == (1, True)
    assert done.exit_code == 0, done.stderr
    assert "PROVED" in done.stdout
    assert "no other payload is missing" in done.stdout
    assert (again["state"], again["documents"], again["verdict"]) == ("erased", 1, "proved")
    assert caretrail(folder, "trail", "verify", "--payloads").exit_code == 0
    assert left_in(folder, {"Vandermolen", "Strawberries", "ZM-Q7K4V2", "0000000195"}) == {}


def test_a_record_that_is_gone_is_said_to_be_so(folder: Path, who: UUID) -> None:
    caretrail(folder, "patient", "erase", str(who), "--ground", "objection", actor="priya")
    caretrail(folder, "patient", "erase", str(who), "--approve", actor="sam")

    for words in (("show",), ("history",), ("blame",)):
        told = caretrail(folder, "patient", *words, str(who), actor="priya")
        assert (told.exit_code, "This record was erased." in told.stderr) == (3, True)


def test_its_lines_are_still_found_by_its_id_and_it_is_told_that_it_was_erased(folder: Path, who: UUID) -> None:
    before = answers(folder, "trail", "log", "--patient", str(who), actor="priya")
    caretrail(folder, "patient", "erase", str(who), "--ground", "objection", actor="priya")
    caretrail(folder, "patient", "erase", str(who), "--approve", actor="sam")

    log = caretrail(folder, "trail", "log", "--patient", str(who), actor="priya")
    reads = caretrail(folder, "access", "log", "--patient", f" {who} ", actor="priya")
    out = folder.parent / "his.zip"
    made = caretrail(
        folder, "trail", "export", str(out), "--patient", str(who), "--purpose", "HCOMPL", actor="priya"
    )  # fmt: skip

    lines = [json.loads(line) for line in log.stdout.splitlines()]
    kept = [line["position"] for line in lines if line.get("erased")]
    assert [line["position"] for line in before if line["stream"] == str(who)] == kept[: len(before)]
    for told in (log, reads, made):
        assert (told.exit_code, "This record was erased under entry" in told.stderr) == (0, True), told.stderr
    assert reads.stdout.count("\n") >= 1
    assert caretrail(folder, "trail", "verify", str(out)).exit_code in (0, 2)


def test_a_record_that_never_was_is_not_on_file(folder: Path, who: UUID) -> None:
    for words in (("trail", "log"), ("access", "log")):
        told = caretrail(folder, *words, "--patient", str(UUID(int=7)), actor="priya")
        assert (told.exit_code, "erased" in told.stderr) == (3, False)


def test_a_hold_keeps_it_until_it_is_lifted(folder: Path, who: UUID) -> None:
    held = answer(folder, "patient", "hold", str(who), "--matter", "Against the ferry", "--json", actor="priya")
    no = caretrail(folder, "patient", "erase", str(who), "--ground", "objection", actor="priya")
    silent = caretrail(folder, "patient", "hold", str(who), "--lift", actor="priya")
    lifted = caretrail(folder, "patient", "hold", str(who), "--lift", "--why", "It was settled.", actor="sam")
    asked = caretrail(folder, "patient", "erase", str(who), "--ground", "objection", actor="priya")

    assert held["holds"] == {"h1": "Against the ferry"}
    assert (no.exit_code, "A hold keeps this record: Against the ferry" in no.stderr) == (1, True)
    assert silent.exit_code == 1
    assert "No hold keeps this record." in lifted.stderr
    assert asked.exit_code == 0


def test_one_of_several_holds_is_named(folder: Path, who: UUID) -> None:
    for matter in ("Against the ferry", "Against the harbour"):
        caretrail(folder, "patient", "hold", str(who), "--matter", matter, actor="priya")

    unclear = caretrail(folder, "patient", "hold", str(who), "--lift", "--why", "Settled.", actor="priya")
    clear = caretrail(folder, "patient", "hold", str(who), "--lift", "h1", "--why", "Settled.", actor="priya")

    assert (unclear.exit_code, "Say which one" in unclear.stderr) == (1, True)
    assert clear.stdout == "h2  Against the harbour\n"


def test_a_refusal_says_why(folder: Path, who: UUID) -> None:
    caretrail(folder, "patient", "erase", str(who), "--ground", "objection", actor="priya")

    told = caretrail(
        folder, "patient", "erase", str(who), "--refuse", "retention", "--note", "Until 2030.", actor="sam"
    )

    assert "Its time of retention has not ended" in told.stdout
    assert caretrail(folder, "patient", "show", str(who), actor="priya").exit_code == 0


@pytest.mark.parametrize("words", [(), ("--approve", "--ground", "objection"), ("--refuse", "retention", "--approve")])
def test_one_thing_is_said_at_a_time(folder: Path, who: UUID, words: tuple[str, ...]) -> None:
    assert caretrail(folder, "patient", "erase", str(who), *words, actor="priya").exit_code == 2


def test_a_clerk_may_neither_hold_nor_erase(folder: Path, who: UUID) -> None:
    for words in (("erase", str(who), "--ground", "objection"), ("hold", str(who), "--matter", "Mine")):
        assert caretrail(folder, "patient", *words, actor="ama").exit_code == 6
