"""The program over HTTP: forms as a clerk's browser sends them, and the JSON that stands beside each page.

Forms are sent with their session and CSRF token; the page that follows a command is not fetched. What must stand in a
file is looked for in its text.
"""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.day import oracle, shapes
from benchmarks.day.client import Client
from benchmarks.day.oracle import Change
from benchmarks.day.plan import CLERKS, Plan, Values
from web.schemas.measured import KINDS_TAKEN
from web.service import Service

PASSWORD = "a benchmark's password"
_FORM = "application/x-www-form-urlencoded"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_ODD = {  # what a clerk may have to confirm, and the field it goes with: some are measured before they were born
    "different-person": ("name",),
    "shorthand": ("what",),
    "before-birth": ("start", "taken_at", "onset", "collected_at"),
    **{f"{word}:{field}": (field,) for word in ("high", "low") for field in KINDS_TAKEN},
}
_AUDITOR = "auditor.finn"
_FIELDS = {kind: field for field, kind in KINDS_TAKEN.items()}


def prepare(folder: Path, database: str | None = None) -> None:
    """A store with those who will sign in."""
    with Service.create(folder, database=database) as service:
        for login, role in (*((clerk, "clerk") for clerk in CLERKS), (_AUDITOR, "auditor")):
            service.personnel.add(login, login, role, service.system())
            service.accounts.set_password(login, PASSWORD)


class Session:
    """Somebody signed in."""

    def __init__(self, url: str, login: str) -> None:
        self.client = Client(url)
        told = {"name": login, "pw": PASSWORD, "next": "/", "csrf_token": _found(_TOKEN, self.client.get("/"))}
        self.client.follow("/", urlencode(told).encode(), _FORM)
        self._token = ""

    def send(self, path: str, form: Values) -> str:
        """Where it leads once it is recorded."""
        if not self._token:
            self._token = _found(_TOKEN, self.client.get("/patients/new"))
        body = urlencode({**form, "confirm": _confirmed(form), "csrf_token": self._token}, doseq=True)
        return self.client.follow(path, body.encode(), _FORM)


def _confirmed(form: Values) -> list[str]:
    """As the form's boxes say it: each with the value that it was ticked for."""
    told = ([code, field, form.get(field, "")] for code, fields in _ODD.items() for field in fields)
    return [json.dumps(one, ensure_ascii=False) for one in told]


def _found(pattern: re.Pattern[str], page: bytes) -> str:
    match = pattern.search(page.decode())
    assert match, "the page has no form"
    return match[1]


class Browser:
    def __init__(self, url: str) -> None:
        self._clerks = {login: Session(url, login) for login in CLERKS}
        self._auditor = Session(url, _AUDITOR).client
        self._clerk = self._clerks[CLERKS[0]].client
        self._people: dict[str, Values] = {}

    # commands

    def register(self, who: str, intake: Values) -> str:
        """Two forms: the blood group has its own."""
        clerk = self._clerks[who]
        number = clerk.send("/patients/new", _person(intake)).rpartition("/")[2]
        self._people[number] = dict(intake)
        clerk.send(f"/patients/{number}/blood-groups", shapes.blood_group(intake))
        return number

    def enter(self, who: str, patient: str, kind: str, values: Values) -> None:
        address, form = _entry(kind, values)
        self._clerks[who].send(f"/patients/{patient}/{address}", form)

    def update(self, who: str, patient: str, changes: Values, reason: str | None) -> None:
        """The form goes back whole, as a browser sends it."""
        self._people[patient] |= changes
        why = {"reason": "transcription", "because": reason} if reason else {}
        self._clerks[who].send(
            f"/patients/{patient}/{'correct' if reason else 'edit'}", _person(self._people[patient]) | why
        )

    def settle(self) -> None:
        """Every command's answer waits for the views."""

    # queries

    def file(self, patient: str) -> Any:
        return self._clerk.get(f"/patients/{patient}.json")

    def search(self, prefix: str, birth: str) -> Any:
        return self._clerk.get(f"/patients.json?{urlencode({'q': f'{prefix} {birth}'})}")

    def changes(self, patient: str) -> Any:
        return json.loads(self._auditor.get(f"/audit/log.json?patient={patient}&order=oldest"))

    def moment(self, patient: str) -> float:
        """The page takes moments to the second, too coarse for a machine that types: a position in the log it is."""
        return float(self.changes(patient)[-1]["position"])

    def past(self, patient: str, moment: float) -> Any:
        return self._auditor.get(f"/patients/{patient}.json?known={moment:.0f}")

    def export(self, path: Path) -> None:
        self._auditor.save("/audit/log.ndjson?order=oldest", path)

    def shows(self, answer: Any, plan: Plan, updates: int) -> bool:
        page = unescape(answer.decode())
        return all(text in page for text in oracle.texts(plan, updates))

    def numbers_of(self, answer: Any) -> list[str]:
        return sorted(self._people[hit["mrn"]]["mrn"] for hit in json.loads(answer))

    def changes_of(self, answer: Any) -> list[Change]:
        return shapes.plain_changes(answer)


def _person(known: Values) -> Values:
    """The registration form. The plan's number goes where an insurance or other number does."""
    same = {"gender": known["gender"], "phone": known["phone"], "address": known["address"]}
    name = f"{known['given_name']} {known['family_name']}"
    return {"name": name, "born": known["birth_date"], "insurance": known["mrn"], **same}


def _entry(kind: str, values: Values) -> tuple[str, Values]:
    match kind:
        case "visit":
            about = {"complaint": values["complaint"], "site": values["department"]}
            return "visits", {"start": values["at"], "visit_class": "AMB", **about, "reason": "late-information"}
        case "measurement":
            field = _FIELDS[values["code"]]
            told = {field: values["value"], f"{field}_unit": values["unit"], "reason": "checked-again"}
            return "measurements", {"taken_at": values["at"], **told}
        case "history":
            return "history-entries", shapes.history(values)
        case _:
            header, content, _ = shapes.report(values)
            return "reports", {**header, **content, "status": "final", **_grid(values["results"])}


def _grid(lines: list[Values]) -> Values:
    """A code has no field of its own: it is written beside the name."""
    cells: Values = {}
    for n, line in enumerate(lines):
        told = {"what": f"{line['name']} ({line['code']})", "value": line["value"], "unit": line["unit"]}
        cells |= {f"r{n}_{column}": text for column, text in told.items()}
    return cells
