"""Issuing a token and ending one, as forms."""

from __future__ import annotations

from typing import Any

from domain.staff import StaffAccount
from domain.tokens import SCOPES, grants
from projections.tokens import Issued
from web.entering.forms import Form, Typed
from web.schemas import clinical, office
from web.service import Service

_LEAD = (
    "A program that has it comes in as you, and may do what you choose here and never more than you may. Everything it "
    "sees and records stands in the logs under the token’s own id."
)


def issue(service: Service, account: StaffAccount, shown: list[str]) -> Form:
    """What has to be told once, the token's text, is put into `shown`; nothing where it was told before."""

    def run(typed: Typed) -> Any:
        scopes = [scope for scope in SCOPES if typed.data.get(scope) == "yes"]
        told = typed.data
        receipt, text = service.tokens.issue(account.login, told["name"], scopes, told["until"], typed.by)
        shown.extend([text] if text else [])
        return receipt

    granted = grants(account.role)
    return Form(
        "Issue a token", office.token({scope: SCOPES[scope] for scope in granted}), run, _LEAD, "Issue it",
        places=lambda path: granted[0] if path == "scopes" else path,
    )  # fmt: skip


def revoke(service: Service, one: Issued, whose: str) -> Form:
    def run(typed: Typed) -> Any:
        return service.tokens.revoke(one.token, typed.by)

    lead = f"“{one.name}”, {one.token}, of {whose}. Programs that have it are out at once; what was done with it stays."
    return Form("Revoke a token", clinical.Nothing, run, lead, "Revoke it", places=lambda field: "")
