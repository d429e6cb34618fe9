"""Where one's day begins: today's register, who was worked on last, and what waits."""

from __future__ import annotations

from flask import g, render_template
from flask.typing import ResponseReturnValue

from web import day
from web.pages.access import READERS, service
from web.pages.head import today, writes

FEW = 5
_NO_RECORDS = "Your role opens no patient's record. Accounts are kept on the command line: caretrail staff --help."


def work() -> ResponseReturnValue:
    """Whoever may open no record sees nobody here either."""
    views, now = service().views, service().clock()
    if g.account.role not in READERS:
        return render_template("message.html", title=f"Good day, {g.account.name}", text=_NO_RECORDS)
    behind = views.ready()
    visits = day.register(views, now)
    return render_template(
        "start.html",
        now=now,
        today=today(),
        behind=behind,
        visits=visits,
        line=day.rail(visits, now),
        hits=views.directory.recent(),
        total=views.directory.count(),
        held=views.held.waiting(FEW),
        waiting=views.held.count(),
        writes=writes(),
    )
