"""An export in words: how it stands, what narrows it, and how its bundle is checked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from domain.access import PURPOSES
from domain.fact import Plain
from projections.exported import Exported
from trail import sealed
from trail.bundle.scope import Scope
from trail.checkpoint import fingerprint, grouped
from web.bundling import asking, requesting
from web.bundling.jobs import Job
from web.bundling.kept import Kept
from web.service import Service
from web.wording import kinds

WAITING, MAKING, FAILED, READY, AWAY = "waiting", "making", "failed", "ready", "away"
GIVEN_UP, BROKEN_OFF, ELSEWHERE = "given-up", "broken-off", "elsewhere"
ASKED, SEALED = "asked", "sealed"  # of a page of the past, which knows the log and nothing else
STATES = {
    WAITING: ("Waits its turn", ""),
    MAKING: ("Being made", "ct-chip--is"),
    FAILED: ("Not made", "ct-chip--look"),
    READY: ("Ready", "ct-chip--is"),
    AWAY: ("File taken away", ""),
    GIVEN_UP: ("Given up", "ct-chip--was"),
    BROKEN_OFF: ("Broken off", "ct-chip--look"),
    ELSEWHERE: ("Made on the command line", ""),
    ASKED: ("Asked for", ""),
    SEALED: ("Sealed", "ct-chip--is"),
}
"""Each in words, with the class of its chip."""
UNDER_WAY = (WAITING, MAKING)
TO_GO_ON = (FAILED, BROKEN_OFF, AWAY, ELSEWHERE)


class Patient(NamedTuple):
    number: str
    name: str


def state(found: Exported, job: Job | None, before: int, held: Kept | None, failed: str = "") -> str:
    """`before` is how many come first, `failed` why it was not made."""
    if found.ended:
        return GIVEN_UP
    if job:
        return WAITING if before else MAKING
    if failed:
        return FAILED
    if held:
        return READY if held.here else AWAY
    return ELSEWHERE if found.sealed and found.by["channel"] == "cli" else BROKEN_OFF


def then(found: Exported) -> str:
    """As the log alone has it."""
    return GIVEN_UP if found.ended else SEALED if found.sealed else ASKED


def patients(service: Service, told: Plain) -> list[Patient]:
    """Those who are on file: of whoever was erased since, nothing is known but that they were chosen."""
    named = service.views.directory.named(set(told.get("patients", ())))
    return [Patient(*named[id]) for id in told.get("patients", ()) if id in named]


def narrowed(service: Service, told: Plain) -> list[tuple[str, str]]:
    """What narrows it beside whose it is: what kind of filter, and its value."""
    filter, found = told["filter"], list[tuple[str, str]]()
    people = {**{one["staff"]: one["name"] for one in service.views.staff.all()}, **requesting.SYSTEM}
    found += [("By", str(people.get(one, one))) for one in filter.get("actors", ())]
    found += [("Kind", kinds.named(one)) for one in filter.get("types", ())]
    found += [(title, filter[name].replace("T", " ")) for title, name in _BOUNDS if name in filter]
    if shut := len(filter.get("without", ())):
        found.append(("Withheld", f"{asking.records(shut)} closed to whoever asked"))
    return found + ([("Fields", ", ".join(filter["fields"]))] if "fields" in filter else [])


_BOUNDS = (("Since", "since"), ("Until", "until"))


def closed(service: Service, told: Plain, shut: Iterable[str]) -> int:
    """How many of the records that are closed to somebody it may show."""
    scope, log = Scope(told["profile"], told["filter"]), service.store.log
    return sum(scope.may_show(log.key_of(UUID(one))) for one in shut)


def purpose(told: Plain) -> str:
    return str(PURPOSES.get(told["purpose"], told["purpose"]))


def size(octets: int) -> str:
    """`820 kB`, `4.1 MB`"""
    for unit, one in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if octets >= one:
            return f"{octets / one:.{0 if octets >= 100 * one or unit == 'kB' else 1}f} {unit}"
    return f"{octets} octets"


def key(service: Service) -> str:
    """The fingerprint of the one that signs, as it is read out (trail/bundle/reader/FORMAT.md, Trust)."""
    return grouped(fingerprint(sealed.signer_of(service.store).verifier_key))


def file_name(found: Exported) -> str:
    return f"caretrail-{found.by['at'][:10]}-{found.id[:8]}.zip"


def row(service: Service, found: Exported, stands: str, held: Kept | None) -> dict[str, Any]:
    """A line of the list."""
    whose = patients(service, found.told)
    return {
        "export": found, "state": stands, "kept": held, "patients": whose,
        "unknown": len(found.told.get("patients", ())) - len(whose),
        "narrowed": narrowed(service, found.told), "purpose": purpose(found.told),
    }  # fmt: skip
