"""A connection to PostgreSQL that was lost: a question is asked again, and a transaction fails as a whole."""

from __future__ import annotations

import psycopg
import pytest

from tests.support.postgres import cluster
from tests.trail.tables.things import FIRST, KINDS, METADATA, SECOND, THING, THIRD, everything
from trail.postgres.server import Server
from trail.postgres.tables import SchemaTables
from trail.tables import put


def test_a_question_is_asked_again_when_the_connection_was_lost(server: Server) -> None:
    tables = SchemaTables(server, "room", METADATA)
    with tables.begin() as db:
        METADATA.drop_all(db)
        METADATA.create_all(db)
        put(db, THING, [FIRST])
    ask = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> "
    name = server.name.split(" at ")[0]

    def cut_off() -> None:
        with tables.begin() as db:
            cluster().run(f"{ask} pg_backend_pid()", database=name)
            put(db, THING, [SECOND])

    cluster().run(f"{ask} pg_backend_pid()", database=name)
    assert everything(tables) == [FIRST]
    cluster().run(f"{ask} pg_backend_pid()", database=name)
    assert tables.rows(KINDS, {"kind": "a", "most": 1}) == [("one", 2)]
    with pytest.raises(psycopg.OperationalError) as lost:
        cut_off()

    assert tables.lost(lost.value)
    assert not tables.lost(KeyError("x"))
    with tables.begin() as db:
        put(db, THING, [THIRD])
    assert everything(tables) == [FIRST, THIRD]
