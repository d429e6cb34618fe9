"""`caretrail patient`: find patients and read their files."""

from __future__ import annotations

import click

from domain.permissions import May
from domain.refusal import NotFound
from projections.documents import document as file_document
from projections.past import file_at
from web.access import closed
from web.cli.asked import Record, log_filters, log_query, patient_id
from web.cli.context import Context, as_json, document, line
from web.cli.erasing import erase, hold
from web.cli.noting import note
from web.review import lineage


@click.group()
def patient() -> None:
    """Find patients and read their files."""


@patient.command()
@click.argument("query")
@click.option("--limit", default=25, show_default=True, type=click.IntRange(1, 1000))
@as_json
@click.pass_obj
def find(context: Context, query: str, limit: int, as_json: bool) -> None:
    """Search by name, record number, identifier, telephone or date of birth.

    \b
    caretrail --as ama patient find "mensah 1984"
    """
    with context.service(readonly=True) as service:
        account = context.acting(service, May.OPEN_RECORD)
        service.views.ready(seconds=60)
        hits = closed.hits(service, account, service.views.directory.search(query, limit))
        note(context, service, account, "search", (hit["id"] for hit in hits))
    if as_json:
        document([{name: hit[name] for name in ("id", "mrn", "name", "born", "sex", "score")} for hit in hits])
        return
    for hit in hits:
        click.echo(f"{hit['mrn']}  {hit['born'] or 'unknown':<10}  {hit['sex']:<8}{hit['name']}")


@patient.command()
@click.argument("who", metavar="ID|MRN")
@click.option("--known", metavar="POSITION|TIME", help="As it was known then; times are in UTC.")
@click.option("--json", "as_json", is_flag=True, help="The default: the file is one JSON document.")
@click.pass_obj
def show(context: Context, who: str, known: str | None, as_json: bool) -> None:
    """The file, as it is or as it was known.

    \b
    caretrail --as ruth patient show 0000000195
    caretrail --as ruth patient show 0000000195 --known 120
    caretrail --as ruth patient show 0000000195 --known 2026-03-07
    """
    with context.service(readonly=True) as service:
        account = context.acting(service, May.OPEN_RECORD if known is None else May.LOOK_BACK)
        record = Record.read(service, who, account)
        position = record.event(known, "--known").position if known is not None else None
        note(context, service, account, "record", [record.id])
        document(file_document(file_at(service.store.journal, record.id, position)))


@patient.command()
@click.argument("who", metavar="ID|MRN")
@log_filters("since", "until", "actor", "field")
@click.option("--json", "as_json", is_flag=True, help="The default: NDJSON of changes.")
@click.pass_obj
def history(context: Context, who: str, as_json: bool, asked: dict[str, str]) -> None:
    """Who changed what, oldest first.

    \b
    caretrail --as ruth patient history 0000000195 --field demographics.birth
    """
    with context.service(readonly=True) as service:
        account = context.acting(service, May.LOOK_BACK)
        query = log_query(service, {**asked, "patient": str(patient_id(service, who, account))}, account)
        service.views.ready(seconds=600)
        note(context, service, account, "trail", [query.filters["patient"]])
        for change in lineage.own(query.rows(service.views.changes)):
            line(change)


@patient.command()
@click.argument("who", metavar="ID|MRN")
@click.argument("field", default="")
@click.option("--json", "as_json", is_flag=True, help="The default.")
@click.pass_obj
def blame(context: Context, who: str, field: str, as_json: bool) -> None:
    """For each value: the event, who, when, why, and what stood there before.

    \b
    caretrail --as ruth patient blame 0000000195 demographics.birth
    """
    with context.service(readonly=True) as service:
        account = context.acting(service, May.LOOK_BACK)
        id = patient_id(service, who, account)
        service.views.ready(seconds=600)
        changes = service.views.changes.rows({"patient": str(id), "field": field}, newest=True)
        blamed = lineage.blamed(lineage.own(changes), field)
        note(context, service, account, "blame", [id])
    if field and not blamed:
        raise NotFound(f"Nobody ever wrote {field} in this file.")
    document(blamed)


@patient.command()
@click.argument("who", metavar="ID|MRN")
@click.argument("before", metavar="FROM")
@click.argument("after", metavar="TO")
@click.option("--json", "as_json", is_flag=True, help="The default.")
@click.pass_obj
def compare(context: Context, who: str, before: str, after: str, as_json: bool) -> None:
    """What differs between the file at two positions or moments.

    \b
    caretrail --as ruth patient compare 0000000195 120 180
    """
    with context.service(readonly=True) as service:
        account = context.acting(service, May.LOOK_BACK)
        record = Record.read(service, who, account)
        note(context, service, account, "comparison", [record.id])
        document(record.compared(before, after))


patient.add_command(erase)
patient.add_command(hold)
