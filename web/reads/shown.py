"""What each address shows of patients: the one table by which reading is recorded. An address in neither list opens for
nobody."""

from __future__ import annotations

from typing import NamedTuple


class Shown(NamedTuple):
    """`section` is what is shown, in a word that is stored; `medium` how it leaves: page, form, file, print, document,
    list."""

    section: str
    medium: str


_COMMANDS = (
    "updates", "corrections", "identifications", "labels", "deaths", "death_revocations", "not_duplicates", "visits",
    "check_ins", "visit_changes", "visit_closures", "visit_reopenings", "visit_cancellations", "measurements",
    "blood_groups", "history_entries", "none_known", "status_changes", "reports", "report_issues", "report_amendments",
    "report_cancellations", "acknowledgements", "retractions", "addenda", "reaffirmations", "moves", "undoings",
    "reviews", "waivers", "assignments", "disputes", "amendment_requests", "amendment_acceptances", "amendment_denials",
    "amendment_extensions", "disagreements", "release_requests", "disclosures", "release_refusals",
)  # fmt: skip
API: dict[str, Shown] = {
    "api_records.find_patients": Shown("search", "api"),
    "api_records.get_patient": Shown("record", "api"),
    "api_records.get_history": Shown("trail", "api"),
    "api_records.get_blame": Shown("blame", "api"),
    "api_records.compare_patient": Shown("comparison", "api"),
    "api_records.get_chart": Shown("chart", "api"),
    "api_records.get_access": Shown("access", "api"),
    "api_documents.record_attachments": Shown("form", "api"),
    "api_documents.get_attachment": Shown("document", "api"),
    "api_trail.get_log": Shown("log", "api"),
    "api_trail.get_event": Shown("event", "api"),
    "api_trail.get_access_log": Shown("access", "api"),
    "api_exports.request_export": Shown("exports", "api"),
    "api_exports.get_export": Shown("exports", "api"),
    "api_exports.get_export_file": Shown("export", "api"),
    "api_office.get_worklist": Shown("worklist", "api"),
    "api_commands.register_patient": Shown("registration", "api"),
    "api_commands.register_unidentified": Shown("registration", "api"),
    **{f"api_commands.record_{name}": Shown("form", "api") for name in _COMMANDS},
}
"""What programs are told; of a command, what its refusal tells."""
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
    "tokens.one": Shown("access", "page"),
    "tokens.done_file": Shown("access", "file"),
    "erasing.every": Shown("erasure", "list"),
    "retention.ended": Shown("retention", "list"),
    "retention.ended_file": Shown("retention", "file"),
    "erasing.record": Shown("erasure", "page"),
    "erasing.certificate": Shown("erasure", "print"),
    "erasing.act": Shown("erasure", "form"),
    "erasing.lift": Shown("erasure", "form"),
} | API
WHOLE = ("audit.log_file", "register.register_csv", "reads.every_file", "tokens.done_file", "retention.ended_file")
"""Files without an end: whoever a filter finds is in them."""
NOBODY = frozenset((
    "static", "healthz", "readyz", "door.sign_in", "door.sign_out", "keys.keys", "keys.switch", "office.quality",
    "policies.policies", "policies.policy", "searches.save", "searches.change", "searches.remove",
    "audit.verify", "audit.note", "audit.sign", "audit.inclusion", "activity.page", "purpose.tell",
    "verification.samples", "verification.new", "verification.close",
    "exports.give_up", "exports.go_on", "exports.take_away",
    "staff.every", "staff.limit", "roles.roles", "tokens.own", "tokens.every", "tokens.new", "tokens.revoke",
    "api_docs.openapi", "api_docs.docs", "api_docs.problems", "api_docs.problem",
    "api_trail.get_proof", "api_trail.get_checkpoint", "api_office.find_terms",
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
    "document": "opened", "list": "in a list", "command": "on the command line", "api": "read by a program",
}  # fmt: skip


def undeclared(endpoints: set[str]) -> set[str]:
    """Addresses of which nobody has said what they show."""
    return endpoints - SHOWS.keys() - NOBODY
