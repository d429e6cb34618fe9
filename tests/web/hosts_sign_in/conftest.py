"""Two hosts at one store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.clock import StandingClock
from tests.web.hosts_sign_in.several import BY, PASSWORD, Host, Hosts
from tests.web.hosts_sign_in.test_sessions import QUICK
from trail.store import Store
from trail.tables import put
from web.access.credentials import ALONE, CREDENTIAL


@pytest.fixture
def hosts(tmp_path: Path, database: str | None, clock: StandingClock) -> Iterator[Hosts]:
    with closing(Store.create(tmp_path / "one", "test.example/log", clock, database)) as one:
        if database:
            shutil.copytree(tmp_path / "one", tmp_path / "two")
        with closing(Store.open(tmp_path / ("two" if database else "one"), clock, readonly=not database)) as two:
            hosts = Hosts(Host(one, clock), Host(two, clock), clock)
            hosts.first.personnel.add("ama", "Ama Boateng", "clerk", BY)
            hosts.first.personnel.add("ruth", "Ruth Adeyemi", "reviewer", BY)
            with hosts.first.tables.begin(ALONE) as db:
                put(db, CREDENTIAL, [(name, QUICK.hash(PASSWORD)) for name in ("ama", "ruth")])
            yield hosts
