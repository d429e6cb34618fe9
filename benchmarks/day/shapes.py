"""Between the plan's words and the record's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.day.oracle import Change
from benchmarks.day.plan import Values

_KINDS = {"condition": "problem", "allergy": "allergy", "surgery": "procedure"}
_REPORTS = {"x-ray": "imaging", "blood": "laboratory"}
_RHD = {"+": "positive", "-": "negative"}
_UNITS = {"mm[Hg]": "mmHg"}  # one unit has another name in UCUM
_FIELDS = {
    "demographics.contacts.0.value": "phone",
    "demographics.addresses.0.text": "address",
    "demographics.birth.value": "birth_date",
}
_CREATED = {
    "patient.registered": "patient",
    "visit.opened": "visit",
    "measurements.recorded": "measurement",
    "history.entry-added": "history",
    "report.issued": "report",
}
_LOINC = "http://loinc.org"

# what is entered


def registration(intake: Values) -> Values:
    """The number of the plan is one from elsewhere: the record number is drawn by the program."""
    family, given = intake["family_name"], intake["given_name"]
    name = {"text": f"{given} {family}", "family": family, "given": [given]}
    kept = {name: intake[name] for name in ("phone", "address", "birth_date")}
    number = {"type": "OTH", "value": intake["mrn"]}
    return {"names": [name], "gender": intake["gender"], "identifiers": [number], **details(kept)}


def details(changes: Values) -> Values:
    found: Values = {}
    if phone := changes.get("phone"):
        found["contacts"] = [{"system": "phone", "value": phone}]
    if address := changes.get("address"):
        found["addresses"] = [{"text": address}]
    if birth := changes.get("birth_date"):
        found["birth"] = {"value": birth}
    return found


def blood_group(intake: Values) -> Values:
    group = intake["blood_group"]
    return {"abo": group[:-1], "rhd": _RHD[group[-1]], "basis": "stated"}


def visit(values: Values) -> Values:
    about = {"reason": {"text": values["complaint"]}, "site": values["department"]}
    return {"visit_class": "AMB", "start": values["at"], **about}


def measurement(values: Values) -> Values:
    return {"kind": values["code"], "value": values["value"], "unit": values["unit"]}


def history(values: Values) -> Values:
    return {"kind": _KINDS[values["kind"]], "what": values["text"], "onset": values["onset"]}


def report(values: Values) -> tuple[Values, Values, list[Values]]:
    """Header, content and results."""
    header = {"kind": _REPORTS[values["kind"]], "what": values["title"]}
    content = {"performed_at": values["at"], "conclusion": values["conclusion"]}
    return header, content, [_result(line) for line in values["results"]]


def _result(line: Values) -> Values:
    coding = {"system": _LOINC, "code": line["code"]}
    return {"what": {"text": line["name"], "codings": [coding]}, "value": line["value"], "unit": line["unit"]}


# what is answered


def plain_file(file: Values) -> Values:
    chapters = file["chapters"]
    return {**_person(chapters["demographics"]["demographics"], chapters["blood_group"]["current"]), **_lists(chapters)}


def _person(person: Values, blood: Values) -> Values:
    name = person["names"][0]
    return {
        "mrn": person["identifiers"][0]["value"],
        "family_name": name["family"],
        "given_name": name["given"][0],
        "birth_date": person["birth"]["value"],
        "gender": person["gender"],
        "blood_group": blood["abo"] + {rhd: sign for sign, rhd in _RHD.items()}[blood["rhd"]],
        "phone": person["contacts"][0]["value"],
        "address": person["addresses"][0]["text"],
    }


def _lists(chapters: Values) -> Values:
    kinds, reports = ({ours: theirs for theirs, ours in table.items()} for table in (_KINDS, _REPORTS))
    visits, measured = chapters["visits"].values(), chapters["measurements"].values()
    return {
        "visits": [
            {"at": one["start"], "department": one["site"], "complaint": one["reason"]["text"]} for one in visits
        ],
        "measurements": [
            {"code": one["kind"], "value": one["value"], "unit": _UNITS.get(one["unit"], one["unit"])}
            | {"at": one["taken_at"]}
            for one in measured
        ],
        "history": [
            {"kind": kinds[one["kind"]], "text": one["what"]["text"], "onset": one["onset"]}
            for one in chapters["history"].values()
        ],
        "reports": [_report(one, reports[one["kind"]]) for one in chapters["reports"].values()],
    }


def _report(one: Values, kind: str) -> Values:
    lines = [
        {"code": line["what"]["codings"][0]["code"], "name": line["what"]["text"]}
        | {"value": line["value"], "unit": line["unit"]}
        for line in one.get("results", ())
    ]
    about = {"title": one["what"]["text"], "at": one["performed_at"], "conclusion": one["conclusion"]}
    return {"kind": kind, **about, "results": lines}


def plain_changes(changes: Sequence[Values]) -> list[Change]:
    """Each event of the change log as the oracle's changes; what another stream says of the patient is left out."""
    return [told for change in changes for told in _told(change)]


def _told(change: Values) -> list[Change]:
    reason = change["reason"] or {}
    about: Values = {"who": change["actor"]["name"], "when": change["recorded_at"], "reason": reason.get("text")}
    if record := _CREATED.get(change["type"]):
        new = {"results": _entered(change["changes"])}
        return [{**about, "action": "create", "record": record, "field": None, "old": None, "new": new}]
    return [
        {**about, "action": "update", "record": "patient", "field": _FIELDS[one["field"]]}
        | {"old": one["was"], "new": one["now"]}
        for one in change["changes"]
        if one["field"] in _FIELDS
    ]


def _entered(sides: Sequence[Values]) -> list[Any]:
    """The values of the result lines that were entered."""
    return [one["now"] for one in sides if ".results." in one["field"] and one["field"].endswith(".value")]
