"""What can go wrong with a call, by name: the catalogue that every answer of an error points into (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from werkzeug.exceptions import HTTPException

ADDRESS = "/api/problems/"
JSON = "application/problem+json"


class Kind(NamedTuple):
    """`remedy` is what a caller does about it, in a sentence or two."""

    status: int
    title: str
    remedy: str


KINDS: Mapping[str, Kind] = {
    "malformed": Kind(
        400, "The request could not be read",
        "The body is no JSON, or a filter or a position cannot be read. `errors` names the place.",
    ),
    "bad-cursor": Kind(
        400, "This cursor is not ours",
        "A cursor comes from the `Link` of a page and goes back as it was, with the same filters. Begin at the "
        "first page.",
    ),
    "key-missing": Kind(
        400, "A command needs an Idempotency-Key",
        "Send the header `Idempotency-Key` with a value of your own, new for each command, such as a random UUID. "
        "Sending the same command again with the same key is then safe.",
    ),
    "not-signed-in": Kind(
        401, "Who is asking?",
        "Send `Authorization: Bearer TOKEN`, or the cookie of a sign-in. A token may have expired or been revoked.",
    ),
    "not-allowed": Kind(403, "Not for this account", "The role of the account, or the scope of the token, does not "
    "allow it."),
    "closed": Kind(
        403, "This record is closed to this account",
        "Nothing of it is told. In an emergency it is opened with a reason: on its page, or by `emergency-openings` "
        "with a token of that scope.",
    ),
    "not-proved": Kind(
        403, "The password is due once more",
        "Whoever calls with the cookie of a browser has to have given the password, or a code, within the last five "
        "minutes: at `/account/again`. A call with a token is not asked.",
    ),
    "csrf": Kind(
        403, "The token against forged requests is missing",
        "A call that is signed in by the cookie of a browser sends the page's token as `X-CSRFToken`. "
        "A call with a bearer token needs none.",
    ),
    "not-found": Kind(404, "Nothing is here", "There is no such address, patient, entry or event."),
    "method-not-allowed": Kind(405, "This cannot be done here", "`Allow` lists the methods that this address takes."),
    "not-acceptable": Kind(406, "No answer of this kind", "Answers are JSON: accept `application/json`, or send no "
    "`Accept`."),
    "in-progress": Kind(
        409, "The same command is still being carried out",
        "A command with this `Idempotency-Key` has not ended. Wait as long as `Retry-After` says, then send it again.",
    ),
    "not-ready": Kind(409, "It is not made yet", "Ask for the job until it is ready, then for its file."),
    "erased": Kind(410, "This record was erased", "It was erased by law, and nothing of what it held is left."),
    "stale": Kind(
        412, "Somebody else changed this meanwhile",
        "`changed` names what is different since the version you have. Read it again, and decide anew.",
    ),
    "too-large": Kind(413, "Too much at once", "A request has at most 32 MB, a document at most 20 MB. Nothing was "
    "recorded."),
    "not-json": Kind(415, "The body is not JSON", "Send the body as JSON, with `Content-Type: application/json`."),
    "invalid": Kind(422, "Something in it cannot be recorded", "`errors` names each field and what is wrong with "
    "it. Nothing was recorded."),
    "doubtful": Kind(
        422, "It may be right, and looks odd",
        "`doubts` names what looks odd, each with a code. Where it is right all the same, send the command again, "
        "with a new "
        "`Idempotency-Key`, the codes in `confirm`, and a `reason`. Nothing was recorded.",
    ),
    "key-reused": Kind(
        422, "This Idempotency-Key belongs to another command",
        "A command with this key and another body or address was sent within the last 24 hours. Take a new key for "
        "a new command.",
    ),
    "version-required": Kind(
        428, "Say which version you have seen",
        "This changes what stands there. Send `If-Match` with the `ETag` of the file, or in `expect` every value "
        "that you change.",
    ),
    "too-many": Kind(429, "Too many calls", "Wait as long as `Retry-After` says."),
    "fault": Kind(500, "Something went wrong on our side", "Send the command again with the same key. Tell the "
    "administrator `instance`."),
    "altered": Kind(
        500, "What is stored is not what was recorded",
        "An event of the log was altered. Nothing is shown and nothing was recorded. Tell the administrator and an "
        "auditor.",
    ),
    "unavailable": Kind(
        503, "The store does not answer",
        "Wait as long as `Retry-After` says, then send the same again with the same `Idempotency-Key`: it is never "
        "recorded twice.",
    ),
}  # fmt: skip
OF_STATUS = {
    400: "malformed", 401: "not-signed-in", 403: "not-allowed", 404: "not-found", 405: "method-not-allowed",
    406: "not-acceptable", 410: "erased", 412: "stale", 413: "too-large", 415: "not-json", 422: "invalid",
    429: "too-many", 500: "fault", 503: "unavailable",
}  # fmt: skip
"""What an error is called that was told by its status alone."""


class Fault(NamedTuple):
    """One thing that is wrong; `pointer` is a JSON Pointer (RFC 6901) into the body, or the name of a parameter."""

    place: str  # body, query, path or header
    pointer: str
    detail: str

    def plain(self) -> dict[str, str]:
        return {"in": self.place, "pointer": self.pointer, "detail": self.detail}


class Problem(HTTPException):
    """An answer that is one of the catalogue's; `more` are members of its own."""

    def __init__(
        self, name: str, detail: str = "", faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:  # fmt: skip
        kind = KINDS[name]
        super().__init__(detail or kind.title)
        self.name_, self.kind, self.detail, self.faults = name, kind, detail or kind.title, tuple(faults)
        self.more, self.code, self.sent = more, kind.status, dict(headers or {})

    def document(self, instance: str) -> dict[str, Any]:
        """`instance` is the request's id."""
        told = {"type": f"{ADDRESS}{self.name_}", "title": self.kind.title, "status": self.kind.status}
        about = {"detail": self.detail, "instance": instance, "errors": [fault.plain() for fault in self.faults]}
        return {**told, **about, **self.more}


def pointer(*parts: object) -> str:
    """`/results/0/value`"""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)
