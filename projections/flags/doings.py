"""What was done in the records meanwhile: who wrote in which, who came, what was put right and what contradicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import bindparam, func, select

from domain.completeness.rules import RULES
from domain.emergencies import COMINGS
from domain.fact import Plain, iso
from domain.partial import PartialDate, PartialDateTime
from projections.entries import ENTRY
from projections.flags.given import Glass, Righted, Sign, Stay
from projections.flags.reading import Since
from projections.gaps import EPOCH, GAP
from projections.logged import CHANGE
from projections.register import VISIT
from trail.tables import Statement, Tables, given

_c, _v, _e, _g = CHANGE.c, VISIT.c, ENTRY.c, GAP.c
SINCE = Since(CHANGE, _c.recorded_at)
_during = _c.position >= bindparam("first"), _c.recorded_at >= bindparam("since"), _c.recorded_at < bindparam("until")
_hour = func.substr(_c.recorded_at, 1, 13)
_ACTS = Statement(
    select(_c.actor, _c.patient, _hour)
    .where(*_during, _c.patient.is_not(None), *(_c.type != one for one in sorted(COMINGS)), _c.channel != "import")
    .distinct()
)
_STAYS = Statement(
    select(_v.patient, _v.json).where(
        _v.patient.in_(given("patients")), _v.until >= bindparam("since"), _v.day <= bindparam("until")
    )
)
_SOME = Statement(
    select(
        _c.position, _c.recorded_at, _c.type, _c.patient, _c.chapter, _c.entry, _c.actor, _c.name, _c.reason, _c.told
    )
    .where(*_during, _c.type.in_(given("types")))
    .order_by(_c.position)
)
_ITEM = Statement(
    select(_e.json).where(
        _e.patient == bindparam("patient"), _e.chapter == bindparam("chapter"), _e.item == bindparam("item")
    )
)
_DETERMINED = Statement(select(_e.json).where(_e.patient == bindparam("patient"), _e.chapter == "blood_group"))
_BY = Statement(select(_c.actor).where(_c.position == bindparam("position")))
_AGAINST = ("DQ06", "DQ18", "DQ19", "DQ30")
"""Rules of completeness that find what cannot be true of one person."""
_GAPS = Statement(select(_g.patient, _g.rule, _g.about, _g.at).where(_g.rule.in_(given("rules"))))
_RIGHTED = ("entry.corrected", "entry.retracted", "report.amended")


def acts(tables: Tables, since: datetime, until: datetime) -> dict[tuple[str, str], list[datetime]]:
    """As `Known.acts`: the middle of each hour, under who and whose, and under who and nobody."""
    found: dict[tuple[str, str], list[datetime]] = {}
    for actor, patient, hour in tables.rows(_ACTS, _asked(tables, since, until)):
        at = datetime.fromisoformat(f"{hour}:30:00+00:00")
        found.setdefault((actor, patient), []).append(at)
        found.setdefault((actor, ""), []).append(at)
    return found


def stays(tables: Tables, patients: Iterable[str], since: datetime, until: datetime) -> dict[str, list[Stay]]:
    """One that is open goes on."""
    asked = {"patients": _json(patients), "since": f"{since:%Y-%m-%d}", "until": f"{until:%Y-%m-%d}"}
    found: dict[str, list[Stay]] = {}
    for patient, told in tables.rows(_STAYS, asked):
        visit = orjson.loads(told)
        began = PartialDateTime.parse(visit["start"]).earliest
        ended = PartialDateTime.parse(visit["end"]).latest if visit.get("end") else datetime.max.replace(tzinfo=UTC)
        found.setdefault(patient, []).append(Stay(began, ended - _MARGIN if ended.year > 9000 else ended))
    return found


_MARGIN = timedelta(days=400)  # so that days can be added to what has no end


def glass(tables: Tables, since: datetime, until: datetime) -> list[Glass]:
    rows = tables.rows(_SOME, {**_asked(tables, since, until), "types": _json(["glass.broken"])})
    return [Glass(row[0], _moment(row[1]), row[6], row[7], row[3]) for row in rows]


def righted(tables: Tables, since: datetime, until: datetime) -> Iterator[Righted]:
    for row in tables.rows(_SOME, {**_asked(tables, since, until), "types": _json(_RIGHTED)}):
        position, at, _, patient, chapter, entry, actor, name, reason, _ = row
        item = _item(tables, patient, chapter, entry)
        if stamp := item.get("issued") or item.get("recorded"):
            (entered_by,) = tables.rows(_BY, {"position": stamp["position"]})[0]
            yield Righted(
                position, _moment(at), actor, name, patient, chapter, reason or "", stamp["position"],
                _moment(stamp["at"]), entered_by,
            )  # fmt: skip


def signs(tables: Tables, since: datetime, until: datetime, years: int) -> list[Sign]:
    """Of records of which one came up in this time: what contradicts, and birth and sex as they were moved."""
    moved = list(_moved(tables, since, until, years))
    standing = [
        Sign(patient, rule, RULES[rule].name, EPOCH + timedelta(microseconds=at), _recorded(tables, patient, about))
        for patient, rule, about, at in tables.rows(_GAPS, {"rules": _json(_AGAINST)})
    ]
    fresh = {sign.patient for sign in (*moved, *standing) if since <= sign.at < until}
    return sorted((sign for sign in (*moved, *standing) if sign.patient in fresh), key=lambda sign: sign.at)


def _moved(tables: Tables, since: datetime, until: datetime, years: int) -> Iterator[Sign]:
    for row in tables.rows(_SOME, {**_asked(tables, since, until), "types": _json(["demographics.corrected"])}):
        for one in orjson.loads(row[9])["changes"]:
            if says := _against(one, years):
                yield Sign(row[3], one["field"], says, _moment(row[1]), (row[0],))


def _against(one: Plain, years: int) -> str:
    was, now = one["was"], one["now"]
    if one["field"].endswith(".sex_at_birth") and was and now:
        return f"Sex at birth was {was}, now {now}"
    if one["field"].endswith(".birth.value") and was and now and _apart(was, now) >= years:
        return f"Birth date was {was}, now {now}"
    return ""


def _apart(one: str, other: str) -> int:
    """Years between two dates, as far as they are known: none where they may be the same."""
    first, second = sorted((PartialDate.parse(one), PartialDate.parse(other)), key=lambda told: told.earliest)
    return max(0, (second.earliest - first.latest).days // 365)


def _recorded(tables: Tables, patient: str, about: str) -> tuple[int, ...]:
    """Where in the log that was recorded which a rule of completeness names."""
    chapter, _, rest = about.partition(".")
    if chapter == "blood_group":
        rows = tables.rows(_DETERMINED, {"patient": patient})
        found = [item["recorded"]["position"] for (told,) in rows if "recorded" in (item := orjson.loads(told))]
        return tuple(sorted(found))
    item = _item(tables, patient, chapter, rest.partition(".")[0])
    return (item["recorded"]["position"],) if "recorded" in item else ()


def _item(tables: Tables, patient: str, chapter: str, item: str) -> Plain:
    rows = tables.rows(_ITEM, {"patient": patient, "chapter": chapter, "item": item})
    told: Plain = orjson.loads(rows[0][0]) if rows else {}
    return told


def _asked(tables: Tables, since: datetime, until: datetime) -> dict[str, Any]:
    return {"first": SINCE.first(tables, since), "since": iso(since), "until": iso(until)}


def _moment(told: str) -> datetime:
    return datetime.fromisoformat(told)


def _json(values: Iterable[str]) -> str:
    return orjson.dumps(sorted(values)).decode()
