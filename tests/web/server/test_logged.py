"""What a server logs: nothing that was asked or shown."""

from __future__ import annotations

import socket
from pathlib import Path

from tests.support.serving import Browser, served
from tests.web.server.clinic import CANARY, MRN, made  # noqa: F401  # for the fixtures of this folder


def test_nothing_that_was_asked_or_shown_is_logged(folder: Path) -> None:
    """A patient's name goes in by every door there is, wrong ones as well, and comes out by none of the streams."""
    with served(folder) as server:
        clerk = Browser(server.url)
        assert CANARY in clerk.get(f"patients/{MRN}")
        clerk.get(f"patients?q={CANARY}")
        clerk.post("", name=CANARY, pw=CANARY)
        host, port = server.url.removeprefix("http://").rstrip("/").split(":")
        for request in (
            f"GET /{CANARY} HTTP/9.9\r\n\r\n",
            f"{CANARY} / HTTP/1.1\r\nHost: x\r\n\r\n",
            f"GET /patients?q={CANARY * 1000} HTTP/1.1\r\nHost: x\r\n\r\n",
            f"GET / HTTP/1.1\r\n{CANARY}\r\n\r\n",
            f"GET / HTTP/1.1\r\nHost: {CANARY}\r\nContent-Length: {CANARY}\r\n\r\n",
            f"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{CANARY}\r\n",
        ):
            with socket.create_connection((host, int(port)), timeout=10) as raw:
                raw.sendall(request.encode())
                raw.shutdown(socket.SHUT_WR)
                while raw.recv(65536):
                    pass
        code, said = server.stop()

    assert code == 0
    assert CANARY not in said
