"""What is missing: the office's work list, one record's list, and what is decided about it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from domain.completeness.rules import RULES
from domain.permissions import May
from projections.quality import shares
from projections.worklist import Deficiency
from web.access import untold
from web.drawing import quality as drawing
from web.entering import missing
from web.pages.access import allowed, only, patient_id, service
from web.pages.answering import answer, leading_to
from web.pages.head import head, reading, skipped, writes
from web.record import todos
from web.review import asked, requested

bp = Blueprint("office", __name__)
PAGE = 100
_TITLES = ("Put right", "Kept over a warning", "Written late")


@bp.get("/worklist")
@only(May.OPEN_RECORD)
def worklist() -> ResponseReturnValue:
    """`?whose=all` for everybody's, `?rule=` for one rule, `?waived=1` for what was waived."""
    views, now, terms = service().views, service().clock(), service().rulebook.terms
    behind = views.ready()
    mine, rule, skip = todos.owners(g.account), request.args.get("rule"), skipped()
    everybody = request.args.get("whose") == "all" or not mine
    if rule is not None and rule not in RULES:
        abort(404)
    owners, waived = [] if everybody else mine, "waived" in request.args
    found = views.worklist.rows(terms, now, owners=owners, rule=rule, most=PAGE + 1, skip=skip, waived=waived)
    listed, tally = (
        todos.todos(untold.lacking(service(), g.account, found[:PAGE]), views, now, *_rights()),
        views.worklist.tally(terms, now, mine),
    )
    return render_template(
        "office/worklist.html", asked=asked.questions(service(), g.account),
        requests=requested.own(service(), g.account),
        groups=todos.grouped(listed), behind=behind, everybody=everybody,
        rule=rule, waived=waived, mine=tally.mine, all=tally.all, rules=RULES, tally=tally.by_rule, skip=skip,
        older=skip + PAGE if len(found) > PAGE else None, newer=max(skip - PAGE, 0) if skip else None,
    )  # fmt: skip


@bp.get("/quality")
@only(May.SEE_QUALITY)
def quality() -> ResponseReturnValue:
    """Twelve months of the office's work, and what is missing by rule."""
    views, now = service().views, service().clock()
    views.ready()
    found = shares(views.changes.tables, now - timedelta(days=365))
    told, total = drawing.months(found), views.directory.count()
    missing = views.worklist.by_rule(service().rulebook.terms, now)
    rules = [(rule, RULES[rule].name, many, over, 100 * many / max(total, 1)) for rule, (many, over) in missing.items()]
    return render_template(
        "office/quality.html", total=total, months=told, people=drawing.people(found), titles=_TITLES,
        charts=[drawing.drawn(told, n) for n in range(len(_TITLES))], rules=rules, bar=drawing.bar,
    )  # fmt: skip


@bp.get("/patients/<who>/missing")
@only(May.OPEN_RECORD)
def record(who: str) -> ResponseReturnValue:
    """What one record lacks, and how complete it is."""
    id = patient_id(who)
    read, now, terms = reading(id), service().clock(), service().rulebook.terms
    found = service().views.worklist.rows(terms, now, patient=str(id), most=PAGE)
    waived = service().views.worklist.rows(terms, now, patient=str(id), most=PAGE, waived=True)
    views = service().views
    return render_template(
        "office/missing.html", **head(who, read), groups=todos.grouped(todos.todos(found, views, now, *_rights())),
        waived=todos.todos(waived, views, now, *_rights()), share=_complete(found), key=todos.key, decides=_decides(),
    )  # fmt: skip


@bp.route("/patients/<who>/missing/<key>/<name>", methods=["GET", "POST"])
@only(May.DECIDE_MISSING)
def decide(who: str, key: str, name: str) -> ResponseReturnValue:
    id = patient_id(who)
    make = missing.DECISIONS.get(name) or abort(404)
    found = next((one for one in _all(id) if todos.key(one) == key), None) or abort(404)
    return answer(make(service(), id, found), who, f"/patients/{who}/missing", leading_to(f"/patients/{who}/missing"))


@bp.route("/patients/<who>/review", methods=["GET", "POST"])
@only(May.DECIDE_MISSING)
def review(who: str) -> ResponseReturnValue:
    id = patient_id(who)
    return answer(missing.review(service(), id, reading(id)), who, f"/patients/{who}", leading_to(f"/patients/{who}"))


@bp.route("/patients/<who>/undo", methods=["GET", "POST"])
@only(May.WRITE_RECORD)
def undo(who: str) -> ResponseReturnValue:
    """`?event=` is the position of what was recorded last."""
    id, position = patient_id(who), request.args.get("event", 0, int)
    return answer(missing.undo(service(), id, position), who, f"/patients/{who}", leading_to(f"/patients/{who}"))


def _all(id: UUID) -> list[Deficiency]:
    now, terms, lists = service().clock(), service().rulebook.terms, service().views.worklist
    return [
        one for waived in (False, True) for one in lists.rows(terms, now, patient=str(id), most=PAGE, waived=waived)
    ]


def _complete(found: list[Deficiency]) -> int:
    """The weighted share of the rules that are satisfied, in per cent: never shown without the list."""
    terms, weights = service().rulebook.terms, {"info": 0, "minor": 1, "major": 3, "safety": 5}
    whole = sum(weights[one.severity] for one in terms.values() if one.on)
    open_ones = {one.rule for one in found}
    return round(100 * (1 - sum(weights[terms[rule].severity] for rule in open_ones) / max(whole, 1)))


def _decides() -> bool:
    return allowed(May.DECIDE_MISSING)


def _rights() -> tuple[bool, bool]:
    """Whether one writes, and whether one looks into what was opened in an emergency."""
    return writes(), allowed(May.REVIEW_GLASS)
