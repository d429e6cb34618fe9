"""Sessions in words: whose, on which day, and from when to when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from domain.fact import Fact
from projections.work import Sitting


class Named(NamedTuple):
    """`code` is what stands in an address: a person's id, or a session's."""

    code: str
    words: str
    events: int


def spoken(name: str, began: str | datetime, ended: str | datetime) -> str:
    """`Ama Boateng’s session of 3 May 2026, 09:12 to 11:40 UTC`"""
    return f"{whose(name)} session of {span(began, ended)} UTC"


def span(began: str | datetime, ended: str | datetime) -> str:
    """`3 May 2026, 09:12 to 11:40`"""
    first, last = (datetime.fromisoformat(one) if isinstance(one, str) else one for one in (began, ended))
    over = "" if first.date() == last.date() else f"{last.day} {last:%b}, "
    until = "" if f"{first:%F %R}" == f"{last:%F %R}" else f" to {over}{last:%H:%M}"
    return f"{first.day} {first:%b %Y}, {first:%H:%M}{until}"


def whose(name: str) -> str:
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def named(one: Sitting, name: str) -> str:
    return spoken(name, one.began, one.ended)


def people_in(facts: Iterable[Fact]) -> list[Named]:
    """Who recorded something, those with the most events first."""
    found: dict[str, Named] = {}
    for fact in facts:
        by = fact.by
        found[by.actor] = Named(by.actor, by.name, found[by.actor].events + 1 if by.actor in found else 1)
    return sorted(found.values(), key=lambda one: (-one.events, one.words))


def sessions_in(facts: Iterable[Fact]) -> list[Named]:
    """The sessions in which something was recorded, the newest first, told by what was recorded here."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.by.session:
            found.setdefault(fact.by.session, []).append(fact)
    told = [Named(code, spoken(own[-1].by.name, own[0].by.at, own[-1].by.at), len(own)) for code, own in found.items()]
    return told[::-1]
