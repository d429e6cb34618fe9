"""What every command shares: the store it works on, who acts, and how failures end."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from platformdirs import user_data_path
from rich.console import Console
from rich.progress import Progress

from domain.by import By
from domain.permissions import May, may
from domain.refusal import Conflict, NotAllowed, NotFound, Refused
from domain.staff import ROLES, StaffAccount
from trail.errors import KeysMissing, NoStore, StoreError, of_database
from trail.lock import StoreLocked
from trail.verdict import PROVED, Verdict
from web.access.in_force import NotInForce
from web.access.operators import operator
from web.ports import PortTaken

if TYPE_CHECKING:
    from web.service import Service

DONE, FAILED, USAGE, NOT_FOUND, CONFLICT, NOT_ALLOWED = 0, 1, 2, 3, 4, 6


def default_folder() -> str:
    return str(user_data_path("caretrail", appauthor=False))


@dataclass
class Context:
    folder: str
    actor: str | None

    @property
    def path(self) -> Path:
        return Path(self.folder)

    @contextmanager
    def service(self, readonly: bool = False) -> Iterator[Service]:
        """The store, for writing; for reading a server may have it open meanwhile."""
        from web.service import Service  # nobody waits for databases to be told a version

        with Service.open(self.path, readonly=readonly) as service:
            yield service

    def acting(self, service: Service, *any_of: May) -> StaffAccount:
        """The account behind `--as`; ends the program where it may not do this."""
        if not self.actor:
            fail(NOT_ALLOWED, "Say who acts: caretrail --as NAME …, or CARETRAIL_ACTOR in the environment.")
        account = service.personnel.account(self.actor)
        if account is None or account.locked:
            fail(NOT_ALLOWED, f"There is no account {self.actor}, or it is locked.")
        if not account.in_force(today := service.clock().date()):
            fail(NOT_ALLOWED, NotInForce(account, today).reason)
        account = account.acting(today)
        if not may(account.role, *any_of):
            roles = [role for role in ROLES if may(role, *any_of)]
            fail(NOT_ALLOWED, f"The role {account.role} does not allow this; it takes one of: {', '.join(roles)}.")
        return account

    def by(self, service: Service, account: StaffAccount, **more: Any) -> By:
        return service.by(account, **{"channel": "cli", "operator": operator(), **more})


class Failing(click.Group):
    """Ends with the documented exit code and one sentence, never with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            done = super().invoke(ctx)
            sys.stdout.flush()
            return done
        except (NoStore, NotFound) as error:
            fail(NOT_FOUND, str(error))
        except Conflict as error:
            fail(CONFLICT, str(error))
        except NotAllowed as error:
            fail(NOT_ALLOWED, str(error))
        except PermissionError as error:
            fail(FAILED, f"{error.filename}: permission denied. Who owns this folder?")
        except (Refused, StoreLocked, StoreError, KeysMissing, PortTaken) as error:
            fail(FAILED, str(error))
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(FAILED) from None
        except OSError as error:
            fail(FAILED, f"{error.filename or 'The machine'}: {error.strerror or error}")
        except (KeyboardInterrupt, click.Abort):
            fail(130, "Interrupted.")
        except Exception as error:
            if (told := of_database(error)) is None:
                raise
            first = str(told).partition("\n")[0]  # PostgreSQL goes on with the line of SQL
            fail(FAILED, f"The store cannot be used: {first}. What is wrong, says: caretrail doctor")


def progress_bar() -> Progress:
    """On stderr, and only where somebody watches: it leaves nothing behind."""
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)


@contextmanager
def progress_of(steps: Mapping[str, str]) -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each step, by its name, once something is told of it: how much is done, of how much."""
    with progress_bar() as bar:
        tasks = {step: bar.add_task(told, total=None, visible=False) for step, told in steps.items()}
        yield lambda step, done, total: bar.update(tasks[step], completed=done, total=total, visible=True)


def insist(verdict: Verdict, otherwise: str) -> None:
    """Ends the program where it is not proved, with what was found."""
    if verdict.verdict != PROVED:
        for finding in verdict.findings[:20]:
            say(finding["detail"])
        fail(FAILED, otherwise)


def fail(code: int, text: str) -> NoReturn:
    click.echo(f"caretrail: {text}", err=True)
    raise SystemExit(code)


def wrong_usage(refused: Refused) -> NoReturn:
    fail(USAGE, f"{refused.field}: {refused.reason}")


def say(text: str = "") -> None:
    """Talk goes to stderr: stdout is for data."""
    click.echo(text, err=True)


def document(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def line(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document (or NDJSON) on stdout.")
