"""Serving: one worker process with several threads, drained when it is asked to stop."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from socket import socket
from typing import Any, NamedTuple

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from web import logs
from web.app import create_app
from web.bundling.resuming import resume as go_on
from web.http import hosts, limits
from web.http.watched import Watcher
from web.keeping import notices
from web.keeping.cadence import Cadence
from web.keeping.erasing import resume
from web.logs import Bare
from web.ports import address_of, listen
from web.review.replay import tidy
from web.service import Service

DRAIN = 30  # seconds that answers under way may still take
_CONNECTIONS = 512  # at once; each is a file, of which a process usually has 1,024


Opened = tuple[Flask, Callable[[], None]]
"""Pages, and how what they need is closed."""


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn is not typed
    """Gunicorn, told everything here. What is served is opened in the worker: nothing may be carried over a fork."""

    def __init__(self, open_: Callable[[], Opened], settings: dict[str, Any]) -> None:
        self._open, self._settings = open_, settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        app, close = self._open()
        self.cfg.set("worker_exit", lambda server, worker: close())
        _settle()
        return app


def _settle() -> None:
    """What stays as long as the server does is not looked through again: that holds up whoever asks, for 0.15 s."""
    gc.collect()
    gc.freeze()


class _Quiet(Logger):  # type: ignore[misc]
    """Gunicorn's own words as ours: without what a request held."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Bare())


class Watching(NamedTuple):
    """What is told of the server while it serves: `requests`, a line in the log for each; `metrics`, where these are
    to be had, as a host and a port."""

    requests: bool = False
    metrics: tuple[str, int] | None = None


QUIET = Watching()


def run(
    folder: Path, bound: socket, threads: int, ready: Callable[[str], None], proxies: int = 0,
    names: Sequence[str] = (), watching: Watching = QUIET,
) -> None:  # fmt: skip
    """Serve until SIGTERM or Ctrl-C. `ready` hears the address once the store is open; errors of it come first.
    `names`: what this server is called, where that is known."""
    if watching.metrics:
        import_module("web.metrics")  # which says what to install
        listen(*watching.metrics).close()
    Service.open(folder).close()
    notices.read(folder)
    called = hosts.trusted(names, bound.getsockname()[0], proxies)
    serve(lambda: _opened(folder, proxies, called, watching), bound, threads, ready)


def serve(open_: Callable[[], Opened], bound: socket, threads: int, ready: Callable[[str], None]) -> None:
    """The same of any pages."""
    address = address_of(bound)
    settings = {
        "bind": f"fd://{bound.detach()}",
        "workers": 1,
        "worker_class": "web.http.arriving.Worker",
        "worker_connections": _CONNECTIONS,
        "threads": threads,
        "graceful_timeout": DRAIN,
        "timeout": 120,
        "limit_request_line": limits.LINE,
        "limit_request_fields": limits.HEADERS,
        "limit_request_field_size": limits.HEADER,
        "loglevel": "error",
        "logger_class": _Quiet,
        "post_worker_init": lambda worker: ready(address) if worker.age == 1 else None,
        "control_socket_disable": True,
    }
    _settle()  # a page that nobody writes into any more is one for both processes
    _Server(open_, settings).run()


def _opened(folder: Path, proxies: int, called: list[str] | None = None, watching: Watching = QUIET) -> Opened:
    service = Service.open(folder)
    tidy(folder)
    resume(service)
    service.views.engine.start()
    service.reads.engine.start()
    cadence = Cadence(service)
    cadence.start()
    mailing = notices.Notices(service)
    mailing.start()
    beside = ExitStack()
    app = create_app(service, proxies, called, list(_watchers(service, watching, beside)))
    go_on(service, app.extensions["exports"])

    def close() -> None:
        beside.close()
        app.extensions["exports"].close()
        mailing.stop()
        cadence.stop()
        service.close()

    return app, close


def _watchers(service: Service, watching: Watching, beside: ExitStack) -> Iterator[Watcher]:
    if watching.requests:
        yield logs.requests()
    if watching.metrics:
        from web.metrics import Metrics  # prometheus_client is an extra

        metrics = Metrics(service)
        beside.enter_context(metrics.served(*watching.metrics))
        yield metrics.see
