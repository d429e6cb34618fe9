"""Rules about the history, and about time: what is old, what contradicts, what was written in an unsafe way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.abbreviations import unsafe
from domain.chapter import answered
from domain.completeness.gap import (
    Gap,
    Gaps,
    OfEntry,
    Seen,
    active,
    born,
    dead,
    died,
    over,
    recorded,
    texts,
    wanting,
)
from domain.fact import Plain
from domain.partial import PartialDateTime

_LOOKED = 50
_HOUR = timedelta(hours=1)
_LATE = 24  # hours; an office may allow more
_DATED = {
    "visits": ("start",), "measurements": ("taken_at",), "reports": ("performed_at", "collected_at"),
    "history": ("onset",), "attachments": ("taken_at",), "blood_group": ("collected_at",),
}  # fmt: skip
_TOLD_OTHERS = ("family",)  # of history: these dates are a relative's
_CAME = {"visits": ("start",), "measurements": ("taken_at",), "reports": ("reported_at", "received_at")}
_PREGNANT = ("pregnan", "gravid", "antenatal")
_TOLD = {
    "visits": ("reason", "disposition", "diagnoses"), "history": ("what", "note", "detail", "severity"),
    "measurements": ("note",),
    "reports": ("findings", "impression", "conclusion", "technique", "comparison", "clinical_question", "sections"),
}  # fmt: skip


def allergies_not_asked(seen: Seen) -> Gaps:
    """DQ09: no allergy, and no word that there is none."""
    told = seen.history("allergy")
    if not active(told):
        yield Gap("DQ09", "history.allergy", wanting(seen, told))


def none_known_old(seen: Seen) -> Gaps:
    """DQ10: nobody asks the dead again."""
    for one in () if dead(seen) else seen.history():
        if one.get("none_known") and one.get("status") == "current":
            at = datetime.fromisoformat(answered(one))
            yield Gap("DQ10", f"history.{one['id']}", at, told={"kind": one["kind"]})


def against_sex(seen: Seen) -> Gaps:
    """DQ19: a pregnancy in the record of somebody whose sex at birth was recorded as male."""
    if seen.details.get("sex_at_birth") != "M":
        return
    for one in active(seen.history("obstetric", "problem")):
        words = str(one.get("what", {}).get("text", "")).casefold()
        if not one.get("none_known") and (one["kind"] == "obstetric" or any(part in words for part in _PREGNANT)):
            yield Gap("DQ19", f"history.{one['id']}", recorded(one), told={"what": one["what"]["text"]})


def out_of_life(seen: Seen) -> Gaps:
    """DQ18: something that for certain happened before the birth, or after the death."""
    birth, death = born(seen), died(seen)
    if birth is None and death is None:
        return
    for chapter, one, told in _dated(seen):
        at = PartialDateTime.parse(told)
        early = bool(birth and at.latest.date() < birth.earliest)
        if early or (death and at.earliest > death.latest):
            how = "before-birth" if early else "after-death"
            yield Gap("DQ18", f"{chapter}.{one['id']}", recorded(one), how, told={"day": told[:10]})


def _dated(seen: Seen) -> Iterator[tuple[str, Plain, str]]:
    """Each entry with a time of its own, and that time."""
    for chapter, fields in _DATED.items():
        every = seen.determinations if chapter == "blood_group" else seen.newest(chapter, _LOOKED)
        for one in active(every):
            if one.get("kind") not in _TOLD_OTHERS and (told := _first(one, fields)):
                yield chapter, one, told


def _first(item: Plain, fields: tuple[str, ...]) -> str:
    return next((item[name] for name in fields if item.get(name)), "")


def written_late(chapter: str) -> OfEntry:
    """DQ22: written down long after it happened or came in, and not said why; `amount` is how many hours after."""

    def find(seen: Seen, item: Plain) -> Gaps:
        came = over(_first(item, _CAME[chapter]))
        hours = (recorded(item) - came) // _HOUR if came else 0
        if hours >= _LATE and not (item.get("imported") or _said_why(item)):
            told = {"by": item["recorded"]["by"]}
            yield Gap("DQ22", f"{chapter}.{item['id']}", recorded(item), amount=hours, told=told)

    return find


def _said_why(item: Plain) -> bool:
    return bool(item.get("late") or item["recorded"].get("reason") or item.get("addenda"))


def unsafe_words(chapter: str) -> OfEntry:
    """DQ26"""

    def find(seen: Seen, item: Plain) -> Gaps:
        said = [text for field in _TOLD[chapter] for text in texts(item.get(field))]
        said += [text for line in item.get("results", ()) for text in (line.get("text", ""), line.get("note", ""))]
        found = [one for text in said if text for one in unsafe(text)]
        if found and not item.get("imported"):
            told = {"found": found[0].found, "instead": found[0].instead}
            yield Gap("DQ26", f"{chapter}.{item['id']}", recorded(item), told=told)

    return find
