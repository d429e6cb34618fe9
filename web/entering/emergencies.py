"""The forms about closed records: opening one in an emergency, looking into that, and saying who may open one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from domain import details, mrn
from domain.confidentiality import EMERGENCIES
from domain.fact import Plain
from projections.reading import Reading
from web.entering.forms import Form, Typed
from web.schemas import emergencies as schemas
from web.schemas import person
from web.schemas.clinical import Nothing
from web.service import Service
from web.wording import words


def opening(service: Service, id: UUID, number: str) -> Form:
    minutes = int(service.rulebook.text("access")["glass_minutes"])

    def run(typed: Typed) -> Any:
        told = typed.data
        return service.office.break_glass(id, told["emergency"], told["why"], typed.by, timedelta(minutes=minutes))

    lead = (
        f"Record {mrn.shown(number)}. It opens to you for {minutes} minutes. The privacy officer is told at once, "
        "and every page of it that you see is noted as an emergency."
    )
    return Form("Open a closed record in an emergency", schemas.Opening, run, lead, f"Open it for {minutes} minutes")


def ending(service: Service, id: UUID, one: Plain) -> Form:
    def run(typed: Typed) -> Any:
        return service.office.end_glass(id, one["id"], typed.by)

    lead = (
        f"{_opened(one)}. Closed, it opens to you no more, unless something else leads you there. The privacy officer "
        "looks into it all the same."
    )
    return Form("Close the record again", Nothing, run, lead, "Close it")


def review(service: Service, id: UUID, one: Plain) -> Form:
    def run(typed: Typed) -> Any:
        return service.office.review_glass(id, one["id"], typed.data["finding"], typed.by)

    kind = EMERGENCIES.get(one.get("emergency", ""), EMERGENCIES["other"])
    lead = f"{_opened(one)}. {kind}: {one['why']}"
    lead += " What you find ends it, if its time is not over yet."
    return Form("Look into an emergency opening", schemas.Finding, run, lead, "This is what I found")


def _opened(one: Plain) -> str:
    """Who, when, and until when, which those of the first shape do not say."""
    by, until = one["recorded"], one.get("until")
    over = f", until {words.moment(until)}" if until else ""
    return f"{by['by']} opened this record at {words.moment(by['at'])}{over}"


def label(service: Service, id: UUID, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.label(id, typed.data["confidentiality"], typed.by)

    start = {"confidentiality": read.details.get("confidentiality", details.NORMAL)}
    lead = (
        "Normal opens to everybody who opens records. Restricted opens while the patient has a visit, to whoever wrote "
        "in it lately, and to reviewers. Very restricted opens to those whom a visit names as seeing the patient, and "
        "to you."
    )
    return Form("Who may open this record", person.Label, run, lead, "Change the label", reasoned=True, initial=start)
