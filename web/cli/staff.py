"""`caretrail staff`: accounts."""

from __future__ import annotations

import click

from domain.by import By
from domain.refusal import NotFound, Refused
from domain.staff import ROLES
from domain.text import needed
from web.accounts import fresh_password
from web.cli.context import CONFLICT, Context, as_json, document, fail, wrong_usage
from web.service import Service


@click.group()
def staff() -> None:
    """Who may work here, and as what."""


@staff.command()
@click.argument("login")
@click.option("--name", required=True, help="The name that stands in the record.")
@click.option("--role", required=True, type=click.Choice(tuple(ROLES)))
@as_json
@click.pass_obj
def add(context: Context, login: str, name: str, role: str, as_json: bool) -> None:
    """Add an account; its first password is printed once.

    \b
    caretrail --data DIR --as admin staff add ama --name "Ama Boateng" --role clerk
    """
    _check(login, name)
    with context.service() as service:
        by = context.by(service, context.acting(service, "admin"))
        if service.personnel.account(login):
            fail(CONFLICT, f"There is an account {login} already.")
        service.personnel.add(login, name, role, by)
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
        context.acting(service, *ROLES)
        rows = _rows(service)
    if as_json:
        document(rows)
        return
    for row in rows:
        state = "locked" if row["locked"] else ""
        click.echo(f"{row['login']:<16}{row['role']:<18}{row['name']:<28}{state}".rstrip())


def _rows(service: Service) -> list[dict[str, object]]:
    service.views.ready()
    return [dict(row) for row in service.views.staff.all()]


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
        by = _admin(context, service, login)
        account = service.personnel.account(login)
        if unlock and account and not account.locked:
            fail(CONFLICT, f"The account {login} is not locked.")
        receipt = (service.personnel.unlock if unlock else service.personnel.lock)(login, by)
    _tell({"name": login, "locked": not unlock, "position": receipt.position}, as_json)


@staff.command()
@click.argument("login")
@click.argument("role", type=click.Choice(tuple(ROLES)))
@as_json
@click.pass_obj
def role(context: Context, login: str, role: str, as_json: bool) -> None:
    """Change what someone may do.

    \b
    caretrail --data DIR --as admin staff role ama senior-clerk
    """
    with context.service() as service:
        receipt = service.personnel.change_role(login, role, _admin(context, service, login))
    _tell({"name": login, "role": role, "position": receipt.position}, as_json)


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
        _admin(context, service, login)
        fresh = fresh_password()
        service.accounts.set_password(login, fresh)
    document({"name": login, "password": fresh}) if as_json else click.echo(f"{login}  {fresh}")


def _admin(context: Context, service: Service, login: str) -> By:
    """Who acts on this account; `NotFound` where it is not there."""
    by = context.by(service, context.acting(service, "admin"))
    if service.personnel.account(login) is None:
        raise NotFound(f"There is no account {login}.")
    return by


def _check(login: str, name: str) -> None:
    try:
        needed(login, "LOGIN", 60)
        needed(name, "--name")
    except Refused as refused:
        wrong_usage(refused)


def _tell(told: dict[str, object], as_json: bool) -> None:
    if as_json:
        document(told)
    else:
        click.echo("  ".join(str(value) for value in told.values() if not isinstance(value, bool)))
