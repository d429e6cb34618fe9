"""Tokens of programs: one's own, everybody's, and what was done with one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, g, render_template, url_for
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.receipt import Receipt
from domain.tokens import SCOPES, ends
from projections.tokens import Issued
from web import exports
from web.access.step_up import stepped_up
from web.entering import issuing
from web.pages.access import allowed, only, service
from web.pages.answering import answer, leading_to
from web.reads import looked
from web.reads.shown import SECTIONS
from web.review import done
from web.review.read_query import ReadQuery
from web.wording import kinds, words

bp = Blueprint("tokens", __name__)
_NEWEST, _FEW = 50, 20  # things done, and patients, that a page shows
_STATES = {"good": "Good", "revoked": "Revoked", "over": "Over"}


@bp.get("/tokens")
@only(May.SIGN_IN)
def own() -> ResponseReturnValue:
    return _list(g.account.staff)


@bp.get("/office/tokens")
@only(May.SEE_TOKENS)
def every() -> ResponseReturnValue:
    return _list(None)


@bp.route("/tokens/new", methods=["GET", "POST"])
@only(May.HOLD_TOKENS)
@stepped_up()
def new() -> ResponseReturnValue:
    """The answer to a form that went through is the only page that ever holds the token's text."""
    shown: list[str] = []

    def issued(receipt: Receipt) -> ResponseReturnValue:
        token, text = receipt.entries[0], shown[0] if shown else None
        return render_template("tokens/issued.html", one=_one(token), text=text, scopes=SCOPES, words=words)

    return answer(issuing.issue(service(), g.account, shown), None, url_for("tokens.own"), issued)


@bp.get("/tokens/<token>")
@only(May.SIGN_IN)
def one(token: str) -> ResponseReturnValue:
    """Whose it is and what it may do; to those who look into what happened, everything that was done with it."""
    found = _one(token)
    query, audits = _query(token), allowed(May.READ_ACCESS)
    reads, changes = done.counted(service(), query)
    about = _done(query) if audits else {}
    return render_template(
        "tokens/one.html", one=found, state=_state(found), whose=_names().get(found.staff, found.login), scopes=SCOPES,
        used=service().tokens.used().get(token), reads=reads, changes=changes, audits=audits, words=words, kinds=kinds,
        revokes=_revokes(found) and not found.revoked,
        states=_STATES, formats=exports.FORMATS, sections=SECTIONS, most=_NEWEST, **about,
    )  # fmt: skip


@bp.get("/tokens/<token>/done.<form>")
@only(May.READ_ACCESS)
def done_file(token: str, form: str) -> ResponseReturnValue:
    """Everything that was done with it, oldest first, as a file."""
    if form not in exports.FORMATS:
        abort(404)
    _one(token)
    return exports.table(done.every(service(), _query(token)), form, f"done-with-{token}", done.COLUMNS)


@bp.route("/tokens/<token>/revoke", methods=["GET", "POST"])
@only(May.SIGN_IN)
def revoke(token: str) -> ResponseReturnValue:
    found = _one(token)
    if not _revokes(found):
        abort(403)
    back = url_for("tokens.one", token=token)
    form = issuing.revoke(service(), found, _names().get(found.staff, found.login))
    return answer(form, None, back, leading_to(back, "Revoked. Whoever has it is out.", "It was revoked already."))


def _list(staff: str | None) -> ResponseReturnValue:
    service().views.ready()
    rows = [(one, _state(one)) for one in service().views.tokens.every(staff)]
    return render_template(
        "tokens/list.html", rows=rows, own=staff is not None, names=_names(), used=service().tokens.used(),
        scopes=SCOPES, states=_STATES, words=words, issues=allowed(May.HOLD_TOKENS), sees=allowed(May.SEE_TOKENS),
    )  # fmt: skip


def _one(token: str) -> Issued:
    """One's own, or anybody's for those who see them."""
    service().views.ready()
    found = service().views.tokens.one(token)
    if found is None:
        abort(404)
    if found.staff != g.account.staff and not allowed(May.SEE_TOKENS):
        abort(403)
    return found


def _done(query: ReadQuery) -> dict[str, Any]:
    views, rows = service().views, done.newest(service(), query, _NEWEST)
    reached = done.reached(service(), query)
    few = sorted(reached)[:_FEW]
    named = views.directory.named({*few, *(id for row in rows for id in row["patients"][:1])})
    for id in named:
        looked.opened(UUID(id))
    people = sorted((named[id] for id in few if id in named), key=lambda one: one[1])
    return {"rows": rows, "reached": len(reached), "people": people, "named": named}


def _query(token: str) -> ReadQuery:
    service().views.ready()
    service().reads.ready()
    return ReadQuery.read({"session": token, "order": "oldest"}, lambda who: None)


def _state(one: Issued) -> str:
    if one.revoked:
        return "revoked"
    now: datetime = service().clock()
    return "good" if now.date().isoformat() <= one.until else "over"


def _revokes(one: Issued) -> bool:
    return bool(one.staff == g.account.staff or ends(g.account.role))


def _names() -> dict[str, str]:
    return {one["staff"]: one["name"] for one in service().views.staff.all()}
