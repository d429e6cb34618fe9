"""What is missing, as a clerk meets it: where to go, how urgent it is, and for how long it has waited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from markupsafe import Markup

from domain import mrn
from domain.completeness.terms import VISIT_CLOSE
from domain.fact import Plain
from domain.reviews import place
from domain.staff import ROLES, StaffAccount
from projections.views import Views
from projections.worklist import Deficiency
from web.drawing.svg import tag

OVERDUE, TODAY, WEEK, LATER, CLOSE, NEXT, WAIVED = GROUPS = (
    "Overdue", "Today", "This week", "Later", "When the visit closes", "At the next visit", "Waived",
)  # fmt: skip
_EDIT = {"DQ01": "born", "DQ02": "born", "DQ03": "gender", "DQ11": "phone", "DQ12": "kin_name", "DQ24": "insurance"}
_PAGES = {
    "DQ04": "/blood-groups#abo", "DQ05": "/blood-groups#abo", "DQ06": "#blood", "DQ08": "/measurements#weight",
    "DQ09": "/none-known?kind=allergy#asked_of", "DQ21": "/duplicates", "DQ23": "/review#findings",
    "DQ25": "/identify#name", "DQ29": "/amendments", "DQ30": "/attachments",
}  # fmt: skip
_ACTS = {"DQ13": "close#end", "DQ15": "issue#status", "DQ22": "note#text", "DQ27": "amend#told_who"}
_OWNED = {
    "senior-clerk": ("senior-clerk", "clerk"), "clerk": ("clerk",), "reviewer": ("reviewer",),
    "privacy-officer": ("privacy-officer",),
}  # fmt: skip
_WIDTH, _HEIGHT = 132, 14
_AMBER, _RED, _PINE, _TRACK, _INK = "#e5a52c", "#a8172b", "#8fc2b5", "#e3e9e8", "#14222a"


@dataclass(frozen=True, slots=True)
class Todo:
    """One line of a work list; `page` is where the record's own page about it lies."""

    it: Deficiency
    owner: str
    who: str
    name: str
    address: str
    page: str
    due: str
    tone: str  # over, soon or later
    bar: Markup
    group: str


def todos(
    found: Iterable[Deficiency], views: Views, now: datetime, writes: bool, looks_into: bool = False
) -> list[Todo]:
    """Whoever only reads is led to what the record lacks, not to a form; but for what was opened in an emergency, where
    they look into that."""
    listed = list(found)
    people = {one: views.directory.person(UUID(one)) for one in {it.patient for it in listed}}
    names = {role: f"{name}s" for role, name in ROLES.items()} | {it["staff"]: it["name"] for it in views.staff.all()}
    return [_todo(one, people[one.patient], now, names, _place(one, writes, looks_into)) for one in listed]


def grouped(listed: Sequence[Todo]) -> list[tuple[str, list[Todo]]]:
    """By when they are due, the empty groups left out."""
    return [(name, own) for name in GROUPS if (own := [one for one in listed if one.group == name])]


def owners(account: StaffAccount) -> list[str]:
    """Whom a deficiency may be given to for it to be theirs; empty where none is their role's."""
    own = _OWNED.get(account.role, ())
    return [account.staff, account.name, *own] if own else []


def key(one: Deficiency) -> str:
    """What names it in an address."""
    return place(one.rule, one.about)


def _todo(one: Deficiency, person: Plain, now: datetime, names: Mapping[str, str], place: str) -> Todo:
    start = f"/patients/{person['mrn']}"
    due, tone = _due(one, now)
    return Todo(
        one, names.get(one.owner, one.owner), mrn.shown(person["mrn"]), person["name"], f"{start}{place}",
        f"{start}/missing/{key(one)}", due, tone, _bar(one, now), _group(one, now),
    )  # fmt: skip


