"""How a store fails."""

from __future__ import annotations

FULL = "Is the disk full, or failing?"


class StoreError(Exception):
    """The disk or the database would not do it; nothing of the command was kept, unless the text says otherwise."""


class Unreachable(StoreError):
    """The database does not answer, or does not let this host in."""


class AnswerLost(StoreError):
    """The database went away while it was asked to record: it may have been recorded, or not."""

    def __init__(self) -> None:
        super().__init__(
            "The database does not answer, so it is not known whether this was recorded. Send it again in a minute: "
            "it will not be recorded twice."
        )


class Unconfirmed(StoreError):
    """The disk would not say that it has what was written: it may have been recorded, or not."""

    def __init__(self, error: Exception) -> None:
        super().__init__(
            f"The disk has failed ({error}), so it is not known whether this was recorded. Nothing more is recorded "
            "until it was seen to and Caretrail was started again. Send it again then: it will not be recorded twice."
        )


class Behind(StoreError):
    """What was asked for is not there, and the newest events are not read into the views yet: it may be among them."""

    def __init__(self) -> None:
        super().__init__("The newest records do not show yet. Ask again in a minute.")


class NoStore(Exception):
    """There is no store in this folder, or there is one where none should be."""


class KeysMissing(Exception):
    """A key that is needed is not there; the text names the file and, where known, the key."""


def of_store(error: BaseException) -> bool:
    """Whether it was the store that failed, and not what was made of it."""
    return isinstance(error, StoreError) or of_database(error) is not None


def of_database(error: BaseException) -> BaseException | None:
    """What a driver complained of, itself or through SQLAlchemy; None for an error of another kind."""
    told = getattr(error, "orig", None) or error
    return told if type(told).__module__.partition(".")[0] in ("sqlite3", "psycopg") else None
