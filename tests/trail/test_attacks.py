"""Tampering with a store: whatever is done to it, it is broken, and where."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.office import AMA, everything
from trail.schema import KEPT
from trail.sealed import checkpoint
from trail.signer import Rewritten
from trail.tree import Range
from trail.verify import Verdict, verify
from web.proving import kept
from web.service import Service

Attack = Callable[[sqlite3.Connection], object]
_FREE = "".join(f"drop trigger {table}_{verb};" for table in KEPT for verb in ("update", "delete"))


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a signed checkpoint, closed."""
    folder = tmp_path_factory.mktemp("proved") / "store"
    with Service.create(folder, "test.example/log") as service:
        everything(service)
        checkpoint(service.store)
        service.records.register({"names": ["Kofi Mensah"], "birth": "1990", "gender": "male"}, AMA)
    return folder


def _after(proved: Path, tmp_path: Path, attack: Attack) -> Verdict:
    folder = tmp_path / "attacked"
    shutil.copytree(proved, folder)
    db = sqlite3.connect(folder / "trail.db", isolation_level=None)
    db.executescript(_FREE)
    attack(db)
    db.execute("pragma wal_checkpoint(truncate)")
    db.close()
    (folder / "resting.json").unlink()
    return verify(folder / "trail.db", kept(folder))


def test_an_untouched_store_is_proved(proved: Path) -> None:
    verdict = verify(proved / "trail.db", kept(proved))
    assert (verdict.verdict, verdict.findings) == ("proved", [])


FLIP = "update event set {0} = cast(substr({0}, 1, 40) || x'01' || substr({0}, 42) as blob) where position = 20"


@pytest.mark.parametrize(("position", "attack"), [
    pytest.param(20, lambda db: db.execute(FLIP.format("entry")), id="a byte of an entry"),
    pytest.param(20, lambda db: db.execute(FLIP.format("payload")), id="a byte of a payload"),
    pytest.param(20, lambda db: db.execute("update event set leaf = zeroblob(32) where position = 20"), id="a leaf"),
    pytest.param(20, lambda db: db.execute("update event set type = 'other/1' where position = 20"), id="a type"),
    pytest.param(20, lambda db: db.execute("update event set version = 99 where position = 20"), id="a version"),
    pytest.param(20, lambda db: db.execute("update event set stream = 'x' where position = 20"), id="a stream"),
    pytest.param(20, lambda db: db.execute("delete from event where position = 20"), id="a deleted event"),
    pytest.param(10, lambda db: db.executescript(
        "create table t as select position, payload from event where position in (10, 20);"
        "update event set payload = (select payload from t where t.position = 30 - event.position) "
        "where position in (10, 20); drop table t;"), id="two swapped payloads"),
])  # fmt: skip
def test_tampering_is_named_at_its_position(proved: Path, tmp_path: Path, position: int, attack: Attack) -> None:
    verdict = _after(proved, tmp_path, attack)
    assert verdict.verdict == "broken"
    assert min(one["position"] for one in verdict.findings if one["position"]) == position


def test_the_newest_event_cannot_be_deleted(proved: Path, tmp_path: Path) -> None:
    newest = verify(proved / "trail.db", []).size
    verdict = _after(proved, tmp_path, lambda db: db.execute("delete from event where position = ?", (newest,)))
    assert (verdict.verdict, verdict.findings[0]["position"]) == ("broken", newest)


def test_a_shortened_log_with_a_shortened_tree_breaks_on_its_checkpoint(proved: Path, tmp_path: Path) -> None:
    """Whoever recomputes the tree is still held against what was signed."""

    def cut(db: sqlite3.Connection) -> None:
        db.execute("delete from event where position > 30")
        whole = Range()
        for row in db.execute("select leaf from event order by position"):
            whole.push(row[0])
        db.execute("update tree_head set n = ?, stack = ?", (whole.n, whole.encode()))

    verdict = _after(proved, tmp_path, cut)
    assert verdict.verdict == "broken"
    assert {one["kind"] for one in verdict.findings} == {"cut"}
    assert verdict.findings[0]["position"] == 31


def test_the_signer_refuses_a_log_that_was_put_back(proved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "back"
    shutil.copytree(proved, folder)
    state = folder / "signer.json"
    state.write_text('{"size": 9999, "root": "' + "A" * 43 + '="}')
    with Service.open(folder) as service, pytest.raises(Rewritten, match="9999 were signed"):
        checkpoint(service.store)


@pytest.mark.parametrize("content", [b"", b"garbage" * 1000, b"SQLite format 3\0" + bytes(5000)])
def test_a_file_that_is_no_log_is_broken_without_a_traceback(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "trail.db"
    path.write_bytes(content)
    assert verify(path, []).verdict == "broken"


def test_a_missing_file_is_broken_without_a_traceback(tmp_path: Path) -> None:
    assert verify(tmp_path / "trail.db", []).verdict == "broken"


def test_no_flipped_byte_of_a_thousand_is_silent(proved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "flipped"
    shutil.copytree(proved, folder)
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
def test_the_database_itself_refuses_to_change_what_is_recorded(proved: Path, tmp_path: Path, table: str) -> None:
    path = tmp_path / "trail.db"
    shutil.copy(proved / "trail.db", path)
    db = sqlite3.connect(path)
    db.execute("insert or ignore into tree_tile values (0, 0, x'00')")
    db.execute("insert or ignore into command values ('a', x'00')")
    for statement in (f"delete from {table}", f"update {table} set rowid = rowid + 1"):
        with pytest.raises(sqlite3.IntegrityError, match="stays as it is"):
            db.execute(statement)
