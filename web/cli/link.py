"""`caretrail staff link`: who, at the OpenID provider, is which account here."""

from __future__ import annotations

import os

import click

from domain.permissions import May
from domain.refusal import NotFound, Refused
from web.access import provider
from web.cli.context import CONFLICT, Context, as_json, document, fail, wrong_usage
from web.service import Service


@click.command()
@click.argument("login")
@click.argument("subject")
@click.option("--issuer", metavar="URL", help="The provider's; without it that of the one that is set up.")
@click.option("--unlink", is_flag=True, help="The other way round.")
@as_json
@click.pass_obj
def link(context: Context, login: str, subject: str, issuer: str | None, unlink: bool, as_json: bool) -> None:
    """Let somebody sign in as whom the OpenID provider calls SUBJECT.

    \b
    caretrail --data DIR --as admin staff link ama 00u1a2b3c4
    caretrail --data DIR --as admin staff link ama 00u1a2b3c4 --unlink
    """
    with context.service() as service:
        by = context.by(service, context.acting(service, May.KEEP_ACCOUNTS))
        if service.personnel.account(login) is None:
            raise NotFound(f"There is no account {login}.")
        whose = issuer or _issuer(service)
        try:
            receipt = (service.linking.unlink if unlink else service.linking.link)(login, whose, subject, by)
        except Refused as no:
            fail(CONFLICT, no.reason)
    told = {"name": login, "issuer": whose, "subject": subject, "linked": not unlink, "position": receipt.position}
    document(told) if as_json else click.echo(f"{login}  {subject}")


def _issuer(service: Service) -> str:
    found = provider.read(service.folder, os.environ)
    if found is None:
        wrong_usage(Refused("--issuer", f"No provider is set up ({provider.FILE}): say whose subject this is."))
    return found.issuer
