"""Who looked at what in the invented office: its log of reads comes about as the days go by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID

from domain.access import SHOWN
from domain.staff import StaffAccount
from web.demo.clock import DemoClock
from web.reads.noted import note
from web.reads.shown import SHOWS, WHOLE
from web.service import Service

_PAGES = ("visits/all", "measurements/all", "history/all", "reports/all")


@dataclass
class Looks:
    """`random` is this log's own: what somebody looks at changes nothing about whom they serve."""

    service: Service
    clock: DemoClock
    random: Random

    def look(
        self, who: StaffAccount, endpoint: str, address: str, patients: Iterable[UUID] = (), words: str = "",
        outcome: str = SHOWN, purpose: str | None = None,
    ) -> int:  # fmt: skip
        """One answer of the server, and some seconds to read it; the position in the log of reads."""
        by = self.service.by(who, session=session(who, self.clock.at))
        position = note(
            self.service, by, SHOWS[endpoint], address, patients, outcome=outcome, purpose=purpose, words=words,
            whole=endpoint in WHOLE,
        )  # fmt: skip
        self.on(self.random.randint(4, 25))
        return position

    def on(self, seconds: float) -> None:
        self.clock.forward(self.clock.at + timedelta(seconds=seconds))

    # what people do all day

    def find(self, who: StaffAccount, words: str, found: Iterable[UUID]) -> None:
        self.look(who, "clerk.find", "/patients", found, words)

    def open(self, who: StaffAccount, number: str, patient: UUID, **more: Any) -> int:
        return self.look(who, "record.record", f"/patients/{number}", [patient], **more)

    def served(self, who: StaffAccount, number: str, patient: UUID, name: str) -> None:
        """Before something is written down at a visit: the search, the record, a form."""
        if self.random.random() < 0.4:
            self.find(who, name, [patient])
        self.open(who, number, patient)
        if self.random.random() < 0.5:
            self.look(who, "clerk.command", f"/patients/{number}/measurements", [patient])

    def afterwards(self, who: StaffAccount, number: str, patient: UUID) -> None:
        """Sometimes more is asked for: a chapter, the chart, its print, a label."""
        match self.random.randrange(12):
            case 0:
                self.look(who, "charts.chart", f"/patients/{number}/chart", [patient])
            case 1:
                self.look(who, "prints.page", f"/patients/{number}/print", [patient])
            case 2:
                self.look(who, "prints.label", f"/patients/{number}/label", [patient])
            case 3 | 4:
                page = self.random.choice(_PAGES)
                self.look(who, "record.chapter", f"/patients/{number}/{page}", [patient])
            case _:
                pass

    def reviewed(self, who: StaffAccount, number: str, patient: UUID) -> None:
        self.open(who, number, patient, purpose="HCOMPL")
        if self.random.random() < 0.2:
            self.look(who, "review.trail", f"/patients/{number}/trail", [patient], purpose="HCOMPL")


def session(who: StaffAccount, at: datetime) -> str:
    """Everybody signs in once a day."""
    return sha256(f"{who.login} {at:%Y-%m-%d}".encode()).hexdigest()[:12]
