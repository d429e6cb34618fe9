"""What differs between two versions of an entry, leaf by leaf, and how to bring the difference about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.fact import Plain

Changes = dict[str, Plain]
"""Dotted path to `{"was": …, "now": …}`; a side that is absent means that there was, or is, nothing."""

_NOTHING: Any = object()


def diff(was: Any, now: Any) -> Changes:
    """The changes that lead from one plain value to another, in the order of the fields."""
    return dict(_leaves("", was, now))


def _leaves(path: str, was: Any, now: Any) -> list[tuple[str, Plain]]:
    if isinstance(was, dict) and isinstance(now, dict):
        keys = [*was, *(key for key in now if key not in was)]
        return _inner(path, ((key, was.get(key, _NOTHING), now.get(key, _NOTHING)) for key in keys))
    if isinstance(was, list) and isinstance(now, list):
        length = max(len(was), len(now))
        return _inner(path, ((str(n), _nth(was, n), _nth(now, n)) for n in range(length)))
    if _same(was, now):
        return []
    sides = {"was": was, "now": now}
    return [(path, {side: value for side, value in sides.items() if not _empty(value)})]


def _inner(path: str, pairs: Any) -> list[tuple[str, Plain]]:
    return [leaf for key, was, now in pairs for leaf in _leaves(f"{path}.{key}" if path else key, was, now)]


def _nth(values: list[Any], n: int) -> Any:
    return values[n] if n < len(values) else _NOTHING


def _empty(value: Any) -> bool:
    return value is _NOTHING or value is None


def _same(was: Any, now: Any) -> bool:
    return (_empty(was) and _empty(now)) or (type(was) is type(now) and bool(was == now))


def apply(item: Plain, changes: Mapping[str, Plain]) -> Plain:
    """A copy of the item with each path set to its `now`; a path without one is taken away."""
    changed: Any = item
    for path in sorted(changes, key=_tail_first):
        changed = _set(changed, path.split("."), changes[path].get("now", _NOTHING))
    result: Plain = changed
    return result


def _tail_first(path: str) -> list[tuple[int, str]]:
    # A list is shortened from its end and lengthened from its front, so one order must serve both:
    # removals are no-ops on the shape before them, see `_set`.
    return [(int(part), "") if part.isdigit() else (0, part) for part in path.split(".")]


def _set(value: Any, path: list[str], now: Any) -> Any:
    head, *rest = path
    if isinstance(value, list):
        return _set_nth(value, int(head), rest, now)
    copy = dict(value or {})
    if rest:
        copy[head] = _set(copy.get(head) or _fresh(rest[0]), rest, now)
    elif _empty(now):
        copy.pop(head, None)
    else:
        copy[head] = now
    return copy


def _set_nth(values: list[Any], n: int, rest: list[str], now: Any) -> list[Any]:
    copy = list(values)
    if not rest and _empty(now):
        return copy[:n]
    if n == len(copy):
        copy.append(_fresh(rest[0]) if rest else now)
    copy[n] = _set(copy[n] or _fresh(rest[0]), rest, now) if rest else now
    return copy


def _fresh(part: str) -> Any:
    return [] if part.isdigit() else {}


def at(item: Any, path: str) -> Any:
    """The value at a dotted path, None where there is none."""
    for part in path.split("."):
        if isinstance(item, list):
            item = _nth(item, int(part)) if part.isdigit() else None
        else:
            item = item.get(part) if isinstance(item, Mapping) else None
        if item is None or item is _NOTHING:
            return None
    return item
