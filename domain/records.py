"""The commands of a records office: open the file, judge, record, and nothing besides."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.by import By
from domain.desk import SOURCE, Desk, Journal, OpenFile
from domain.fact import Decisions, Plain
from domain.identity import Identity
from domain.partial import PartialDateTime
from domain.patient import Patient
from domain.reasons import check_reason
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

    def __init__(self, journal: Journal, secret: bytes, clock: Callable[[], datetime], policy: str = "0") -> None:
        self.desk = Desk(journal, secret, clock, policy)

    # the person

    def register(self, wanted: Wanted, by: By, confirmed: Confirmed = ()) -> Receipt:
        return self.desk.insist(lambda: self.desk.put_back(self.begin(wanted, by, confirmed), by), by)

    def begin(self, wanted: Wanted, by: By, confirmed: Confirmed = ()) -> OpenFile:
        """A new file, not yet recorded: `desk.put_back` records it with all that is entered meanwhile."""
        return self.desk.begin(lambda: Identity.register("", wanted, self._today(), confirmed), by)

    def update(self, who: UUID, wanted: Wanted, by: By, expected: Wanted | None = None) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.identity.update(wanted, expected, self._today()))

    def correct_details(self, who: UUID, wanted: Wanted, by: By, expected: Wanted | None = None) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.identity.correct_details(wanted, expected, self._today()))

    def add_identifier(self, who: UUID, wanted: Wanted, by: By) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.identity.add_identifier(wanted))

    def retire_identifier(self, who: UUID, place: int, by: By) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.identity.retire_identifier(place))

    def record_death(self, who: UUID, by: By, died: str | None = None, **told: Any) -> Receipt:
        """`told`: cause, told_by."""
        return self._on(who, by, lambda patient: patient.file.identity.die(died, **told), died)

    def revoke_death(self, who: UUID, by: By) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.identity.revoke_death())

    # visits

    def open_visit(self, who: UUID, wanted: Wanted, by: By, confirmed: Confirmed = ()) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.visits.open(wanted), wanted.get("start"), confirmed)

    def update_visit(self, who: UUID, visit: str, wanted: Wanted, by: By, expected: Wanted | None = None) -> Receipt:
        self._past(wanted, by)
        return self._on(who, by, lambda patient: patient.file.visits.update(visit, wanted, expected))

    def close_visit(self, who: UUID, visit: str, end: str, by: By, **told: Any) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.visits.close(visit, end, **told), end)

    def reopen_visit(self, who: UUID, visit: str, by: By) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.visits.reopen(visit))

    def cancel_visit(self, who: UUID, visit: str, by: By) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.visits.cancel(visit))

    # measurements and blood group

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
            chapter, adult = patient.file.measurements, patient.adult(taken_at)
            taken = chapter.take(listed, taken_at=taken_at, visit=visit, adult=adult, confirmed=confirmed)
            return _overridden(taken, by)

        return self._on(who, by, judge, taken_at, confirmed)

    def record_blood_group(self, who: UUID, wanted: Wanted, by: By, confirmed: Confirmed = ()) -> Receipt:
        when = wanted.get("collected_at")
        return self._on(who, by, lambda patient: patient.file.blood_group.determine(wanted), when, confirmed)

    # history

    def add_history(self, who: UUID, wanted: Wanted, by: By, confirmed: Confirmed = ()) -> Receipt:
        onset = wanted.get("onset")
        return self._on(who, by, lambda patient: patient.file.history.add(wanted, confirmed), onset, confirmed)

    def declare_none(self, who: UUID, kind: str, asked_of: str, by: By, note: str | None = None) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.history.declare_none(kind, asked_of, note))

    def change_status(self, who: UUID, entry: str, now: str, by: By, on: str | None = None, **told: Any) -> Receipt:
        """`told`: note."""
        return self._on(who, by, lambda patient: patient.file.history.change_status(entry, now, on, **told), on)

    # reports and documents

    def register_report(self, who: UUID, header: Wanted, by: By) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.reports.register(header))

    def issue_report(self, who: UUID, wanted: Wanted, by: By, confirmed: Confirmed = (), **told: Any) -> Receipt:
        """`told`: status, results, header, report, complete; see `domain.reports`."""
        when = wanted.get("performed_at") or wanted.get("collected_at")
        return self._on(who, by, lambda patient: patient.file.reports.issue(wanted, **told), when, confirmed)

    def amend_report(self, who: UUID, report: str, amendment: str, wanted: Wanted, by: By, **told: Any) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.reports.amend(report, amendment, wanted, **told))

    def cancel_report(self, who: UUID, report: str, by: By) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.reports.cancel(report))

    def acknowledge(self, who: UUID, report: str, by: By, level: str = "seen") -> Receipt:
        return self._on(who, by, lambda patient: patient.file.reports.acknowledge(report, level))

    def attach(self, who: UUID, wanted: Wanted, by: By) -> Receipt:
        self._past(wanted, by)
        return self._on(who, by, lambda patient: patient.file.documents.attach(wanted))

    # any entry

    def correct(
        self,
        who: UUID,
        chapter: str,
        entry: str,
        wanted: Wanted,
        by: By,
        expected: Wanted | None = None,
        confirmed: Confirmed = (),
    ) -> Receipt:
        """It was wrong; a reason is due."""

        def judge(patient: Patient) -> Decisions:
            return patient.file.chapter(chapter).correct(entry, wanted, expected=expected, confirmed=confirmed)

        self._past(wanted, by)
        return self._on(who, by, judge)

    def add_to(self, who: UUID, chapter: str, entry: str, text: str, by: By) -> Receipt:
        return self._on(who, by, lambda patient: patient.file.chapter(chapter).add_to(entry, text))

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


def _overridden(decisions: Decisions, by: By) -> Decisions:
    """An unlikely value that was confirmed needs a reason, but for one that came in as it was."""
    items: list[Plain] = [item for decision in decisions for item in decision.fields["items"]]
    if by.channel != "import" and any("warnings" in item for item in items):
        if by.reason is None:
            raise Refused("reason", "Say why an unusual value stands.")
        check_reason(by.reason, by.because)
    return decisions
