"""Three hosts on machines of their own and one database, sixty clerks and an import that goes on all the while."""

from __future__ import annotations

import json
import os
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread

import pytest

from benchmarks import bundles
from tests.conftest import needed
from tests.support.insisting import Clerk, hosts_of, nothing_lost
from tests.support.netns import Machine, allowed, network
from tests.support.serving import COMMAND, Served, kill_host, served
from tests.support.standby import listening_at

CLERKS = 60
SECONDS = float(os.environ.get("MINUTES", "0")) * 60 or 40.0
_THINKS = 10.0  # seconds between two patients
_BATCH = 5  # people


class Import(Thread):
    """Batch after batch of people whom another office kept, by the command line of a host."""

    def __init__(self, machine: Machine, folder: Path, place: Path, done: Event) -> None:
        super().__init__(daemon=True)
        self._run = [*machine.within, *COMMAND, "--data", str(folder), "import", "fhir", "--json"]
        self._place, self._done = place, done
        self.people, self.failed = 0, list[str]()

    def run(self) -> None:
        while not self._done.wait(1.0) and not self.failed:
            batch = self._place / f"batch{self.people}"
            bundles.write(batch, _BATCH, seed=self.people)
            done = subprocess.run([*self._run, str(batch)], capture_output=True, text=True)
            if done.returncode:
                self.failed.append(done.stderr)
                return
            self.people += json.loads(done.stdout)["patients"]


@pytest.mark.slow
def test_clerks_at_three_hosts_notice_neither_that_one_is_killed_nor_that_one_is_added(tmp_path: Path) -> None:
    needed(allowed(), "the right to make network namespaces")
    with ExitStack() as stack:
        net = stack.enter_context(network())
        url = stack.enter_context(listening_at(net.address, net.range, tmp_path / "server"))
        folders = hosts_of(tmp_path, url, many=5)
        machines = [net.machine() for _ in folders]
        hosts = [_served(stack, folder, machine) for folder, machine in zip(folders[:3], machines, strict=False)]
        done = Event()
        clerks = [Clerk(number, hosts, done, _THINKS) for number in range(CLERKS)]
        imported = Import(machines[4], folders[4], tmp_path, done)
        for thread in (*clerks, imported):
            thread.start()
            time.sleep(_THINKS / CLERKS)
        time.sleep(SECONDS / 3)
        kill_host(hosts[1].process.pid)
        time.sleep(SECONDS / 6)
        hosts[1] = _served(stack, folders[3], machines[3])
        time.sleep(SECONDS / 2)
        done.set()
        for thread in (*clerks, imported):
            thread.join(150)
        assert [host.stop()[0] for host in hosts] == [0, 0, 0]
        assert imported.failed == []
        assert imported.people > 0
        tally = nothing_lost(folders[0], clerks, imported.people)
    print(f"{CLERKS} clerks, {SECONDS:.0f} s: {tally}, {imported.people} people imported")


def _served(stack: ExitStack, folder: Path, machine: Machine) -> Served:
    return stack.enter_context(served(folder, "--host", machine.address, within=machine.within))
