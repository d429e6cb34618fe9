"""A change of one value as a sentence that anybody can read, with the words that went and those that came."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from domain import change, history
from domain.fact import Plain
from domain.quantity import SHOWN
from domain.vitals import VITALS
from projections.between import aside
from web.wording import words
from web.wording.worded import IN, OUT, SAME, Run, runs

_SHORT = 60  # characters of a value that still reads well inside a sentence
_NAMES = (
    (r"names\.0\.text", "name"),
    (r"names\.\d+\.text", "other name"),
    (r"birth\.value", "birth date"),
    (r"birth\.basis", "source of the birth date"),
    (r"sex_at_birth", "sex at birth"),
    (r"addresses\.\d+\.text", "address"),
    (r"addresses\.\d+\.(\w+)", r"address: its \1"),
    (r"next_of_kin\.\d+\.name", "next of kin"),
    (r"next_of_kin\.\d+\.(\w+)", r"\1 of the next of kin"),
    (r"identifiers\.\d+\.value", "identifier"),
    (r"identifiers\.\d+\.(\w+)", r"\1 of an identifier"),
    (r"deceased\.when", "day of death"),
    (r"deceased\.is", "record of a death"),
    (r"deceased\.(\w+)", r"death: its \1"),
    (r"reason\.text", "reason"),
    (r"taken_at", "time at which it was taken"),
    (r"abo", "ABO group"),
    (r"rhd", "Rh(D) factor"),
)
_INSIDE = frozenset(("lines", "city", "postcode", "region", "country", "family", "given", "prefix", "suffix", "use"))
_CONTACTS = {"phone": "phone number", "email": "e-mail address"}
_ENDED = {"entered-in-error": "It was marked as entered in error.", "lapsed": "It lapsed."}
_ASIDE = {
    "acknowledged": "It was acknowledged.",
    "reaffirmed": "It was looked at again, and is still right.",
}


def sentence(told: Plain, path: str, was: Plain, now: Plain, fixed: bool) -> list[Run]:
    """`told` is the difference, `path` its place in the entry as this `was` and as it is `now`.

    `fixed`: what stood there was wrong. Empty where there is nothing that a reader would ask for.
    """
    if aside(told["field"]):
        return [Run(SAME, text) for text in _beside(path, told)]
    before, after = (_text(told[side], path, item) for side, item in (("was", was), ("now", now)))
    if path == "status" and told["now"] in _ENDED:
        return [Run(SAME, _ENDED[told["now"]])]
    return _said(f"The {name(path, {**was, **now})}", before, after, fixed) if before or after else []


def _said(name: str, was: str, now: str, fixed: bool) -> list[Run]:
    if not was:
        return [Run(SAME, f"{name} was added: "), Run(IN, now)]
    if not now:
        return [Run(SAME, f"{name} was taken out: "), Run(OUT, was)]
    verb = "was corrected" if fixed else "changed"
    if len(was) > _SHORT or len(now) > _SHORT:
        return [Run(SAME, f"{name} {verb}: "), *runs(was, now)]
    return [Run(SAME, f"{name} {verb} from "), Run(OUT, was), Run(SAME, " to "), Run(IN, now)]


def inner(path: str, others: Collection[str]) -> bool:
    """Whether it is a part of a name or an address whose whole text is among the `others`."""
    parts = path.split(".")
    at = (n for n, part in enumerate(parts) if n and part in _INSIDE)
    return any(f"{'.'.join(parts[:n])}.text" in others for n in at)


def added(what: str, text: str, when: str) -> list[Run]:
    """An entry that was not there: `Added: weight 71 kg, 3 May 2026`."""
    told = " ".join(part for part in (words.small(what), text) if part)
    return [Run(SAME, "Added: "), Run(IN, told), *([Run(SAME, f", {when}")] if when else [])]


def name(path: str, item: Plain) -> str:
    """What a value of an entry is called inside a sentence: `phone number`, `weight`, `glucose`."""
    if path == "value" and item.get("kind") in VITALS:
        return words.small(VITALS[item["kind"]].name)
    if path.startswith("what") and item.get("kind") in history.KINDS:
        return words.small(history.KINDS[item["kind"]])
    if found := re.fullmatch(r"(contacts|results)\.(\d+)\.(value|what\.text)", path):
        part = change.at(item, f"{found[1]}.{found[2]}")
        return _part(found[1], part if isinstance(part, dict) else {})
    told = next((found.expand(text) for pattern, text in _NAMES if (found := re.fullmatch(pattern, path))), None)
    return told.replace("_", " ") if told else words.small(words.label(path))


def _part(kind: str, part: Plain) -> str:
    if kind == "contacts":
        return _CONTACTS.get(part.get("system", ""), "contact")
    return words.value(part.get("what")) or "result"


def _text(value: Any, path: str, item: Plain) -> str:
    """With its unit, where it is a number that has one."""
    found = words.value(value)
    holder, _, last = path.rpartition(".")
    unit = change.at(item, f"{holder}.unit" if holder else "unit") if last == "value" and found else None
    return f"{found} {SHOWN.get(unit, unit)}" if isinstance(unit, str) and not isinstance(value, dict) else found


def _beside(path: str, told: Plain) -> list[str]:
    """Of what is kept beside the values: notes that came, and that somebody looked."""
    if path != "addenda":
        return [_ASIDE[path]] if path in _ASIDE else []
    known = len(told["was"] or ())
    return [f"A note was added: “{one['text']}”" for one in (told["now"] or ())[known:]]
