"""What each address shows of patients: the one table by which reading is recorded. An address in neither list opens for
nobody."""

from __future__ import annotations

from typing import NamedTuple


class Shown(NamedTuple):
    """`section` is what is shown, in a word that is stored; `medium` how it leaves: page, form, file, print, document,
    list."""

    section: str
    medium: str


SHOWS: dict[str, Shown] = {
    "door.start": Shown("desk", "list"),
    "clerk.find": Shown("search", "list"),
    "clerk.find_json": Shown("search", "file"),
    "clerk.register": Shown("registration", "form"),
    "clerk.register_unidentified": Shown("registration", "form"),
    "clerk.command": Shown("form", "form"),
    "clerk.entry_command": Shown("entry-form", "form"),
    "record.record": Shown("record", "page"),
    "record.file_json": Shown("record", "file"),
    "record.chapter": Shown("chapter", "page"),
    "record.entry": Shown("entry", "page"),
    "background.background": Shown("background", "form"),
    "documents.attachments": Shown("documents", "page"),
    "documents.content": Shown("document", "document"),
    "documents.preview": Shown("document", "document"),
    "charts.chart": Shown("chart", "page"),
    "charts.chart_csv": Shown("chart", "file"),
    "charts.growth": Shown("growth", "page"),
    "charts.growth_csv": Shown("growth", "file"),
    "charts.life": Shown("life", "page"),
    "prints.page": Shown("chart", "print"),
    "prints.chart_pdf": Shown("chart", "print"),
    "prints.label": Shown("label", "print"),
    "office.record": Shown("missing", "page"),
    "office.decide": Shown("missing", "form"),
    "office.review": Shown("review", "form"),
    "office.undo": Shown("undo", "form"),
    "office.worklist": Shown("worklist", "list"),
    "duplicates.every": Shown("duplicates", "list"),
    "duplicates.of_one": Shown("duplicates", "page"),
    "duplicates.deny": Shown("duplicates", "form"),
    "register.register": Shown("register", "list"),
    "register.register_csv": Shown("register", "file"),
    "review.trail": Shown("trail", "page"),
    "review.trail_file": Shown("trail", "file"),
    "review.compare": Shown("comparison", "page"),
    "review.compare_file": Shown("comparison", "file"),
    "review.blame": Shown("blame", "page"),
    "audit.log": Shown("log", "list"),
    "audit.log_file": Shown("log", "file"),
    "audit.event": Shown("event", "page"),
    "flags.flags": Shown("flags", "list"),
    "flags.file": Shown("flags", "file"),
    "flags.aside": Shown("flags", "form"),
    "cases.cases": Shown("cases", "list"),
    "cases.cases_file": Shown("cases", "file"),
    "cases.new": Shown("case", "form"),
    "cases.pin": Shown("case", "form"),
    "cases.case": Shown("case", "page"),
    "cases.print_page": Shown("case", "print"),
    "cases.case_json": Shown("case", "file"),
    "cases.act": Shown("case", "form"),
    "cases.unpin": Shown("case", "form"),
    "asked.question": Shown("asked", "form"),
    "verification.result": Shown("verification", "list"),
    "verification.key": Shown("verification", "form"),
    "without.record": Shown("without", "page"),
    "without.records": Shown("without", "list"),
    "without.records_file": Shown("without", "file"),
    "own_report.report": Shown("own-report", "print"),
    "impact.impact": Shown("impact", "page"),
    "impact.impact_file": Shown("impact", "file"),
    "releases.of_patient": Shown("releases", "page"),
    "releases.of_patient_file": Shown("releases", "file"),
    "releases.print_page": Shown("releases", "print"),
    "releases.new": Shown("releases", "form"),
    "releases.one": Shown("releases", "page"),
    "releases.paper": Shown("disclosed", "print"),
    "releases.file": Shown("disclosed", "file"),
    "releases.act": Shown("releases", "form"),
    "amendments.every": Shown("requests", "list"),
    "amendments.of_patient": Shown("amendments", "page"),
    "amendments.new": Shown("amendments", "form"),
    "amendments.decide": Shown("amendments", "form"),
    "amendments.disagree": Shown("amendments", "form"),
    "searches.every": Shown("searches", "list"),
    "exports.every": Shown("exports", "list"),
    "exports.new": Shown("exports", "form"),
    "exports.one": Shown("exports", "page"),
    "exports.file": Shown("export", "file"),
    "exports.report": Shown("export", "file"),
    "reads.every": Shown("access", "list"),
    "reads.every_file": Shown("access", "file"),
    "reads.of_patient": Shown("access", "page"),
    "reads.of_patient_file": Shown("access", "file"),
    "reads.one": Shown("access", "page"),
    "reads.seen": Shown("seen", "page"),
    "erasing.every": Shown("erasure", "list"),
    "retention.ended": Shown("retention", "list"),
    "retention.ended_file": Shown("retention", "file"),
    "erasing.record": Shown("erasure", "page"),
    "erasing.certificate": Shown("erasure", "print"),
    "erasing.act": Shown("erasure", "form"),
    "erasing.lift": Shown("erasure", "form"),
}
WHOLE = ("audit.log_file", "register.register_csv", "reads.every_file", "retention.ended_file")
"""Files without an end: whoever a filter finds is in them."""
NOBODY = frozenset((
    "static", "healthz", "readyz", "door.sign_in", "door.sign_out", "keys.keys", "keys.switch", "office.quality",
    "policies.policies", "policies.policy", "searches.save", "searches.change", "searches.remove",
    "audit.verify", "audit.note", "audit.sign", "audit.inclusion", "activity.page", "purpose.tell",
    "verification.samples", "verification.new", "verification.close",
    "exports.give_up", "exports.go_on", "exports.take_away",
    "staff.every", "staff.limit", "staff.one", "staff.invite", "staff.role", "staff.delegate", "staff.end_delegation",
    "staff.reset", "staff.act", "door.code", "door.welcome", "account.own", "account.here", "account.again",
    "account.end", "account.end_others", "account.password", "account.second_factor", "account.remove",
    "account.delegate", "account.end_delegation", "account.act",
))  # fmt: skip
"""These show nothing of any patient."""
SECTIONS = {
    "desk": "Start page", "search": "Search", "registration": "Registration", "form": "Form", "entry-form": "Form",
    "record": "Summary", "chapter": "A chapter", "entry": "An entry", "background": "Medical history",
    "documents": "Documents", "document": "A document", "chart": "Chart", "growth": "Growth", "life": "Life line",
    "label": "Label", "missing": "What is missing", "review": "Review", "undo": "Undo", "worklist": "Work list",
    "duplicates": "Duplicates", "register": "Register", "trail": "Trail", "comparison": "Comparison",
    "blame": "Who says so", "log": "Change log", "event": "An event",
    "flags": "Flags",
    "access": "Who looked", "own-report": "Report for the patient", "seen": "What somebody saw",
    "cases": "Cases", "case": "A case", "asked": "A question", "searches": "Saved searches",
    "export": "Export", "exports": "Exports", "impact": "Who saw it wrong", "without": "What if",
    "verification": "Keyed again", "erasure": "Erasure", "retention": "Time over",
    "releases": "Disclosures", "disclosed": "What was handed over", "amendments": "Changes asked for",
    "requests": "Requests",
}  # fmt: skip
MEDIA = {
    "page": "looked at", "form": "opened to work on", "file": "taken as a file", "print": "printed",
    "document": "opened", "list": "in a list", "command": "on the command line",
}  # fmt: skip


def undeclared(endpoints: set[str]) -> set[str]:
    """Addresses of which nobody has said what they show."""
    return endpoints - SHOWS.keys() - NOBODY
