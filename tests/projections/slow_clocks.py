"""Two clocks by a slow way of its own: every fact is written again by plain rules, as decision 19 tells them.

Nothing of the program is called: times are read, lists are patched and entries are made here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

Entry = dict[str, Any]
World = dict[str, dict[str, Entry]]
CHAPTERS = ("demographics", "visits", "measurements", "blood_group", "history", "reports", "attachments", "reviews")
PERSON = ("patient", "demographics", "duplicate", "confidentiality")
HOME = {"visit": "visits", "measurements": "measurements", "blood-group": "blood_group", "history": "history",
        "report": "reports", "document": "attachments", "deficiency": "reviews", "review": "reviews"}  # fmt: skip
IN_TIME = {
    "visit.updated", "visit.closed", "history.status-changed", "report.cancelled", "report.acknowledged",
    "demographics.updated", "confidentiality.changed", "patient.identifier-added", "patient.identifier-retired",
    "patient.died", "deficiency.assigned", "deficiency.waived", "review.completed",
}  # fmt: skip
OWN = {
    "visits": ("start",), "measurements": ("taken_at",), "history": ("onset",), "attachments": ("taken_at",),
    "reports": ("collected_at", "performed_at", "reported_at"),
}  # fmt: skip


def began(text: str) -> datetime:
    """The first instant of a partial time."""
    if "T" in text:
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    year, month, day = [*re.sub("X", "0", text).split("-"), "1", "1"][:3]
    return datetime(int(year), int(month), int(day), tzinfo=UTC)


def about(facts: Iterable[Any], end: datetime) -> World:
    """The chapters as all these facts tell them, of what was true up to an instant."""
    told = list(facts)
    known = _World(told, None, {}, end)
    return _World(told, known, known.ended, end).shown()


class _World:
    def __init__(self, facts: list[Any], known: _World | None, ended: dict[int, str], end: datetime) -> None:
        self.known, self.end, self.now_ended = known, end, ended
        self.chapters: World = {name: {} for name in CHAPTERS}
        self.ended: dict[int, str] = {}  # when a thing ended, by the version that said so, as corrected since
        self.enders: dict[tuple[str, str], int] = {}
        self.orders: dict[str, str] = {}
        self.short: set[tuple[str, str]] = set()  # entries that lack something
        self.muted: set[str] = set()  # reports whose last words do not count
        for fact in facts:
            self._one(fact, f"{fact.TOPIC}", json.loads(json.dumps(fact.payload())))

    def shown(self) -> World:
        assert self.known
        return {
            name: {id: one for id, one in entries.items() if self.known._counts(name, id)}
            for name, entries in self.chapters.items()
        }

    # what counts

    def _past(self, *times: str | None) -> bool:
        return began(next(time for time in times if time)) <= self.end

    def _counts(self, chapter: str, id: str) -> bool:
        entry = self.chapters[chapter][id]
        if chapter not in OWN:
            return True
        if id in self.orders and chapter == "reports" and self._past(entry.get("ordered_at"), self.orders[id]):
            return True
        names = OWN[chapter] if chapter != "reports" or "issued" in entry else ("ordered_at",)
        own = next((entry[name] for name in names if entry.get(name)), None)
        return self._past(own, entry["recorded"].get("effective"), entry["recorded"]["at"])

    def _later(self, fact: Any, topic: str, told: Entry) -> bool:
        if self.known is None or fact.by.reason == "undone":
            return False
        own = None
        if topic == "report.issued":
            if told.get("header") is not None:
                return False
            entry = self.known.chapters["reports"][told["report"]]
            own = next((entry[name] for name in OWN["reports"] if entry.get(name)), None)
        elif topic not in IN_TIME:
            return False
        elif topic in ("visit.closed", "history.status-changed"):
            own = self.now_ended.get(fact.originator_version) or told.get("end") or told.get("on")
        elif topic == "patient.died":
            own = told.get("died")
        office = topic.split(".")[0] in ("deficiency", "review")
        return not self._past(own, None if office else fact.by.effective, fact.by.at.isoformat())

    # what is told

    def _one(self, fact: Any, topic: str, told: Entry) -> None:
        kind = topic.split(".")[0]
        chapter = told["chapter"] if kind == "entry" else "demographics" if kind in PERSON else HOME[kind]
        id = told.get({"visits": "visit", "reports": "report"}.get(chapter, "entry"), "")
        id = "demographics" if chapter == "demographics" else told["entry"] if kind == "entry" else id
        if self._later(fact, topic, told):
            self.short.add((chapter, id))
            if topic == "report.issued":
                self.muted.add(id)
            return
        if topic == "report.issued":
            self.muted.discard(id)
        elif topic in ("report.amended", "report.acknowledged") and id in self.muted:
            return
        lacking = (chapter, id) in self.short
        if lacking and "changes" in told:
            strict = topic in ("entry.corrected", "demographics.corrected", "patient.identified", "report.amended")
            told["changes"] = _fitting(self.chapters[chapter][id], told["changes"], strict)
            if not told["changes"]:
                return
        self._write(fact, topic, told, self.chapters[chapter], id, lacking)

    def _write(self, fact: Any, topic: str, told: Entry, here: dict[str, Entry], id: str, lacking: bool) -> None:
        by, mark = fact.by, _mark(fact.by)
        why = {"by": mark, **{k: v for k, v in (("reason", by.reason), ("because", by.because)) if v is not None}}
        fields = {name: value for name, value in told.items() if name not in ("entry", "lapses", "visit")}
        match topic:
            case "patient.registered":
                here[id] = _new(fact, id, told)
            case "entry.corrected" | "demographics.corrected" | "report.amended":
                here[id] = _patched(here[id], told["changes"])
                more = {k: told[k] for k in ("amendment", "notified", "unseen") if k in told and told[k] is not False}
                here[id].setdefault("corrections", []).append({**why, **more, "changes": told["changes"]})
                if topic == "report.amended":
                    here[id]["status"] = told["amendment"]
                self._end_corrected(told)
            case "demographics.updated" | "visit.updated":
                here[id] = _patched(here[id], told["changes"])
            case "confidentiality.changed":
                here[id]["confidentiality"] = told["now"]
            case "patient.identifier-added":
                here[id].setdefault("identifiers", []).append(told["identifier"])
            case "patient.identifier-retired":
                self._retire(here[id], told, lacking)
            case "patient.died":
                names = {"when": "died", "cause": "cause", "told_by": "told_by"}
                died = {name: told[field] for name, field in names.items() if field in told}
                here[id]["deceased"] = {**died, "is": True}
            case "patient.death-revoked":
                if not lacking or here[id].get("deceased") == told["was"]:
                    here[id].pop("deceased", None)
            case "duplicate.denied":
                number = f"{told['mrn'][:2]} {told['mrn'][2:5]} {told['mrn'][5:8]}-{told['mrn'][8:]}"
                apart = {"patient": told["patient"], "note": told["note"]}
                here[id].setdefault("different_from", {})[number] = apart
            case "entry.addendum-added":
                here[id].setdefault("addenda", []).append({"by": mark, "text": told["text"]})
            case "entry.retracted":
                here[id].update(status="entered-in-error", retracted=why)
            case "measurements.recorded":
                about = {name: told[name] for name in ("taken_at", "visit") if name in told}
                for item in told["items"]:
                    act = {"act": told["items"][0]["id"], "status": "final"}
                    here[item["id"]] = _new(fact, item["id"], {**item, **about, **act})
            case "blood-group.recorded":
                id = fields.pop("determination")
                here[id] = _new(fact, id, {**fields, "status": "final"})
            case "blood-group.settled":
                here["current"] = told["now"]
            case "document.attached":
                id = fields.pop("document")
                here[id] = _new(fact, id, {**fields, "status": "current"})
            case "history.entry-added" | "history.none-declared":
                none = {"none_known": True} if topic.endswith("declared") else {}
                visit = {"visit": told["visit"]} if "visit" in told else {}
                here[id] = _new(fact, id, {**fields, **visit, **none, "status": "current"})
                if told.get("lapses") and (self.known is None or self.known._counts("history", id)):
                    here[told["lapses"]]["status"] = "lapsed"
            case "history.status-changed":
                here[id]["clinical_status"] = told["now"]
                if told.get("on") and told["now"] == "resolved":
                    here[id]["ended"] = told["on"]
                    self.enders["history", id] = fact.originator_version
            case _:
                self._visit_or_report(fact, topic, told, here, id, lacking)

    def _visit_or_report(
        self, fact: Any, topic: str, told: Entry, here: dict[str, Entry], id: str, lacking: bool
    ) -> None:
        fields = {name: value for name, value in told.items() if name not in ("visit", "report")}
        match topic:
            case "visit.opened":
                why = {"reason": fact.by.reason, "because": fact.by.because} if fact.by.channel != "import" else {}
                late = {"late": {k: v for k, v in why.items() if v}} if any(why.values()) else {}
                here[id] = _new(fact, id, {**fields, **late, "status": "finished" if told.get("end") else "open"})
            case "visit.closed":
                here[id].update(**fields, status="finished")
                self.enders["visits", id] = fact.originator_version
            case "visit.reopened":
                if not lacking or here[id]["status"] == "finished":
                    here[id].pop("end", None)
                    here[id]["status"] = "open"
            case "visit.cancelled" | "report.cancelled":
                here[id]["status"] = "cancelled"
            case "report.registered":
                here[id] = _new(fact, id, {**told["header"], "status": "registered"})
                self.orders[id] = fact.by.effective or fact.by.at.isoformat()
            case "report.issued":
                if told.get("header"):
                    here[id] = _new(fact, id, told["header"])
                results = {"results": told["results"]} if told.get("results") else {}
                here[id].update(**told["content"], **results, status=told["status"], issued=_mark(fact.by))
            case "report.acknowledged":
                said = {"by": fact.by.name, "level": told["level"], "at": fact.by.at.isoformat()}
                here[id].setdefault("acknowledged", []).append(said)
            case _:
                raise AssertionError(f"the slow fold was not told of {topic}")

    def _retire(self, person: Entry, told: Entry, lacking: bool) -> None:
        known, place = person.get("identifiers", []), told["place"]
        if lacking:
            bare = [{k: v for k, v in one.items() if k != "retired"} for one in known]
            wanted = {k: v for k, v in told["identifier"].items() if k != "retired"}
            place = bare.index(wanted) if wanted in bare else None
        if place is not None:
            known[place]["retired"] = True

    def _end_corrected(self, told: Entry) -> None:
        name = {"visits": "end", "history": "ended"}.get(told.get("chapter", ""), "")
        sides, version = (
            told["changes"].get(name, {}),
            self.enders.get((told.get("chapter", ""), told.get("entry", ""))),
        )
        if version and "now" in sides:
            self.ended[version] = sides["now"]


def _mark(by: Any) -> Entry:
    effective = {"effective": by.effective} if by.effective else {}
    return {"at": by.at.isoformat(), "by": by.name, "role": by.role, "position": by.position, **effective}


def _new(fact: Any, id: str, fields: Entry) -> Entry:
    reason = {"reason": fact.by.reason} if fact.by.reason else {}
    beside: Entry = {"flags": list(fact.by.flags)} if fact.by.flags else {}
    if fact.by.channel == "import":
        beside["imported"] = True
    copy: Entry = json.loads(json.dumps({"id": id, **fields}))
    return {**copy, "recorded": {**_mark(fact.by), **reason}, **beside}


def _look(item: Any, path: list[str]) -> Any:
    for part in path:
        inside = item if isinstance(item, dict) else dict(enumerate(item)) if isinstance(item, list) else {}
        item = inside.get(int(part) if isinstance(item, list) else part)
    return item


def _fitting(item: Entry, changes: dict[str, Entry], strict: bool) -> dict[str, Entry]:
    kept, longer = {}, dict[str, int]()
    for path, sides in changes.items():
        *way, last = path.split(".")
        inside = _look(item, way)
        if strict and _look(item, [*way, last]) != sides.get("was"):
            continue
        if isinstance(inside, list) and "now" in sides:
            length = longer.get(str(way), len(inside))
            if int(last) > length:
                continue
            longer[str(way)] = max(length, int(last) + 1)
        elif not isinstance(inside, dict | list):
            continue
        kept[path] = sides
    return kept


def _patched(item: Entry, changes: dict[str, Entry]) -> Entry:
    made: Entry = json.loads(json.dumps(item))
    natural = sorted(changes, key=lambda path: [part.zfill(6) if part.isdigit() else part for part in path.split(".")])
    for path in (one for one in natural if "now" in changes[one]):
        *way, last = path.split(".")
        inside = _look(made, way)
        if isinstance(inside, list):
            inside[int(last) : int(last) + 1] = [changes[path]["now"]]
        else:
            inside[last] = changes[path]["now"]
    for path in (one for one in reversed(natural) if "now" not in changes[one]):
        *way, last = path.split(".")
        if isinstance(inside := _look(made, way), list):
            del inside[int(last) :]
        else:
            inside.pop(last, None)
    return made
