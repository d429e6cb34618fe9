"""`python -m benchmarks [NAME…]`: measures, prints a table on stderr and JSON on stdout."""

from __future__ import annotations

import json
import platform
import sys
import tempfile
from pathlib import Path

from benchmarks import commands, proofs, reading
from benchmarks.measured import Measured

WORKS = {
    "command": commands.one_command,
    "threads": commands.eight_threads,
    "import": commands.importing,
    "long file": reading.long_file,
    "search": reading.search,
    "verify": proofs.verifying,
}


def main(names: list[str]) -> None:
    found: list[Measured] = []
    for name, work in WORKS.items():
        if not names or name in names:
            with tempfile.TemporaryDirectory() as folder:
                found += work(Path(folder))
                print(f"  {found[-1].line()}", file=sys.stderr, flush=True)
    told = {"machine": f"{platform.machine()} {platform.system()}, Python {platform.python_version()}"}
    print(json.dumps({**told, "measured": [one.as_json() for one in found]}, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
