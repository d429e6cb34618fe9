"""Small things that forms begin with: the time, and what a link asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date

from flask import request

from web.service import Service

KEPT = "What stood here stays readable, with your reason."
"""What leads a correction."""


def when(field: str) -> Callable[[str], str]:
    """The field behind a dotted path: its first word; what is odd about the time is told at the field of the time."""
    return lambda path: field if path == "when" else path.split(".")[0]


def now(service: Service) -> str:
    return f"{service.clock().astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def today(service: Service) -> date:
    return service.clock().date()


def asked(name: str) -> dict[str, str]:
    """A field that the link to a form has filled in already."""
    return {name: request.args[name]} if request.args.get(name) else {}
