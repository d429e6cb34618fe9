"""What of the change log is asked for, as SQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from domain.reasons import REASONS
from domain.text import folded

CHANGES = """substr(told, instr(told, '"changes":'))"""  # the last part of what is told
WARNED = """instr(told, '.warnings.0","was":null')"""  # an unlikely value that was confirmed
_EQUAL = ("patient", "mrn", "actor", "role", "type", "chapter", "entry", "reason", "channel", "tx")
MARKS = {  # of what came with an import, late and reasoned would say nothing: all of it did
    "late": "(late = 1 and channel <> 'import')",
    "reasoned": "(reason is not null and channel <> 'import')",
    "warned": f"({WARNED} > 0)",
    "flagged": "(flagged = 1)",
    "import": "(channel = 'import')",
}
_VALUED = {
    "field": f"instr({CHANGES}, ?)",
    "text": "instr(told_words(told), ?)",
    "since": "recorded_at >= ?",
    "until": "recorded_at < ?",
    "after": "position > ?",
    "beyond": "position > ?",
    "before": "position < ?",
    **{name: f"{name} = ?" for name in _EQUAL},
}


def where(filters: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """A clause and its values; see `Changes.rows` for the filters. `KeyError` for one that there is not."""
    clauses, values = ["1"], list[Any]()
    for name, value in filters.items():
        if value not in (None, ""):
            clause, told = _clause(name, value)
            clauses.append(clause)
            values += told
    return "where " + " and ".join(clauses), values


def _clause(name: str, value: Any) -> tuple[str, list[Any]]:
    if name == "actor":
        return "(actor = ? or name like ?)", [value, f"%{value}%"]
    if name == "types":
        return f"type in ({', '.join('?' * len(value))})", list(value)
    if name == "marked":
        return MARKS[value], []
    if name == "late":
        return "late = 1", []
    if name == "until" and len(str(value)) == 10:
        value = f"{value}T24"  # a day named as the end is meant whole
    if name == "text":
        value = folded(str(value)).strip()
    return _VALUED[name], [int(value) if name in ("after", "beyond", "before") else value]


def told_words(told: str) -> str:
    """What a person could read in a change, for searching: values, names and reasons, without accents and case.

    For SQL: it is worked out as rows are gone through, so that it takes no room.
    """
    change = orjson.loads(told)
    reason = change["reason"] or {}
    words = [change["actor"]["name"], REASONS.get(reason.get("code", ""), ""), reason.get("text")]
    for one in change["changes"]:
        words += [one["field"].replace("_", " ").replace(".", " "), one["was"], one["now"]]
    return folded("\n".join([str(word) for word in words if word is not None]))
