"""`caretrail trail` and `caretrail views`: whether the log is whole, and what to do where it is not."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from projections.views import METADATA
from tests.projections.rows import edit
from tests.support.altered import alter
from tests.support.clock import StandingClock
from tests.support.given import NOON
from tests.support.office import everything
from tests.support.stores import created
from tests.web.command import answer, answers, caretrail
from trail.checkpoint import fingerprint, parse, verified
from trail.opened import OWN
from trail.sealed import checkpoint
from trail.signer import new_key
from web.service import Service


def made(folder: Path, database: str | None = None) -> Path:
    """A small office, signed, and two events after it."""
    with created(folder, "test.example/log", StandingClock(NOON), database) as service:
        everything(service)
        checkpoint(service.store)
        service.personnel.add("ruth", "Ruth Adeyemi", "reviewer", service.system())
        service.personnel.add("sam", "Sam Owusu", "admin", service.system())
        service.views.ready()
    return folder


# trail status, checkpoint


def test_status_gives_size_root_checkpoint_anchors_and_reads(folder: Path) -> None:
    told = answer(folder, "trail", "status", "--json")

    size = told["size"]
    reads = told.pop("access")
    assert (reads["size"] >= 1, len(reads["root"])) == (True, 64)
    assert {**told, "root": len(told["root"]), "checkpoint": told["checkpoint"]["size"]} == {
        "size": size,
        "root": 64,
        "checkpoint": size - 2,
        "anchored": size - 2,
        "outside": [],
        "anchors": [f"{size - 2:016d}.note"],
    }
    assert 0 <= told["checkpoint"]["age_s"] < 600


def test_a_checkpoint_is_the_note_itself_and_vouches_for_the_log_afterwards(own: Path, tmp_path: Path) -> None:
    note = caretrail(own, "trail", "checkpoint").stdout
    (tmp_path / "kept.note").write_text(note)

    told = answer(own, "trail", "verify", "--checkpoint", str(tmp_path / "kept.note"), "--json")

    size = answer(own, "trail", "status", "--json")["size"]
    assert parse(note)[0].size == size
    assert (told["verdict"], told["size"], told["findings"]) == ("proved", size, [])


def test_a_checkpoint_as_json_has_the_note_in_it(own: Path) -> None:
    told = answer(own, "trail", "checkpoint", "--json")

    note, _ = parse(told["note"])
    assert told == {"origin": note.origin, "size": note.size, "root": note.root.hex(), "note": told["note"]}


# trail verify


@pytest.mark.parametrize("more", [(), ("--payloads",)])
def test_verify_proves_a_whole_store_and_says_what_it_did_not_prove(folder: Path, more: tuple[str, ...]) -> None:
    told = answer(folder, "trail", "verify", "--json", *more)

    status = answer(folder, "trail", "status", "--json")
    assert {name: told[name] for name in ("verdict", "events", "erased", "size", "root", "findings")} == {
        "verdict": "proved",
        "events": status["size"],
        "erased": 0,
        "size": status["size"],
        "root": status["root"],
        "findings": [],
    }
    assert any("payload" in one for one in told["proved"])
    assert any("newest 2 events" in one for one in told["not_proved"])


def test_verify_names_the_event_that_was_edited_and_says_what_to_do_next(own: Path) -> None:
    alter(own, "update event set entry = (select entry from event where position = 6) where position = 7")

    done = caretrail(own, "trail", "verify", "--json")

    told = json.loads(done.stdout)
    assert (done.exit_code, told["verdict"]) == (1, "broken")
    assert told["findings"][0]["position"] == 7
    assert "What to do now" in done.stderr
    assert str(own) in done.stderr


def test_verify_misses_the_newest_events_where_a_kept_checkpoint_knows_them(own: Path, tmp_path: Path) -> None:
    (tmp_path / "kept.note").write_text(caretrail(own, "trail", "checkpoint").stdout)
    size = answer(own, "trail", "status", "--json")["size"]
    alter(own, f"delete from event where position = {size}")

    done = caretrail(own, "trail", "verify", "--checkpoint", str(tmp_path / "kept.note"))

    assert done.exit_code == 1
    assert done.stdout.startswith("BROKEN")
    assert f"vouches for {size} events, {size - 1} are here" in done.stdout


def test_verify_cannot_decide_by_a_note_that_is_none_or_of_another_log(own: Path, tmp_path: Path) -> None:
    (tmp_path / "none.note").write_text("hello\n")
    note = caretrail(own, "trail", "checkpoint").stdout.replace("test.example/log", "other.example/log")
    (tmp_path / "other.note").write_text(note)

    none = caretrail(own, "trail", "verify", "--checkpoint", str(tmp_path / "none.note"))
    other = caretrail(own, "trail", "verify", "--checkpoint", str(tmp_path / "other.note"))

    assert (none.exit_code, other.exit_code) == (2, 2)
    assert "a checkpoint has three lines" in none.stderr
    assert "is a checkpoint of other.example/log; this log is test.example/log" in other.stderr


def test_verify_cannot_decide_about_payloads_without_their_keys_but_proves_the_rest(own: Path) -> None:
    (own / "master.key").unlink()

    with_keys = caretrail(own, "trail", "verify", "--payloads")
    without = caretrail(own, "trail", "verify")

    assert (with_keys.exit_code, without.exit_code) == (2, 0)
    assert "master.key is not there" in with_keys.stderr


def test_a_signer_whose_memory_is_damaged_is_no_reason_to_sign_again(own: Path) -> None:
    (own / "signer.json").write_text("{")

    verified, signed = caretrail(own, "trail", "verify"), caretrail(own, "trail", "checkpoint")

    assert (verified.exit_code, signed.exit_code) == (2, 1)
    assert "signer.json is damaged" in verified.stderr
    assert "signer.json is damaged" in signed.stderr


def test_a_log_that_was_put_back_is_not_signed(own: Path) -> None:
    signed = json.loads((own / "signer.json").read_text())
    (own / "signer.json").write_text(json.dumps({**signed, "size": signed["size"] + 100}))

    done = caretrail(own, "trail", "checkpoint")

    assert (done.exit_code, done.stdout) == (1, "")
    assert "It was cut or put back" in done.stderr
    assert "caretrail trail verify" in done.stderr


# trail key


def test_the_key_is_told_with_its_fingerprint_and_is_the_one_that_signs(own: Path) -> None:
    told = answer(own, "trail", "key", "--json")
    lines = caretrail(own, "trail", "key").stdout.splitlines()

    assert lines[0] == told["verifier_key"]
    assert lines[1].replace(" ", "") == told["fingerprint"] == fingerprint(lines[0])
    assert verified(caretrail(own, "trail", "checkpoint").stdout, lines[0]).origin == "test.example/log"


def test_asking_for_the_key_makes_none(own: Path) -> None:
    (own / "signing.key").unlink()

    done = caretrail(own, "trail", "key")

    assert (done.exit_code, done.stdout) == (3, "")
    assert "caretrail trail checkpoint" in done.stderr
    assert not (own / "signing.key").exists()


def test_another_key_is_told_and_signs_from_then_on(own: Path) -> None:
    was = answer(own, "trail", "key", "--json")["verifier_key"]

    told = answer(own, "trail", "rotate-key", "--json")
    second = caretrail(own, "trail", "rotate-key")

    now, grouped = second.stdout.splitlines()
    assert (told["was"], verified(told["note"], was)) == (was, verified(told["note"], told["verifier_key"]))
    assert now == answer(own, "trail", "key", "--json")["verifier_key"] != told["verifier_key"]
    assert grouped.replace(" ", "") == fingerprint(now)
    assert "caretrail witness trust" in second.stderr
    assert answer(own, "trail", "verify", "--payloads", "--json")["verdict"] == "proved"


def test_a_rotation_that_was_broken_off_is_told_by_the_doctor(own: Path) -> None:
    (own / "signing.key.next").write_bytes(new_key())

    before = caretrail(own, "doctor").stdout
    caretrail(own, "trail", "rotate-key")

    assert "Finish it: caretrail trail rotate-key" in before
    assert "rotate-key" not in caretrail(own, "doctor").stdout


# trail log


def test_the_log_as_ndjson_json_and_csv_tells_the_same_events(folder: Path) -> None:
    lines = answers(folder, "trail", "log", "--json", actor="ruth")
    document = answer(folder, "trail", "log", "--format", "json", actor="ruth")
    table = caretrail(folder, "trail", "log", "--format", "csv", actor="ruth").stdout

    rows = list(csv.DictReader(StringIO(table.removeprefix("\ufeff"))))
    with Service.open(folder, readonly=True) as service:
        positions = [row.position for row in service.store.log.rows(0, 1000) if row.type not in OWN]
    assert [one["position"] for one in lines] == positions
    assert document == lines
    assert list(dict.fromkeys(int(row["position"]) for row in rows)) == [one["position"] for one in lines]


@pytest.mark.parametrize(
    ("filters", "fits"),
    [
        (("--type", "entry.retracted"), lambda one: one["type"] == "entry.retracted"),
        (("--actor", "Ama"), lambda one: "Ama" in one["actor"]["name"]),
        (("--reason", "typing-error"), lambda one: (one["reason"] or {}).get("code") == "typing-error"),
        (("--channel", "cli"), lambda one: one["channel"] == "cli"),
        (("--marked", "reasoned"), lambda one: one["reason"] is not None),
        (("--until", "2026-03-06"), lambda one: False),
        (("--patient", "0000000195"), lambda one: one["mrn"] == "0000000195"),
        (
            ("--field", "demographics.birth"),
            lambda one: any("demographics.birth" in c["field"] for c in one["changes"]),
        ),
    ],
)
def test_the_log_is_narrowed(folder: Path, filters: tuple[str, ...], fits: object) -> None:
    assert callable(fits)
    every = answers(folder, "trail", "log", actor="ruth")

    told = answers(folder, "trail", "log", *filters, actor="ruth")

    assert told == [one for one in every if fits(one)]


@pytest.mark.parametrize(
    ("words", "actor", "code"),
    [
        (("--type", "nonsense"), "ruth", 2),
        (("--since", "yesterday"), "ruth", 2),
        (("--marked", "red"), "ruth", 2),
        (("--format", "xml"), "ruth", 2),
        (("--patient", "17"), "ruth", 3),
        ((), "sam", 6),
        ((), None, 6),
    ],
)
def test_a_log_that_cannot_be_told_says_why(folder: Path, words: tuple[str, ...], actor: str | None, code: int) -> None:
    done = caretrail(folder, "trail", "log", *words, actor=actor)

    assert (done.exit_code, done.stdout) == (code, "")
    assert done.stderr


# views


def test_views_that_follow_the_log_are_equal(folder: Path) -> None:
    size = answer(folder, "trail", "status", "--json")["size"]

    told = answer(folder, "views", "check", "--json")

    assert [(one["name"], one["position"], one["equal"]) for one in told["views"]] == [
        (name, size, True)
        for name in (
            "current",
            "directory",
            "changes",
            "staff",
            "held",
            "register",
            "duplicates",
            "searches",
            "cases",
            "verifications",
            "exports",
            "releases",
            "tokens",
            "links",
        )
    ]
    assert all(one["rows"] > 0 for one in told["views"])


def test_check_names_the_row_that_was_edited_and_rebuild_puts_it_right(own: Path) -> None:
    with Service.open(own) as service:
        assert edit(service, "update account set role = 'admin' where login = 'ruth'") == 1

    done = caretrail(own, "views", "check", "--json")
    rebuilt = caretrail(own, "views", "rebuild")
    again = caretrail(own, "views", "check")

    staff = next(one for one in json.loads(done.stdout)["views"] if one["name"] == "staff")
    assert (done.exit_code, rebuilt.exit_code, again.exit_code) == (1, 0, 0)
    assert staff["equal"] is False
    assert [(one["table"], one["field"]) for one in staff["different"]] == [("account", "role")]
    assert f"staff: account {staff['different'][0]['key'][0]}: role is not what the log says" in done.stderr
    assert "caretrail views rebuild" in done.stderr


def test_views_that_are_damaged_are_regrown(in_files: Path) -> None:
    before = caretrail(in_files, "trail", "log", actor="ruth").stdout
    (in_files / "views.db").write_bytes(b"no database at all" * 1000)

    after = caretrail(in_files, "trail", "log", actor="ruth")

    assert (after.exit_code, after.stdout) == (0, before)


def test_views_that_are_gone_are_regrown(own: Path) -> None:
    before = caretrail(own, "trail", "log", actor="ruth").stdout
    with Service.open(own) as service, service.store.tables("views", METADATA, lasting=False).begin() as db:
        METADATA.drop_all(db)

    after = caretrail(own, "trail", "log", actor="ruth")

    assert (after.exit_code, after.stdout) == (0, before)
    assert caretrail(own, "views", "check").exit_code == 0
