"""What waits for an answer: changes that patients ask for, and parts of records that others ask for."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from domain import mrn
from domain.fact import Plain
from domain.permissions import May, may
from domain.staff import StaffAccount
from projections.reading import StoredReading
from projections.worklist import Deficiency
from web.access import closed
from web.record import disclosed, todos
from web.service import Service
from web.wording import words

FEW = 5


class Waiting(NamedTuple):
    """`says` leads to `address`; `text` is what is asked; `due` and `tone` (over, soon, later) as on the work list."""

    address: str
    name: str
    number: str
    says: str
    text: str
    since: str
    due: str
    tone: str


def waiting(service: Service, account: StaffAccount, most: int) -> list[Waiting]:
    """Those with a date first, by it; then the oldest of the others. What is asked of a record that is closed to them
    nobody is told."""
    now, terms = service.clock(), service.rulebook.terms
    amendments = service.views.worklist.rows(terms, now, rule="DQ29", most=most)
    listed = todos.todos(amendments, service.views, now, True)
    found = [(one.it.patient, _amendment(service, one.it, one.due, one.tone)) for one in listed]
    parts = service.views.releases.waiting(most)
    found += [(one.patient, _release(service, one.patient, one.id, one.told)) for one in parts]
    return [one for _, one in closed.redacted(service, account, found, lambda pair: pair[0], _untold)]


def own(service: Service, account: StaffAccount) -> list[Waiting]:
    """The first few, for those who decide."""
    return waiting(service, account, FEW) if may(account.role, May.DECIDE_AMENDMENT) else []


def _untold(pair: tuple[str, Waiting]) -> tuple[str, Waiting]:
    patient, one = pair
    return patient, one._replace(name=closed.MASK, says="Something is asked", text="")


def _amendment(service: Service, one: Deficiency, due: str, tone: str) -> Waiting:
    id = UUID(one.patient)
    entry = StoredReading(service.views.current, id).entry("reviews", one.about.partition(".")[2]) or {}
    number, name = _whose(service, id)
    since = words.when(entry.get("recorded", {}).get("at", "")[:10])
    return Waiting(
        f"/patients/{number}/amendments", name, mrn.shown(number), "The patient asks for a change",
        entry.get("text", ""), since, due, tone,
    )  # fmt: skip


def _release(service: Service, patient: str, release: str, told: Plain) -> Waiting:
    number, name = _whose(service, UUID(patient))
    return Waiting(
        f"/patients/{number}/releases/{release}", name, mrn.shown(number), f"{told['requester']} asks for a part",
        disclosed.about(told), words.when(told["recorded_at"][:10]), "", "later",
    )  # fmt: skip


def _whose(service: Service, id: UUID) -> tuple[str, str]:
    person = service.views.directory.person(id)
    return person["mrn"], person["name"]
