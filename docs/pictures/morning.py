"""The morning of the pictures: visits, a slip that was put right, papers, and somebody who is on file twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from docs.pictures.paper import slip
from domain.by import By
from domain.chapter import EVERYTHING
from domain.fact import Plain
from domain.visits import SECOND
from web.service import Service

_REASONS = ("Wound dressing", "Antenatal check", "Warfarin check", "Headache", "Follow-up", "Vaccination", "Cough")


def morning(service: Service, chosen: Plain, ama: By, tomas: By) -> None:
    start = service.clock().replace(hour=8, minute=20)
    others = [hit for hit in service.views.directory.recent(8) if hit["id"] != chosen["id"]]
    for n, (hit, reason) in enumerate(zip([*others[:6], chosen], _REASONS, strict=False)):
        began = start + timedelta(minutes=19 * n)
        told = {"visit_class": "AMB", "start": minute(began), "reason": {"text": reason}, "seen_by": "Dr Sato"}
        (visit,) = service.records.open_visit(UUID(hit["id"]), told, ama, (SECOND,)).entries
        if n < 3:
            service.records.close_visit(UUID(hit["id"]), visit, minute(began + timedelta(minutes=24)), ama)
    service.views.ready(60)
    _slip_of_the_pen(service, UUID(chosen["id"]), ama, minute(start + timedelta(minutes=121)))
    _papers(service, UUID(chosen["id"]), ama)
    _twice(service, others[3], tomas)


def _slip_of_the_pen(service: Service, who: UUID, by: By, at: str) -> None:
    entries = service.views.current.file(who)["chapters"]["measurements"].values()
    last = [one["value"] for one in entries if one["kind"] == "weight"][-1]
    right = next(one for n in range(9) if (one := f"{float(last) - 0.6 - n / 10:.1f}")[-1] != one[-3])
    pressure = [{"kind": "systolic", "value": "138"}, {"kind": "diastolic", "value": "86"}]
    wrong = {"kind": "weight", "value": f"{right[:-3]}{right[-1]}.{right[-3]}"}
    why = by._replace(reason="typing-error", because="two digits changed places")
    weight = service.records.measure(who, [wrong, *pressure], by, at).entries[0]
    service.records.correct(who, "measurements", weight, {"value": right}, why)


def _papers(service: Service, who: UUID, by: By) -> None:
    letter = b"%PDF-1.7 an invented letter"
    for title, content, mime, day in (
        ("Referral letter", letter, "application/pdf", "2026-03-02"),
        ("Slip of Harbour Street Laboratory", slip(), "image/png", "2026-11-26"),
    ):
        told = {"digest": sha256(content).hexdigest(), "size": len(content), "mime": mime, "title": title}
        address = service.store.attachments.put(content, who)
        service.records.attach(who, {**told, "address": address, "taken_at": day}, by)


def _twice(service: Service, hit: Plain, by: By) -> None:
    """The same person, registered at another desk by somebody who did not look: day and month changed places."""
    details = service.views.current.file(UUID(hit["id"]))["chapters"]["demographics"]["demographics"]
    year, month, day = str(hit["born"]).split("-")
    born = f"{year}-{day}-{month}" if int(day) < 13 else str(hit["born"])
    told = {
        "names": [details["names"][0]["text"].upper()],
        "birth": {"value": born, "basis": "stated"},
        "gender": details["gender"],
        "contacts": details.get("contacts", [])[:1],
        "registration_source": "self",
    }
    service.records.register(told, by, EVERYTHING)
    service.views.ready(60)


def minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}Z"
