"""Rows come back as they were put, are replaced and known by their keys, and stand in the order of their octets."""

from __future__ import annotations

from sqlalchemy import select

from tests.trail.tables.things import ALL, FIRST, MARK, SECOND, THING, THIRD, everything
from trail.tables import Tables, known, put


def test_whole_rows_come_back_as_they_were_put(tables: Tables) -> None:
    assert everything(tables) == [FIRST, SECOND, THIRD]
    assert [tuple(row) for row in tables.stream(ALL)] == [FIRST, SECOND, THIRD]
    assert tables.first(ALL) == FIRST
    assert tables.value(ALL) == "a"
    assert tables.value(ALL.where(THING.c.kind == "z")) is None


def test_a_row_of_the_same_key_is_replaced_and_of_two_the_last_counts(tables: Tables) -> None:
    with tables.begin() as db:
        put(db, THING, [("a", "one", 7, None), ("c", "new", 1, None), ("a", "one", 8, b"x")])
        put(db, THING, [])
        put(db, MARK, [("m",), ("m",)])
        put(db, MARK, [("m",)])

    assert everything(tables) == [("a", "one", 8, b"x"), SECOND, THIRD, ("c", "new", 1, None)]
    assert [tuple(row) for row in tables.all(select(MARK))] == [("m",)]


def test_columns_named_lasting_stay_as_they_are_in_a_row_that_is_replaced(tables: Tables) -> None:
    with tables.begin() as db:
        put(db, THING, [("a", "one", 9, b"y"), ("c", "new", 9, b"y")], lasting=("count",))

    assert everything(tables) == [("a", "one", 1, b"y"), SECOND, THIRD, ("c", "new", 9, b"y")]


def test_rows_are_known_by_their_keys_as_far_as_there_are_such(tables: Tables) -> None:
    with tables.begin() as db:
        found = known(db, THING, [("a", "two"), ("b", "two"), THIRD[:2], ("a", "two")])
        assert known(db, THING, []) == {}

    assert found == {("a", "two"): SECOND, THIRD[:2]: THIRD}


def test_text_is_ordered_by_its_octets(tables: Tables) -> None:
    names = ["a", "B", "_", "ä", "z", "Z", "\U0010ffff", "", "a b", "-"]
    with tables.begin() as db:
        put(db, MARK, [(name,) for name in names])

    assert [row[0] for row in tables.all(select(MARK).order_by(MARK.c.name))] == sorted(names)
    after = select(MARK).where(MARK.c.name >= "a", MARK.c.name < "b").order_by(MARK.c.name)
    assert [row[0] for row in tables.all(after)] == ["a", "a b"]
