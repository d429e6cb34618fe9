"""The file as one JSON document, as interfaces.md writes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from domain.fact import Plain
from domain.measurements import Measurements

_LISTS = ("visits", Measurements.NAME, "history", "reports", "attachments")


def document(file: Plain) -> Plain:
    """From `{"chapters": …}` to one list for each kind of entry; what this version has none of is an empty list."""
    chapters = file["chapters"]
    blood = dict(chapters["blood_group"])
    current = blood.pop("current", {"state": "unknown"})
    lists = {name: list(chapters[name].values()) for name in _LISTS}
    return _document(file, chapters["demographics"]["demographics"], current, list(blood.values()), lists)


def written(told: Plain, chapters: Mapping[str, Mapping[str, str]]) -> Plain:
    """The same of entries that are JSON, which stay what they are."""
    blood = dict(chapters.get("blood_group", {}))
    current = orjson.loads(blood.pop("current", '{"state":"unknown"}'))
    lists = {name: _joined(chapters.get(name, {}).values()) for name in _LISTS}
    details = orjson.Fragment(chapters["demographics"]["demographics"])
    return _document(told, details, current, _joined(blood.values()), lists)


def _joined(entries: Iterable[str]) -> orjson.Fragment:
    return orjson.Fragment(f"[{','.join(entries)}]")


def _document(file: Plain, details: Any, current: Plain, determinations: Any, lists: Mapping[str, Any]) -> Plain:
    return {
        "id": file["id"],
        "mrn": file["mrn"],
        "position": file["position"],
        "version": file["version"],
        "known_at": file["at"],
        "true_on": None,
        "demographics": details,
        "blood_group": {**current, "determinations": determinations},
        **lists,
        "deficiencies": [],
        "alerts": [],
        "merged_from": [],
    }
