"""`caretrail trail anchor`: who vouches for the log outside this machine."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import click

from trail.policy import FILE, Authority, Mail, Policy, PolicyError
from trail.stamping import INSTALL
from trail.store import Config
from web.cli.context import USAGE, Context, fail, say
from web.cli.keys import key_in

_NEXT = "From the next checkpoint on. To try it now: caretrail trail checkpoint"


@click.group()
def anchor() -> None:
    """Who vouches for the log outside this machine. All of it stands in anchors.toml; take out there what is old."""


@anchor.command()
@click.argument("url")
@click.argument("key")
@click.option("--threshold", type=click.IntRange(1), help="How many witnesses it takes; 1 at first.")
@click.pass_obj
def witness(context: Context, url: str, key: str, threshold: int | None) -> None:
    """Let this witness sign each checkpoint. KEY is its verifier key, or a file with it.

    \b
    caretrail trail anchor witness https://witness.example/ witness.key
    """
    policy = _policy(context).with_witness(url, key_in(key), threshold)
    _write(context, policy)
    say(f"It takes {policy.threshold} of {len(policy.witnesses)} to anchor a checkpoint. {_NEXT}")


@anchor.command()
@click.argument("to")
@click.option("--server", required=True, metavar="HOST:PORT", help="The mail server that takes it.")
@click.option("--sender", default="", help="From which address; without it, from the same.")
@click.pass_obj
def mail(context: Context, to: str, server: str, sender: str) -> None:
    """Send each checkpoint to this mailbox.

    \b
    caretrail trail anchor mail compliance@clinic.example --server localhost:25
    """
    _write(context, replace(_policy(context), mail=Mail(to, server, sender)))
    say(_NEXT)


@anchor.command()
@click.argument("url")
@click.argument("certificates", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def timestamp(context: Context, url: str, certificates: Path) -> None:
    """Have each checkpoint time-stamped there (RFC 3161). CERTIFICATES is a PEM file with those that tokens lead to.

    \b
    caretrail trail anchor timestamp https://tsa.example/ tsa.pem
    """
    told = certificates.read_text(encoding="utf-8", errors="replace")
    _write(context, replace(_policy(context), timestamp=Authority(url, told)))
    say(_NEXT if find_spec("rfc3161_client") else f"What asks for timestamps is not installed here: {INSTALL}")


def _policy(context: Context) -> Policy:
    Config.read(context.path)
    return Policy.read(context.path)


def _write(context: Context, policy: Policy) -> None:
    try:
        policy.write(context.path)
    except PolicyError as error:
        fail(USAGE, f"{error}. {context.path / FILE} stays as it was.")
