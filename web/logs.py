"""What the program says of itself: one line of JSON for each fault, and for each request where that is asked for;
nothing that anybody typed."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any

from web.http.watched import Seen, Watcher

_FRAMES = 8  # of a traceback, the innermost
Raised = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)  # what `sys.exc_info` gives


class Bare(logging.Formatter):
    """The words of the program, never their arguments: these, and the text of an error, may name a patient."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "said": str(record.msg)}
        told |= getattr(record, "told", {})
        if record.exc_info and record.exc_info[0]:
            told |= {"error": record.exc_info[0].__name__, "where": _where(record.exc_info[2])}
        return json.dumps(told)


def fault(number: str, method: str, page: str | None, raised: Raised) -> None:
    """Something went wrong on our side; `number` is its request's, and `page` the name of the page, not its address."""
    told = {"request": number, "method": method, "page": page}
    _logger().error("a page failed", exc_info=raised, extra={"told": told})


def requests() -> Watcher:
    """From now on there is a line for each request: whoever watches it hears of it by this."""
    _logger().setLevel(logging.INFO)

    def say(seen: Seen) -> None:
        told = {"request": seen.number, "method": seen.method, "page": seen.page, "status": seen.status}
        _logger().info("request", extra={"told": {**told, "ms": round(seen.seconds * 1000, 1)}})

    return say


class _Stderr(logging.Handler):
    """Writes to what stderr is at the moment, not to what it was when the program began."""

    def emit(self, record: logging.LogRecord) -> None:
        print(self.format(record), file=sys.stderr, flush=True)


def bare_handler() -> logging.Handler:
    handler = _Stderr()
    handler.setFormatter(Bare())
    return handler


def _logger() -> logging.Logger:
    logger = logging.getLogger("caretrail")
    if not logger.handlers:
        logger.addHandler(bare_handler())
    return logger


def _where(trace: TracebackType | None) -> list[str]:
    frames = extract_tb(trace)[-_FRAMES:]
    return [f"{Path(one.filename).parent.name}/{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames]
