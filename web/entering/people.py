"""People as a form takes them: one a line, those who work here by the name they sign in with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from domain.fact import Plain

Staff = Sequence[Plain]
"""As `projections.staff.Staff.all` has them."""
_LOGIN = re.compile(r".*\(([^()]+)\)")


def read(text: str, staff: Staff) -> list[Plain]:
    """`Ama Boateng (ama)` and `ama` are whoever signs in as ama; anybody else is known by the name that was written."""
    by_login = {one["login"]: one for one in staff}
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return [_one(line, by_login) for line in lines if line]


def _one(line: str, by_login: dict[str, Plain]) -> Plain:
    named = _LOGIN.fullmatch(line)
    login = (named[1] if named else line).strip().casefold()
    found = by_login.get(login)
    return {"staff": found["staff"], "name": found["name"]} if found else {"name": line}


def written(people: Iterable[Plain], staff: Staff) -> str:
    """The same lines, to be changed."""
    logins = {one["staff"]: one["login"] for one in staff}
    return "\n".join(_line(one, logins.get(str(one.get("staff")))) for one in people)


def _line(one: Plain, login: str | None) -> str:
    return f"{one['name']} ({login})" if login else str(one["name"])


def asked_for(ids: Iterable[str], staff: Staff) -> list[Plain]:
    """Those of these staff ids who work here, each once, in the order in which they were named."""
    known = {one["staff"]: one for one in staff}
    return [{"staff": id, "name": known[id]["name"]} for id in dict.fromkeys(ids) if id in known]
