"""What opens payloads for a proof holds the keys, and a database, for as long as the proof lasts and no longer."""

from __future__ import annotations

import threading
import time
from functools import partial

from tests.support.office import everything
from trail.payloads import opener
from trail.verify import PROVED, verify
from web.keeping.proving import source
from web.service import Service


def test_a_proof_leaves_nobody_behind_who_watches_the_database(service: Service) -> None:
    everything(service)  # with an erasure in it, which is opened for itself
    opening, before = partial(opener, service.folder), set(threading.enumerate())

    verdicts = [verify(source(service.folder), [], *told) for told in ((opening,), (None, None, 1, opening)) * 2]

    until = time.monotonic() + 30  # whoever was told to end does so by itself
    while set(threading.enumerate()) - before and time.monotonic() < until:
        time.sleep(0.01)
    assert [one.verdict for one in verdicts] == [PROVED] * 4
    assert set(threading.enumerate()) - before == set()
