"""An export of the log: who asked for what, for whom and why, before it is made; and what it held once it was."""

from __future__ import annotations

from dataclasses import dataclass

from domain.fact import Beginning, Decision, Decisions, Fact, Plain, Stream
from domain.refusal import Refused
from domain.text import LINE, PARAGRAPH, needed, one_of

ENVELOPE, MINIMUM, COPY, FULL = "envelope", "minimum", "patient-copy", "full"
PROFILES = {
    ENVELOPE: "Who, when and what kind of event; nothing of what was recorded",
    MINIMUM: "Of what was recorded, the chosen fields",
    COPY: "All of chosen patients, to be handed to them",
    FULL: "Everything that fits",
}
"""How much of what was recorded an export shows (design: trail.md, section 9)."""
NARROWING = frozenset(("keys", "without", "actors", "types", "since", "until", "fields"))


@dataclass(frozen=True)
class ExportRequested(Beginning):
    """`filter` is as FORMAT.md (trail/bundle/reader) has it, `count` how many events fit it now, `patients` whose
    they are where some were chosen. `purpose` is a code of `domain.access.PURPOSES`, or words.
    """

    TOPIC = "export.requested"
    profile: str
    filter: Plain
    count: int
    purpose: str
    recipient: str
    address: str | None = None
    patients: list[str] | None = None
    note: str | None = None


@dataclass(frozen=True)
class ExportSealed(Fact):
    """`requested` is the position of the request, `files` the SHA-256, in hex, of each file that tells it in words."""

    TOPIC = "export.sealed"
    requested: int
    files: Plain


@dataclass(frozen=True)
class ExportGivenUp(Fact):
    """It was not made, or not to its end."""

    TOPIC = "export.given-up"
    why: str


class Export(Stream):
    """One export; what it says of itself is sealed once."""

    def __init__(self) -> None:
        self.sealed: Plain | None = None
        self.ended = False

    @staticmethod
    def request(
        profile: str, narrow: Plain, count: int, purpose: str, recipient: str, address: str | None = None,
        patients: list[str] | None = None, note: str | None = None,
    ) -> Decision:  # fmt: skip
        one_of(profile, PROFILES, "profile")
        if unknown := narrow.keys() - NARROWING:
            raise Refused("filter", f"An export cannot be narrowed by {', '.join(sorted(unknown))}.")
        if profile == COPY and not patients:
            raise Refused("patients", "Choose whose copy it is.")
        if profile == MINIMUM and not narrow.get("fields"):
            raise Refused("fields", "Choose which fields are shown.")
        told = {
            "purpose": needed(purpose, "purpose", LINE),
            "recipient": needed(recipient, "recipient", LINE),
            "address": needed(address, "address", PARAGRAPH) if address and address.strip() else None,
            "note": needed(note, "note", PARAGRAPH) if note and note.strip() else None,
        }
        chosen = {"profile": profile, "filter": narrow, "count": count, "patients": patients or None}
        return Decision(ExportRequested, {**chosen, **told})

    def seal(self, requested: int, files: Plain) -> Decisions:
        """Nothing where it was sealed with the same files before; `Refused` with others, or once it was given up."""
        if self.ended:
            raise Refused("export", "This export was given up: ask for it anew.")
        if self.sealed is not None:
            if self.sealed != files:
                raise Refused("export", "This export was sealed with other files: ask for it anew.")
            return ()
        return (Decision(ExportSealed, {"requested": requested, "files": files}),)

    def give_up(self, why: str) -> Decisions:
        return () if self.ended else (Decision(ExportGivenUp, {"why": needed(why, "why", PARAGRAPH)}),)

    def fold(self, fact: Fact) -> None:
        match fact:
            case ExportSealed():
                self.sealed = fact.files
            case ExportGivenUp():
                self.ended = True


ExportRequested.AGGREGATE = Export
