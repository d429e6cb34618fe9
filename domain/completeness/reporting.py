"""Rules about test reports: awaited, incomplete, critical, corrected."""

from __future__ import annotations

from datetime import datetime

from domain.completeness.gap import Gap, Gaps, Seen, active, moment, over, recorded, settled
from domain.fact import Plain
from domain.reports import CRITICAL, FIRM

_LOOKED = 50  # the newest reports, and documents


def awaited(seen: Seen, report: Plain) -> Gaps:
    """DQ15: its due time, or so long after it was ordered as the policy allows for its kind."""
    if report.get("status") in ("registered", "preliminary"):
        due = over(report.get("due_at"))
        at = due or moment(report.get("ordered_at")) or recorded(report)
        yield _gap("DQ15", report, at, "due" if due else report["kind"])


def incomplete(seen: Seen) -> Gaps:
    """DQ16: final with nothing in it, or copied from a paper that nobody kept."""
    for report in seen.newest("reports", _LOOKED):
        if report.get("status") not in FIRM or report.get("imported"):
            continue
        if not _says(report):
            yield _gap("DQ16", report, _came(report), "content")
        elif _on_paper(report) and not (report.get("attachments") or _attached(seen, report)):
            yield _gap("DQ16", report, _came(report), "paper")


def critical(seen: Seen, report: Plain) -> Gaps:
    """DQ17: and nobody has answered for it as it now reads."""
    if report.get("unread"):
        far = [one for one in report.get("results", ()) if {one.get("flag"), one.get("printed_flag")} & {*CRITICAL}]
        what = far[0]["what"]["text"] if far else report["what"]["text"]
        yield _gap("DQ17", report, max(_came(report), settled(report)), result=what)


def not_told(seen: Seen, report: Plain) -> Gaps:
    """DQ27: corrected, and nobody who had the earlier one was told, then or later."""
    silent = None
    for one in report.get("corrections", ()):
        if one.get("notified"):
            silent = None
        elif one.get("amendment") == "corrected" and not one.get("unseen"):
            silent = silent or one["by"]["at"]
    if silent and not report.get("imported"):
        yield _gap("DQ27", report, datetime.fromisoformat(silent))


def _says(report: Plain) -> bool:
    if report["kind"] == "imaging":
        return bool(report.get("impression"))
    return any(report.get(name) for name in ("results", "conclusion", "impression", "findings", "sections"))


def _attached(seen: Seen, report: Plain) -> bool:
    return any(one.get("entry") == report["id"] for one in active(seen.newest("attachments", _LOOKED)))


def _on_paper(report: Plain) -> bool:
    return bool(report.get("paper_seen") or report.get("source") == "paper")


def _came(report: Plain) -> datetime:
    """When its content was recorded here: nobody could answer for it before."""
    return datetime.fromisoformat(report["issued"]["at"]) if "issued" in report else recorded(report)


def _gap(rule: str, report: Plain, at: datetime, group: str = "", **told: str) -> Gap:
    return Gap(rule, f"reports.{report['id']}", at, group, told={"what": report["what"]["text"], **told})
