"""The invented office's clock."""

from __future__ import annotations

from datetime import datetime


class DemoClock:
    """Stands where it is put, and never goes back."""

    def __init__(self, start: datetime) -> None:
        self.at = start

    def __call__(self) -> datetime:
        return self.at

    def forward(self, to: datetime) -> None:
        self.at = max(self.at, to)
