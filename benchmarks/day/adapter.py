"""What the harness asks of whoever does the clerk's day."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from benchmarks.day.oracle import Change
from benchmarks.day.plan import Plan, Values


class Adapter(Protocol):
    """One store, empty at first.

    A command is one durable transaction: it is on disk when it returns, and says who gave it. What a query answers is
    the adapter's own, as it hands it to its callers; `shows`, `numbers_of` and `changes_of` tell, outside of all
    timing, what the oracle needs to judge it.
    """

    def register(self, who: str, intake: Values) -> str: ...
    def enter(self, who: str, patient: str, kind: str, values: Values) -> None: ...
    def update(self, who: str, patient: str, changes: Values, reason: str | None) -> None: ...
    def settle(self) -> None:
        """Let every view catch up; the time counts as that of the commands."""
        ...

    def file(self, patient: str) -> Any: ...
    def search(self, prefix: str, birth: str) -> Any: ...
    def changes(self, patient: str) -> Any: ...
    def moment(self, patient: str) -> float:
        """Now, as `past` will be asked for it."""
        ...

    def past(self, patient: str, moment: float) -> Any: ...
    def export(self, path: Path) -> None:
        """The whole change log as JSON Lines, was and now included."""
        ...

    def shows(self, answer: Any, plan: Plan, updates: int) -> bool:
        """Whether this is the file after so many updates."""
        ...

    def numbers_of(self, answer: Any) -> list[str]: ...
    def changes_of(self, answer: Any) -> list[Change]: ...


class Keeper(Adapter, Protocol):
    """One that holds its store in this process."""

    def rebuild(self) -> None:
        """All views anew, from the log."""
        ...

    def check_log(self) -> None:
        """AssertionError where the log is not the one that was written."""
        ...

    def check_views(self) -> None:
        """AssertionError where a view is not what the log says."""
        ...

    def octets(self) -> int:
        """What the store takes on the disk."""
        ...
