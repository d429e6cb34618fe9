"""`caretrail patient`: find, read, and ask who wrote what."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import click

from domain.desk import RECORD_NUMBER
from domain.mrn import is_mrn, typed
from domain.refusal import NotFound
from projections.documents import document as file_document
from projections.past import compare as differences
from projections.past import file_at, position_at
from web.cli.context import READS, Context, as_json, document, line
from web.service import Service


@click.group()
def patient() -> None:
    """Find patients and read their files, as they are or as they were known."""


@patient.command()
@click.argument("query")
@click.option("--limit", default=25, show_default=True)
@as_json
@click.pass_obj
def find(context: Context, query: str, limit: int, as_json: bool) -> None:
    """Search by name, record number, identifier, telephone or date of birth.

    \b
    caretrail --as ama patient find "mensah 1984"
    """
    with context.service(readonly=True) as service:
        context.acting(service, *READS)
        service.views.ready()
        hits = service.views.directory.search(query, limit)
    if as_json:
        document([{name: hit[name] for name in ("id", "mrn", "name", "born", "sex", "score")} for hit in hits])
        return
    for hit in hits:
        click.echo(f"{hit['mrn']}  {hit['born'] or 'unknown':<10}  {hit['sex']:<8}{hit['name']}")


@patient.command()
@click.argument("who", metavar="ID|MRN")
@click.option("--known", metavar="POSITION|TIME", help="As it was known then.")
@click.option("--json", "as_json", is_flag=True, help="The default: the file is one JSON document.")
@click.pass_obj
def show(context: Context, who: str, known: str | None, as_json: bool) -> None:
    """The file.

    \b
    caretrail --as ruth patient show 0000000195 --known 120
    """
    with context.service(readonly=True) as service:
        context.acting(service, *READS)
        id = _id(service, who)
        document(file_document(file_at(service.store.journal, id, _position(service, id, known))))


@patient.command()
@click.argument("who", metavar="ID|MRN")
@click.option("--since")
@click.option("--until")
@click.option("--actor")
@click.option("--field")
@click.option("--json", "as_json", is_flag=True, help="The default: NDJSON of changes.")
@click.pass_obj
def history(context: Context, /, who: str, as_json: bool, **filters: Any) -> None:
    """Who changed what, oldest first.

    \b
    caretrail --as ruth patient history 0000000195 --field weight
    """
    with context.service(readonly=True) as service:
        context.acting(service, *READS)
        id = _id(service, who)
        service.views.ready()
        for change in service.views.changes.rows({"patient": str(id), **filters}):
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
        context.acting(service, *READS)
        id = _id(service, who)
        service.views.ready()
        document(_blamed(service, id, field))


@patient.command()
@click.argument("who", metavar="ID|MRN")
@click.argument("before", metavar="FROM")
@click.argument("after", metavar="TO")
@click.option("--json", "as_json", is_flag=True, help="The default.")
@click.pass_obj
def compare(context: Context, who: str, before: str, after: str, as_json: bool) -> None:
    """What differs between the file at two positions.

    \b
    caretrail --as ruth patient compare 0000000195 120 180
    """
    with context.service(readonly=True) as service:
        context.acting(service, *READS)
        id = _id(service, who)
        first, last = _position(service, id, before), _position(service, id, after)
        journal = service.store.journal
        told = differences(file_at(journal, id, first), file_at(journal, id, last))
        service.views.ready()
        between = {"patient": str(id), "after": first or 0, "before": (last or journal.position) + 1}
        places: dict[str, list[int]] = {}
        for change in service.views.changes.rows(between):
            for one in change["changes"]:
                places.setdefault(one["field"], []).append(change["position"])
    document([{**one, "positions": _at(places, one["field"])} for one in told])


def _id(service: Service, who: str) -> UUID:
    number = typed(who)
    if is_mrn(number):
        desk = service.records.desk
        if found := desk.holder(desk.key(RECORD_NUMBER, "", number)):
            return found
    try:
        return UUID(who)
    except ValueError:
        raise NotFound(f"There is no patient {who}.") from None


def _position(service: Service, id: UUID, known: str | None) -> int | None:
    if known is None:
        return None
    return int(known) if known.isdigit() else position_at(service.store.journal, id, known)


def _blamed(service: Service, id: UUID, field: str) -> list[dict[str, Any]]:
    """The newest change of each field first tells its value; the others become what was earlier."""
    found: dict[str, dict[str, Any]] = {}
    for change in service.views.changes.rows({"patient": str(id), "field": field}, newest=True):
        for one in change["changes"]:
            if one["field"] == field or one["field"].startswith(f"{field}." if field else ""):
                about = {
                    "value": one["now"],
                    "position": change["position"],
                    "actor": change["actor"],
                    "recorded_at": change["recorded_at"],
                    "reason": change["reason"],
                }
                first = found.setdefault(one["field"], {"field": one["field"], **about, "earlier": []})
                if first["position"] != change["position"]:
                    first["earlier"].append(about)
    return list(found.values())


def _at(places: dict[str, list[int]], field: str) -> list[int]:
    return sorted(
        {at for path, found in places.items() if path == field or path.startswith(f"{field}.") for at in found}
    )
