"""Who a record is about, in sight on every page of it: names, age, blood group, and what may harm."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from domain import blood
from domain.details import NORMAL, anonymous
from domain.fact import Plain
from domain.history import OVER
from domain.partial import PartialDateTime
from projections.reading import Reading
from projections.words import FORMER
from web.schemas.person import CONFIDENTIALITY
from web.wording import ages, words

_RHD = {"positive": "+", "negative": "−", "weak-variant": " weak", "unknown": " Rh unknown"}
STATES = {
    blood.UNKNOWN: "not known",
    blood.STATED: "told",
    blood.SINGLE: "one laboratory",
    blood.CONFIRMED: "confirmed",
    blood.CONFLICT: "do not use",
}
CHAPTERS = ("visits", "measurements", "history", "reports", "attachments")


@dataclass(frozen=True, slots=True)
class Banner:
    """`alerts` are standing allergies as (what, reaction); `none` says that there are none, and who was asked.

    `also` is what else the patient is called; `marks` is what whoever opens the record is to know of it.
    """

    former: list[str]
    also: list[str]
    marks: list[str]
    age: str
    died: str
    group: str
    state: str
    caution: str
    alerts: list[tuple[str, str]]
    none: bool
    counts: dict[str, int] = field(default_factory=dict)


def banner(reading: Reading, today: date, former: list[str] | None = None) -> Banner:
    """`former` are names that are no longer in the details, besides those that these still hold."""
    details = reading.details
    kept = [name["text"] for name in details["names"][1:] if name.get("use") in FORMER]
    died = details.get("deceased", {}).get("when")
    last = PartialDateTime.parse(died).latest.date() if died else today
    allergies = [one for one in reading.history("allergy") if one.get("status") == "current"]
    counts = {chapter: reading.count(chapter) for chapter in CHAPTERS}
    return Banner(
        former=list(dict.fromkeys([*kept, *(former or ())])),
        also=_also(details),
        marks=_marks(details),
        age=ages.age(details["birth"].get("value"), last),
        died=_died(details),
        group=group(reading.blood),
        state=STATES[reading.blood["state"]],
        caution=caution(reading.blood),
        alerts=list(dict.fromkeys(_alert(one) for one in allergies if _stands(one))),
        none=any(one.get("none_known") for one in allergies),
        counts=counts,
    )


def _also(details: Plain) -> list[str]:
    called = details.get("name_to_use")
    others = [name["text"] for name in details["names"][1:] if name.get("use") not in FORMER]
    return [*([called] if called else []), *others]


def _marks(details: Plain) -> list[str]:
    unknown = ["Not identified yet"] if anonymous(details) else []
    label = details.get("confidentiality", NORMAL)
    return unknown + ([CONFIDENTIALITY[label]] if label != NORMAL else [])


def caution(settled: Plain) -> str:
    """What must stand beside a group that two specimens have not confirmed; an empty text where they have."""
    match settled["state"]:
        case blood.CONFLICT:
            return "Conflict: do not use"
        case blood.STATED | blood.SINGLE:
            return "For reference, not for transfusion"
        case _:
            return ""


def group(told: Plain) -> str:
    """`A+`, `O−`, `AB Rh unknown`; an empty text where no group stands."""
    return f"{told['abo']}{_RHD.get(told['rhd'], '')}" if "abo" in told else ""


def _stands(entry: Plain) -> bool:
    refuted = entry.get("verification") == "refuted"
    return not entry.get("none_known") and not refuted and entry.get("clinical_status") not in OVER


def _alert(entry: Plain) -> tuple[str, str]:
    detail = entry.get("detail") or {}
    return entry["what"]["text"], detail.get("reaction") or entry.get("severity") or ""


def _died(details: Plain) -> str:
    if not (told := details.get("deceased")):
        return ""
    return f"Died {words.when(told['when'])}" if told.get("when") else "Died, the date is not known"
