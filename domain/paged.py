"""A chapter's entries in pages, so that a long file opens without all of it being read, and is kept by what changed."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Any

from domain.fact import Plain

WIDTH = 250  # entries in a page
Page = dict[str, Plain]
Fetch = Callable[[int], Page]
_LETTERS = "abcdefghijklmnopqrstuvwxyz_"


def page_of(entry: str) -> int:
    """Entries are numbered without gaps (`m1`, `m2`, …): the number tells the page; without one it is the first."""
    digits = entry.lstrip(_LETTERS)
    return (int(digits) - 1) // WIDTH if digits.isdecimal() else 0


class Kept(dict[str, Plain]):
    """A dictionary of entries that has them in `pages` as well, and knows which of these `changed`."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[int, Page] = {}
        self.changed: set[int] = set()

    def __setitem__(self, entry: str, value: Plain) -> None:
        n = page_of(entry)
        self.pages.setdefault(n, {})[entry] = value
        self.changed.add(n)
        super().__setitem__(entry, value)


class Paged(Kept):
    """The same, with pages that are fetched when they are needed; `away` says how many entries each of these has."""

    def __init__(self, away: Mapping[int, int], fetch: Fetch) -> None:
        super().__init__()
        self.away, self._fetch = dict(away), fetch

    def __setitem__(self, entry: str, value: Plain) -> None:
        self._need(page_of(entry))
        super().__setitem__(entry, value)

    def __getitem__(self, entry: str) -> Plain:
        self._need(page_of(entry))
        return super().__getitem__(entry)

    def get(self, entry: str, default: Any = None) -> Any:
        self._need(page_of(entry))
        return super().get(entry, default)

    def __contains__(self, entry: object) -> bool:
        return self.get(str(entry)) is not None

    def __len__(self) -> int:
        return super().__len__() + sum(self.away.values())

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def keys(self) -> KeysView[str]:  # type: ignore[override]  # dict's own type has no name
        self._need(*self.away)
        return super().keys()

    def values(self) -> ValuesView[Plain]:  # type: ignore[override]  # dict's own type has no name
        self._need(*self.away)
        return super().values()

    def items(self) -> ItemsView[str, Plain]:  # type: ignore[override]  # dict's own type has no name
        self._need(*self.away)
        return super().items()

    def _need(self, *pages: int) -> None:
        if coming := [n for n in pages if n in self.away]:
            self.pages |= {n: self._fetch(n) for n in coming}
            for n in coming:
                del self.away[n]
            self._in_order()

    def _in_order(self) -> None:
        """Entries are gone through as they were numbered, whichever page came first."""
        super().clear()
        for n in sorted(self.pages):
            super().update(self.pages[n])
