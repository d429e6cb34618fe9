"""`caretrail init`: an empty store, its keys and its first administrator."""

from __future__ import annotations

from secrets import token_urlsafe

import click

from trail.sealed import signer_of
from web.cli.context import Context, as_json, document, say
from web.service import Service


@click.command()
@click.option("--origin", help="The log's name, for ever, such as clinic.example/records.")
@click.option("--login", default="admin", show_default=True, help="Name of the first administrator.")
@as_json
@click.pass_obj
def init(context: Context, origin: str | None, login: str, as_json: bool) -> None:
    """Make an empty store.

    \b
    caretrail --data /srv/caretrail init --origin clinic.example/records
    """
    with Service.create(context.path, origin) as service:
        service.personnel.add(login, "Administrator", "admin", service.system())
        password = token_urlsafe(12)
        service.accounts.set_password(login, password)
        told = {
            "data": str(context.path),
            "origin": service.store.config.origin,
            "verifier_key": signer_of(service.store).verifier_key,
            "sign_ins": [{"name": login, "role": "admin", "password": password}],
        }
    if as_json:
        document(told)
        return
    say(f"A store was made in {context.path}.")
    say("Back up keys.db and master.key apart from the rest: without them nothing can be read.")
    click.echo(f"Verifier key  {told['verifier_key']}\nSign-in       {login}  {password}")
