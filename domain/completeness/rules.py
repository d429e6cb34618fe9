"""The thirty rules: what each is called, and where it looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from domain.completeness import body, looked, past, people, reporting, stays
from domain.completeness.gap import Gap, OfEntry, OfPerson, Seen
from domain.fact import Plain


class Rule(NamedTuple):
    """`kind`: missing, contradiction, stale, unsigned, implausible, duplicate, pending or unreviewed.

    `name` is what is wrong; `says` what is to be done, with places that a gap's `told` fills.
    """

    kind: str
    name: str
    says: str


RULES: Mapping[str, Rule] = {
    "DQ01": Rule("missing", "Birth date not told", "Ask for the birth date, or say why it is not known"),
    "DQ02": Rule("stale", "Birth date still an estimate", "The birth date is still an estimate: ask again"),
    "DQ03": Rule("missing", "Gender unknown", "Ask for the gender"),
    "DQ04": Rule("missing", "Blood group never asked", "Ask for the blood group"),
    "DQ05": Rule(
        "missing",
        "Blood group only told, with a procedure",
        "The blood group was only told, and there was a procedure: {what}",
    ),
    "DQ06": Rule("contradiction", "Blood group contradicted", "Blood group: the sources disagree"),
    "DQ07": Rule("missing", "Weight or height missing at a visit", "{Kind} for the visit of {day}"),
    "DQ08": Rule("stale", "Weight is old", "The last weight is of {day}: weigh again"),
    "DQ09": Rule("missing", "Allergies never asked", "Ask about allergies, or record that none is known"),
    "DQ10": Rule("stale", "“None known” is old", "“No known {kind}” is old: ask again"),
    "DQ11": Rule("missing", "No contact", "Ask for a phone number or another contact"),
    "DQ12": Rule("missing", "Minor without a guardian", "Add the guardian of a minor"),
    "DQ13": Rule("missing", "Visit never finished", "The visit of {day} was never finished"),
    "DQ14": Rule("missing", "Visit without a reason, or without an entry", "The visit of {day} has no {what}"),
    "DQ15": Rule("pending", "Report awaited", "{what} is awaited"),
    "DQ16": Rule("missing", "Final report not complete", "{what}: the final report is not complete"),
    "DQ17": Rule("pending", "Critical result not acknowledged", "Critical result, not acknowledged: {result}"),
    "DQ18": Rule("contradiction", "Before the birth, or after the death", "Something of {day} is outside this life"),
    "DQ19": Rule("contradiction", "Pregnancy, and male at birth", "{what}, and the sex recorded at birth is male"),
    "DQ20": Rule(
        "implausible",
        "Unlikely value, seen by one person only",
        "An unlikely {kind} was kept: a second person should look",
    ),
    "DQ21": Rule("duplicate", "Likely on file twice", "Likely on file twice: decide"),
    "DQ22": Rule("unsigned", "Written late, and not said why", "Written late by {by}, and not said why"),
    "DQ23": Rule("unreviewed", "Not looked over, or changed since", "Look the record over"),
    "DQ24": Rule("missing", "Identifier without its document", "See the document for {type} {value}"),
    "DQ25": Rule("missing", "Nobody knows who this is", "Find out who this is"),
    "DQ26": Rule("implausible", "Abbreviation that can be misread", "“{found}” can be misread: write “{instead}”"),
    "DQ27": Rule("pending", "Corrected report, nobody told", "{what} was corrected: tell whoever had the earlier one"),
    "DQ28": Rule("unreviewed", "Emergency opening not looked into", "Opened in an emergency by {by}: look into it"),
    "DQ29": Rule("pending", "The patient’s request undecided", "The patient asks for a change: decide"),
    "DQ30": Rule("contradiction", "Same document in two records", "The same document is in another patient’s record"),
}

_PERSON: tuple[OfPerson, ...] = (
    people.birth_unknown, people.birth_estimated, people.gender_unknown, people.no_contact, people.no_guardian,
    people.identifier_unverified, people.unidentified, body.group_never_asked, body.group_only_told,
    body.group_contradicted, body.weight_old, past.allergies_not_asked, past.none_known_old, past.against_sex,
    past.out_of_life, stays.unmeasured, stays.nothing_recorded, reporting.incomplete,
    looked.not_reviewed, looked.undecided,
)  # fmt: skip
_ENTRY: Mapping[str, tuple[OfEntry, ...]] = {
    "visits": (
        stays.never_ended, stays.no_reason, past.written_late("visits"), past.unsafe_words("visits"),
    ),
    "measurements": (body.improbable, past.written_late("measurements"), past.unsafe_words("measurements")),
    "history": (past.unsafe_words("history"),),
    "reports": (
        reporting.awaited, reporting.critical, reporting.not_told,
        past.written_late("reports"), past.unsafe_words("reports"),
    ),
}  # fmt: skip
ELSEWHERE = ("DQ21", "DQ30")
"""Seen only by looking at other patients' records as well."""
WITH_ENTRIES = frozenset(_ENTRY)


def of_person(seen: Seen) -> Iterator[Gap]:
    for find in _PERSON:
        yield from find(seen)


def of_entry(seen: Seen, chapter: str, item: Plain) -> Iterator[Gap]:
    """`item` stands: what was entered in error or cancelled misses nothing."""
    if item.get("status") not in ("entered-in-error", "cancelled"):
        for find in _ENTRY.get(chapter, ()):
            yield from find(seen, item)


def words(rule: str, told: Plain) -> str:
    """What is to be done, in a sentence."""
    named = {**told, **{name.capitalize(): str(value).capitalize() for name, value in told.items()}}
    return RULES[rule].says.format_map(named)
