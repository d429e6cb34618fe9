"""What a case is told: each act with its fields. Whom and what one can choose is known when the form is made."""

from __future__ import annotations

from domain.casefile import FINDINGS, WAYS
from web.schemas import fields
from web.schemas.fields import Choices, Command, area, moment, one, text

_PEOPLE = "One a line. Whoever works here by the name they sign in with, in brackets: Ama Boateng (ama)"


def opening(staff: Choices) -> type[Command]:
    class Opening(Command):
        PARTS = {
            "What is to be found out": ("title", "question"),
            "What it is about": ("patient", "person"),
            "Who is to be told": ("people",),
        }
        FOLDED = ("Who is to be told",)
        title = text("Title", required=True, hint="In a few words, as it will stand in the list")
        question = area("Question", required=True, missing="Write the question that the case is to answer.")
        patient = text("Patient’s record number", width="w5")
        person = one("Person who works here", staff, width="w5")
        people = area("People who relied on something wrong", hint=_PEOPLE)

    return Opening


def pinning(cases: Choices) -> type[Command]:
    class Pinning(Command):
        PARTS = {"Pin it": ("case", "note")}
        case = one("Case", cases, required=True)
        note = area("Note", hint="What it shows")

    return Pinning


class PinHere(Command):
    PARTS = {"Pin it": ("log", "position", "note")}
    log = one("Log", {"record": "Change log", "access": "Access log"}, required=True, widget="seg")
    position = text("Position in that log", required=True, width="w5", missing="Give the position of the event.")
    note = area("Note", hint="What it shows")


class Unpinning(Command):
    PARTS = {"Why it is taken out": ("why",)}
    why = area("In your own words", required=True, hint="It stays readable, struck through, with what you say here")


def asking(people: Choices, pins: Choices) -> type[Command]:
    class Asking(Command):
        PARTS = {"Ask for an explanation": ("staff", "question", "pin")}
        staff = one("Whom you ask", people, required=True, width="w5")
        question = area("Question", required=True, missing="Write what you want to know.")
        pin = one("Evidence that they see with it", pins, hint="They see this and nothing else of the case")

    return Asking


class Answer(Command):
    PARTS = {"Your answer": ("text",)}
    text = area(
        "In your own words", required=True, hint="It stands in the case with your name", missing="Write your answer."
    )


class Finding(Command):
    PARTS = {"What was found": ("kind", "text")}
    kind = one("Finding", FINDINGS, required=True, widget="seg")
    text = area("In your own words", required=True, missing="Say what was found.")


class Listing(Command):
    PARTS = {"Who is to be told": ("people",)}
    people = area("People", required=True, hint=_PEOPLE, missing="Name at least one person.")


class Telling(Command):
    PARTS = {"Whom you told": ("people",), "How and when": ("how", "at", "note")}
    people = area(
        "People", required=True, hint=f"Take out whom you did not tell. {_PEOPLE}", missing="Name at least one person."
    )
    how = one("How", WAYS, required=True, widget="seg")
    at = moment("When", required=True, hint=fields.WHEN, width="w5")
    note = area("What was said")


class Closing(Command):
    PARTS = {"Anything left open": ("waived",)}
    waived = area("Why the case is closed without it", hint="Only where somebody has not answered or not been told")


class Reopening(Command):
    PARTS = {"Why": ("why",)}
    why = area("In your own words", required=True)
