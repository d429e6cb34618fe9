"""What clerks do while a fault befalls their store, and whether it holds afterwards all that they were told."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import NamedTuple
from uuid import UUID

from domain.by import By
from domain.receipt import Receipt
from projections.past import file_at
from tests.support.office import AMA, looked_at, register
from trail.payloads import opener
from trail.reads import prove_reads
from trail.sealed import checkpoint
from trail.store import Config
from trail.verify import verify
from web.keeping.proving import kept, source
from web.service import Service

Step = Callable[[Service, UUID, By], Receipt | None]


def _measure(service: Service, who: UUID, by: By) -> Receipt:
    taken = [{"kind": "weight", "value": "71", "unit": "kg"}]
    return service.records.measure(who, taken, by, "2026-01-01")


def _register(service: Service, _: UUID, by: By) -> Receipt:
    return service.records.register({"names": ["Kofi Mensah"], "birth": "1990", "gender": "male"}, by)


def _update(service: Service, who: UUID, by: By) -> Receipt:
    return service.records.update(who, {"language": f"x-{by.request}"}, by)


def _attach(service: Service, who: UUID, by: By) -> Receipt:
    content = f"Letter {by.request}. ".encode() * 900
    address = service.store.attachments.put(content, who)
    digest = sha256(content).hexdigest()
    wanted = {"address": address, "digest": digest, "size": len(content), "mime": "text/plain", "title": "Letter"}
    return service.records.attach(who, wanted, by)


def _look(service: Service, who: UUID, by: By) -> Receipt:
    """In the log of reads: the receipt has a position there, and no transaction."""
    return Receipt(str(who), position=looked_at(service, who, by))


def _follow(service: Service, *_: object) -> None:
    service.views.ready()
    service.reads.ready()


def _sign(service: Service, *_: object) -> None:
    checkpoint(service.store)


STEPS: tuple[Step, ...] = (_register, _measure, _update, _attach, _look, _follow, _sign)


class Told(NamedTuple):
    """What came of one step: a receipt where something was acknowledged, an error where it was not."""

    step: int
    receipt: Receipt | None = None
    kind: str = ""
    error: str = ""


def made(folder: Path, database: str | None = None) -> UUID:
    """A store that was in use, closed; whom the clerks will see."""
    with Service.create(folder, "faults.example/log", database=database) as service:
        who = register(service.records)
        for n in range(3):
            _measure(service, who, AMA._replace(request=f"first-{n}"))
        service.views.ready()
        checkpoint(service.store)
    return who


def somebody(n: int) -> dict[str, str]:
    """What is typed to register a person whom nobody takes for another."""
    name = b32encode(sha256(b"%d" % n).digest()).decode()[:20].title()
    return {"name": name, "born": f"{1900 + n % 120}", "gender": "female"}


def plan(seed: object, steps: int) -> list[int]:
    """Which steps are taken: the first time each of them, then by chance."""
    chance = Random(str(seed))
    first = list(range(len(STEPS)))
    chance.shuffle(first)
    return [*first, *(chance.randrange(len(STEPS)) for _ in range(steps - len(first)))][:steps]


def work(service: Service, who: UUID, steps: list[int]) -> Iterator[Told]:
    """One after the other; what fails is told, and the next is tried."""
    for n, step in enumerate(steps):
        yield took(service, who, n, step)


def took(service: Service, who: UUID, n: int, step: int) -> Told:
    by = AMA._replace(request=f"form-{n}")
    try:
        return Told(n, STEPS[step](service, who, by))
    except Exception as error:
        return Told(n, None, type(error).__name__, str(error))


# afterwards


class Judgement(NamedTuple):
    """What is wrong, in words: all three empty where all is well."""

    lost: list[str]
    inconsistent: list[str]
    silent: list[str]

    def __bool__(self) -> bool:
        return not any(self)


SENTENCES = (
    "StoreError",
    "NotKept",
    "AnswerLost",
    "Unconfirmed",
    "KeysMissing",
    "Unreachable",
    "Occupied",
    "OSError",
    "OperationalError",
    "DatabaseError",
)
"""What a door tells in a sentence, with the right exit code or status (`web.cli.context`, `web.http.errors`)."""


def judged(folder: Path, who: UUID, steps: list[int], told: Iterable[Told], thorough: bool = True) -> Judgement:
    """Opened again, what failed being sent once more: all that was acknowledged is there, once, and nothing else."""
    told, inconsistent = list(told), list[str]()
    silent = [f"{one.step}: {one.kind} {one.error}" for one in told if one.kind and not _is_a_sentence(one)]
    with Service.open(folder) as service:
        start = _start(folder)
        receipts = [one.receipt for one in told if one.receipt]
        lost = [f"{one}" for one in receipts if not _is_there(service, one)]
        sure = {one.step for one in told if not one.kind}
        again = [took(service, who, n, step) for n, step in enumerate(steps) if n not in sure]
        inconsistent += [f"sent again, {one.step}: {one.kind} {one.error}" for one in again if one.kind]
        receipts += [one.receipt for one in again if one.receipt]
        recorded = {fact.by.tx for fact in service.store.journal.facts(start, 100_000)[0]}
        if recorded != {one.tx for one in receipts if one.tx}:
            inconsistent.append(f"{len(recorded)} recorded, {len(receipts)} acknowledged, sent again or not")
        _follow(service)
        if service.views.current.file(who) != file_at(service.store.journal, who):
            inconsistent.append("the view of a file is not its replay")
        if thorough:
            inconsistent += [str(one) for one in (*service.views.engine.check(), *service.reads.engine.check())]
        _sign(service)
    inconsistent += _unproved(folder)
    return Judgement(lost, inconsistent, silent)


def _is_a_sentence(told: Told) -> bool:
    return told.kind in SENTENCES and bool(told.error.strip())


def _start(folder: Path) -> int:
    """How many events there were before; the first checkpoint says it."""
    return min(one.size for one in kept(folder) if one.size)


def _is_there(service: Service, receipt: Receipt) -> bool:
    if not receipt.tx:
        return receipt.position <= service.store.access.log.position
    facts, _ = service.store.journal.facts(receipt.position - 1, 1)
    return [(fact.by.position, fact.by.tx) for fact in facts] == [(receipt.position, receipt.tx)]


def _unproved(folder: Path) -> list[str]:
    verdict = verify(source(folder), kept(folder), partial(opener, folder))
    prove_reads(verdict, folder, Config.read(folder))
    return [] if verdict.verdict == "proved" else [f"{verdict.verdict}: {verdict.findings}"]
