"""Who may open a page, and the parts that a page works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import wraps
from typing import Any, NoReturn, ParamSpec, cast
from uuid import UUID

from flask import abort, current_app, g, make_response, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Gone as GoneHere
from werkzeug.exceptions import NotFound as NotHere

from domain import mrn
from domain.disposition import GROUNDS
from domain.permissions import RULE, May, may
from domain.refusal import Gone, NotFound
from domain.staff import StaffAccount
from trail.errors import Behind
from web.access import closed
from web.keeping.certificate import Certificate
from web.reads import looked
from web.service import Service
from web.wording import words

ANYBODY = frozenset((
    "static", "healthz", "readyz", "door.start", "door.sign_in", "door.code", "door.welcome", "door.sign_out",
    "api_docs.openapi", "api_docs.docs", "api_docs.call", "api_docs.problems", "api_docs.problem",
    "provider.begin", "provider.back", "passkeys.ask", "passkeys.enter",
))  # fmt: skip
"""The door, its pictures, whether the program is alive, and what programs can ask: these answer whoever asks."""
P = ParamSpec("P")
Page = Callable[P, ResponseReturnValue]


def service() -> Service:
    """The one at work, or the one that a page of the past is rendered with."""
    then: Service | None = g.get("then")
    return then or cast(Service, current_app.extensions["caretrail"])


def only(*any_of: May) -> Callable[[Page[P]], Page[P]]:
    """Let those in who may do one of these; others get 403, and whoever has not signed in 401."""

    def guarded(page: Page[P]) -> Page[P]:
        @wraps(page)
        def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if g.get("account") is None:
                abort(401)
            if not allowed(*any_of):
                abort(403)
            return page(*args, **kwargs)

        setattr(checked, RULE, any_of)
        return checked

    return guarded


def allowed(*any_of: May) -> bool:
    """Whether whoever has signed in may do one of these."""
    account: StaffAccount | None = g.get("account")
    return account is not None and may(account.role, *any_of)


def ruleless(views: Mapping[str, Any]) -> set[str]:
    """Addresses of which nothing says who may open them; a class of methods needs a rule for each."""
    return {name for name, view in views.items() if name not in ANYBODY and not all(map(_ruled, _methods(view)))}


def _ruled(view: Any) -> bool:
    return bool(getattr(view, RULE, ()))


def _methods(view: Any) -> list[Any]:
    kind = getattr(view, "view_class", None)
    return [getattr(kind, name.lower()) for name in kind.methods] if kind and kind.methods else [view]


def patient_id(who: str, closed_too: bool = False) -> UUID:
    """A patient by record id or record number, spaces and all; 404 if there is none, 410 if it was erased."""
    try:
        return known(who, closed_too)
    except Gone:
        _gone(UUID(who))
    except NotFound:
        abort(404)


def known(who: str, closed_too: bool = False, alone: bool = False) -> UUID:
    """The same without a page; `domain.refusal.NotFound` and its `Gone`, and `web.access.closed.Closed`.

    `closed_too`: also a record that is closed to whoever asks, of which nothing may be shown. `alone`: of other
    records nothing is told or judged, so that what is recorded in them is not waited for.
    """
    try:
        id = _found(_told(who), alone and not g.get("then"))
    except NotFound:
        if not service().erasing.erased(who):
            raise NotFound(f"There is no patient {who}.") from None
        looked.opened(UUID(who))
        raise Gone from None
    looked.opened(id)
    if closed_too:
        g.setdefault("unshown", set()).add(str(id))
    else:
        _judge(id)
    return id


def _told(who: str) -> str:
    """A record number as it is kept, or an id."""
    number = mrn.typed(who)
    try:
        return number if mrn.is_mrn(number) else str(UUID(who))
    except ValueError:
        raise NotFound(f"There is no patient {who}.") from None


def _found(told: str, alone: bool) -> UUID:
    """Asked for again where the views were behind: it may have been erased."""
    views = service().views
    if alone:
        with suppress(NotFound):
            id = views.current.find(told)
            return id if views.ready_for(id) else views.current.find(told)
    behind = views.ready()
    try:
        return views.current.find(told)
    except NotFound:
        if behind:
            raise Behind from None
        raise


def _judge(id: UUID) -> None:
    """Once for an answer; a page of the past was judged when it was asked to be shown again."""
    judged: set[UUID] = g.setdefault("judged", set())
    if id not in judged and not g.get("then"):
        if glass := closed.judge(service(), g.account, id):
            g.glass = {**glass, "patient": str(id)}
        judged.add(id)


def about(patient: str | None) -> None:
    """The page tells of this patient too, who may be erased by now; `web.access.closed.Closed`."""
    with suppress(Gone, NotFound):
        known(patient or "")


def sought(typed: str) -> str | None:
    """The record's id, as filters want it, also where it was erased; None if there is none."""
    if service().erasing.erased(typed):
        return str(UUID(typed.strip()))
    try:
        return str(patient_id(typed))
    except NotHere:
        return None


def _gone(id: UUID) -> NoReturn:
    now = Certificate.of(service(), id)
    page = render_template("erasure/gone.html", now=now, grounds=GROUNDS, words=words)
    raise GoneHere(response=make_response(page, 410))
