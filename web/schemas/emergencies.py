"""What is said when a closed record is opened in an emergency, and when that is looked into."""

from __future__ import annotations

from domain.confidentiality import EMERGENCIES
from web.schemas.fields import Command, area, one


class Opening(Command):
    PARTS = {"Why it cannot wait": ("emergency", "why")}
    emergency = one("What is the emergency?", EMERGENCIES, required=True, width="w7")
    why = area("In your own words", required=True, hint="At least 15 characters; the privacy officer reads it")


class Finding(Command):
    PARTS = {"What you found": ("finding",)}
    finding = area("Was it right to open it, and what follows?", required=True)
