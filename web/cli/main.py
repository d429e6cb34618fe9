"""All commands under one name."""

from __future__ import annotations

from importlib import import_module

import click

from web.cli.context import Context, Failing, default_folder

_PLACES = {
    "access": "access:access",
    "backup": "backing_up:backup",
    "demo": "demo:demo",
    "doctor": "doctor:doctor",
    "import": "importing:importing",
    "init": "init:init",
    "patient": "patient:patient",
    "replay": "replay:replay",
    "restore": "backing_up:restore",
    "serve": "serve:serve",
    "staff": "coming_in:staff",
    "store": "store:store",
    "trail": "trail:trail",
    "views": "views:views",
    "witness": "witness:witness",
}


class _Commands(Failing):
    """A command's module is loaded when it is asked for: nobody waits for pages to be told a version."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _PLACES:
            return None
        module, _, name = _PLACES[cmd_name].partition(":")
        found: click.Command = getattr(import_module(f"web.cli.{module}"), name)
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--data", metavar="DIR", envvar="CARETRAIL_DATA", help="The store's folder.", show_envvar=True)
@click.option("--as", "actor", metavar="NAME", envvar="CARETRAIL_ACTOR", help="Who acts.", show_envvar=True)
@click.version_option(package_name="caretrail", prog_name="caretrail")
@click.pass_context
def main(context: click.Context, data: str | None, actor: str | None) -> None:
    """Patient records that can prove their own history.

    \b
    Try it with invented patients:   caretrail demo
    Begin your own:                  caretrail --data DIR init
    """
    context.obj = Context(data or default_folder(), actor)
