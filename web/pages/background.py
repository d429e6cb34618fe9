"""What a person comes from and how they live: the family as a pedigree in lines, and dated social statements."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from domain.chapter import IN_ERROR
from domain.fact import Plain
from domain.permissions import May
from projections.ordering import told as happened
from web.pages.access import only, patient_id
from web.pages.head import head, reading
from web.wording import words

bp = Blueprint("background", __name__, url_prefix="/patients")
_NEAREST = ("mother", "father", "sister", "brother", "daughter", "son")


class Relative(NamedTuple):
    """One condition of one relative."""

    id: str
    who: str
    what: str
    age: str
    died: str
    struck: bool


class Statement(NamedTuple):
    """What was told of a way of life on a day; `now` where nothing newer was told of the same."""

    id: str
    aspect: str
    what: str
    amount: str
    at: str
    now: bool
    struck: bool


@bp.get("/<who>/history/background")
@only(May.OPEN_RECORD)
def background(who: str) -> ResponseReturnValue:
    read = reading(patient_id(who))
    told = read.history("family", "social")
    return render_template(
        "background.html", **head(who, read), relatives=relatives(read.history("family")),
        statements=statements(read.history("social")),
        denied=[one for one in told if one.get("none_known") and one["status"] == "current"],
    )  # fmt: skip


def relatives(entries: list[Plain]) -> list[Relative]:
    """The nearest first, and of each what came first."""
    found = [_relative(one) for one in entries if not one.get("none_known")]
    return sorted(found, key=lambda one: (_near(one.who), one.who))


def _relative(entry: Plain) -> Relative:
    detail = entry.get("detail") or {}
    died = {"yes": "Yes", "no": "No"}.get(detail.get("deceased", ""), detail.get("deceased", ""))
    return Relative(
        entry["id"], detail.get("relation", "Relative not named"), words.value(entry["what"]),
        detail.get("age_at_onset", ""), died, entry.get("status") == IN_ERROR,
    )  # fmt: skip


def _near(who: str) -> int:
    return _NEAREST.index(who.lower()) if who.lower() in _NEAREST else len(_NEAREST)


def statements(entries: list[Plain]) -> list[Statement]:
    """Newest first; the newest of each aspect stands, the others stood."""
    dated = sorted(
        entries, key=lambda one: (happened(one) or one["recorded"]["at"], one["recorded"]["at"]), reverse=True
    )
    found, seen = [], set[str]()
    for one in dated:
        if one.get("none_known"):
            continue
        detail, struck = one.get("detail") or {}, one.get("status") == IN_ERROR
        aspect = detail.get("aspect", "other")
        when = words.when((happened(one) or one["recorded"]["at"]).partition("T")[0])
        now = aspect not in seen and not struck
        found.append(
            Statement(one["id"], aspect, words.value(one["what"]), detail.get("amount", ""), when, now, struck)
        )
        seen.update([aspect] if now and aspect != "other" else [])
    return found
