"""`caretrail trail export`: the bundle that an auditor takes home."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import click

from domain import mrn
from domain.by import By
from domain.export import PROFILES
from domain.permissions import May
from domain.refusal import Refused
from domain.staff import StaffAccount
from trail.signer import Rewritten
from web.access import closed
from web.bundling import job
from web.bundling.asking import Wanted, read, records, tally
from web.cli import asked as ask
from web.cli.context import (
    FAILED,
    NOT_FOUND,
    USAGE,
    Context,
    as_json,
    document,
    fail,
    progress_bar,
    say,
    wrong_usage,
)
from web.cli.noting import note
from web.service import Service


@click.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--patient", "patients", metavar="PATIENT", multiple=True, help="Of this patient alone; once for each of several."
)
@ask.log_filters("since", "until", "actor", "type", "fields")
@click.option(
    "--profile", default="full", show_default=True, type=click.Choice(tuple(PROFILES)), help="How much is shown."
)
@click.option("--purpose", required=True, help="What it is for; it is recorded.")
@click.option("--recipient", help="Who gets it; whoever asks where nobody is named.")
@click.option("--address", help="Where they are.")
@as_json
@click.pass_obj
def export(
    context: Context, out: Path, profile: str, purpose: str, recipient: str | None, address: str | None, as_json: bool,
    asked: dict[str, str], patients: tuple[str, ...],
) -> None:  # fmt: skip
    """The log as a bundle that proves itself, whole and without a cap; it is recorded who asked for it, and why.

    \b
    caretrail --as amal trail export log.zip --purpose "Audit of the year"
    caretrail --as ruth trail export copy.zip --profile patient-copy --patient 0000000195 --purpose PATRQT
    caretrail --as amal trail export some.zip --patient 0000000195 --patient 0000000292 --purpose HCOMPL
    """
    if out.exists():
        fail(FAILED, f"{out} is there already: nothing is written over.")
    with context.service() as service:
        account = context.acting(service, May.EXPORT)
        by = context.by(service, account)
        want = _wanted(service, {**asked, "profile": profile, "patient": "\n".join(patients)}, account)
        try:
            told = tally(service.store.log, want.scope)
            say(f"{told.count:,} of {told.of:,} events fit, from {told.first or 'none'} to {told.last or 'none'}.")
            if shut := len(want.narrow.get("without", ())):
                say(f"Withheld: {records(shut)} closed to {account.name}.")
            more = {"patients": list(want.patients) or None, "address": address}
            request = service.exporting.request(
                want.profile, want.narrow, told.count, purpose, recipient or account.name, by, **more
            )
            note(context, service, account, "export", want.patients, whole=not want.patients)
            for number, name in service.views.directory.named(want.patients).values():
                say(f"Of {mrn.shown(number)} {name}")
            manifest = _made(service, UUID(request.id), out, by)
        except Refused as refused:
            wrong_usage(refused)
        except Rewritten as error:
            fail(FAILED, f"{error} What is wrong, and what to do, says: caretrail trail verify")
    document(manifest) if as_json else click.echo(f"{out}  {manifest['size']} entries")


def _wanted(service: Service, typed: dict[str, str], account: StaffAccount) -> Wanted:
    """Ends the program with all that cannot be read."""
    shut = closed.everywhere(service, account)
    want, faults = read(service, typed, lambda one: ask.sought(service, one, account), shut)
    if faults:
        code = NOT_FOUND if all(no.field == "patient" for no in faults) else USAGE
        fail(code, "\n".join(f"{no.field}: {no.reason}" for no in faults))
    return want


def _made(service: Service, id: UUID, out: Path, by: By) -> dict[str, Any]:
    with progress_bar() as bar:
        task = bar.add_task("Exporting", total=None)
        return job.make(service, id, out, by, lambda done, total: bar.update(task, completed=done, total=total))
