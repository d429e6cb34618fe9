"""What somebody is answered who asks for a record."""

from __future__ import annotations

from uuid import UUID

from tests.web.clerk_desk import Desk


def in_again(desk: Desk) -> None:
    """After a time in which a session ends."""
    with desk.client.session_transaction() as session:
        session["token"] = desk.service.accounts.begin("clerk")


def status_of(desk: Desk, id: UUID, path: str = "") -> int:
    desk.service.views.ready()
    return desk.client.get(f"/patients/{id}{path}").status_code
