"""What answers look like, for the description. A shape may grow, and what it has never changes."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from web.api.shaping import Shape
from web.api.shaping import count as _count
from web.api.shaping import many as _list
from web.api.shaping import mapping as _object
from web.api.shaping import text as _text

PATIENT_ID = "The record's id, or its record number."
NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"


class Quantity(fields.String):
    """A number that was measured, as a decimal string: exactly as many digits as were written."""

    def __init__(self, **told: Any) -> None:
        told.setdefault("validate", validate.Regexp(NUMBER))
        super().__init__(**told)


class ErrorItem(Shape):
    place = fields.String(data_key="in", required=True, validate=validate.OneOf(("body", "query", "path", "header")))
    pointer = _text("A JSON Pointer into the body, or the name of a parameter.")
    detail = _text("What is wrong with it.")


class ProblemDocument(Shape):
    """An error (RFC 9457)."""

    type = _text("Which kind it is: an address at which it is explained. It stays the same.")
    title = _text("The same in words.")
    status = _count("The status of the answer.")
    detail = _text("What happened this time.")
    instance = _text("The id of this request, as in X-Request-ID.")
    errors = _list(fields.Nested(ErrorItem), "What is wrong, place by place; empty where there is no one place.")


class Hit(Shape):
    """Somebody who was found."""

    id = _text("The record's id.")
    mrn = _text("The record number.")
    name = _text("The name.")
    born = _text("The birth as far as it is known.", allow_none=True)
    sex = _text("The gender on record.")
    score = _count("How well it fits; only for comparing.", required=False)


class Actor(Shape):
    id = _text("The staff id.")
    role = _text("The role at that time.")
    name = _text("The name at that time.", required=False)
    kind = _text("A person, the system, or an import.", required=False)


class Reason(Shape):
    code = _text("Of the list of reasons.", required=False, allow_none=True)
    text = _text("In their own words.", required=False, allow_none=True)


class FieldChange(Shape):
    field = _text("A dotted path of the file.")
    was = fields.Raw(allow_none=True, metadata={"description": "What stood there; null where nothing did."})
    now = fields.Raw(allow_none=True, metadata={"description": "What stands there; null where nothing does."})


class Change(Shape):
    """One event: who changed what, when and why."""

    position = _count("Its place in the log.")
    recorded_at = _text("When, in UTC.")
    effective = _text("Since when it was true, as far as that is known.", required=False, allow_none=True)
    patient = _text("Whose record.", required=False, allow_none=True)
    stream = _text("What it happened to.")
    version = _count("Its number in that.")
    type = _text("The stored name, without a number.")
    actor = fields.Nested(Actor, required=True)
    reason = fields.Nested(Reason, required=False, allow_none=True)
    changes = _list(fields.Nested(FieldChange), "Field by field.")


class Blame(Shape):
    """Who says so: one value of a file."""

    field = _text("A dotted path of the file.")
    value = fields.Raw(allow_none=True, metadata={"description": "What stands there."})
    position = _count("The event that wrote it.")
    actor = fields.Nested(Actor, required=True)
    recorded_at = _text("When, in UTC.")
    reason = fields.Nested(Reason, required=False, allow_none=True)
    earlier = _list(fields.Dict(), "The same of each value before, the newest first.")


class Difference(Shape):
    field = _text("A dotted path of the file.")
    was = fields.Raw(allow_none=True, metadata={"description": "At the earlier moment."})
    now = fields.Raw(allow_none=True, metadata={"description": "At the later moment."})
    positions = _list(fields.Integer(strict=True), "The events between them that wrote it.")


class Access(Shape):
    """One read: who was shown what."""

    position = _count("Its place in the log of reads.")
    at = _text("When, in UTC.")
    actor = _text("The staff id.")
    view = _text("What was shown.")
    patients = _list(fields.String(), "Whose data were in it.")
    purpose = _text("Why, where that was asked.", required=False, allow_none=True)
    position_shown = _count("The place in the log up to which it was told.")
    outcome = _text("Shown, denied or absent.")


class AsEntered(Shape):
    value = _text("As it was typed.")
    unit = _text("As it was typed.", required=False)


class Measurement(Shape):
    id = _text("The entry, `m3`.")
    kind = _text("Such as `weight`.")
    value = Quantity(required=True, metadata={"description": "In the unit of its kind, as a decimal string."})
    unit = _text("UCUM.")
    taken_at = _text("As far as it is known.", required=False)
    as_entered = fields.Nested(AsEntered, required=False)


class Entry(Shape):
    id = _text("The entry's id within its chapter.")


class File(Shape):
    """The file of a patient, as it is, or as it was known and true at another time."""

    id = _text("The record's id.")
    mrn = _text("The record number.")
    position = _count("The place in the log of the last event that made it.")
    version = _count("How many events made it: its ETag.")
    known_at = _text("When the last of them was recorded, in UTC.")
    true_on = _text("The time it is about, where that was asked.", allow_none=True)
    demographics = _object("Names, birth, gender, contacts, next of kin.")
    blood_group = _object("What is taken for right, and every determination.")
    visits = _list(fields.Nested(Entry), "Visits.")
    measurements = _list(fields.Nested(Measurement), "Measurements.")
    history = _list(fields.Nested(Entry), "Problems, allergies, medicines and the rest of the history.")
    reports = _list(fields.Nested(Entry), "Test reports.")
    attachments = _list(fields.Nested(Entry), "Documents.")
    deficiencies = _list(fields.Dict(), "Reserved.")
    alerts = _list(fields.Dict(), "Reserved.")
    merged_from = _list(fields.Dict(), "Reserved.")


class Reading(Shape):
    """One reading of a chart."""

    series = _text("What was measured.")
    unit = _text("As it is written.")
    when = _text("As far as it is known.")
    value = _text("A decimal string; two of them for blood pressure.")


class Missing(Shape):
    """Something that a record lacks, by the office's policy."""

    position = _count("Its place in this list, as it is now.")
    patient = _text("The record's id.")
    mrn = _text("The record number.")
    key = _text("Names it in `POST /patients/…/waivers` and the like.")
    rule = _text("Such as `DQ11`.")
    about = _text("A dotted path of the file.")
    severity = _text("info, minor, major or safety.")
    since = _text("Since when it is missing, in UTC.")
    due = _text("Until when it is to be put right, in UTC; null while it waits for something.", allow_none=True)
    owner = _text("A role or a staff id.")
    state = _text("open, overdue or delinquent.")
    waived = fields.Boolean(required=True)
    text = _text("In words.")


