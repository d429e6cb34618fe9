"""The API put into the application of the pages."""

from __future__ import annotations

from time import monotonic
from typing import cast

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from web.api import description, docs, errors
from web.api.limits import Limits


def join(app: Flask) -> None:
    """Its addresses, its description, and a bucket of calls for whoever calls."""
    app.extensions["limits"] = Limits(monotonic)
    description.register(app)
    app.register_blueprint(docs.bp)
    csrf = cast(CSRFProtect, app.extensions["csrf"])
    for name, blueprint in app.blueprints.items():
        if name.startswith("api_"):
            csrf.exempt(blueprint)  # `web.api.caller` asks for its token where a cookie counts
    errors.take_over(app)
