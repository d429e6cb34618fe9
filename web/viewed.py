"""A view of the access log, as evidence is told: what it was, who looked, and where it can be seen again."""

from __future__ import annotations

from typing import NamedTuple

from domain.fact import Plain
from web.service import Service


class Viewed(NamedTuple):
    """`says` is a sentence, `about` what stands beside it; `address` leads to it, empty where nothing does;
    `whole` is all that is known of it, for an export."""

    says: str
    about: str = ""
    address: str = ""
    whole: Plain | None = None


def viewed(service: Service, position: int) -> Viewed:
    return Viewed(f"View no. {position:,} of the access log.")
