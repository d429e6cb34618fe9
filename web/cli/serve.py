"""`caretrail serve`: the pages and the API of one store."""

from __future__ import annotations

import click

from web.cli.context import Context, say
from web.ports import listen
from web.server import Watching, run


def _address(context: click.Context, option: click.Parameter, told: str | None) -> tuple[str, int] | None:
    if told is None:
        return None
    host, _, port = told.rpartition(":")
    if not port.isdecimal() or not 0 <= int(port) < 65536:
        raise click.BadParameter("It reads PORT, or HOST:PORT.", context, option)
    return host.strip("[]") or "127.0.0.1", int(port)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 for any free one.")
@click.option("--threads", default=16, show_default=True, type=click.IntRange(1, 64))
@click.option(
    "--proxies", default=0, show_default=True, type=click.IntRange(0, 9), help="How many proxies stand before it."
)
@click.option("--name", "names", multiple=True, metavar="HOST", help="What browsers call it; none other is answered.")
@click.option("--log", "logged", type=click.Choice(["faults", "requests"]), default="faults", show_default=True)
@click.option("--metrics", metavar="[HOST:]PORT", callback=_address, help="Where Prometheus asks, beside the pages.")
@click.pass_obj
def serve(
    context: Context, host: str, port: int, threads: int, proxies: int, names: tuple[str, ...], logged: str,
    metrics: tuple[str, int] | None,
) -> None:  # fmt: skip
    """Serve the store; ends quietly on SIGTERM, when the last request is answered.

    \b
    caretrail --data /srv/caretrail serve --port 8000
    caretrail --data /srv/caretrail serve --log requests --metrics 9464
    caretrail --data /srv/caretrail serve --proxies 1 --name records.clinic.example    # behind a proxy with TLS
    """
    bound = listen(host, port)
    watching = Watching(logged == "requests", metrics)
    run(context.path, bound, threads, lambda url: say(f"Serving {context.path} at {url}"), proxies, names, watching)
