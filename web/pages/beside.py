"""Who says so beside every value of a page, where `?blame=all` asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import request

from domain.permissions import May
from projections.reading import Reading
from web.pages.access import allowed
from web.pages.narrowing import changes
from web.review import hands


def signed(id: UUID, read: Reading, addresses: Iterable[str]) -> dict[str, Any]:
    """`hands` tells who wrote the value at each of these addresses; `may_blame` says whether one may ask.

    Of a page of the past nothing is told: who wrote what stands there today may have written it since.
    """
    may = allowed(May.LOOK_BACK)
    wanted = may and request.args.get("blame") == "all"
    return {"may_blame": may, "hands": hands.asked(changes(), read, id, list(addresses)) if wanted else None}
