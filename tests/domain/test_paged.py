"""Entries in pages: a dictionary like any other, of which only what is needed is fetched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.chapter import Chapter
from domain.fact import Plain
from domain.paged import WIDTH, Paged, page_of
from tests.support.given import refused


def stored(entries: int) -> dict[int, dict[str, Plain]]:
    """So many entries, as they were kept page by page."""
    pages: dict[int, dict[str, Plain]] = {}
    for n in range(1, entries + 1):
        pages.setdefault((n - 1) // WIDTH, {})[f"m{n}"] = {"id": f"m{n}", "n": n}
    return pages


def paged(entries: int) -> tuple[Paged, list[int]]:
    """A chapter's entries with every page away, and the pages that were fetched."""
    pages, fetched = stored(entries), list[int]()

    def fetch(n: int) -> dict[str, Plain]:
        fetched.append(n)
        return pages[n]

    return Paged({n: len(page) for n, page in pages.items()}, fetch), fetched


@pytest.mark.parametrize(
    ("entry", "page"),
    [("m1", 0), (f"m{WIDTH}", 0), (f"m{WIDTH + 1}", 1), ("demographics", 0), ("current", 0), ("", 0)],
)
def test_the_number_of_an_entry_tells_its_page(entry: str, page: int) -> None:
    assert page_of(entry) == page


@pytest.mark.parametrize("entry", ["m1x", "m-1", "../m1", "m 1", "m²", "M1", "m1.5", "m" + "9" * 30])
def test_what_is_no_entry_is_not_there_and_no_error(entry: str) -> None:
    items, _ = paged(3)

    assert items.get(entry) is None
    with refused("entry", "There is no such entry in this file."):
        Chapter(items).standing(entry)


def test_one_entry_fetches_its_page_and_no_other() -> None:
    items, fetched = paged(3 * WIDTH)

    assert items[f"m{WIDTH + 7}"]["n"] == WIDTH + 7
    assert items.get(f"m{WIDTH + 8}") is not None
    assert len(items) == 3 * WIDTH
    assert fetched == [1]


@given(st.integers(0, 2 * WIDTH + 3), st.lists(st.integers(1, 3 * WIDTH), max_size=6))
def test_it_is_a_dictionary_in_the_order_of_the_entries(entries: int, looked_at: list[int]) -> None:
    plain = {entry: value for page in stored(entries).values() for entry, value in page.items()}
    items, fetched = paged(entries)

    for n in looked_at:
        assert items.get(f"m{n}") == plain.get(f"m{n}")
        assert (f"m{n}" in items) is (f"m{n}" in plain)

    assert (len(items), list(items), list(items.values())) == (len(plain), list(plain), list(plain.values()))
    assert list(items.items()) == list(plain.items())
    assert len(fetched) == len(set(fetched))
