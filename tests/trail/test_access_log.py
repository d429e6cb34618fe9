"""The log of reads: durable when it answers, shared by all who read, proved with the log of the records."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from domain.access import RecordAccessed
from tests.conftest import ROOT
from tests.support.altered import alter
from tests.support.clock import StandingClock
from tests.support.office import AMA, looked_at, register
from tests.support.stores import created
from trail.backend import source_of
from trail.errors import StoreError
from trail.opened import OWN, REFERRED
from trail.reads import prove_reads
from trail.referred import referred
from trail.sealed import checkpoint
from trail.store import Store
from trail.verdict import Verdict
from trail.verify import verify
from web.service import Service

READER = """
import sys
from pathlib import Path
from threading import Thread
from uuid import UUID
from tests.support.office import looked_at
from web.service import Service
service, who = Service.open(Path(sys.argv[1]), readonly=True), UUID(sys.argv[2])
def read():
    while True:
        sys.stdout.write(f"{looked_at(service, who)}\\n")
        sys.stdout.flush()
for _ in range(4):
    Thread(target=read, daemon=True).start()
import time
time.sleep(60)
"""


def proof(store: Store) -> Verdict:
    """Of the log of reads, as it is told with that of the records."""
    verdict = Verdict()
    prove_reads(verdict, store.folder, store.config)
    return verdict


def told(service: Service) -> list[RecordAccessed]:
    facts, _ = service.store.access.journal.facts(0, 1_000_000)
    return [fact for fact in facts if isinstance(fact, RecordAccessed)]


def test_a_read_is_an_entry_of_its_own_log_with_who_what_whose_and_from_where(service: Service) -> None:
    who = register(service.records)
    before = service.store.log.position

    position = looked_at(service, who, AMA._replace(session="s-1"), section="chart", medium="print")

    (fact,) = told(service)
    assert (position, service.store.log.position) == (2, before)
    assert (fact.by.actor, fact.by.name, fact.by.role, fact.by.session) == (*AMA[:3], "s-1")
    assert fact.payload() == {
        "section": "chart", "medium": "print", "address": f"/patients/{who}", "outcome": "shown", "known": before,
        "patients": [str(who)], "purpose": "HOPERAT",
    }  # fmt: skip


def test_whose_record_it_was_stands_nowhere_in_the_clear(service: Service) -> None:
    who = register(service.records)
    looked_at(service, who)

    (row,) = service.store.access.log.rows(1, 10)

    assert str(who).encode() not in row.entry + (row.payload or b"")


def test_those_who_read_at_once_share_lanes_and_leave_no_gap(service: Service) -> None:
    who = register(service.records)

    with ThreadPoolExecutor(8) as pool:
        positions = list(pool.map(lambda _: looked_at(service, who), range(200)))

    assert sorted(positions) == list(range(2, 202))
    lanes = {fact.originator_id: fact.originator_version for fact in told(service)}
    assert len(lanes) <= 8
    assert sum(lanes.values()) == 200
    assert proof(service.store).findings == []


def test_another_process_reads_beside_the_one_that_serves(service: Service, clock: StandingClock) -> None:
    who = register(service.records)

    with Service.open(service.folder, clock, readonly=True) as other:
        positions = [looked_at(one, who) for one in (service, other, service, other, other)]

    assert positions == [2, 3, 4, 5, 6]
    assert proof(service.store).findings == []


def test_what_cannot_be_written_is_an_error_and_the_next_read_is_none(in_file: Service) -> None:
    who = register(in_file.records)
    writer = in_file.store.access.log.recorder._db  # type: ignore[attr-defined]
    looked_at(in_file, who)

    writer.execute("pragma query_only = on")
    with pytest.raises(StoreError, match="Nothing was recorded"):
        looked_at(in_file, who)
    writer.execute("pragma query_only = off")

    assert looked_at(in_file, who) == 3
    assert proof(in_file.store).findings == []


@pytest.fixture
def in_file(tmp_path: Path) -> Service:
    return created(tmp_path / "store", "test.example/log")


def test_a_store_of_before_there_was_such_a_log_gets_one_when_it_is_opened(in_file: Service) -> None:
    who = register(in_file.records)
    in_file.close()
    for path in in_file.folder.glob("access.db*"):
        path.unlink()

    unlogged = proof(in_file.store)
    with Service.open(in_file.folder) as again:
        looked_at(again, who)

        assert unlogged.not_proved == ["There is no log of reads: this store is of an earlier Caretrail."]
        assert proof(again.store).proved == ["All 2 entries of the log of reads are there."]


# what vouches for it


def test_a_checkpoint_covers_both_logs(service: Service) -> None:
    looked_at(service, register(service.records))

    checkpoint(service.store)

    size, root = service.store.access.log.head()
    last = service.store.log.rows(service.store.log.position - 1, 1)[0]
    assert last.type == REFERRED
    assert [(one.size, one.root) for one in referred(service.folder)] == [(size, root)]
    assert proof(service.store).proved == [
        "All 2 entries of the log of reads are there, the first 2 as the log of the records remembers them."
    ]


def test_where_nobody_was_shown_anything_since_nothing_is_added_to_the_log_of_the_records(service: Service) -> None:
    who = register(service.records)
    checkpoint(service.store)
    unread = service.store.log.position
    looked_at(service, who)
    checkpoint(service.store)
    read = service.store.log.position

    checkpoint(service.store)

    rows = service.store.log.rows(unread, 100)
    assert [row.type in OWN for row in rows] == [True]
    assert service.store.log.position == read == unread + 1


@pytest.mark.parametrize(
    ("harm", "detail"),
    [
        ("delete from event where position = 4", "vouches for 4 events, 3 are here"),
        ("update event set payload = x'00' where position = 3", "event 3"),
        ("update event set type = 'record.unread/1' where position = 2", "event 2"),
    ],
)
def test_whoever_alters_what_was_read_is_found(in_file: Service, harm: str, detail: str) -> None:
    who = register(in_file.records)
    for _ in range(3):
        looked_at(in_file, who)
    checkpoint(in_file.store)
    in_file.close()

    alter(in_file.folder, harm, reads=True)

    found = [finding["detail"] for finding in proof(in_file.store).findings]
    assert any(detail in one for one in found), found


def test_a_log_of_reads_that_is_gone_is_found(in_file: Service) -> None:
    looked_at(in_file, register(in_file.records))
    checkpoint(in_file.store)
    in_file.close()
    (in_file.folder / "access.db").unlink()

    assert proof(in_file.store).findings


# falls


@pytest.mark.parametrize("after", [0.2, 0.5])
def test_a_reader_that_is_killed_has_left_every_read_that_it_was_told_of(service: Service, after: float) -> None:
    who = register(service.records)
    command = [sys.executable, "-c", READER, str(service.folder), str(who)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as worker:
        assert worker.stdout
        first = worker.stdout.readline()
        threading.Timer(after, lambda: os.kill(worker.pid, signal.SIGKILL)).start()
        rest, _ = worker.communicate()

    acknowledged = [int(line) for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")]
    assert acknowledged
    assert {fact.by.position for fact in told(service)} >= set(acknowledged)
    assert looked_at(service, uuid4()) > max(acknowledged)
    verdict = verify(source_of(service.folder, service.store.config.database, reads=True), [])
    assert verdict.findings == []
