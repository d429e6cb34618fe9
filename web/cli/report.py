"""`caretrail trail report`: the report of a bundle, to be printed."""

from __future__ import annotations

from pathlib import Path

import click

from web.bundling.paper import NoReport, of_bundle
from web.cli.context import FAILED, USAGE, fail
from web.record import pdf


@click.command()
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def report(bundle: Path, out: Path) -> None:
    """The report in BUNDLE as the PDF file OUT. It needs no store, and proves nothing: verify the bundle for that.

    \b
    caretrail trail report log.zip report.pdf
    """
    if out.exists():
        fail(FAILED, f"{out} is there already: nothing is written over.")
    if not pdf.available():
        fail(USAGE, f"What makes PDFs is not installed: {pdf.INSTALL}")
    try:
        out.write_bytes(made := of_bundle(bundle))
    except NoReport as no:
        fail(USAGE, str(no))
    click.echo(f"{out}  {len(made):,} octets")
