"""Pairs of patients who are likely one, as gaps of both records, with what the office decided about them."""

from __future__ import annotations

from sqlalchemy import Select, and_, case, cast, func, literal, null, select, union_all

from projections.gaps import DECIDED, PAIRED, STAY
from projections.likeness.tables import PAIR
from trail.tables import Exact, Whole


def _side(mine: str, other: str) -> Select[tuple[object, ...]]:
    """Since both are on file."""
    own, theirs, decided = STAY.alias(), STAY.alias(), DECIDED.alias()
    patient, about = PAIR.c[mine], literal("duplicates.", Exact) + PAIR.c[other]
    at = case((own.c.opened > theirs.c.opened, own.c.opened), else_=theirs.c.opened)
    nothing = literal("", Exact)
    return select(
        patient.label("patient"), literal(PAIRED, Exact).label("rule"), about.label("about"),
        PAIR.c.verdict.label("kind"), PAIR.c.score.label("amount"), at.label("at"),
        cast(null(), Whole).label("met"), cast(null(), Whole).label("ends"), literal("{}", Exact).label("told"),
        own.c.author.label("author"), func.coalesce(decided.c.owner, nothing).label("owner"),
        decided.c.waived.label("waived"), func.coalesce(decided.c.disputed, nothing).label("disputed"),
    ).select_from(
        PAIR.join(own, own.c.patient == patient).join(theirs, theirs.c.patient == PAIR.c[other]).outerjoin(
            decided, and_(decided.c.patient == patient, decided.c.about == about)
        )
    )  # fmt: skip


DOUBLE = union_all(_side("one", "other"), _side("other", "one")).subquery("double")
