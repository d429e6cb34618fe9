"""Each value of a file with the event that wrote it, for programs: what `git blame` says of a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from domain.fact import Plain


def own(changes: Iterable[Mapping[str, Any]]) -> Iterator[Plain]:
    """Those of the file itself: what became of its numbers elsewhere is told by `trail log`."""
    return (dict(change) for change in changes if change["stream"] == change["patient"])


def blamed(changes: Iterable[Plain], field: str) -> list[Plain]:
    """The newest change of each field first tells its value; the others become what was earlier."""
    found: dict[str, Plain] = {}
    for change in changes:
        about = {name: change[name] for name in ("position", "actor", "recorded_at", "reason")}
        for one in change["changes"]:
            if not field or one["field"] == field or one["field"].startswith(f"{field}."):
                told = {"value": one["now"], **about}
                if one["field"] in found:
                    found[one["field"]]["earlier"].append(told)
                else:
                    found[one["field"]] = {"field": one["field"], **told, "earlier": []}
    return [found[name] for name in sorted(found)]
