"""The command line as a whole: accounts, a new store, the doctor, help, and faults that end in one sentence."""

from __future__ import annotations

import getpass
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from psycopg import connect

from tests.support.clock import StandingClock
from tests.support.given import NOON
from tests.support.office import everything
from tests.support.postgres import SERVING
from tests.support.stores import as_owner
from tests.web.command import answer, answers, caretrail
from trail.store import Config
from web.cli import main
from web.service import Service

COMMAND = [sys.executable, "-c", "from web.cli import main; main()"]
UNSYNCED = "durable"  # fails wherever the tests have a PostgreSQL: it does not wait for its disk
Harm = Callable[[Path], object]
ROLES = ("clerk", "senior-clerk", "verifier", "reviewer", "privacy-officer", "auditor", "admin")


def made(folder: Path, database: str | None = None) -> Path:
    """A store in which everything has happened; Sam administers it, and Amal may look."""
    with Service.create(folder, "test.example/log", StandingClock(NOON), database) as service:
        everything(service)
        service.personnel.add("sam", "Sam Owusu", "admin", service.system())
        service.personnel.add("amal", "Amal Haddad", "auditor", service.system())
    return folder


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    """To be harmed. With the log in a database it is the folder of another host, and the database stays as it is."""
    return Path(shutil.copytree(folder, tmp_path / "store"))


def run(folder: Path, statement: str) -> None:
    """What the owner of the database may do to it."""
    with connect(as_owner(str(Config.read(folder).database)), autocommit=True) as db:
        db.execute(statement.encode())


def _commands(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, *path, name)
        else:
            yield (*path, name)


# a new store


