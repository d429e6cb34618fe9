"""Whose time of retention is over by the policy and the clock of now, and what keeps a record all the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from domain.disposition import RETENTION_ENDED
from domain.refusal import NotFound, Refused
from domain.retention import CONTACT, DIED, IMAGES, MINOR, End, Schedule, Span, bounds, kept_until, today
from projections.reading import StoredReading
from projections.releases import OPEN, RELEASED
from web.service import Service
from web.wording import words

COLUMNS = ("record", "name", "last_contact", "kept_until", "because", "since", "kept_by")
_FIELDS = {CONTACT: "adult_years", MINOR: "minor_age", DIED: "deceased_years", IMAGES: "image_years"}
_WHY = {
    CONTACT: "Nobody came, and nothing was written down, for {}",
    MINOR: "{} old by now",
    DIED: "Died more than {} ago",
    IMAGES: "The last x-ray or other image is {} old",
}
KEPT = {
    CONTACT: "After the last contact", MINOR: "Who came as a child", DIED: "After death",
    IMAGES: "X-rays and other images",
}  # fmt: skip
_VISITS, _REQUESTS = 50, 1000  # the newest, among which what is open is looked for


HOLD, ERASURE, VISIT, REQUEST = "hold", "erasure", "visit", "request"


class Block(NamedTuple):
    """What keeps a record whose time is over: `kind` is one of the four above."""

    kind: str
    says: str


class Standing(NamedTuple):
    """`blocks` are what keeps a record that is `over`, or would keep it."""

    span: Span
    end: End
    over: bool
    why: str
    blocks: tuple[Block, ...]

    @property
    def unfinished(self) -> list[Block]:
        """What is still to be done in the record itself."""
        return [block for block in self.blocks if block.kind in (VISIT, REQUEST)]

    @property
    def since(self) -> str:
        """The first day on which it need not be kept."""
        return words.when(str(self.end.last + timedelta(days=1)))

    @property
    def until(self) -> str:
        return words.when(str(self.end.last))

    @property
    def last_here(self) -> str:
        return words.when(str(self.span.contact))


class Listed(NamedTuple):
    """`place` is what the next page is asked for by."""

    id: str
    number: str
    name: str
    place: str
    standing: Standing


def standing(service: Service, id: UUID) -> Standing | None:
    """None where the record is gone. Nobody is named in what keeps it."""
    service.views.ready()
    span = service.views.retention.of(str(id))
    return _standing(service, id, span, service.rulebook.schedule) if span else None


def listed(service: Service, after: str = "", most: int = -1, named: bool = True) -> Iterator[Listed]:
    """Whose time is over, those first who were last here longest ago; without names where they are not to be told."""
    service.views.ready()
    by = service.rulebook.schedule
    for one in service.views.retention.ended(bounds(by, service.clock()), after, most):
        number, name = service.views.directory.named([one.patient])[one.patient]
        told = _standing(service, UUID(one.patient), one.span, by, named)
        yield Listed(one.patient, number, name if named else "", one.place, told)


def count(service: Service, by: Schedule) -> int:
    return service.views.retention.count(bounds(by, service.clock()))


def rows(service: Service, named: bool) -> Iterator[dict[str, Any]]:
    """The list as a file has it."""
    for one in listed(service, named=named):
        span, end = one.standing.span, one.standing.end
        yield {
            "record": one.number, "name": one.name, "last_contact": str(span.contact), "kept_until": str(end.last),
            "because": one.standing.why, "since": str(end.last + timedelta(days=1)),
            "kept_by": "; ".join(block.says for block in one.standing.blocks),
        }  # fmt: skip


def judge(service: Service, id: UUID, ground: str) -> None:
    """`Refused` where a record is to be erased because its time is over, and that is not so, or something keeps it."""
    if ground != RETENTION_ENDED:
        return
    now = standing(service, id)
    if now is None:
        raise NotFound(f"There is no patient {id}.")
    if not now.over:
        raise Refused("ground", f"Its time of retention has not ended: it is kept until {now.until}.")
    if others := [block.says for block in now.blocks if block.kind != ERASURE]:
        raise Refused("ground", f"Something keeps this record: {'; '.join(others)}. See to that first.")


def note(service: Service, now: Standing) -> str:
    """What is said in a request for its erasure; nothing of the patient."""
    number = service.rulebook.number("retention")
    policy = f"version {number} of the office’s policy" if number else "the program’s own schedule"
    return f"It had to be kept until {now.until}, by {policy}."


def _standing(service: Service, id: UUID, span: Span, by: Schedule, named: bool = False) -> Standing:
    end = kept_until(span, by)
    years = by._asdict()[_FIELDS[end.ground]]
    why = _WHY[end.ground].format(f"{years} year{'' if years == 1 else 's'}")
    return Standing(span, end, end.last < today(service.clock()), why, tuple(_blocks(service, id, named)))


def _blocks(service: Service, id: UUID, named: bool) -> Iterator[Block]:
    """`named`: with the matters of holds, in which people are named."""
    if known := service.erasing.of(id):
        yield from (Block(HOLD, f"Hold: {matter}" if named else "A hold keeps it") for matter in known.holds.values())
        if known.request:
            asked = f"asked for by {known.request['name']}"
            yield Block(ERASURE, f"Its erasure was {'approved' if known.approval else asked}")
    read = StoredReading(service.views.current, id)
    for visit in read.newest("visits", _VISITS):
        if visit["status"] == "open":
            yield Block(VISIT, f"A visit is open since {words.when(visit['start'])}")
    for one in read.newest("reviews", _REQUESTS):
        if one["kind"] == "amendment" and one["status"] == "open":
            yield Block(REQUEST, "A change that the patient asks for is not decided")
    for release in service.views.releases.of(str(id)):
        if release.kind == RELEASED and release.state == OPEN:
            yield Block(REQUEST, "Somebody asks for a part of it, and has no answer")
