"""Several patients in one export: chosen together, named back, and nothing of anybody else in the bundle."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from domain.export import COPY, ENVELOPE, FULL, MINIMUM
from domain.mrn import shown
from tests.support.erased import left_in, mrn_of, told_of
from tests.support.lives import lived, steps
from tests.support.made import held, verdict
from tests.support.office import AMA, PRIYA, RUTH, SAM, register
from tests.web.clerk_desk import Desk, text
from tests.web.command import caretrail
from trail.rows import quick
from web.bundling import kept
from web.bundling.job import make
from web.keeping.erasing import carry_out
from web.service import Service

ALL = "/audit/exports"
ASKED = {"recipient": "Harbour Review Board", "purpose": "HCOMPL"}


def person(service: Service, n: int) -> UUID:
    """In whose record some words are their own, and none could be a part of a digest or of microseconds."""
    told = {
        "names": [f"Quillon{n} Vexworth{n}"],
        "identifiers": [{"type": "INS", "issuer": "Zephyr", "value": f"ZM-77{n}x"}],
        "contacts": [{"system": "phone", "value": f"+999 5{n:02} 8100"}],
        "addresses": [f"{n} Ferryman's Yard, Oxmouth{n}"],
    }
    who = register(service.records, **told)
    service.records.add_history(who, {"kind": "problem", "what": f"Palpitation{n} since the thunderstorm{n}"}, AMA)
    return who


@pytest.fixture
def three(service: Service) -> list[UUID]:
    return [person(service, n) for n in range(3)]


def asked(desk: Desk, **told: str) -> Any:
    """Counted first, then sent."""
    counted = desk.send(f"{ALL}/new", {**ASKED, **told}, then="count")
    return counted, desk.again(f"{ALL}/new", counted, {**ASKED, **told})


# chosen


def test_several_are_named_back_before_anything_is_recorded_and_shown_alone(
    service: Service, three: list[UUID], tmp_path: Path
) -> None:
    desk, (first, second, _) = Desk(service, "auditor"), three
    size = service.store.log.position
    typed = f"{shown(mrn_of(service, first))}\r\n{second}, {mrn_of(service, first)}"

    counted, sent = asked(desk, profile=FULL, patient=typed)

    page = text(counted.text)
    assert "All of them are of these 2 patients :" in page
    assert ("Vexworth0" in page, "Vexworth1" in page, "Vexworth2" in page) == (True, True, False)
    assert sent.status_code == 303
    desk.app.extensions["exports"].wait(60)
    (request,) = service.store.journal.at([size + 1])
    keys = [service.store.log.key_of(one) for one in (first, second)]
    assert (request.patients, request.filter) == ([str(first), str(second)], {"keys": keys})  # type: ignore[attr-defined]
    bundle = desk.client.get(f"{sent.location}.zip").data
    assert verdict(bundle, service, tmp_path)["verdict"] == "proved"
    assert shown_of(bundle) == {*keys}
    assert all(f"Vexworth{n}" in desk.get(at) for n in range(2) for at in (str(sent.location), ALL))


def shown_of(bundle: bytes) -> set[int]:
    """The data keys of the events of records that have a line."""
    told = {entry["i"]: entry for entry in held(bundle, "entries.jsonl")}
    return {
        told[line["i"]]["kid"] for line in held(bundle, "payloads.jsonl")
        if "k" not in told[line["i"]] and not told[line["i"]]["type"].startswith("export.")
    }  # fmt: skip


def test_whoever_is_unknown_or_was_erased_is_told_at_their_place(service: Service, three: list[UUID]) -> None:
    desk, (first, second, third) = Desk(service, "auditor"), three
    service.erasing.ask(second, "court-order", SAM._replace(role="privacy-officer"), "By letter of the court.")
    service.erasing.approve(second, PRIYA)
    carry_out(service, second, PRIYA)
    size, typed = service.store.log.position, f"{first}\n0000000199\n{second}\n{third}"

    counted, sent = asked(desk, profile=FULL, patient=typed)

    for page in (counted, sent):
        assert page.status_code == 422
        assert "No. 2, 0000000199: there is no such record" in text(page.text)
        assert f"No. 3, {second}: this record was erased" in text(page.text)
        assert f">{typed}</textarea>" in page.text
    assert service.store.log.position == size


def test_a_copy_for_several_says_what_each_of_them_would_be_handed(service: Service, three: list[UUID]) -> None:
    desk, warned = Desk(service, "auditor"), "Each of them would be handed what is recorded of all the others."

    several, _ = asked(desk, profile=COPY, patient=f"{three[0]},{three[1]}")
    one, _ = asked(desk, profile=COPY, patient=str(three[0]))

    assert warned in text(several.text)
    assert warned not in text(one.text)


def test_of_many_the_list_names_a_few_and_their_own_page_all_of_them(service: Service) -> None:
    many = [str(person(service, n)) for n in range(14)]
    service.exporting.request(FULL, {"keys": [1]}, 9, "HCOMPL", "A board", RUTH, patients=[*many, str(UUID(int=9))])
    desk = Desk(service, "auditor")

    listed = text(desk.get(ALL))
    page = text(desk.get(f"{ALL}/{service.views.exports.newest(2**53, 1)[0].id}"))

    assert [n for n in range(14) if f"Vexworth{n} " in listed] == [0, 1, 2]
    assert "and 11 more 1 whose record was erased since" in listed
    assert "14 patients" in page
    assert all(f"Vexworth{n} " in page for n in range(14))
    assert "1 whose record was erased since" in page


def test_a_command_line_takes_them_one_by_one(tmp_path: Path) -> None:
    store, out = tmp_path / "store", tmp_path / "some.zip"
    with Service.create(store, "test.example/log") as service:
        numbers = [mrn_of(service, person(service, n)) for n in range(3)]
        service.personnel.add("amal", "Amal Haddad", "auditor", service.system())
        keys = {service.store.log.key_of(service.views.current.find(one)) for one in numbers[:2]}
    words = ["trail", "export", str(out), "--purpose", "HCOMPL"]

    wrong = caretrail(store, *words, "--patient", numbers[0], "--patient", "1234", "--patient", "5678", actor="amal")
    done = caretrail(store, *words, "--patient", numbers[0], "--patient", shown(numbers[1]), actor="amal")

    assert (wrong.exit_code, wrong.stdout) == (3, "")
    assert "patient: No. 2, 1234: there is no such record." in wrong.stderr
    assert "patient: No. 3, 5678: there is no such record." in wrong.stderr
    assert done.exit_code == 0, done.stderr
    assert f"Of {shown(numbers[1])} Quillon1 Vexworth1" in done.stderr
    assert shown_of(out.read_bytes()) == keys


# nothing of anybody else


@pytest.fixture(scope="module")
def office() -> Iterator[tuple[Service, Path]]:
    """And what a bundle says in which there is nobody yet."""
    with TemporaryDirectory() as folder, Service.create(Path(folder) / "store", "test.example/log") as made:
        exported(made, Path(folder) / "ours", FULL, {})
        for n in range(4):
            person(made, n)
        yield made, Path(folder) / "ours"


def exported(service: Service, folder: Path, profile: str, narrow: dict[str, Any], **more: Any) -> int:
    """Into files of this folder; the position of the request."""
    done = service.exporting.request(profile, narrow, 1, "HCOMPL", "A board", RUTH, **more)
    id = UUID(done.id)
    make(service, id, kept.place(service, id), RUTH)
    with ZipFile(kept.place(service, id)) as read:
        read.extractall(folder)
    kept.clear(service, id)
    return done.position


PROFILES = some.sampled_from((FULL, FULL, COPY, MINIMUM, ENVELOPE))
NARROWED = some.fixed_dictionaries({}, optional={"actors": some.just([AMA.actor]), "since": some.just("2020")})
LIFE = [("measure", 1), ("history", 2), ("visit", 3), ("apart", 4), ("name", 5), ("order", 6), ("issue", 6)]


@pytest.mark.slow
@settings(max_examples=20)
@given(steps, steps, some.sets(some.integers(0, 5), min_size=1, max_size=5), PROFILES, NARROWED)
@example(LIFE, LIFE[::-1], {0, 4}, FULL, {})
def test_no_octet_of_another_patients_payload_is_in_the_bundle_of_chosen_ones(
    office: tuple[Service, Path], told: list[tuple[str, int]], other: list[tuple[str, int]], chosen: set[int],
    profile: str, narrow: dict[str, Any],
) -> None:  # fmt: skip
    nothing_of_others(office, told, other, chosen, profile, narrow)


def test_no_octet_of_another_patients_payload_is_in_the_bundle_of_two(office: tuple[Service, Path]) -> None:
    nothing_of_others(office, LIFE, LIFE[::-1], {0, 4}, FULL, {})


def nothing_of_others(
    office: tuple[Service, Path], told: list[tuple[str, int]], other: list[tuple[str, int]], chosen: set[int],
    profile: str, narrow: dict[str, Any],
) -> None:  # fmt: skip
    """Of four who are on file, and two to whom this happens, these are chosen."""
    service, ours = office
    at, known = service.store.log.position, [one["id"] for one in people(service)[:4]]
    lives = [
        lived(service, life, names=[f"Lived{at}{n} Ondry{at}{n}"], identifiers=[])
        for n, life in enumerate((told, other))
    ]
    every = [*known, *map(str, lives)]
    patients = [every[n] for n in sorted(chosen)]
    keys = [service.store.log.key_of(UUID(one)) for one in patients]
    asked = {**narrow, "keys": keys} | ({"fields": ["meta", "content"]} if profile == MINIMUM else {})
    strangers = [UUID(one) for one in every if one not in patients]
    with TemporaryDirectory() as name:
        folder = Path(name)
        position = exported(service, folder, profile, asked, patients=patients)
        texts = [told_of(service, one) for one in strangers]
        assert all(texts)
        theirs = set[str]().union(*texts)
        assert left_in(folder, theirs - set().union(*left_in(ours, theirs).values())) == {}
        entries = [quick(line) for line in (folder / "entries.jsonl").read_bytes().splitlines()]
        for file in (one for one in folder.rglob("*") if one.is_file()):
            told_of_them = [entries[n - 1] for n in places(file.name, file.read_bytes()) if n != position]
            assert all(one.key in keys or one.kind in KINDS for one in told_of_them), file


def people(service: Service) -> list[dict[str, Any]]:
    """The first first."""
    service.views.ready()
    return sorted(service.views.directory.recent(500), key=lambda one: str(one["mrn"]))


KINDS = ("config", "checkpoint-ref", "clock-anomaly", "key-rotation", "erasure", "export-sealed")
"""Those in which the log speaks of itself."""


def places(name: str, octets: bytes) -> list[int]:
    """Of which events a file tells."""
    match name:
        case "payloads.jsonl":
            return [json.loads(line)["i"] for line in octets.splitlines()]
        case "AuditEvent.ndjson" | "Provenance.ndjson":
            return [int(json.loads(line)["id"].split("-")[1]) for line in octets.splitlines()]
        case "changes.csv" | "events.csv":
            rows = csv.DictReader(io.StringIO(octets.decode("utf-8-sig")))
            return [int(row["position"]) for row in rows]
        case _:
            return []
