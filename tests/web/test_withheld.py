"""An export lacks what was recorded in records that are closed to whoever asks; it says of how many, and is proved."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest

from tests.support.made import held, verdict
from tests.support.node import Node
from tests.support.office import AMA, PRIYA_WHY, register
from tests.trail.bundle import conftest
from tests.web.api.program import Program, problem
from tests.web.bundling.pages.asking import ask, newest
from tests.web.clerk_desk import Desk, text
from tests.web.command import caretrail
from tests.web.test_journey import PASSWORD
from trail import sealed
from web.service import Service

verify_js, node = conftest.verify_js, conftest.node
SECRET, OPEN = "Weaver of kente", "Ferryman"


@pytest.fixture
def efua(service: Service) -> UUID:
    """Very restricted; of Yaw beside her everybody reads."""
    one, other = (register(service.records, names=[name], identifiers=[]) for name in ("Efua Quaye", "Yaw Mensah"))
    service.records.update(one, {"occupation": SECRET}, AMA)
    service.records.update(other, {"occupation": OPEN}, AMA)
    service.records.label(one, "V", PRIYA_WHY)
    return one


def everything_in(bundle: bytes) -> str:
    with ZipFile(io.BytesIO(bundle)) as read:
        return "\n".join(read.read(name).decode() for name in read.namelist())


def keys_shown(bundle: bytes) -> set[int]:
    """Data keys of what the bundle tells of."""
    keys = {entry["i"]: entry["kid"] for entry in held(bundle, "entries.jsonl")}
    return {keys[line["i"]] for line in held(bundle, "payloads.jsonl")}


@pytest.mark.parametrize("narrow", [
    {}, {"type": "demographics.updated"}, {"since": "2020"}, {"profile": "minimum", "shown": "changes,meta"},
])  # fmt: skip
def test_a_bundle_holds_nothing_of_a_closed_record_and_both_readers_prove_it(
    service: Service, efua: UUID, node: Node, tmp_path: Path, narrow: dict[str, str]
) -> None:
    auditor = Desk(service, "auditor")

    bundle = auditor.client.get(f"{ask(auditor, **narrow)}.zip").data

    key = service.store.log.key_of(efua)
    told, vkey = verdict(bundle, service, tmp_path), sealed.signer_of(service.store).verifier_key
    assert told["verdict"] == "proved"
    assert node.verify(tmp_path / "taken-home.zip", "--key", vkey).answer["verdict"] == "proved"
    assert newest(service).told["filter"]["without"] == [key]
    assert key not in keys_shown(bundle)
    assert SECRET not in everything_in(bundle)
    assert not re.search(r"\bEfua\b", everything_in(bundle))
    assert OPEN in everything_in(bundle)


def test_to_whom_the_record_opens_it_is_whole(service: Service, efua: UUID, tmp_path: Path) -> None:
    officer = Desk(service, "privacy-officer")

    bundle = officer.client.get(f"{ask(officer)}.zip").data

    assert newest(service).told["filter"] == {}
    assert SECRET in everything_in(bundle)
    assert verdict(bundle, service, tmp_path)["verdict"] == "proved"


def test_the_page_the_report_and_the_list_say_how_many_are_withheld(service: Service, efua: UUID) -> None:
    auditor = Desk(service, "auditor")
    form = text(auditor.get("/audit/exports/new"))
    at = ask(auditor)

    bundle = auditor.client.get(f"{at}.zip").data

    assert "1 record is closed to you." in form
    assert "1 record closed to whoever asked" in text(auditor.get(at))
    with ZipFile(io.BytesIO(bundle)) as read:
        report = text(read.read("report.html").decode())
    assert "without what was recorded in 1 record closed to whoever asked" in report


def test_envelopes_tell_of_nobody_what_was_recorded_and_lack_nothing(service: Service, efua: UUID) -> None:
    auditor = Desk(service, "auditor")

    ask(auditor, profile="envelope")

    assert newest(service).told["filter"] == {}


def test_a_closed_record_that_is_chosen_by_its_number_is_refused(service: Service, efua: UUID) -> None:
    page = Desk(service, "auditor").client.get(f"/audit/exports/new?patient={efua}")

    assert page.status_code == 403
    assert "This record is closed" in page.text


def test_what_somebody_else_asked_for_is_taken_home_by_those_alone_to_whom_all_of_it_opens(
    service: Service, efua: UUID
) -> None:
    officer, auditor = Desk(service, "privacy-officer"), Desk(service, "auditor")
    at = ask(officer)

    page, file = text(auditor.get(at)), auditor.client.get(f"{at}.zip")

    assert "It holds 1 record closed to you" in page
    assert "Take it home" not in page
    assert (file.status_code, auditor.client.get(f"{at}.pdf").status_code) == (403, 403)
    assert "Take it home" in text(officer.get(at))
    assert officer.client.get(f"{at}.zip").status_code == 200


def test_who_could_take_it_home_cannot_any_more_once_a_record_in_it_is_closed_to_them(
    service: Service, efua: UUID
) -> None:
    service.records.label(efua, "N", PRIYA_WHY)
    auditor = Desk(service, "auditor")
    at = ask(auditor)
    before = auditor.client.get(f"{at}.zip").status_code

    service.records.label(efua, "V", PRIYA_WHY)

    assert (before, auditor.client.get(f"{at}.zip").status_code) == (200, 403)


def test_a_program_gets_no_more_than_whoever_holds_its_token(service: Service, efua: UUID) -> None:
    officer = Desk(service, "privacy-officer")
    whole = ask(officer).rpartition("/")[2]
    auditor = Program(service, "auditor")

    asked = auditor.post("/exports", {"profile": "full", "recipient": "The auditor", "purpose": "HCOMPL"})
    auditor.client.application.extensions["exports"].wait(60)

    bundle = auditor.client.get(f"{asked.headers['Location']}/file", headers=auditor.headers)
    assert bundle.status_code == 200
    assert SECRET not in everything_in(bundle.data)
    told = problem(auditor.get(f"/exports/{whole}/file"), "not-allowed")
    assert "1 record closed to them" in told["detail"]


def test_the_command_line_leaves_it_out_as_well_and_says_so(tmp_path: Path) -> None:
    with Service.create(tmp_path / "store", "test.example/log") as service:
        id = register(service.records, names=["Efua Quaye"], identifiers=[])
        service.records.update(id, {"occupation": SECRET}, AMA)
        service.records.label(id, "V", PRIYA_WHY)
        for login, role in (("amal", "auditor"), ("priya", "privacy-officer")):
            service.personnel.add(login, login.capitalize(), role, service.system())
            service.accounts.set_password(login, PASSWORD)
    words = ("trail", "export", "--purpose", "HCOMPL")

    less = caretrail(tmp_path / "store", *words, str(tmp_path / "less.zip"), actor="amal")
    whole = caretrail(tmp_path / "store", *words, str(tmp_path / "whole.zip"), actor="priya")

    assert (less.exit_code, whole.exit_code) == (0, 0)
    assert "Withheld: 1 record closed to Amal." in less.stderr
    assert "Withheld" not in whole.stderr
    assert SECRET not in everything_in((tmp_path / "less.zip").read_bytes())
    assert SECRET in everything_in((tmp_path / "whole.zip").read_bytes())


def test_the_change_log_as_a_file_marks_each_event_whose_content_it_withholds(service: Service, efua: UUID) -> None:
    reviewer, officer = Desk(service, "reviewer"), Desk(service, "privacy-officer")
    count = sum(1 for row in _rows(officer, "json") if row["patient"] == str(efua))

    table = list(csv.DictReader(io.StringIO(reviewer.get("/audit/log.csv").lstrip("\ufeff"))))

    marked = [row for row in table if row["withheld"] == "yes"]
    assert count > 1
    assert len(marked) == count == sum(1 for row in _rows(reviewer, "json") if row.get("withheld"))
    assert {row["patient"] for row in marked} == {str(efua)}
    assert all((row["was"], row["now"], row["because"]) == ("", "", "") for row in marked)
    assert not any(row.get("withheld") for row in _rows(officer, "json"))


def _rows(desk: Desk, form: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(desk.get(f"/audit/log.{form}"))
    return found


@pytest.mark.parametrize("path", ["chart.csv", "print", "chart", "trail.json", "access.json", "own-report"])
def test_files_and_prints_of_one_record_do_not_leave_a_closed_one(service: Service, efua: UUID, path: str) -> None:
    for role in ("auditor", "reviewer"):
        answer = Desk(service, role).client.get(f"/patients/{efua}/{path}")
        assert answer.status_code == 403
        assert SECRET not in answer.text
