"""What a command line tells of patients is recorded as well, before a word of it is printed."""

from __future__ import annotations

from collections.abc import Iterable

from domain.access import SHOWN, RecordAccessed
from domain.staff import StaffAccount
from web.cli.context import Context
from web.service import Service


def note(
    context: Context,
    service: Service,
    account: StaffAccount,
    section: str,
    patients: Iterable[object],
    whole: bool = False,
) -> None:
    """`StoreError` where it cannot be recorded; then nothing may be printed."""
    service.store.access.note(
        RecordAccessed,
        context.by(service, account),
        section=section,
        medium="command",
        address=f"caretrail {section}",
        outcome=SHOWN,
        known=service.store.log.position,
        patients=sorted(str(one) for one in patients),
        whole=whole or None,
    )
