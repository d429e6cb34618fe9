"""The file as one JSON document, as interfaces.md writes it."""

from __future__ import annotations

from domain.fact import Plain
from domain.measurements import Measurements

TAKEN_APART = ("blood_group", "current")
_LISTS = ("visits", Measurements.NAME, "history", "reports", "attachments")


def document(file: Plain) -> Plain:
    """From `{"chapters": …}` to one list for each kind of entry; what this version has none of is an empty list."""
    chapters = file["chapters"]
    blood = dict(chapters["blood_group"])
    current = blood.pop("current", {"state": "unknown"})
    return {
        "id": file["id"],
        "mrn": file["mrn"],
        "position": file["position"],
        "version": file["version"],
        "known_at": file["at"],
        "true_on": None,
        "demographics": chapters["demographics"]["demographics"],
        "blood_group": {**current, "determinations": list(blood.values())},
        **{name: list(chapters[name].values()) for name in _LISTS},
        "deficiencies": [],
        "alerts": [],
        "merged_from": [],
    }
