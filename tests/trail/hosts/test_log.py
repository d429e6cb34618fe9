"""What one host has recorded the other one knows: one log without a gap, and nothing stale is written."""

from __future__ import annotations

from functools import partial
from uuid import UUID, uuid4

import pytest

from domain.refusal import Repeated, Stale
from tests.support.clock import StandingClock
from tests.support.crowd import at_once, cheap, in_one_commit
from tests.trail.hosts.several import another
from tests.trail.logs import verified
from trail.rows import quick
from trail.store import Store
from trail.tree import root_of


def test_all_that_two_hosts_record_at_once_is_there_once_and_without_a_gap(a: Store, b: Store) -> None:
    shared = uuid4()

    def clerk(store: Store) -> list[tuple[int, str, int]]:
        own, kept = uuid4(), list[tuple[int, str, int]]()
        for version in range(1, 13):
            [position] = store.log.append([cheap(own, version)])
            kept += [(position, cheap(own).sid, version), contended(store)]
        return kept

    def contended(store: Store) -> tuple[int, str, int]:
        while True:
            version = store.log.last_version(shared) + 1
            try:
                return store.log.append([cheap(shared, version)])[0], cheap(shared).sid, version
            except Stale:
                continue

    everything = at_once([partial(clerk, store) for store in (a, b) * 3])

    kept = sorted(row for rows in everything if isinstance(rows, list) for row in rows)
    rows = [(row.position, row.stream, row.version) for row in a.log.rows(1, 1000)]
    assert rows == kept
    assert [row[0] for row in rows] == list(range(2, 6 * 24 + 2))
    assert a.log.head() == b.log.head() == (145, root_of(a.log.leaves(145)))
    assert verified(a.folder, a.config.database).findings == []


def test_one_hosts_events_are_read_by_the_other_at_once(a: Store, b: Store) -> None:
    for version, (one, other) in enumerate([(a, b), (b, a), (a, b)], start=1):
        one.log.append([cheap(UUID(int=5), version, b'{"n":%d}' % version)])

        [row] = other.log.stream(UUID(int=5), version - 1)
        assert other.log.opened(row)[1] == b'{"n":%d}' % version
        assert other.log.position == one.log.position == version + 1


@pytest.mark.parametrize("known", [False, True])
def test_a_stream_that_one_host_has_gone_on_with_is_stale_on_the_other(a: Store, b: Store, known: bool) -> None:
    stream = uuid4()
    (b if known else a).log.append([cheap(stream)])
    a.log.append([cheap(stream, 2)])

    with pytest.raises(Stale) as caught:
        b.log.append([cheap(stream, 2)])

    assert caught.value.stream == stream
    assert b.log.append([cheap(stream, 3)]) == [4]
    with pytest.raises(Stale):
        a.log.append([cheap(stream, 3)])


def test_in_one_commit_what_another_host_has_made_stale_is_told_alone(a: Store, b: Store) -> None:
    streams = [uuid4() for _ in range(4)]
    b.log.append([cheap(one) for one in streams])
    a.log.append([cheap(streams[1], 2)])

    got = in_one_commit(b.log, [partial(b.log.append, [cheap(one, 2)]) for one in streams])

    assert [one if isinstance(one, list) else type(one) for one in got] == [[8], Stale, [9], [10]]
    assert [a.log.last_version(one) for one in streams] == [2] * 4


def test_a_stream_that_both_begin_at_once_is_one_hosts_and_has_its_key(a: Store, b: Store) -> None:
    for _ in range(10):
        stream = uuid4()

        got = at_once([partial(store.log.append, [cheap(stream, body=b'{"n":1}')]) for store in (a, b)])

        assert sorted(type(one).__name__ for one in got) == ["Stale", "list"]
        [row] = a.log.stream(stream)
        assert a.log.key_of(stream) == b.log.key_of(stream) == quick(row.entry).key
        late = (a, b)[[isinstance(one, Stale) for one in got].index(True)]
        late.log.append([cheap(stream, 2, b'{"n":2}')])
        assert [store.log.opened(row)[1] for store in (a, b) for row in store.log.stream(stream)] == [
            b'{"n":1}', b'{"n":2}'
        ] * 2  # fmt: skip


def test_one_request_at_many_hosts_at_once_is_recorded_once(a: Store, b: Store) -> None:
    def told(positions: list[int]) -> bytes:
        return b"%d" % positions[0]

    for n in range(5):
        work = [partial(store.log.append, [cheap(uuid4())], f"form-{n}", told) for store in (a, b) * 3]

        got = at_once(work)

        kept = [one for one in got if isinstance(one, list)]
        assert len(kept) == 1
        assert {one.response for one in got if isinstance(one, Repeated)} == {told(kept[0])}
        assert len(kept) + sum(isinstance(one, Repeated) for one in got) == 6
    assert a.log.position == 6


def test_what_one_host_says_of_its_clock_does_not_stop_the_other(a: Store, b: Store, clock: StandingClock) -> None:
    """Two clocks that are a minute apart: it is told once, and no time goes back."""
    late = Store.open(another(a), lambda: clock().replace(minute=29))
    for version in range(1, 5):
        a.log.append([cheap(UUID(int=5), version)])
        late.log.append([cheap(UUID(int=6), version)])
    late.close()

    rows = a.log.rows(0, 100)
    times = [quick(row.entry).at for row in rows]
    assert times == sorted(times)
    assert [row.type for row in rows].count("log.clock-anomaly/1") == 1
