"""Commands for one palm or two."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import numpy as np

from .. import Extractor, Policy, Template, read_image
from .. import compare as compare_two
from .. import extract as extract_many
from .. import localise as localise_one
from ._say import (
    NO_MATCH,
    SUFFIX,
    Picture,
    bars,
    complaints,
    err,
    extraction_of,
    location_of,
    of_picture,
    out,
    table,
    template_of,
)

_FMR = 1e-4


@click.command()
@click.argument("image", type=Picture)
@of_picture
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--figure", type=click.Path(path_type=Path), help="Draw what was found into this file (PNG, PDF, SVG)."
)
def localise(image: Path, nir: Path | None, kind: str, hand: Any, as_json: bool, figure: Path | None) -> None:
    """Find the palm in a picture."""
    with complaints():
        found = localise_one(image, nir=nir, hand=hand, location=location_of(kind))
        square = found.square
        told = {
            "hand": found.hand,
            "center": [round(x, 2) for x in square.center],
            "up": [round(x, 4) for x in square.up],
            "side": round(square.side, 2),
            "quality": found.quality.score,
            "guidance": found.guidance,
        }
        if figure is not None:
            _drawn(image, found, figure)
    if as_json:
        out().print_json(json.dumps(told))
        return
    shown = table("", "")
    for name, value in told.items():
        shown.add_row(name, str(value))
    out().print(shown)


def _drawn(image: Path, found: Any, path: Path) -> None:
    from .. import plot

    with plot.style():
        axes = plot.palm(read_image(image), found)
        axes.get_figure(root=True).savefig(path)  # type: ignore[union-attr]
        plot.close(axes)


@click.command()
@click.argument("images", nargs=-1, required=True, type=Picture)
@click.option(
    "--out", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder."
)
@click.option(
    "--kind", type=click.Choice(["full", "roi"]), default="full", help="Whole hands or palm squares."
)
@click.option("--threads", type=click.IntRange(min=1), help="As many as there are cores by default.")
def extract(images: tuple[Path, ...], folder: Path, kind: str, threads: int | None) -> None:
    """Make the template of each picture: OUT/NAME.palm.

    Templates are personal data. They are written as they are, not sealed.
    """
    names = [image.stem for image in images]
    if len(set(names)) < len(names):
        raise click.UsageError("two pictures have the same name: their templates would be one file")
    with complaints(), bars() as bar:
        made = extract_many(
            list(images),
            location=location_of(kind),
            threads=threads,
            progress=bar("extracting"),
            on_error="return",
        )
        folder.mkdir(parents=True, exist_ok=True)
    failed = 0
    for image, one in zip(images, made, strict=True):
        if isinstance(one, Exception):
            err().print(f"{image}: {one}")
            failed += 1
        else:
            (folder / image.stem).with_suffix(SUFFIX).write_bytes(one.template.to_bytes())
    out().print(f"{len(images) - failed} templates, {failed} failures to acquire")
    if failed:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("first", type=Picture)
@click.argument("second", type=Picture)
@click.option(
    "--kind", type=click.Choice(["full", "roi"]), default="full", help="Whole hands or palm squares."
)
@click.option("--fmr", type=float, default=_FMR, show_default=True, help="False match rate to decide at.")
def compare(first: Path, second: Path, kind: str, fmr: float) -> None:
    """Compare two palms: pictures, or templates (*.palm). The exit status is 3 where they do not match."""
    with complaints():
        found = compare_two(template_of(first, kind), template_of(second, kind))
        accepted = Policy.verify(fmr).accepts(found)
    rate = found.false_match_rate
    shown = table("", "")
    shown.add_row("similarity", str(found.similarity) if found.has_evidence else "no evidence")
    shown.add_row("false match rate", f"{rate.value:.2g}{' (extrapolated)' if rate.extrapolated else ''}")
    shown.add_row(f"match at {fmr:g}", "yes" if accepted else "no")
    out().print(shown)
    if not accepted:
        raise click.exceptions.Exit(NO_MATCH)


@click.command()
@click.argument("path", type=Picture)
@click.option("--kind", type=click.Choice(["full", "roi"]), default="full", help="Whole hand or palm square.")
@click.option("--figure", type=click.Path(path_type=Path), help="Draw the line planes into this file.")
def inspect(path: Path, kind: str, figure: Path | None) -> None:
    """Tell what a template (*.palm) holds, or what a picture gives, without showing any of it."""
    with complaints():
        quality = None
        if path.suffix == SUFFIX:
            template = Template.from_bytes(path.read_bytes())
        else:
            extraction = extraction_of(path, kind)
            template, quality = extraction.template, extraction.quality
        shown = table("", "")
        shown.add_row(
            "encoder", f"{template.encoder_id:#x}{'' if _ours(template) else ' (not this version)'}"
        )
        shown.add_row("hand", template.hand)
        shown.add_row("bytes", str(template.nbytes))
        for index, view in enumerate(template.views):
            usable = 100 * float(np.mean(view.lines_mask))
            planes = f"{len(view.lines)} line and {len(view.fine)} fine planes, {usable:.0f} % usable"
            shown.add_row(
                f"view {index}", f"{view.band}, {planes}{', alternative' if view.alternative else ''}"
            )
        for name, value in (quality.components if quality else {}).items():
            shown.add_row(f"quality: {name}", str(value))
        if figure is not None:
            _planes(template, figure)
    out().print(shown)


def _ours(template: Template) -> bool:
    return template.encoder_id == Extractor().encoder_id


def _planes(template: Template, path: Path) -> None:
    import matplotlib.pyplot

    from .. import plot

    view = template.views[0]
    with plot.style():
        made = plot.planes(view.lines, view.lines_mask)
        made.savefig(path)
    matplotlib.pyplot.close(made)
