"""The forms of an export: asking for it, once it was counted what fits, and giving it up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from marshmallow import ValidationError

from domain.export import ENVELOPE, FULL, PROFILES
from domain.receipt import Receipt
from domain.refusal import Refused
from trail.entry import canonical
from web.bundling.asking import Wanted, read, tally
from web.bundling.choosing import Patient
from web.entering.forms import Form, Typed, Values
from web.schemas import export as schemas
from web.schemas.fields import Choices
from web.service import Service
from web.wording import kinds

Shut = Collection[str]
ASKED = ("profile", "shown", "patient", "actor", "type", "since", "until")
"""What the count is of; an address may hold it."""
SYSTEM = {"system": "Caretrail itself"}


def grave(profile: str | None) -> bool:
    """Whether it takes the password once more: an envelope shows nothing of what was recorded."""
    return profile != ENVELOPE


def wrong(service: Service, values: Mapping[str, str], patient: Patient, shut: Shut) -> dict[str, list[str]]:
    """By the names of fields, what cannot be read of what is chosen."""
    return _told(_read(service, values, patient, shut)[1])


def requesting(service: Service, initial: Values, patient: Patient, shut: Shut) -> Form:
    """It is asked for with the count that was seen; what was chosen since then is counted first. `shut` are the records
    that are closed to whoever asks."""

    def run(typed: Typed) -> Receipt:
        told = typed.data
        want = _wanted(service, told, patient, shut)
        if told.get("seen") != _mark(want):
            raise Refused("", "What you chose has changed since it was counted. Look at the count, and ask again.")
        count = tally(service.store.log, want.scope).count
        more = {"patients": list(want.patients) or None, "address": told.get("address"), "note": told.get("note")}
        return service.exporting.request(
            want.profile, want.narrow, count, told.get("purpose") or told["words"], told["recipient"], typed.by, **more
        )  # fmt: skip

    lead = "A bundle that proves itself, wherever it is checked. That you asked for it, for whom and why, stays."
    return Form(
        "Ask for an export", schemas.requesting(_people(service), _kinds()), run, lead, "Ask for it",
        initial={"profile": FULL, **initial}, view="exports/new.html", places=_place,
        beside=lambda values: _beside(service, values, patient, shut),
    )  # fmt: skip


def _beside(service: Service, values: Mapping[str, str], patient: Patient, shut: Shut) -> dict[str, Any]:
    """What fits, whose it is, and the mark of what was chosen; no `fits` where that cannot be read."""
    told: dict[str, Any] = {"profiles": PROFILES, "fits": None, "mark": "", "whose": (), "withheld": 0}
    want, faults = _read(service, values, patient, shut)
    if faults:
        return told
    named = service.views.directory.named(set(want.patients))
    whose = [named[one] for one in want.patients if one in named]
    fits, withheld = tally(service.store.log, want.scope), len(want.narrow.get("without", ()))
    return {**told, "fits": fits, "mark": _mark(want), "whose": whose, "withheld": withheld}


def giving_up(service: Service, id: UUID) -> Form:
    def run(typed: Typed) -> Receipt:
        return service.exporting.give_up(id, typed.data["why"], typed.by)

    lead = "Nothing is made of it any more, and no file is left. That it was asked for stays."
    return Form("Give up an export", schemas.GivingUp, run, lead, "Give it up")


def opening(service: Service, args: Mapping[str, str]) -> Values:
    """What an address asks for, such as one of the change log; people by sign-in name or staff id."""
    told = {name: args[name].strip() for name in ASKED if args.get(name, "").strip()}
    if account := service.personnel.account(told.get("actor", "")):
        told["actor"] = account.staff
    return told


def _wanted(service: Service, values: Mapping[str, str], patient: Patient, shut: Shut) -> Wanted:
    """`ValidationError` with everything that cannot be read."""
    found, faults = _read(service, values, patient, shut)
    if faults:
        raise ValidationError(_told(faults))
    return found


def _told(faults: list[Refused]) -> dict[str, list[str]]:
    """By the names of fields."""
    found = dict[str, list[str]]()
    for no in faults:
        found.setdefault(_place(no.field), []).append(no.reason)
    return found


def _read(service: Service, values: Mapping[str, str], patient: Patient, shut: Shut) -> tuple[Wanted, list[Refused]]:
    typed = {name: values.get(name, "") for name in ASKED}
    found, faults = read(service, {**typed, "fields": typed["shown"]}, patient, shut)
    if typed["actor"] and typed["actor"] not in _people(service):
        faults.append(Refused("actor", "Nobody of this name works here."))
    return found, faults


def _mark(want: Wanted) -> str:
    told: dict[str, Any] = {"profile": want.profile, "filter": want.narrow}
    return sha256(canonical(told)).hexdigest()[:16]


def _people(service: Service) -> Choices:
    staff = sorted(service.views.staff.all(), key=lambda one: str(one["name"]))
    return {**{one["staff"]: f"{one['name']} ({one['login']})" for one in staff}, **SYSTEM}


def _kinds() -> Choices:
    """`Visit: opened`"""
    return {name: kinds.named(name) for name in kinds.every()}


def _place(name: str) -> str:
    return {"patients": "patient", "fields": "shown", "filter": ""}.get(name, name)
