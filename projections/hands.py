"""Who recorded what was erased: their name went with it, and is taken from what else they have recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import orjson
from sqlalchemy import Connection, func, select

from domain.fact import Erased, Fact
from projections.logged import HAND
from trail.tables import Statement, given, run

_FIRST = Statement(
    select(HAND.c.actor, func.min(HAND.c.name)).where(HAND.c.actor.in_(given("actors"))).group_by(HAND.c.actor)
)


def named(db: Connection, facts: Sequence[Fact]) -> Iterator[Fact]:
    """The same facts; of erased ones, whoever recorded nothing else before goes by their id."""
    actors = {fact.by.actor for fact in facts if isinstance(fact, Erased)}
    known: dict[str, str] = dict(run(db, _FIRST, {"actors": orjson.dumps(sorted(actors)).decode()})) if actors else {}
    for fact in facts:
        by = fact.by
        if isinstance(fact, Erased):
            name = known.setdefault(by.actor, by.actor)
            yield Erased(fact.originator_id, fact.originator_version, fact.timestamp, by._replace(name=name), fact.kind)
        else:
            if by.actor in actors:
                known[by.actor] = min(known.get(by.actor, by.name), by.name)
            yield fact
