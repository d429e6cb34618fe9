"""`caretrail staff invite`, `reset`, `unlock`, `delegate`, `sessions`: how people get into their accounts."""

from __future__ import annotations

from datetime import datetime

import click

from domain.permissions import May
from domain.refusal import NotFound
from domain.staff import ROLES
from web.cli.context import Context, as_json, document
from web.cli.staff import admin, days_typed, enlist, first_day, last_day, staff, tell
from web.service import Service


@staff.command()
@click.argument("login")
@click.option("--name", required=True, help="The name that stands in the record.")
@click.option("--role", required=True, type=click.Choice(tuple(ROLES)))
@first_day
@last_day
@as_json
@click.pass_obj
def invite(
    context: Context, login: str, name: str, role: str, begins: str | None, ends: str | None, as_json: bool
) -> None:
    """Add an account without knowing its password: a code is printed once, with which the person chooses one.

    \b
    caretrail --data DIR --as admin staff invite ama --name "Ama Boateng" --role clerk
    """
    with context.service() as service:
        by = enlist(context, service, login, name, role, begins, ends)
        made = service.accounts.choosing.invite(login, by)
    _code(login, *made, as_json)


@staff.command()
@click.argument("login")
@as_json
@click.pass_obj
def reset(context: Context, login: str, as_json: bool) -> None:
    """End an account's password and its sessions; a code is printed once, with which the person chooses another.

    \b
    caretrail --data DIR --as admin staff reset ama
    """
    with context.service() as service:
        made = service.accounts.choosing.invite(login, admin(context, service, login))
    _code(login, *made, as_json)


@staff.command()
@click.argument("login")
@as_json
@click.pass_obj
def unlock(context: Context, login: str, as_json: bool) -> None:
    """Unlock an account that was locked.

    \b
    caretrail --data DIR --as admin staff unlock ama
    """
    with context.service() as service:
        receipt = service.personnel.unlock(login, admin(context, service, login))
    tell({"name": login, "locked": False, "position": receipt.position}, as_json)


@staff.command()
@click.argument("login")
@click.option("--to", required=True, metavar="NAME", help="The account of whoever acts.")
@click.option("--end", is_flag=True, help="The other way round.")
@first_day
@last_day
@as_json
@click.pass_obj
def delegate(
    context: Context, login: str, to: str, end: bool, begins: str | None, ends: str | None, as_json: bool
) -> None:
    """Let somebody act for the holder of an account, up to and with a day.

    \b
    caretrail --data DIR --as admin staff delegate ruth --to ama --until 2026-12-18
    caretrail --data DIR --as admin staff delegate ruth --to ama --end
    """
    with context.service() as service:
        by = admin(context, service, login)
        if end:
            receipt = service.personnel.end_delegation(login, _short(service, to), by)
        else:
            with days_typed():
                receipt = service.personnel.delegate(login, to, begins, ends, by)
    days = {} if end else {"from": begins, "until": ends}
    tell({"name": login, "to": to, **days, "position": receipt.position}, as_json)


@staff.command()
@click.argument("login")
@click.option("--end", is_flag=True, help="End all of them.")
@as_json
@click.pass_obj
def sessions(context: Context, login: str, end: bool, as_json: bool) -> None:
    """Where an account is signed in, or an end to all of it.

    \b
    caretrail --data DIR --as admin staff sessions ama
    caretrail --data DIR --as admin staff sessions ama --end
    """
    with context.service(readonly=not end) as service:
        acting = context.acting(service, May.KEEP_ACCOUNTS)
        account = service.personnel.account(login)
        if account is None:
            raise NotFound(f"There is no account {login}.")
        rows = [
            {"session": one.mark, "since": one.begun.isoformat(), "seen": one.seen.isoformat(), "device": one.device}
            for one in service.accounts.sessions.of(account.login)
        ]
        if end:
            service.accounts.sessions.end_all(account.login, "revoked", acting)
    if as_json:
        document({"name": login, "sessions": rows, "ended": end})
        return
    for row in rows:
        click.echo("  ".join([*row.values(), *(["ended"] if end else [])]))


def _short(service: Service, login: str) -> str:
    account = service.personnel.account(login)
    return account.staff if account else ""


def _code(login: str, code: str, until: datetime, as_json: bool) -> None:
    if as_json:
        document({"name": login, "code": code, "until": until.isoformat(), "address": f"/welcome?name={login}"})
    else:
        click.echo(f"{login}  {code}  /welcome?name={login}  until {until.isoformat()}")
