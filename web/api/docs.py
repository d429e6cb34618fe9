"""The description for people and for programs, and what each kind of error means; open to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any, NamedTuple

import orjson
from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from web.api.description import described, operations
from web.api.problems import ADDRESS, KINDS

bp = Blueprint("api_docs", __name__, url_prefix="/api")


class Field(NamedTuple):
    """`kind` is its type in a word or two; `choices` are all that it can be."""

    name: str
    kind: str
    required: bool
    says: str
    choices: list[str]


Part = tuple[str, list[Field]]
"""An object in a body, by its path there, and its fields."""


class Answer(NamedTuple):
    """`shape` is what it holds in a word or two, with what is in that."""

    status: str
    says: str
    shape: str
    parts: list[Part]


class Call(NamedTuple):
    """One call as people read it; `example` is a body that is taken."""

    id: str
    method: str
    path: str
    title: str
    says: str
    asked: list[Field]
    body: list[Part]
    example: str
    answers: list[Answer]


class Description:
    """The document, and the same as pages."""

    def __init__(self) -> None:
        self.document = described()

    @cached_property
    def octets(self) -> bytes:
        return orjson.dumps(self.document)

    @cached_property
    def groups(self) -> list[tuple[str, list[Call]]]:
        every = [(op["tags"][0], self._call(method, path, op)) for method, path, op in operations(self.document)]
        return [(one["name"], [call for tag, call in every if tag == one["name"]]) for one in self.document["tags"]]

    def _call(self, method: str, path: str, told: Mapping[str, Any]) -> Call:
        shared = self.document["paths"][path].get("parameters", [])
        asked = [self._field(one["name"], one["schema"], one.get("required", False), one.get("description", ""))
                 for one in (*shared, *told["parameters"])]  # fmt: skip
        sent = told.get("requestBody", {}).get("content", {}).get("application/json", {})
        title = told["summary"].rstrip(".")
        return Call(
            told["operationId"], method.upper(), path, title, told.get("description", ""), asked,
            list(self._parts("", sent["schema"])) if sent else [], _example(sent), self._answers(told["responses"]),
        )  # fmt: skip

    def _answers(self, responses: Mapping[str, Any]) -> list[Answer]:
        """Of what is no error."""
        return [self._answer(status, one) for status, one in sorted(responses.items()) if status < "4"]

    def _answer(self, status: str, response: Mapping[str, Any]) -> Answer:
        told: Mapping[str, Any] = next(iter(response.get("content", {}).values()), {})
        schema = told.get("schema", {})
        one = schema.get("items", schema)
        name = one.get("$ref", "").rpartition("/")[2]
        shape = f"a list of {name}" if name and "items" in schema else name
        return Answer(status, response["description"], shape, self._parts("", one) if name else [])

    @cached_property
    def problem(self) -> list[Part]:
        """What every error holds."""
        return self._parts("", self.document["components"]["schemas"]["ProblemDocument"])

    @cached_property
    def calls(self) -> dict[str, Call]:
        return {call.id: call for _, every in self.groups for call in every}

    def _parts(self, name: str, schema: Mapping[str, Any]) -> list[Part]:
        """A body, and the objects in it, each with its fields."""
        whole = self._resolved(schema)
        found = [(name, self._fields(whole))]
        for inner, told in whole.get("properties", {}).items():
            for one in (told, told.get("items", {}), *told.get("allOf", ())):
                if "$ref" in one:
                    found += self._parts(f"{name}.{inner}" if name else inner, one)
        return found

    def _fields(self, schema: Mapping[str, Any]) -> list[Field]:
        required = schema.get("required", ())
        return [self._field(name, one, name in required, "") for name, one in schema.get("properties", {}).items()]

    def _field(self, name: str, schema: Mapping[str, Any], required: bool, says: str) -> Field:
        kinds = schema.get("type", "")
        kind = " or ".join(kinds) if isinstance(kinds, list) else kinds or self._named(schema)
        told = says or ": ".join(filter(None, (schema.get("title"), schema.get("description"))))
        return Field(name, kind, required, told, [str(one) for one in schema.get("enum", ()) if one is not None])

    def _named(self, schema: Mapping[str, Any]) -> str:
        refs = [one["$ref"].rpartition("/")[2] for one in (schema, *schema.get("allOf", ())) if "$ref" in one]
        return refs[0] if refs else "anything"

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        if "$ref" not in schema:
            return schema
        found: Mapping[str, Any] = self.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return found


def _example(sent: Mapping[str, Any]) -> str:
    return orjson.dumps(sent["examples"]["usual"]["value"], option=orjson.OPT_INDENT_2).decode() if sent else ""


@bp.app_template_filter("marked")
def marked(text: str) -> Markup:
    """What stands between backticks as code."""
    parts = [escape(part) for part in text.split("`")]
    return Markup("").join(Markup("<code>{}</code>").format(part) if n % 2 else part for n, part in enumerate(parts))


@bp.get("/openapi.json")
def openapi() -> Response:
    return Response(_description().octets, mimetype="application/json")


@bp.get("/docs")
def docs() -> ResponseReturnValue:
    told = _description()
    return render_template("api/docs.html", groups=told.groups, about=told.document["info"])


@bp.get("/docs/<name>")
def call(name: str) -> ResponseReturnValue:
    told = _description()
    return render_template("api/call.html", groups=told.groups, call=told.calls.get(name) or abort(404))


@bp.get("/problems")
def problems() -> ResponseReturnValue:
    return render_template("api/problems.html", kinds=KINDS, address=ADDRESS, parts=_description().problem)


@bp.get("/problems/<name>")
def problem(name: str) -> ResponseReturnValue:
    kind = KINDS.get(name) or abort(404)
    return render_template("api/problem.html", name=name, kind=kind, address=ADDRESS)


@cache
def _description() -> Description:
    return Description()
