"""A patient's own report: who looked at their record and what was changed, printed for them at the desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from domain import mrn
from domain.access import PURPOSES
from domain.fact import iso
from domain.permissions import May
from domain.refusal import Refused
from projections.releases import Asked
from trail.sealed import standing
from web.entering import releasing
from web.pages.access import only, patient_id, service
from web.pages.head import reading
from web.record import disclosed, timeline
from web.record.timeline import Event
from web.review import own_report
from web.wording import moments, words

bp = Blueprint("own_report", __name__, url_prefix="/patients")
_YEAR = timedelta(days=365)
MOST = 2000  # reads, and changes, of one print


@bp.get("/<who>/own-report")
@only(May.OPEN_RECORD)
def report(who: str) -> ResponseReturnValue:
    """Since `?since=`, a day; the last year where that is not told. What does not fit is counted, not dropped."""
    id, now = patient_id(who), service().clock()
    typed = request.args.get("since", "").strip()
    try:
        since, error = moments.since(typed, "since") or now - _YEAR, ""
    except Refused as no:
        since, error = now - _YEAR, no.reason
    read, reads = reading(id), service().reads
    reads.ready()
    asked = {"patient": str(id), "outcome": "shown", "since": iso(since)}
    changed = _changed(id, since)
    page = render_template(
        "reads/own_report.html", who=who, details=read.details, number=mrn.shown(read.details["mrn"]), now=now,
        since=since, typed=typed, error=error, looked=own_report.looked(reads.accesses.rows(asked, MOST)),
        reads=reads.accesses.count(asked), changed=own_report.changed(changed[:MOST]), changes=len(changed), most=MOST,
        given=_given(id, since), disclosed=disclosed, codes=PURPOSES,
        years=service().rulebook.text("disclosure")["accounting_years"],
        standing=standing(service().store), by=own_report.person(g.account.name, g.account.role), words=words,
    )  # fmt: skip
    return page, 400 if error else 200


def _given(id: UUID, since: datetime) -> list[Asked]:
    """To somebody outside, the newest first."""
    return [one for one in releasing.accounting(service(), id) if disclosed.counts(one, since)]


def _changed(id: UUID, since: datetime) -> list[Event]:
    """The newest first."""
    life = service().lives.of(id)
    first = next((n for n, fact in enumerate(life.facts) if fact.by.at >= since), len(life.facts))
    return timeline.events(life.facts, life.file())[first:][::-1]
