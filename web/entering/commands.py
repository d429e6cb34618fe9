"""Which commands the pages offer, each with its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from domain.blood import ABO
from projections.reading import Reading
from web.entering import histories, naming, reporting
from web.entering.forms import Form, Typed
from web.entering.given import when
from web.entering.measuring import measurements
from web.entering.registering import correct_details, edit
from web.entering.visiting import check_in, visit
from web.schemas import clinical
from web.service import Service

OnFile = Callable[[Service, UUID, Reading], Form]
ADDS = (
    ("visits", "Open a visit"),
    ("measurements", "Measurements"),
    ("history-entries", "History: something that is"),
    ("none-known", "History: none known"),
    ("reports", "Report"),
    ("blood-groups", "Blood group"),
    ("attachments", "Document"),
    ("edit", "Details: it changed"),
    ("correct", "Details: it was wrong"),
)


def blood_group(service: Service, id: UUID, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.record_blood_group(id, typed.data, typed.by, typed.confirmed)

    lead = f"{', '.join(ABO[:3])} or {ABO[3]}: for reference, not for transfusion, until two specimens agree."
    return Form("Record a blood group", clinical.Blood, run, lead, places=when("collected_at"))


ON_FILE: Mapping[str, OnFile] = {
    "edit": edit,
    "correct": correct_details,
    "identify": naming.identify,
    "death": naming.death,
    "revoke-death": naming.revoke_death,
    "visits": visit,
    "check-in": check_in,
    "measurements": measurements,
    "blood-groups": blood_group,
    "history-entries": histories.add,
    "none-known": histories.none_known,
    "reports": reporting.record,
}
