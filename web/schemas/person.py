"""Who a patient is: registering, bringing up to date, putting right, naming, labelling; death."""

from __future__ import annotations

from domain.blood import ABO
from domain.confidentiality import VERY
from domain.values import BIRTH_BASES, LABELS, NAME_USES, SEXES, SOURCES
from web.schemas import measured
from web.schemas.clinical import KNOWN_BY
from web.schemas.fields import Command, area, hidden, moment, one, text

GENDERS = {"female": "Female", "male": "Male", "other": "Other", "unknown": "Unknown"}
_SEXES = dict(zip(SEXES, ("Female", "Male", "Not clear", "Asked, not known", "Not asked"), strict=True))
_BASES = dict(zip(BIRTH_BASES, ("Document seen", "Told", "Told by another", "From the age", "Estimated"), strict=True))
_SOURCES = dict(zip(SOURCES, ("Patient", "Relative", "Police", "Transfer letter", "Import"), strict=True))
_TELLING = {code: words for code, words in _SOURCES.items() if code != "import"}
_USED = ("On papers", "Also known as", "Nickname", "Former", "Maiden name", "Alias", "For a time")
USES = dict(zip(NAME_USES, _USED, strict=True))
CONFIDENTIALITY = dict(zip(LABELS, ("Normal", "Restricted", "Very restricted"), strict=True))
AT_THE_DESK = {label: name for label, name in CONFIDENTIALITY.items() if label != VERY}
"""Whoever registers a very restricted patient could not open the record again."""
_SIGNS = {"positive": "+", "negative": "−", "unknown": ", Rh not known"}
GROUPS = {f"{abo} {rhd}": f"{abo}{sign}" for rhd, sign in _SIGNS.items() for abo in ABO}
YES = {"yes": "Yes", "no": "No"}
_BORN = "7 Mar 1984, 3/2/80, 1984, about 30, 6 months, 1940s, unknown: no papers"
_NO_BIRTH = "Write the birth date or the age as it was told, or unknown."


class Person(Command):
    """The details that the clerk's form holds; the record keeps more."""

    PARTS = {
        "Who": ("name", "born", "gender", "registration_source", "phone", "address"),
        "Parts of the name, other names": (
            "family", "given", "other_name", "other_use", "third_name", "third_use",
            "name_to_use", "pronouns",
        ),
        "Birth, sex and gender, closer": ("birth_basis", "sex_at_birth", "gender_identity"),
        "Next of kin, guardian": (
            "kin_name", "kin_relationship", "kin_phone", "kin_guardian", "kin_record",
            "kin2_name", "kin2_relationship", "kin2_phone", "kin2_guardian", "kin2_record",
        ),
        "Language, numbers, life": (
            "language", "interpreter_needed", "insurance", "no_contact", "marital_status", "occupation",
        ),
    }  # fmt: skip
    FOLDED = tuple(PARTS)[1:]
    PATHS = {
        "name": "names.0.text",
        "family": "names.0.family",
        "given": "names.0.given.0",
        "other_name": "names.1.text",
        "other_use": "names.1.use",
        "third_name": "names.2.text",
        "third_use": "names.2.use",
        "name_to_use": "name_to_use",
        "pronouns": "pronouns",
        "born": "birth.value",
        "birth_basis": "birth.basis",
        "gender": "gender",
        "sex_at_birth": "sex_at_birth",
        "gender_identity": "gender_identity",
        "registration_source": "registration_source",
        "phone": "contacts.0.value",
        "no_contact": "no_contact",
        "address": "addresses.0.text",
        "kin_name": "next_of_kin.0.name",
        "kin_relationship": "next_of_kin.0.relationship",
        "kin_phone": "next_of_kin.0.phone",
        "kin_guardian": "next_of_kin.0.is_guardian",
        "kin_record": "next_of_kin.0.record",
        "kin2_name": "next_of_kin.1.name",
        "kin2_relationship": "next_of_kin.1.relationship",
        "kin2_phone": "next_of_kin.1.phone",
        "kin2_guardian": "next_of_kin.1.is_guardian",
        "kin2_record": "next_of_kin.1.record",
        "insurance": "identifiers.0.value",
        "language": "language",
        "interpreter_needed": "interpreter_needed",
        "marital_status": "marital_status",
        "occupation": "occupation",
    }

    name = text("Name, as told", required=True, missing="Write the name as it was told; one word will do.", dir="auto")
    born = text("Birth date or age", hint=f"As it was told: {_BORN}", width="w5", required=True, missing=_NO_BIRTH)
    gender = one("Gender on record", GENDERS, required=True, widget="seg", width="w7")
    registration_source = one("Who told us?", _SOURCES, widget="seg")
    phone = text("Phone or other contact", width="w5")
    address = text("Address or landmark", width="w7", hint="No fixed abode is an answer too.", dir="auto")
    family = text("Family name, if there is one", width="w5", dir="auto")
    given = text("Given names", width="w7", dir="auto")
    other_name = text("Another name, or another script", width="w7", dir="auto")
    other_use = one("Which is", USES, width="w5")
    third_name = text("One more name", width="w7", dir="auto")
    third_use = one("Which is", USES, width="w5")
    name_to_use = text("Name to call them by", width="w7", dir="auto")
    pronouns = text("Pronouns", width="w5")
    birth_basis = one("How do we know the birth?", _BASES, width="w5")
    sex_at_birth = one("Sex at birth", _SEXES, width="w5")
    gender_identity = text("Gender, in their own words", width="w7")
    kin_name = text("Next of kin", width="w7", dir="auto")
    kin_relationship = text("Relationship", width="w5")
    kin_phone = text("Their phone", width="w5")
    kin_guardian = one("Are they the guardian?", YES, width="w5")
    kin_record = text("Their record number, if on file", width="w5")
    kin2_name = text("One more relative or guardian", width="w7", dir="auto")
    kin2_relationship = text("Relationship", width="w5")
    kin2_phone = text("Their phone", width="w5")
    kin2_guardian = one("Are they the guardian?", YES, width="w5")
    kin2_record = text("Their record number, if on file", width="w5")
    language = text("Language", width="w5")
    interpreter_needed = one("Is an interpreter needed?", YES, width="w5")
    insurance = text("Insurance or other number", width="w5")
    no_contact = one("Asked, and there is no contact", YES, width="w5")
    marital_status = text("Marital status", width="w5")
    occupation = text("Occupation", width="w5")


