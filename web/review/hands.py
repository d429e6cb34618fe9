"""Who says so beside every value of a page: the change log is asked once for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.fact import Plain
from domain.identity import KEY
from domain.reasons import REASONS
from domain.staff import ROLES
from projections.changes import Changes
from projections.reading import Reading
from web.wording import words


@dataclass(frozen=True, slots=True)
class Hand:
    """Who wrote a value, in what role, when and why, in few words."""

    who: str
    role: str
    at: str
    why: str
    position: int


class Hands:
    """By the addresses of values: `measurements.m3.value`, `history.h2`, `demographics.demographics.birth`."""

    def __init__(self, told: Iterable[Plain]) -> None:
        """`told` are rows of the change log, the newest first."""
        self._wrote: dict[str, Plain] = {}
        for row in told:
            for one in row["changes"]:
                for path in _upwards(one["field"]):
                    self._wrote.setdefault(path, row)

    def of(self, says: str) -> Hand | None:
        """Who wrote it last; None where nothing was ever written there."""
        row = self._wrote.get(says.replace(f"{KEY}.{KEY}.", f"{KEY}."))
        return _hand(row) if row else None


def asked(changes: Changes, read: Reading, patient: UUID, addresses: Sequence[str]) -> Hands:
    """Of the values at these addresses."""
    places = {(chapter, id) for chapter, id in (_place(one) for one in addresses) if chapter != KEY}
    entries = read.some(places)
    positions = [one["recorded"]["position"] for one in entries if "recorded" in one]
    return Hands(changes.wrote(str(patient), [id for _, id in places], positions))


def _place(says: str) -> tuple[str, str]:
    chapter, id, *_ = [*says.split("."), ""]
    return chapter, id


def _upwards(field: str) -> Iterable[str]:
    """The path and those above it, down to the entry's own; of the details, down to a field's."""
    parts = field.split(".")
    return (".".join(parts[:n]) for n in range(len(parts), 1, -1))


def _hand(row: Plain) -> Hand:
    actor, reason = row["actor"], row["reason"] or {}
    why: Any = reason.get("text") or REASONS.get(reason.get("code", ""), reason.get("code", ""))
    role = ROLES.get(actor["role"], actor["role"]).lower()
    return Hand(actor["name"], role, words.moment(row["recorded_at"])[:-7], str(why), row["position"])
