"""`caretrail init`: an empty store, its keys and its first administrator."""

from __future__ import annotations

import re

import click

from trail.checkpoint import fingerprint, grouped
from trail.sealed import signer_of
from web.access.accounts import fresh_password
from web.cli.context import CONFLICT, USAGE, Context, as_json, document, fail, say
from web.service import Service

_NAME = re.compile(r"[^\s+]{1,200}")  # as a signed note needs it


@click.command()
@click.option("--origin", help="The log's name, for ever, such as clinic.example/records.")
@click.option("--login", default="admin", show_default=True, help="Name of the first administrator.")
@click.option("--database", metavar="URL", help="Keep the log in this PostgreSQL database, not in files.")
@as_json
@click.pass_obj
def init(context: Context, origin: str | None, login: str, database: str | None, as_json: bool) -> None:
    """Make an empty store.

    \b
    caretrail --data /srv/caretrail init --origin clinic.example/records
    """
    if context.path.exists() and any(context.path.iterdir()):
        fail(CONFLICT, f"{context.path} is not empty; a store is made in a folder of its own.")
    if not 0 < len(login.strip()) <= 60:
        fail(USAGE, "--login: a name of 1 to 60 characters.")
    if origin and not _NAME.fullmatch(origin):
        fail(USAGE, "--origin: a name such as clinic.example/records, without spaces and plus signs.")
    with Service.create(context.path, origin, database=database) as service:
        service.personnel.add(login, "Administrator", "admin", service.system())
        password = fresh_password()
        service.accounts.set_password(login, password)
        key = signer_of(service.store).verifier_key
        told = {
            "data": str(context.path),
            "origin": service.store.config.origin,
            "verifier_key": key,
            "fingerprint": fingerprint(key),
            "sign_ins": [{"name": login, "role": "admin", "password": password}],
        }
    if as_json:
        document(told)
        return
    say(f"A store was made in {context.path}.")
    kept = "master.key and the schema keys" if database else "keys.db and master.key"
    say(f"Back up {kept} apart from the rest: without them nothing can be read.")
    say("Give the fingerprint to whoever will check your exports, on paper or by mail.\n")
    click.echo(f"Verifier key  {key}\nFingerprint   {grouped(fingerprint(key))}\nSign-in       {login}  {password}")
    say(f"\nNext: caretrail --data {context.path} --as {login} staff add NAME --name 'Full Name' --role clerk")
    say(f"      caretrail --data {context.path} serve")