class Registration(Person):
    """A new patient may be given a label at once, and what is gathered at the desk."""

    _FIRST, *_, _LAST = Person.PARTS
    PARTS = {
        _FIRST: Person.PARTS[_FIRST],
        "Blood and body": ("blood", "basis", "weight", "height", "told"),
        **Person.PARTS,
        _LAST: (*Person.PARTS[_LAST], "confidentiality"),
    }
    PATHS = {**Person.PATHS, "confidentiality": "confidentiality"}

    registration_source = one("Who is telling us?", _TELLING, widget="seg")
    confidentiality = one("Confidentiality", AT_THE_DESK, width="w5")
    blood = one("Blood group", GROUPS, width="w5", hint="For reference, not for transfusion.")
    basis = one("How do we know?", KNOWN_BY, widget="seg", width="w7")
    weight = measured.taken("weight")
    weight_unit = hidden()
    height = measured.taken("height")
    height_unit = hidden()
    told = one("Weight and height were", dict(measured.HOWS), widget="seg", width="w7")


class Unidentified(Command):
    """Somebody who cannot say who they are: what can be seen, and where they were found."""

    PARTS = {"What can be seen": ("gender", "born", "found_at", "registration_source", "note")}
    PATHS = {"gender": "gender", "born": "birth.value", "found_at": "found_at", "note": "note"}

    gender = one("Apparent sex", GENDERS, required=True, widget="seg", width="w7")
    born = text(
        "Apparent age", hint="30 to 40, about 60, 6 months, or unknown", width="w5", required=True, missing=_NO_BIRTH
    )
    found_at = text("Found where", width="w7")
    registration_source = one("Who brought them?", _TELLING, widget="seg")
    note = area("What may help to know them: clothes, marks, words")


class Identification(Command):
    """What is known now of somebody who was registered under an alias."""

    PARTS = {
        "Who": ("name", "born", "gender", "evidence"),
        "How to reach": ("phone", "address"),
    }
    PATHS = {"name": "names.0.text", "born": "birth.value", "gender": "gender", "evidence": "evidence"} | {
        "phone": "contacts.0.value",
        "address": "addresses.0.text",
    }

    name = text("Name", required=True, missing="Write the name that is now known.", dir="auto")
    born = text("Birth date or age", hint=f"As it was told: {_BORN}", width="w5", required=True, missing=_NO_BIRTH)
    gender = one("Gender on record", GENDERS, required=True, widget="seg", width="w7")
    evidence = text("Who or what says so", hint="A passport, a sister, the patient", width="w7")
    phone = text("Phone or other contact", width="w5")
    address = text("Address or landmark", width="w7", dir="auto")


class Label(Command):
    PARTS = {"Label": ("confidentiality",)}

    confidentiality = one("Confidentiality", CONFIDENTIALITY, required=True, widget="seg")


class Death(Command):
    PARTS = {"Death": ("died", "cause", "told_by")}

    died = moment("When, as far as it is known", hint="3 Nov 2026 14:05, Nov 2026, 2026, or nothing", width="w7")
    cause = text("Cause, as told", width="w7")
    told_by = text("Who told us", width="w5")
