"""What a command line tells of patients is recorded as well, before a word of it is printed."""

from __future__ import annotations

from collections.abc import Iterable

from domain.staff import StaffAccount
from web.cli.context import Context
from web.reads import noted
from web.reads.shown import Shown
from web.service import Service


def note(
    context: Context, service: Service, who: StaffAccount, section: str, patients: Iterable[object], whole: bool = False
) -> None:
    """`StoreError` where it cannot be recorded; then nothing may be printed."""
    shown = Shown(section, "command")
    noted.note(service, context.by(service, who), shown, f"caretrail {section}", patients, whole=whole)
