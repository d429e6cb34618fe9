"""Where an answer leads: the calls that come next, with what they take from it (OpenAPI's links)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from web.api import office_onward
from web.api.duties import DUTIES
from web.api.offers import OFFERS

Links = Mapping[str, Mapping[str, Any]]
Next = Mapping[tuple[str, ...], Mapping[str, str]]
"""Paths of commands that come next, and what their bodies take from the answer."""
_ID, _RECORDED = "$response.body#/entries/0", "$response.body#/position"
_OF_ANY = ("corrections", "retractions", "addenda", "reaffirmations", "moves")
_OF_VISIT = ("visit-changes", "visit-closures", "visit-cancellations")
_OF_REPORT = ("report-issues", "report-amendments", "report-cancellations", "acknowledgements")
_OF_PATIENT = (
    "updates", "corrections", "labels", "deaths", "visits", "check-ins", "measurements", "blood-groups",
    "history-entries", "none-known", "reports", "attachments", "reviews", "amendment-requests", "release-requests",
)  # fmt: skip
_READ = ("get_patient", "get_history", "get_blame", "compare_patient", "get_chart")


def _entry(chapter: str, *paths: str) -> Next:
    return {paths: {"entry": f"{chapter}.{{{_ID}}}"}}


_NEXT: Mapping[str, Next] = {
    "register_patient": {_OF_PATIENT: {}},
    "register_unidentified": {("identifications",): {}},
    "record_deaths": {("death-revocations",): {}},
    "record_visits": _entry("visits", *_OF_VISIT, *_OF_ANY),
    "record_check_ins": _entry("visits", *_OF_VISIT, *_OF_ANY),
    "record_visit_closures": _entry("visits", "visit-reopenings"),
    "record_visit_reopenings": _entry("visits", *_OF_VISIT),
    "record_measurements": _entry("measurements", *_OF_ANY),
    "record_blood_groups": _entry("blood_group", *_OF_ANY),
    "record_history_entries": _entry("history", "status-changes", *_OF_ANY),
    "record_reports": _entry("reports", *_OF_REPORT, *_OF_ANY),
    "record_report_issues": _entry("reports", "report-amendments", "acknowledgements"),
    "record_attachments": _entry("attachments", *_OF_ANY),
    "record_amendment_requests": {
        ("amendment-acceptances", "amendment-denials", "amendment-extensions"): {"request": _ID}
    },
    "record_labels": {("emergency-openings",): {}},
    "record_emergency_openings": {("emergency-endings", "emergency-reviews"): {"entry": f"reviews.{{{_ID}}}"}},
    "record_amendment_denials": {("disagreements",): {"request": _ID}},
    "record_release_requests": {("disclosures", "release-refusals"): {"request": "$response.body#/id"}},
    "get_worklist": {("waivers", "assignments", "disputes"): {"missing": "$response.body#/0/key"}},
    "get_patient": {("updates", "corrections"): {}},
}
_POSITION = {"position": "$response.body#/0/position"}
_EXPORT = {"export": "$response.body#/id"}
_FIRST = {"who": "$response.body#/0/mrn"}
_READS: Mapping[str, Links] = {
    "find_patients": dict.fromkeys(_READ, _FIRST),
    "get_worklist": {"get_patient": _FIRST},
    "get_log": {"get_event": _POSITION, "get_proof": _POSITION},
    "get_history": {"get_event": _POSITION, "get_proof": _POSITION},
    "request_export": dict.fromkeys(("get_export", "get_export_file", "give_up_export"), _EXPORT),
    "get_export": dict.fromkeys(("get_export_file", "remove_export"), _EXPORT),
    "remove_export": dict.fromkeys(("get_export", "resume_export"), _EXPORT),
    "resume_export": dict.fromkeys(("get_export", "get_export_file", "give_up_export"), _EXPORT),
    "record_attachments": {"get_attachment": {"who": "$request.path.who", "entry": _ID}},
}
"""Reads that come next, and what their addresses take from the answer."""
_COMMANDS = {"register_patient", "register_unidentified", "record_attachments"}
_COMMANDS |= {offer.endpoint for offer in OFFERS} | {duty.name for duty in DUTIES}


def links(name: str, status: str) -> Links:
    """Of this answer to the call of that name. Of commands, those lead on that begin something: with 201, since 200
    says that nothing was recorded."""
    command = name in _COMMANDS
    if status not in (("201",) if command else ("200", "202")):
        return {}
    reads, next, who = dict(_READS.get(name, {})), dict(_NEXT.get(name, {})), _whose(name)
    if command and next:
        reads |= {call: {"who": who} for call in _READ} | {"get_event": {"position": _RECORDED}}
        next[("undoings",)] = {"event": _RECORDED}
    found = {call: {"operationId": call, "parameters": told} for call, told in reads.items()}
    return {**found, **dict(_commands(next, who)), **office_onward.links(name)}


def _whose(name: str) -> str:
    match name:
        case "register_patient" | "register_unidentified":
            return "$response.body#/mrn"
        case "get_worklist":
            return _FIRST["who"]
    return "$request.path.who"


def _commands(next: Next, who: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for paths, body in next.items():
        for path in paths:
            call = f"record_{path.replace('-', '_')}"
            yield call, office_onward.link(call, {"who": who}, body)
