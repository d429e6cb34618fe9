"""The commands and queries of a clinic on Django, whoever keeps its history."""

from __future__ import annotations

import platform
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from benchmarks.day.oracle import DETAILS, Change
from benchmarks.day.plan import CLERKS, Values
from benchmarks.disk import octets, stored
from benchmarks.peers import rows
from benchmarks.peers.attacks import FALSE

APP = "benchmarks.peers.clinic"
_PRAGMAS = "pragma journal_mode = wal; pragma synchronous = full;"


def prepare(folder: Path, database: str | None, apps: Sequence[str], track: Callable[[Any], object]) -> None:
    """Django set up, and its tables made."""
    settings.configure(
        DATABASES={"default": _database(folder, database)},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", *apps, APP],
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        TRACK=track,
    )
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)  # the clinic's own tables, which refer to those before


def _database(folder: Path, database: str | None) -> dict[str, Any]:
    if database is None:
        options = {"init_command": _PRAGMAS, "transaction_mode": "IMMEDIATE"}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "clinic.db"), "OPTIONS": options}
    url = urlsplit(database)
    where = {"NAME": url.path.strip("/"), "USER": url.username, "HOST": parse_qs(url.query)["host"][0]}
    return {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": None, **where}


class Desk(rows.Library, ABC):
    """What is left to a library: how a command says who and why, and how its history is read."""

    DISTRIBUTION: str
    HISTORY: str  # the table of patients' history, its number and the patient's

    def __init__(self, folder: Path, database: str | None) -> None:
        from django.contrib.auth.models import User

        from benchmarks.peers.clinic.models import KINDS

        self._folder, self._database, self.kinds = folder, database, KINDS
        self.users = {name: User.objects.create(username=name) for name in CLERKS}
        self.names = {user.pk: name for name, user in self.users.items()}

    def versions(self) -> dict[str, str]:
        return {"python": platform.python_version(), **{one: version(one) for one in ("django", self.DISTRIBUTION)}}

    # what a library adds

    @abstractmethod
    def command(self, who: str, reason: str | None = None) -> AbstractContextManager[object]:
        """A transaction that says who gives it, and why."""

    def marked(self, record: Any, who: str, reason: str | None = None) -> Any:
        """A record that is about to be saved."""
        return record

    @abstractmethod
    def save_results(self, results: Sequence[Any], who: str) -> None:
        """By the fastest path that still keeps their history."""

    @abstractmethod
    def states(self, kind: str, found: Any = None) -> Iterator[rows.State]:
        """All history of a kind, or the one that a queryset finds, record by record."""

    @abstractmethod
    def of(self, kind: str, patient: str, reports: Sequence[Any]) -> Any:
        """The history of one patient."""

    # commands

    def register(self, who: str, intake: Values) -> str:
        with self.command(who):
            person = self.marked(self.kinds["patient"](**intake), who)
            person.save(force_insert=True)
        return str(person.pk)

    def enter(self, who: str, patient: str, kind: str, values: Values) -> None:
        own = {name: values[name] for name in rows.COLUMNS[kind]}
        with self.command(who):
            record = self.marked(self.kinds[kind](patient_id=int(patient), **own), who)
            record.save(force_insert=True)
            if results := values.get("results"):
                self.save_results([self.kinds["result"](report=record, **one) for one in results], who)

    def update(self, who: str, patient: str, changes: Values, reason: str | None) -> None:
        with self.command(who, reason):
            person = self.kinds["patient"].objects.select_for_update().get(pk=int(patient))
            for name, value in changes.items():
                setattr(person, name, value)
            self.marked(person, who, reason).save()

    # queries

    def file(self, patient: str) -> Any:
        person = self.kinds["patient"].objects.get(pk=int(patient))
        lists = {"visit": person.visits, "measurement": person.measurements, "history": person.entries}
        found: dict[str, Any] = {kind: list(some.values(*rows.COLUMNS[kind])) for kind, some in lists.items()}
        found["patient"] = [{name: getattr(person, name) for name in DETAILS}]
        found["report"] = list(person.reports.values(*rows.columns("report")))
        wanted = [one["id"] for one in found["report"]]
        results = self.kinds["result"].objects.filter(report_id__in=wanted)
        found["result"] = list(results.values("report_id", *rows.COLUMNS["result"]))
        return rows.file(found)

    def search(self, prefix: str, birth: str) -> list[str]:
        found = self.kinds["patient"].objects.filter(birth_date=birth, family_name__startswith=prefix)
        return sorted(found.values_list("mrn", flat=True))

    def changes(self, patient: str) -> list[Change]:
        told: list[Change] = []
        reports: list[Any] = []
        for kind in self.kinds:
            some = list(rows.changes(self.states(kind, self.of(kind, patient, reports)), kind))
            if kind == "report":
                reports = [one["record_id"] for one in some if one["action"] == "create"]
            told += some
        return sorted(told, key=lambda one: str(one["when"]))

    def moment(self, patient: str) -> float:
        return time.time()

    def export(self, path: Path) -> None:
        rows.export((one for kind in self.kinds for one in rows.changes(self.states(kind), kind)), path)

    # around it

    def attack(self, kind: str, patient: str) -> None:
        if kind == "bulk":
            self.kinds["patient"].objects.filter(pk=int(patient)).update(phone=FALSE)
            return
        with connection.cursor() as cursor:
            if kind == "live":
                cursor.execute(
                    f"update {self.kinds['patient']._meta.db_table} set phone = %s where id = %s", [FALSE, patient]
                )
                return
            table, number, whose = self.HISTORY.split()
            cursor.execute(f"select {number} from {table} where {whose} = %s order by {number}", [int(patient)])
            found = [row[0] for row in cursor.fetchall()]
            wanted = found[-1] if kind == "tail" else found[1]
            done = f"update {table} set phone = '{FALSE}'" if kind == "edited" else f"delete from {table}"
            cursor.execute(f"{done} where {number} = %s", [wanted])

    def octets(self) -> int:
        return stored(self._database) if self._database else octets(self._folder)

    def close(self) -> None:
        connection.close()
