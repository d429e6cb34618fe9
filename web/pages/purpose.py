"""What somebody answers who is asked why they look."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, session
from flask.typing import ResponseReturnValue

from domain.access import PURPOSES
from domain.permissions import May
from web.http.onward import own
from web.pages.access import only
from web.reads.purposes import PURPOSE

bp = Blueprint("purpose", __name__)


@bp.post("/purpose")
@only(May.OPEN_RECORD)
def tell() -> ResponseReturnValue:
    """Kept for the rest of this sign-in, and noted with everything that is shown from now on."""
    code, back = request.form.get("purpose", ""), request.args.get("back", "")
    if code not in PURPOSES:
        abort(400)
    session[PURPOSE] = code
    flash(f"Noted for this sign-in: {PURPOSES[code].lower()}.")
    return redirect(own(back), 303)
