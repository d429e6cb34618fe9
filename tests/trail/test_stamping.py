"""Checkpoints stamped by an authority that really stamps, and by some that do not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from werkzeug.wrappers import Response

from tests.conftest import needed
from tests.support.authority import Stamping, Turned, certified, run, stamping
from tests.support.clock import StandingClock
from tests.support.given import NOON
from tests.support.office import register
from tests.support.pages import looking
from tests.support.stores import created
from tests.support.witnessed import Told, gone
from tests.web.clerk_desk import text
from tests.web.command import caretrail
from trail.checkpoint import parse
from trail.outside import Came, overdue
from trail.policy import Authority, Mail, Policy
from trail.sealed import anchored_size, anchors_of, checkpoint, outside
from trail.stamping import LARGEST, NotStamped, stamp, stamped
from web.service import Service


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    needed(which("openssl") is not None, "openssl")
    return certified(tmp_path_factory.mktemp("authority") / "tsa")


@pytest.fixture
def tsa(office: Path) -> Iterator[Stamping]:
    with stamping(office) as found:
        yield found


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """In files alone: what is tried is who stamps."""
    with created(tmp_path / "store", "test.example/log", StandingClock(NOON)) as made:
        yield made


def tokens(service: Service) -> list[Path]:
    return anchors_of(service.store).tokens()


def told(service: Service) -> dict[str, Any]:
    (one,) = outside(service.store)
    return one


def test_each_checkpoint_is_stamped_and_the_token_kept_beside_it(service: Service, tsa: Stamping) -> None:
    Policy(timestamp=tsa.authority).write(service.folder)

    note = checkpoint(service.store)

    (path,) = tokens(service)
    size = parse(note)[0].size
    at = stamped(tsa.authority, note, path.read_bytes())
    assert path.name == f"{size:016d}.tsr"
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=5)
    assert (told(service)["size"], told(service)["failed"], told(service)["late"]) == (size, "", False)
    assert told(service)["name"] == "timestamp of 127.0.0.1"
    assert tsa.asked[0].mimetype == "application/timestamp-query"


def test_anybody_can_check_the_token_with_openssl(service: Service, tsa: Stamping, tmp_path: Path) -> None:
    Policy(timestamp=tsa.authority).write(service.folder)
    note = checkpoint(service.store)
    (tmp_path / "signed").write_text(parse(note)[0].text())

    roots = str(tsa.folder / "root.pem")
    said = run("ts", "-verify", "-data", "signed", "-in", str(tokens(service)[0]), "-CAfile", roots, folder=tmp_path)

    assert "Verification: OK" in said


def test_of_two_stamps_of_one_checkpoint_the_first_is_kept(service: Service, tsa: Stamping) -> None:
    Policy(timestamp=tsa.authority).write(service.folder)
    checkpoint(service.store)
    first = tokens(service)[0].read_bytes()

    anchors_of(service.store).stamp(service.store.log.position, b"another")

    assert tokens(service)[0].read_bytes() == first


def test_a_token_of_another_checkpoint_does_not_hold(tsa: Stamping) -> None:
    log = Told().grown(3)
    token = stamp(tsa.authority, log.note()).token

    assert stamped(tsa.authority, log.note(), token)
    with pytest.raises(NotStamped, match="does not hold"):
        stamped(tsa.authority, log.grown(4).note(), token)


def test_an_authority_that_nobody_trusts_does_not_hold(tsa: Stamping, tmp_path: Path) -> None:
    other = Authority(tsa.url, (certified(tmp_path / "other") / "root.pem").read_text())

    with pytest.raises(NotStamped, match="does not hold"):
        stamp(other, Told().grown(3).note())


@pytest.mark.parametrize(
    ("turn", "why"),
    [
        (lambda token: b"", "does not hold"),
        (lambda token: b"nonsense", "does not hold"),
        (lambda token: token[:-1], "does not hold"),
        (lambda token: token[:-9] + bytes([token[-9] ^ 1]) + token[-8:], "does not hold"),
        (lambda token: bytes.fromhex("30053003020102"), "does not hold"),
        (lambda token: bytes(LARGEST + 1), "too long"),
        (lambda token: Response("Not now", 503), "does not answer"),
    ],
)
def test_an_answer_that_is_no_token_is_told(tsa: Stamping, turn: Turned, why: str) -> None:
    tsa.turn = turn

    with pytest.raises(NotStamped, match=why):
        stamp(tsa.authority, Told().grown(3).note())


def test_an_old_answer_is_not_taken_for_a_new_one(tsa: Stamping) -> None:
    note = Told().grown(3).note()
    old = stamp(tsa.authority, note).token
    tsa.turn = lambda token: old

    with pytest.raises(NotStamped, match="Nonce"):
        stamp(tsa.authority, note)


def test_one_that_does_not_answer_is_told_and_keeps_nothing_from_being_signed(service: Service, tsa: Stamping) -> None:
    Policy(timestamp=Authority(gone(), tsa.authority.certificates)).write(service.folder)

    checkpoint(service.store)

    assert anchored_size(service.store) == service.store.log.position
    assert "does not answer" in told(service)["failed"]
    assert tokens(service) == []
    doctor = caretrail(service.folder, "doctor")
    page = text(looking(service, "auditor").get("/audit/verify").text)
    assert "timestamp of 127.0.0.1 took nothing yet; last time: it does not answer" in doctor.stdout
    assert "Fewer than it takes have vouched for this log for a day." in page
    assert "timestamp of 127.0.0.1 has taken none yet. Last time: it does not answer" in page


def test_it_is_said_what_to_install(service: Service, tsa: Stamping, monkeypatch: pytest.MonkeyPatch) -> None:
    Policy(timestamp=tsa.authority).write(service.folder)
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)

    checkpoint(service.store)

    assert "pip install 'caretrail[timestamps]'" in told(service)["failed"]


def test_a_stamp_or_a_mail_is_enough_where_there_is_no_witness() -> None:
    policy, now = (
        Policy(mail=Mail("a@b.c", "localhost"), timestamp=Authority("https://tsa.example/", "")),
        datetime.now(UTC),
    )
    took = Came().took(3, now)

    assert overdue(policy, {}, now)
    assert not overdue(policy, {"mail to a@b.c": took}, now)
    assert not overdue(policy, {"timestamp of tsa.example": took}, now)
    assert overdue(policy, {"timestamp of tsa.example": took}, now + timedelta(hours=25))


def test_an_authority_is_named_on_the_command_line(service: Service, tsa: Stamping) -> None:
    register(service.records)
    roots = str(tsa.folder / "root.pem")

    done = caretrail(service.folder, "trail", "anchor", "timestamp", tsa.url, roots)
    refused = caretrail(service.folder, "trail", "anchor", "timestamp", tsa.url, str(tsa.folder / "serial"))
    checkpoint(service.store)

    assert (done.exit_code, refused.exit_code) == (0, 2)
    assert Policy.read(service.folder).timestamp == tsa.authority
    assert len(tokens(service)) == 1
