"""Commands for a gallery: a folder with a folder of templates for each person."""

from __future__ import annotations

from pathlib import Path

import click

from .. import Enroller, Gallery, PalmsigError, Policy, Template
from .. import extract as extract_many
from ._say import NO_MATCH, SUFFIX, Picture, bars, complaints, location_of, out, table, template_of

_FPIR = 1e-3


@click.command()
@click.argument("gallery", type=click.Path(file_okay=False, path_type=Path))
@click.argument("person")
@click.argument("images", nargs=-1, required=True, type=Picture)
@click.option(
    "--kind", type=click.Choice(["full", "roi"]), default="full", help="Whole hands or palm squares."
)
@click.option(
    "--hand", type=click.Choice(["unknown", "left", "right"]), help="Which hand, if pictures do not tell."
)
def enrol(gallery: Path, person: str, images: tuple[Path, ...], kind: str, hand: str | None) -> None:
    """Make one template of several captures of a palm and keep it: GALLERY/PERSON/HAND.palm.

    It refuses a palm that someone else is enrolled with. Templates are personal data and are written as they are: for
    anything but research use palmsig.store, which seals them.
    """
    if Path(person).name != person or person in (".", ".."):
        raise click.UsageError(f"{person!r} is no name for a folder")
    with complaints(), bars() as bar:
        made = extract_many(
            list(images), location=location_of(kind), progress=bar("extracting"), on_error="return"
        )
        captures = [one for one in made if not isinstance(one, PalmsigError)]
        enrolment = Enroller().enrol(captures)
        known, _ = load(gallery)
        twin = known.duplicate(person, enrolment.template) if len(known) else None
    if twin is not None and twin.id != person:
        raise click.ClickException(f"this palm is enrolled already, as {twin.id}")
    side = hand or enrolment.template.hand
    path = (gallery / person / side).with_suffix(SUFFIX)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(enrolment.template.to_bytes())
    out().print(f"{person}: {len(captures)} captures, {', '.join(enrolment.verdicts)}; {path}")


@click.command()
@click.argument("gallery", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("image", type=Picture)
@click.option("--kind", type=click.Choice(["full", "roi"]), default="full", help="Whole hand or palm square.")
@click.option("-k", "--candidates", type=click.IntRange(min=1), default=3, show_default=True, help="Shown.")
@click.option(
    "--fpir", type=float, default=_FPIR, show_default=True, help="False positive identification rate."
)
def identify(gallery: Path, image: Path, kind: str, candidates: int, fpir: float) -> None:
    """Search a picture, or a template, in a gallery. The exit status is 3 where nobody is recognised."""
    with complaints():
        known, count = load(gallery)
        found = known.identify(template_of(image, kind), k=candidates, policy=Policy.identify(fpir))
    shown = table("candidate", "similarity", "false match rate")
    for one in found.candidates:
        shown.add_row(one.id, str(one.comparison.similarity), f"{one.comparison.false_match_rate.value:.2g}")
    out().print(shown)
    who = found.recognised
    decision = f"recognised: {who.id}" if who is not None else "not recognised"
    out().print(f"{decision} (of {count} people, at an FPIR of {fpir:g})")
    if who is None:
        raise click.exceptions.Exit(NO_MATCH)


def load(folder: Path) -> tuple[Gallery, int]:
    """The gallery of a folder, and how many people are in it."""
    gallery, count = Gallery(), 0
    for person in sorted(folder.iterdir()) if folder.is_dir() else []:
        palms = [Template.from_bytes(path.read_bytes()) for path in sorted(person.glob(f"*{SUFFIX}"))]
        if palms:
            gallery.enrol(person.name, *palms)
            count += 1
    return gallery, count
