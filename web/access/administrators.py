"""Who could look after accounts, for judging that somebody can: see `domain.personnel.Administrators`."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from domain.staff import ADMIN
from projections.views import Views
from trail.errors import StoreError
from trail.tables import Tables

_ALONE = "administrators"


@dataclass(frozen=True)
class Administrators:
    """`tables` lend the lock that all hosts share."""

    tables: Tables
    views: Views

    def alone(self) -> AbstractContextManager[object]:
        return self.tables.begin(_ALONE)

    def logins(self) -> Iterable[str]:
        """`StoreError` where the list of accounts is not as far as the log."""
        if self.views.ready():
            raise StoreError("The list of accounts is not ready yet. Try again in a moment.")
        return [one["login"] for one in self.views.staff.all() if ADMIN in (one["role"], one["lent"])]
