"""Accounts as forms: who is added, in which role, and who may act for whom."""

from __future__ import annotations

from typing import Any

from domain.receipt import Receipt
from domain.staff import ROLES, StaffAccount
from web.entering.forms import Form, Typed
from web.schemas import office
from web.service import Service

_ADDED = (
    "You get a code to hand over, and never know the password: with the code the person chooses one, within three days."
)
_ROLE = (
    "{name} is {role}. With days, another role holds from the first up to and with the last, and then this one again; "
    "without, it is changed for good."
)
_DELEGATE = (
    "Whoever you name may then act as {name} does, from the first day up to and with the last. What they record stands "
    "under their own name, with for whom they did it."
)


def invite(service: Service) -> Form:
    def run(typed: Typed) -> Any:
        told = typed.data
        days = told.get("begins"), told.get("ends")
        return service.personnel.add(told["login"], told["name"], told["role"], typed.by, *days)

    return Form("Add an account", office.Account, run, _ADDED, "Add it")


def role(service: Service, account: StaffAccount) -> Form:
    def run(typed: Typed) -> Receipt:
        told, personnel = typed.data, service.personnel
        if told.get("begins") or told.get("ends"):
            return personnel.lend_role(account.login, told["role"], told.get("begins"), told.get("ends"), typed.by)
        if told["role"] == account.role and account.lent:
            return personnel.lend_role(account.login, "", None, None, typed.by)
        return personnel.change_role(account.login, told["role"], typed.by)

    lead = _ROLE.format(name=account.name, role=ROLES.get(account.role, account.role).lower())
    lent = account.lent or {}
    start = {"role": lent.get("role", account.role), "begins": lent.get("from", ""), "ends": lent.get("until", "")}
    return Form("A role", office.Role, run, lead, "Record", initial=start)


def delegate(service: Service, account: StaffAccount) -> Form:
    def run(typed: Typed) -> Any:
        told = typed.data
        days = told.get("begins"), told.get("ends")
        return service.personnel.delegate(account.login, told["to"], *days, typed.by)

    return Form("Somebody acts for another", office.Delegation, run, _DELEGATE.format(name=account.name), "Record")
