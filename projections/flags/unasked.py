"""Rules about reading that nobody’s work asked for: without a visit, at night, as an emergency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from domain.access import EMERGENCY
from domain.watching import Limits
from projections.flags.found import Finding, bursts, by_actor, by_pair, counted, days, of_looks, times
from projections.flags.given import Glass, Known, Look

_HOUR = timedelta(hours=1)


def no_visit(looks: Sequence[Look], known: Known, limits: Limits, duty: Sequence[str] = ()) -> Iterator[Finding]:
    before, after, acts = (timedelta(days=limits[name]) for name in ("before", "after", "acts"))
    odd = (
        one for one in looks
        if one.opens and not one.purpose and one.role not in duty
        and not known.here(one.subject, one.at, before, after)
        and not known.wrote(one.actor, one.subject, one.at, acts)
    )  # fmt: skip
    for pair in by_pair(odd):
        says = f"Opened a record {times(len(pair))}, with no visit near, nothing written in it, and no purpose told."
        yield of_looks("no-visit", pair, says, days(pair))


def after_hours(looks: Sequence[Look], known: Known, limits: Limits, duty: Sequence[str] = ()) -> Iterator[Finding]:
    """All of one night together."""
    shift = timedelta(hours=limits["shift"])
    odd = (
        one for one in looks
        if one.opens and closed(one.at, limits)
        and not (one.purpose and one.role in duty)
        and not known.here(one.subject, one.at, _HOUR, _HOUR)
        and not known.worked(one.actor, one.at, shift)
    )  # fmt: skip
    nights: dict[tuple[str, object], list[Look]] = {}
    for one in odd:
        nights.setdefault((one.actor, (one.at - limits["opens"] * _HOUR).date()), []).append(one)
    for night in nights.values():
        if len(night) >= limits["views"]:
            patients = len({one.subject for one in night})
            says = (
                f"Opened {counted(len(night), 'page')} of {counted(patients, 'patient')} from "
                f"{night[0].at:%H:%M} to {night[-1].at:%H:%M} UTC, while the office was closed."
            )
            yield of_looks("after-hours", night, says, len(night), limits["views"])


def closed(at: datetime, limits: Limits) -> bool:
    return at.isoweekday() > limits["days"] or not limits["opens"] <= at.hour < limits["closes"]


def emergency(looks: Sequence[Look], known: Known, limits: Limits) -> Iterator[Finding]:
    """Both what was opened behind the glass and each time that it was broken."""
    odd = [one for one in looks if one.opens and one.purpose == EMERGENCY]
    odd += [_look(one) for one in known.glass]
    away = [one for one in odd if not known.here(one.subject, one.at, _HOUR, _HOUR)]
    for own in by_actor(sorted(away, key=lambda one: one.at)):
        keys = [one.subject for one in own]
        for held, most in bursts(own, keys, timedelta(hours=limits["hours"]), limits["patients"]):
            broken = tuple(-one.position for one in held if one.position < 0)
            says = (
                f"Opened {counted(most, 'record')} as emergencies within {counted(limits['hours'], 'hour')}, "
                "of patients who were not here."
            )
            found = of_looks("emergency", held, says, most, limits["patients"])
            yield found._replace(views=tuple(one for one in found.views if one > 0), events=broken)


def _look(glass: Glass) -> Look:
    """That the glass was broken, as a look: its position in the other log is negative."""
    return Look(-glass.position, glass.at, glass.actor, glass.name, "", "glass", "form", "", "shown", glass.patient)
