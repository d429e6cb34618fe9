"""A record erased, from the approval to the proof: the steps of the store, of the views, and of the office."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple
from uuid import UUID

from domain.by import By
from trail.payloads import opener
from trail.removal import Removal
from trail.verify import Verdict, verify
from web.bundling import forgetting
from web.keeping.proving import kept, source
from web.service import Service

Progress = Callable[[str, int, int], None]


class Step(NamedTuple):
    """`does` may be repeated, whatever was done already."""

    name: str
    does: Callable[[], object]


def carry_out(service: Service, who: UUID, by: By, progress: Progress | None = None) -> int:
    """Erase a record whose erasure was approved; answers the position of the entry that says so.

    Broken off, it is gone on with by the same call, or by `resume`. `Refused` while a hold keeps the record.
    """
    removal = Removal(service.store, who)
    every = list(steps(service, removal, by))
    for n, step in enumerate(every, start=1):
        step.does()
        if progress:
            progress(step.name, n, len(every))
    return removal.position


def steps(service: Service, removal: Removal, by: By) -> Iterator[Step]:
    def entered(keys: list[int], size: int, root: bytes) -> int:
        return service.erasing.erase(removal.patient, keys, size, root, by)

    yield Step("Entered in the log", partial(removal.enter, entered))
    yield Step("Checkpoint signed", removal.sign)
    yield Step("Documents removed", removal.remove_documents)
    yield Step("Key destroyed", removal.destroy_key)
    yield Step("Payloads removed", removal.remove_payloads)
    yield Step("Forgotten", partial(_forget, service, removal))
    yield Step("Views grown anew", partial(_regrow, service, removal))
    yield Step("Log proved", partial(_prove, service, removal, by))
    yield Step("Finished", removal.finish)


def resume(service: Service) -> int:
    """Go on with what was broken off; how many erasures that were."""
    left = service.store.keys.doom.unfinished()
    for fate in left:
        carry_out(service, UUID(fate.holder), service.system(channel="job"))
    return len(left)


def _forget(service: Service, removal: Removal) -> None:
    forgetting.forget(service, removal.kid)
    removal.forget()
    service.lives.forget(removal.patient)


def _regrow(service: Service, removal: Removal) -> None:
    """The patient's own rows first, so that nobody is shown them any more. Then all of it: a patient stands in counts
    and in what others are compared by, and no view has to know how to take anybody out."""
    service.views.engine.catch_up(3600)
    service.views.engine.forget(str(removal.patient))
    for engine in (service.views.engine, service.reads.engine):
        engine.catch_up(3600)
        engine.rebuild()
        engine.scour()


def _prove(service: Service, removal: Removal, by: By) -> None:
    verdict = proved(service)
    told = {"verdict": verdict.verdict, "size": verdict.size, "root": verdict.root, "told": verdict.erasure}
    counted = {"payloads": removal.payloads, "documents": removal.documents}
    service.erasing.prove(removal.patient, by, **counted, **told)


def proved(service: Service) -> Verdict:
    folder = service.folder
    return verify(source(folder), kept(folder), telling=partial(opener, folder))
