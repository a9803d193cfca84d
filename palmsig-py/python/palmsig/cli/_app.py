"""All commands."""

from __future__ import annotations

import click

from .. import __version__
from ._gallery import enrol, identify
from ._palms import compare, extract, inspect, localise
from ._sets import evaluate, synth


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="palmsig")
def app() -> None:
    """Recognise people by the palm of the hand."""


for command in (localise, extract, compare, inspect, enrol, identify, evaluate, synth):
    app.add_command(command)
