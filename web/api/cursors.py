"""Lists a page at a time: a cursor says where to go on, so that no page shifts while the list grows."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import urlencode

import orjson
from flask import Response, request
from marshmallow import Schema, fields, validate

from web.api.problems import Problem

Row = Mapping[str, Any]
Fetch = Callable[[dict[str, int], bool, int], Sequence[Row]]
"""Rows that lie beyond a position (`before` or `after`), newest first or not, at most so many."""
MOST, USUAL = 200, 50
_ON, _BACK = "on", "back"


class Paged(Schema):
    """What every list takes."""

    limit = fields.Integer(
        strict=False,
        validate=validate.Range(1, MOST),
        metadata={"description": f"How many; {USUAL} where it is not said."},
    )
    cursor = fields.String(
        validate=validate.Length(1, 200),
        metadata={"description": "Where to go on: from the `Link` of a page, as it is."},
    )


class _Cursor(NamedTuple):
    way: str
    position: int


def page(fetch: Fetch, newest: bool, asked: Mapping[str, Any]) -> Response:
    """One page as JSON, with its neighbours in `Link`. `asked` are the filters, with `limit` and `cursor`."""
    most, cursor = asked.get("limit", USUAL), _read(asked)
    back = cursor is not None and cursor.way == _BACK
    bound = {} if cursor is None else {"before" if newest != back else "after": cursor.position}
    found = list(fetch(bound, newest != back, most + 1))
    rows, more = found[:most], len(found) > most
    if back:
        rows.reverse()
    links = {"self": request.full_path.rstrip("?"), "first": _address(None, asked)}
    if rows and (more or back):
        links["next"] = _address(_Cursor(_ON, rows[-1]["position"]), asked)
    if rows and (more if back else cursor is not None):
        links["prev"] = _address(_Cursor(_BACK, rows[0]["position"]), asked)
    told = ", ".join(f'<{address}>; rel="{name}"' for name, address in links.items())
    return Response(orjson.dumps(rows), mimetype="application/json", headers={"Link": told})


def counted(rows: Callable[[int, int], Iterable[Row]]) -> Fetch:
    """Of a list that has no end that stays: a place in it is counted from its beginning. `rows` gives those after the
    first so many, at most so many."""

    def fetch(bound: dict[str, int], newest: bool, most: int) -> Sequence[Row]:
        skip = bound.get("after", max(bound.get("before", 1) - 1 - most, 0))
        many = min(most, bound["before"] - 1) if "before" in bound else most
        found = rows(skip, many) if many else ()
        told = [{**one, "position": n} for n, one in enumerate(found, start=skip + 1)]
        return told[::-1] if newest else told

    return fetch


def _address(cursor: _Cursor | None, asked: Mapping[str, Any]) -> str:
    told = {name: value for name, value in request.args.items() if name != "cursor"}
    if cursor:
        told["cursor"] = _written(cursor, asked)
    return f"{request.path}?{urlencode(told)}" if told else request.path


def _written(cursor: _Cursor, asked: Mapping[str, Any]) -> str:
    told = json.dumps([*cursor, _filters(asked)], separators=(",", ":"))
    return urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _read(asked: Mapping[str, Any]) -> _Cursor | None:
    if (text := asked.get("cursor")) is None:
        return None
    try:
        match json.loads(urlsafe_b64decode(f"{text}{'=' * (-len(text) % 4)}")):
            case [str(way), int(position), str(filters)] if (
                way in (_ON, _BACK) and 0 <= position < 2**63 and filters == _filters(asked)
            ):
                return _Cursor(way, position)
    except (ValueError, RecursionError):
        pass
    raise Problem("bad-cursor")


def _filters(asked: Mapping[str, Any]) -> str:
    """What the cursor goes on with."""
    told = {name: value for name, value in asked.items() if name not in ("cursor", "limit")}
    return sha256(json.dumps([request.path, told], sort_keys=True).encode()).hexdigest()[:12]
