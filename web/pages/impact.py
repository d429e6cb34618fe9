"""The impact of a correction: who was shown what was wrong, from when it was written to when it was put right."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from domain.fact import Plain
from domain.permissions import May
from projections import impact as impacts
from projections.accesses import Row
from projections.impact import Impact
from projections.releases import Asked
from web import exports
from web.entering import releasing
from web.http.limits import POSITION
from web.pages.access import only, patient_id, service
from web.pages.head import head, reading
from web.reads.shown import MEDIA, SECTIONS
from web.record import disclosed
from web.review import exposed, logged
from web.wording import words

bp = Blueprint("impact", __name__, url_prefix="/patients")


@bp.get(f"/<who>/impact/{POSITION}")
@only(May.READ_ACCESS)
def impact(who: str, position: int) -> ResponseReturnValue:
    """Of the event at that position, which put something right."""
    id = patient_id(who)
    change, found = _found(id, position)
    shown = list(_reads(id, found, change)) if found else []
    people = exposed.people(shown)
    outside = list(impacts.recipients(releasing.accounting(service(), id), found, change)) if found else []
    about: dict[str, Any] = {"change": change, "found": found, "people": people, "count_reads": len(shown)}
    about |= {"outside": outside, "disclosed": disclosed, "to_tell": _to_tell(who, position, people, outside)}
    if found:
        since, until = found.origin["recorded_at"], change["recorded_at"]
        about["stood"], about["picture"] = exposed.stood(since, until), exposed.drawn(people, since, until)
        about["said"] = logged.logged(found.origin if found.fields[0].now is None else change).brief
    return render_template(
        "reads/impact.html", **head(who, reading(id)), **about, right=logged.logged(change), words=words,
        media=MEDIA, sections=SECTIONS, formats=exports.FORMATS, taken=exposed.TAKEN,
    )  # fmt: skip


@bp.get(f"/<who>/impact/{POSITION}.<form>")
@only(May.READ_ACCESS)
def impact_file(who: str, position: int, form: str) -> ResponseReturnValue:
    """The same reads as a file, oldest first."""
    id = patient_id(who)
    change, found = _found(id, position)
    if form not in exports.FORMATS or not found:
        abort(404)
    rows = exposed.exported(_reads(id, found, change))
    return exports.table(rows, form, f"shown-{who}-{position}", exposed.COLUMNS)


def _to_tell(who: str, position: int, people: list[exposed.Person], outside: list[Asked]) -> str:
    """Where a case begins with them on its list; empty where there is nobody."""
    named = [("people", one.actor) for one in people]
    named += [("recipient", name) for name in dict.fromkeys(one.told["recipient"] for one in outside)]
    about = [("log", "record"), ("position", str(position)), ("patient", who), ("title", "Shown while it was wrong")]
    return f"/cases/new?{urlencode([*about, *named])}" if named else ""


def _found(id: UUID, position: int) -> tuple[Plain, Impact | None]:
    views = service().views
    views.ready()
    asked = {"patient": str(id), "after": position - 1, "before": position + 1}
    change = next(views.changes.rows(asked), None) or abort(404)
    return change, impacts.impact(views.changes, change)


def _reads(id: UUID, found: Impact, change: Plain) -> list[Row]:
    service().reads.ready()
    return list(impacts.readers(service().reads.accesses, str(id), found, change))
