"""Where one's day begins: today's register, who was worked on last, and what waits."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from web import day
from web.pages.access import service
from web.pages.head import today, writes

FEW = 5


def work() -> ResponseReturnValue:
    views, now = service().views, service().clock()
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
