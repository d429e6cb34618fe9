"""Random lives whose events are true at other times than they are written down at."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hypothesis import strategies as some

from domain.chapter import EVERYTHING
from domain.refusal import Refused
from tests.support.clock import StandingClock
from tests.support.lives import COMMANDS as UNDATED
from tests.support.office import AMA, PRIYA_WHY, SUGAR, WHY, register
from web.service import Service

DAYS = (
    "2026-01-03",
    "2026-01",
    "2026-02-11T10:00Z",
    "2025",
    "2026-02-02T23:30-05:00",
    "2026-03-05",
    "2026-02-20",
    "199X",
)


def day(n: int) -> str:
    return DAYS[n % len(DAYS)]


def at(n: int, by: Any = AMA) -> Any:
    return by._replace(effective=day(n) if n % 3 else None)


DATED: dict[str, Any] = {
    "weigh": lambda r, who, n: r.measure(who, [
        {"kind": "weight", "value": f"{50 + n}", "unit": "kg"}, {"kind": "pain", "value": f"{n % 10}"}], AMA, day(n)),
    "redate": lambda r, who, n: r.correct(who, "measurements", f"m{n % 5 + 1}", {"taken_at": day(n // 2)}, WHY),
    "since": lambda r, who, n: r.add_history(who, {"kind": "allergy", "what": f"Thing {n}", "onset": day(n)}, AMA,
                                             EVERYTHING),
    "began": lambda r, who, n: r.correct(who, "history", f"h{n % 4 + 1}", {"onset": day(n // 3)}, WHY),
    "over": lambda r, who, n: r.change_status(who, f"h{n % 4 + 1}", "resolved", AMA, on=day(n)),
    "again": lambda r, who, n: r.change_status(who, f"h{n % 4 + 1}", "active", WHY),
    "ended": lambda r, who, n: r.correct(who, "history", f"h{n % 4 + 1}", {"ended": day(n // 2)}, WHY),
    "ask": lambda r, who, n: r.declare_none(who, ("allergy", "problem")[n % 2], "patient", at(n)),
    "ask, then have": lambda r, who, n: (
        r.declare_none(who, "allergy", "patient", AMA),
        r.add_history(who, {"kind": "allergy", "what": f"Thing {n}", "onset": day(n)}, AMA, EVERYTHING)),
    "order to end": lambda r, who, n: _reported(r, who, n),
    "come": lambda r, who, n: r.open_visit(who, {"visit_class": "AMB", "start": day(n), "reason": f"Why {n}"}, AMA,
                                           EVERYTHING),
    "stay": lambda r, who, n: r.update_visit(who, f"v{n % 3 + 1}", {"site": f"Ward {n}"}, at(n)),
    "go": lambda r, who, n: r.close_visit(who, f"v{n % 3 + 1}", day(n), AMA, disposition="home"),
    "left": lambda r, who, n: r.correct(who, "visits", f"v{n % 3 + 1}", {"end": day(n // 2)}, WHY),
    "move house": lambda r, who, n: r.update(who, {"addresses": [{"text": f"{n} Long Acre"}] * (n % 3)}, at(n)),
    "misheard": lambda r, who, n: r.correct_details(
        who, {"addresses": [{"text": f"{n} Short Acre"}] * (1 + n % 2), "occupation": f"Welder {n}"}, WHY),
    "work": lambda r, who, n: r.update(who, {"occupation": f"Nurse {n}"}, at(n)),
    "card": lambda r, who, n: r.add_identifier(who, {"type": "DL", "issuer": "XX", "value": f"{who}-{n % 3}"}, at(n)),
    "card gone": lambda r, who, n: r.retire_identifier(who, n % 3, at(n, WHY)),
    "died": lambda r, who, n: r.record_death(who, at(n), (None, *DAYS)[n % 5], cause="not known"),
    "alive": lambda r, who, n: r.revoke_death(who, WHY),
    "tested": lambda r, who, n: r.issue_report(
        who, {"performed_at": day(n)}, AMA, header={"kind": "laboratory", "what": f"Panel {n}"}, results=[SUGAR],
        status=("final", "preliminary")[n % 2]),
    "ordered": lambda r, who, n: r.register_report(
        who, {"kind": "laboratory", "what": f"Panel {n}", "ordered_at": day(n)}, AMA),
    "found": lambda r, who, n: r.issue_report(
        who, {"collected_at": day(n)} if n % 2 else {}, at(n), report=f"r{n % 3 + 1}", results=[SUGAR]),
    "revised": lambda r, who, n: r.amend_report(
        who, f"r{n % 3 + 1}", "corrected", {"collected_at": day(n), "results": [{**SUGAR, "value": f"{n}.3"}]}, WHY),
    "called off": lambda r, who, n: r.cancel_report(who, f"r{n % 3 + 1}", at(n, WHY)),
    "group": lambda r, who, n: r.record_blood_group(
        who, {"abo": "AO"[n % 2], "rhd": "positive", "basis": "lab", "collected_at": day(n)}, AMA),
    "not theirs": lambda r, who, n: r.retract(who, "blood_group", f"b{n % 3 + 1}", WHY),
    "paper": lambda r, who, n: r.attach(who, {
        "address": f"{n:064x}", "digest": f"{n:064x}", "size": n, "mime": "text/plain", "title": f"Letter {n}",
        **({"taken_at": day(n)} if n % 2 else {})}, at(n)),
    "label": lambda r, who, n: r.label(who, "NRV"[n % 3], at(n, PRIYA_WHY)),
}  # fmt: skip


def _reported(records: Any, who: UUID, n: int) -> None:
    """Ordered, found, read, and added to."""
    ordered = {"kind": "laboratory", "what": f"Panel {n}", "ordered_at": "2025-12"}
    report = records.register_report(who, ordered, AMA).entries[0]
    records.issue_report(who, {"performed_at": day(n)}, AMA, report=report, results=[SUGAR])
    records.acknowledge(who, report, at(n))
    records.amend_report(who, report, "appended", {"conclusion": f"Fasting {n}."}, WHY)


EVERY = {**UNDATED, **DATED}
times = some.lists(
    some.tuples(some.sampled_from(sorted([*EVERY, *DATED])), some.integers(0, 30), some.integers(0, 90)), max_size=30
)
"""Commands, what is chosen in each, and how many hours passed before it."""


def lived(service: Service, clock: StandingClock, told: list[tuple[str, int, int]]) -> UUID:
    """A patient to whom this happened; what the record refuses did not happen."""
    who = register(service.records, identifiers=[])
    for name, n, hours in told:
        clock.on(hours=hours)
        try:
            EVERY[name](service.records, who, n)
        except Refused:
            continue
    return who