def test_init_makes_a_store_with_its_keys_and_an_administrator(tmp_path: Path, database: str | None) -> None:
    where = ("--database", database) if database else ()

    told = answer(tmp_path / "new", "init", "--origin", "clinic.example/records", *where, "--json")

    password = told["sign_ins"][0]["password"]
    assert told == {
        "data": str(tmp_path / "new"),
        "origin": "clinic.example/records",
        "verifier_key": told["verifier_key"],
        "sign_ins": [{"name": "admin", "role": "admin", "password": password}],
    }
    assert told["verifier_key"].startswith("clinic.example/records+")
    with Service.open(tmp_path / "new") as service:
        account = service.accounts.check("admin", password)
    assert account
    assert account.role == "admin"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--origin", "two words"), 2, "--origin"),
        (("--origin", "a+b"), 2, "--origin"),
        (("--origin", "a\nb"), 2, "--origin"),
        (("--login", " "), 2, "--login"),
        (("--login", "x" * 61), 2, "--login"),
    ],
)
def test_init_makes_nothing_of_a_name_that_cannot_be(
    tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    done = caretrail(tmp_path / "new", "init", *words)

    assert done.exit_code == code
    assert says in done.stderr
    assert not (tmp_path / "new").exists()


def test_init_leaves_a_folder_with_something_in_it_alone(folder: Path) -> None:
    before = sorted(path.name for path in folder.iterdir())

    done = caretrail(folder, "init")

    assert done.exit_code == 4
    assert "is not empty" in done.stderr
    assert sorted(path.name for path in folder.iterdir()) == before


# staff


def test_an_account_is_added_listed_changed_and_locked_and_each_step_says_who_did_it(own: Path) -> None:
    added = answer(own, "staff", "add", "Kofi", "--name", "Kofi Mensah", "--role", "clerk", "--json", actor="sam")
    changed = answer(own, "staff", "role", "kofi", "senior-clerk", "--json", actor="sam")
    locked = answer(own, "staff", "lock", "kofi", "--json", actor="sam")
    listed = answer(own, "staff", "list", "--json", actor="sam")
    log = answers(own, "trail", "log", "--channel", "cli", "--actor", "Sam", actor="amal")

    row = next(one for one in listed if one["login"] == "kofi")
    assert added == {"name": "Kofi", "role": "clerk", "password": added["password"]}
    assert changed == {"name": "kofi", "role": "senior-clerk", "position": locked["position"] - 1}
    assert locked == {"name": "kofi", "locked": True, "position": locked["position"]}
    assert {**row, "staff": ""} == {
        "staff": "", "login": "kofi", "name": "Kofi Mensah", "role": "senior-clerk", "locked": True,
    }  # fmt: skip
    assert [(one["type"], one["operator"]) for one in log] == [
        (type, getpass.getuser()) for type in ("staff.added", "staff.role-changed", "staff.locked")
    ]


def test_a_new_password_ends_the_old_one_and_its_sessions(own: Path) -> None:
    first = answer(own, "staff", "password", "sam", "--json", actor="sam")["password"]
    with Service.open(own) as service:
        token = service.accounts.begin("sam")

    second = answer(own, "staff", "password", "sam", "--json", actor="sam")["password"]

    with Service.open(own) as service:
        assert service.accounts.check("sam", first) is None
        assert service.accounts.check("sam", second)
        assert service.accounts.holder(token) is None


@pytest.mark.parametrize(
    ("words", "actor", "code"),
    [
        (("add", "sam", "--name", "Sam", "--role", "clerk"), "sam", 4),
        (("add", "x", "--name", "X", "--role", "king"), "sam", 2),
        (("add", " ", "--name", "X", "--role", "clerk"), "sam", 2),
        (("add", "x", "--name", " ", "--role", "clerk"), "sam", 2),
        (("add", "x", "--name", "X", "--role", "clerk"), "amal", 6),
        (("add", "x", "--name", "X", "--role", "clerk"), None, 6),
        (("role", "nobody", "clerk"), "sam", 3),
        (("lock", "nobody"), "sam", 3),
        (("lock", "sam", "--unlock"), "sam", 4),
        (("password", "nobody"), "sam", 3),
        (("password", "sam"), "amal", 6),
    ],
)
def test_what_cannot_be_done_with_an_account_ends_with_its_code(
    folder: Path, words: tuple[str, ...], actor: str | None, code: int
) -> None:
    done = caretrail(folder, "staff", *words, actor=actor)

    assert (done.exit_code, done.stdout) == (code, "")
    assert done.stderr


# the doctor


def test_the_doctor_finds_a_store_in_order_and_says_what_could_be_better(in_files: Path) -> None:
    told = answer(in_files, "doctor", "--json")

    states = {one["name"]: one["state"] for one in told["checks"]}
    assert states == {
        "caretrail": "ok", "python": "ok", "sqlite": "ok", "folder": "ok", "permissions": "ok", "files": "ok",
        "disk": "ok", "backup": "warn", "log": "ok", "keys": "ok", "signer": "warn", "views": "ok",
        "checkpoint": "warn", "anchors": "warn", "size": "ok", "writers": "ok", "hosts": "ok",
    }  # fmt: skip
    assert all(bool(one["fix"]) == (one["state"] != "ok") for one in told["checks"])


@pytest.mark.parametrize(
    ("harm", "name", "says"),
    [
        (lambda at: (at / "master.key").unlink(), "store", "master.key is not there"),
        (lambda at: (at / "config.toml").write_text("origin ="), "store", "config.toml cannot be read"),
        (lambda at: (at / "master.key").chmod(0o644), "files", "master.key can be read by others"),
    ],
)
def test_the_doctor_names_what_is_wrong(copied: Path, harm: Harm, name: str, says: str) -> None:
    harm(copied)

    assert says in _failed(copied, name)


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda at: (at / "keys.db").write_bytes(b"x" * 5000), "keys"),
        (lambda at: (at / "trail.db").unlink(), "trail.db is gone"),
        (lambda at: (at / "trail.db").write_bytes(b"x" * 5000), "trail.db is damaged"),
        (lambda at: (at / "credentials.db").write_bytes(b"x" * 5000), "credentials.db cannot be read"),
    ],
)
def test_the_doctor_names_the_file_that_is_damaged(in_files: Path, harm: Harm, says: str) -> None:
    harm(in_files)

    assert says in _failed(in_files, "store")


@pytest.mark.parametrize(("statement", "says"), [
    ("delete from keys.secret", "The secret of the index is not among the keys"),
    ("drop schema log cascade", "has no tables of this version. Make them: caretrail store migrate-schema"),
    (f"revoke usage on schema log from {SERVING}", "cannot be read by this role: permission denied for schema log"),
    (f"revoke select on log.event from {SERVING}", "permission denied for table event"),
    ("drop schema views cascade", 'schema "views" does not exist'),
])  # fmt: skip
def test_the_doctor_names_what_is_missing_in_the_database(in_database: Path, statement: str, says: str) -> None:
    run(in_database, statement)

    assert says in _failed(in_database, "store")


