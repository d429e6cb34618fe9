"""A database that was put back under hosts that go on: whoever has seen more does not write into it."""

from __future__ import annotations

from contextlib import closing
from uuid import UUID, uuid4

import pytest

from tests.support.crowd import cheap
from tests.trail.hosts.several import another, cut
from tests.trail.logs import verified
from tests.trail.owner import owner
from trail.errors import StoreError
from trail.store import Store


def test_hosts_that_have_seen_more_do_not_write_into_a_log_that_was_put_back(a: Store, b: Store) -> None:
    for version in range(1, 4):
        a.log.append([cheap(UUID(int=5), version)])
        b.log.append([cheap(UUID(int=6), version)])
    a.log.append([cheap(UUID(int=5), 4)])
    with owner(a.folder) as run:
        cut(run, 3)

    for store, seen in ((a, 8), (b, 7)):
        for _ in range(2):
            with pytest.raises(StoreError, match=rf"has 3 events, and this host has seen {seen}: .*was put back"):
                store.log.append([cheap(uuid4())])

    assert a.log.position == 3


@pytest.mark.parametrize("more", [1, 2, 3])
def test_hosts_that_have_seen_others_do_not_write_into_a_log_that_was_put_back_and_went_on(
    a: Store, b: Store, more: int
) -> None:
    """To a shorter, the same and a greater length than what this host has seen."""
    a.log.append([cheap(UUID(int=5)), cheap(UUID(int=5), 2)])
    with owner(a.folder) as run:
        cut(run, 1)
    b.log.append([cheap(uuid4()) for _ in range(more)])

    for _ in range(2):
        with pytest.raises(StoreError, match="Nothing is recorded"):
            a.log.append([cheap(uuid4())])

    assert verified(a.folder, a.config.database).findings == []


def test_a_host_that_is_opened_on_a_log_that_was_put_back_cannot_know_it(a: Store) -> None:
    a.log.append([cheap(UUID(int=5)), cheap(UUID(int=5), 2)])
    with owner(a.folder) as run:
        cut(run, 2)

    with closing(Store.open(another(a))) as fresh:
        assert fresh.log.append([cheap(UUID(int=5), 2)]) == [3]
    assert verified(a.folder, a.config.database).findings == []
