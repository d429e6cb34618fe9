"""`caretrail serve`: the pages and the API of one store."""

from __future__ import annotations

import click

from web.cli.context import Context, say
from web.ports import listen
from web.server import run


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 for any free one.")
@click.option("--threads", default=16, show_default=True, type=click.IntRange(1, 64))
@click.option(
    "--proxies", default=0, show_default=True, type=click.IntRange(0, 9), help="How many proxies stand before it."
)
@click.option("--name", "names", multiple=True, metavar="HOST", help="What browsers call it; none other is answered.")
@click.pass_obj
def serve(context: Context, host: str, port: int, threads: int, proxies: int, names: tuple[str, ...]) -> None:
    """Serve the store; ends quietly on SIGTERM, when the last request is answered.

    \b
    caretrail --data /srv/caretrail serve --port 8000
    caretrail --data /srv/caretrail serve --proxies 1 --name records.clinic.example    # behind a proxy with TLS
    """
    bound = listen(host, port)
    run(context.path, bound, threads, lambda url: say(f"Serving {context.path} at {url}"), proxies, names)
