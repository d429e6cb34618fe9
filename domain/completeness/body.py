"""Rules about the blood group and about measurements."""

from __future__ import annotations

from datetime import datetime

from domain.blood import CONFLICT, STATED
from domain.blood import settled as together
from domain.completeness.gap import Gap, Gaps, Seen, active, born, dead, moment, recorded, settled, wanting
from domain.fact import Plain

_SUDDEN = ("changed", "swapped")  # against the reading before, see `domain.plausible`
_BANDS = ((2, "under-2"), (12, "under-12"))


def group_never_asked(seen: Seen) -> Gaps:
    """DQ04"""
    if not active(seen.determinations):
        yield Gap("DQ04", "blood_group", wanting(seen, seen.determinations))


def group_only_told(seen: Seen) -> Gaps:
    """DQ05: and there is a procedure, or a transfusion, for which it matters."""
    done = [one for one in active(seen.history("procedure")) if not one.get("none_known")]
    if seen.blood.get("state") == STATED and done and (told := active(seen.determinations)):
        at = max(min(map(recorded, done)), min(map(recorded, told)))
        yield Gap("DQ05", "blood_group", at, told={"what": done[0]["what"]["text"]})


def group_contradicted(seen: Seen) -> Gaps:
    """DQ06: since the first of them that does not go with those before it."""
    if seen.blood.get("state") == CONFLICT and (told := sorted(active(seen.determinations), key=settled)):
        against = (one for n, one in enumerate(told, 1) if together(told[:n])["state"] == CONFLICT)
        yield Gap("DQ06", "blood_group", settled(next(against, told[-1])))


def weight_old(seen: Seen) -> Gaps:
    """DQ08: by the age at the last one; nobody weighs the dead."""
    last = next(iter(seen.readings("weight", 1)), None)
    if last and not dead(seen) and (at := moment(last["taken_at"])):
        yield Gap("DQ08", "measurements.weight", at, _band(seen, at), told={"day": at.date().isoformat()})


def improbable(seen: Seen, item: Plain) -> Gaps:
    """DQ20: taken against a warning, and looked at by nobody else since."""
    warnings = [one for one in item.get("warnings", ()) if one in _SUDDEN]
    by = item["recorded"]["by"]
    again = [one for one in item.get("reaffirmed", ()) if one["by"]["by"] != by]
    if warnings and not again and not item.get("imported"):
        yield Gap("DQ20", f"measurements.{item['id']}", recorded(item), told={"kind": item["kind"], "by": by})


def _band(seen: Seen, at: datetime) -> str:
    birth = born(seen)
    years = birth.age(at.date())[1] if birth else 99
    return next((band for limit, band in _BANDS if years < limit), "adult")
