"""Step-up: what is grave takes the password, or a code, once more, if it was given more than five minutes ago.

    @bp.route("/policies/<name>", methods=["GET", "POST"])
    @only("admin")
    @stepped_up(lambda: request.method == "POST")
    def policy(name: str) -> ResponseReturnValue: ...

What was typed goes along, hidden in the page that asks: once the password is right, the page does what it was asked to.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import current_app, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from domain.refusal import Refused
from web.http.onward import own
from web.service import Service

P = ParamSpec("P")
F = TypeVar("F", bound=Callable[..., Any])
Page = Callable[P, ResponseReturnValue]
FIELD = "proof"
"""In which the password comes; no form has one of this name."""
_PASSING = ("csrf_token", FIELD)
_GRAVE = "grave"
_WRONG = "This is not your password, nor a code of your authenticator that was not used yet."


def posted() -> bool:
    return request.method == "POST"


def grave(act: F) -> F:
    """What is done only with the password once more, at whichever door."""
    setattr(act, _GRAVE, True)
    return act


def is_grave(act: Callable[..., Any] | None) -> bool:
    return bool(getattr(act, _GRAVE, False))


def stepped_up(
    when: Callable[[], bool] = posted, onward: Callable[[], str] | None = None
) -> Callable[[Page[P]], Page[P]]:
    """Below `only`, for whoever may open the page: ask again where `when` says that this request is grave.

    `onward` is the page on which one stands afterwards, where the answer is a file and no page.
    """

    def guarded(page: Page[P]) -> Page[P]:
        @wraps(page)
        def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            asked = ask(onward() if onward else "") if when() else None
            return page(*args, **kwargs) if asked is None else asked

        return grave(checked)

    return guarded


def ask(onward: str = "") -> ResponseReturnValue | None:
    """The page that asks; None where it was proved a moment ago, or is by this request. What was only to be looked at
    is looked at then, or `onward`."""
    token = session.get("token", "")
    if _service().accounts.sessions.proved(token):
        return None
    if FIELD not in request.form:
        return _asking("", 422, onward)
    try:
        right = _service().accounts.again(g.account, token, request.form[FIELD], request.remote_addr or "")
    except Refused as refused:
        return _asking(refused.reason, 429)
    return None if right else _asking(_WRONG, 422)


def prove() -> ResponseReturnValue:
    """For the address to which a page is sent that was only to be looked at: on to it, once the password is right."""
    return ask() or redirect(own(request.form.get("next", "/")), 303)


def _asking(error: str, status: int, onward: str = "") -> ResponseReturnValue:
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in _PASSING]
    action = request.full_path.rstrip("?") if posted() else "/account/again"
    then = "" if posted() else onward or request.full_path.rstrip("?")
    page = render_template("account/again.html", error=error, fields=fields, action=action, onward=then)
    return page, status


def _service() -> Service:
    return cast(Service, current_app.extensions["caretrail"])
