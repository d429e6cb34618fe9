"""Between the form about a person and the details on record: what was touched, as the record keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain import change
from domain.fact import Plain
from web.entering import altered, births
from web.entering.forms import Typed, Values

_FLAGS = frozenset(("no_contact", "interpreter_needed", "is_guardian"))
_WORDS = {True: "yes", False: "no"}
_UNKNOWN = "birth.unknown"
_ROWS = (("other_", "third_"), ("kin_", "kin2_"))  # a second one without a first one is the first one


def initial(details: Plain, paths: altered.Paths) -> Values:
    """The form's fields as they stand."""
    return altered.initial(_worded(details), paths) | {"born": births.text(details["birth"])}


def standing(details: Plain, paths: altered.Paths) -> Plain:
    """The values that stand behind the form's fields, by path."""
    return altered.standing(_worded(details), paths) | {_UNKNOWN: details["birth"].get("unknown")}


def touched(details: Plain, paths: altered.Paths, typed: Typed, wanted: Plain, today: date) -> Plain:
    """What the command is held to, by path, as the record has it; a birth is written, and held to, as a whole."""
    told = _told(details, paths, typed, births.read(typed.data["born"], today))
    held = altered.touched(_worded(details), paths, told, typed.expect)
    if "birth" in wanted:
        held |= {path: was for path, was in typed.expect.items() if path.startswith("birth.")}
    return {path: _flag(path, was) for path, was in held.items()}


def wanted(details: Plain, paths: altered.Paths, typed: Typed, today: date) -> Plain:
    """What the form asks for, with the birth as it was told."""
    read = births.read(typed.data["born"], today)
    told = _told(details, paths, typed, read)
    asked = altered.altered(_worded(details), paths, told, typed.expect)
    birth = _birth(details.get("birth", {}), asked.pop("birth", None), read, typed)
    return {**_flagged(asked), **({"birth": birth} if birth else {})}


def _told(details: Plain, paths: altered.Paths, typed: Typed, read: Plain) -> Values:
    """The form's fields, with the birth as it was read."""
    told = {name: it for name, it in {**typed.data, "born": read.get("value", "")}.items() if it}
    for first, second in _ROWS:
        told = _moved_up(told, first, second, bool(change.at(details, paths[f"{first}name"])))
    return told


def _moved_up(told: Values, first: str, second: str, stands: bool) -> Values:
    if stands or any(name.startswith(first) for name in told):
        return told
    return {f"{first}{name.removeprefix(second)}" if name.startswith(second) else name: it for name, it in told.items()}


def _birth(was: Plain, changed: Plain | None, read: Plain, typed: Typed) -> Plain | None:
    """The birth as it is to be recorded; None where nothing of it was touched on the form."""
    if "unknown" in read:
        return read if read["unknown"] != typed.expect.get(_UNKNOWN) else None
    if changed is None or changed.get("value") == was.get("value"):
        return changed
    basis, stood = typed.data.get("birth_basis"), typed.expect.get("birth.basis")
    return {**read, "basis": basis} if basis and (basis != stood or "basis" not in read) else read


def _worded(told: Any) -> Any:
    """With yes and no as the form writes them."""
    if isinstance(told, list):
        return [_worded(one) for one in told]
    if not isinstance(told, Mapping):
        return told
    return {name: _WORDS.get(it, it) if name in _FLAGS else _worded(it) for name, it in told.items()}


def _flagged(told: Any, name: str = "") -> Any:
    """With yes and no as the record keeps them."""
    if isinstance(told, list):
        return [_flagged(one) for one in told]
    if isinstance(told, Mapping):
        return {name: _flagged(it, name) for name, it in told.items()}
    return _flag(name, told)


def _flag(path: str, told: Any) -> Any:
    return {"yes": True, "no": False}.get(told, told) if path.rpartition(".")[2] in _FLAGS else told
