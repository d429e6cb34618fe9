"""An application behind a server of its own in this process, and the people who sign in to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from werkzeug.serving import make_server

from web.service import Service


@contextmanager
def listening(app: Callable[..., Any]) -> Iterator[str]:
    """The address, without a slash at its end; on a free port, and gone afterwards."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def employ(service: Service, people: Iterable[tuple[str, str, str]], password: str) -> None:
    """Each by the name to sign in with, their own name, and their role; all have the same password."""
    for login, name, role in people:
        service.personnel.add(login, name, role, service.system())
        service.accounts.set_password(login, password)
