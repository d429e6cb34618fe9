"""A function of the database that is called without the driver's detours: what goes in, what comes out, what fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.postgres import cluster
from trail.postgres.server import lost
from trail.postgres.statement import Statement, Value

SAID = """
create function pg_temp.said(a bigint, b text, c bytea) returns text language sql as
$$ select json_build_array(a, b, encode(c, 'hex'))::text $$;
create function pg_temp.fails(a bigint) returns bigint language plpgsql as
$$ begin if a = 0 then raise exception 'not that' using errcode = 'CT001'; end if; return 7 / (a - 1); end $$;
"""
NUMBERS = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)


@pytest.fixture(scope="module")
def db() -> Iterator[psycopg.Connection[Any]]:
    with cluster().database() as name, closing(psycopg.connect(cluster().url(name), autocommit=True)) as made:
        made.execute(SAID.encode())
        yield made


@pytest.fixture(scope="module")
def said() -> Statement:
    return Statement("pg_temp.said", ("bigint", "text", "bytea"))


def test_what_goes_in_comes_out(db: psycopg.Connection[Any], said: Statement) -> None:
    @given(st.none() | NUMBERS, st.none() | TEXTS, st.none() | st.binary(max_size=40))
    def whatever(number: int | None, text: str | None, octets: bytes | None) -> None:
        answer = said.ask(db, (number, text, octets))
        (wanted,) = db.execute(
            "select json_build_array(%s::bigint, %s::text, encode(%s::bytea, 'hex'))::text", (number, text, octets)
        ).fetchone() or ("",)
        assert answer is not None
        assert answer.decode() == wanted

    whatever()


def test_no_answer_is_none(db: psycopg.Connection[Any]) -> None:
    assert Statement("pg_catalog.upper", ("text",)).ask(db, (None,)) is None


def test_it_is_prepared_once_on_each_connection(db: psycopg.Connection[Any], said: Statement) -> None:
    said.ask(db, (1, "", b""))
    said.ask(db, (2, "", b""))
    count = "select count(*) from pg_prepared_statements where statement like '%pg_temp.said(%'"
    assert db.execute(count.encode()).fetchall() == [(1,)]

    with closing(psycopg.connect(db.info.dsn, autocommit=True)) as other:
        other.execute(SAID.encode())
        assert said.ask(other, (1, "a", b"")) == b'[1, "a", ""]'
        assert other.execute(count.encode()).fetchall() == [(1,)]

    assert said.ask(db, (3, "", b"")) == b'[3, "", ""]'
    assert db.execute(count.encode()).fetchall() == [(1,)]


@pytest.mark.parametrize(
    ("number", "state", "error"),
    [(0, "CT001", psycopg.DatabaseError), (1, "22012", psycopg.errors.DivisionByZero)],
)
def test_what_is_refused_is_raised_as_the_driver_raises_it(
    db: psycopg.Connection[Any], number: int, state: str, error: type[Exception]
) -> None:
    fails = Statement("pg_temp.fails", ("bigint",))

    with pytest.raises(error) as told:
        fails.ask(db, (number,))
    with pytest.raises(error) as driver:
        db.execute("select pg_temp.fails(%s)", (number,))

    assert isinstance(told.value, psycopg.Error)
    assert (told.value.sqlstate, type(told.value), str(told.value)) == (state, type(driver.value), str(driver.value))
    assert fails.ask(db, (8,)) == b"1"


@pytest.mark.parametrize("value", ["a\0b", "\0"])
def test_a_text_is_never_cut_short_at_a_nul(db: psycopg.Connection[Any], said: Statement, value: Value) -> None:
    with pytest.raises(psycopg.errors.CharacterNotInRepertoire):
        said.ask(db, (1, value, b""))


def test_a_function_that_is_not_there_is_named_and_asked_for_again(db: psycopg.Connection[Any]) -> None:
    missing = Statement("pg_temp.missing", ("bigint",))

    for _ in range(2):
        with pytest.raises(psycopg.errors.UndefinedFunction, match="missing"):
            missing.ask(db, (1,))


@pytest.mark.parametrize("prepared", [True, False])
def test_a_connection_that_is_gone_is_known_as_lost(db: psycopg.Connection[Any], prepared: bool) -> None:
    plain = Statement("pg_catalog.upper", ("text",))
    with closing(psycopg.connect(db.info.dsn, autocommit=True)) as other:
        if prepared:
            assert plain.ask(other, ("a",)) == b"A"
        cluster().run(f"select pg_terminate_backend({other.info.backend_pid}, 5000)")

        with pytest.raises(psycopg.Error) as told:
            plain.ask(other, ("a",))

        assert lost(told.value)
        assert other.closed
