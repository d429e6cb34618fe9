"""The days on which an account is in force, as a form."""

from __future__ import annotations

from typing import Any

from domain.staff import ROLES, StaffAccount
from web.entering.forms import Form, Typed
from web.schemas import office
from web.service import Service

_LEAD = (
    "{name}, {role}. When the last day is over the account ends by itself, and whoever is signed in with it is out. "
    "All that was recorded stays."
)


def limit(service: Service, account: StaffAccount) -> Form:
    def run(typed: Typed) -> Any:
        days = typed.data
        return service.personnel.limit(account.login, days.get("begins"), days.get("ends"), typed.by)

    lead = _LEAD.format(name=account.name, role=ROLES.get(account.role, account.role).lower())
    start = {"begins": account.begins or "", "ends": account.ends or ""}
    return Form("When an account is in force", office.Validity, run, lead, "Record", initial=start)
