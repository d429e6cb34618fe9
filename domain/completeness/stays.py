"""Rules about a visit: what belongs to it, and whether it came to an end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from domain.completeness.gap import CANCELLED, ERROR, Gap, Gaps, Seen, active, born, moment, over
from domain.partial import PartialDateTime

_CHILD = 18  # years: below, the height belongs to each visit; above, one on file will do
_VISITS = 20  # the newest, of which what belongs to them is looked for
_LOOKED = 100  # entries of each kind that are looked through for that
_FILLED = ("measurements", "history", "reports", "attachments")


def unmeasured(seen: Seen) -> Gaps:
    """DQ07: no weight, or no height, at a visit."""
    if not (visits := _recent(seen)):
        return
    for kind in ("weight", "height"):
        taken = seen.readings(kind, _LOOKED)
        for visit in visits:
            known = kind == "height" and taken and _adult(seen, visit)
            if not known and not any(belongs(one, visit) for one in taken):
                yield _gap("DQ07", visit, f"{visit['visit_class']}.{kind}", f".{kind}", kind=kind)


def nothing_recorded(seen: Seen) -> Gaps:
    """DQ14: a visit at which nothing was written down."""
    if not (visits := _recent(seen)):
        return
    found = active([*seen.determinations, *(one for name in _FILLED for one in seen.newest(name, _LOOKED))])
    for visit in visits:
        if not any(belongs(one, visit) for one in found):
            yield _gap("DQ14", visit, "entry", ".entries", what="entry")


def never_ended(seen: Seen, visit: dict[str, Any]) -> Gaps:
    """DQ13: still open, or ended without a word about how."""
    if not judged(visit):
        return
    if visit["status"] == "open":
        yield _gap("DQ13", visit, f"{visit['visit_class']}.open")
    elif visit["visit_class"] == "IMP" and not visit.get("disposition"):
        yield _gap("DQ13", visit, "IMP.note", at=over(visit.get("end")))


def no_reason(seen: Seen, visit: dict[str, Any]) -> Gaps:
    """DQ14: why somebody came."""
    if judged(visit) and not visit.get("reason"):
        yield _gap("DQ14", visit, "reason", ".reason", what="reason")


def judged(visit: dict[str, Any]) -> bool:
    """What came from elsewhere is as it is."""
    return visit.get("status") not in (ERROR, CANCELLED) and not visit.get("imported")


def belongs(item: dict[str, Any], visit: dict[str, Any]) -> bool:
    """By the visit that it names; where it names none, by its day."""
    if item.get("visit"):
        return bool(item["visit"] == visit["id"])
    day: str = visit["start"][:10]
    return any(item.get(name, "")[:10] == day for name in ("taken_at", "collected_at", "performed_at")) or (
        item["recorded"]["at"][:10] == day
    )


def _recent(seen: Seen) -> list[dict[str, Any]]:
    return [visit for visit in seen.newest("visits", _VISITS) if judged(visit)]


def _adult(seen: Seen, visit: dict[str, Any]) -> bool:
    birth, start = born(seen), moment(visit["start"])
    return birth is None or start is None or birth.age(start.date())[0] >= _CHILD


def _gap(rule: str, visit: dict[str, Any], group: str, field: str = "", at: datetime | None = None, **told: str) -> Gap:
    day = {"day": visit["start"][:10]}
    since = at or PartialDateTime.parse(visit["start"]).earliest
    return Gap(rule, f"visits.{visit['id']}{field}", since, group, met=over(visit.get("end")), told={**day, **told})
