"""What can be wrong with what is told: too little, too much, or nothing to judge it by; and with what is erased."""

from __future__ import annotations

from typing import Any

from tests.support.bundles import Bundle, Json, Raw
from tests.support.faults.entries import entry
from tests.support.faults.table import (
    ASKED,
    CLOCK,
    CONFIG,
    ERASURE,
    FIRST,
    LAST,
    LAST_REF,
    PROVED,
    REF,
    RENAMED,
    RESULT,
    SEALED,
    TURNED,
    Fault,
    Make,
    table,
)

LUCIA: Json = {"keys": [1]}
NAMES: Json = {"fields": ["name", "value"]}


def _without(*at: int) -> Make:
    def make(bundle: Bundle) -> None:
        for one in at:
            bundle.without(one)

    return make


def _hides(at: int, name: str) -> Make:
    """A field's digest stands in the place of the field."""

    def make(bundle: Bundle) -> None:
        shown = [one for one in bundle.log.fields[at - 1] if one != name]
        bundle.line(at).update(bundle.log.payload(at, shown))

    return make


def _tells(at: int, *names: str) -> Make:
    """A line more, in its place, or a line that shows these fields and no other."""

    def make(bundle: Bundle) -> None:
        rows: list[Json] = [row for row in bundle.payloads if isinstance(row, dict) and row["i"] != at]
        bundle.payloads = [*sorted([*rows, bundle.log.payload(at, names or None)], key=lambda row: int(row["i"]))]

    return make


def _retold(at: int, **fields: Any) -> Make:
    return lambda bundle: bundle.retell(at, **fields)


def _asked(asked: int) -> Make:
    def make(bundle: Bundle) -> None:
        bundle.asked = asked

    return make


def _sealed(at: int) -> Make:
    def make(bundle: Bundle) -> None:
        bundle.sealed = at

    return make


def _views(**other: bytes) -> Make:
    """What the manifest knows and the log did not seal."""
    return lambda bundle: bundle.views.update(other)


def _filter(**other: Any) -> Make:
    return _retold(ASKED, filter=other)


