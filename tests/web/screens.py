"""Every screen that whoever writes can open: its address in each state it has, and what it refuses.

Addresses hold `{full}`, `{bare}`, `{child}`, `{dead}`, `{unnamed}`, `{sample}`, `{release}` and `{token}`: see
`tests.support.furnished`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from domain.by import By
from domain.records import Records

OFFICE = (
    "/", "/patients", "/patients/new", "/patients/new/unidentified", "/register", "/worklist", "/worklist?whose=all",
    "/worklist?whose=all&waived=1", "/duplicates", "/quality", "/policies", "/policies/completeness",
    "/policies/corrections", "/policies/late-entry",
    "/policies/watching", "/policies/disclosure", "/policies/retention", "/policies/access", "/requests", "/keys",
    "/searches", "/searches/new?page=trail&marked=late", "/office/roles",
    "/verification", "/tokens", "/tokens/new", "/account", "/account/ways",
    "/account/password", "/account/second-factor", "/account/delegate",
)  # fmt: skip
PROGRAMS = (
    "/api/docs", "/api/docs/get_patient", "/api/docs/register_patient", "/api/docs/record_reports",
    "/api/docs/request_export", "/api/problems", "/api/problems/stale", "/api/docs/nothing",
)  # fmt: skip
"""What is told of the API."""
_RECORD = (
    "", "/visits/all", "/measurements/all", "/history/all", "/reports/all", "/attachments",
    "/demographics/demographics", "/history/background", "/chart", "/growth", "/life", "/print", "/label", "/missing",
    "/duplicates", "/trail", "/compare", "/own-report", "/releases", "/releases/print", "/amendments",
)  # fmt: skip
_FORMS: Mapping[str, Mapping[str, str]] = {
    "/edit": {"name": ""},
    "/correct": {"name": ""},
    "/break-glass": {},
    "/death": {"died": "soon"},
    "/visits": {"start": "soon"},
    "/measurements": {"weight": "231", "height": "9000", "heart_rate": "fast"},
    "/blood-groups": {},
    "/history-entries": {"what": "pcn rash"},
    "/none-known": {},
    "/reports": {"what": "", "r0_value": "5.4", "r1_what": "Glucose", "r1_value": "4.1", "r1_printed": "Q"},
    "/undo?event=1": {},
    "/releases/new": {"requester": "The police", "since": "soon"},
    "/amendments/new": {},
}
"""What a record's own forms refuse."""
_ENTRIES = (
    "visits/v1", "visits/v3", "measurements/m1", "measurements/m2", "history/h2", "history/h3", "history/h11",
    "reports/r1", "reports/r2", "reports/r3", "reports/r4", "attachments/a1", "blood_group/b1", "blood_group/b2",
)  # fmt: skip
_ON_ENTRIES: Mapping[str, Mapping[str, str] | None] = {
    "visits/v1/close": {"end": "soon"},
    "visits/v1/change": {"seen_by": "x" * 3000},
    "visits/v1/correct": {"site": "North wing"},
    "visits/v1/cancel": {},
    "visits/v1/note": {},
    "visits/v1/retract": {},
    "visits/v3/reopen": {},
    "visits/v3/correct": {"start": "soon"},
    "measurements/m3/correct": {"value": ""},
    "measurements/m3/affirm": None,
    "measurements/m3/note": {},
    "measurements/m3/retract": {},
    "history/h3/status": {},
    "history/h3/correct": {"what": ""},
    "history/h3/affirm": None,
    "history/h3/note": {},
    "history/h3/retract": {},
    "reports/r4/amend": {},
    "reports/r4/acknowledge": None,
    "reports/r3/issue": {"r0_value": "5.4"},
    "reports/r3/cancel": {},
    "reports/r3/note": {},
    "reports/r3/retract": {},
    "blood_group/b2/correct": {"lab": "Hill"},
    "blood_group/b2/note": {},
    "blood_group/b2/retract": {},
    "attachments/a1/correct": {"title": ""},
    "attachments/a1/note": {},
    "attachments/a1/retract": {},
    "attachments/a1/move": {},
    "blood_group/b2/move": {},
    "reports/r4/move": {},
    "history/h3/move": {},
    "measurements/m3/move": {},
    "visits/v3/move": {},
}
"""What is refused of an entry; None where nothing can be."""
_GAP = "/patients/{bare}/missing/DQ11~demographics~contacts"
_OTHERS: Mapping[str, Mapping[str, str] | None] = {
    "/patients/new": {"weight": "heavy", "height": "9000", "blood": "O positive", "kin_record": "7"},
    "/patients/new/unidentified": {"born": "soon"},
    "/patients/{unnamed}/identify": {"name": "", "born": "soon"},
    "/patients/{dead}/revoke-death": {},
    "/patients/{full}/check-in": {},
    "/patients/{full}/attachments": {},
    "/patients/{full}/review": None,
    "/asked/C-2026-0001/q2": {},
    "/patients/{full}/releases/{release}/disclose": {"at": "soon"},
    "/patients/{full}/releases/{release}/refuse": {},
    "/patients/{full}/amendments/q9/accept": {},
    "/patients/{full}/amendments/q9/deny": {},
    "/patients/{full}/amendments/q9/extend": {},
    "/patients/{full}/amendments/q6/disagree": {},
    "/patients/{full}/glass/q8/end": {},
    "/verification/{sample}/2": {},
    "/duplicates": {},
    "/searches/new?page=trail&marked=late": {"name": ""},
    "/searches/s3/change": {"name": ""},
    "/searches/s3/remove": None,
    "/tokens/new": {"until": "soon"},
    f"{_GAP}/waive": {"until": "soon"},
    f"{_GAP}/assign": {"owner": "nobody.at.all"},
    f"{_GAP}/dispute": {},
    **{
        f"/policies/{name}": {"text": "{"}
        for name in ("completeness", "corrections", "late-entry", "watching", "disclosure", "retention")
    },
}
REFUSED: Mapping[str, Mapping[str, str]] = {
    address: told
    for address, told in (
        *((f"/patients/{{full}}{form}", told) for form, told in _FORMS.items()),
        *((f"/patients/{{full}}/{form}", told) for form, told in _ON_ENTRIES.items()),
        *_OTHERS.items(),
    )
    if told is not None
}
"""The forms, with what each refuses."""
ASTRAY = (
    "/nope", "/patients/0000000000", "/worklist?rule=DQ99", "/register?day=soon", "/patients?q=zzz",
    "/patients/{full}?says=nothing.at.all", "/patients/{full}?known=soon", "/patients/{full}/compare?from=soon",
    "/patients/{full}/trail?from=soon", "/patients/{full}/blame/measurements/m3/nothing", "/audit/log",
    "/patients/{full}/life?from=soon", "/asked/C-2026-0001/q1", "/cases",
)  # fmt: skip
"""Where nothing is, or not what was asked for."""
BARE = (
    *OFFICE,
    *(f"/patients/{{bare}}{path}" for path in (*_RECORD, *_FORMS)),
)
FULL = (
    *OFFICE,
    "/patients?q=Wilhelmina", "/register?day=2026-02-03", "/worklist?whose=all&rule=DQ09", "/patients/new?name=Ada 80",
    *(f"/patients/{{full}}{path}" for path in (*_RECORD, *_FORMS)),
    "/patients/{full}?says=measurements.m3.value", "/patients/{full}?says=blood_group.current",
    "/patients/{full}?says=history.h3", "/patients/{full}?known=40", "/patients/{full}/chart?known=40",
    "/patients/{full}?known=40&from=20&true=2025-06", "/patients/{full}?true=2025",
    "/patients/{full}/print?known=40", "/patients/{full}/reports?like=r4", "/patients/{full}/attachments?entry=r4",
    "/patients/{full}/blame/measurements/m3/value", "/patients/{full}?blame=all", "/patients/{full}/chart?blame=all",
    "/patients/{full}/compare?from=40&view=sides", "/patients/{full}/trail?marked=reasoned",
    "/patients/{child}", "/patients/{child}/growth",
    "/patients/{child}/label", "/patients/{dead}", "/patients/{unnamed}",
    *(f"/patients/{{full}}/{entry}" for entry in (*_ENTRIES, *_ON_ENTRIES)),
    *_OTHERS, "/tokens/{token}", "/tokens/{token}/revoke",
    "/verification/{sample}", "/patients/{full}/releases/{release}",
    "/patients/{full}/releases/{release}/print",
    "/patients/{full}/releases/{release}?chapter=visits&since=soon&known=9",
    "/patients/{full}/amendments/new?about=measurements.m3",
)  # fmt: skip


