"""`caretrail patient erase` and `patient hold`: what becomes of a record."""

from __future__ import annotations

from uuid import UUID

import click

from domain.disposition import GROUNDS, REFUSALS, Disposition
from domain.permissions import May
from domain.refusal import NotFound, Refused
from trail.verify import PROVED
from web.cli.asked import patient_id
from web.cli.context import FAILED, USAGE, Context, as_json, document, fail, progress_bar, say
from web.keeping.certificate import Certificate
from web.keeping.erasing import carry_out, resume
from web.keeping.retention import judge
from web.review.replay import tidy
from web.service import Service


@click.command()
@click.argument("who", metavar="ID|MRN")
@click.option("--ground", type=click.Choice(tuple(GROUNDS)), help="Ask for the erasure, on this ground.")
@click.option("--approve", is_flag=True, help="Approve what somebody else asked for, and carry it out.")
@click.option("--refuse", "basis", type=click.Choice(tuple(REFUSALS)), help="Refuse it, on this ground.")
@click.option("--note", help="In your own words; nothing of the patient's health.")
@as_json
@click.pass_obj
def erase(
    context: Context, who: str, ground: str | None, approve: bool, basis: str | None, note: str | None, as_json: bool
) -> None:  # fmt: skip
    """Erase a record by law: one person asks, another approves, and the proof of the log stays intact.

    Nothing brings it back. Stop the server first, or use its pages. Broken off, --approve goes on with it.

    \b
    caretrail --as priya patient erase 0000000195 --ground court-order
    caretrail --as ruth patient erase 0000000195 --approve
    caretrail --as ruth patient erase 0000000195 --refuse retention --note "Four years are left."
    """
    if [bool(ground), approve, bool(basis)].count(True) != 1:
        fail(USAGE, "Say one of --ground, --approve and --refuse.")
    with context.service() as service:
        by = context.by(service, context.acting(service, May.DISPOSE))
        if not service.store.backend.shared:
            tidy(service.folder)  # nobody serves this folder, and pages of the past hold what is erased
        resume(service)
        id = _record(service, who)
        if ground:
            judge(service, id, ground)
            service.erasing.ask(id, ground, by, note)
        elif basis:
            service.erasing.refuse(id, basis, by, note)
        elif not service.erasing.erased(str(id)):
            judge(service, id, Certificate.of(service, id).ground or "")
            service.erasing.approve(id, by)
            with progress_bar() as bar:
                task = bar.add_task("Erasing", total=None)
                carry_out(
                    service, id, by, lambda name, n, of: bar.update(task, description=name, completed=n, total=of)
                )
        told = Certificate.of(service, id)
    _tell(told, as_json)
    if approve and told.verdict != PROVED:
        fail(FAILED, "The record is erased, and the log is not proved. What is wrong, says: caretrail trail verify")


@click.command()
@click.argument("who", metavar="ID|MRN")
@click.option("--matter", help="Place a hold: which proceedings keep the record.")
@click.option("--lift", metavar="HOLD", is_flag=False, flag_value="", help="Lift it; its number where there are more.")
@click.option("--why", default="", help="Why it is lifted.")
@as_json
@click.pass_obj
def hold(context: Context, who: str, matter: str | None, lift: str | None, why: str, as_json: bool) -> None:
    """Keep a record from being erased, or lift that.

    \b
    caretrail --as priya patient hold 0000000195 --matter "Haddad against the harbour"
    caretrail --as priya patient hold 0000000195 --lift --why "The court has decided."
    """
    if (matter is None) == (lift is None):
        fail(USAGE, "Say either --matter or --lift.")
    with context.service() as service:
        by = context.by(service, context.acting(service, May.DISPOSE))
        id = patient_id(service, who, None)
        if matter is not None:
            service.erasing.hold(id, matter, by)
        else:
            service.erasing.lift(id, lift or _only(service.erasing.of(id)), why, by)
        known = service.erasing.of(id)
    standing = known.holds if known else {}
    if as_json:
        document({"id": str(id), "holds": standing})
        return
    for number, told in standing.items():
        click.echo(f"{number}  {told}")
    say("" if standing else "No hold keeps this record.")


def _record(service: Service, who: str) -> UUID:
    """Also of one that is gone: what was broken off can be gone on with, and its certificate be read again."""
    try:
        return patient_id(service, who, None)
    except NotFound:
        try:
            id = UUID(who)
        except ValueError:
            raise NotFound(f"There is no patient {who}.") from None
        if service.erasing.of(id) is None:
            raise
        return id


def _only(known: Disposition | None) -> str:
    holds = [*known.holds] if known else []
    if len(holds) > 1:
        raise Refused("lift", f"There are several: {', '.join(holds)}. Say which one.")
    return holds[0] if holds else ""


def _tell(told: Certificate, as_json: bool) -> None:
    if as_json:
        document(told.as_json())
        return
    for label, value in told.lines():
        click.echo(f"{label:<14}{value}")
