"""Nothing typed is lost: a form that was sent too late, or twice removed, comes back as it was filled in."""

from __future__ import annotations

import json
from typing import cast

from flask import abort, current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from web.pages.access import Page

_FORMS = (
    "clerk.", "documents.", "cases.", "asked.", "policies.policy", "exports.new", "releases.new", "amendments.new",
    "staff.invite", "staff.role", "staff.limit", "staff.delegate", "account.delegate",
)  # fmt: skip
_OURS = ("csrf_token", "resume", "proof")
_SIGN_IN = "Your sign-in had ended, and nothing was recorded. Sign in, and you go on with everything you typed."


def given_back() -> ResponseReturnValue:
    """The page that was posted, filled in again and not acted upon; a sign-in page that carries it, if nobody is in."""
    if request.endpoint is None or not request.endpoint.startswith(_FORMS):
        return abort(400)
    if g.account is None:
        return sign_in()
    g.given_back = True
    page = cast(Page[...], current_app.view_functions[request.endpoint])
    return page(**(request.view_args or {}))


def held(title: str, text: str) -> str | None:
    """What was posted, to be sent once more as it is; None for what is no form. Nothing is asked of the store."""
    if request.method != "POST" or not (request.endpoint or "").startswith(_FORMS):
        return None
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in _OURS]
    if g.get("given_back") or "resume" in request.form:
        fields.append(("resume", "yes"))  # to be looked over first
    return render_template("again.html", title=title, text=text, fields=fields, file=bool(request.files))


def sign_in() -> ResponseReturnValue:
    typed = {name: value for name, value in request.form.items() if name not in _OURS}
    carried = {"next": request.path, "kept": json.dumps(typed, ensure_ascii=False)}
    return render_template("sign_in.html", name="", error=_SIGN_IN, **carried), 401


def onward(address: str) -> ResponseReturnValue:
    """After signing in: to the page that was wanted, or back into the form that was being filled in."""
    try:
        typed = json.loads(request.form.get("kept") or "{}")
    except (ValueError, RecursionError):
        typed = {}
    fields = {name: value for name, value in typed.items() if isinstance(value, str)} if isinstance(typed, dict) else {}
    return render_template("resume.html", address=address, fields=fields) if fields else redirect(address, 303)
