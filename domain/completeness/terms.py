"""What an office's policy says of each rule: how grave, from when on, until when, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from domain.completeness.rules import RULES
from domain.fact import Plain
from domain.refusal import Refused
from domain.text import clean, needed
from domain.values import shape

SEVERITIES = ("info", "minor", "major", "safety")
OWNERS = ("clerk", "reviewer", "privacy-officer", "admin", "author")
VISIT_CLOSE, NEXT_VISIT = "visit-close", "next-visit"
_MOST = 1_000_000
_LENGTH = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,4})D)?(?:T(\d{1,4})H)?", re.ASCII)


class Terms(NamedTuple):
    """`after` is how long a gap may stand before it counts, by its group (`""` for all others); None: it never counts.

    `due` is a time from then on (ISO 8601, a month being 365/12 days), or `visit-close` or `next-visit`; `longer` is
    what a group has beyond it, where it is a time. `least` is the
    amount below which it does not count; `owner` a role, or the `author` of what brought it; `limit` is how long after
    its due time it is delinquent.
    """

    severity: str
    due: str
    after: Mapping[str, str | None] = {"": "P0D"}
    longer: Mapping[str, str] = {}
    least: int = 0
    owner: str = "clerk"
    limit: str = "P30D"
    paragraph: str = ""
    on: bool = True


def length(text: str, field: str = "due") -> timedelta:
    """`P2D`, `P12M`, `PT1H`; `Refused`."""
    match = _LENGTH.fullmatch(text) if isinstance(text, str) and len(text) > 2 else None
    if match is None or not any(match.groups()):
        raise Refused(field, "Write a length of time as P2D (days), P12M (months), P1Y (years) or PT4H (hours).")
    years, months, days, hours = (int(part or 0) for part in match.groups())
    return timedelta(days=years * 365 + months * 365 // 12 + days, hours=hours)


_STAYS: Mapping[str, str | None] = {"": None, "AMB.weight": "P0D", "AMB.height": "P0D", "IMP.weight": "P0D"}
_OPEN: Mapping[str, str | None] = {"": "P1D", "IMP.open": None, "IMP.note": "P0D"}
_OLD: Mapping[str, str | None] = {"adult": "P12M", "under-12": "P6M", "under-2": "P1M", "": "P12M"}
_AWAITED: Mapping[str, str | None] = {"due": "P0D", "laboratory": "P3D", "imaging": "P7D", "": "P7D"}
_EXTENDED: Mapping[str, str | None] = {"": "P0D", "extended": "P0D"}
_ALIKE: Mapping[str, str | None] = {"": None, "likely": "P0D"}

# record.md 9; the paragraphs are those of docs/clerk.md, "What a complete record holds".
DEFAULT: Mapping[str, Terms] = {
    "DQ01": Terms("major", "P2D", paragraph="1.1"),
    "DQ02": Terms("minor", NEXT_VISIT, least=4, paragraph="1.2"),
    "DQ03": Terms("minor", "P7D", paragraph="1.3"),
    "DQ04": Terms("minor", VISIT_CLOSE, paragraph="2.1"),
    "DQ05": Terms("safety", "P1D", paragraph="2.2"),
    "DQ06": Terms("safety", "P1D", paragraph="2.3"),
    "DQ07": Terms("major", VISIT_CLOSE, _STAYS, paragraph="3.1"),
    "DQ08": Terms("minor", NEXT_VISIT, _OLD, paragraph="3.2"),
    "DQ09": Terms("safety", VISIT_CLOSE, paragraph="4.1"),
    "DQ10": Terms("minor", NEXT_VISIT, {"": "P12M"}, paragraph="4.2"),
    "DQ11": Terms("minor", "P7D", paragraph="1.4"),
    "DQ12": Terms("major", "P2D", paragraph="1.5"),
    "DQ13": Terms("major", "P30D", _OPEN, paragraph="5.1"),
    "DQ14": Terms("minor", "P2D", paragraph="5.2"),
    "DQ15": Terms("major", "P0D", _AWAITED, paragraph="6.1"),
    "DQ16": Terms("major", "P2D", paragraph="6.2"),
    "DQ17": Terms("safety", "PT1H", paragraph="6.3"),
    "DQ18": Terms("major", "P2D", paragraph="7.1"),
    "DQ19": Terms("minor", "P7D", paragraph="7.2"),
    "DQ20": Terms("minor", "P7D", owner="reviewer", paragraph="3.3"),
    "DQ21": Terms("major", "P7D", _ALIKE, paragraph="1.6"),
    "DQ22": Terms("minor", "P7D", least=24, owner="author", paragraph="8.1"),
    "DQ23": Terms("minor", "P90D", owner="reviewer", paragraph="8.2"),
    "DQ24": Terms("minor", NEXT_VISIT, paragraph="1.7"),
    "DQ25": Terms("major", "P2D", {"": "P2D"}, paragraph="1.8"),
    "DQ26": Terms("minor", "P7D", owner="author", paragraph="8.3"),
    "DQ27": Terms("safety", "P1D", paragraph="6.4"),
    "DQ28": Terms("major", "P3D", owner="privacy-officer", paragraph="8.4"),
    "DQ29": Terms("major", "P60D", _EXTENDED, {"extended": "P30D"}, owner="reviewer", paragraph="8.5"),
    "DQ30": Terms("safety", "P1D", paragraph="7.3"),
}


def terms(text: Mapping[str, Any]) -> dict[str, Terms]:
    """The default with what a policy's `rules` says otherwise; `Refused` names the place that cannot be read."""
    told = _named(rules, "rules") if (rules := text.get("rules")) is not None else {}
    if unknown := sorted(set(told) - set(RULES)):
        raise Refused(f"rules.{unknown[0]}", "There is no such rule.")
    return {rule: _read(rule, usual, told.get(rule, {})) for rule, usual in DEFAULT.items()}


