"""The last event of a stream by some moment, found without looking through all of a long one."""

from __future__ import annotations

from bisect import bisect_right
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from tests.support.clock import StandingClock
from tests.support.crowd import cheap
from tests.trail.logs import log_of
from trail.clock import written

STREAM, OTHER = UUID(int=71), UUID(int=72)


@pytest.mark.parametrize("events", [0, 1, 63, 64, 65, 300])
def test_of_a_stream_of_any_length_it_is_the_one_that_a_look_at_every_event_finds(
    tmp_path: Path, database: str | None, clock: StandingClock, events: int
) -> None:
    random, recorded, begun = Random(events), list[tuple[str, int]](), clock.at
    with log_of(tmp_path, database, clock) as log:
        for version in range(1, events + 1):
            clock.on(seconds=random.choice((0, 0, 1, 3600)))
            stood, (position, _) = written(clock.at), log.append([cheap(STREAM, version), cheap(OTHER, version)])
            recorded.append((stood, position))
        asked = [begun - timedelta(days=1), begun, clock.at, clock.at + timedelta(days=1)]
        asked += [begun + random.random() * (clock.at - begun) for _ in range(20)]
        asked += [begun + timedelta(seconds=round((one - begun).total_seconds())) for one in asked]

        found = [log.last_before(STREAM, written(one)) for one in asked]

    times = [stood for stood, _ in recorded]
    wanted = [bisect_right(times, written(one)) for one in asked]
    assert found == [recorded[one - 1][1] if one else 0 for one in wanted]
