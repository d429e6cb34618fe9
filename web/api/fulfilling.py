"""From what a program sends to the form that a page would show, beside records: of which case, account, policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import g
from werkzeug.datastructures import MultiDict

from domain import casefile
from domain.case import Case
from domain.policies import DEFAULTS
from domain.refusal import NotFound, Refused
from domain.staff import StaffAccount
from projections.verifications import Sample
from web.api.carrying import Sent
from web.entering import casework, flagging, policing, verifying
from web.entering.forms import Form, Typed
from web.pages.access import known
from web.pages.flags import shown
from web.review.flagged import FlagQuery
from web.schemas import clinical
from web.service import Service

Named = Mapping[str, Any]
"""What stands in the address."""
Make = Callable[[Service, Named, Sent], Form]
Stands = Callable[[Service, Named], tuple[UUID, int]]
"""The stream that a command changes, and its version now; `NotFound`."""


def pressed(does: Callable[[Service, StaffAccount, Sent, Typed], Any]) -> Make:
    """What is one press on the page of an account."""

    def made(service: Service, named: Named, sent: Sent) -> Form:
        account = holder(service, named)
        run: Callable[[Typed], Any] = lambda typed: does(service, account, sent, typed)  # noqa: E731
        return Form("", clinical.Nothing, run, places=lambda field: field if field in sent else "")

    return made


# cases


def case(service: Service, named: Named) -> tuple[UUID, int]:
    id = service.cases.id_of(number(named))
    if not service.store.journal.exists(id):
        raise NotFound(f"There is no case {number(named)}.")
    return id, service.store.journal.load(Case, id).version


def number(named: Named) -> str:
    return str(named["number"]).upper()


def open_case(service: Service, named: Named, sent: Sent) -> Form:
    told = MultiDict((name, str(sent[name])) for name in ("log", "position") if name in sent)
    if told and casework.pinned(told) is None:
        raise Refused("position", "Give the position of an event, and say of which log.")
    return casework.opening(service, told)


def on_case(act: str) -> Make:
    def made(service: Service, named: Named, sent: Sent) -> Form:
        return casework.ACTS[act](service, service.views.cases.one(number(named)), MultiDict(), g.account.staff)

    return made


def unpin(service: Service, named: Named, sent: Sent) -> Form:
    file = service.views.cases.one(number(named))
    found = next((one for one in casefile.standing(file) if one["id"] == sent["pin"]), None)
    if found is None:
        raise Refused("pin", "This is not among the evidence.")
    return casework.unpinning(service, file, found)


# flags, and what is keyed again


def set_aside(service: Service, named: Named, sent: Sent) -> Form:
    asked = FlagQuery.read({name: sent[name] for name in ("since", "until") if name in sent}, service.clock())
    for name, reason in asked.errors.items():
        raise Refused(name, reason)
    flag = next((one for one in asked.flags(service) if one.key == named["flag"]), None)
    if flag is None:
        raise NotFound("There is no such flag in this time.")
    shown([flag])
    return flagging.set_aside(service, flag)


def draw(service: Service, named: Named, sent: Sent) -> Form:
    return verifying.draw(service)


def close_sample(service: Service, named: Named, sent: Sent) -> Form:
    return verifying.close(service, sample(service, named).id)


def key(service: Service, named: Named, sent: Sent) -> Form:
    found = sample(service, named)
    one = next((one for one in service.views.verifications.items(found.id) if one.number == sent["n"]), None)
    if one is None:
        raise Refused("n", "There is no such entry in this sample.")
    known(one.place.patient)
    where = verifying.source(service, one)
    return verifying.key(service, found, one, where["entry"], where)


def sample(service: Service, named: Named) -> Sample:
    if found := service.views.verifications.one(str(named["sample"])):
        return found
    raise NotFound("There is no such sample.")


# accounts and policies


def account(service: Service, named: Named) -> tuple[UUID, int]:
    found = holder(service, named)
    return found.id, found.version


def holder(service: Service, named: Named) -> StaffAccount:
    if found := service.personnel.account(str(named["login"])):
        return found
    raise NotFound("There is no account of this name.")


def on_account(make: Callable[[Service, StaffAccount], Form]) -> Make:
    return lambda service, named, sent: make(service, holder(service, named))


def lock(service: Service, account: StaffAccount, sent: Sent, typed: Typed) -> Any:
    return service.accounts.lock(account.login, typed.by, g.account)


def unlock(service: Service, account: StaffAccount, sent: Sent, typed: Typed) -> Any:
    return service.personnel.unlock(account.login, typed.by)


def end_delegation(service: Service, account: StaffAccount, sent: Sent, typed: Typed) -> Any:
    return service.personnel.end_delegation(account.login, str(sent["to"]), typed.by)


def revoke(service: Service, named: Named, sent: Sent) -> Form:
    run: Callable[[Typed], Any] = lambda typed: service.tokens.revoke(str(named["token"]), typed.by)  # noqa: E731
    return Form("", clinical.Nothing, run, places=lambda field: "")


def policy(service: Service, named: Named) -> tuple[UUID, int]:
    name = policy_name(named)
    known = service.rulebook.set(name)
    return service.rulebook.id_of(name), known.version if known else 0


def policy_name(named: Named) -> str:
    if named["name"] in DEFAULTS:
        return str(named["name"])
    raise NotFound(f"There is no policy of this name. There are {', '.join(DEFAULTS)}.")


def adopt(service: Service, named: Named, sent: Sent) -> Form:
    return policing.policy(service, policy_name(named))
