"""`caretrail access`: who looked."""

from __future__ import annotations

import click

from domain.permissions import May
from domain.refusal import Refused
from domain.staff import StaffAccount
from web.cli.asked import sought
from web.cli.context import Context, line, wrong_usage
from web.cli.noting import note
from web.review import done
from web.review.read_query import ReadQuery
from web.service import Service


@click.group()
def access() -> None:
    """The log of reads: who was shown what."""


@access.command("log")
@click.option("--patient", metavar="ID|MRN", help="Of this patient's record alone.")
@click.option("--actor", metavar="ID", help="By this person, named by id.")
@click.option("--token", metavar="ID", help="With this token: what it changed stands between what it saw.")
@click.option("--since", metavar="TIME", help="On this day or at this moment, in UTC, or later.")
@click.option("--until", metavar="TIME", help="Up to the end of this day or moment, in UTC.")
@click.option("--json", "as_json", is_flag=True, help="The default: NDJSON.")
@click.pass_obj
def log(
    context: Context, patient: str | None, actor: str | None, token: str | None, since: str | None,
    until: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Who looked, oldest first, without a cap; with a token, everything that was done with it.

    \b
    caretrail --as amal access log --patient 0000000195 --since 2026-01-01
    caretrail --as amal access log --token t-1a2b3c4d
    """
    told = {"patient": patient, "actor": actor, "session": token, "since": since, "until": until, "order": "oldest"}
    with context.service(readonly=True) as service:
        account = context.acting(service, May.READ_ACCESS)
        query = _query(service, {name: value for name, value in told.items() if value}, account)
        service.reads.ready(600)
        service.views.ready(600)
        one = query.filters.get("patient")
        note(context, service, account, "access", [one] if one else (), whole=not one)
        for row in done.every(service, query) if token else query.rows(service.reads.accesses):
            line(row)


def _query(service: Service, asked: dict[str, str], account: StaffAccount) -> ReadQuery:
    """`NotFound` for a patient who never was on file; ends the program where a filter cannot be read."""
    query = ReadQuery.read(asked, lambda who: sought(service, who, account))
    for field, reason in query.errors.items():
        wrong_usage(Refused(f"--{field}", reason))
    return query
