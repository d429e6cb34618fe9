"""Which version of each of the office's policies was in force when something was recorded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from domain.fact import Fact, Plain
from domain.policies import DEFAULTS, NAMES, PolicyAdopted
from projections.logged import is_late
from web.wording import kinds


class InForce(NamedTuple):
    """`number` and `position` are 0 where it was as the program has it; `text` is what it said, defaults included.

    `counts`: what was recorded is of the kind that this policy is about.
    """

    set: str
    name: str
    number: int
    position: int
    at: datetime | None
    approved_by: str
    text: Plain
    counts: bool

    def says(self) -> str:
        """`late after 24 hours`; of the rules of completeness only how many differ from the program's own."""
        match self.set:
            case "corrections":
                return f"undone within {self.text['undo_minutes']} minutes, corrected after that"
            case "late-entry":
                return f"late after {self.text['hours']} hours"
            case "disclosure":
                return f"told for {self.text['accounting_years']} years"
        changed = len(self.text.get("rules", {}))
        return (
            f"{changed} rule{'' if changed == 1 else 's'} of the office’s own" if changed else "the program’s own rules"
        )


def in_force(adopted: Iterable[PolicyAdopted], fact: Fact) -> list[InForce]:
    """Of each set, the last version that was adopted before; `adopted` in the order of the log."""
    last = {one.set: one for one in adopted if one.by.position < fact.by.position}
    return [_set(name, last.get(name), fact) for name in NAMES]


def _set(name: str, one: PolicyAdopted | None, fact: Fact) -> InForce:
    text = {**DEFAULTS[name], **(one.text if one else {})}
    counts = {"corrections": kinds.fixes(fact.stored_name()), "late-entry": is_late(fact)}.get(name, False)
    if one is None:
        return InForce(name, NAMES[name], 0, 0, None, "", text, counts)
    return InForce(name, NAMES[name], one.number, one.by.position, one.by.at, one.approved_by, text, counts)
