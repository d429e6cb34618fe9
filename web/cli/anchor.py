"""`caretrail trail anchor`: who vouches for the log outside this machine."""

from __future__ import annotations

from dataclasses import replace

import click

from trail.policy import FILE, Mail, Policy, PolicyError
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


def _policy(context: Context) -> Policy:
    Config.read(context.path)
    return Policy.read(context.path)


def _write(context: Context, policy: Policy) -> None:
    try:
        policy.write(context.path)
    except PolicyError as error:
        fail(USAGE, f"{error}. {context.path / FILE} stays as it was.")
