"""Who a patient is: registering, bringing up to date, putting right."""

from __future__ import annotations

from domain.values import BIRTH_BASES, SEXES, SOURCES
from web.schemas.fields import Command, one, text

GENDERS = {"female": "Female", "male": "Male", "other": "Other", "unknown": "Unknown"}
_SEXES = dict(zip(SEXES, ("Female", "Male", "Not clear", "Asked, not known", "Not asked"), strict=True))
_BASES = dict(zip(BIRTH_BASES, ("Document seen", "Told", "Told by another", "From the age", "Estimated"), strict=True))
_SOURCES = dict(zip(SOURCES, ("Patient", "Relative", "Police", "Transfer letter", "Import"), strict=True))


class Person(Command):
    """The details that the clerk's form holds; the record keeps more."""

    PARTS = {
        "Who": ("name", "born", "birth_basis", "gender", "sex_at_birth", "registration_source"),
        "How to reach": ("phone", "address", "kin_name", "kin_relationship", "kin_phone"),
        "More": ("insurance", "language", "marital_status", "occupation"),
    }
    PATHS = {
        "name": "names.0.text",
        "born": "birth.value",
        "birth_basis": "birth.basis",
        "gender": "gender",
        "sex_at_birth": "sex_at_birth",
        "registration_source": "registration_source",
        "phone": "contacts.0.value",
        "address": "addresses.0.text",
        "kin_name": "next_of_kin.0.name",
        "kin_relationship": "next_of_kin.0.relationship",
        "kin_phone": "next_of_kin.0.phone",
        "insurance": "identifiers.0.value",
        "language": "language",
        "marital_status": "marital_status",
        "occupation": "occupation",
    }

    name = text("Name, as told", required=True, missing="Write the name as it was told; one word will do.")
    born = text(
        "Birth date",
        hint="As far as it is known: 1984-03-07, 7 March 1984, 1984-03, 1984, 198X or unknown",
        width="w5",
        required=True,
        missing="Write the birth date as far as it is known: a year, a decade, or unknown.",
    )
    birth_basis = one("How do we know it?", _BASES, width="w7")
    gender = one("Gender on record", GENDERS, required=True, widget="seg")
    sex_at_birth = one("Sex at birth", _SEXES, width="w5")
    registration_source = one("Who is telling us?", _SOURCES, width="w7")
    phone = text("Phone", width="w5")
    address = text("Address or landmark", width="w7")
    kin_name = text("Next of kin", width="w7")
    kin_relationship = text("Relationship", width="w5")
    kin_phone = text("Their phone", width="w5")
    insurance = text("Insurance or other number", width="w5")
    language = text("Language", width="w5")
    marital_status = text("Marital status", width="w5")
    occupation = text("Occupation", width="w5")
