"""How the server does, for Prometheus: at an address of its own, which no proxy leads to. Nothing of any patient.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from trail.errors import StoreError, of_store
from trail.sealed import anchors_of, last_of
from web.http.watched import Seen
from web.readiness import readiness
from web.service import Service

try:
    from prometheus_client import CollectorRegistry, Counter, Histogram, make_wsgi_app
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
except ImportError:
    raise StoreError("For metrics, install Caretrail with them: pip install 'caretrail[metrics]'") from None

_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_DOOR = ("door.sign_in", "door.code", "passkeys.enter", "provider.back")
Family = CounterMetricFamily | GaugeMetricFamily


class Metrics:
    """What is counted as it happens, and what is looked up when somebody asks."""

    def __init__(self, service: Service) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "caretrail_requests", "Requests that were answered.", ["page", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "caretrail_request_seconds", "Seconds until an answer began.", ["page"], buckets=_SECONDS,
            registry=self.registry,
        )  # fmt: skip
        self._failures = Counter(
            "caretrail_sign_in_failures", "Sign-ins that were refused.", ["page"], registry=self.registry
        )
        self.registry.register(_Standing(service))

    def see(self, seen: Seen) -> None:
        self._requests.labels(seen.page, str(seen.status)).inc()
        self._seconds.labels(seen.page).observe(seen.seconds)
        if seen.page in _DOOR and seen.status >= 400:
            self._failures.labels(seen.page).inc()

    @contextmanager
    def served(self, host: str, port: int) -> Iterator[int]:
        """At `http://HOST:PORT/metrics`, from a thread of its own; the port that it is."""
        server = make_server(host, port, self._answer, _Server, _Silent)
        thread = Thread(target=server.serve_forever, name="metrics", daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            server.server_close()

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != "/metrics":
            start("404 Not Found", [("Content-Type", "text/plain")])
            return [b"/metrics\n"]
        answer: Iterable[bytes] = make_wsgi_app(self.registry)(environ, start)
        return answer


class _Server(WSGIServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up, or asks nothing, has nothing to be told."""


class _Silent(WSGIRequestHandler):
    timeout = 5.0  # seconds: whoever connects and asks nothing holds up all others, and the server's end

    def log_message(self, format: str, *args: Any) -> None:
        """Who asks is nobody's business."""


class _Standing:
    """How the store stands, looked up when somebody asks."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def describe(self) -> Iterable[Family]:
        """Nothing is asked of the store only to be told what can be asked."""
        return []

    def collect(self) -> Iterator[Family]:
        yield from _readiness(self._service)
        try:
            yield from _log(self._service)
            yield from _checkpoints(self._service)
        except Exception as error:  # the store is away, and `caretrail_ready` has said so
            if not of_store(error):
                raise


def _readiness(service: Service) -> Iterator[Family]:
    now = readiness(service)
    yield _gauge("caretrail_ready", "1 where this host can take requests.", int(now.ready))
    reasons = GaugeMetricFamily("caretrail_unready", "1 for each reason why it cannot.", labels=["reason"])
    for reason in now.reasons:
        reasons.add_metric([reason.code], 1)
    yield reasons
    free = shutil.disk_usage(service.folder).free
    yield _gauge("caretrail_disk_free_bytes", "Octets that are free where the store's folder is.", free)


def _log(service: Service) -> Iterator[Family]:
    log, access = service.store.log, service.store.access.log
    yield _counter("caretrail_log_position", "Events in the log.", log.position)
    yield _counter("caretrail_commands", "Commands that this process has recorded.", log.commands)
    yield _counter("caretrail_commits", "Commits that they shared.", log.commits)
    yield _counter("caretrail_reads_position", "Entries in the log of reads.", access.position)
    views = service.views.engine
    yield _gauge("caretrail_views_behind", "Events that the views are behind.", log.position - views.position)
    behind = access.position - service.reads.engine.position
    yield _gauge("caretrail_reads_behind", "Entries that the view of the log of reads is behind.", behind)
    for state, count in service.store.backend.connections().items():
        name = f"caretrail_database_connections_{state}"
        yield _gauge(name, f"Connections of the pool that are {state}.", count)


def _checkpoints(service: Service) -> Iterator[Family]:
    last, paths = last_of(service.store), anchors_of(service.store).paths()
    signed = last.checkpoint.size if last else 0
    yield _gauge("caretrail_unsigned_events", "Events that no checkpoint covers.", service.store.log.position - signed)
    if last:
        yield _gauge("caretrail_checkpoint_age_seconds", "Since the last one was signed.", _age(service, last.at))
    if paths:
        kept = datetime.fromtimestamp(paths[-1].stat().st_mtime, service.clock().tzinfo)
        yield _gauge("caretrail_anchor_age_seconds", "Since the last one was kept or vouched for.", _age(service, kept))


def _age(service: Service, moment: datetime) -> float:
    return max(0.0, (service.clock() - moment).total_seconds())


def _gauge(name: str, says: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, value=value)


def _counter(name: str, says: str, value: float) -> CounterMetricFamily:
    return CounterMetricFamily(name, says, value=value)
