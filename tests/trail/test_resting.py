"""The file at rest: what it was when it was closed, and that a byte of it decayed since."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from tests.support.crowd import cheap
from trail.sqlite import resting
from trail.sqlite.recorder import FileRecorder
from trail.sqlite.resting import Resting
from trail.store import Store
from trail.verify import verify

SAID = UUID(int=5)


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """The log of a store with three events, closed."""
    store = Store.create(tmp_path / "store", "test.example/log")
    store.log.append([cheap(SAID), cheap(SAID, 2)])
    store.close()
    return tmp_path / "store" / "trail.db"


def writes(path: Path) -> int:
    """As SQLite counts them in the file's header."""
    return int.from_bytes(path.read_bytes()[24:28], "big")


def test_a_closed_log_is_remembered_with_every_byte(closed: Path) -> None:
    assert resting.read(closed) == Resting(3, sha256(closed.read_bytes()).hexdigest(), writes(closed))
    assert not Path(f"{closed}-wal").exists()


def test_a_log_that_was_never_closed_is_not_at_rest(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "store", "test.example/log")

    assert resting.read(tmp_path / "store" / "trail.db") is None
    assert verify(tmp_path / "store" / "trail.db", []).verdict == "proved"
    store.close()


def test_a_log_in_use_is_not_at_rest_until_it_is_closed_again(closed: Path) -> None:
    store = Store.open(closed.parent)
    store.log.append([cheap(SAID, 3)])
    meanwhile = resting.read(closed)
    store.close()

    assert meanwhile is None
    assert resting.read(closed) == Resting(4, sha256(closed.read_bytes()).hexdigest(), writes(closed))


def test_a_log_that_somebody_reads_while_it_is_closed_is_proved_all_the_same(closed: Path) -> None:
    store = Store.open(closed.parent)
    assert isinstance(store.log.recorder, FileRecorder)
    assert store.log.recorder._db
    store.log.recorder._db.execute("pragma busy_timeout = 50")
    reader = sqlite3.connect(f"{closed.as_uri()}?mode=ro", uri=True)
    reader.execute("begin")
    assert reader.execute("select count(*) from event").fetchone() == (3,)
    store.log.append([cheap(SAID, 3)])
    store.close()
    meanwhile = resting.read(closed)
    reader.close()

    verdict = verify(closed, [])
    assert meanwhile is None or meanwhile.events == 4
    assert (verdict.verdict, verdict.size) == ("proved", 4)


def test_opening_only_to_read_leaves_a_log_at_rest(closed: Path) -> None:
    before = resting.read(closed)

    other = Store.open(closed.parent, readonly=True)
    other.log.rows(0, 10)
    other.close()

    assert before is not None
    assert resting.read(closed) == before


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7", '{"events": 3}', '{"sha256": "ab"}',
                                  '{"events": "x", "sha256": "ab"}', '{"events": null, "sha256": "ab"}'])  # fmt: skip
def test_half_a_note_is_none(closed: Path, text: str) -> None:
    """The machine stopped while it was written: the entries prove themselves."""
    closed.with_name(resting.NAME).write_text(text)

    assert resting.read(closed) is None
    assert verify(closed, []).verdict == "proved"


def test_decay_where_no_entry_lies_is_noticed(closed: Path) -> None:
    """The free part of a page belongs to no event."""
    content = bytearray(closed.read_bytes())
    at = content.index(bytes(200)) + 100
    content[at] ^= 1
    closed.write_bytes(content)

    verdict = verify(closed, [])

    assert verdict.verdict == "broken"
    assert resting.digest(closed) != json.loads(closed.with_name(resting.NAME).read_text())["sha256"]


def test_a_file_that_was_written_anew_is_not_said_to_have_decayed(closed: Path) -> None:
    with closing(sqlite3.connect(closed, isolation_level=None)) as db:
        db.execute("vacuum")

    verdict = verify(closed, [])

    assert resting.read(closed) is None
    assert (verdict.verdict, verdict.findings) == ("proved", [])
    assert any("not compared" in line for line in verdict.not_proved)


@pytest.mark.parametrize("at", [*range(24, 28), *range(92, 96)])
def test_decay_of_what_counts_the_writes_is_noticed(closed: Path, at: int) -> None:
    content = bytearray(closed.read_bytes())
    content[at] ^= 1
    closed.write_bytes(content)

    assert verify(closed, []).verdict == "broken"


def test_a_note_of_an_earlier_version_counts_no_writes_and_is_compared_all_the_same(closed: Path) -> None:
    told = json.loads(closed.with_name(resting.NAME).read_text())
    del told["writes"]
    closed.with_name(resting.NAME).write_text(json.dumps(told))
    proved = verify(closed, []).verdict
    content = bytearray(closed.read_bytes())
    content[content.index(bytes(200)) + 100] ^= 1
    closed.write_bytes(content)

    assert (proved, verify(closed, []).verdict) == ("proved", "broken")
