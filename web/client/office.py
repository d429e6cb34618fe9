"""Calls about no record: cases, flags, samples, accounts and policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypedDict, Unpack, cast

from .answers import Account, AccountFile, Case, CaseFile, Flag, Policy, Recorded, Sample
from .calls import Calls, at

CaseAct = Literal["pins", "unpinnings", "questions", "findings", "people", "tellings", "closures", "reopenings"]
AccountAct = Literal["roles", "validities", "locks", "unlockings", "delegations", "delegation-ends"]
SampleAct = Literal["keyings", "closures"]
Told = Mapping[str, Any]


class CaseFilters(TypedDict, total=False):
    """`person` is a staff id: whom it is about, or who was asked."""

    state: Literal["open", "closed"]
    person: str
    patient: str
    limit: int


class FlagFilters(TypedDict, total=False):
    rule: str
    person: str
    since: str
    until: str


class Office(Calls):
    """`key` names a command, `version` is that of what was seen, where the command changes what stands."""

    def cases(self, **filters: Unpack[CaseFilters]) -> Iterator[Case]:
        return cast(Iterator[Case], self._pages("/cases", filters))

    def case(self, number: str) -> CaseFile:
        """With every event of its evidence."""
        return cast(CaseFile, self._get(at("cases", number)).json())

    def open_case(self, told: Told, *, key: str | None = None) -> Recorded:
        """Its number is the first of `entries`."""
        return self._post("/cases", told, key)

    def on_case(
        self, number: str, act: CaseAct, told: Told, *, version: int | None = None, key: str | None = None
    ) -> Recorded:
        return self._post(at("cases", number, act), told, key, version)

    def flags(self, **filters: Unpack[FlagFilters]) -> list[Flag]:
        """The gravest first, of thirty days where no time is said."""
        return cast(list[Flag], self._get("/flags", **filters).json())

    def set_aside(self, flag: str, told: Told, *, key: str | None = None) -> Recorded:
        """`told` holds `why`, and as `expect` the `upto` that was seen."""
        return self._post(at("flags", flag, "set-asides"), told, key)

    def draw_sample(self, told: Told, *, key: str | None = None) -> Recorded:
        return self._post("/samples", told, key)

    def sample(self, sample: str) -> Sample:
        return cast(Sample, self._get(at("samples", sample)).json())

    def on_sample(self, sample: str, act: SampleAct, told: Told, *, key: str | None = None) -> Recorded:
        return self._post(at("samples", sample, act), told, key)

    def accounts(self) -> list[Account]:
        return cast(list[Account], self._get("/accounts").json())

    def account(self, login: str) -> AccountFile:
        return cast(AccountFile, self._get(at("accounts", login)).json())

    def add_account(self, told: Told, *, key: str | None = None) -> Recorded:
        """Nobody gets in with it before an administrator has made a code for it, on its page."""
        return self._post("/accounts", told, key)

    def on_account(
        self, login: str, act: AccountAct, told: Told, *, version: int | None = None, key: str | None = None
    ) -> Recorded:
        return self._post(at("accounts", login, act), told, key, version)

    def revoke_token(self, token: str, *, key: str | None = None) -> Recorded:
        """`token` is its id, `t-…`."""
        return self._post(at("tokens", token, "revocations"), {}, key)

    def policies(self) -> list[Policy]:
        return cast(list[Policy], self._get("/policies").json())

    def policy(self, name: str) -> Policy:
        return cast(Policy, self._get(at("policies", name)).json())

    def adopt(self, name: str, told: Told, *, version: int, key: str | None = None) -> Recorded:
        return self._post(at("policies", name, "adoptions"), told, key, version)
