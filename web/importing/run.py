"""The import itself: sources in their order, patients' resources together, one append for each patient."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from web.importing.account import REFUSED, Account
from web.importing.batch import Batch
from web.importing.sources import Placed, Unreadable, bundle, files, is_lines, lines
from web.service import Service

PAGE = 2000  # lines of NDJSON that are sorted to their patients at a time
Progress = Callable[[int, int], None]


def import_fhir(
    service: Service, sources: Iterable[str], progress: Progress | None = None, dry_run: bool = False
) -> Account:
    """Bring in FHIR R4 bundles and NDJSON. A second run records only what is new; a dry run only says what it would do.

    `progress` hears how many octets of how many were read.
    """
    account = Account(sources=list(sources))
    paths, done = files(account.sources), 0
    total = sum(_size(path) for path in paths)
    before = service.store.log.position
    for path in paths:
        for page in _pages(path, account):
            Batch(service, account, str(path), dry_run).take(page)
            if progress:
                progress(done, total)
        done += _size(path)
    account.events = service.store.log.position - before
    return account


def _pages(path: Path, account: Account) -> Iterator[list[Placed]]:
    """What of a source is taken in together: a bundle as a whole, NDJSON by pages."""
    if not is_lines(path):
        try:
            yield bundle(path)
        except Unreadable as error:
            account.unreadable += 1
            account.find(str(path), "", REFUSED, str(error))
        return
    readable = _readable(path, account)
    while page := list(islice(readable, PAGE)):
        yield page


def _readable(path: Path, account: Account) -> Iterator[Placed]:
    for one in lines(path):
        if isinstance(one, Placed):
            yield one
        else:
            account.count("unknown", REFUSED, str(path), "", str(one))


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
