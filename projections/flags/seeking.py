"""Rules about looking for whatever is there: number by number, search upon search, very many at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from domain.access import ABSENT
from domain.watching import Limits
from projections.flags.found import Finding, bursts, by_actor, counted, of_looks
from projections.flags.given import Known, Look

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_TYPING = timedelta(seconds=3)  # in which a search grows letter by letter
_TAKEN = ("file", "print")


def enumeration(looks: Sequence[Look], known: Known, limits: Limits) -> Iterator[Finding]:
    for own in by_actor(one for one in looks if one.number):
        held: set[int] = set()
        for run in _runs(own, limits):
            numbers = len({one.number for one in run})
            if numbers >= limits["numbers"]:
                absent = sum(one.outcome == ABSENT for one in run)
                given = f", {absent} of them never given out" if absent else ""
                says = f"Tried {numbers} record numbers one after the other{given}."
                held |= {one.position for one in run}
                yield of_looks("enumeration", run, says, numbers, limits["numbers"])
        wrong = [one for one in own if one.outcome == ABSENT and one.position not in held]
        for burst, most in bursts(wrong, [one.address for one in wrong], _DAY, limits["absent"]):
            says = f"Tried {most} record numbers that nobody has, within a day."
            yield of_looks("enumeration", burst, says, most, limits["absent"])


def _runs(looks: Sequence[Look], limits: Limits) -> Iterator[list[Look]]:
    """Numbers that rise, or fall, by small steps; the same number again changes nothing."""
    run, way = [looks[0]], 0
    for one in looks[1:]:
        step = (one.number or 0) - (run[-1].number or 0)
        soon = one.at - run[-1].at <= timedelta(minutes=limits["minutes"])
        if soon and (step == 0 or (abs(step) <= limits["gap"] and step * way >= 0)):
            run.append(one)
            way = way or step
        else:
            yield run
            run, way = [one], 0
    yield run


def probing(looks: Sequence[Look], known: Known, limits: Limits) -> Iterator[Finding]:
    within = timedelta(minutes=limits["minutes"])
    for own in by_actor(looks):
        searches = _searches(own)
        for held, most in bursts(searches, [one.sought or "" for one in searches], within, limits["searches"]):
            opened = {one.subject for one in own if one.opens and held[0].at <= one.at <= held[-1].at + within}
            if len(opened) <= limits["openings"]:
                says = (
                    f"Made {most} different searches within {counted(limits['minutes'], 'minute')}, and opened "
                    f"{counted(len(opened), 'record') if opened else 'none'} of what was found."
                )
                yield of_looks("probing", held, says, most, limits["searches"])
        yield from _over_and_over(searches, limits)


def _searches(looks: Sequence[Look]) -> list[Look]:
    """Without those that were still being typed."""
    told = [one for one in looks if one.sought]
    return [
        one for one, following in zip(told, [*told[1:], None], strict=False)
        if not following or following.at - one.at > _TYPING
    ]  # fmt: skip


def _over_and_over(searches: Sequence[Look], limits: Limits) -> Iterator[Finding]:
    days: dict[tuple[object, ...], list[Look]] = {}
    for one in searches:
        days.setdefault((one.at.date(), one.section, one.sought), []).append(one)
    for same in days.values():
        if len(same) >= limits["again"]:
            says = f"Made the same search {len(same)} times in one day."
            yield of_looks("probing", same, says, len(same), limits["again"])


def bulk(looks: Sequence[Look], known: Known, limits: Limits) -> Iterator[Finding]:
    for own in by_actor(looks):
        opened = [one for one in own if one.opens]
        yield from _many(opened, limits["patients"], "Opened the records of {} within an hour.")
        taken = [one for one in opened if one.medium in _TAKEN]
        yield from _many(taken, limits["taken"], "Took files or prints of {} within an hour.")
        whole = [one for one in own if one.whole]
        for held, most in bursts(whole, [str(one.position) for one in whole], _DAY, limits["files"]):
            says = f"Took {counted(most, 'file')} within a day that hold whoever a filter finds."
            yield of_looks("bulk", held, says, most, limits["files"])


def _many(looks: Sequence[Look], least: int, says: str) -> Iterator[Finding]:
    for held, most in bursts(looks, [one.subject for one in looks], _HOUR, least):
        yield of_looks("bulk", held, says.format(counted(most, "patient")), most, least)