def _place(one: Deficiency, writes: bool, looks_into: bool) -> str:
    if one.rule == "DQ28" and looks_into:
        return f"/glass/{one.about.partition('.')[2]}#finding"
    return _where(one) if writes else "/missing"


def _where(one: Deficiency) -> str:
    """Where in the record it is put right: the page, at the field where there is one."""
    if one.rule in _EDIT:
        return f"/edit#{_EDIT[one.rule]}"
    if one.rule in _PAGES:
        return _PAGES[one.rule]
    chapter, _, rest = one.about.partition(".")
    if one.rule == "DQ07":
        return f"/measurements#{rest.rpartition('.')[2]}"
    entry = rest.partition(".")[0]
    if one.rule in _ACTS:
        return f"/{chapter}/{entry}/{_ACTS[one.rule]}"
    if one.about.endswith(".reason"):
        return f"/visits/{entry}/change#complaint"
    if chapter == "visits" and one.rule == "DQ14":
        return "/measurements#weight"
    return f"/{chapter}/{entry}" if entry and chapter != "reviews" else "/missing"


def _due(one: Deficiency, now: datetime) -> tuple[str, str]:
    if one.waived:
        return "waived", "later"
    if one.due is None:
        return ("at visit close" if one.waits == VISIT_CLOSE else "next visit"), "later"
    if one.due < now:
        return f"{_long(now - one.due)} over", "over"
    if one.due.date() == now.date():
        return f"by {one.due:%H:%M}", "soon"
    return f"{one.due:%a} {one.due.day} {one.due:%b}", "soon" if one.due - now < timedelta(days=7) else "later"


def _long(time: timedelta) -> str:
    spans = ((time.days // 365, "year"), (time.days // 30, "month"), (time.days, "day"), (time.seconds // 3600, "hour"))
    number, unit = next(((number, unit) for number, unit in spans if number), (0, ""))
    return f"{number} {unit}{'s' if number > 1 else ''}" if number else "less than an hour"


def _group(one: Deficiency, now: datetime) -> str:
    if one.waived:
        return WAIVED
    if one.due is None:
        return CLOSE if one.waits == VISIT_CLOSE else NEXT
    if one.due < now:
        return OVERDUE
    if one.due.date() == now.date():
        return TODAY
    return WEEK if one.due - now < timedelta(days=7) else LATER


def _bar(one: Deficiency, now: datetime) -> Markup:
    """How much of its time has gone: amber to the due mark, red beyond it."""
    if one.waived:
        return Markup("")
    if one.due is None:
        return _drawn(min((now - one.since) / timedelta(days=30), 0.8) * _WIDTH, _WIDTH, _PINE)
    whole, gone = max(one.due - one.since, timedelta(minutes=1)), now - one.since
    if gone > whole:
        return _drawn(_WIDTH, max(_WIDTH * (whole / gone), 4), _AMBER, _RED)
    return _drawn(_WIDTH * (gone / whole), _WIDTH, _AMBER if gone / whole > 0.5 else _PINE)


def _drawn(gone: float, mark: float, first: str, second: str = "") -> Markup:
    parts = [tag("rect", x=0, y=4, width=_WIDTH, height=6, rx=3, fill=_TRACK)]
    parts += [tag("rect", x=0, y=4, width=f"{min(gone, mark):.1f}", height=6, rx=3, fill=first)]
    if second:
        parts += [tag("rect", x=f"{mark:.1f}", y=4, width=f"{_WIDTH - mark:.1f}", height=6, rx=3, fill=second)]
    at = f"{min(mark, _WIDTH - 1):.1f}"
    parts += [tag("line", x1=at, x2=at, y1=0, y2=_HEIGHT, stroke=_INK, stroke_width=2)]
    size: Mapping[str, object] = {"width": _WIDTH, "height": _HEIGHT, "aria_hidden": "true"}
    return tag("svg", Markup("").join(parts), viewBox=f"0 0 {_WIDTH} {_HEIGHT}", **size)
