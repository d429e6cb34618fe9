"""What the log of reads is asked for, read from the address and written back into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.access import OUTCOMES, PURPOSES
from domain.fact import iso
from domain.refusal import Refused
from projections.accesses import Accesses
from web.reads.shown import MEDIA, SECTIONS
from web.wording import moments

PLAIN = ("actor", "section", "medium", "outcome", "purpose", "session")
FILTERS = ("patient", *PLAIN, "since", "until", "order")
COLUMNS = (
    "position", "at", "actor", "name", "role", "session", "channel", "patients", "view", "medium", "address", "purpose",
    "position_shown", "outcome", "whole", "sought",
)  # fmt: skip
"""Of a read as it is exported; `patients` are record ids, `position_shown` is of the log of the records."""
NAMED = {"section": SECTIONS, "medium": MEDIA, "outcome": OUTCOMES, "purpose": PURPOSES}
Row = dict[str, Any]
_PAGE = 500  # rows in memory


@dataclass(frozen=True, slots=True)
class ReadQuery:
    """`asked` is what stood in the address, `filters` what it means to the view; `errors` names what could not be read.

    `onward` is the position from which a page goes on.
    """

    asked: dict[str, str]
    filters: dict[str, Any]
    newest: bool
    onward: int | None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, args: Mapping[str, str], patient: Callable[[str], str | None]) -> ReadQuery:
        """`patient` turns a number or id that was typed into the record's id, None where there is none."""
        asked = {name: args[name].strip() for name in FILTERS if args.get(name, "").strip()}
        filters: dict[str, Any] = {}
        errors: dict[str, str] = {}
        for name in asked:
            try:
                filters |= _meant(name, asked[name], patient)
            except Refused as no:
                errors[name] = no.reason
        typed = args.get("after", "").strip()
        onward = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else None
        if typed and onward is None:
            errors["after"] = f"{typed[:20]!r} is no position in the log of reads."
        return cls(asked, filters, asked.get("order") != "oldest", onward, errors)

    def page(self, view: Accesses, most: int) -> list[Row]:
        """As many as a page holds, and one more where there are more."""
        bound = {} if self.onward is None else {"before" if self.newest else "after": self.onward}
        return list(view.rows({**self.filters, **bound}, most + 1, self.newest))

    def rows(self, view: Accesses) -> Iterator[Row]:
        """All that fit, as they are exported."""
        held: list[Row] = []
        for row in view.rows(self.filters, newest=self.newest):
            held.append(row)
            if len(held) == _PAGE:
                yield from told(held, view)
                held = []
        yield from told(held, view)


def told(rows: list[Row], view: Accesses) -> Iterator[Row]:
    """Rows of the view as interfaces.md writes a read."""
    whose = view.patients([row["position"] for row in rows])
    for row in rows:
        more = {"view": row["section"], "position_shown": row["known"], "patients": whose[row["position"]]}
        yield {name: {**row, **more, "whole": bool(row["whole"])}[name] for name in COLUMNS}


def _meant(name: str, typed: str, patient: Callable[[str], str | None]) -> dict[str, Any]:
    match name:
        case "patient":
            if (id := patient(typed)) is None:
                raise Refused(name, "There is no patient of this number.")
            return {name: id}
        case "since":
            moment = moments.since(typed, name)
            return {name: iso(moment)} if moment else {}
        case "until":
            moment = moments.until(typed, name)
            return {name: iso(moment)} if moment else {}
        case "order":
            return {}
        case _:
            if name in NAMED and typed not in NAMED[name]:
                raise Refused(name, f"There is no {name} {typed[:40]!r}.")
            return {name: typed}
