"""What the doctor says of the place a store is kept in: that its files are outgrown, or what a database lacks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.clock import StandingClock
from tests.support.given import NOON
from tests.support.office import AMA, LUCIA, everything, register
from tests.support.postgres import SERVING, cluster
from tests.support.stores import as_owner, created, database_of
from tests.trail.wire import wired
from tests.web.command import caretrail
from trail.sealed import checkpoint
from trail.store import Config
from web.cli import outgrown, shared
from web.cli.outgrown import busiest, file_system
from web.service import Service

OPERATOR = Path(__file__).parents[2] / "docs/operator.md"
MOUNTS = r"""
overlay / overlay rw,relatime 0 0
proc /proc proc rw 0 0
/dev/sda1 /srv ext4 rw 0 0
nas:/clinic /srv/clinic nfs4 rw,vers=4.2 0 0
nas:/our\040clinic /srv/our\040clinic cifs rw 0 0
systemd-1 /srv/later autofs rw 0 0
box /srv/later 9p rw 0 0
"""


def made(folder: Path, database: str | None = None) -> Path:
    with created(folder, "test.example/log", StandingClock(NOON), database) as service:
        everything(service)
    return folder


@pytest.fixture(scope="module")
def in_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("files") / "store")


@pytest.fixture(scope="module")
def in_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with database_of("postgresql") as database:
        yield made(tmp_path_factory.mktemp("database") / "store", database)


def doctor(folder: Path) -> dict[str, dict[str, str]]:
    """What it found, by name; it ends with 1 where something fails."""
    done = caretrail(folder, "doctor", "--json")
    found = {one["name"]: one for one in json.loads(done.stdout)["checks"]}
    assert done.exit_code == int(any(one["state"] == "fail" for one in found.values()))
    return found


def states(found: dict[str, dict[str, str]], *names: str) -> dict[str, str]:
    return {name: found[name]["state"] for name in names or found}


def elsewhere(folder: Path, to: Path, **told: Any) -> Path:
    """Another host's folder, whose config.toml says something else."""
    config = Config.read(folder)
    to.mkdir()
    (to / "master.key").write_bytes((folder / "master.key").read_bytes())
    Config(**{"origin": config.origin, "database": config.database, **told}).write(to)
    return to


# on both


def test_whatever_is_not_well_says_what_to_do_about_it_and_nothing_else_does(folder: Path) -> None:
    found = doctor(folder)

    assert {name: bool(one["fix"]) for name, one in found.items()} == {
        name: one["state"] != "ok" for name, one in found.items()
    }
    assert all(one["detail"] for one in found.values())


# in files


def test_a_store_in_files_is_told_how_large_and_how_busy_it_is(in_files: Path) -> None:
    found = doctor(in_files)

    assert states(found, "size", "writers", "hosts") == {"size": "ok", "writers": "ok", "hosts": "ok"}
    assert re.fullmatch(r"the log has \d+ MB", found["size"]["detail"])
    assert re.fullmatch(r"at most \d+ commands in a minute, 5 people in an hour", found["writers"]["detail"])
    assert "the folder is on " in found["hosts"]["detail"]


@pytest.mark.parametrize(("limit", "name"), [("LARGE", "size"), ("BUSY", "writers"), ("MANY", "writers")])
def test_at_its_limit_it_is_told_to_move_and_goes_on_working(
    in_files: Path, monkeypatch: pytest.MonkeyPatch, limit: str, name: str
) -> None:
    monkeypatch.setattr(outgrown, limit, 1)

    found = doctor(in_files)

    warned = {"size", "writers", "hosts"} & {name for name, state in states(found).items() if state != "ok"}
    assert (warned, found[name]["state"]) == ({name}, "warn")
    chapter = found[name]["fix"].partition("docs/operator.md, ")[2]
    assert f"## {chapter}\n" in OPERATOR.read_text()


