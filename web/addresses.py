"""Filters as part of the address, and the way back out of each of them."""

from __future__ import annotations

from collections.abc import Mapping

Address = dict[str, str]


def loosened(asked: Mapping[str, str]) -> list[tuple[str, Address]]:
    """For each filter in force: its words, and the address arguments without it."""
    return [(f"{name}: {value}", _without(name, asked)) for name, value in asked.items()]


def _without(name: str, asked: Mapping[str, str]) -> Address:
    return {key: value for key, value in asked.items() if key != name}
