"""The whole store under random commands: what is acknowledged is there, and every way of seeing it agrees."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.fact import Plain
from domain.file import File
from domain.patient import Patient
from domain.receipt import Receipt
from domain.records import Records
from domain.refusal import NotAllowed, Refused
from projections.past import file_at
from projections.views import METADATA as VIEWS
from tests.support.clock import StandingClock
from tests.support.commands import COMMANDS
from tests.support.given import NOON
from tests.support.names import NAMES
from tests.support.office import WHY
from tests.support.stores import created, database_of
from trail.verify import verify
from web.keeping.proving import kept, source
from web.service import Service

NOT_ON_A_FILE = {"register", "register_unidentified", "deny_duplicate", "begin", "known_as", "dated"}
FIRST = ("open_visit", "measure", "record_blood_group", "add_history", "register_report", "issue_report", "attach")
numbers = st.integers(0, 99)
commands = st.sampled_from(sorted(COMMANDS))
days = st.lists(st.tuples(commands, numbers), min_size=1, max_size=8)


def test_the_machine_gives_every_command_that_there_is() -> None:
    assert set(COMMANDS) == {name for name in vars(Records) if not name.startswith("_")} - NOT_ON_A_FILE


def chapters(file: File) -> Plain:
    return {name: dict(chapter.items.items()) for name, chapter in file.chapters.items()}


class Office(RuleBasedStateMachine):
    """Clerks at a real store with a clock of their own; `shown` is what the pages said at each position."""

    engine = "sqlite"

    def __init__(self) -> None:
        super().__init__()
        self._home = ExitStack()
        self.folder = Path(self._home.enter_context(TemporaryDirectory())) / "store"
        self.clock, database = StandingClock(NOON), self._home.enter_context(database_of(self.engine))
        self.service = created(self.folder, "machine.example/log", self.clock, database)
        self.patients: list[UUID] = []
        self.receipts: list[Receipt] = []
        self.shown: dict[tuple[UUID, int], Plain] = {}
        self.asked = 0

    # what may happen

    @initialize(name=st.sampled_from(sorted(NAMES.values())))
    def open_the_day(self, name: str) -> None:
        """A first patient, with something in every chapter."""
        self.register(name)
        for command in FIRST:
            assert self.give(command, 0, 0, WHY)

    @rule(name=st.sampled_from(sorted(NAMES.values())))
    def register(self, name: str) -> None:
        receipt = self.service.records.register({"names": [name], "birth": "1980", "gender": "unknown"}, WHY)
        self.patients.append(UUID(receipt.id))
        self.receipts.append(receipt)

    @rule(day=days, who=numbers)
    def work(self, day: list[tuple[str, int]], who: int) -> None:
        """Some commands; a refused one leaves the log as it was."""
        for command, n in day:
            before = self.service.store.log.position
            if not self.give(command, n, who, WHY):
                assert self.service.store.log.position == before

    @rule(command=commands, n=numbers, who=numbers)
    def press_twice(self, command: str, n: int, who: int) -> None:
        """The same request again: the same answer, and no event."""
        self.asked += 1
        by = WHY._replace(request=f"request-{self.asked}")
        first = self.give(command, n, who, by)
        if first:
            after = self.service.store.log.position
            assert self.give(command, n, who, by) == first
            assert self.service.store.log.position == after

    @rule(one=commands, other=commands, n=numbers, m=numbers, who=numbers)
    def work_at_once(self, one: str, other: str, n: int, m: int, who: int) -> None:
        self.at_once(self.service, self.service, (one, n, who, WHY), (other, m, who, WHY))

    @rule(hours=st.integers(1, 100))
    def wait(self, hours: int) -> None:
        self.clock.on(hours=hours)

    @rule(who=numbers)
    def forget(self, who: int) -> None:
        """A patient goes out of memory; the next command reads the log."""
        self.service.store.journal.forget(self.chosen(who))

    @rule()
    def restart(self) -> None:
        self.service.close()
        self.service = Service.open(self.folder, self.clock)

    @precondition(lambda self: self.service.store.log.position > 5)
    @rule()
    def lose_the_views(self) -> None:
        """They are disposable: they grow back from the log."""
        with self.service.store.tables("views", VIEWS, lasting=False).begin() as db:
            VIEWS.drop_all(db)
        self.restart()

    def at_once(self, here: Service, there: Service, one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
        threads = [Thread(target=self.give, args=(*told, at)) for at, told in ((here, one), (there, other))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def give(self, command: str, n: int, who: int, by: Any, at: Service | None = None) -> Receipt | None:
        records, told = (at or self.service).records, COMMANDS[command](n)
        try:
            receipt: Receipt = getattr(records, command)(self.chosen(who), by=by, **told)
        except (NotAllowed, Refused):
            return None
        if receipt:
            self.receipts.append(receipt)
        return receipt

    def chosen(self, who: int) -> UUID:
        return self.patients[who % len(self.patients)]

    # what must hold

    @invariant()
    def every_way_of_seeing_a_file_agrees(self) -> None:
        for who in self.patients:
            self.look_at(who)

    def look_at(self, who: UUID) -> None:
        service, journal = self.service, self.service.store.journal
        journal.refresh()
        live = journal.load(Patient, who)
        if (who, live.version) in self.shown:
            return  # nothing happened to this one since
        service.views.ready()
        replayed = File()
        for fact in journal.history(who):
            replayed.fold(fact)
        shown = service.views.current.file(who)
        assert chapters(replayed) == shown["chapters"] == file_at(journal, who)["chapters"]
        assert file_at(journal, who, service.store.log.position) == shown
        assert self.bare(chapters(live.file)) == self.bare(shown["chapters"])
        assert shown["version"] == live.version
        assert who in [UUID(hit["id"]) for hit in service.views.directory.search(shown["mrn"])]
        self.shown[who, live.version] = shown

    @staticmethod
    def bare(told: Plain) -> Plain:
        """Without positions: what is in memory was judged before it had one."""
        if isinstance(told, dict):
            return {name: Office.bare(value) for name, value in told.items() if name != "position"}
        return [Office.bare(one) for one in told] if isinstance(told, list) else told

    @invariant()
    def what_was_acknowledged_is_in_the_log(self) -> None:
        for receipt in self.receipts[-8:]:
            self.is_in_the_log(receipt)

    def is_in_the_log(self, receipt: Receipt) -> None:
        (fact,), reached = self.service.store.journal.facts(receipt.position - 1, 1)
        assert (reached, fact.by.position, fact.by.tx) == (receipt.position, receipt.position, receipt.tx)

    @invariant()
    def the_log_proves_itself(self) -> None:
        verdict = verify(source(self.folder), kept(self.folder))
        assert (verdict.verdict, verdict.findings) == ("proved", [])
        assert verdict.events == self.service.store.log.position

    def teardown(self) -> None:
        """Close, open again, and look at everything that was ever shown."""
        try:
            self.service.close()
            self.service = Service.open(self.folder, self.clock)
            for receipt in self.receipts:
                self.is_in_the_log(receipt)
            for (who, _), file in self.shown.items():
                assert file_at(self.service.store.journal, who, file["position"]) == file
            assert list(self.service.views.engine.check()) == []
            self.the_log_proves_itself()
        finally:
            self.service.close()
            self._home.close()


class OfficeOfHosts(Office):
    """The same with the log in a database and two hosts at it: clerks go from one to the other."""

    engine = "postgresql"

    def __init__(self) -> None:
        super().__init__()
        self.elsewhere = self.folder.with_name("other")
        self.elsewhere.mkdir()
        for name in ("config.toml", "master.key"):
            shutil.copy(self.folder / name, self.elsewhere)
        self.other = Service.open(self.elsewhere, self.clock)

    @rule()
    def go_to_the_other_host(self) -> None:
        self.folder, self.elsewhere = self.elsewhere, self.folder
        self.service, self.other = self.other, self.service

    @rule(one=commands, other=commands, n=numbers, m=numbers, who=numbers)
    def work_on_both_at_once(self, one: str, other: str, n: int, m: int, who: int) -> None:
        self.at_once(self.service, self.other, (one, n, who, WHY), (other, m, who, WHY))

    @rule(command=commands, n=numbers, who=numbers)
    def press_again_on_the_other_host(self, command: str, n: int, who: int) -> None:
        """The same request, sent to the other host because this one gave no answer."""
        self.asked += 1
        by = WHY._replace(request=f"request-{self.asked}")
        first = self.give(command, n, who, by)
        if first:
            after = self.service.store.log.position
            assert self.give(command, n, who, by, self.other) == first
            assert self.other.store.log.position == after

    @rule()
    def regrow_the_views(self) -> None:
        """While the other host goes on reading them."""
        self.service.views.engine.rebuild()

    def teardown(self) -> None:
        self.other.close()
        super().teardown()


class TestOffice(Office.TestCase):  # type: ignore[misc,valid-type]  # made by Hypothesis, untyped
    settings = settings(max_examples=10, stateful_step_count=20, deadline=None)


class TestOfficeOfHosts(OfficeOfHosts.TestCase):  # type: ignore[misc,valid-type]  # made by Hypothesis, untyped
    settings = settings(max_examples=3, stateful_step_count=20, deadline=None)


@pytest.mark.slow
class TestOfficeAtLength(Office.TestCase):  # type: ignore[misc,valid-type]  # made by Hypothesis, untyped
    settings = settings(max_examples=150, stateful_step_count=50, deadline=None)


@pytest.mark.slow
class TestOfficeOfHostsAtLength(OfficeOfHosts.TestCase):  # type: ignore[misc,valid-type]  # made by Hypothesis, untyped
    settings = settings(max_examples=60, stateful_step_count=50, deadline=None)
