"""What an answer says no at, and what a stream holds after it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.web.api.program import problem
from web.service import Service


def facts(service: Service, stream: str, after: int = 0) -> list[tuple[str, dict[str, Any]]]:
    told = list(service.store.journal.history(UUID(stream)))[after:]
    return [(fact.TOPIC, {name: it for name, it in fact.payload().items() if it is not None}) for fact in told]


def pointers(answer: Any, name: str = "invalid") -> list[str]:
    return [one["pointer"] for one in problem(answer, name)["errors"]]
