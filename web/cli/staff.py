"""`caretrail staff`: accounts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from domain.by import By
from domain.permissions import May
from domain.refusal import NotFound, Refused
from domain.staff import ROLES
from domain.text import needed
from web.access.accounts import fresh_password
from web.cli.context import CONFLICT, Context, as_json, document, fail, wrong_usage
from web.cli.link import link
from web.cli.token import token
from web.service import Service

first_day = click.option("--from", "begins", metavar="DAY", help="The first day on which it is in force, in UTC.")
_DAYS = {"begins": "--from", "ends": "--until"}
last_day = click.option("--until", "ends", metavar="DAY", help="The last day on which it is in force, in UTC.")


@click.group()
def staff() -> None:
    """Who may work here, and as what."""


staff.add_command(token)
staff.add_command(link)


def enlist(
    context: Context, service: Service, login: str, name: str, role: str, begins: str | None, ends: str | None
) -> By:
    """A new account, by whoever gave the command; the run ends here where there is one, or something cannot be read."""
    typed(login, name)
    by = context.by(service, context.acting(service, May.KEEP_ACCOUNTS))
    if service.personnel.account(login):
        fail(CONFLICT, f"There is an account {login} already.")
    with days_typed():
        service.personnel.add(login, name, role, by, begins, ends)
    return by


@staff.command()
@click.argument("login")
@click.option("--name", required=True, help="The name that stands in the record.")
@click.option("--role", required=True, type=click.Choice(tuple(ROLES)))
@first_day
@last_day
@as_json
@click.pass_obj
def add(
    context: Context, login: str, name: str, role: str, begins: str | None, ends: str | None, as_json: bool
) -> None:
    """Add an account; its first password is printed once. One with a last day ends by itself.

    \b
    caretrail --data DIR --as admin staff add ama --name "Ama Boateng" --role clerk
    caretrail --data DIR --as admin staff add leila --name "Leila Haddad" --role auditor --until 2026-12-04
    """
    with context.service() as service:
        enlist(context, service, login, name, role, begins, ends)
        password = fresh_password()
        service.accounts.set_password(login, password)
    told = {"name": login, "role": role, "password": password}
    document(told) if as_json else click.echo(f"{login}  {password}  {role}")


@staff.command(name="list")
@as_json
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """All accounts.

    \b
    caretrail --data DIR --as admin staff list
    """
    with context.service(readonly=True) as service:
        context.acting(service, May.SIGN_IN)
        rows = _rows(service)
    if as_json:
        document(rows)
        return
    for row in rows:
        state = " ".join([*_days(row), *(["locked"] if row["locked"] else [])])
        click.echo(f"{row['login']:<16}{row['role']:<18}{row['name']:<28}{state}".rstrip())


def _rows(service: Service) -> list[dict[str, object]]:
    service.views.ready()
    return [_named(row) for row in service.views.staff.all()]


@contextmanager
def days_typed() -> Iterator[None]:
    """What is refused of the days is wrong usage, and named as it was typed."""
    try:
        yield
    except Refused as no:
        if no.field not in _DAYS:
            raise
        wrong_usage(Refused(_DAYS[no.field], no.reason))


def _named(row: dict[str, object]) -> dict[str, object]:
    return {**{name: told for name, told in row.items() if name not in ("begins", "ends")}, **_limits(row)}


def _limits(row: dict[str, object]) -> dict[str, object]:
    return {"from": row["begins"], "until": row["ends"]}


def _days(row: dict[str, object]) -> list[str]:
    return [f"{name} {day}" for name, day in row.items() if name in ("from", "until") and day]


@staff.command()
@click.argument("login")
@click.option("--unlock", is_flag=True, help="The other way round.")
@as_json
@click.pass_obj
def lock(context: Context, login: str, unlock: bool, as_json: bool) -> None:
    """Lock an account, or unlock it again; whoever is signed in with it is out at once.

    \b
    caretrail --data DIR --as admin staff lock ama
    caretrail --data DIR --as admin staff lock ama --unlock
    """
    with context.service() as service:
        by = admin(context, service, login)
        account = service.personnel.account(login)
        if unlock and account and not account.locked:
            fail(CONFLICT, f"The account {login} is not locked.")
        receipt = (
            service.personnel.unlock(login, by)
            if unlock
            else service.accounts.lock(login, by, service.personnel.account(context.actor or ""))
        )
    tell({"name": login, "locked": not unlock, "position": receipt.position}, as_json)


@staff.command()
@click.argument("login")
@first_day
@last_day
@as_json
@click.pass_obj
def limit(context: Context, login: str, begins: str | None, ends: str | None, as_json: bool) -> None:
    """Set the days on which an account is in force; without any it is so until it is locked.

    Whoever is signed in is out when the last day, in UTC, is over.

    \b
    caretrail --data DIR --as admin staff limit leila --until 2026-12-04
    caretrail --data DIR --as admin staff limit leila
    """
    with context.service() as service:
        by = admin(context, service, login)
        with days_typed():
            receipt = service.personnel.limit(login, begins, ends, by)
        account = service.personnel.account(login)
    assert account
    days = _limits({"begins": account.begins, "ends": account.ends})
    told = {"name": login, **days, "position": receipt.position}
    document(told) if as_json else click.echo("  ".join([login, *(_days(days) or ["without an end"])]))


@staff.command()
@click.argument("login")
@click.argument("role", type=click.Choice(tuple(ROLES)))
@first_day
@last_day
@as_json
@click.pass_obj
def role(context: Context, login: str, role: str, begins: str | None, ends: str | None, as_json: bool) -> None:
    """Change what someone may do: for good, or up to and with a day, after which the role of before counts again.

    \b
    caretrail --data DIR --as admin staff role ama senior-clerk
    caretrail --data DIR --as admin staff role ama verifier --until 2026-12-18
    """
    with context.service() as service:
        by, personnel = admin(context, service, login), service.personnel
        with days_typed():
            if begins or ends:
                receipt = personnel.lend_role(login, role, begins, ends, by)
            else:
                receipt = personnel.change_role(login, role, by)
    days = _limits({"begins": begins, "ends": ends}) if begins or ends else {}
    tell({"name": login, "role": role, **days, "position": receipt.position}, as_json)


@staff.command()
@click.argument("login")
@as_json
@click.pass_obj
def password(context: Context, login: str, as_json: bool) -> None:
    """Give an account a new password, printed once; the old one ends, with all its sessions.

    \b
    caretrail --data DIR --as admin staff password ama
    """
    with context.service() as service:
        fresh = service.accounts.choosing.give(login, admin(context, service, login))
    document({"name": login, "password": fresh}) if as_json else click.echo(f"{login}  {fresh}")


def admin(context: Context, service: Service, login: str) -> By:
    """Who acts on this account; `NotFound` where it is not there."""
    by = context.by(service, context.acting(service, May.KEEP_ACCOUNTS))
    if service.personnel.account(login) is None:
        raise NotFound(f"There is no account {login}.")
    return by


def typed(login: str, name: str) -> None:
    try:
        needed(login, "LOGIN", 60)
        needed(name, "--name")
    except Refused as refused:
        wrong_usage(refused)


def tell(told: dict[str, object], as_json: bool) -> None:
    if as_json:
        document(told)
    else:
        click.echo("  ".join(str(value) for value in told.values() if not isinstance(value, bool | None)))