def test_a_folder_on_a_networks_file_system_is_not_safe_for_files(
    in_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As this one would be, were its file system of that kind."""
    monkeypatch.setattr(outgrown, "_NETWORK", (file_system(in_files),))

    told = doctor(in_files)["hosts"]

    assert told["state"] == "warn"
    assert "SQLite is not safe on a network's file system" in told["fix"]


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/clinic", "overlay"),
        ("/srv", "ext4"),
        ("/srv/clinicas", "ext4"),
        ("/srv/clinic", "nfs4"),
        ("/srv/clinic/store", "nfs4"),
        ("/srv/our clinic/store", "cifs"),
        ("/srv/later/store", "9p"),
    ],
)
def test_the_file_system_is_the_one_mounted_nearest_and_last(tmp_path: Path, folder: str, kind: str) -> None:
    (tmp_path / "mounts").write_text(MOUNTS.lstrip())

    assert file_system(Path(folder), tmp_path / "mounts") == kind


def test_where_the_machine_tells_of_no_mounts_nothing_is_claimed(tmp_path: Path) -> None:
    assert file_system(tmp_path, tmp_path / "nowhere") == ""


def test_commands_are_counted_and_not_their_events_and_people_and_not_the_machine(
    tmp_path: Path, clock: StandingClock
) -> None:
    """Three in one minute by two people, in the next hour one by a third; what Caretrail did itself is nobody's."""
    with created(tmp_path / "store", "test.example/log", clock) as service:
        register(service.records, identifiers=[])
        service.records.register({**LUCIA, "names": ["Kofi"], "identifiers": []}, AMA)
        who = register(service.records, names=["Siti"], identifiers=[])
        for login in ("one", "two", "three"):
            service.personnel.add(login, login, "clerk", service.system())
        clock.on(minutes=1)
        told = {"kind": "problem", "what": "Asthma"}
        service.records.add_history(who, told, AMA._replace(actor="u-2"))
        clock.on(hours=1)
        service.records.add_history(who, {**told, "what": "Gout"}, AMA._replace(actor="u-3"))

        assert busiest(service.store) == (3, 2)


def test_only_the_newest_events_are_looked_at(
    tmp_path: Path, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with created(tmp_path / "store", "test.example/log", clock) as service:
        who = everything(service)
        clock.on(days=1)
        service.records.add_history(who, {"kind": "problem", "what": "Gout"}, AMA)
        monkeypatch.setattr(outgrown, "_LOOKED_AT", 1)

        assert busiest(service.store) == (1, 1)


# in a database


def test_a_database_is_told_with_all_that_it_lacks(in_database: Path) -> None:
    """The tests' own waits for no disk, which fails; it has no standby and no shared folder, which is warned of."""
    found = doctor(in_database)

    names = ("database", "role", "durable", "standby", "tls", "clock", "documents")
    assert states(found, *names) == {
        "database": "ok", "role": "ok", "durable": "fail", "standby": "warn", "tls": "ok", "clock": "ok",
        "documents": "warn",
    }  # fmt: skip
    assert [name for name, state in states(found).items() if state == "fail"] == ["durable"]
    assert re.search(r"^test_\w+ at .*, PostgreSQL \d+\.\d+", found["database"]["detail"])
    assert found["role"]["detail"] == f"{SERVING} may add to the log only"
    assert found["durable"]["detail"] == "fsync, full_page_writes off"
    assert "postgresql.conf" in found["durable"]["fix"]
    assert not {"size", "writers", "hosts"} & found.keys()


@pytest.mark.parametrize(("names", "sees", "follow", "state", "says"), [
    ("", True, [], "warn", "none that commits wait for"),
    ("", False, [(None, None)], "warn", "none that commits wait for, 1 out of step"),
    ("n2", True, [("n2", "sync"), ("n3", "async")], "ok", "n2 in step, n3 follows"),
    ("n2", True, [("n2", "potential")], "fail", "n2 follows"),
    ("*", True, [], "fail", "none follows"),
    ("n2", False, [(None, None), (None, None)], "ok", "n2: 2 follow"),
    ("*", False, [], "fail", "*: 0 follow"),
])  # fmt: skip
def test_whoever_follows_a_database_is_told_and_that_nobody_does_fails_where_commits_wait(
    names: str, sees: bool, follow: list[tuple[str | None, str | None]], state: str, says: str
) -> None:
    told = shared.standby(names, sees, follow)

    assert (told["state"], told["detail"]) == (state, says)
    assert bool(told["fix"]) == (state != "ok")


def test_a_database_that_does_not_wait_for_commits_fails(in_database: Path) -> None:
    name = str(Config.read(in_database).database).split("/")[3].split("?")[0]
    cluster().run(f"alter database {name} set synchronous_commit = off")

    told = doctor(in_database)["durable"]["detail"]

    cluster().run(f"alter database {name} reset synchronous_commit")
    assert told == "fsync, full_page_writes, synchronous_commit off"


def test_a_role_that_may_change_the_log_is_warned_of(in_database: Path, tmp_path: Path) -> None:
    url = as_owner(str(Config.read(in_database).database))

    told = doctor(elsewhere(in_database, tmp_path / "owner", database=url))["role"]

    assert (told["state"], told["detail"]) == ("warn", "postgres may change the log")
    assert "caretrail store migrate-schema --role" in told["fix"]


def test_a_database_on_another_machine_is_to_be_reached_over_tls(in_database: Path, tmp_path: Path) -> None:
    """By an address that is not this machine's own name for itself, and on an open line."""
    with wired(str(Config.read(in_database).database)) as (_, url):
        found = doctor(elsewhere(in_database, tmp_path / "far", database=url.replace("@127.0.0.1:", "@127.1:")))

    assert (found["tls"]["state"], found["tls"]["detail"]) == ("warn", "127.1")
    assert "sslmode=verify-full" in found["tls"]["fix"]


def test_a_clock_that_is_not_the_databases_is_warned_of(in_database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "_APART", 0.0)

    told = doctor(in_database)["clock"]

    assert (told["state"], told["fix"]) == ("warn", "Keep time by NTP")


@pytest.mark.parametrize(("told", "seconds"), [(-3, 3.0), (0, 0.0), (9, 0.0), (10, 0.0), (12, 2.0)])
def test_a_database_that_answers_late_is_not_said_to_have_another_clock(told: int, seconds: float) -> None:
    """It is asked at noon, and its answer is there ten seconds later."""
    at = [NOON + timedelta(seconds=n) for n in (0, told, 10)]

    assert shared.apart(at[0], at[1], at[2]) == seconds


def test_documents_are_to_be_in_a_folder_that_all_hosts_share(in_database: Path, tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    there = doctor(elsewhere(in_database, tmp_path / "one", attachments=str(tmp_path / "documents")))["documents"]
    gone = doctor(elsewhere(in_database, tmp_path / "two", attachments=str(tmp_path / "nowhere")))["documents"]

    assert (there["state"], there["detail"]) == ("ok", str(tmp_path / "documents"))
    assert (gone["state"], gone["detail"]) == ("fail", str(tmp_path / "nowhere"))
    assert "not there" in gone["fix"]


def test_a_database_that_does_not_answer_is_not_a_damaged_one(in_database: Path, tmp_path: Path) -> None:
    url = "postgresql://caretrail:kuve-sila@127.0.0.1:1/nowhere"

    told = doctor(elsewhere(in_database, tmp_path / "away", database=url))["store"]

    assert told["state"] == "fail"
    assert "nowhere at 127.0.0.1 cannot be reached" in told["detail"]
    assert "backup" not in told["fix"]
    assert "kuve-sila" not in str(told)


def test_a_host_that_has_not_the_key_that_signs_is_told_where_it_is(tmp_path: Path) -> None:
    with database_of("postgresql") as database:
        first = made(tmp_path / "first", database)
        before = doctor(first)["signer"]
        with Service.open(first) as service:
            checkpoint(service.store)
        signs, other = doctor(first)["signer"], doctor(elsewhere(first, tmp_path / "second"))["signer"]

    assert (before["state"], "caretrail trail checkpoint" in before["fix"]) == ("warn", True)
    assert signs["state"] == "ok"
    assert (other["state"], "opy signing.key" in other["fix"]) == ("warn", True)


@pytest.mark.parametrize("key", ["", "not base64 at all!", "c2hvcnQ="])
def test_a_signing_key_that_is_damaged_is_named_and_all_else_is_told(tmp_path: Path, key: str) -> None:
    folder = made(tmp_path / "store")
    (folder / "signing.key").write_text(key)
    (folder / "signing.key").chmod(0o600)

    found = doctor(folder)

    assert [name for name, state in states(found).items() if state == "fail"] == ["signer"]
    assert "signing.key is damaged" in found["signer"]["detail"]
    assert found["hosts"]["state"] == "ok"
