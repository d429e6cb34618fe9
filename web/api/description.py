"""The description of all of it (OpenAPI 3.1): made once from what runs, and completed with what goes for every call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from marshmallow.fields import Field

from web.api import attachments, commands, exporting, office, records, standing, trail
from web.api.carrying import KEY
from web.api.duties import STANDING
from web.api.examples import BODIES, CONFIRMED, PATHS
from web.api.framework import Api
from web.api.onward import links
from web.api.problems import JSON
from web.api.shapes import PATIENT_ID

VERSION = "1.0"
_BLUEPRINTS = (records, commands, attachments, trail, exporting, office, standing)
_ALWAYS = ("401", "403", "406", "429", "500", "503")
_OF_PATH, _OF_QUERY = ("404", "410"), ("400", "404")
_OF_BODY = ("400", "404", "409", "410", "412", "413", "415", "422", "428")
_PLAIN = {"text/plain": {"schema": {"type": "string"}}}
_UNREAD = {
    "414": {"description": "The address is longer than 8,190 octets.", "content": _PLAIN},
    "431": {"description": "A header is longer than 8,190 octets, or there are more than 64.", "content": _PLAIN},
}  # fmt: skip
"""What is refused before anybody knows that a program asks."""
_REQUEST_ID = {
    "name": "X-Request-ID", "in": "header", "required": False,
    "description": "An id of your own for this call: it comes back with the answer. 6 to 64 letters, digits, dots, "
    "dashes; another one is not taken.",
    "schema": {"type": "string"},
}  # fmt: skip
_KEY = {
    "name": KEY, "in": "header", "required": True, "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    "description": "Names this command; the same key and body are carried out once, however often they are sent.",
}  # fmt: skip
_IF_MATCH = {
    "name": "If-Match", "in": "header", "required": False,
    "schema": {"type": "string", "pattern": r'^(\*|"[0-9]{1,9}")$'},
    "example": '"17"',
    "description": "The ETag of the file that you have seen, or `*` for whichever it is. Due where something that "
    "stands is changed, unless `expect` holds every value that you change.",
}  # fmt: skip
_IF_NONE_MATCH = {
    "name": "If-None-Match", "in": "header", "required": False,
    "schema": {"type": "string"},
    "description": "The ETag of the file that you have: 304 where it is still so.",
}  # fmt: skip
_ABOUT = (
    "Patient records that can prove their own history, for programs. Every call is made by an account, every read is "
    "recorded before its answer is sent, and every command is one event with who, when and why."
)
_SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "Made by `caretrail staff token`."},
    "cookie": {
        "type": "apiKey", "in": "cookie", "name": "caretrail",
        "description": "The sign-in of a browser; commands then need its token, as `X-CSRFToken`.",
    },
}  # fmt: skip


def register(app: Flask) -> None:
    """Every address of the API."""
    for room in _BLUEPRINTS:
        app.register_blueprint(room.bp)


@cache
def described() -> dict[str, Any]:
    """What they are, found out once somebody asks: it takes as long as all the rest of a start."""
    plugin = MarshmallowPlugin()
    told = {"title": "Caretrail", "version": VERSION, "openapi_version": "3.1.0", "marshmallow_plugin": plugin}
    api = Api(Flask(__name__), spec_kwargs={**told, "info": {"description": _ABOUT}})
    plugin.converter.add_attribute_function(_worded)  # type: ignore[union-attr]
    for room in _BLUEPRINTS:
        api.register_blueprint(room.bp)
    return _completed(api.spec.to_dict())


def _worded(self: Any, field: Field[Any], **_: Any) -> dict[str, Any]:
    """What a form says of a field, said to programs as well."""
    about, told = field.metadata, dict[str, Any]()
    if label := about.get("label"):
        told["title"] = label
    choices = [f"`{code}` {words}" for code, words in about.get("options", ()) if code and code != words]
    parts = [about.get("hint") or "", f"One of: {', '.join(choices)}." if choices and len(choices) < 40 else ""]
    if "description" not in about and any(parts):
        told["description"] = " ".join(part for part in parts if part)
    return told


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    described = {f"{room.bp.name}": room.bp.description for room in _BLUEPRINTS}
    document["tags"] = [{"name": says} for says in described.values()]
    document["components"]["securitySchemes"] = _SECURITY
    document["components"]["responses"] = {"Problem": {
        "description": "What went wrong: see /api/problems.",
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
    }}  # fmt: skip
    document["security"] = [{"token": []}, {"cookie": []}]
    for method, path, operation in operations(document):
        operation["tags"] = [described.get(tag, tag) for tag in operation["tags"]]
        _complete(method, path, operation)
    for item in document["paths"].values():
        for one in item.get("parameters", ()):
            one.setdefault("description", _PATHS.get(one["name"], ""))
            one["example"] = PATHS[one["name"]]
    return document


_PATHS = {
    "who": PATIENT_ID, "position": "The place in the log.", "export": "The export's id.", "entry": "The entry, `a1`.",
    "number": "The case's number.", "flag": "The flag.", "sample": "The sample's id.",
    "token": "The token's id, `t-…`.", "login": "The name with which they sign in.", "name": "The policy's name.",
}  # fmt: skip


def _complete(method: str, path: str, operation: dict[str, Any]) -> None:
    asked = operation.setdefault("parameters", [])
    asked.append(_REQUEST_ID)
    if method == "post":
        asked.append(_KEY)
        asked += [_IF_MATCH] if "{who}" in path or operation["operationId"] in STANDING else []
    elif path.endswith("/patients/{who}"):
        asked.append(_IF_NONE_MATCH)
    statuses = {*_ALWAYS, *(_OF_PATH if "{" in path else ()), *(_OF_BODY if method == "post" else _OF_QUERY)}
    statuses |= {"409"} if path.endswith("/file") else set()
    for own in ("default", "422"):
        operation["responses"].pop(own, None)
    operation["responses"].update({status: {"$ref": "#/components/responses/Problem"} for status in sorted(statuses)})
    operation["responses"].update(_UNREAD)
    for status, response in operation["responses"].items():
        for header in response.get("headers", {}).values():
            header.setdefault("schema", {"type": "string"})
        if onward := links(operation["operationId"], status):
            response["links"] = onward
    if "requestBody" in operation:
        operation["requestBody"]["content"]["application/json"]["examples"] = _examples(operation["operationId"])


def _examples(name: str) -> dict[str, Any]:
    told = {"usual": BODIES[name]} | ({"confirmed": CONFIRMED[name]} if name in CONFIRMED else {})
    return {case: {"value": body} for case, body in told.items()}


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(method, path, operation) of every call there is."""
    for path, item in document["paths"].items():
        for method in ("get", "post"):
            if method in item:
                yield method, path, item[method]
