"""Tampering with a store: whatever is done to it, it is broken, and where."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from tests.support.crowd import cheap
from tests.support.office import AMA, everything
from tests.support.stores import ENGINES, as_owner, created, database_of
from tests.trail.logs import ORIGIN
from tests.trail.owner import Run, copied, owner
from trail.entry import decode, encode
from trail.sealed import checkpoint
from trail.signer import Rewritten
from trail.store import Config
from trail.tiles import WIDTH
from trail.tree import Range, leaf_hash
from trail.verify import Verdict, verify
from web.keeping.proving import kept, source
from web.service import Service

Attack = Callable[[Run], object]
CHEAP = UUID(int=5)


def filled(folder: Path, database: str | None, more: int = WIDTH) -> Path:
    """A store with a signed checkpoint and, for so many more events, a full tile; closed."""
    with created(folder, ORIGIN, database=database) as service:
        everything(service)
        service.store.log.append([cheap(CHEAP, version) for version in range(1, more)])
        checkpoint(service.store)
        service.records.register({"names": ["Kofi Mensah"], "birth": "1990", "gender": "male"}, AMA)
    return folder


@pytest.fixture(scope="module", params=ENGINES)
def proved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with database_of(request.param) as database:
        yield filled(tmp_path_factory.mktemp("proved") / "store", database)


@pytest.fixture(scope="module")
def proved_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("proved") / "store", None, more=2)


@pytest.fixture(scope="module")
def proved_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with database_of("postgresql") as database:
        yield filled(tmp_path_factory.mktemp("proved") / "store", database)


def _proof(folder: Path) -> Verdict:
    return verify(source(folder), kept(folder))


def _after(proved: Path, tmp_path: Path, attack: Attack) -> Verdict:
    with copied(proved, tmp_path / "attacked") as folder:
        with owner(folder) as run:
            attack(run)
        return _proof(folder)


def _first(verdict: Verdict) -> int:
    assert verdict.verdict == "broken"
    return min(int(one["position"]) for one in verdict.findings if one["position"])


def test_an_untouched_store_is_proved(proved: Path) -> None:
    verdict = _proof(proved)
    assert (verdict.verdict, verdict.findings) == ("proved", [])


def test_a_copy_of_which_only_the_guards_were_put_away_is_proved(proved: Path, tmp_path: Path) -> None:
    """So that all that follows fails for what was done, and not for how."""
    assert _after(proved, tmp_path, lambda run: None).verdict == "proved"


def _changed(column: str, change: Callable[[bytes], bytes], position: int = 20) -> Attack:
    def attack(run: Run) -> None:
        [(found,)] = run(f"select {column} from event where position = ?", position)
        run(f"update event set {column} = ? where position = ?", change(found), position)

    return attack


def _set(column: str, value: object) -> Attack:
    return lambda run: run(f"update event set {column} = ? where position = 20", value)


def _flipped(content: bytes) -> bytes:
    return content[:40] + bytes([content[40] ^ 1]) + content[41:]


def _swap(run: Run) -> None:
    one, other = (run("select payload from event where position = ?", n)[0][0] for n in (10, 20))
    run("update event set payload = ? where position = 10", other)
    run("update event set payload = ? where position = 20", one)


def _forge(run: Run) -> None:
    """Another actor in the entry, and the leaf that fits."""
    line = encode(decode(run("select entry from event where position = 20")[0][0])._replace(actor="u-99999999"))
    run("update event set entry = ?, leaf = ? where position = 20", line, leaf_hash(line))


@pytest.mark.parametrize(("position", "attack"), [
    pytest.param(20, _changed("entry", _flipped), id="a byte of an entry"),
    pytest.param(20, _changed("payload", _flipped), id="a byte of a payload"),
    pytest.param(20, _changed("leaf", lambda leaf: leaf[:-1] + bytes([leaf[-1] ^ 1])), id="a byte of a leaf"),
    pytest.param(20, _set("leaf", bytes(32)), id="a leaf"),
    pytest.param(20, _set("type", "other/1"), id="a type"),
    pytest.param(20, _set("version", 99), id="a version"),
    pytest.param(20, _set("stream", "x"), id="a stream"),
    pytest.param(20, _set("position", 9999), id="a position"),
    pytest.param(20, lambda run: run("delete from event where position = 20"), id="a deleted event"),
    pytest.param(10, _swap, id="two swapped payloads"),
    pytest.param(20, _forge, id="a forged entry with its leaf"),
    pytest.param(1, lambda run: run("update tree_tile set bytes = ?", bytes(8192)), id="a tile"),
    pytest.param(1, lambda run: run("delete from tree_tile"), id="a deleted tile"),
])  # fmt: skip
def test_tampering_is_named_at_its_position(proved: Path, tmp_path: Path, position: int, attack: Attack) -> None:
    assert _first(_after(proved, tmp_path, attack)) == position


@pytest.mark.parametrize(("kind", "attack"), [
    ("head", lambda run: run("update tree_head set n = n - 1")),
    ("head", lambda run: run("update tree_head set n = n + 1")),
    ("head", lambda run: run("update tree_head set stack = ?", bytes(64))),
    ("tile", lambda run: run("insert into tree_tile values (0, 999, ?)", bytes(8192))),
])  # fmt: skip
def test_tampering_with_what_the_tree_remembers_is_named(
    proved: Path, tmp_path: Path, kind: str, attack: Attack
) -> None:
    verdict = _after(proved, tmp_path, attack)
    assert verdict.verdict == "broken"
    assert {one["kind"] for one in verdict.findings} == {kind}


def test_the_newest_event_cannot_be_deleted(proved: Path, tmp_path: Path) -> None:
    newest = _proof(proved).size
    verdict = _after(proved, tmp_path, lambda run: run("delete from event where position = ?", newest))
    assert (verdict.verdict, verdict.findings[0]["position"]) == ("broken", newest)


def _grown_anew(run: Run) -> None:
    """The tree as it would be over the leaves that are there."""
    leaves, whole = [row[0] for row in run("select leaf from event order by position")], Range()
    for leaf in leaves:
        whole.push(leaf)
    run("update tree_head set n = ?, stack = ?", whole.n, whole.encode())
    run("delete from tree_tile")
    if len(leaves) >= WIDTH:
        run("insert into tree_tile values (0, 0, ?)", b"".join(leaves[:WIDTH]))


def test_a_shortened_log_with_a_shortened_tree_breaks_on_its_checkpoint(proved: Path, tmp_path: Path) -> None:
    """Whoever recomputes the tree is still held against what was signed."""

    def cut(run: Run) -> None:
        run("delete from event where position > 30")
        _grown_anew(run)

    verdict = _after(proved, tmp_path, cut)
    assert verdict.verdict == "broken"
    assert {one["kind"] for one in verdict.findings} == {"cut"}
    assert verdict.findings[0]["position"] == 31


def test_a_log_rewritten_with_its_whole_tree_breaks_on_its_checkpoint(proved: Path, tmp_path: Path) -> None:
    def rewrite(run: Run) -> None:
        _forge(run)
        _grown_anew(run)

    verdict = _after(proved, tmp_path, rewrite)
    assert verdict.verdict == "broken"
    assert {one["kind"] for one in verdict.findings} == {"root"}


def test_the_signer_refuses_a_log_that_was_put_back(proved: Path, tmp_path: Path) -> None:
    with copied(proved, tmp_path / "back") as folder:
        (folder / "signer.json").write_text('{"size": 9999, "root": "' + "A" * 43 + '="}')
        with Service.open(folder) as service, pytest.raises(Rewritten, match="9999 were signed"):
            checkpoint(service.store)


def test_a_proof_does_not_go_through_millions_of_events_that_never_were(proved: Path, tmp_path: Path) -> None:
    """One row far away would keep a proof busy for days, and what it found would be told to nobody."""
    steps = list[int]()

    def hear(done: int, total: int) -> None:
        steps.append(done)
        assert len(steps) < 10

    with copied(proved, tmp_path / "attacked") as folder:
        with owner(folder) as run:
            run("update event set position = ? where position = 20", 10**12)
        verdict = verify(source(folder), kept(folder), progress=hear)

    assert _first(verdict) == 20


# a file


@pytest.mark.parametrize("content", [b"", b"garbage" * 1000, b"SQLite format 3\0" + bytes(5000)])
def test_a_file_that_is_no_log_is_broken_without_a_traceback(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "trail.db"
    path.write_bytes(content)
    assert verify(path, []).verdict == "broken"


def test_a_missing_file_is_broken_without_a_traceback(tmp_path: Path) -> None:
    assert verify(tmp_path / "trail.db", []).verdict == "broken"


@pytest.mark.slow
def test_no_flipped_byte_of_a_thousand_is_silent(proved_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "flipped"
    shutil.copytree(proved_file, folder)
    path, chance = folder / "trail.db", random.Random(20261124)
    whole = path.read_bytes()
    signed, silent = kept(folder), []
    for _ in range(1000):
        at = chance.randrange(len(whole))
        flipped = bytearray(whole)
        flipped[at] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        if verify(path, signed).verdict != "broken":
            silent.append(at)
    assert silent == []


@pytest.mark.parametrize("table", ["event", "tree_tile", "command"])
def test_the_file_itself_refuses_to_change_what_is_recorded(proved_file: Path, tmp_path: Path, table: str) -> None:
    path = tmp_path / "trail.db"
    shutil.copy(proved_file / "trail.db", path)
    db = sqlite3.connect(path)
    db.execute("insert into tree_tile values (0, 0, x'00')")
    db.execute("insert into command values ('a', x'00')")
    for statement in (f"delete from {table}", f"update {table} set rowid = rowid + 1"):
        with pytest.raises(sqlite3.IntegrityError, match="stays as it is"):
            db.execute(statement)


# a database


class Stored:
    """Everything in a log's tables that a proof vouches for, to be changed value by value."""

    KEYS = {"event": ("position",), "tree_head": ("one",), "tree_tile": ("level", "n")}
    COLUMNS = [("event", name) for name in ("position", "stream", "version", "type", "entry", "leaf", "payload")]
    COLUMNS += [("tree_head", "n"), ("tree_head", "stack"), ("tree_tile", "level"), ("tree_tile", "n")]
    COLUMNS += [("tree_tile", "bytes")]

    def __init__(self, run: Run, chance: random.Random) -> None:
        self._run, self._chance = run, chance

    def change(self) -> tuple[str, Callable[[], object]]:
        """Change one value, and answer which it was and how it is put back."""
        table, column = self._chance.choice(self.COLUMNS)
        names = self.KEYS[table]
        *key, old = self._chance.choice(self._run(f"select {', '.join(names)}, {column} from {table} order by 1"))
        new = self._other(old)
        self._set(table, column, new, dict(zip(names, key, strict=True)))
        after = {name: new if name == column else value for name, value in zip(names, key, strict=True)}
        return f"{table}.{column} of {key}: {old!r} to {new!r}", lambda: self._set(table, column, old, after)

    def _set(self, table: str, column: str, value: object, key: dict[str, object]) -> None:
        where = " and ".join(f"{name} = ?" for name in key)
        self._run(f"update {table} set {column} = ? where {where}", value, *key.values())

    def _other(self, old: object) -> object:
        if isinstance(old, int):
            return old + self._chance.choice([-1000, 1000])
        assert isinstance(old, str | bytes)
        at = self._chance.randrange(len(old))
        if isinstance(old, str):
            return old[:at] + chr(ord(old[at]) ^ 1) + old[at + 1 :]
        flipped = old[:at] + bytes([old[at] ^ 1 << self._chance.randrange(8)]) + old[at + 1 :]
        return self._chance.choice([flipped, flipped, flipped, old[:at], old + b"\0"])


