"""The import itself: everything is read and sorted by patient, then written, a few patients at a time."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice

from domain.by import By
from web.importing.account import REFUSED, SKIPPED, Account
from web.importing.batch import Batch
from web.importing.fhir import visible
from web.importing.reading import BadLine, Unreadable
from web.importing.references import asked_for, source_id, subject
from web.importing.shapes import wrong
from web.importing.sources import Placed, Source, files
from web.importing.spool import Piece, Spool
from web.importing.writing import TAKEN
from web.service import Service

TOGETHER = 2000  # resources that are appended together, or those of one patient
_PAGE = 500  # resources that are put aside at a time
KEPT = TAKEN | {"Binary"}
Progress = Callable[[str, int, int], None]
_ANOTHER = "not part of a patient's file in this version"


def import_fhir(
    service: Service,
    sources: Iterable[str],
    progress: Progress = lambda *_: None,
    dry_run: bool = False,
    by: By | None = None,
) -> Account:
    """Bring in FHIR R4 bundles and NDJSON. A second run records only what is new; a dry run only says what it would do.

    `progress` hears what is being done, and how many of how many (octets, then resources) are done. `by` is whose
    hand it is: Caretrail's own, unless someone is named.
    """
    account = Account(sources=list(sources))
    before = service.store.log.position
    hand = (by or service.system())._replace(channel="import", reason="system-import")
    with _uncollected(), closing(Spool()) as spool:
        kept = _read(account, spool, progress)
        done = 0

        def tell(some: int) -> None:
            nonlocal done
            done += some
            progress("Recording", done, kept)

        Batch(service, account, spool, hand, dry_run, TOGETHER, tell).take()
    account.events = service.store.log.position - before
    return account


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing here refers to itself: looking for such garbage in the middle would only cost time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read(account: Account, spool: Spool, progress: Progress) -> int:
    """Read all sources into the spool; how many resources are in it."""
    paths, passed = files(account.sources)
    for path in passed:
        account.find(str(path), "", SKIPPED, "passed over: neither .json nor .ndjson")
    if not paths:
        account.unreadable += 1
        account.find(", ".join(account.sources), "", REFUSED, "there is no .json or .ndjson file in it")
    every = [Source(path) for path in paths]
    total, done, kept = sum(source.size for source in every), 0, 0
    for source in every:
        pieces = _pieces(source, account, spool)
        while page := list(islice(pieces, _PAGE)):
            spool.put(page)
            kept += len(page)
            progress("Reading", done + source.octets, total)
        done += source.size
    progress("Reading", total, total)
    return kept


def _pieces(source: Source, account: Account, spool: Spool) -> Iterator[Piece]:
    origin, n = str(source.path), 0
    for n, one in enumerate(source, 1):
        if isinstance(one, Unreadable):
            if isinstance(one, BadLine) or n > 1:
                account.count("unknown", REFUSED, origin, "", str(one))
            else:
                account.unreadable += 1
                account.find(origin, "", REFUSED, str(one))
        elif piece := _piece(one, origin, account):
            if piece.kind == "Patient":
                spool.name(piece.source, asked_for(piece.resource))
            yield piece
    if n == 0:
        account.find(origin, "", SKIPPED, "there is nothing in it")


def _piece(one: Placed, origin: str, account: Account) -> Piece | None:
    """A resource that may belong to a patient; what becomes of any other is said at once."""
    resource = one.resource
    if resource is None:
        account.count("unknown", SKIPPED, origin, one.place, "an entry that holds no resource")
        return None
    if not isinstance(resource, dict) or not isinstance(kind := resource.get("resourceType"), str):
        account.count("unknown", REFUSED, origin, one.place, "not a FHIR resource")
        return None
    if kind == "Bundle":
        account.count(kind, REFUSED, origin, one.place, "the entry of a Bundle is a list")
        return None
    if kind not in KEPT:
        account.count(visible(kind), SKIPPED, origin, one.place, _ANOTHER)
        return None
    source, reason = source_id(resource, one.url), wrong(resource)
    if source is None:
        reason = "it has no id, or one that is none: without it, it could come twice"
    if source is None or reason:
        account.count(kind, REFUSED, origin, f"{one.place} {source or kind}", str(reason))
        return None
    about = source if kind in ("Patient", "Binary") else subject(resource)
    return Piece(origin, one.place, kind, source, about, resource)