Other = Callable[[Records, UUID, By, str], Any]
CLASHES: Mapping[str, tuple[Mapping[str, str], Other]] = {
    "edit": ({"language": "sw"}, lambda r, who, by, n: r.update(who, {"language": f"fr-{n}"}, by)),
    "correct": (
        {"occupation": "baker", "reason": "typing-error"},
        lambda r, who, by, n: r.update(who, {"occupation": f"miller {n}"}, by),
    ),
    "measurements/m3/correct": (
        {"value": "70.9", "reason": "typing-error"},
        lambda r, who, by, n: r.correct(who, "measurements", "m3", {"value": f"72.{n}"}, by),
    ),
    "history/h3/correct": (
        {"what": "Amoxicillin", "reason": "typing-error"},
        lambda r, who, by, n: r.correct(who, "history", "h3", {"what": f"Penicillin {n}"}, by),
    ),
    "visits/v1/change": (
        {"seen_by": "Dr Otieno"},
        lambda r, who, by, n: r.update_visit(who, "v1", {"seen_by": f"Dr Brandt {n}"}, by),
    ),
    "visits/v3/correct": (
        {"site": "North wing", "reason": "typing-error"},
        lambda r, who, by, n: r.correct(who, "visits", "v3", {"site": f"East wing {n}"}, by),
    ),
    "blood_group/b2/correct": (
        {"lab": "Hill", "reason": "typing-error"},
        lambda r, who, by, n: r.correct(who, "blood_group", "b2", {"lab": f"Harbour {n}"}, by),
    ),
    "attachments/a1/correct": (
        {"title": "A scan", "reason": "typing-error"},
        lambda r, who, by, n: r.correct(who, "attachments", "a1", {"title": f"A letter {n}"}, by),
    ),
    "reports/r5/amend": (
        {"amendment": "corrected", "impression": "A fracture.", "reason": "typing-error", "unseen": "yes"},
        lambda r, who, by, n: r.amend_report(who, "r5", "corrected", {"impression": f"None is seen. {n}"}, by),
    ),
}
"""Forms of a record, what one clerk writes there, and what another wrote since it was opened."""
