"""Where one's day begins: today's register, what is missing, who was worked on last, and what waits."""

from __future__ import annotations

from typing import Any

from flask import g, render_template
from flask.typing import ResponseReturnValue

from domain.permissions import May
from web.access import closed, untold
from web.pages import glass, places
from web.pages.access import allowed, service
from web.pages.head import today, writes
from web.record import day, todos
from web.review import asked, requested

FEW = 5
MOST = 100  # visits that are listed here
DUE = 8  # things that are missing
_DESK = {
    "/office/staff": "who may work here, as what, and until when",
    "/policies": "what the office goes by, and since when",
    "/erasures": "what is held, what is asked to be erased, and whose time is over",
}
"""What whoever opens no record finds at each of their places."""


def work() -> ResponseReturnValue:
    """Whoever may open no record sees nobody here either."""
    views, now = service().views, service().clock()
    if not allowed(May.OPEN_RECORD):
        return render_template("office/start.html", now=now, desk=_DESK)
    behind = views.ready()
    day_of = now.date().isoformat()
    visits = day.lines(untold.visits(service(), g.account, views.register.day(day_of, MOST)), day_of, now.date())
    return render_template(
        "start.html",
        now=now,
        today=today(),
        behind=behind,
        visits=visits,
        line=day.rail(visits, now),
        tally=views.register.tally(day_of),
        staying=views.register.staying(day_of),
        hits=closed.hits(service(), g.account, views.directory.recent()),
        total=views.directory.count(),
        **_missing(),
        held=views.held.waiting(FEW),
        waiting=views.held.count(),
        asked=asked.questions(service(), g.account),
        unsent=glass.unsent(),
        requests=requested.own(service(), g.account),
        writes=writes(),
    )


def _missing() -> dict[str, Any]:
    """What is due first of what is one's own, or of everything where nothing would be."""
    views, now, terms, owners = service().views, service().clock(), service().rulebook.terms, todos.owners(g.account)
    lacking = untold.lacking(service(), g.account, views.worklist.rows(terms, now, owners=owners, most=DUE))
    found = todos.todos(lacking, views, now, writes(), allowed(May.REVIEW_GLASS))
    return {"due": todos.grouped(found), "missing": places.many(service(), owners), "own": bool(owners)}
