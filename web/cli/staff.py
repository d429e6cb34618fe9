"""`caretrail staff`: accounts."""

from __future__ import annotations

from secrets import token_urlsafe

import click

from domain.staff import ROLES
from web.cli.context import Context, as_json, document, line
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
    with context.service() as service:
        by = context.by(service, context.acting(service, "admin"))
        service.personnel.add(login, name, role, by)
        password = token_urlsafe(12)
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
        click.echo(f"{row['login']:<16}{row['role']:<18}{row['name']:<28}{state}")


def _rows(service: Service) -> list[dict[str, object]]:
    service.views.ready()
    return [dict(row) for row in service.views.staff.all()]


@staff.command()
@click.argument("login")
@click.option("--unlock", is_flag=True)
@click.pass_obj
def lock(context: Context, login: str, unlock: bool) -> None:
    """Lock an account, or unlock it again.

    \b
    caretrail --data DIR --as admin staff lock ama
    """
    with context.service() as service:
        by = context.by(service, context.acting(service, "admin"))
        (service.personnel.unlock if unlock else service.personnel.lock)(login, by)


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
        by = context.by(service, context.acting(service, "admin"))
        receipt = service.personnel.change_role(login, role, by)
    if as_json:
        line({"name": login, "role": role, "position": receipt.position})
