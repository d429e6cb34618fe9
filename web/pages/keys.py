"""The keys that do something, and whether single ones do: a choice that the browser keeps (WCAG 2.1.4)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from domain.permissions import May
from web.pages.access import only

bp = Blueprint("keys", __name__)
GO = {
    "/": "s",
    "/worklist": "w",
    "/register": "v",
    "/patients/new": "r",
    "/policies": "p",
    "/cases": "c",
    "/audit/log": "l",
    "/audit/access": "a",
    "/audit/flags": "f",
    "/audit/verify": "o",
    "/audit/exports": "e",
    "/erasures": "x",
    "/office/staff": "u",
}
"""The key after `g` that leads to each address."""
_COOKIE, _OFF = "caretrail-keys", "off"
_KEPT = 365 * 24 * 3600  # seconds


@bp.get("/keys")
@only(May.SIGN_IN)
def keys() -> str:
    return render_template("keys.html")


@bp.post("/keys")
@only(May.SIGN_IN)
def switch() -> ResponseReturnValue:
    """`single=off` for no single keys at this browser."""
    off = request.form.get("single") == _OFF
    flash(f"Single keys are {'off' if off else 'on'} at this browser.")
    answer = redirect("/keys", 303)
    answer.set_cookie(
        _COOKIE, _OFF if off else "on", max_age=_KEPT, secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return answer


def single() -> bool:
    """Whether single keys do something here."""
    return request.cookies.get(_COOKIE) != _OFF
