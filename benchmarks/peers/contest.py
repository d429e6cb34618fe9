"""Ours, the floor and the peers, in turns at the same day: each store is a contest of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.day.plan import plans
from benchmarks.day.turns import READ, Turns
from benchmarks.measured import Measured
from benchmarks.peers.environment import NotMade, python
from benchmarks.peers.remote import Remote
from tests.support.postgres import SERVING, Cluster
from tests.support.stores import template

SQLITE, POSTGRES = "SQLite", "PostgreSQL"
STORES = (SQLITE, POSTGRES)
OURS, FLOOR = "caretrail", "the floor"
_WHOLE = 3  # rounds of the works that go through a whole store
_WRITES = 1.5  # times what the leanest peer takes
_SCOPE = "benchmarks.peers"
Say = Callable[[str], None]


class Peer(NamedTuple):
    """Its adapter, its pinned packages (ours has none of its own), and the stores that it can have."""

    name: str
    module: str
    requirements: str | None
    stores: tuple[str, ...] = STORES


PEERS = (
    Peer(OURS, "ours", None),
    Peer(FLOOR, "floor", None, (SQLITE,)),
    Peer("django-simple-history", "simple_history", "simple_history"),
    Peer("django-pghistory", "pghistory", "pghistory", (POSTGRES,)),
    Peer("SQLAlchemy-Continuum", "continuum", "continuum"),
    Peer("eventsourcing", "plain_events", "plain_events"),
    Peer("an audit trigger", "audit_trigger", "audit_trigger", (POSTGRES,)),
    Peer("sqlite-history", "sqlite_history", "sqlite_history", (SQLITE,)),
)


class Standing(NamedTuple):
    """What one did in one store: works a second, octets a patient, what it lost, what came of each attack."""

    name: str
    store: str
    versions: dict[str, str]
    rates: dict[str, float]
    octets: float
    loses: list[str]
    attacks: dict[str, str]


def contest(folder: Path, store: str, patients: int, wanted: Sequence[Peer], told: Say) -> list[Standing]:
    with ExitStack() as beside:
        remotes: dict[str, Remote] = {}
        databases = beside.enter_context(_databases(folder, store))
        for peer in wanted:
            try:
                found = python(peer.requirements) if peer.requirements else Path(sys.executable)
            except NotMade as error:
                told(f"  {peer.name} is left out, its environment could not be made: {error}")
                continue
            module, database = f"{_SCOPE}.{peer.module}", beside.enter_context(databases(peer.name))
            remotes[peer.name] = remote = Remote(found, module, folder / store / peer.module, database)
            beside.callback(remote.close)
        return _played(folder, store, patients, remotes)


def _played(folder: Path, store: str, patients: int, remotes: dict[str, Remote]) -> list[Standing]:
    names, turns = list(remotes), Turns(*remotes.values())
    rates: dict[str, dict[str, float]] = {name: {} for name in names}

    def keep(work: str, found: Sequence[float], whose: Sequence[str] = names) -> None:
        for name, rate in zip(whose, found, strict=True):
            rates[name][work] = rate

    turns.warm()
    registered, written = turns.write(plans(patients))
    keep("W1 register", registered)
    keep("W2 write", written)
    octets = {name: remote.ask("octets") / len(remote.plans) for name, remote in remotes.items()}
    for work, read in READ.items():
        keep(work, turns.read(read))
    keep("W7 export", turns.whole(lambda player: player.export(folder / "log.ndjson"), _WHOLE))
    for work, part, asked in (("W8 rebuild", "rebuild", _rebuild), ("W9 check", "check_log", _check)):
        able = [name for name, remote in remotes.items() if part in remote.ask("can")]
        if able:
            keep(work, Turns(*(remotes[name] for name in able)).whole(asked, _WHOLE), able)
    return [
        Standing(name, store, remote.ask("versions"), rates[name], octets[name], _lost(remote), remote.ask("attacked"))
        for name, remote in remotes.items()
    ]


def _rebuild(player: Any) -> None:
    player.rebuild()


def _check(player: Any) -> None:
    player.check()


def _lost(remote: Remote) -> list[str]:
    return sorted(name for name, least in remote.ask("least").items() if least < 1)


@contextmanager
def _databases(folder: Path, store: str) -> Iterator[Callable[[str], Any]]:
    """A way to a database of its own for each; none where a file will do."""
    if store == SQLITE:
        yield lambda name: nullcontext()
        return
    cluster = Cluster(folder / "cluster", config="")

    @contextmanager
    def database(name: str) -> Iterator[str]:
        ours = name == OURS
        with cluster.database(template(cluster) if ours else "template0") as made:
            yield cluster.url(made, SERVING if ours else "postgres")

    yield database


class Contest(list[Measured]):
    """Ours against the best peer that loses nothing, work by work; `standings` has all that each of them did."""

    def __init__(self, standings: Sequence[Standing]) -> None:
        super().__init__(judged(standings))
        self.standings = standings


def judged(standings: Sequence[Standing]) -> list[Measured]:
    """Ours against the best peer that loses nothing, work by work, in the same store."""
    return [one for store in STORES for one in _judged([each for each in standings if each.store == store], store)]


def _judged(standings: Sequence[Standing], store: str) -> Iterator[Measured]:
    ours = next((one for one in standings if one.name == OURS), None)
    peers = [one for one in standings if one.name not in (OURS, FLOOR) and not one.loses]
    if not ours or not peers:
        return
    for work in ("W1 register", "W2 write", *READ, "W7 export"):
        best = max(peers, key=lambda one: one.rates[work])
        name = f"{work}, {store}, against {best.name}"
        own, other = ours.rates[work], best.rates[work]
        if work in ("W1 register", "W2 write"):
            yield Measured(name, 1000 / own, 1000 / other, "ms", _WRITES, below=True)
        else:
            yield Measured(name, own, other, "per s", 1.0)


def peers(folder: Path, patients: int, only: Sequence[str], told: Say) -> Contest:
    """`only`: names of peers or of stores; ours takes part in any case."""
    standings: list[Standing] = []
    names = [one for one in only if one not in STORES]
    for store in [one for one in STORES if one in only] or STORES:
        wanted = [one for one in PEERS if store in one.stores and (not names or one.name in (OURS, *names))]
        told(f"  {store}: {', '.join(one.name for one in wanted)}")
        (folder / store).mkdir(parents=True)
        standings += contest(folder, store, patients, wanted, told)
    return Contest(standings)