def _read(rule: str, usual: Terms, told: Plain) -> Terms:
    place = f"rules.{rule}"
    fields = shape(told, place, dict.fromkeys(Terms._fields, lambda value, field: value))
    read = usual._replace(**fields)
    if "after" in fields:
        read = read._replace(after={**usual.after, **_named(fields["after"], f"{place}.after")})
    if "longer" in fields:
        read = read._replace(longer={**usual.longer, **_named(fields["longer"], f"{place}.longer")})
    _one_of(read.severity, SEVERITIES, f"{place}.severity")
    _one_of(read.owner, OWNERS, f"{place}.owner")
    _lengths(read, place)
    needed(read.paragraph, f"{place}.paragraph")
    if type(read.least) is not int or not 0 <= read.least <= _MOST:
        raise Refused(f"{place}.least", f"Write a whole number from 0 to {_MOST:,}.")
    if type(read.on) is not bool:
        raise Refused(f"{place}.on", "Write true or false.")
    return read


def _lengths(read: Terms, place: str) -> None:
    if read.due not in (VISIT_CLOSE, NEXT_VISIT):
        length(read.due, f"{place}.due")
    length(read.limit, f"{place}.limit")
    for group, told in read.after.items():
        clean(group, f"{place}.after")
        if told is not None:
            length(told, f"{place}.after.{group}" if group else f"{place}.after")
    for group, more in read.longer.items():
        length(more, f"{place}.longer.{clean(group, f'{place}.longer')}")
        if group not in read.after:
            raise Refused(f"{place}.longer.{group}", "There is no such group: say after how long it counts as well.")


def _named(value: object, field: str) -> Plain:
    if not isinstance(value, Mapping):
        raise Refused(field, "Write this as named fields.")
    return dict(value)


def _one_of(value: object, known: tuple[str, ...], field: str) -> None:
    if value not in known:
        raise Refused(field, f"Choose one of: {', '.join(known)}.")