def _failed(folder: Path, name: str) -> str:
    """What the doctor says of the only thing that is wrong."""
    done = caretrail(folder, "doctor", "--json")

    failed = [one for one in json.loads(done.stdout)["checks"] if one["state"] == "fail" and one["name"] != UNSYNCED]
    assert done.exit_code == 1
    assert [one["name"] for one in failed] == [name]
    assert failed[0]["fix"]
    return str(failed[0]["detail"])


def test_the_doctor_knows_when_the_last_backup_was(copied: Path) -> None:
    (copied / "last-backup").touch()
    fresh = caretrail(copied, "doctor", "--json").stdout
    os.utime(copied / "last-backup", (0, 0))
    old = caretrail(copied, "doctor", "--json").stdout

    checks = [json.loads(told)["checks"] for told in (fresh, old)]
    assert [next(one["state"] for one in told if one["name"] == "backup") for told in checks] == ["ok", "warn"]


# faults


WORDS = (("staff", "list"), ("trail", "log"), ("views", "check"), ("trail", "checkpoint"))


def refused(folder: Path, words: tuple[str, ...], code: int, says: str) -> None:
    done = caretrail(folder, *words, actor="amal")

    assert (done.exit_code, done.stdout) == (code, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize(
    ("harm", "code", "says"),
    [
        (lambda at: (at / "master.key").unlink(), 1, "master.key is not there"),
        (lambda at: (at / "master.key").write_text("bm90IHRoZSBrZXkgb2YgdGhpcyBzdG9yZSwgYnV0IDMyIQ==\n"), 1, "keys"),
        (lambda at: (at / "config.toml").write_bytes(b"\xff\xfe"), 3, "config.toml cannot be read"),
        (lambda at: (at / "config.toml").unlink(), 3, "There is no store in"),
    ],
)
def test_a_damaged_folder_is_refused_in_one_sentence_that_names_the_file(
    copied: Path, words: tuple[str, ...], harm: Harm, code: int, says: str
) -> None:
    harm(copied)

    refused(copied, words, code, says)


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda at: (at / "keys.db").unlink(), "keys.db is not there"),
        (lambda at: (at / "keys.db").write_bytes(b"x" * 5000), "keys"),
        (lambda at: (at / "trail.db").write_bytes(b"x" * 5000), "trail.db is damaged"),
        (lambda at: (at / "credentials.db").write_bytes(b"x" * 5000), "credentials.db cannot be read"),
    ],
)
def test_a_damaged_file_is_named_in_one_sentence(in_files: Path, words: tuple[str, ...], harm: Harm, says: str) -> None:
    harm(in_files)

    refused(in_files, words, 1, says)


@pytest.mark.parametrize(("statement", "says"), [
    ("delete from keys.secret", "The secret of the index is not among the keys"),
    ("drop schema keys cascade", 'relation "keys.secret" does not exist'),
    ("drop schema log cascade", "has no tables of this version. Make them: caretrail store migrate-schema"),
    ("drop schema views cascade", 'schema "views" does not exist'),
    ("insert into log.format values (2)", "has format 2, of a later Caretrail; this one knows up to 1"),
    (f"revoke usage on schema log from {SERVING}", "cannot be read by this role: permission denied for schema log"),
    (f"revoke select on log.event from {SERVING}", "permission denied for table event"),
])  # fmt: skip
def test_what_is_missing_in_a_database_is_named_in_one_sentence(in_database: Path, statement: str, says: str) -> None:
    run(in_database, statement)

    for words in WORDS:
        refused(in_database, words, 1, says)


