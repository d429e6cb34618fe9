"""`caretrail serve`: the pages and the API of one store."""

from __future__ import annotations

import click

from web.cli.context import Context, say
from web.server import run


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
@click.pass_obj
def serve(context: Context, host: str, port: int, threads: int) -> None:
    """Serve the store; ends quietly on SIGTERM, when the last request is answered.

    \b
    caretrail --data /srv/caretrail serve --port 8000
    """
    run(context.path, host, port, threads, lambda url: say(f"Serving {context.path} at {url}"))
