"""`python -m benchmarks [NAME…]`: measures; a table on stderr, JSON on stdout."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks import (
    commands,
    exporting,
    importing,
    kept,
    linkage,
    load,
    page,
    pages,
    postgres,
    programs,
    proofs,
    reading,
    reads,
    startup,
    steps,
)
from benchmarks.day import growth, lives, over_http, works
from benchmarks.machine import machine
from benchmarks.measured import Measured
from benchmarks.peers.contest import Contest, peers

Options = argparse.Namespace
WORKS: Mapping[str, Callable[[Path, Options], list[Measured]]] = {
    "day": lambda folder, asked: works.in_process(folder, asked.patients),
    "http": lambda folder, asked: over_http.over_http(folder),
    "http-postgres": lambda folder, asked: over_http.on_postgres(folder),
    "lives": lambda folder, asked: lives.lives(folder),
    "growth": lambda folder, asked: growth.growth(folder, asked.patients, asked.times),
    "command": lambda folder, asked: commands.one_command(folder),
    "clerks": lambda folder, asked: commands.eight_clerks(folder),
    "postgres": lambda folder, asked: postgres.postgres(folder),
    "import": lambda folder, asked: importing.importing(folder),
    "memory": lambda folder, asked: importing.memory(folder),
    "long": lambda folder, asked: reading.long_file(folder),
    "reads": lambda folder, asked: reads.reads(folder),
    "api": lambda folder, asked: [*programs.read(folder / "read"), *programs.write(folder / "write")],
    "steps": lambda folder, asked: steps.steps(folder),
    "startup": lambda folder, asked: startup.startup(folder, asked.events or startup.EVENTS),
    "search": lambda folder, asked: reading.search(folder, told=_say),
    "pages": lambda folder, asked: pages.pages(folder, told=_say),
    "load": lambda folder, asked: load.load(folder, asked.clerks, asked.minutes),
    "linkage": lambda folder, asked: linkage.linkage(folder),
    "export": lambda folder, asked: exporting.exporting(folder, asked.events or exporting.EVENTS, _say),
    "verify": lambda folder, asked: proofs.verifying(folder),
    "peers": lambda folder, asked: peers(folder, asked.patients, asked.only, told=_say),
}


def main() -> None:
    asked = _asked()
    if asked.page:
        page.write(Path(asked.page))
        return
    told: kept.Told = {**machine(), "patients": asked.patients, "measured": []}
    for name in asked.names or WORKS:
        found = _measured(name, asked)
        told["measured"] += [{"work": name, **one.as_json()} for one in found]
        if isinstance(found, Contest):
            told["peers"] = [one._asdict() for one in found.standings]
    if asked.into:
        told = kept.taken_in(json.loads(Path(asked.into).read_text()), told, list(WORKS))
        Path(asked.into).write_text(f"{_written(told)}\n")
    else:
        print(_written(told))


def _written(told: kept.Told) -> str:
    return json.dumps(told, indent=1, ensure_ascii=False)


def _asked() -> Options:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(WORKS)}; all of them by default")
    parser.add_argument("--patients", type=int, default=works.PATIENTS, help="of the day (default %(default)s)")
    parser.add_argument("--times", type=int, default=growth.TIMES, help="the clinic grows (default %(default)s)")
    parser.add_argument("--clerks", type=int, default=load.CLERKS, help="at one store (default %(default)s)")
    parser.add_argument("--minutes", type=float, default=load.MINUTES, help="that they work (default %(default)s)")
    parser.add_argument(
        "--events", type=int, help="taken home, or behind the first page (by default as many as each says)"
    )
    parser.add_argument(
        "--only", metavar="NAME", action="append", default=[], help="of the peers, or a store of theirs"
    )
    parser.add_argument(
        "--into", metavar="FILE.json", help="put it into what was measured before, in place of these works"
    )
    parser.add_argument(
        "--page", metavar="FILE.json", help="write what was measured into docs/performance.md and its pictures"
    )
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(WORKS):
        parser.error(f"there is no work named {', '.join(sorted(unknown))}")
    return asked


def _measured(name: str, asked: Options) -> list[Measured]:
    _say(f"{name} …")
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="caretrail-") as folder:
        found = WORKS[name](Path(folder), asked)
    for one in found:
        _say(f"  {one.line()}")
    _say(f"  {time.monotonic() - start:.0f} s")
    return found


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
