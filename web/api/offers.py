"""Which commands the program's door offers, each by its address: the forms of the pages, without the pages."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import Schema

from domain.permissions import May
from web.api import bodies, making
from web.api.making import Make
from web.entering import amending
from web.schemas import clinical, emergencies, erasing, history, measured, office, person, release, report, visits


@dataclass(frozen=True)
class Offer:
    """`path` stands behind the patient's; `changes` says that what stands there becomes another, so that a version is
    due; `altering` that fields which are not sent stay as they are. `expects` are those that may be expected where
    they stand beside others; of a command with `changes`, those. `closed`: also of a record that is closed to whoever
    calls, of which nothing is told."""

    path: str
    says: str
    body: type[Schema]
    make: Make
    may: May = May.WRITE_RECORD
    changes: bool = False
    altering: bool = False
    expects: tuple[str, ...] = ()
    closed: bool = False

    @property
    def endpoint(self) -> str:
        return f"record_{self.path.replace('-', '_')}"


_P, _C = person, clinical
REPORTED = ("findings", "impression", "conclusion")
_REQUEST, _KEY = bodies.request(), bodies.missing()
_ANY = {
    **bodies.own(history.HistoryEntry, "kind"), **bodies.own(visits.PastVisitCorrection), **bodies.own(_C.Blood),
    **bodies.own(_C.DocumentCorrection), **bodies.own(_P.Person), "value": bodies.words("Of a measurement."),
    "unit": bodies.words("Of a measurement, UCUM."), "taken_at": bodies.words("Of a measurement or a document."),
}  # fmt: skip
"""What any entry, and the person, can be corrected in: each has fields of its own."""

OFFERS = (
    # the person
    Offer("updates", "Details: it changed",
          bodies.changing("Update", bodies.own(_P.Person)), making.on_file("edit"), changes=True, altering=True),
    Offer("corrections", "It was wrong: the details, or an entry where one is named",
          bodies.changing("Correction", _ANY, bodies.entry(False)), making.correct, changes=True, altering=True),
    Offer("identifications", "Somebody registered under an alias is known now",
          bodies.flat("Identification", bodies.own(_P.Identification)), making.on_file("identify"), changes=True),
    Offer("labels", "Who may see the record without being asked why",
          bodies.flat("Label", bodies.own(_P.Label)), making.label, May.LABEL, changes=True),
    Offer("deaths", "A death", bodies.flat("Death", bodies.own(_P.Death)), making.on_file("death")),
    Offer("death-revocations", "The death was recorded wrongly",
          bodies.flat("DeathRevocation", {}), making.on_file("revoke-death"), changes=True),
    Offer("not-duplicates", "Two people, said in both records",
          bodies.flat("NotDuplicate", bodies.own(bodies.OTHER)), making.different),
    # visits
    Offer("visits", "A visit begins, or is written down afterwards",
          bodies.flat("Visit", bodies.own(visits.Visit)), making.on_file("visits")),
    Offer("check-ins", "The patient is here now", bodies.flat("CheckIn", {}), making.on_file("check-in")),
    Offer("visit-changes", "An open visit changed",
          bodies.changing("VisitChange", bodies.own(visits.VisitChange), bodies.entry()),
          making.on_entry("change", "visits"), changes=True, altering=True),
    Offer("visit-closures", "A visit ends",
          bodies.flat("VisitClosure", {**bodies.entry(), **bodies.own(visits.VisitEnd)}),
          making.on_entry("close", "visits"), changes=True),
    Offer("visit-reopenings", "A visit was closed too early",
          bodies.flat("VisitReopening", bodies.entry()), making.on_entry("reopen", "visits"), changes=True),
    Offer("visit-cancellations", "A visit did not take place",
          bodies.flat("VisitCancellation", bodies.entry()), making.on_entry("cancel", "visits"), changes=True),
    # what is measured, known and reported
    Offer("measurements", "What was measured in one go",
          bodies.flat("Measurements", bodies.own(measured.Measures)), making.on_file("measurements")),
    Offer("blood-groups", "A blood group",
          bodies.flat("BloodGroup", bodies.own(_C.Blood)), making.on_file("blood-groups")),
    Offer("history-entries", "A problem, an allergy, a medicine or the like",
          bodies.flat("HistoryEntry", bodies.own(history.HistoryEntry)), making.on_file("history-entries")),
    Offer("none-known", "Asked, and there is none",
          bodies.flat("NoneKnown", bodies.own(history.NoneKnown)), making.on_file("none-known")),
    Offer("status-changes", "An entry of the history became active, inactive or resolved",
          bodies.flat("StatusChange", {**bodies.entry(), **bodies.own(history.StatusChange)}),
          making.on_entry("status", "history"), changes=True),
    Offer("reports", "A report, awaited or come in",
          bodies.flat("Report", {**bodies.own(report.Report, "panel", "paste"), **bodies.results()}),
          making.on_file("reports")),
    Offer("report-issues", "An awaited report came in",
          bodies.flat("ReportIssue", {
              **bodies.entry(), **bodies.own(report.ReportIssue, "panel", "paste"), **bodies.results(),
          }),
          making.on_entry("issue", "reports"), changes=True),
    Offer("report-amendments", "A report is corrected, amended or appended",
          bodies.holding("ReportAmendment", {**bodies.entry(), **bodies.own(report.Amendment), **bodies.results()}),
          making.on_entry("amend", "reports"), changes=True, altering=True, expects=(*REPORTED, "results")),
    Offer("report-cancellations", "An awaited report will not come",
          bodies.flat("ReportCancellation", bodies.entry()), making.on_entry("cancel", "reports"), changes=True),
    Offer("acknowledgements", "Somebody has read a report",
          bodies.flat("Acknowledgement", bodies.entry()), making.on_entry("acknowledge", "reports")),
    # any entry
    Offer("retractions", "Entered in error: it stays readable, struck",
          bodies.flat("Retraction", bodies.entry()), making.on_entry("retract"), changes=True),
    Offer("addenda", "A note beside an entry",
          bodies.flat("Addendum", {**bodies.entry(), **bodies.own(_C.Note)}), making.on_entry("note")),
    Offer("reaffirmations", "Asked or looked again, and still right",
          bodies.flat("Reaffirmation", bodies.entry()), making.on_entry("affirm")),
    Offer("moves", "An entry is another patient's",
          bodies.flat("Move", {**bodies.entry(), **bodies.own(_C.MoveAll, "along"), **bodies.along()}),
          making.on_entry("move"), changes=True),
    Offer("undoings", "One's own last act, undone a moment later",
          bodies.flat("Undoing", bodies.event()), making.undo),
    # the office
    Offer("reviews", "The record was looked over",
          bodies.flat("Review", bodies.own(office.Review)), making.review, May.DECIDE_MISSING),
    Offer("waivers", "Something missing may stay as it is",
          bodies.flat("Waiver", {**_KEY, **bodies.own(office.Waiver)}), making.missing("waive"), May.DECIDE_MISSING),
    Offer("assignments", "Something missing is given to somebody",
          bodies.flat("Assignment", {**_KEY, **bodies.own(office.Assignment)}),
          making.missing("assign"), May.DECIDE_MISSING),
    Offer("disputes", "A rule is wrong here",
          bodies.flat("Dispute", {**_KEY, **bodies.own(office.Dispute)}),
          making.missing("dispute"), May.DECIDE_MISSING),
    Offer("amendment-requests", "The patient asks for a change",
          bodies.flat("AmendmentRequest", bodies.asking()), making.ask, May.WRITE_REQUEST),
    Offer("amendment-acceptances", "Such a request is accepted",
          bodies.flat("AmendmentAcceptance", {**_REQUEST, **bodies.own(release.Accepting)}),
          making.request(amending.accept), May.DECIDE_AMENDMENT),
    Offer("amendment-denials", "Such a request is denied",
          bodies.flat("AmendmentDenial", {**_REQUEST, **bodies.own(release.Denying)}),
          making.request(amending.deny), May.DECIDE_AMENDMENT),
    Offer("amendment-extensions", "Such a request takes longer",
          bodies.flat("AmendmentExtension", {**_REQUEST, **bodies.own(release.Extending)}),
          making.request(amending.extend), May.DECIDE_AMENDMENT),
    Offer("disagreements", "The patient disagrees with a denial",
          bodies.flat("Disagreement", {**_REQUEST, **bodies.own(release.Disagreeing)}),
          making.request(amending.disagree, waits=False), May.WRITE_REQUEST),
    Offer("release-requests", "Somebody asks for a part of the record",
          bodies.flat("ReleaseRequest", bodies.own(release.requested())), making.wanted, May.WRITE_REQUEST),
    Offer("disclosures", "What was asked for was handed over",
          bodies.flat("Disclosure", {**_REQUEST, **bodies.own(release.Disclosing)}),
          making.answer("disclose"), May.DISCLOSE),
    Offer("release-refusals", "What was asked for is refused",
          bodies.flat("ReleaseRefusal", {**_REQUEST, **bodies.own(release.Refusing)}),
          making.answer("refuse"), May.DISCLOSE),
    # closed records, and what becomes of a record
    Offer("emergency-openings", "A closed record is opened in an emergency",
          bodies.flat("EmergencyOpening", bodies.own(emergencies.Opening)), making.opening, May.BREAK_GLASS,
          closed=True),
    Offer("emergency-endings", "Whoever opened it is done before the time is over",
          bodies.flat("EmergencyEnding", bodies.entry()), making.ending, May.BREAK_GLASS),
    Offer("emergency-reviews", "Such an opening was looked into",
          bodies.flat("EmergencyReview", {**bodies.entry(), **bodies.own(emergencies.Finding)}),
          making.glass, May.REVIEW_GLASS),
    Offer("erasure-requests", "Somebody else is to approve that the record is erased",
          bodies.flat("ErasureRequest", bodies.own(erasing.Asking)), making.disposing_of("ask"), May.DISPOSE,
          closed=True),
    Offer("erasure-refusals", "An erasure that was asked for is refused",
          bodies.flat("ErasureRefusal", bodies.own(erasing.Refusing)), making.disposing_of("refuse"), May.DISPOSE,
          closed=True),
    Offer("holds", "The record is kept, whatever is asked for",
          bodies.flat("Hold", bodies.own(erasing.Holding)), making.disposing_of("hold"), May.DISPOSE, closed=True),
    Offer("hold-liftings", "A hold has ended",
          bodies.flat("HoldLifting", {**bodies.hold(), **bodies.own(erasing.Lifting)}), making.lifting, May.DISPOSE,
          closed=True),
)  # fmt: skip
