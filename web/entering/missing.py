"""The forms by which an office decides about what is missing in a record, and says that it was looked over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from domain.fact import Plain
from domain.refusal import Refused
from domain.staff import ROLES
from projections.reading import Reading
from projections.sentences import sentence
from projections.worklist import Deficiency
from web.entering.forms import Form, Typed
from web.schemas import clinical, office
from web.service import Service


def waive(service: Service, id: UUID, one: Deficiency) -> Form:
    def run(typed: Typed) -> Any:
        return service.office.waive(id, one.rule, one.about, typed.by, typed.data.get("until"))

    lead = f"{one.text}. It will not be asked for until the day you name; your reason stands beside it."
    return Form("Waive it", office.Waiver, run, lead, "Waive it", reasoned=True)


def assign(service: Service, id: UUID, one: Deficiency) -> Form:
    def run(typed: Typed) -> Any:
        owner, name = _owner(service, typed.data["owner"].strip())
        return service.office.assign(id, one.rule, one.about, owner, name, typed.by)

    return Form("Give it to somebody", office.Assignment, run, f"{one.text}.", "Give it to them")


def dispute(service: Service, id: UUID, one: Deficiency) -> Form:
    def run(typed: Typed) -> Any:
        return service.office.dispute(id, one.rule, one.about, typed.data["text"], typed.by)

    lead = f"{one.text}. It stays on the list, with what you say, for whoever keeps the policy."
    return Form("The rule is wrong here", office.Dispute, run, lead, "Say so")


DECISIONS = {"waive": waive, "assign": assign, "dispute": dispute}


def _owner(service: Service, told: str) -> tuple[str, str]:
    """A role, or a person by the name they sign in with."""
    if told in ROLES:
        return told, f"{ROLES[told]}s"
    account = service.personnel.account(told)
    if account is None:
        raise Refused("owner", f"There is no account {told}, and no such role: {', '.join(ROLES)}.")
    return account.staff, account.name


def review(service: Service, id: UUID, read: Reading) -> Form:
    """`expect` carries the position at which the record was shown: what came in since was not seen."""

    def run(typed: Typed) -> Any:
        seen = typed.expect.get("position")
        known = seen if isinstance(seen, int) and 0 < seen <= read.position else read.position
        return service.office.review(id, known, typed.by, typed.data.get("findings"))

    lead = (
        "You looked the record over, as it stands now. Only what changes from here on will ask to be looked at again."
    )
    return Form("I checked this record", office.Review, run, lead, "I checked it", expect={"position": read.position})


def undo(service: Service, id: UUID, position: int) -> Form:
    def run(typed: Typed) -> Any:
        minutes = service.rulebook.text("corrections")["undo_minutes"]
        return service.office.undo(id, position, typed.by, timedelta(minutes=minutes))

    fact = service.office.event(id, position)
    lead = f"{sentence(fact)} Its opposite is recorded, with your name; both stay readable." if fact else _SINCE
    return Form("Undo it", clinical.Nothing, run, lead, "Undo it", places=lambda field: "")


_SINCE = "Something was recorded since, so that this cannot be undone any more."


def reaffirm(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return service.office.reaffirm(id, chapter, item["id"], typed.by)

    lead = "You asked, or looked, and it is still so. Nothing changes but that your name and the day stand beside it."
    return Form("Still right", clinical.Nothing, run, lead, "It is still right")
