"""What a check tells: its name, whether all is well, and otherwise what to do."""

from __future__ import annotations

Check = dict[str, str]


def check(name: str, good: bool, detail: str, fix: str, otherwise: str = "fail") -> Check:
    return {"name": name, "state": "ok" if good else otherwise, "detail": detail, "fix": "" if good else fix}
