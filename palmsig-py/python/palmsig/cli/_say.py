"""What the commands have in common: tables, bars, complaints, and files of templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from .. import Extraction, PalmsigError, Template
from .. import extract as extract_one

_WIDE = 200

NO_MATCH = 3
"""The exit status where palms do not match or nobody is recognised; 1 is a failure, 2 a wrong usage."""

SUFFIX = ".palm"
"""How files of templates end."""

Picture = click.Path(exists=True, dir_okay=False, path_type=Path)

Command = TypeVar("Command", bound=Callable[..., Any])


def out() -> Console:
    """Where results go. Tables are as wide as they need to be where nobody looks at a terminal."""
    console = Console(highlight=False, soft_wrap=True)
    return console if console.is_terminal else Console(highlight=False, soft_wrap=True, width=_WIDE)


def err() -> Console:
    """Where bars and complaints go."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def bars() -> Iterator[Callable[[str], Callable[[int, int], None]]]:
    """Bars on the terminal: a function that starts one by its name and returns what to tell of progress."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err(), transient=True, disable=not err().is_terminal) as progress:

        def start(name: str) -> Callable[[int, int], None]:
            task = progress.add_task(name, total=None)
            return lambda done, total: progress.update(task, completed=done, total=total)

        yield start


@contextmanager
def complaints() -> Iterator[None]:
    """What goes wrong becomes one line and an exit status of 1."""
    try:
        yield
    except PalmsigError as error:
        hint = f" ({error.guidance})" if error.guidance else ""
        raise click.ClickException(f"{error}{hint}") from error
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error


def table(*heads: str) -> Table:
    """A table with columns of these names, numbers to the right."""
    made = Table(box=None, pad_edge=False, show_header=any(heads))
    for index, head in enumerate(heads):
        made.add_column(head, justify="left" if index == 0 else "right")
    return made


def of_picture(command: Command) -> Command:
    """The options of commands that look at pictures."""
    options = (
        click.option("--nir", type=Picture, help="The near-infrared picture of the same moment."),
        click.option(
            "--kind", type=click.Choice(["full", "roi"]), default="full", help="Whole hand or palm square."
        ),
        click.option(
            "--hand", type=click.Choice(["unknown", "left", "right"]), default="unknown", help="Which hand."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def location_of(kind: str) -> Any:
    """Where the palm is, for pictures of this kind."""
    return "whole-picture" if kind == "roi" else None


def template_of(path: Path, kind: str = "full") -> Template:
    """The template in a file, or that of a picture."""
    if path.suffix == SUFFIX:
        return Template.from_bytes(path.read_bytes())
    return extraction_of(path, kind).template


def extraction_of(path: Path, kind: str) -> Extraction:
    """What is made of a picture."""
    return extract_one(path, location=location_of(kind))
