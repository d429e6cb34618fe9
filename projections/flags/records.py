"""Rules about what stands in the records: who put their own entries right, and whose record is of two people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from domain.watching import Limits
from projections.flags.found import Finding, counted
from projections.flags.given import Known, Look, Righted, Sign

GRAVE = ("blood_group", "reports")
"""Chapters of which one such correction is enough."""
INNOCENT = ("result-revised", "document-seen", "patient-corrected", "late-information", "checked-again", "undone")
"""Reasons that name somebody else's word for it."""


def own_correction(looks: Sequence[Look], known: Known, limits: Limits) -> Iterator[Finding]:
    """What is put right within hours is a slip of the hand."""
    after = timedelta(hours=limits["hours"])
    people: dict[str, list[Righted]] = {}
    for one in known.righted:
        if one.actor == one.entered_by and one.reason not in INNOCENT and one.at - one.entered_at > after:
            people.setdefault(one.actor, []).append(one)
    for late in people.values():
        limit = 1 if any(one.chapter in GRAVE for one in late) else limits["times"]
        if len(late) >= limit:
            yield _corrected(late, limit)


def _corrected(late: Sequence[Righted], limit: int) -> Finding:
    longest = max((one.at - one.entered_at).days for one in late)
    own = counted(len(late), "entry", "entries")
    says = f"Changed {own} of their own, {'up to ' if len(late) > 1 else ''}{counted(longest, 'day')} afterwards."
    return Finding(
        "own-correction", late[0].actor, late[0].name, says, late[0].at, late[-1].at,
        tuple(dict.fromkeys(one.patient for one in late)), (),
        tuple(position for one in late for position in (one.entered, one.position)), len(late), limit,
    )  # fmt: skip


def two_people(looks: Sequence[Look], known: Known, limits: Limits) -> Iterator[Finding]:
    """As many kinds of contradiction in one record."""
    records: dict[str, list[Sign]] = {}
    for sign in known.signs:
        records.setdefault(sign.patient, []).append(sign)
    for patient, signs in records.items():
        kinds = {sign.kind: sign.says for sign in signs}
        if len(kinds) >= limits["signs"]:
            events = tuple(sorted({position for sign in signs for position in sign.events}))
            at = sorted(sign.at for sign in signs)
            yield Finding(
                "two-people", "", "", f"In one record: {'; '.join(kinds.values())}.", at[0], at[-1], (patient,), (),
                events, len(kinds), limits["signs"],
            )  # fmt: skip
