"""Between a file's details and a form's fields: what a clerk changed, and nothing that somebody else did meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from domain import change
from domain.fact import Plain

_ITEM = re.compile(r"\w+\.\d+")
Values = dict[str, str]
Paths = Mapping[str, str]


def altered(details: Plain, paths: Paths, data: Values, seen: Plain | None = None) -> Plain:
    """The top fields of `details` that differ once the form's fields are set in them.

    `seen` are the values that stood on the form, by path: a field that is as it stood there was not touched. A text
    that was written anew takes the place of its parts and codes (a name's, an address's, a diagnosis'), and one that
    was emptied takes what hangs on it along.
    """
    changes = _changes(details, paths, data, seen or {})
    gone = [path for path, sides in changes.items() if sides["now"] is None and _ITEM.fullmatch(path)]
    after = _without(change.apply(details, {path: it for path, it in changes.items() if path not in gone}), gone)
    return {name: after.get(name) for name in {path.split(".")[0] for path in changes}}


def asked(details: Plain, paths: Paths, data: Values, seen: Plain) -> tuple[Plain, Plain]:
    """What a form asks for, and what the command is held to; see `altered` and `touched`."""
    return altered(details, paths, data, seen), touched(details, paths, data, seen)


def _changes(details: Plain, paths: Paths, data: Values, seen: Plain) -> change.Changes:
    changes: change.Changes = {}
    for name, path in paths.items():
        now = data.get(name)
        if now != change.at(details, path) and not (path in seen and _same(now, seen[path])):
            changes |= _change(details, path, now)
    return changes


def _without(details: Plain, gone: list[str]) -> Plain:
    """The details without these things of its lists; what stands behind them moves up."""
    kept = dict(details)
    for path in sorted(gone, reverse=True):
        name, _, n = path.partition(".")
        kept[name] = [one for at, one in enumerate(kept[name]) if at != int(n)]
    return kept


def _same(now: str | None, seen: Any) -> bool:
    return (now or "") == ("" if seen is None else str(seen))


def _change(details: Plain, path: str, now: str | None) -> change.Changes:
    whole, _, leaf = path.rpartition(".")
    gone = now is None and leaf in ("value", "name") and whole.endswith(".0")
    if gone or leaf == "text":
        use = change.at(details, f"{whole}.use")
        kept = {"text": now} | ({"use": use} if use else {})
        return {whole: {"now": kept if now is not None else None}}
    return {path: {"now": now}}


def touched(details: Plain, paths: Paths, data: Values, seen: Plain) -> Plain:
    """What the command is held to, by path: where the form was changed, what stood on it; in what is written along with
    that, what stands."""
    changes = _changes(details, paths, data, seen)
    tops = {path.split(".")[0] for path in changes}
    along = {path: was for path, was in seen.items() if path.split(".")[0] in tops}
    return {path: was if _within(path, changes) else change.at(details, path) for path, was in along.items()}


def _within(path: str, changes: change.Changes) -> bool:
    return any(path == own or path.startswith(f"{own}.") for own in changes)


def initial(details: Plain, paths: Paths) -> Values:
    """The form's fields as they stand."""
    found = {name: change.at(details, path) for name, path in paths.items()}
    return {name: str(value) for name, value in found.items() if value is not None}


def standing(details: Plain, paths: Paths) -> Plain:
    """The values that stand behind the form's fields, by path."""
    return {path: change.at(details, path) for path in paths.values()}


def place(paths: Paths) -> Callable[[str], str]:
    """From a dotted path to the field that holds it, or that begins it."""

    def find(path: str) -> str:
        exact = [name for name, own in paths.items() if own == path]
        near = [name for name, own in paths.items() if own.startswith(f"{path}.") or path.startswith(f"{own}.")]
        loose = [name for name, own in paths.items() if own.split(".")[0] == path.split(".")[0]]
        return next(iter([*exact, *near, *loose]), path)

    return find
