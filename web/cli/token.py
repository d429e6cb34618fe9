"""`caretrail staff token`: tokens of programs."""

from __future__ import annotations

from typing import Any

import click

from domain.permissions import May, may
from domain.refusal import Refused
from domain.tokens import SCOPES
from web.cli.context import NOT_ALLOWED, Context, as_json, document, fail, wrong_usage
from web.service import Service

_OPTIONS = {"name": "--name", "scopes": "--scope", "until": "--until", "login": "LOGIN"}


@click.group()
def token() -> None:
    """Tokens by which programs come in at the API."""


@token.command()
@click.argument("login")
@click.option("--name", required=True, help="What the program is called.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(tuple(SCOPES)),
    help="What it may do; give it again for more.",
)
@click.option("--until", required=True, metavar="DAY", help="Its last day, in UTC; a year from now at most.")
@as_json
@click.pass_obj
def issue(context: Context, login: str, name: str, scopes: tuple[str, ...], until: str, as_json: bool) -> None:
    """Issue a token of an account's: one's own, or, for an administrator, anybody's. Its text is printed once.

    \b
    caretrail --data DIR --as ama staff token issue ama --name "Lab link" --scope read --scope record --until 2026-12-04
    """
    with context.service() as service:
        account = context.acting(service, May.SIGN_IN)
        if not may(account.role, May.KEEP_ACCOUNTS) and service.personnel.id_of(login) != account.id:
            fail(NOT_ALLOWED, "Only an administrator issues a token that is somebody else's.")
        try:
            receipt, text = service.tokens.issue(login, name, scopes, until, context.by(service, account))
        except Refused as no:
            wrong_usage(Refused(_OPTIONS.get(no.field, no.field), no.reason))
    (id,) = receipt.entries
    told = {"token": id, "text": text, "login": login, "name": name, "scopes": list(scopes), "until": until}
    document({**told, "position": receipt.position}) if as_json else click.echo(text)


@token.command(name="list")
@as_json
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """One's own tokens; everybody's, for administrators and those who look into what happened.

    \b
    caretrail --data DIR --as sam staff token list
    """
    with context.service(readonly=True) as service:
        account = context.acting(service, May.SIGN_IN)
        rows = _rows(service, None if may(account.role, May.SEE_TOKENS) else account.staff)
    if as_json:
        document(rows)
        return
    for row in rows:
        state = f"revoked {row['revoked'][:10]}" if row["revoked"] else f"until {row['until']}"
        used = f"used {row['used'][:16]}" if row["used"] else "never used"
        click.echo(f"{row['token']:<12}{row['login']:<16}{' '.join(row['scopes']):<28}{state:<20}{used}  {row['name']}")


@token.command()
@click.argument("token")
@as_json
@click.pass_obj
def revoke(context: Context, token: str, as_json: bool) -> None:
    """End a token at once: one's own, or, for an administrator and the privacy officer, anybody's.

    \b
    caretrail --data DIR --as sam staff token revoke t-1a2b3c4d
    """
    with context.service() as service:
        by = context.by(service, context.acting(service, May.SIGN_IN))
        try:
            receipt = service.tokens.revoke(token, by)
        except Refused as no:
            fail(NOT_ALLOWED, no.reason)
    document({"token": token, "revoked": True, "position": receipt.position}) if as_json else click.echo(token)


def _rows(service: Service, staff: str | None) -> list[dict[str, Any]]:
    service.views.ready()
    used = service.tokens.used()
    return [
        {**one._asdict(), "scopes": one.scopes.split(), "used": used.get(one.token)}
        for one in service.views.tokens.every(staff)
    ]
