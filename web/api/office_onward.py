"""Where an answer leads that is about no chapter of a record: from what begins something to what is done with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from web.api.duties import STANDING
from web.api.offers import OFFERS


@dataclass(frozen=True)
class Onward:
    """Calls that come next: what their addresses take from the answer, and what their bodies do."""

    calls: Collection[str]
    at: Mapping[str, str]
    body: Mapping[str, str] = field(default_factory=dict)


_VERSIONED = STANDING | {offer.endpoint for offer in OFFERS if offer.changes}
_WHO = {"who": "$request.path.who"}
_OPENED, _CASE = {"number": "$response.body#/entries/0"}, {"number": "$request.path.number"}
_DRAWN, _SAMPLE = {"sample": "$response.body#/id"}, {"sample": "$request.path.sample"}
_ADDED, _ACCOUNT = {"login": "$request.body#/login"}, {"login": "$request.path.login"}
_POLICY = {"name": "$request.path.name"}
_OF_CASE = ("pin_evidence", "ask_somebody", "record_finding", "list_people", "tell_people")
_OF_ACCOUNT = ("change_role", "limit_account", "lock_account", "delegate")

_NEXT: Mapping[str, Collection[Onward]] = {
    # what becomes of a record
    "record_holds": [Onward(["record_hold_liftings"], _WHO)],
    "record_hold_liftings": [Onward(["record_erasure_requests"], _WHO)],
    "record_erasure_requests": [Onward(["record_erasure_refusals"], _WHO)],
    "record_erasure_refusals": [Onward(["record_erasure_requests", "record_holds"], _WHO)],
    # cases and flags
    "get_cases": [Onward(["get_case"], {"number": "$response.body#/0/number"})],
    "get_case": [Onward(["unpin_evidence", "close_case", *_OF_CASE], _CASE)],
    "open_case": [Onward(["get_case", "unpin_evidence", *_OF_CASE], _OPENED)],
    "pin_evidence": [Onward(["get_case", "unpin_evidence"], _CASE)],
    "ask_somebody": [Onward(["get_case"], _CASE)],
    "list_people": [Onward(["tell_people"], _CASE, {"people": "$request.body#/people"})],
    "record_finding": [Onward(["get_case", "close_case"], _CASE)],
    "close_case": [Onward(["get_case", "reopen_case"], _CASE)],
    "reopen_case": [Onward(["record_finding"], _CASE)],
    "get_flags": [
        Onward(["set_aside_flag"], {"flag": "$response.body#/0/flag"}, {"expect": "$response.body#/0/upto"}),
    ],
    # what is keyed again
    "draw_sample": [Onward(["get_sample", "key_again"], _DRAWN)],
    "key_again": [Onward(["get_sample", "close_sample"], _SAMPLE)],
    # who works here, and by which rules
    "get_accounts": [Onward(["get_account"], {"login": "$response.body#/0/login"})],
    "get_account": [
        Onward(_OF_ACCOUNT, _ACCOUNT),
        Onward(["end_delegation"], _ACCOUNT, {"to": "$response.body#/delegates/0/to"}),
        Onward(["open_case"], {}, {"person": "$response.body#/staff"}),
    ],
    "add_account": [Onward(["get_account", *_OF_ACCOUNT], _ADDED)],
    "lock_account": [Onward(["unlock_account"], _ACCOUNT)],
    "delegate": [Onward(["get_account"], _ACCOUNT)],
    "get_policies": [Onward(["get_policy"], {"name": "$response.body#/0/name"})],
    "get_policy": [Onward(["adopt_policy"], _POLICY)],
    "adopt_policy": [Onward(["get_policy"], _POLICY)],
}  # fmt: skip


def links(name: str) -> Mapping[str, Mapping[str, Any]]:
    """Of this call, once all is well."""
    return {call: link(call, onward.at, onward.body) for onward in _NEXT.get(name, ()) for call in onward.calls}


def link(call: str, at: Mapping[str, str], body: Mapping[str, str]) -> Mapping[str, Any]:
    """To this call, with the version that was seen where one is due."""
    seen = {"header.If-Match": "$response.header.ETag"} if call in _VERSIONED else {}
    named = {f"path.{name}": taken for name, taken in at.items()}
    told = {"operationId": call, "parameters": {**named, **seen}}
    return {**told, "requestBody": body} if body else told
