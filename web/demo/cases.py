"""Those cases as they happen: who opens what, and what is written down meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from domain.access import ABSENT, DENIED
from domain.by import By
from domain.mrn import mrn
from domain.patient import Patient
from domain.receipt import Receipt
from domain.staff import StaffAccount
from web.demo import panels
from web.demo.acts import minute
from web.demo.looks import Looks, session
from web.demo.office import Chart, Life, Office, as_
from web.demo.person import Person
from web.service import Service

_WEEK = timedelta(days=7)
_WORDS = (
    "Balogun", "Quispe", "Okafor", "Nguyen", "Haddad", "Bekele", "Zhang", "Sharma", "Byrne", "Tkach", "Mensah",
    "Araujo", "Iyer", "Nolan", "Patil", "Ibanez",
)  # fmt: skip
_BOX = timedelta(hours=1)  # for which a record is opened in an emergency
_REASONS = (
    "Brought in unconscious, allergies are needed.",
    "Bleeding at the door, the group is needed.",
    "Cannot speak, medicines are needed.",
    "Fell on the stairs, history is needed.",
)


@dataclass(frozen=True)
class Scene:
    service: Service
    office: Office
    who: str
    at: datetime
    rule: str

    @property
    def person(self) -> StaffAccount:
        return self.office.staff[self.who]

    @property
    def looks(self) -> Looks:
        assert self.office.looks, "whoever plants cases has somebody looking"
        return self.office.looks

    def do(self, login: str, command: Any, *told: Any, reason: str | None = None, because: str | None = None,
           **more: Any) -> str:  # fmt: skip
        """Give a command as this person."""
        done: Receipt = command(*told, by=self._by(login, reason=reason, because=because), **more)
        self.looks.on(40)
        return done.entries[0] if done.entries else done.id

    def _by(self, login: str, **more: Any) -> By:
        account = self.office.staff[login]
        return as_(account, session=session(account, self.office.now), **more)

    def some(self, most: int) -> list[tuple[Chart, Person]]:
        """Patients who have not been here for long, and do not come for a while."""
        known = set(self.office.away)
        others = [one for one in self.office.people if one[0].who not in known]
        found = sorted(others, key=lambda one: (_last(one[0]), one[0].number))[:most]
        for chart, _ in found:
            self.office.away[chart.who] = (self.office.now, self.office.now + _WEEK)
        return found

    def known(self) -> tuple[Chart, Person] | None:
        """The patient whom the case is about."""
        chart = self.office.known.get(self.rule)
        return next((one for one in self.office.people if one[0] is chart), None)


def own_record(scene: Scene) -> Life:
    yield scene.at
    yield from _read(scene, scene.known(), "chart", "reports/all")


def household(scene: Scene) -> Life:
    yield scene.at
    yield from _read(scene, scene.known(), "reports/all", "history/all")


def colleague(scene: Scene) -> Life:
    yield scene.at
    yield from _read(scene, scene.known(), "history/all")


def namesake(scene: Scene) -> Life:
    yield scene.at
    yield from _read(scene, scene.known(), "history/all")


def _read(scene: Scene, one: tuple[Chart, Person] | None, *pages: str) -> Iterator[datetime]:
    if one:
        chart, _ = one
        scene.looks.open(scene.person, chart.number, chart.who)
        for page in pages:
            endpoint = "charts.chart" if page == "chart" else "record.chapter"
            scene.looks.look(scene.person, endpoint, f"/patients/{chart.number}/{page}", [chart.who])
    yield from ()


def strangers(scene: Scene) -> Life:
    """Three records, one after the other, of people who have not been here for long."""
    yield scene.at
    for one in scene.some(3):
        yield from _read(scene, one, "reports/all")


def enumeration(scene: Scene) -> Life:
    """One number after the other; some were never given out."""
    yield scene.at
    there = {chart.number: chart.who for chart, _ in scene.office.people}
    top = max(int(number[:8]) for number in there)
    for n in range(max(1, top - 8), top + 5):
        number = mrn(n)
        found = [there[number]] if number in there else []
        outcome = DENIED if found else ABSENT
        scene.looks.look(scene.person, "record.record", f"/patients/{number}", found, outcome=outcome)


def at_night(scene: Scene) -> Life:
    yield scene.at
    for one in scene.some(4):
        yield from _read(scene, one, "history/all")


def emergencies(scene: Scene) -> Life:
    """The glass is broken four times in one evening, for patients who are not here."""
    yield scene.at
    for (chart, _), why in zip(scene.some(4), _REASONS, strict=False):
        scene.do(scene.who, scene.service.office.break_glass, chart.who, "care", why, within=_BOX)
        scene.looks.open(scene.person, chart.number, chart.who, purpose="BTG")


def probing(scene: Scene) -> Life:
    """The change log is asked for one name after the other, and hardly anything is opened."""
    yield scene.at
    for word in _WORDS:
        found = [chart.who for chart, person in scene.office.people if word in person.details["names"][0]["text"]]
        scene.looks.look(scene.person, "audit.log", "/audit/log", found, word)


def files(scene: Scene) -> Life:
    """The register of six days, taken home as files."""
    yield scene.at
    for n in range(6):
        day = scene.at.date() - timedelta(days=n)
        came = [chart.who for chart, _ in scene.office.people if _last(chart)[:10] == day.isoformat()]
        scene.looks.look(scene.person, "register.register_csv", f"/register.csv?day={day}", came)


def own_correction(scene: Scene) -> Life:
    """A result is entered, and changed ten days later by the same hand."""
    yield scene.at
    (chart, _), records, random = scene.some(1)[0], scene.office.records, Random(scene.rule)
    analytes = panels.FOLLOWING["sugar"]
    results, now = [one.result(random) for one in analytes.analytes], minute(scene.office.now)
    content = {"collected_at": now, "reported_at": now}
    report = scene.do(scene.who, records.issue_report, chart.who, content, header=analytes.header(), results=results)
    yield scene.at + timedelta(days=11)
    first, *rest = chart.entry("reports", report)["results"]
    places = len(first["value"].partition(".")[2])
    told = {"results": [{**first, "value": f"{float(first['value']) * 0.7:.{places}f}"}, *rest]}
    notified = [{"who": "Dr. N. Osei", "how": "telephone", "at": minute(scene.office.now)}]
    scene.do(
        scene.who, records.amend_report, chart.who, report, "corrected", told, reason="typing-error", notified=notified
    )


def two_people(scene: Scene) -> Life:
    """Two groups, and a pregnancy in a man's record: what is told here is of two people."""
    yield scene.at
    if not (found := scene.known()):
        return
    (chart, person), records = found, scene.office.records
    for n, abo in enumerate((person.abo, _other(person.abo))):
        wanted = {"abo": abo, "rhd": person.rhd, "basis": "lab", "lab": panels.LABORATORY, "specimen": f"S40{n}173"}
        scene.do("ama", records.record_blood_group, chart.who, wanted)
    pregnant = {"kind": "problem", "what": "Pregnancy, twentieth week", "clinical_status": "active"}
    scene.do("tomas", records.add_history, chart.who, pregnant)


