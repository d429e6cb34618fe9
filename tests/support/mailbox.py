"""A mail server that really takes what is sent to it."""

from __future__ import annotations

import email
from asyncio import AbstractServer
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.policy import default
from socket import socket
from typing import Any

from aiosmtpd.controller import Controller


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


class _Controller(Controller):
    """Of a port that is its own from the first: another process may take one that was only found to be free."""

    def __init__(self, box: Box, bound: socket) -> None:
        host, port = bound.getsockname()
        super().__init__(box, hostname=host, port=port, ready_timeout=60)
        self._bound = bound

    def _create_server(self) -> Awaitable[AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._bound)


@contextmanager
def mailbox(answer: str = "250 OK") -> Iterator[Box]:
    box, bound = Box(answer), socket()
    bound.bind(("127.0.0.1", 0))
    controller = _Controller(box, bound)
    box.server = f"{controller.hostname}:{controller.port}"
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
