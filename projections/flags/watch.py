"""The flags of a time: read what the rules look at, find, leave out what was set aside, and rank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from domain import change
from domain.watching import Watching
from projections.flags import doings, people
from projections.flags.given import Known, Look, Person, words
from projections.flags.rank import Aside, Flag, find, ranked
from projections.flags.reading import looks
from projections.reads import Reads
from projections.views import Views


def flags(reads: Reads, views: Views, watching: Watching, since: datetime, until: datetime) -> list[Flag]:
    """Gravest first. Ask both to be ready before."""
    seen = looks(reads.accesses.tables, since, until, partial(people.by_number, views.current.tables))
    known = knowledge(views, watching, seen, since, until)
    return ranked(find(seen, known, watching), watching, asides(views, since))


def knowledge(views: Views, watching: Watching, seen: Sequence[Look], since: datetime, until: datetime) -> Known:
    """What the office knows about those who looked, and those who were looked at."""
    tables, subjects = views.current.tables, {one.subject for one in seen if one.opens}
    readers = {one.actor: one.name for one in seen}
    opened = people.people(tables, subjects)
    most = timedelta(days=max(max(limits.get(name, 0) for name in _AROUND) for limits in watching.rules.values()))
    return Known(
        people=opened,
        staff={one["staff"]: one["name"] for one in views.staff.all()},
        own={actor: people.of_name(views.directory, name) for actor, name in readers.items()},
        bearers=people.bearers(tables, _surnames(opened.values(), readers.values())),
        total=people.total(tables),
        stays=doings.stays(tables, subjects, since - most, until + most),
        acts=doings.acts(tables, since - most, until + most),
        righted=list(doings.righted(tables, since, until)),
        glass=doings.glass(tables, since, until),
        signs=doings.signs(tables, since, until, watching.rules["two-people"]["years"]),
    )


_AROUND = ("acts", "before", "after")


def asides(views: Views, since: datetime) -> Iterator[Aside]:
    """What was found since then can only have been set aside later."""
    for row in views.changes.rows({"type": "flag.set-aside", "since": since.isoformat()}):
        told = change.apply({}, {one["field"]: {"now": one["now"]} for one in row["changes"]})
        yield Aside(told["rule"], told["about"], told["views"], told["events"])


def _surnames(opened: Iterable[Person], readers: Iterable[str]) -> set[str]:
    """Those words of the readers' names that are a surname of somebody whose record was opened."""
    families = {word for one in opened for word in one.families}
    return families & {word for name in readers for word in words(name)}
