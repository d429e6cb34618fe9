"""The pages on which a history is written down: what there is, what there is not, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from domain.abbreviations import spelled_out, unsafe
from domain.chapter import weigh
from domain.fact import Plain
from domain.history import DETAILS
from domain.refusal import Doubt, Refused
from projections.reading import Reading
from web.coding import icd, shorthand
from web.entering import altered
from web.entering.clashes import wrote
from web.entering.forms import Fix, Form, Typed, Values
from web.entering.given import KEPT, asked, when
from web.schemas import history as schemas
from web.service import Service

_SEEN = {"yes": True, "no": False}


def add(service: Service, id: UUID, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        weigh(_doubts(typed.data), typed.confirmed)
        return service.records.add_history(id, entry_of(typed.data), typed.by, typed.confirmed)

    lead = "What is, or was: a problem, an allergy, a medicine. What is not known can stay open."
    begun = {**asked("kind"), **asked("what")}
    return Form(
        "Add to the history", schemas.HistoryEntry, run, lead, places=place, initial=begun, view="history.html",
        propose=partial(_meant, f"/patients/{read.details['mrn']}"), look=_codes,
        beside=lambda values: {"of_kind": {title: kind for kind, (title, _) in schemas.OF_KIND.items()}},
    )  # fmt: skip


def none_known(service: Service, id: UUID, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.declare_none(id, typed.data["kind"], typed.data["asked_of"], typed.by)

    lead = "Asked, and there is none: that is not the same as not asked. It is asked again after twelve months."
    return Form("None known", schemas.NoneKnown, run, lead, initial=asked("kind"))


def correct(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    schema: Any = schemas.correction(item["kind"])
    shown = _shown(item)

    def run(typed: Typed) -> Any:
        wanted, touched = altered.asked(shown, schema.PATHS, typed.data, typed.expect)
        if "document_seen" in wanted:
            wanted["document_seen"] = _SEEN.get(wanted["document_seen"] or "")
        if typed.data.get("code", "") != icd.code_of(item["what"]):
            wanted["what"] = _what(wanted.get("what") or item["what"], typed.data.get("code"))
        if "what" in wanted:  # with its codes
            touched |= {path: was for path, was in typed.expect.items() if path.startswith("what.")}
        touched.pop("document_seen", None)
        return service.records.correct(id, chapter, item["id"], wanted, typed.by, touched, typed.confirmed)

    return Form(
        "Correct the history", schema, run, KEPT, reasoned=True, places=place, view="history.html", look=_codes,
        beside=lambda values: {"of_kind": {}},
        initial={**altered.initial(shown, schema.PATHS), "code": icd.code_of(item["what"])},
        expect=altered.standing(shown, schema.PATHS), wrote=wrote(service, id, chapter, item["id"]),
        along=lambda name: ("code",) if name == "what" else (),
    )  # fmt: skip


def status(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        data = typed.data
        more = {name: data[name] for name in ("on", "note") if name in data}
        return service.records.change_status(id, item["id"], data["now"], typed.by, **more)

    lead = f"{item['what']['text']} is on record as {item.get('clinical_status') or 'without a status'}."
    return Form("Change the status", schemas.StatusChange, run, lead, places=when("on"))


def place(path: str) -> str:
    """The field behind a dotted path of an entry."""
    return "onset" if path == "when" else altered.place(schemas.HistoryEntry.PATHS)(path)


def entry_of(data: Values) -> Plain:
    """A history entry as the command takes it; details that another kind has are left out."""
    if "kind" not in data:
        raise Refused("kind", "Choose one.")
    every = {name for names in DETAILS.values() for name in names}
    entry: Plain = {name: value for name, value in data.items() if name not in (*every, "code", "document_seen")}
    entry["what"] = _what({"text": data["what"]}, data.get("code"))
    if detail := {name: data[name] for name in DETAILS.get(data["kind"], ()) if name in data}:
        entry["detail"] = detail
    if "document_seen" in data:
        entry["document_seen"] = _SEEN[data["document_seen"]]
    return entry


def _shown(item: Plain) -> Plain:
    seen = {True: "yes", False: "no"}.get(item["document_seen"]) if "document_seen" in item else None
    return {**item, "document_seen": seen} if seen else item


def _what(what: Plain, code: str | None) -> Plain:
    """With the code of ICD-10-CM that is wanted, and those of other systems that it had."""
    others = [one for one in what.get("codings", ()) if one.get("system") != icd.SYSTEM]
    if not code:
        return {"text": what["text"], **({"codings": others} if others else {})}
    found = icd.diagnosis(code)
    if found is None:
        raise Refused("code", f"There is no {code} in ICD-10-CM of {icd.EDITION}.")
    return {"text": what["text"], "codings": [found.coding(), *others]}


def _doubts(data: Values) -> Collection[Doubt]:
    found = []
    if (meant := shorthand.expanded(data["what"])) and not (data.get("kind") == meant.kind and data.get("code")):
        found.append(Doubt("shorthand", "what", f"{data['what']}: is this {meant.words}?"))
    coded = icd.diagnosis(data.get("code", ""))
    if coded and icd.sided(coded) and "laterality" not in data:
        found.append(Doubt("side", "laterality", f"{coded.code} has a code for each side. Which side is it?"))
    if coded and (side := icd.side(coded)) and data.get("laterality", side) != side:
        found.append(Doubt("other-side", "laterality", f"{coded.code} is {coded.display}. Is the side right?"))
    return found


def _meant(record: str, name: str, values: Values) -> Sequence[Fix]:
    """What shorthand may mean, and what an abbreviation can be written as."""
    text = values.get(name, "")
    if name == "what" and (meant := shorthand.expanded(text)):
        if meant.none:
            return [Fix({}, f"Record: {meant.what}", f"{record}/none-known?kind={meant.none}")]
        told = meant._asdict() | {"age_at_onset": meant.age, "laterality": meant.side}
        fields = {field: told[field] for field in _PROPOSED if told[field]}
        return [Fix(fields, f"Use {meant.words}")]
    safe = spelled_out(text) if unsafe(text) else None
    return [Fix({name: safe}, f"Write {safe}")] if safe else []


_PROPOSED = ("what", "kind", "code", "reaction", "relation", "age_at_onset", "laterality", "aspect")


def _codes(values: Values) -> Mapping[str, Sequence[Fix]]:
    """The codes that what was written may have."""
    said = values.get("code") or values.get("what", "")
    found = icd.search(shorthand.plainly(said))
    return {"code": [Fix({"code": one.code}, f"{one.code} {one.display}") for one in found]}
