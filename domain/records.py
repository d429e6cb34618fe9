"""The commands of a records office: open the file, judge, record, and nothing besides."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from domain import duplicates, late
from domain.by import By
from domain.desk import ALIAS, SOURCE, Desk, Journal, OpenFile
from domain.details import ANONYMOUS
from domain.fact import Decisions
from domain.identity import Identity
from domain.intake import Intake
from domain.measurements import reasoned
from domain.partial import PartialDateTime
from domain.patient import Patient
from domain.permissions import May, needs
from domain.receipt import Receipt
from domain.refusal import Refused

Wanted = Mapping[str, Any]
Confirmed = Collection[str]
Judge = Callable[[Patient], Decisions]
_AHEAD = timedelta(minutes=5)  # how far another clock may be ahead of ours
_TO_COME = "This is still to come. Is the date right?"
_TIMES = {"start", "end", "taken_at", "collected_at", "performed_at", "onset", "ended"}


class Records:
    """One method for each command.

    `by` says who, why and when it was true; a repeated `by.request` is answered as it was before.
    """

    def __init__(self, journal: Journal, secret: bytes, clock: Callable[[], datetime]) -> None:
        self.desk = Desk(journal, secret, clock)

    # the person

    @needs(May.WRITE_RECORD)
    def register(
        self, wanted: Wanted, by: By, confirmed: Confirmed = (), others: Sequence[Wanted] = (),
        note: str | None = None, intake: Intake | None = None,
    ) -> Receipt:  # fmt: skip
        """`others` are people on file whom the patient was told apart from; see `domain.duplicates`."""

        def attempt() -> Receipt:
            file = self.begin(wanted, by, confirmed)
            if apart := duplicates.decided(others, note):
                file.record(apart, by)
            if intake and (found := tuple(intake.judge(file.patient, confirmed))):
                file.record(found, self.dated(file.patient, intake.taken_at, intake.by, confirmed))
            return self.desk.put_back(file, by)

        return self.desk.insist(attempt, by)

    @needs(May.WRITE_RECORD)
    def begin(self, wanted: Wanted, by: By, confirmed: Confirmed = ()) -> OpenFile:
        """A new file, not yet recorded: `desk.put_back` records it with all that is entered meanwhile."""
        return self.desk.begin(lambda: Identity.register("", wanted, self._today(), confirmed), by)

    @needs(May.WRITE_RECORD)
    def register_unidentified(self, wanted: Wanted, by: By, confirmed: Confirmed = ()) -> Receipt:
        """Somebody who cannot say who they are: an alias of their own stands where the name will."""

        def attempt() -> Receipt:
            key, alias = self.desk.free(ALIAS, f"Unknown, found {(day := self._today()).day} {day:%B}, {{}}")
            file = self.begin({**wanted, "names": [{"text": alias, "use": ANONYMOUS}]}, by, confirmed)
            file.take(key, ALIAS, alias, by)
            return self.desk.put_back(file, by)

        return self.desk.insist(attempt, by)

    @needs(May.WRITE_RECORD)
    def identify(
        self, who: UUID, wanted: Wanted, by: By, evidence: str | None = None, confirmed: Confirmed = (),
        others: Sequence[Wanted] = (), note: str | None = None,
    ) -> Receipt:  # fmt: skip
        """`others` and `note` as in `register`."""

        def judge(patient: Patient) -> Decisions:
            named = patient.file.identity.identify(wanted, evidence, self._today(), confirmed)
            return named + duplicates.decided(others, note)

        return self._on(who, by, judge)

    @needs(May.LABEL)
    def label(self, who: UUID, confidentiality: str, by: By) -> Receipt:
        """Who may see the record without being asked why; a reason is due."""
        return self._on(who, by, lambda patient: patient.file.identity.label(confidentiality))

    @needs(May.WRITE_RECORD)
    def update(self, who: UUID, wanted: Wanted, by: By, expected: Wanted | None = None) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.identity.update(wanted, expected, self._today()))

    @needs(May.WRITE_RECORD)
    def correct_details(self, who: UUID, wanted: Wanted, by: By, expected: Wanted | None = None) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.identity.correct_details(wanted, expected, self._today()))

    @needs(May.WRITE_RECORD)
    def add_identifier(self, who: UUID, wanted: Wanted, by: By) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.identity.add_identifier(wanted))

    @needs(May.WRITE_RECORD)
    def retire_identifier(self, who: UUID, place: int, by: By) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.identity.retire_identifier(place))

    @needs(May.WRITE_RECORD)
    def record_death(self, who: UUID, by: By, died: str | None = None, **told: Any) -> Receipt:
        """`told`: cause, told_by."""
        return self._on(who, by, lambda patient: patient.file.identity.die(died, **told), died)

    @needs(May.WRITE_RECORD)
    def revoke_death(self, who: UUID, by: By) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.identity.revoke_death())

    @needs(May.WRITE_RECORD)
    def deny_duplicate(self, who: UUID, other: UUID, note: str, by: By, evidence: Wanted | None = None) -> Receipt:
        """Two people, said in both files at once."""

        def attempt() -> Receipt:
            with self.desk.open_both(who, other) as (one, two):
                for mine, theirs in ((one, two), (two, one)):
                    details, its = mine.patient.file.identity.details, theirs.patient
                    said = duplicates.denied(details, str(its.id), its.file.identity.details["mrn"], note, evidence)
                    mine.record(said, by)
                return self.desk.put_back(one, by, two)

        return self.desk.insist(attempt, by)

    # visits

    @needs(May.WRITE_RECORD)
    def open_visit(self, who: UUID, wanted: Wanted, by: By, confirmed: Confirmed = ()) -> Receipt:
        def judge(patient: Patient) -> Decisions:
            decisions = patient.file.visits.open(wanted, confirmed)
            late.ask(wanted["start"], self.desk.now(), by, confirmed)
            return decisions

        return self._on(who, by, judge, wanted.get("start"), confirmed)

    @needs(May.WRITE_RECORD)
    def update_visit(self, who: UUID, visit: str, wanted: Wanted, by: By, expected: Wanted | None = None) -> Receipt:
        self._past(wanted, by)
        return self._on(who, by, lambda patient: patient.file.visits.update(visit, wanted, expected))

    @needs(May.WRITE_RECORD)
    def close_visit(self, who: UUID, visit: str, end: str, by: By, **told: Any) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.visits.close(visit, end, **told), end)

    @needs(May.WRITE_RECORD)
    def reopen_visit(self, who: UUID, visit: str, by: By) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.visits.reopen(visit))

    @needs(May.WRITE_RECORD)
    def cancel_visit(self, who: UUID, visit: str, by: By) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.visits.cancel(visit))

    # measurements and blood group

    @needs(May.WRITE_RECORD)
    def measure(
        self,
        who: UUID,
        items: Iterable[Wanted],
        by: By,
        taken_at: str,
        visit: str | None = None,
        confirmed: Confirmed = (),
    ) -> Receipt:
        listed = list(items)

        def judge(patient: Patient) -> Decisions:
            taken = patient.file.measurements.take(listed, taken_at=taken_at, visit=visit, confirmed=confirmed)
            return reasoned(taken, by)

        return self._on(who, by, judge, taken_at, confirmed)

    @needs(May.WRITE_RECORD)
    def record_blood_group(self, who: UUID, wanted: Wanted, by: By, confirmed: Confirmed = ()) -> Receipt:
        when = wanted.get("collected_at")
        return self._on(who, by, lambda patient: patient.file.blood_group.determine(wanted), when, confirmed)

    # history

    @needs(May.WRITE_RECORD)
    def add_history(self, who: UUID, wanted: Wanted, by: By, confirmed: Confirmed = ()) -> Receipt:
        onset = wanted.get("onset")
        return self._on(who, by, lambda patient: patient.file.history.add(wanted, confirmed), onset, confirmed)

    @needs(May.WRITE_RECORD)
    def declare_none(self, who: UUID, kind: str, asked_of: str, by: By, note: str | None = None) -> Receipt:
        today = self._today()
        return self._on(who, by, lambda patient: patient.file.history.declare_none(kind, asked_of, note, today))

    @needs(May.WRITE_RECORD)
    def change_status(self, who: UUID, entry: str, now: str, by: By, on: str | None = None, **told: Any) -> Receipt:
        """`told`: note."""
        return self._on(who, by, lambda patient: patient.file.history.change_status(entry, now, on, **told), on)

    # reports and documents

    @needs(May.WRITE_RECORD)
    def register_report(self, who: UUID, header: Wanted, by: By) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.reports.register(header))

    @needs(May.WRITE_RECORD)
    def issue_report(self, who: UUID, wanted: Wanted, by: By, confirmed: Confirmed = (), **told: Any) -> Receipt:
        """`told`: status, results, header, report, complete; see `domain.reports`."""
        when = wanted.get("performed_at") or wanted.get("collected_at")
        return self._on(who, by, lambda patient: patient.file.reports.issue(wanted, **told), when, confirmed)

    @needs(May.WRITE_RECORD)
    def amend_report(self, who: UUID, report: str, amendment: str, wanted: Wanted, by: By, **told: Any) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.reports.amend(report, amendment, wanted, **told))

    @needs(May.WRITE_RECORD)
    def cancel_report(self, who: UUID, report: str, by: By) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.reports.cancel(report))

    @needs(May.WRITE_RECORD)
    def acknowledge(self, who: UUID, report: str, by: By, level: str = "seen") -> Receipt:
        return self._on(who, by, lambda patient: patient.file.reports.acknowledge(report, level))

    @needs(May.WRITE_RECORD)
    def attach(self, who: UUID, wanted: Wanted, by: By) -> Receipt:
        self._past(wanted, by)
        return self._on(who, by, lambda patient: patient.file.documents.attach(wanted))

    # any entry

    @needs(May.WRITE_RECORD)
    def correct(
        self, who: UUID, chapter: str, entry: str, wanted: Wanted, by: By, expected: Wanted | None = None,
        confirmed: Confirmed = (),
    ) -> Receipt:  # fmt: skip
        """It was wrong; a reason is due."""

        def judge(patient: Patient) -> Decisions:
            return patient.file.chapter(chapter).correct(entry, wanted, expected=expected, confirmed=confirmed)

        self._past(wanted, by)
        return self._on(who, by, judge)

    @needs(May.WRITE_RECORD)
    def add_to(self, who: UUID, chapter: str, entry: str, text: str, by: By) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.chapter(chapter).add_to(entry, text))

    @needs(May.WRITE_RECORD)
    def retract(self, who: UUID, chapter: str, entry: str, by: By) -> Receipt:
        """Entered in error; a reason is due."""
        return self._on(who, by, lambda patient: patient.file.chapter(chapter).retract(entry))

    # many decisions in one append

    def known_as(self, source: str) -> UUID | None:
        """The patient known by this id where the information came from."""
        return self.desk.holder(self.desk.key(SOURCE, "", source))

    def dated(self, patient: Patient, when: str | None, by: By, confirmed: Confirmed = ()) -> By:
        """`by` with the time it was true and what is odd about it; a time to come is refused, or flagged on import."""
        if not (when := when or by.effective):
            return by
        at = PartialDateTime.parse(when, "when")
        flags = patient.believable(when, confirmed)
        if self._ahead(at):
            if by.channel != "import":
                raise Refused("when", _TO_COME)
            flags += ("future",)
        effective = PartialDateTime.parse(by.effective or when, "when")
        return by._replace(effective=str(effective), flags=(*by.flags, *flags))

    def _past(self, wanted: Wanted, by: By) -> None:
        """`Refused` for a time still to come in an entry that says what was."""
        for name in _TIMES & wanted.keys() if by.channel != "import" else ():
            if (told := wanted[name]) and self._ahead(PartialDateTime.parse(told, name)):
                raise Refused(name, _TO_COME)

    def _ahead(self, at: PartialDateTime) -> bool:
        return at.earliest > self.desk.now() + _AHEAD

    def _on(self, who: UUID, by: By, judge: Judge, when: str | None = None, confirmed: Confirmed = ()) -> Receipt:
        def attempt() -> Receipt:
            with self.desk.open(who) as file:
                decisions = judge(file.patient)
                if decisions:
                    file.record(decisions, self.dated(file.patient, when, by, confirmed))
                return self.desk.put_back(file, by)

        return self.desk.insist(attempt, by)

    def _today(self) -> date:
        return self.desk.now().date()
