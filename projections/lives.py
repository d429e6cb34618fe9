"""Lives that were looked at last, kept in memory: whoever looks at one looks at its next event, too."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from uuid import UUID

from domain.refusal import NotFound
from projections.life import Life
from trail.journal import Journal

KEPT = 40_000  # facts, of all lives together
_HOLDS = 61


class Lives:
    """What is kept goes on from where it was read to; a life that is no longer what it was is read anew.

    Nothing of it is written anywhere. The newest fact is read from the log each time, so that a payload that was
    erased or altered, by whichever host, is not shown from memory.
    """

    def __init__(self, journal: Journal, most: int = KEPT) -> None:
        self._journal, self._most = journal, most
        self._kept: OrderedDict[UUID, Life] = OrderedDict()
        self._facts = 0  # of all that are kept
        self._guard, self._holds = Lock(), [Lock() for _ in range(_HOLDS)]

    def of(self, patient: UUID) -> Life:
        """`NotFound`."""
        with self._holds[patient.int % _HOLDS]:  # whoever comes meanwhile waits for what is being read
            life = self._going_on(patient)
            self._keep(life)
        return life

    def forget(self, patient: UUID) -> None:
        with self._holds[patient.int % _HOLDS]:  # else whoever is reading it would keep it once more
            self._forget(patient)

    def _going_on(self, patient: UUID) -> Life:
        kept = self._kept.get(patient)
        if kept:
            told = list(self._journal.history(patient, after=kept.version - 1))
            if told[:1] == kept.facts[-1:]:
                return kept.grown(told[1:])
            self._forget(patient)
        life = Life(patient, self._journal.history(patient))
        if not life.facts:
            raise NotFound(f"There is no patient {patient}.")
        return life

    def _keep(self, life: Life) -> None:
        with self._guard:
            self._drop(life.id)
            self._kept[life.id] = life
            self._facts += life.version
            while len(self._kept) > 1 and self._facts > self._most:
                self._drop(next(iter(self._kept)))

    def _forget(self, patient: UUID) -> None:
        with self._guard:
            self._drop(patient)

    def _drop(self, patient: UUID) -> None:
        if dropped := self._kept.pop(patient, None):
            self._facts -= dropped.version
