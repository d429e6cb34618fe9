"""Which commands the program's door offers beside records: cases, flags, samples, accounts, tokens and policies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields

from domain.permissions import May
from web.access.step_up import is_grave
from web.api import bodies, fulfilling
from web.api.fulfilling import Make, Stands
from web.entering import limiting, staffing
from web.pages import policies, staff, tokens
from web.schemas import case, office, verification

_C, _O = case, office


@dataclass(frozen=True)
class Duty:
    """`stands` is what becomes another by it, so that a version is due; `expects` what has to be expected instead.
    `beside` are fields of the body which are none of the form's. `page` is what does the same there: where that takes
    the password once more, this does. `at` is where the answer says that it is, by the first of its entries."""

    path: str
    name: str
    says: str
    body: type[Schema]
    make: Make
    may: May
    stands: Stands | None = None
    expects: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    page: Callable[..., Any] | None = None
    altering: bool = False
    at: str = ""

    @property
    def grave(self) -> bool:
        return is_grave(self.page)


_PERSON = {"person": bodies.words("A person who works here, whom it is about: staff id.")}
_PLACE = {
    "log": _C.PinHere().fields["log"], "position": bodies.count("Its position in that log."),
}  # fmt: skip
_FIRST = {"log": bodies.words("`record` or `access`: of the event that it begins with."),
          "position": bodies.count("The event that it begins with.", required=False)}  # fmt: skip
_KEYED = {
    "value": bodies.words("Of a measurement."), "value_unit": bodies.words("Of a measurement, UCUM."),
    **bodies.open_ones({
        **bodies.own(verification.keyed("blood_group", "")), **bodies.own(verification.keyed("history", "")),
    }),
}  # fmt: skip
_KEEP, _ACCOUNTS = May.KEEP_CASES, May.KEEP_ACCOUNTS

DUTIES = (
    # cases
    Duty("cases", "open_case", "A case is opened",
         bodies.flat("CaseOpening", {**bodies.own(_C.opening({}), "person"), **_PERSON, **_FIRST}),
         fulfilling.open_case, _KEEP, beside=("log", "position"), at="/api/v1/cases/{}"),
    Duty("cases/<number>/pins", "pin_evidence", "An event, or a view, is evidence",
         bodies.flat("Pin", {**_PLACE, **bodies.own(_C.PinHere, "log", "position")}), fulfilling.on_case("pin"), _KEEP),
    Duty("cases/<number>/unpinnings", "unpin_evidence", "Something is taken out of the evidence",
         bodies.flat("Unpinning", {"pin": bodies.needed("Which: `p1`.", 64), **bodies.own(_C.Unpinning)}),
         fulfilling.unpin, _KEEP, fulfilling.case, beside=("pin",)),
    Duty("cases/<number>/questions", "ask_somebody", "Somebody who works here is asked",
         bodies.flat("Question", {
             **bodies.own(_C.asking({}, {}), "staff", "pin"), "staff": bodies.needed("Whom: staff id.", 64),
             "pin": bodies.words("Evidence that they see with it: `p1`."),
         }), fulfilling.on_case("ask"), _KEEP),
    Duty("cases/<number>/findings", "record_finding", "What was found",
         bodies.flat("CaseFinding", bodies.own(_C.Finding)), fulfilling.on_case("finding"), _KEEP),
    Duty("cases/<number>/people", "list_people", "Who is to be told",
         bodies.flat("CasePeople", bodies.own(_C.Listing)), fulfilling.on_case("people"), _KEEP),
    Duty("cases/<number>/tellings", "tell_people", "They were told",
         bodies.flat("Telling", bodies.own(_C.Telling)), fulfilling.on_case("told"), _KEEP),
    Duty("cases/<number>/closures", "close_case", "A case is closed",
         bodies.flat("CaseClosure", bodies.own(_C.Closing)), fulfilling.on_case("close"), _KEEP, fulfilling.case),
    Duty("cases/<number>/reopenings", "reopen_case", "A case was closed too early",
         bodies.flat("CaseReopening", bodies.own(_C.Reopening)), fulfilling.on_case("reopen"), _KEEP, fulfilling.case),
    # flags, and what is keyed again
    Duty("flags/<flag>/set-asides", "set_aside_flag", "A flag was looked into, and may be left alone",
         bodies.holding("SetAside", {
             **bodies.own(_O.SetAside), "since": bodies.words("Of the time in which it was flagged."),
             "until": bodies.words("Of that time."),
         }), fulfilling.set_aside, May.WATCH, expects=("views", "events"), beside=("since", "until")),
    Duty("samples", "draw_sample", "Entries are drawn, to be keyed again by somebody else",
         bodies.flat("Draw", {
             **bodies.own(verification.Draw, "size", "seed"), "size": bodies.count("How many, from 1 to 500.", False),
             "seed": bodies.words("Whoever has it draws the same entries again; one is made where it is not said."),
         }), fulfilling.draw, May.DRAW_SAMPLE, altering=True),
    Duty("samples/<uuid:sample>/keyings", "key_again", "An entry of a sample is keyed again",
         bodies.flat("Keying", {"n": bodies.count("Which entry of the sample."), **_KEYED}), fulfilling.key,
         May.KEY_AGAIN, beside=("n",)),
    Duty("samples/<uuid:sample>/closures", "close_sample", "Nothing more of a sample is keyed",
         bodies.flat("SampleClosure", bodies.own(verification.Closing)), fulfilling.close_sample, May.DRAW_SAMPLE),
    # who works here
    Duty("accounts", "add_account", "An account is added; nobody gets in with it before there is a code for it",
         bodies.flat("AccountAddition", bodies.own(_O.Account)), lambda service, named, sent: staffing.invite(service),
         _ACCOUNTS, page=staff.invite),
    Duty("accounts/<login>/roles", "change_role", "A role is given, for good or for some days",
         bodies.flat("RoleChange", bodies.own(_O.Role)), fulfilling.on_account(staffing.role), _ACCOUNTS,
         fulfilling.account, page=staff.role),
    Duty("accounts/<login>/validities", "limit_account", "The days on which an account is in force",
         bodies.flat("ValidityChange", bodies.own(_O.Validity)), fulfilling.on_account(limiting.limit), _ACCOUNTS,
         fulfilling.account, page=staff.limit),
    Duty("accounts/<login>/locks", "lock_account", "An account is locked, and whoever is signed in with it is out",
         bodies.flat("Lock", {}), fulfilling.pressed(fulfilling.lock), _ACCOUNTS, page=staff.lock),
    Duty("accounts/<login>/unlockings", "unlock_account", "A locked account opens again",
         bodies.flat("Unlocking", {}), fulfilling.pressed(fulfilling.unlock), _ACCOUNTS, page=staff.unlock),
    Duty("accounts/<login>/delegations", "delegate", "Somebody may act for this person",
         bodies.flat("Delegation", bodies.own(_O.Delegation)), fulfilling.on_account(staffing.delegate), _ACCOUNTS,
         page=staff.delegate),
    Duty("accounts/<login>/delegation-ends", "end_delegation", "They may not any more",
         bodies.flat("DelegationEnd", {"to": bodies.needed("Who acts: staff id.", 64)}),
         fulfilling.pressed(fulfilling.end_delegation), _ACCOUNTS, beside=("to",), page=staff.end_delegation),
    Duty("tokens/<token>/revocations", "revoke_token", "A token is revoked: whoever has it is out, on every host",
         bodies.flat("Revocation", {}), fulfilling.revoke, May.END_TOKENS, page=tokens.revoke),
    Duty("policies/<name>/adoptions", "adopt_policy", "A policy is adopted; it counts from then on",
         bodies.flat("Adoption", {
             **bodies.own(_O.Policy, "text"),
             "text": fields.Dict(keys=fields.String(), required=True, metadata={
                 "description": "What differs from the program's own rules; what it does not name is as those are.",
             }),
         }), fulfilling.adopt, May.ADOPT_POLICY, fulfilling.policy, page=policies.policy),
)  # fmt: skip
STANDING = frozenset(duty.name for duty in DUTIES if duty.stands)
"""Those for which a version is due."""
