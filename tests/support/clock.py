"""A clock that a test moves."""

from __future__ import annotations

from datetime import datetime, timedelta


class StandingClock:
    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def on(self, **by: float) -> None:
        self.at += timedelta(**by)
