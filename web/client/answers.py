"""What the server answers, as it stands in `/api/openapi.json`. Further members may come; none goes."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

Plain = dict[str, Any]


class Hit(TypedDict):
    id: str
    mrn: str
    name: str
    born: str | None
    sex: str
    score: NotRequired[int]


class Entry(TypedDict):
    """Something of a chapter; its other members are those of its kind."""

    id: str


class AsEntered(TypedDict):
    value: str
    unit: NotRequired[str]


class Measurement(TypedDict):
    """`value` is a decimal number as text, `unit` its UCUM unit."""

    id: str
    kind: str
    value: str
    unit: str
    taken_at: NotRequired[str]
    as_entered: NotRequired[AsEntered]


class File(TypedDict):
    """A patient's current file, or the file as it was; `position` is the log's, `version` the record's own."""

    id: str
    mrn: str
    position: int
    version: int
    known_at: str
    true_on: str | None
    demographics: Plain
    blood_group: Plain
    visits: list[Entry]
    measurements: list[Measurement]
    history: list[Entry]
    reports: list[Entry]
    attachments: list[Entry]
    deficiencies: list[Plain]
    alerts: list[Plain]
    merged_from: list[Plain]


class Actor(TypedDict):
    id: str
    role: str
    name: NotRequired[str]
    kind: NotRequired[str]


class Reason(TypedDict, total=False):
    code: str | None
    text: str | None


class FieldChange(TypedDict):
    field: str
    was: NotRequired[Any]
    now: NotRequired[Any]


class Change(TypedDict):
    """An event of the log, and what it changed."""

    position: int
    recorded_at: str
    effective: NotRequired[str | None]
    patient: NotRequired[str | None]
    stream: str
    version: int
    type: str
    actor: Actor
    reason: NotRequired[Reason | None]
    changes: list[FieldChange]


class Event(Change):
    """`entry` is its line of the log, `leaf` the hash of that in hexadecimal digits (RFC 6962, section 2.1)."""

    entry: str
    leaf: str


class Blame(TypedDict):
    field: str
    value: NotRequired[Any]
    position: int
    actor: Actor
    recorded_at: str
    reason: NotRequired[Reason | None]
    earlier: list[Plain]


class Difference(TypedDict):
    field: str
    was: NotRequired[Any]
    now: NotRequired[Any]
    positions: list[int]


class Reading(TypedDict):
    series: str
    unit: str
    when: str
    value: str


class Access(TypedDict):
    """Somebody was shown something; `position_shown` is up to where in the log it was told."""

    position: int
    at: str
    actor: str
    view: str
    patients: list[str]
    purpose: NotRequired[str | None]
    position_shown: int
    outcome: str


class Recorded(TypedDict):
    """A command's receipt: what it made, and where it stands."""

    id: str
    mrn: str
    entries: list[str]
    position: int
    version: int
    tx: str


class Job(TypedDict):
    id: str
    state: str
    done: int
    total: int
    position: int
    told: Plain
    file: str | None
    failed: str | None


class Missing(TypedDict):
    """A line of the work list: what a record lacks, by which rule, and whose it is to mend."""

    position: int
    patient: str
    mrn: str
    key: str
    rule: str
    about: str
    severity: str
    since: str
    due: str | None
    owner: str
    state: str
    waived: bool
    text: str


class Term(TypedDict):
    system: str
    code: str
    display: str
    version: str


class Case(TypedDict):
    """A line of the list of cases."""

    position: int
    number: str
    title: str
    question: str
    state: str
    opened_at: str
    opened_by: str
    patient: str | None
    mrn: str | None
    person: str | None
    person_name: str | None
    evidence: int
    asked: int
    answered: int
    waits_for: str
    to_tell: int
    told: int
    finding: str | None
    closed_at: str | None
    closed_by: str | None


class CaseFile(TypedDict):
    case: Plain
    evidence: list[Plain]
    trail: list[Plain]
    made: Plain
    version: int


class Flag(TypedDict):
    """`upto` are positions of both logs, `views` and `events`: what comes in after them is flagged again."""

    flag: str
    rule: str
    name: str
    score: float
    upto: dict[str, int]
    findings: list[Plain]


class SampleItem(TypedDict):
    n: int
    mrn: str
    chapter: str
    entry: str
    what: str
    keyed: Plain | None
    differing: list[str]


class Sample(TypedDict):
    id: str
    position: int
    size: int
    keyed: int
    closed: str | None
    drawn: Plain
    items: list[SampleItem]


class Account(TypedDict):
    staff: str
    login: str
    name: str
    role: str
    locked: bool
    begins: str | None
    ends: str | None
    waiting: bool
    second_factor: bool
    lent: str | None
    lent_from: str | None
    lent_until: str | None


class AccountFile(Account):
    delegates: list[Plain]
    version: int


class Policy(TypedDict):
    """`text` is how it differs from the program's own rules."""

    name: str
    says: str
    number: int
    version: int
    text: Plain
    in_force: Plain
