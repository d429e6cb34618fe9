"""Payloads under lock: each opens at its own place in its own log, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as some

from tests.support.crowd import cheap
from tests.support.stores import ENGINES, database_of
from tests.trail.logs import ORIGIN, log_of
from trail.entry import EntryError, b64, encode
from trail.errors import KeysMissing
from trail.log import Log
from trail.rows import Erased, Row, quick, unsealed
from trail.sealing import NONCE, SealBroken, place, seal, unseal

SAID, OTHER = UUID(int=5), UUID(int=6)
KEY = AESGCM(bytes(32))
PLACES = some.tuples(
    some.just(ORIGIN) | some.just("test.example/logs"), some.integers(1, 99), some.sampled_from(["a" * 22, "b" * 22]),
    some.integers(1, 99), some.sampled_from(["a.b/1", "a.b/2", "a.c/1"]),
)  # fmt: skip


@pytest.fixture(scope="module", params=ENGINES)
def log(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    with database_of(request.param) as database, log_of(tmp_path_factory.mktemp("sealed"), database) as made:
        made.append([cheap(SAID, 1, b'{"n":1}'), cheap(SAID, 2, b'{"n":2}'), cheap(OTHER, 1, b'{"n":3}')])
        yield made


@pytest.fixture
def row(log: Log) -> Row:
    return log.stream(SAID)[0]


def test_a_row_opens_where_it_lies(log: Log, row: Row) -> None:
    entry, payload = log.opened(row)

    assert (entry, payload) == (quick(row.entry), b'{"n":1}')


@pytest.mark.parametrize("moved", [
    {"position": 3}, {"stream": b64(OTHER.bytes)}, {"version": 2}, {"type": "test.said/2"}, {"type": "test.sai/1"},
])  # fmt: skip
def test_a_payload_that_was_moved_does_not_open(log: Log, row: Row, moved: dict[str, object]) -> None:
    with pytest.raises(SealBroken, match="not sealed for this place"):
        log.opened(row._replace(**moved))  # type: ignore[arg-type]


def test_a_payload_of_another_log_does_not_open(log: Log, row: Row) -> None:
    with pytest.raises(SealBroken):
        unsealed(row, log.keys, "test.example/logs")


def test_the_payloads_of_two_rows_do_not_open_in_each_others_place(log: Log) -> None:
    rows = log.rows(1, 3)

    for one in rows:
        for other in rows:
            if one is not other:
                with pytest.raises(SealBroken):
                    log.opened(one._replace(payload=other.payload))


def test_a_payload_does_not_open_under_another_patients_key(log: Log, row: Row) -> None:
    entry = quick(row.entry)

    for kid, error in ((log.key_of(OTHER), SealBroken), (10**6, KeysMissing)):
        with pytest.raises(error):
            log.opened(row._replace(entry=encode(entry._replace(key=kid))))


def test_an_erased_payload_is_told_by_its_position(log: Log, row: Row) -> None:
    with pytest.raises(Erased, match="payload of event 2 was erased"):
        log.opened(row._replace(payload=None))


def test_a_row_whose_entry_is_none_does_not_open(log: Log, row: Row) -> None:
    for line in (b"", b"[]", b"{}", row.entry[:-1], row.entry.replace(b'"v":1', b'"v":2')):
        with pytest.raises(EntryError):
            log.opened(row._replace(entry=line))


@given(PLACES, PLACES)
def test_no_two_places_are_the_same(one: tuple[str, int, str, int, str], other: tuple[str, int, str, int, str]) -> None:
    assert (place(*one) == place(*other)) == (one == other)


@given(some.binary(max_size=100), PLACES, some.data())
def test_a_changed_bit_does_not_open(body: bytes, at: tuple[str, int, str, int, str], data: some.DataObject) -> None:
    sealed = seal(KEY, bytes(32) + body, place(*at))
    assert unseal(KEY, sealed, place(*at)) == (bytes(32), body)

    n, bit = data.draw(some.integers(0, len(sealed) - 1)), data.draw(some.integers(0, 7))
    changed = sealed[:n] + bytes([sealed[n] ^ 1 << bit]) + sealed[n + 1 :]

    for bad in (changed, sealed[:n], sealed + b"\0"):
        with pytest.raises(SealBroken):
            unseal(KEY, bad, place(*at))


def test_no_two_payloads_have_a_nonce_in_common() -> None:
    sealed = [seal(KEY, b"the same", b"place") for _ in range(1000)]

    assert len({one[:NONCE] for one in sealed}) == 1000
