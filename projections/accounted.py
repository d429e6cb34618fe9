"""The accounting of one patient: what was handed over of them, alone or in an export of everybody (decision 24).

An export without chosen patients shows whoever has an event that fits it. That is found here, from the events of one
patient, when it is asked: nothing is recorded for each patient when such an export is made.
"""

from __future__ import annotations

from collections.abc import Iterable

from projections.patients import Happened
from projections.releases import Asked
from projections.views import Views
from trail.bundle.scope import Scope
from trail.entry import Entry


def accounted(views: Views, patient: str, key: int) -> list[Asked]:
    """All that was asked for of them, and every export of everybody that shows an event of their record or one that
    names them, the newest first. `key` is the number of their data key.

    Of an export of chosen fields each event that fits counts, whether or not it has such a field.
    """
    own, everybodys = views.releases.of(patient), views.releases.of_everybody()
    if not everybodys:
        return own
    happened = [*views.changes.about(patient), *views.releases.naming(patient)]
    entries = [_entry(one, key) for one in happened]
    return sorted([*own, *_showing(everybodys, entries)], key=lambda one: one.position, reverse=True)


def _showing(everybodys: Iterable[Asked], entries: list[Entry]) -> Iterable[Asked]:
    for one in everybodys:
        scope = Scope(one.told["profile"], one.told["filter"], one.position)
        if any(map(scope.fits, entries)):
            yield one


def _entry(one: Happened, key: int) -> Entry:
    """As far as a filter looks at it."""
    return Entry(one.position, "", 0, f"{one.type}/", one.actor, "", one.recorded_at, "", key, "", "")
