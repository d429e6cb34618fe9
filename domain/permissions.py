"""Who may do what: the one table by which pages, programs, the command line and the commands themselves judge."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import wraps
from inspect import signature
from typing import ParamSpec, TypeVar

from domain.by import By
from domain.refusal import NotAllowed
from domain.staff import ROLES

P = ParamSpec("P")
T = TypeVar("T")
MACHINE = "system"
"""The role of the program itself and of whoever has the machine: no account has it."""


_COLUMNS = "CSVRPAD"


class May(Enum):
    """What may be done, by which roles, and in the office's words; whatever stands under no role is done by nobody.

    The columns are clerk, senior clerk, verifier, reviewer, privacy officer, auditor and administrator.
    """

    # fmt: off
    #                   C S V R P A D
    SIGN_IN          = "C S V R P A D", "Sign in, read what each role may do, choose how the keys work"
    OPEN_RECORD      = "C S V R P A .", "Find patients and open their records, with charts and prints"
    WRITE_RECORD     = "C S . . . . .", "Register patients and write in their records; correct, move"
    DECIDE_MISSING   = "C S . R . . .", "Look records over; waive, dispute or assign what is missing"
    KEY_AGAIN        = "C S V R . . .", "Key entries again that somebody else wrote"
    DRAW_SAMPLE      = ". . V R . . .", "Draw what is keyed again, and close a sample"
    WRITE_REQUEST    = "C S . R P . .", "Write down what patients and others ask for"
    DECIDE_AMENDMENT = ". S . R P . .", "Decide what patients ask to be changed"
    DISCLOSE         = ". S . . P . .", "Hand over parts of a record, or refuse to"
    LOOK_BACK        = ". S . R P A .", "See a record as it was known, and who wrote what in it"
    SEE_QUALITY      = ". S . R P A .", "See how good the records are, and keep searches"
    READ_LOG         = ". . . R P A .", "Read the change log, what if, and who works when"
    READ_ACCESS      = ". . . R P A .", "Read who looked, and what they saw"
    PROVE            = ". . . R P A .", "Prove the log and sign where it stands"
    EXPORT           = ". . . R P A .", "Take the log, or copies of records, out of the house"
    SEE_CASES        = ". . . R P A .", "Read cases"
    KEEP_CASES       = ". . . R P . .", "Work on cases: ask, find, close"
    WATCH            = ". . . R P . .", "See flags, and set them aside"
    BREAK_GLASS      = "C S V R . . .", "Open a closed record in an emergency, saying why"
    LABEL            = ". . . . P . .", "Say who may open a record"
    REVIEW_GLASS     = ". . . . P . .", "Look into records that were opened in an emergency"
    DISPOSE          = ". . . . P . D", "Hold records, and have them erased when the law says so"
    SEE_POLICIES     = "C S V R P A D", "Read the policies"
    ADOPT_POLICY     = ". S . R . . D", "Adopt policies"
    HOLD_TOKENS      = "C S V R P A D", "Let programs in as oneself, with tokens"
    SEE_TOKENS       = ". . . R P A D", "See the tokens of others"
    END_TOKENS       = ". . . . P . D", "Revoke the tokens of others"
    KEEP_ACCOUNTS    = ". . . . . . D", "Add, change, lock and limit accounts"
    # fmt: on

    def __init__(self, row: str, says: str) -> None:
        told = list(zip(_COLUMNS, row.split(), ROLES, strict=True))
        if any(mark not in (letter, ".") for letter, mark, _ in told):
            raise ValueError(f"{self.name}: a mark of {row} stands in another column")
        self.says, self.roles = says, frozenset(role for letter, mark, role in told if mark == letter)

    @property
    def code(self) -> str:
        """As pages and scopes write it: `open-record`."""
        return self.name.lower().replace("_", "-")


def may(role: str, *any_of: May) -> bool:
    """Whether the role may do one of these; a role that nobody knows may do nothing."""
    return any(role in one.roles for one in any_of)


def called(code: str) -> May:
    """`KeyError` for what is in no table."""
    return May[code.upper().replace("-", "_")]


def needs(*any_of: May) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """A command that is for those alone who may do one of these, and for the machine; `NotAllowed`.

    Who gives the command is what its parameter `by` says.
    """

    def judged(command: Callable[P, T]) -> Callable[P, T]:
        place = list(signature(command).parameters).index("by")

        @wraps(command)
        def checked(*args: P.args, **kwargs: P.kwargs) -> T:
            by = kwargs["by"] if "by" in kwargs else args[place]
            if not isinstance(by, By) or (by.role != MACHINE and not may(by.role, *any_of)):
                raise NotAllowed(getattr(by, "role", ""), [one.says for one in any_of])
            return command(*args, **kwargs)

        setattr(checked, RULE, any_of)
        return checked

    return judged


RULE = "may"
"""Under this name a page or a command holds who may: a test asks each of them for it."""
