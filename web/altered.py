"""Between a file's details and a form's fields: what a clerk changed, and nothing that somebody else did meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain import change
from domain.fact import Plain

Values = dict[str, str]
Paths = Mapping[str, str]


def altered(details: Plain, paths: Paths, data: Values, seen: Plain | None = None) -> Plain:
    """The top fields of `details` that differ once the form's fields are set in them.

    `seen` are the values that stood on the form, by path: a field that is as it stood there was not touched. A text
    that was written anew takes the place of its parts and codes (a name's, an address's, a diagnosis'), and one that
    was emptied takes what hangs on it along.
    """
    changes: change.Changes = {}
    for name, path in paths.items():
        now, was = data.get(name), change.at(details, path)
        if now == was or (seen is not None and path in seen and _same(now, seen[path])):
            continue
        changes |= _change(details, path, now)
    after = change.apply(details, changes)
    return {name: after.get(name) for name in {path.split(".")[0] for path in changes}}


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


def touched(expect: Plain, wanted: Plain) -> Plain:
    """Of what stood on the form, that which the command would write over."""
    return {path: was for path, was in expect.items() if path.split(".")[0] in wanted}


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
