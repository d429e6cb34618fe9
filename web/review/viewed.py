"""A view of the access log, as evidence is told: what it was, who looked, and where it can be seen again."""

from __future__ import annotations

from typing import NamedTuple

from domain.access import PURPOSES
from domain.fact import Plain
from domain.staff import ROLES
from web.reads.shown import MEDIA, SECTIONS
from web.review.read_query import told
from web.service import Service
from web.wording import words


class Viewed(NamedTuple):
    """`says` is a sentence, `about` what stands beside it; `address` leads to it, empty where nothing does;
    `whole` is all that is known of it, for an export."""

    says: str
    about: str = ""
    address: str = ""
    whole: Plain | None = None


def viewed(service: Service, position: int) -> Viewed:
    service.reads.ready()
    view = service.reads.accesses
    rows = list(view.rows({"after": position - 1, "before": position + 1}, 1))
    if not rows:
        return Viewed(f"View no. {position:,} of the access log.")
    (row,), (whole,) = rows, told(rows, view)
    what = f"{SECTIONS.get(row['section'], row['section'])}, {MEDIA.get(row['medium'], row['medium'])}"
    why = PURPOSES.get(row["purpose"], "") if row["purpose"] else "no purpose told"
    about = f"{(ROLES.get(row['role']) or row['role']).lower()}, {words.moment(row['at'])}, {why}"
    return Viewed(f"{row['name']}: {what}.", about, f"/audit/access/{position}", whole)
