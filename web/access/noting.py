"""That somebody came, went or had to wait, written into the log of reads."""

from __future__ import annotations

from typing import Any, Protocol

from domain.fact import Fact
from domain.staff import StaffAccount


class Note(Protocol):
    """On disk when it answers; `trail.errors.StoreError`. `account` is who acted, None where that is nobody's."""

    def __call__(self, kind: type[Fact], account: StaffAccount | None, session: str | None, **told: Any) -> object: ...


def nothing(kind: type[Fact], account: StaffAccount | None, session: str | None, **told: Any) -> None:
    """Where no log of reads is at hand."""
