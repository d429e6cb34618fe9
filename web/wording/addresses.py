"""Filters as part of the address, and the way back out of each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Address = dict[str, str]
_CALLED = {"q": "words", "what": "kind", "chapter": "part"}  # as the change log's line of words has them
Facets = Mapping[str, Iterable[tuple[str, str, int]]]
"""By filter: what it can be set to, in words, and how many events that leaves."""


def loosened(asked: Mapping[str, str], facets: Facets | None = None) -> list[tuple[str, Address]]:
    """For each filter in force: its words, and the address arguments without it."""
    named = {(name, code): text for name, options in (facets or {}).items() for code, text, _ in options}
    return [(_said(name, value, named), without(name, asked)) for name, value in asked.items()]


def _said(name: str, value: str, named: Mapping[tuple[str, str], str]) -> str:
    if (name, value) in named:
        return named[name, value]
    return f"{_CALLED.get(name, name)} {value}"


def without(name: str, asked: Mapping[str, str]) -> Address:
    return {key: value for key, value in asked.items() if key != name}


def narrowed(name: str, code: str, asked: Mapping[str, str]) -> Address:
    """The arguments with one filter set; where it is set to this already, without it."""
    rest = without(name, asked)
    return rest if asked.get(name) == code else {**rest, name: code}
