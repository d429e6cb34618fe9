"""Whether anybody outside this machine vouches for a log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from trail.outside import came, overdue
from trail.policy import FILE, Policy, PolicyError
from trail.sealed import outside, standing
from trail.store import Store
from web.cli.checks import Check, check

_LATE = "Is it running, and can it be reached from here? Then: caretrail trail checkpoint"
_GRAVE = "Change nothing here, and see docs/operator.md, When a witness contradicts"
_NOBODY = "Let a witness on another machine sign: docs/operator.md, A witness"


def vouched(store: Store) -> Iterator[Check]:
    try:
        policy, told = Policy.read(store.folder), outside(store)
    except PolicyError as error:
        yield check("outside", False, str(error), f"Put {FILE} right.")
        return
    if not told:
        yield check("outside", False, "nobody vouches for this log on another machine", _NOBODY, "warn")
        return
    late = overdue(policy, came(store.folder), datetime.now(UTC))
    size = standing(store).anchored
    yield check("outside", not late, f"{size} events anchored" + (", none for a day" if late else ""), _LATE)
    for one in told:
        good, grave = not one["failed"] and not one["late"], one["gravely"]
        yield check("vouches", good, in_words(one), _GRAVE if grave else _LATE, "fail" if grave else "warn")


def in_words(one: dict[str, Any]) -> str:
    """What came of a witness, a mailbox or an authority."""
    took = f"took {one['size']} events at {one['at'][:16]}" if one["at"] else "took nothing yet"
    return f"{one['name']} {took}" + (f"; last time: {one['failed']}" if one["failed"] else "")