class Term(Shape):
    """A coded diagnosis."""

    system = _text("Such as http://hl7.org/fhir/sid/icd-10-cm.")
    code = _text("The code.")
    display = _text("Its words.")
    version = _text("The edition.")


class Event(Change):
    """One event of the log, with its entry in the tree."""

    entry = _text("The entry as it is hashed, in canonical JSON.")
    leaf = _text("Its leaf hash (RFC 6962), in hex.")


class Recorded(Shape):
    """What a command did."""

    id = _text("What it happened to: the record's id, or that of an export or a request.")
    mrn = _text("The record number; empty where it is no record.")
    entries = _list(fields.String(), "The entries that it made or changed.")
    position = _count("The place in the log; 0 where nothing was different and nothing was recorded.")
    version = _count("The version of it now, as in the ETag.")
    tx = _text("Binds the events of this one command.")


class Job(Shape):
    """An export on its way."""

    id = _text("The export's id.")
    state = _text("waiting, making, ready, failed, away, given-up, broken-off or elsewhere.")
    done = _count("Steps that are done.")
    total = _count("Of so many; 0 while it waits.")
    position = _count("Where in the log it was asked for.")
    told = _object("What was asked for.")
    file = _text("Where its bundle is, once it is ready.", allow_none=True)
    failed = _text("Why it was not made.", allow_none=True)