def wrong_group(scene: Scene) -> Life:
    """The laboratory's slip says one group, and another one is typed; it stands for nine days."""
    yield scene.at
    if not (found := scene.known()):
        return
    (chart, person), records, until = found, scene.office.records, scene.at + timedelta(days=9)
    told = {"visit_class": "AMB", "start": minute(scene.office.now), "reason": "Check-up", "site": "Harbour Clinic"}
    visit = scene.do("ama", records.open_visit, chart.who, told)
    wanted = {"abo": _other(person.abo), "rhd": person.rhd, "basis": "lab", "lab": panels.LABORATORY}
    group = scene.do("ama", records.record_blood_group, chart.who, {**wanted, "specimen": "S402817"})
    scene.do("ama", records.close_visit, chart.who, visit, minute(scene.office.now), disposition="home")
    yield from _relied_on(scene, chart)
    yield until + timedelta(hours=1)
    scene.looks.open(scene.office.staff["ines"], chart.number, chart.who)
    form = f"/patients/{chart.number}/blood_group/{group}/correct"
    scene.looks.look(scene.office.staff["ines"], "clerk.entry_command", form, [chart.who])
    slip = "The laboratory's slip was looked at again: another group stands on it."
    right = {"abo": person.abo}
    scene.do("ines", records.correct, chart.who, "blood_group", group, right, reason="transcription", because=slip)
    scene.looks.open(scene.office.staff["ines"], chart.number, chart.who)


def _relied_on(scene: Scene, chart: Chart) -> Life:
    """Everybody who saw it while it was wrong, in the order of `web.demo.planted.WRONG`."""
    seen = (
        ("tomas", "record.record", "", 26, None),
        ("vera", "prints.page", "/print", 53, None),
        ("ama", "clerk.command", "/reports", 97, None),
        ("amal", "record.file_json", ".json", 148, "HCOMPL"),
        ("ruth", "record.record", "", 169, "HCOMPL"),
    )
    for login, endpoint, rest, hours, purpose in seen:
        yield scene.at + timedelta(hours=hours)
        address = f"/patients/{chart.number}{rest}"
        scene.looks.look(scene.office.staff[login], endpoint, address, [chart.who], purpose=purpose)


def _other(abo: str) -> str:
    return "A" if abo == "O" else "O"


def _file(chart: Chart) -> Any:
    return chart.office.records.desk.journal.load(Patient, chart.who).file


def _last(chart: Chart) -> str:
    """When the last visit began; an empty text where there was none."""
    return max((str(one["start"]) for one in _file(chart).chapter("visits").items.values()), default="")
