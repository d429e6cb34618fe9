"""A chapter's entries in pages, so that a long file opens without all of it being read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping

from domain.fact import Plain

WIDTH = 250  # entries in a page
Page = dict[str, Plain]
Fetch = Callable[[int], Page]


def page_of(entry: str) -> int:
    """Entries are numbered without gaps (`m1`, `m2`, …): the number tells the page; without one it is the first."""
    digits = entry.lstrip("abcdefghijklmnopqrstuvwxyz_")
    return (int(digits) - 1) // WIDTH if digits else 0


class Paged(MutableMapping[str, Plain]):
    """Behaves as a dictionary. Pages of `counts` entries are fetched when they are needed; `changed` names those that
    differ from what was fetched."""

    def __init__(self, counts: dict[int, int] | None = None, fetch: Fetch | None = None) -> None:
        self._counts = dict(counts or {})
        self._fetch, self._pages, self.changed = fetch, dict[int, Page](), set[int]()

    def page(self, n: int) -> Page:
        found = self._pages.get(n)
        if found is None:
            found = self._fetch(n) if self._fetch and n in self._counts else {}
            self._pages[n] = found
        return found

    @property
    def counts(self) -> dict[int, int]:
        """How many entries each page has."""
        return dict(self._counts)

    def __getitem__(self, entry: str) -> Plain:
        return self.page(page_of(entry))[entry]

    def __setitem__(self, entry: str, value: Plain) -> None:
        n = page_of(entry)
        page = self.page(n)
        page[entry] = value
        self._counts[n] = len(page)
        self.changed.add(n)

    def __delitem__(self, entry: str) -> None:
        raise TypeError("entries are never taken out")

    def __iter__(self) -> Iterator[str]:
        for n in sorted(self._counts):
            yield from self.page(n)

    def __len__(self) -> int:
        return sum(self._counts.values())
