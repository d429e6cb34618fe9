"""Whose record opens to whom: the label on it, and what leads somebody there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from domain.details import NORMAL
from domain.refusal import Refused
from domain.text import one_of
from domain.values import shape

RESTRICTED, VERY = "R", "V"
OWN = "own"
EVERYBODY = ("clerk", "senior-clerk", "verifier", "reviewer", "privacy-officer", "auditor")
DUTY: Mapping[str, tuple[str, ...]] = {
    NORMAL: EVERYBODY,
    RESTRICTED: ("reviewer", "privacy-officer", "auditor"),
    VERY: ("privacy-officer",),
    OWN: (),
}
"""Who opens a record of this label without being led to it by anything: it is their work. One's own is nobody's."""
WHY: Mapping[str, str] = {
    RESTRICTED: "This record is restricted. It opens to you while the patient has a visit, or where you wrote in it.",
    VERY: "This record is very restricted. It opens to those who are named as seeing the patient at a visit.",
    OWN: "The patient bears your own name. Nobody opens their own record: a colleague does, or the privacy officer.",
}
EMERGENCIES: Mapping[str, str] = {
    "care": "Somebody needs care now, and the record for it",
    "here": "The patient is here, and no visit is written down yet",
    "namesake": "I only share the name: this is somebody else",
    "other": "Something else, as I say below",
}
"""Why a closed record is opened all the same."""
CLOSED, FLAGGED = "closed", "flagged"
DEFAULT: Mapping[str, Any] = {"glass_minutes": 60, "own_record": CLOSED}
_SHORTEST, _LONGEST = 5, 480  # minutes


class Led(NamedTuple):
    """What leads somebody to a record.

    `visited`: the patient has a visit near; `worked`: they wrote in it lately; `named`: a visit near names them as
    seeing the patient; `broken`: they opened it in an emergency, and the time is not over.
    """

    visited: bool = False
    worked: bool = False
    named: bool = False
    broken: bool = False


def opens(label: str, role: str, led: Led) -> bool:
    """`label` is one of those above, `OWN` where somebody asks for their own record."""
    if led.broken or role in DUTY[label]:
        return role in EVERYBODY
    if label == RESTRICTED:
        return role in EVERYBODY and (led.visited or led.worked or led.named)
    return label == VERY and role in EVERYBODY and led.named


def standing(label: str | None, of_staff: bool) -> str:
    """The label in force: as it was set, or restricted where the patient bears the name of somebody of the staff."""
    return label or (RESTRICTED if of_staff else NORMAL)


def access(text: Mapping[str, Any]) -> None:
    """A policy of access; `Refused` names the place that cannot be read."""
    shape(text, "", {"glass_minutes": _minutes, "own_record": _own})


def _minutes(value: Any, field: str) -> Any:
    if value is not None and (type(value) is not int or not _SHORTEST <= value <= _LONGEST):
        raise Refused(field, f"Write a whole number from {_SHORTEST} to {_LONGEST}.")
    return value


def _own(value: Any, field: str) -> Any:
    return value if value is None else one_of(value, (CLOSED, FLAGGED), field)
