"""Bundles kept on this machine that may hold something of a record that is erased: none of them stays."""

from __future__ import annotations

from shutil import rmtree
from uuid import UUID

from domain.export import ExportRequested
from trail.bundle.scope import Scope
from web.bundling import kept
from web.service import Service


def forget(service: Service, kid: int) -> int:
    """Take away the files of every export that shows what this data key sealed; how many there were.

    That they were made, and what they were, stays known. Made again they would be others, and are refused.
    """
    gone = 0
    for folder in sorted((service.folder / "exports").glob("*-*-*-*-*")):
        id = UUID(folder.name)
        if _may_hold(service, id, kid):
            gone += kept.place(service, id).exists()
            kept.take_away(service, id)
            rmtree(folder / "files", ignore_errors=True)
    return gone


def _may_hold(service: Service, id: UUID, kid: int) -> bool:
    asked = next(service.store.journal.history(id), None)
    if not isinstance(asked, ExportRequested):
        return True
    return Scope(asked.profile, asked.filter).may_show(kid)
