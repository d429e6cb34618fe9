"""Who looked: the log of reads, of one patient or of all, and each read as it was."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from domain import mrn
from domain.access import OUTCOMES, PURPOSES
from domain.fact import iso
from domain.permissions import May
from domain.staff import ROLES
from projections.accesses import Accesses, Row
from web import exports
from web.drawing import strip
from web.http.limits import POSITION
from web.pages.access import about, only, patient_id, service, sought
from web.pages.head import head, reading
from web.reads.shown import MEDIA, SECTIONS
from web.review import replay
from web.review.read_query import COLUMNS, FILTERS, NAMED, ReadQuery
from web.wording import addresses, words

bp = Blueprint("reads", __name__)
PAGE = 50  # reads
_FEW = 8  # patients that are named of a list


@bp.get("/audit/access")
@only(May.READ_ACCESS)
def every() -> ResponseReturnValue:
    """Who was shown what, a page at a time, newest first."""
    return _page("reads/every.html", _query(), "/audit/access")


@bp.get("/audit/access.<form>")
@only(May.READ_ACCESS)
def every_file(form: str) -> ResponseReturnValue:
    """All that fit, as a file."""
    return _file(_query(), form, "access-log")


@bp.get("/patients/<who>/access")
@only(May.READ_ACCESS)
def of_patient(who: str) -> ResponseReturnValue:
    """Who looked at this record."""
    id = patient_id(who)
    query, now = _query({"patient": str(id)}), service().clock()
    year = _view().rows({"patient": str(id), "outcome": "shown", "since": iso(strip.first(now))})
    picture = strip.drawn(strip.weeks((row["at"] for row in year), now), now)
    return _page("reads/patient.html", query, f"/patients/{who}/access", picture=picture, **head(who, reading(id)))


@bp.get("/patients/<who>/access.<form>")
@only(May.READ_ACCESS)
def of_patient_file(who: str, form: str) -> ResponseReturnValue:
    """All of this record, as a file."""
    return _file(_query({"patient": str(patient_id(who))}), form, f"access-{who}")


@bp.get(f"/audit/access/{POSITION}")
@only(May.READ_ACCESS)
def one(position: int) -> ResponseReturnValue:
    """One read: who, what, whose, and the way to what they saw."""
    row = _row(position)
    return render_template("reads/one.html", row=row, whose=_whose([row], 100)[position], **_words())


@bp.get(f"/audit/access/{POSITION}/seen")
@only(May.READ_ACCESS)
def seen(position: int) -> ResponseReturnValue:
    """The page itself, rendered again from what was known when it was shown."""
    row = _row(position)
    patients = [UUID(id) for id in _view().patients([position])[position]]
    for id in patients:
        about(str(id))  # whoever sees it now is noted as well, and has to be one to whom it opens
    try:
        return replay.shown(current_app._get_current_object(), service(), row, patients)  # type: ignore[attr-defined]
    except replay.CannotBeShown as no:
        page = render_template("message.html", title="This cannot be shown again", text=str(no))
        return page, 404


def _page(template: str, query: ReadQuery, here: str, **about: Any) -> ResponseReturnValue:
    view = _view()
    rows = [] if query.errors else query.page(view, PAGE)
    shown = rows[:PAGE]
    page = render_template(
        template, query=query, days=_days(shown), whose=_whose(shown, _FEW), here=here,
        total=None if query.errors else view.count(query.filters), facets=_facets(view, query),
        asked={name: value for name, value in query.asked.items() if name != "patient" or not about},
        loosen=addresses.loosened(query.asked, _options(view, query)), formats=exports.FORMATS,
        following=shown[-1]["position"] if len(rows) > PAGE else None, narrowed=addresses.narrowed, **_words(), **about,
    )  # fmt: skip
    return page, 400 if query.errors else 200


def _file(query: ReadQuery, form: str, name: str) -> ResponseReturnValue:
    if form not in exports.FORMATS:
        abort(404)
    if query.errors:
        return {"errors": query.errors}, 400
    return exports.table(query.rows(_view()), form, name, COLUMNS)


def _view() -> Accesses:
    service().views.ready()
    service().reads.ready()
    return service().reads.accesses


def _row(position: int) -> Row:
    rows = list(_view().rows({"after": position - 1, "before": position + 1}, 1))
    return rows[0] if rows else abort(404)


def _query(fixed: dict[str, str] | None = None) -> ReadQuery:
    asked = {name: request.args.get(name, "") for name in (*FILTERS, "after")}
    query = ReadQuery.read(asked | (fixed or {}), sought)
    if fixed:
        query.asked.pop("patient")
    return query


def _days(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    days: dict[str, list[Row]] = {}
    for row in rows:
        days.setdefault(words.day(row["at"]), []).append(row)
    return list(days.items())


def _whose(rows: list[Row], most: int) -> dict[int, list[tuple[str, str]]]:
    """By position: number and name of the first few whose data were shown."""
    ids = _view().patients([row["position"] for row in rows])
    wanted = {position: own[:most] for position, own in ids.items()}
    named = service().views.directory.named({id for own in wanted.values() for id in own})
    return {
        position: sorted((named[id] for id in own if id in named), key=lambda one: one[1])
        for position, own in wanted.items()
    }


def _facets(view: Accesses, query: ReadQuery) -> list[tuple[str, str, list[tuple[str, str, int]]]]:
    """(filter, its name, (code, words, number of reads)) of what the reads that fit can be narrowed to."""
    titles = {"actor": "Who", "section": "What", "medium": "How", "outcome": "Outcome", "purpose": "Why"}
    return [(name, title, _options(view, query)[name]) for name, title in titles.items()]


def _options(view: Accesses, query: ReadQuery) -> dict[str, list[tuple[str, str, int]]]:
    found = {}
    for name in ("actor", "section", "medium", "outcome", "purpose"):
        rest = {key: value for key, value in query.filters.items() if key != name}
        told = [(code, _named(name, code), count) for code, count in view.tally(rest, name) if code]
        found[name] = sorted(told, key=lambda one: (-one[2], one[1]))
    return found


def _named(name: str, code: str) -> str:
    if name == "actor":
        people = {one["staff"]: one["name"] for one in service().views.staff.all()}
        return str(people.get(code, code))
    return NAMED[name].get(code, code)


def _words() -> dict[str, Any]:
    return {
        "words": words,
        "mrn": mrn,
        "sections": SECTIONS,
        "media": MEDIA,
        "outcomes": OUTCOMES,
        "purposes": PURPOSES,
        "roles": ROLES,
    }
