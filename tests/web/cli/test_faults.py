"""The command line where something is wrong, in one sentence that names it; and its help."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

import click
import pytest
from sqlalchemy import Column, Connection, Executable, Integer, MetaData, Table, insert, select

from tests.support.postgres import SERVING
from tests.web.command import Harm, answer, caretrail, run
from tests.web.command import office as made  # noqa: F401  # for the fixtures of this folder
from trail.sqlite.tables import FileTables
from trail.store import Config
from web.cli import main
from web.service import Service

COMMAND = [sys.executable, "-c", "from web.cli import main; main()"]
METADATA = MetaData()
THING = Table("thing", METADATA, Column("id", Integer, primary_key=True))
ROLES = ("clerk", "senior-clerk", "verifier", "reviewer", "privacy-officer", "auditor", "admin")


def _commands(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, *path, name)
        else:
            yield (*path, name)


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
    ("insert into log.format values (5)", "has format 5, of a later Caretrail; this one knows up to 4"),
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


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[FileTables]:
    with closing(FileTables.create(tmp_path / "t.db", METADATA)) as opened:
        yield opened


def test_an_interrupt_in_the_midst_of_a_statement_is_none_of_a_closed_connection(
    tables: FileTables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLAlchemy closes what is interrupted. Views that found it closed were begun anew, and the interrupt was lost."""

    def interrupted(begun: Callable[[], AbstractContextManager[Connection]], said: Executable) -> None:
        with monkeypatch.context() as patch, begun() as db:
            patch.setattr(db.dialect, "do_execute", _interrupted)
            db.execute(said)

    for begun, said in ((tables.begin, insert(THING).values(id=1)), (tables.reading, select(THING))):
        with pytest.raises(KeyboardInterrupt):
            interrupted(begun, said)
    with tables.begin() as db:
        db.execute(insert(THING).values(id=2))

    assert [tuple(row) for row in tables.all(select(THING))] == [(2,)]


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


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
