"""Random lives: a patient to whom anything that the record knows of may have happened."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hypothesis import strategies as some

from domain.chapter import EVERYTHING
from domain.refusal import Refused
from tests.support.office import AMA, SUGAR, WHY, register
from web.service import Service

IMPORTED = AMA._replace(channel="import", source=("Observation/1",), flags=("after-death",))
HEAVY = [{"kind": "weight", "value": "215", "unit": "kg"}]


def _weight(n: int) -> list[dict[str, str]]:
    return [{"kind": "weight", "value": f"{50 + n}", "unit": "kg"}]


COMMANDS: dict[str, Any] = {
    "measure": lambda r, who, n: r.measure(who, _weight(n), AMA, f"2026-01-0{n % 9 + 1}"),
    "press": lambda r, who, n: r.measure(who, [
        {"kind": "systolic", "value": f"{120 + n}", "unit": "mm[Hg]"},
        {"kind": "diastolic", "value": f"{70 + n}", "unit": "mm[Hg]"},
    ], AMA, "2026-01-05"),
    "insist": lambda r, who, n: r.measure(who, HEAVY, WHY, "2026-01-05", confirmed=("high:items.0.value",)),
    "import": lambda r, who, n: r.measure(who, _weight(n), IMPORTED, "2026-01-05"),
    "correct": lambda r, who, n: r.correct(who, "measurements", f"m{n % 4 + 1}", {"value": f"{60 + n}"}, WHY),
    "retract": lambda r, who, n: r.retract(who, "measurements", f"m{n % 4 + 1}", WHY),
    "note": lambda r, who, n: r.add_to(who, "measurements", f"m{n % 4 + 1}", "Looked at again.", AMA),
    "history": lambda r, who, n: r.add_history(who, {"kind": "problem", "what": f"Problem {n}"}, AMA),
    "resolve": lambda r, who, n: r.change_status(who, f"h{n % 3 + 1}", "resolved", AMA),
    "none": lambda r, who, n: r.declare_none(who, "allergy", "patient", AMA),
    "allergy": lambda r, who, n: r.add_history(who, {"kind": "allergy", "what": f"Thing {n}"}, AMA),
    "blood": lambda r, who, n: r.record_blood_group(who, {"abo": "AB"[n % 2], "rhd": "positive", "basis": "lab"}, AMA),
    "moved": lambda r, who, n: r.update(who, {"addresses": [{"text": f"{n} Mill Lane"}]}, AMA),
    "name": lambda r, who, n: r.correct_details(who, {"names": [{"text": f"Name {n}"}]}, WHY),
    "apart": lambda r, who, n: r.deny_duplicate(who, register(r, names=[f"Other {n}"], identifiers=[]), "Seen.", AMA),
    "visit": lambda r, who, n: r.open_visit(
        who, {"visit_class": "AMB", "start": "2026-01-05"}, AMA, EVERYTHING),
    "leave": lambda r, who, n: r.close_visit(who, f"v{n % 3 + 1}", "2026-01-05", AMA),
    "return": lambda r, who, n: r.reopen_visit(who, f"v{n % 3 + 1}", WHY),
    "cancel": lambda r, who, n: r.cancel_visit(who, f"v{n % 3 + 1}", WHY),
    "order": lambda r, who, n: r.register_report(who, {"kind": "laboratory", "what": f"Panel {n}"}, AMA),
    "issue": lambda r, who, n: r.issue_report(
        who, {"performed_at": "2026-01-05"}, AMA, report=f"r{n % 2 + 1}", results=[SUGAR]
    ),
    "amend": lambda r, who, n: r.amend_report(
        who, f"r{n % 2 + 1}", "corrected", {"results": [{**SUGAR, "value": f"{n}.1"}]}, WHY
    ),
    "read": lambda r, who, n: r.acknowledge(who, f"r{n % 2 + 1}", AMA),
}  # fmt: skip
steps = some.lists(some.tuples(some.sampled_from(sorted(COMMANDS)), some.integers(0, 9)), max_size=25)


def lived(service: Service, told: list[tuple[str, int]], **person: Any) -> UUID:
    """A patient to whom this happened; what the record refuses did not happen."""
    who = register(service.records, **person)
    for name, n in told:
        try:
            COMMANDS[name](service.records, who, n)
        except Refused:
            continue
    return who
