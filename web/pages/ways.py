"""In what other ways one signs in: with a passkey, or with an OpenID provider."""

from __future__ import annotations

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from domain.permissions import May
from web.access import passkeys
from web.pages import provider
from web.pages.access import only, service
from web.wording import words

bp = Blueprint("ways", __name__, url_prefix="/account/ways")


@bp.get("")
@only(May.SIGN_IN)
def every() -> ResponseReturnValue:
    service().views.ready()
    keys, links = service().passkeys.of(g.account.login), service().views.links.every(g.account.staff)
    there = {"provider": provider.name(), "can": passkeys.here()}
    return render_template("ways/every.html", keys=keys, links=links, words=words, **there)
