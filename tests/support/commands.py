"""Every command on a file, as something that might be said: a number chooses among what can be said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from domain.chapter import EVERYTHING
from tests.support.names import NAMES

T = TypeVar("T")
Said = dict[str, Any]
_WORDS = list(NAMES.values())
_CHAPTERS = ("visits", "measurements", "blood_group", "history", "attachments", "reports", "demographics")
_KINDS = ("allergy", "problem", "medication", "family", "note")


def _one(choices: Sequence[T], n: int) -> T:
    return choices[n % len(choices)]


def _day(n: int) -> str:
    return _one(["2026-03-05", "2026-02", "2025", "199X", "2026-03-06T23:59Z", "2026-01-31T00:00+13:00", "1970"], n)


def _entry(n: int) -> Said:
    chapter = _one(_CHAPTERS, n)
    entry = f"{_one('vmbharx', n)}{_one('1121', n // 7)}" if chapter != "demographics" else "demographics"
    return {"chapter": chapter, "entry": entry}


def _corrected(n: int) -> Said:
    wanted = [{"site": _one(_WORDS, n)}, {"value": f"{60 + n % 20}"}, {"abo": _one("AB", n)}, {"note": _one(_WORDS, n)}]
    return {**_entry(n), "wanted": _one([*wanted, {"title": f"Letter {n}"}, {}, {}], n), "confirmed": EVERYTHING}


def _results(n: int) -> list[Said]:
    sugar: Said = {"what": "Glucose", "value": f"{4 + n % 3}.{n % 10}", "range": {"low": "3.9", "high": "5.5"}}
    return [sugar, {"what": "Culture", "text": _one(_WORDS, n)}][: 1 + n % 2]


COMMANDS: dict[str, Callable[[int], Said]] = {
    "update": lambda n: {"wanted": _one([
        {"addresses": [f"{n} Mill Lane"] * (n % 3)}, {"occupation": _one(["", "welder", "nurse"], n)},
        {"names": [_one(_WORDS, n), _one(_WORDS, n + 7)]}, {"gender": _one(["female", "other"], n)}], n // 3)},
    "correct_details": lambda n: {"wanted": {"names": [_one(_WORDS, n)], "birth": f"19{60 + n % 40}"}},
    "identify": lambda n: {"wanted": {"names": [_one(_WORDS, n)], "birth": f"19{60 + n % 40}"}, "evidence": "passport"},
    "label": lambda n: {"confidentiality": _one("NRV", n)},
    "add_identifier": lambda n: {"wanted": {"type": "INS", "issuer": "Harbour Mutual", "value": f"HM-{n % 5}"}},
    "retire_identifier": lambda n: {"place": n % 3},
    "record_death": lambda n: {"died": _one([None, "2026-03-01", "2026"], n), "cause": "not known"},
    "revoke_death": lambda n: {},
    "open_visit": lambda n: {"confirmed": EVERYTHING, "wanted": {
        "visit_class": _one(["AMB", "IMP"], n), "start": _day(n), "reason": _one(_WORDS, n)}},
    "update_visit": lambda n: {"visit": f"v{n % 3 + 1}", "wanted": {"site": _one(["", *_WORDS], n)}},
    "close_visit": lambda n: {"visit": f"v{n % 3 + 1}", "end": "2026-03-07", "disposition": _one([None, "home"], n)},
    "reopen_visit": lambda n: {"visit": f"v{n % 3 + 1}"},
    "cancel_visit": lambda n: {"visit": f"v{n % 3 + 1}"},
    "measure": lambda n: {"taken_at": _day(n), "confirmed": EVERYTHING, "items": [
        {"kind": "weight", "value": f"{20 + n}", "unit": _one(["kg", "lb"], n)},
        {"kind": "pain", "value": f"{n % 11}"}][: 1 + n % 2]},
    "record_blood_group": lambda n: {"confirmed": EVERYTHING, "wanted": {
        "abo": _one("AAB", n), "rhd": _one(["positive", "unknown"], n), "basis": _one(["lab", "stated"], n // 2)}},
    "add_history": lambda n: {"confirmed": EVERYTHING, "wanted": {
        "kind": _one(_KINDS, n), "what": _one(_WORDS, n), "onset": _day(n), "note": "First.\nSecond."}},
    "declare_none": lambda n: {"kind": _one(_KINDS, n), "asked_of": "patient"},
    "change_status": lambda n: {
        "entry": f"h{n % 4 + 1}", "now": _one(["resolved", "active", "relapse"], n), "on": "2026"},
    "register_report": lambda n: {"header": {"kind": _one(["laboratory", "imaging"], n), "what": _one(_WORDS, n)}},
    "issue_report": lambda n: {
        "wanted": {"conclusion": _one(_WORDS, n)}, "results": _results(n), "confirmed": EVERYTHING,
        "status": _one(["final", "preliminary"], n),
        **_one([{"header": {"kind": "other", "what": "ECG"}}, {"report": "r1"}, {"report": "r2"}], n // 2)},
    "amend_report": lambda n: {"report": f"r{n % 3 + 1}", "amendment": _one(["corrected", "amended", "appended"], n),
        "wanted": {"results": _results(n)}},
    "cancel_report": lambda n: {"report": f"r{n % 3 + 1}"},
    "acknowledge": lambda n: {"report": f"r{n % 3 + 1}"},
    "attach": lambda n: {"wanted": {"address": f"{n:064x}", "digest": f"{n:064x}", "size": n, "mime": "text/plain",
        "title": _one(_WORDS, n)}},
    "correct": _corrected,
    "add_to": lambda n: {**_entry(n), "text": "Looked at again."},
    "retract": _entry,
}  # fmt: skip
"""By the name of the method of `Records`: what it is asked besides the patient and `by`."""
