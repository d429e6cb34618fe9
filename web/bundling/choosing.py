"""Patients of an export as they were typed or pasted: one a line, or with commas between."""

from __future__ import annotations

import re
from collections.abc import Callable

from domain import mrn
from domain.refusal import Gone, NotFound, Refused

Patient = Callable[[str], str]
"""A record number or an id as it was typed, into the record's id; `NotFound`, `Gone`."""
MOST = 20  # that are told one by one
MOST_SOUGHT = 5_000  # that are looked up, each once however often it was typed
_BETWEEN = re.compile(r"[\r\n\t,;]+")


def chosen(patient: Patient, text: str) -> tuple[tuple[str, ...], list[Refused]]:
    """The ids of those who were found, each once and as they were typed; and at its place, whoever was not."""
    typed = [one.strip() for one in _BETWEEN.split(text) if one.strip()]
    places = dict[str, int]()
    for n, one in enumerate(typed, start=1):
        places.setdefault(one, n)
    if len(places) > MOST_SOUGHT:
        return (), [Refused("patient", f"These are {len(places):,} records. Choose {MOST_SOUGHT:,} at the most.")]
    found, faults = dict[str, None](), list[str]()
    for one, n in places.items():
        try:
            found[patient(one)] = None
        except NotFound as no:
            faults.append(_place(n, one, len(typed)) + _why(no, one))
    return tuple(found), [Refused("patient", _begun(one)) for one in _some(faults)]


def _place(n: int, one: str, of: int) -> str:
    return f"No. {n}, {one[:40]}: " if of > 1 else ""


def _why(no: NotFound, typed: str) -> str:
    number = mrn.typed(typed)
    if isinstance(no, Gone):
        return "this record was erased, and nothing of it is left to show."
    if len(number) == 10 and number.isdecimal() and not mrn.is_mrn(number):
        return "there is no such record; its last two digits do not fit the others, so look for a slip."
    return "there is no such record."


def _some(faults: list[str]) -> list[str]:
    more = len(faults) - MOST
    return [*faults[:MOST], f"{more:,} more could not be found."] if more > 0 else faults


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