@pytest.mark.slow
def test_no_changed_value_of_three_hundred_is_silent(proved_database: Path, tmp_path: Path) -> None:
    with copied(proved_database, tmp_path / "changed") as folder, owner(folder) as run:
        stored, signed, log, silent = Stored(run, random.Random(20261124)), kept(folder), source(folder), list[str]()
        for _ in range(300):
            what, put_back = stored.change()
            if verify(log, signed).verdict != "broken":
                silent.append(what)
            put_back()
        assert verify(log, signed).findings == []
    assert silent == []


@pytest.mark.parametrize("table", ["event", "tree_tile", "command"])
@pytest.mark.parametrize("statement", ["delete from log.{}", "truncate log.{}", "update log.{} set {} = {}"])
def test_the_database_itself_refuses_its_owner_to_change_what_is_recorded(
    proved_database: Path, table: str, statement: str
) -> None:
    column = {"event": "entry", "tree_tile": "bytes", "command": "response"}[table]
    url = Config.read(proved_database).database
    assert url
    with closing(psycopg.connect(as_owner(url))) as db:
        db.execute("insert into log.command values ('a', '')")
        with pytest.raises(psycopg.errors.RaiseException, match=f"what is in log.{table} stays as it is"):
            db.execute(statement.format(table, column, column).encode())
