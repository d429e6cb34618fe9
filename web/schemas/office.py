"""What an office decides: about what is missing, and about its policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema

from domain.staff import ROLES
from web.schemas import fields
from web.schemas.fields import Command, area, moment


class Waiver(Command):
    PARTS = {"Waive it": ("until",)}
    until = moment("Until", hint="A day; leave it empty to waive it for good", width="w5")


class Assignment(Command):
    PARTS = {"Who sees to it": ("owner",)}
    owner = fields.text("Sign-in name, or a role", required=True, width="w5", hint="ama.boateng, or: clerk, reviewer")


class Dispute(Command):
    PARTS = {"What is wrong with the rule here": ("text",)}
    text = area("In your own words", required=True)


class Review(Command):
    PARTS = {"What you found": ("findings",)}
    findings = area("Findings", hint="Leave it empty if all reads well")


class Policy(Command):
    PARTS = {"The policy": ("text",), "Who approved it": ("approved_by", "note")}
    text = area("What differs from the program’s own rules", required=True)
    approved_by = fields.text("Approved by", required=True, width="w7", missing="Say who approved it.")
    note = area("Note")


class SetAside(Command):
    PARTS = {"Why it may be left alone": ("why",)}
    why = area("In your own words", required=True)


class Validity(Command):
    PARTS = {"When it is in force": ("begins", "ends")}
    begins = moment("First day", hint="In UTC; leave it empty if it is in force already", width="w5")
    ends = moment("Last day", hint="In UTC, all of it; leave it empty for no end", width="w5")


class Account(Command):
    PARTS = {"Who it is": ("name", "login"), "As what": ("role", "begins", "ends")}
    name = fields.text("Name", required=True, width="w7", hint="It stands beside all that this person records")
    login = fields.text("Name to sign in with", required=True, width="w5", hint="Such as ama.boateng; it is given once")
    role = fields.one("Role", ROLES, required=True, width="w5")
    begins = moment("First day", hint="In UTC; leave it empty if it begins now", width="w5")
    ends = moment("Last day", hint="In UTC, all of it; leave it empty for no end", width="w5")


class Role(Command):
    PARTS = {"The role": ("role", "begins", "ends")}
    role = fields.one("Role", ROLES, required=True, width="w5")
    begins = moment("First day", hint="In UTC; only if it is for a while", width="w5")
    ends = moment("Last day", hint="In UTC, all of it; then the role of before counts again", width="w5")


class Delegation(Command):
    PARTS = {"Who acts, and when": ("to", "begins", "ends")}
    to = fields.text("Who acts: the name they sign in with", required=True, width="w5", missing="Say who acts.")
    begins = moment("First day", hint="In UTC; leave it empty for today", width="w5")
    ends = moment("Last day", required=True, hint="In UTC, all of it", width="w5", missing="Say on which day it ends.")


class Search(Command):
    PARTS = {"The search": ("name", "seen")}
    name = fields.text(
        "Name", required=True, width="w7", missing="Give it a name.", hint="It stands as a link beside the list"
    )
    seen = fields.one(
        "Who sees it", {"own": "I alone", "office": "Everybody of the office"}, required=True, widget="seg"
    )


class Token(Command):
    name = fields.text(
        "Name", required=True, width="w7", missing="Give it a name.", hint="Of the program that will have it: Lab link"
    )
    until = moment(
        "Last day", required=True, hint="In UTC, all of it; a year from now at most", width="w5",
        missing="Say until when it is good.",
    )  # fmt: skip


def token(scopes: Mapping[str, str]) -> type[Schema]:
    """With a box for each thing that it may do."""
    boxes: dict[str, Any] = {code: fields.check(label, needed=True) for code, label in scopes.items()}
    made = Token.from_dict(boxes, name="ScopedToken")
    made.PARTS = {"What it is for": ("name", "until"), "What it may do": tuple(scopes)}  # type: ignore[attr-defined]
    return made
