"""Rules about who the patient is."""

from __future__ import annotations

from datetime import UTC, datetime, time

from domain.completeness.gap import Gap, Gaps, Seen, active, born, moment, recorded
from domain.partial import PartialDate

OF_AGE = 18
_OFTEN = 4  # the visit at which an estimate has stood for too long
_VISITS = 20  # the newest, among which that is looked for
_UNTOLD = ("", "not told")


def birth_unknown(seen: Seen) -> Gaps:
    """DQ01"""
    if (why := seen.details.get("birth", {}).get("unknown")) is not None and why.strip().casefold() in _UNTOLD:
        yield Gap("DQ01", "demographics.birth", recorded(seen.details))


def birth_estimated(seen: Seen) -> Gaps:
    """DQ02: since the fourth visit, or for so long as there are fewer since the last of them."""
    birth = seen.details.get("birth", {})
    if birth.get("basis") in ("estimated", "age-stated"):
        starts = [moment(visit["start"]) for visit in active(seen.newest("visits", _VISITS))][::-1]
        at = starts[:_OFTEN][-1] if starts else None
        yield Gap("DQ02", "demographics.birth", at or recorded(seen.details), amount=len(starts))


def gender_unknown(seen: Seen) -> Gaps:
    """DQ03"""
    if seen.details.get("gender") == "unknown":
        yield Gap("DQ03", "demographics.gender", recorded(seen.details))


def no_contact(seen: Seen) -> Gaps:
    """DQ11: none at all, and not said that there is none."""
    if not (seen.details.get("contacts") or seen.details.get("no_contact")):
        yield Gap("DQ11", "demographics.contacts", recorded(seen.details))


def no_guardian(seen: Seen) -> Gaps:
    """DQ12: until the patient is of age."""
    birth = born(seen)
    if birth and not any(one.get("is_guardian") for one in seen.details.get("next_of_kin", ())):
        began, until = recorded(seen.details), _of_age(birth)
        if began < until:
            yield Gap("DQ12", "demographics.next_of_kin", began, until=until)


def identifier_unverified(seen: Seen) -> Gaps:
    """DQ24"""
    for n, one in enumerate(seen.details.get("identifiers", ())):
        if not (one.get("document_seen") or one.get("retired")) and not seen.details.get("imported"):
            told = {"type": one["type"], "value": one["value"]}
            about = f"demographics.identifiers.{n}"
            yield Gap("DQ24", about, recorded(seen.details), told=told)


def unidentified(seen: Seen) -> Gaps:
    """DQ25"""
    names = seen.details.get("names", ())
    if names and names[0].get("use") == "anonymous":
        yield Gap("DQ25", "demographics.names", recorded(seen.details))


def _of_age(birth: PartialDate) -> datetime:
    """The last day on which the patient may still be a minor."""
    day = birth.latest
    year = min(day.year + OF_AGE, 9999)
    leap = day.month == 2 and day.day == 29
    return datetime.combine(day.replace(year=year, day=28 if leap else day.day), time(), UTC)