@pytest.mark.parametrize("words", WORDS)
def test_a_database_that_is_gone_is_named_in_one_sentence(folder: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    """As in a folder whose config.toml names it: nothing else there is asked."""
    Config("test.example/log", "postgresql://caretrail:kuve-sila@127.0.0.1:1/nowhere").write(tmp_path)
    shutil.copy(folder / "master.key", tmp_path)

    refused(tmp_path, words, 1, "The database nowhere at 127.0.0.1 cannot be reached")
    assert "kuve-sila" not in caretrail(tmp_path, *words, actor="amal").stderr


def test_a_store_of_a_later_format_is_left_to_a_later_program(in_files: Path) -> None:
    with (in_files / "trail.db").open("r+b") as file:
        file.seek(60)
        file.write((2).to_bytes(4, "big"))

    done = caretrail(in_files, "trail", "checkpoint")

    assert done.exit_code == 1
    assert "has format 2, written by a later Caretrail; this one knows up to 1" in done.stderr


def test_a_second_writer_is_told_who_the_first_one_is(in_files: Path) -> None:
    with Service.open(in_files):
        write = caretrail(in_files, "trail", "checkpoint")
        read = caretrail(in_files, "trail", "status")

    assert (write.exit_code, read.exit_code) == (1, 0)
    assert f"is in use by process {os.getpid()}. Stop that one first." in write.stderr


def test_with_the_log_in_a_database_a_second_writer_is_let_in(in_database: Path) -> None:
    with Service.open(in_database) as service:
        first = answer(in_database, "staff", "lock", "amal", "--json", actor="sam")
        second = service.personnel.unlock("amal", service.system())
        third = answer(in_database, "trail", "checkpoint", "--json")

    assert (first["position"] + 1, third["size"]) == (second.position, second.position)


def test_a_path_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    codes = [caretrail(tmp_path / "file", *words).exit_code for words in (("init",), ("trail", "status"), ("demo",))]

    assert codes == [1, 3, 1]


def test_a_reader_who_leaves_early_ends_it_quietly(folder: Path) -> None:
    words = [*COMMAND, "--data", str(folder), "--as", "amal", "trail", "log"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        said = process.stderr.read()

    assert (process.returncode, said) == (1, b"")


def _hears() -> None:
    """What is begun in the background of a shell is deaf to an interrupt, and so is all that it begins."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupt_ends_with_130(tmp_path: Path) -> None:
    words = [*COMMAND, "--data", str(tmp_path / "store"), "demo", "--patients", "5000", "--no-serve"]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_hears
    ) as process:  # fmt: skip
        making = tmp_path / ".store.making"
        while not (making / "config.toml").exists():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)

    assert (process.returncode, said) == (130, ("", "caretrail: Interrupted.\n"))
    assert list(tmp_path.iterdir()) == []


# help


@pytest.mark.parametrize("words", list(_commands(main)), ids=" ".join)
def test_every_command_has_help_with_an_example(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = caretrail(tmp_path, *words, "--help")

    assert done.exit_code == 0
    assert f"{' '.join(words)}" in done.stdout.replace("--data DIR ", "").split("\n\n", 1)[1]
    assert "caretrail" in done.stdout.split("\n\n", 1)[1]


_MAKE = (("init",), ("demo",))


@pytest.mark.parametrize("words", [one for one in _commands(main) if one not in _MAKE], ids=" ".join)
def test_no_command_ends_with_0_where_there_is_no_store(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = caretrail(tmp_path / "nowhere", *words, actor="ruth")

    assert done.exit_code in (1, 2, 3)
    assert done.stderr or words == ("doctor",)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_can_complete_commands(shell: str) -> None:
    told = {**os.environ, "_CARETRAIL_COMPLETE": f"{shell}_source"}
    run = [sys.executable, "-c", "from web.cli import main; main(prog_name='caretrail')"]

    done = subprocess.run(run, env=told, capture_output=True, text=True)

    assert done.returncode == 0
    assert "_CARETRAIL_COMPLETE" in done.stdout


def test_without_colour_nothing_but_plain_text_is_written(folder: Path) -> None:
    for words in (("doctor",), ("trail", "verify"), ("views", "check")):
        done = caretrail(folder, *words, NO_COLOR="1", FORCE_COLOR="")
        assert "\x1b" not in done.stdout + done.stderr


def test_the_roles_are_those_that_are_written_down(folder: Path) -> None:
    done = caretrail(folder, "staff", "add", "--help")

    assert all(role in done.stdout for role in ROLES)
