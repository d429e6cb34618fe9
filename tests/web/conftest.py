"""What tests of pages and commands share: hashes that take no time, and a store for tests that leave it as it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any
from uuid import UUID

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

from tests.support.clock import StandingClock
from tests.support.office import register
from tests.support.stores import ENGINES, database_of
from tests.web.clerk_desk import Desk
from web.access import passwords
from web.service import Service

QUICK = partial(PasswordHasher, time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """A password costs a quarter of a second on purpose; here thousands are typed. door/test_passwords tries it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "PasswordHasher", QUICK)
        yield


class Kept(BytecodeCache):
    """Templates as they were compiled, for as long as the process lasts."""

    def __init__(self) -> None:
        self.codes = dict[tuple[str, str], CodeType]()

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.codes[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session", autouse=True)
def quick_applications() -> Iterator[None]:
    """An office has one application for years; here each test has its own, and what it is compiled from is the same."""
    compiled, kept = Rule._compile_builder, dict[object, Any]()

    def once(rule: Rule, append_unknown: bool = True) -> Any:
        """What makes an address of its parts: they are all that it depends on."""
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        return kept.get(key) or kept.setdefault(key, compiled(rule, append_unknown))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": Kept()})
        patch.setattr(Rule, "_compile_builder", once)
        yield


@pytest.fixture(scope="module", params=ENGINES)
def untouched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One store for all tests of a module that record nothing."""
    folder, clock = tmp_path_factory.mktemp("untouched"), StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC))
    with database_of(request.param) as url, Service.create(folder / "store", "test.example/log", clock, url) as made:
        yield made


@pytest.fixture
def desk(service: Service) -> Desk:
    """A clerk who is signed in."""
    return Desk(service)


@pytest.fixture
def who(desk: Desk) -> UUID:
    """A patient on file."""
    return register(desk.service.records)


# stores in folders, as the command line sees them: each by its module's own `made(folder, database)`


@pytest.fixture(scope="module", params=ENGINES)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One for all tests of a module that record nothing."""
    with database_of(request.param) as database:
        yield request.module.made(tmp_path_factory.mktemp("folder") / "store", database)


@pytest.fixture
def own(request: pytest.FixtureRequest, tmp_path: Path, database: str | None) -> Path:
    """For a test in which more happens: it records, signs, or does harm."""
    made: Path = request.module.made(tmp_path / "store", database)
    return made


@pytest.fixture
def in_files(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """For what is about the files that a store is in."""
    made: Path = request.module.made(tmp_path / "store", None)
    return made


@pytest.fixture
def in_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """For what is about a database that hosts share."""
    with database_of("postgresql") as database:
        yield request.module.made(tmp_path / "store", database)


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    """To be harmed. With the log in a database it is the folder of another host, and the database stays as it is."""
    return Path(shutil.copytree(folder, tmp_path / "store"))
