"""A log of several stretches is proved as one, whoever reads which of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest

from domain.fact import Envelope
from domain.held import ItemHeld
from tests.support.office import AMA
from tests.support.stores import ENGINES, database_of
from tests.trail.logs import ORIGIN
from tests.trail.owner import copied, owner
from tests.trail.slow_tree import mth
from trail.clock import utc_now
from trail.mapper import Draft, draft
from trail.payloads import opener
from trail.store import Store
from trail.stretch import SIZE, WIDTH
from trail.verify import Signed, Verdict, verify
from web.keeping.proving import source

EVENTS = 2 * SIZE + 3 * WIDTH + 17
STREAMS = 40


def drafts(events: int) -> Iterator[Draft]:
    by: Envelope = AMA.envelope(utc_now(), "x" * 16, "0")
    for n in range(events):
        id, version = UUID(int=1000 + n % STREAMS), n // STREAMS + 1
        yield draft(ItemHeld(id, version, by.at, by, reason="no patient", place=f"line {n}", content="{}"))


@pytest.fixture(scope="module", params=ENGINES)
def long(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder, every = tmp_path_factory.mktemp("long") / "store", list(drafts(EVENTS - 1))
    with database_of(request.param) as database:
        store = Store.create(folder, ORIGIN, database=database)
        for at in range(0, len(every), 1000):
            store.log.append(every[at : at + 1000])
        store.close()
        yield folder


def entries(folder: Path) -> list[bytes]:
    with owner(folder) as run:
        return [row[0] for row in run("select entry from event order by position")]


def after(long: Path, tmp_path: Path, attack: str, *values: object) -> Verdict:
    with copied(long, tmp_path / "attacked") as folder:
        with owner(folder) as run:
            run(attack, *values)
        return verify(source(folder), [], processes=2)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_long_log_is_proved_with_the_root_of_the_slow_tree(long: Path, processes: int) -> None:
    heard: list[tuple[int, int]] = []

    verdict = verify(source(long), [], partial(opener, long), lambda done, of: heard.append((done, of)), processes)

    assert (verdict.verdict, verdict.findings) == ("proved", [])
    assert (verdict.events, verdict.size) == (EVENTS, EVENTS)
    assert verdict.root == mth(entries(long)).hex()
    assert heard == [(SIZE, EVENTS), (2 * SIZE, EVENTS), (EVENTS, EVENTS)]


SIZES = (1, WIDTH - 1, WIDTH, WIDTH + 1, SIZE - 1, SIZE, SIZE + 1, 2 * SIZE, 2 * SIZE + 3 * WIDTH, EVENTS)


def test_checkpoints_of_any_size_are_held_against_the_tree(long: Path) -> None:
    every = entries(long)
    signed = [Signed(f"note {size}", size, mth(every[:size])) for size in SIZES]

    assert verify(source(long), signed, processes=2).findings == []

    wrong = [one._replace(root=bytes(32)) for one in signed]
    told = verify(source(long), wrong, processes=2).findings
    assert [(one["kind"], one["position"]) for one in told] == [("root", size) for size in SIZES]


@pytest.mark.parametrize("position", [2, SIZE - 1, SIZE, SIZE + 1, 2 * SIZE, 2 * SIZE + 1, EVENTS - 1, EVENTS])
def test_a_deleted_event_is_named_wherever_it_stood(long: Path, tmp_path: Path, position: int) -> None:
    verdict = after(long, tmp_path, f"delete from event where position = {position}")

    assert verdict.verdict == "broken"
    assert verdict.findings[0]["position"] == position


TILE = bytes(8192)


@pytest.mark.parametrize(("kind", "position", "attack", "values"), [
    ("version", SIZE + 2, "update event set version = version + 900 where position = 4098", ()),
    ("tile", 257, "update tree_tile set bytes = ? where level = 0 and n = 1", (TILE,)),
    ("tile", None, "insert into tree_tile values (0, 999, ?)", (TILE,)),
    ("tile", None, "insert into tree_tile values (1, 0, ?)", (TILE,)),
    ("head", None, "update tree_head set n = n - 1", ()),
])  # fmt: skip
def test_what_crosses_stretches_is_noticed(
    long: Path, tmp_path: Path, kind: str, position: int | None, attack: str, values: tuple[bytes, ...]
) -> None:
    verdict = after(long, tmp_path, attack, *values)

    found = [(one["kind"], one["position"]) for one in verdict.findings]
    assert verdict.verdict == "broken"
    assert (kind, position) in found or (position is None and kind in {name for name, _ in found})


def test_an_older_time_in_the_next_stretch_is_noticed(long: Path, tmp_path: Path) -> None:
    older = entries(long)[SIZE].replace(b'"t":"2', b'"t":"1')

    verdict = after(long, tmp_path, "update event set entry = ? where position = ?", older, SIZE + 1)

    assert verdict.verdict == "broken"
    assert ("time", SIZE + 1) in [(one["kind"], one["position"]) for one in verdict.findings]


def test_an_event_that_breaks_its_promise_is_named(long: Path, tmp_path: Path) -> None:
    with copied(long, tmp_path / "promised") as folder:
        store = Store.open(folder)
        by = AMA.envelope(utc_now(), "y" * 16, "0")
        honest = draft(ItemHeld(UUID(int=7), 1, by.at, by, reason="no patient", place="line 1", content="{}"))
        store.log.append([honest._replace(commitment="A" * 43)])
        store.close()

        assert verify(source(folder), []).verdict == "proved"
        verdict = verify(source(folder), [], partial(opener, folder))
        assert [(one["kind"], one["position"]) for one in verdict.findings] == [("seal", EVENTS + 1)]


def after_another_event(store: Store, processes: int) -> Verdict:
    """Verified only once the clerk has written again, so that each proof is of a longer log than the one before."""
    before = store.log.position
    while store.log.position == before:
        time.sleep(0.001)
    return verify(source(store.folder), [], processes=processes)


def test_a_proof_beside_clerks_who_write_is_still_a_proof(long: Path, tmp_path: Path) -> None:
    with copied(long, tmp_path / "busy") as folder:
        store, writing = Store.open(folder), [True]

        def write() -> None:
            by, version = AMA.envelope(utc_now(), "z" * 16, "0"), 0
            while writing[0]:
                version += 1
                fact = ItemHeld(UUID(int=99), version, by.at, by, reason="no patient", place="line 1", content="{}")
                store.log.append([draft(fact)])
                time.sleep(0.002)  # the proofs have work to do as well

        clerk = Thread(target=write)
        clerk.start()
        try:
            verdicts = [after_another_event(store, n) for n in (1, 2, 1, 2)]
        finally:
            writing[0] = False
            clerk.join()
            store.close()

    assert [verdict.findings for verdict in verdicts] == [[]] * 4
    assert sorted({verdict.size for verdict in verdicts}) == [verdict.size for verdict in verdicts]
