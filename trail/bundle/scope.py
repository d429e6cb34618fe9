"""What an export shows of each event: nothing, some of its fields, or all of them (trail/bundle/reader/FORMAT.md)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from domain.export import ENVELOPE, MINIMUM
from trail.entry import Entry

OPEN = frozenset(("config", "checkpoint-ref", "clock-anomaly", "key-rotation"))
"""Kinds whose fields are always shown, all of them: the log speaks of itself."""
ALL: Final[Collection[str]] = ()
"""Every field, whatever it is called."""
Names = Collection[str] | None


@dataclass(frozen=True)
class Scope:
    """`asked` is the position of the request: nothing after it fits. `sealed` that of what sealed it, 0 before that."""

    profile: str
    filter: Mapping[str, Any]
    asked: int = 2**53
    sealed: int = 0

    @property
    def everything(self) -> bool:
        """Whether the log of reads is shown as well."""
        return self.profile == "full" and not self.filter

    def fits(self, entry: Entry) -> bool:
        narrow, at = self.filter, entry.at
        return (
            entry.position <= self.asked
            and self.may_show(entry.key)
            and ("actors" not in narrow or entry.actor in narrow["actors"])
            and ("types" not in narrow or entry.type.rpartition("/")[0] in narrow["types"])
            and at[: len(narrow.get("since", ""))] >= narrow.get("since", "")
            and at[: len(narrow.get("until", ""))] <= narrow.get("until", "")
        )

    def may_show(self, key: int) -> bool:
        """Whether something that this data key sealed may be shown."""
        wanted = "keys" not in self.filter or key in self._keys
        return self.profile != ENVELOPE and wanted and key not in self._without

    @cached_property
    def _without(self) -> frozenset[int]:
        return frozenset(self.filter.get("without", ()))

    @cached_property
    def _keys(self) -> frozenset[int]:
        """There may be thousands, and each entry is looked for among them."""
        return frozenset(self.filter["keys"])

    def names(self, entry: Entry) -> Names:
        """The fields that are shown of it; `ALL`, or None where it has no line."""
        if entry.kind in OPEN or entry.position in (self.asked, self.sealed):
            return ALL
        if self.fits(entry) and self.profile != MINIMUM:
            return ALL
        chosen = self.filter["fields"] if self.fits(entry) else ()
        if entry.kind == "erasure":
            return (*chosen, "keys")  # without it nobody could tell why a payload is missing
        return chosen if self.fits(entry) else None
