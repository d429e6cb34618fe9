"""Serving: one worker process with several threads, drained when it is asked to stop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from web.app import create_app
from web.service import Service

DRAIN = 30  # seconds that answers under way may still take


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn is not typed
    """Gunicorn, told everything here. The store is opened in the worker: no connection may be carried over a fork."""

    def __init__(self, folder: Path, settings: dict[str, Any]) -> None:
        self._folder, self._settings = folder, settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        service = Service.open(self._folder)
        self.cfg.set("worker_exit", lambda server, worker: service.close())
        service.views.engine.start()
        return create_app(service)


def run(folder: Path, host: str, port: int, threads: int, ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or Ctrl-C. `ready` hears the address once it is bound; errors of the store come first."""
    Service.open(folder).close()

    def bound(arbiter: Any) -> None:
        address, number = arbiter.LISTENERS[0].sock.getsockname()[:2]
        ready(f"http://{address}:{number}/")

    settings = {
        "bind": f"{host}:{port}",
        "workers": 1,
        "worker_class": "gthread",
        "threads": threads,
        "graceful_timeout": DRAIN,
        "timeout": 120,
        "loglevel": "warning",
        "when_ready": bound,
        "control_socket_disable": True,
    }
    _Server(folder, settings).run()