FAULTS = [
    *(
        Fault(f"a line that is left out at {at}", "missing", at, _without(at))
        for at in (CONFIG, FIRST, REF, RENAMED, CLOCK, TURNED, RESULT, ERASURE, PROVED, LAST_REF, LAST)
    ),
    *(
        Fault(f"an open entry that an envelope lacks at {at}", "missing", at, _without(at), (), {"profile": "envelope"})
        for at in (CONFIG, REF, CLOCK, TURNED, ERASURE, LAST_REF)
    ),
    *table(
        "missing",
        RENAMED,
        {"a field that is hidden from a patient": _hides(RENAMED, "note")},
        profile="patient-copy",
        filter=LUCIA,
    ),
    *table("missing", RENAMED, {"an event that is kept from a patient": _without(RENAMED)}, profile="patient-copy"),
    *table("missing", RENAMED, {"a field that is hidden": _hides(RENAMED, "note")}),
    *table("missing", RENAMED, {"an event that the minimum lacks": _without(RENAMED)}, profile="minimum", filter=NAMES),
    *table("missing", CLOCK, {"a hidden field of an open entry": _hides(CLOCK, "seconds")}, profile="envelope"),
    *table("missing", ASKED, {"a hidden field of the request": _hides(ASKED, "to")}, profile="envelope"),
    *table("missing", ERASURE, {"an erasure that hides its keys": _hides(ERASURE, "keys")}, profile="envelope"),
    *table("missing", RESULT, {"an event by its type": _without(RESULT)}, filter={"types": ["result.recorded"]}),
    *table("missing", RESULT, {"an event by its actor": _without(RESULT)}, filter={"actors": ["u-00000003"]}),
    *table("missing", RESULT, {"an event by its key": _without(RESULT)}, filter={"keys": [3, 9]}),
    *table("missing", RESULT, {"an event that is not left out": _without(RESULT)}, filter={"without": [2, 9]}),
    *table("missing", RESULT, {"an event since a day": _without(RESULT)}, filter={"since": "2026-03-01"}),
    *table("missing", RESULT, {"an event until a second": _without(RESULT)}, filter={"until": "2026-03-01T08:00:09"}),
    *table("surplus", RESULT, {"an event that an envelope tells": _tells(RESULT)}, profile="envelope"),
    *table("surplus", RESULT, {"an event of another patient": _tells(RESULT)}, filter=LUCIA),
    *table("surplus", RESULT, {"an event of another type": _tells(RESULT)}, filter={"types": ["result", "x/1"]}),
    *table("surplus", RESULT, {"an event of another actor": _tells(RESULT)}, filter={"actors": ["u-0000000"]}),
    *table("surplus", RESULT, {"an event that is left out": _tells(RESULT)}, filter={"without": [3]}),
    *table("surplus", RESULT, {"an event from before": _tells(RESULT)}, filter={"since": "2026-03-01T08:00:10"}),
    *table("surplus", RESULT, {"an event from after": _tells(RESULT)}, filter={"until": "2026-03-01T08:00:08"}),
    *table("surplus", RESULT, {"an event of nobody": _tells(RESULT)}, filter={"keys": []}),
    *table(
        "surplus",
        FIRST,
        {"a field beyond the minimum": _tells(FIRST, "name", "born")},
        profile="minimum",
        filter=NAMES,
    ),
    *table("surplus", 3, {"an event whose data key is gone": _tells(3)}),
    *table("request", None, {"an export that nobody asked for": _asked(0)}, "sealed"),
    *table("request", 99, {"an export that was asked for after the end": _asked(99)}, "sealed"),
    *table("request", RENAMED, {"an export that another event asked for": _asked(RENAMED)}, "sealed"),
    *table("request", ASKED, {"a request that is not told": _without(ASKED)}),
    *table("request", ASKED, {"a request of another kind": entry(ASKED, k="export-sealed")}),
    *table(
        "request",
        ASKED,
        {
            "a request of a profile that is none": _retold(ASKED, profile="most"),
            "a request whose profile is a list": _retold(ASKED, profile=["full"]),
            "a request without a profile": _retold(ASKED, profile=None),
            "a request without a filter": _retold(ASKED, filter=None),
            "a request whose filter is a list": _retold(ASKED, filter=[]),
            "a request by a key that nobody knows": _filter(patients=[1]),
            "a request with a name of every object": _filter(__proto__=[1]),
            "a request with the name of a method": _filter(constructor=[1]),
            "a request by data keys in words": _filter(keys=["1"]),
            "a request by one data key": _filter(keys=1),
            "a request by a data key that is true": _filter(keys=[True]),
            "a request by actors that are numbers": _filter(actors=[1]),
            "a request without data keys in words": _filter(without=["3"]),
            "a request by one type": _filter(types="result.recorded"),
            "a request since a number": _filter(since=2026),
            "a request until nothing": _filter(until=None),
            "a request for a field that is a number": _filter(fields=[1]),
            "a request that is not canonical": _retold(ASKED, filter=Raw('{ "keys":[1]}')),
            "a request with a key twice": _retold(ASKED, filter=Raw('{"keys":[1],"keys":[2]}')),
            "a request with a fraction": _retold(ASKED, filter=Raw('{"keys":[1.0]}')),
            "a request with deep brackets": _retold(ASKED, filter=Raw("[" * 20_000 + "]" * 20_000)),
        },
    ),
    *table("erasure", LAST, {"an event whose data key was gone": entry(LAST, kid=2)}),
    *table(
        "erasure",
        ERASURE,
        {
            "an erasure of keys in words": _retold(ERASURE, keys=["2"]),
            "an erasure of one key": _retold(ERASURE, keys=2),
            "an erasure that is not canonical": _retold(ERASURE, keys=Raw("[ 2]")),
        },
    ),
    *table("sealed", None, {"an export that nobody sealed": _sealed(0)}),
    *table("sealed", 99, {"an export that was sealed after the end": _sealed(99)}),
    *table("sealed", RENAMED, {"an export that another event sealed": _sealed(RENAMED)}),
    *table("sealed", SEALED, {"an export that was sealed by another kind": entry(SEALED, k="verification-run")}),
    *table("sealed", SEALED, {"a seal that is not told": _without(SEALED)}),
    *table("sealed", SEALED, {"a seal that hides its files": _hides(SEALED, "files")}, profile="envelope"),
    *table("sealed", SEALED, {"a seal that hides its request": _hides(SEALED, "requested")}, profile="envelope"),
    *table(
        "sealed",
        SEALED,
        {
            "a seal of another request": _retold(SEALED, requested=13),
            "a seal of a request in words": _retold(SEALED, requested="14"),
            "a seal of no files": _retold(SEALED, files={}),
            "a seal of a list": _retold(SEALED, files=[]),
            "a seal that is not canonical": _retold(SEALED, files=Raw("{ }")),
            "a view that is another": _views(**{"changes.csv": b"i,t\r\n1,2\r\n"}),
            "a view more": _views(**{"report.html": b""}),
            "a view more with a name of every object": _views(constructor=b""),
            "a view less": lambda bundle: bundle.views.pop("changes.csv") and None,
        },
    ),
]
