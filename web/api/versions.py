"""The version of a file as its ETag, in and out (RFC 9110, section 13)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Response, request

from domain.refusal import Moved
from web.api.problems import Fault, Problem, pointer
from web.pages.access import service

_TOLD = 100  # changes since then that are named


def tagged(response: Response, version: int) -> Response:
    response.set_etag(str(version))
    return response


def unchanged(version: int) -> Response | None:
    """304 where the caller has this version already."""
    return tagged(Response(status=304), version) if request.if_none_match.contains(str(version)) else None


@contextmanager
def guarded(id: UUID, version: int) -> Iterator[None]:
    """A command that says which version it is for meets that one or none: 412."""
    if "If-Match" not in request.headers or request.if_match.star_tag:
        yield
        return
    if not request.if_match.contains(str(version)):
        raise stale(id, version)
    with service().records.desk.seen(id, version):
        try:
            yield
        except Moved as moved:
            raise stale(id, moved.version) from None


def required(changes: Collection[str], expect: Mapping[str, Any]) -> None:
    """428 for what changes something and says neither the version nor all the values that were seen."""
    if "If-Match" in request.headers:
        return
    unseen = [name for name in changes if name not in expect]
    if unseen or not changes:
        found = [Fault("body", pointer("expect", name), "Say what stood there.") for name in unseen]
        raise Problem("version-required", faults=found)


def stale(id: UUID, version: int) -> Problem:
    """412, with the fields that changed since the version that the caller has."""
    known = [tag for tag in request.if_match if tag and tag.isascii() and tag.isdecimal() and len(tag) < 10]
    seen = min(map(int, known), default=0)
    service().views.ready()
    rows = service().views.changes.rows({"patient": str(id), "filed": True}, newest=True, limit=_TOLD)
    since = [row for row in rows if row["version"] > seen]
    fields = dict.fromkeys(one["field"] for row in reversed(since) for one in row["changes"])
    told = [{"field": field} for field in fields]
    return tagged_problem(Problem("stale", changed=told, version=version), version)


def tagged_problem(problem: Problem, version: int) -> Problem:
    problem.sent["ETag"] = f'"{version}"'
    return problem
