"""All commands under one name."""

from __future__ import annotations

import click

from web.cli import demo, doctor, importing, init, log, patient, serve, staff, trail, views
from web.cli.context import Context, Failing, default_folder


@click.group(cls=Failing, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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


for command in (demo.demo, init.init, serve.serve, doctor.doctor):
    main.add_command(command)
for group in (importing.importing, patient.patient, trail.trail, views.views, staff.staff):
    main.add_command(group)
trail.trail.add_command(log.log)
