"""Which records are closed to whom: judged in one place for pages, files, programs and the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

from domain.confidentiality import FLAGGED, OWN, WHY, Led, opens, standing
from domain.details import NORMAL
from domain.emergencies import COMINGS
from domain.fact import Plain, iso
from domain.identity import ConfidentialityChanged
from domain.partial import PartialDateTime
from domain.refusal import NotAllowed
from domain.staff import StaffAccount
from domain.text import folded
from projections.flags.given import words
from projections.reading import StoredReading
from web.service import Service

MASK = "Closed record"
_BLANK: Plain = {"name": MASK, "born": None, "sex": "unknown", "former": [], "died": False, "closed": True}
_LATELY = 50  # events of one's own in a record
_LAST = 20  # visits, and things that were decided

Names = frozenset[frozenset[str]]
T = TypeVar("T")


class Closed(NotAllowed):
    """The record does not open to whoever asks; `label` says by what it is closed."""

    def __init__(self, role: str, patient: UUID, label: str) -> None:
        super().__init__(role, [WHY[label]])
        self.patient, self.label = patient, label
        self.args = (WHY[label],)


def judge(service: Service, account: StaffAccount, patient: UUID) -> Plain | None:
    """`Closed`; what was opened in an emergency is given back, where nothing else opens the record."""
    details = service.views.directory.details([str(patient)])
    label = _labels(service, account, details)[str(patient)] if details else NORMAL
    if opens(label, account.role, Led()):
        return None
    read, now = StoredReading(service.views.current, patient), service.clock()
    led = _led(service, account, patient, read, now)
    if opens(label, account.role, led):
        return None
    if (glass := _glass(account, read, now)) and opens(label, account.role, led._replace(broken=True)):
        return glass
    raise Closed(account.role, patient, label)


def among(service: Service, account: StaffAccount, patients: Iterable[str]) -> dict[str, Plain]:
    """Of these patients those who are closed to somebody, with their details: for lists that name many."""
    if not (asked := set(patients)):
        return {}
    service.views.ready()  # whoever asked for one file alone has not waited for what closes another
    if not (details := service.views.directory.details(asked)):
        return {}
    labels = _labels(service, account, details)
    return {id: details[id] for id, label in labels.items() if label != NORMAL and _shut(service, account, id)}


def redacted(
    service: Service, account: StaffAccount, found: Sequence[T], whose: Callable[[T], str], redact: Callable[[T], T]
) -> list[T]:
    """A list that names many: `whose` record each of it is about, and what is left of one whose record is closed."""
    shut = among(service, account, map(whose, found))
    return [redact(one) if whose(one) in shut else one for one in found]


def hits(service: Service, account: StaffAccount, found: Sequence[Plain]) -> list[Plain]:
    """Search hits: of a closed record the number alone is told, so that nobody registers its patient once more."""
    return redacted(service, account, found, lambda hit: str(hit["id"]), lambda hit: {**hit, **_BLANK})


def names(details: Plain) -> list[str]:
    """By what a patient could be known on a page: the longest first, so that no part of one is left."""
    return sorted({one["text"] for one in details.get("names", ())}, key=lambda one: -len(one))


def why(label: str, details: Plain) -> str:
    """Why a record is marked, in a word for its banner; empty for a normal one."""
    return "Bears the name of somebody of the staff" if "confidentiality" not in details and label != NORMAL else ""


def label_of(service: Service, details: Plain) -> str:
    """The label in force, whoever looks."""
    return standing(details.get("confidentiality"), _bears(details, _staff(service)))


def _shut(service: Service, account: StaffAccount, id: str) -> bool:
    try:
        judge(service, account, UUID(id))
    except Closed:
        return True
    return False


def _labels(service: Service, account: StaffAccount, people: dict[str, Plain]) -> dict[str, str]:
    own = frozenset([_named(account.name)])
    staff = _staff(service)
    lenient = service.rulebook.text("access")["own_record"] == FLAGGED
    found = {}
    for id, details in people.items():
        label = standing(details.get("confidentiality"), _bears(details, staff))
        found[id] = OWN if _bears(details, own) and not lenient else label
    return found


def _staff(service: Service) -> Names:
    return frozenset(map(_named, service.views.staff.names()))


@lru_cache(10_000)
def _named(name: str) -> frozenset[str]:
    """Of somebody who works here: the same few again and again."""
    return frozenset(words(name))


def _bears(details: Plain, known: Names) -> bool:
    """Whether one of the patient's names is one of these, in any order of its words; one word is nobody's alone."""
    told = (frozenset(words(one["text"])) for one in details.get("names", ()))
    return any(len(one) > 1 and one in known for one in told)


def _led(service: Service, account: StaffAccount, patient: UUID, read: StoredReading, now: datetime) -> Led:
    near = service.rulebook.watching.rules["no-visit"]
    visits = [one for one in read.newest("visits", _LAST) if _near(one, now, near["before"], near["after"])]
    seen_by = {folded(str(one.get("seen_by", ""))) for one in visits}
    asked = {"patient": str(patient), "actor": account.staff, "since": iso(now - timedelta(days=near["acts"]))}
    worked = any(one["type"] not in COMINGS for one in service.views.changes.rows(asked, newest=True, limit=_LATELY))
    return Led(bool(visits), worked, any(_names(one, account.name) for one in seen_by))


def _names(told: str, name: str) -> bool:
    """`Dr Haddad, Leila` names Leila Haddad."""
    wanted = set(words(name))
    return bool(wanted) and wanted <= set(words(told))


def _near(visit: Plain, now: datetime, before: int, after: int) -> bool:
    if visit["status"] == "open":
        return True
    if visit["status"] != "closed":
        return False
    start = PartialDateTime.parse(visit["start"])
    return start.earliest - timedelta(days=before) <= now <= start.latest + timedelta(days=after)


def _glass(account: StaffAccount, read: StoredReading, now: datetime) -> Plain | None:
    """What this person opened in an emergency, while the time lasts and nobody has looked into it."""
    opened = (one for one in read.newest("reviews", _LAST) if one["kind"] == "glass" and one["status"] == "open")
    found = (one for one in opened if one.get("until"))
    return next((one for one in found if one["actor"] == account.staff and iso(now) < one["until"]), None)


def everywhere(service: Service, account: StaffAccount) -> frozenset[str]:
    """The records that are closed to one whose work is the log: those that were labelled, and their own."""
    service.views.ready()
    labelled = {row["patient"] for row in service.views.changes.rows({"type": ConfidentialityChanged.TOPIC})}
    own = {hit["id"] for hit in service.views.directory.search(account.name)}
    return frozenset(among(service, account, labelled | own))
