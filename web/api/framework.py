"""flask-smorest as we use it: what is documented is what runs, and errors are of our own catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar, cast

from flask import request
from flask.typing import ResponseReturnValue
from flask_smorest import Api as SmorestApi  # type: ignore[import-untyped]
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import RAISE, Schema, validate
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, UnprocessableEntity

from web.api import caller
from web.api.errors import answered, problem_of
from web.api.problems import JSON, Problem
from web.api.shapes import ProblemDocument

P = ParamSpec("P")
F = TypeVar("F", bound=Callable[..., Any])
Headers = Mapping[str, Mapping[str, Any]]
_OURS = ("application/json", JSON)
ETAG: Headers = {"ETag": {"description": 'The version of the file, in quotes: `"17"`.', "schema": {"type": "string"}}}
LINK: Headers = {"Link": {
    "description": "`self`, `first`, and, where there are such, `next` and `prev` (RFC 8288).",
    "schema": {"type": "string"},
}}  # fmt: skip
LOCATION: Headers = {"Location": {"description": "Where it is.", "schema": {"type": "string"}}}


class Decorator(Protocol):
    """It leaves the type of a view as it is."""

    def __call__(self, view: F, /) -> F: ...


class _Parser(FlaskParser):
    """What nobody knows is refused, wherever it stands."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": RAISE, "query": RAISE, "headers": None}

    def load_querystring(self, req: Any, schema: Schema) -> Any:
        return super().load_querystring(req, schema) if req.query_string else {}

    def load_json(self, req: Any, schema: Schema) -> Any:
        """A blank is nothing, as it is on a form."""
        if not req.is_json:
            raise Problem("not-json")
        told = super().load_json(req, schema)
        if not isinstance(told, dict):
            return told
        return {name: it for name, it in told.items() if not _blank(it) or _exact(schema.fields.get(name))}


def _exact(field: Any) -> bool:
    """Whether it has to be written in one way, so that a blank is wrong."""
    return field is not None and any(isinstance(one, validate.Regexp) for one in field.validators)


def _blank(told: Any) -> bool:
    return isinstance(told, str) and not told.strip()


class Blueprint(SmorestBlueprint):  # type: ignore[misc]  # it is not typed
    """Its views are told who may, take what a schema allows, and answer problems inside the record of reading."""

    ARGUMENTS_PARSER = _Parser()

    def get(self, rule: str) -> Decorator:
        return self._at("GET", rule)

    def post(self, rule: str, endpoint: str = "", says: str = "") -> Decorator:
        """`says` is what it does, where the view's own docstring does not."""
        return self._at("POST", rule, endpoint, says)

    def asks(self, schema: type[Schema]) -> Decorator:
        """What stands behind the `?` of the address."""
        return cast(Decorator, self.arguments(schema(), location="query"))

    def takes(self, schema: type[Schema]) -> Decorator:
        """A body of JSON."""
        return cast(Decorator, self.arguments(schema(), location="json"))

    def answers(
        self, status: int, schema: Schema | Mapping[str, Any] | None, says: str, headers: Headers | None = None,
        kind: str | None = None,
    ) -> Decorator:  # fmt: skip
        """Documents it: views make their answers themselves, from the shapes that files and the command line have."""
        told = {"description": says, "headers": headers, "content_type": kind}
        return cast(Decorator, self.response(status, schema, **told))

    def _at(self, method: str, rule: str, endpoint: str = "", says: str = "") -> Decorator:
        def register(view: F) -> F:
            name = endpoint or view.__name__
            told = self.doc(operationId=name, **({"summary": says} if says else {}))(view)
            self.add_url_rule(rule, name, guarded(told), methods=[method])
            return view

        return cast(Decorator, register)


def guarded(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """What is wrong with a call is answered where reading is recorded: it may tell what stands there."""

    @wraps(view)
    def run(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        try:
            caller.admitted(view)
            if (accepted := request.accept_mimetypes) and not any(map(accepted.quality, (*_OURS, *_also(view)))):
                raise Problem("not-acceptable")
            return view(*args, **kwargs)
        except (Problem, BadRequest, UnprocessableEntity) as no:
            return answered(problem_of(no))

    return run


def _also(view: Callable[..., Any]) -> list[str]:
    """Other media types that the view says it answers with."""
    responses = getattr(view, "_apidoc", {}).get("response", {}).get("responses", {})
    return [one["content_type"] for told in responses.values() for one in told if one.get("content_type")]


class Api(SmorestApi):  # type: ignore[misc]
    """One document of all blueprints. It takes no error of the pages: `web.api.errors` answers those of programs."""

    ERROR_SCHEMA = ProblemDocument

    def _register_error_handlers(self) -> None:
        """None of its own."""
