"""Rules about people who know each other: oneself, those one lives with, colleagues, and whoever bears one's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from domain.watching import Limits
from projections.flags.found import Finding, by_pair, days, of_looks, times
from projections.flags.given import Known, Look, Person, words

_FEW = 3  # bearers of a surname who are few in any office
_DAY = timedelta(days=1)


def own_record(looks: Sequence[Look], known: Known, limits: Limits) -> Iterator[Finding]:
    for pair in by_pair(one for one in looks if one.opens):
        if _named(known.people.get(pair[0].subject), pair[0].name):
            says = f"Opened {times(len(pair))} the record of a patient with the very same name, {pair[0].name}."
            yield of_looks("self", pair, says, days(pair))


def household(looks: Sequence[Look], known: Known, limits: Limits) -> Iterator[Finding]:
    for pair in by_pair(one for one in looks if one.opens):
        person, own = known.people.get(pair[0].subject), known.own.get(pair[0].actor, ())
        if person and not _named(person, pair[0].name) and (tie := _tie(person, own, pair[0].name)):
            says = f"Opened {times(len(pair))} the record of somebody {tie}."
            yield of_looks("household", pair, says, days(pair))


def colleague(looks: Sequence[Look], known: Known, limits: Limits, duty: Sequence[str] = ()) -> Iterator[Finding]:
    names = {frozenset(words(name)): name for name in known.staff.values()}
    for pair in by_pair(one for one in looks if one.opens):
        person = known.people.get(pair[0].subject)
        name = next((names[one] for one in person.names if one in names), "") if person else ""
        if name and not _named(person, pair[0].name) and (left := _unexplained(pair, known, limits, duty)):
            says = f"Opened {times(len(left))} the record of a patient who bears the name of a colleague, {name}."
            yield of_looks("colleague", left, says, days(left))


def surname(looks: Sequence[Look], known: Known, limits: Limits, duty: Sequence[str] = ()) -> Iterator[Finding]:
    most = max(_FEW, known.total * limits["common"] // 1000)
    for pair in by_pair(one for one in looks if one.opens):
        person = known.people.get(pair[0].subject)
        shared = _shared(person, pair[0].name) if person else ""
        number = known.bearers.get(shared, 1)
        if not shared or number > most or _named(person, pair[0].name):
            continue
        if left := _unexplained(pair, known, limits, duty):
            says = (
                f"Opened {times(len(left))} the record of somebody of the same surname, {shared.capitalize()}, "
                f"which {number:,} of {known.total:,} patients bear{'s' if number == 1 else ''}."
            )
            yield of_looks("surname", left, says, days(left))


def _unexplained(pair: Sequence[Look], known: Known, limits: Limits, duty: Sequence[str]) -> list[Look]:
    """Those when the patient was not here, and the reader wrote nothing in the record nor had to review it.

    Who tells a purpose has longer for it after a visit.
    """
    within = timedelta(days=limits["acts"])
    return [
        one for one in pair
        if not (one.purpose and one.role in duty)
        and not known.here(one.subject, one.at, _DAY, within if one.purpose else _DAY)
        and not known.wrote(one.actor, one.subject, one.at, within)
    ]  # fmt: skip


def _named(person: Person | None, name: str) -> bool:
    return person is not None and frozenset(words(name)) in person.names


def _shared(person: Person, name: str) -> str:
    """The surname: of a name of which nobody says what is the family's, the last word or the first."""
    told = words(name)
    return next((one for one in (told[-1:] + told[:1]) if one in person.families), "") if len(told) > 1 else ""


def _tie(person: Person, own: Sequence[Person], name: str) -> str:
    """How they belong together, in words."""
    if frozenset(words(name)) in person.kin:
        return f"who names {name} as next of kin"
    for one in own:
        if one.id != person.id and one.homes & person.homes:
            return f"who lives at the address of the patient {name}"
        if one.id != person.id and one.phones & person.phones:
            return f"who has the phone of the patient {name}"
    return ""
