"""A mail server that really takes what is sent to it."""

from __future__ import annotations

import email
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from tests.support.ports import free_ports


@dataclass
class Box:
    """What the server took, and how it answers."""

    answer: str = "250 OK"
    server: str = ""
    taken: list[tuple[str, list[str], bytes]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return self.answer

    def note(self, n: int = -1) -> tuple[str, str]:
        """Subject and text of a mail, as who receives it sees them."""
        message = email.message_from_bytes(self.taken[n][2], policy=default)
        return str(message["Subject"]), message.get_content().replace("\r\n", "\n")


@contextmanager
def mailbox(answer: str = "250 OK") -> Iterator[Box]:
    box = Box(answer)
    (port,) = free_ports(1)
    box.server = f"127.0.0.1:{port}"
    controller = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=60)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
