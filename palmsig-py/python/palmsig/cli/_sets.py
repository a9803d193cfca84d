"""Commands for whole sets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from .. import report
from .. import synth as synthetic
from ..evaluate import PROTOCOLS, Bootstrap, Figure
from ._say import Picture, bars, complaints, err, out, table

_LIKE = ("iitd-roi", "tongji-roi", "coep-full", "casia-nir-full", "polyu-full")


@click.command()
@click.argument("manifests", nargs=-1, required=True, type=Picture)
@click.option(
    "--protocol", type=click.Choice(list(PROTOCOLS)), default="all", help="Which pairs are compared."
)
@click.option("--method", type=click.Choice(list(report.METHODS)), default="palmsig", help="How.")
@click.option(
    "--enrol",
    type=click.IntRange(1, 16),
    help="Captures of each palm that become one template; others are probes.",
)
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Write the figures here.")
@click.option("--html", "html_path", type=click.Path(path_type=Path), help="Write a page with diagrams here.")
@click.option(
    "--scores", "scores_path", type=click.Path(path_type=Path), help="Write every comparison here (CSV)."
)
@click.option(
    "--resamples", type=click.IntRange(min=0), default=1000, show_default=True, help="For the intervals."
)
@click.option("--threads", type=click.IntRange(min=1), help="As many as there are cores by default.")
@click.option("--pad", is_flag=True, help="Tell live hands from attacks instead of comparing palms.")
def evaluate(
    manifests: tuple[Path, ...],
    protocol: str,
    method: str,
    enrol: int | None,
    json_path: Path | None,
    html_path: Path | None,
    scores_path: Path | None,
    resamples: int,
    threads: int | None,
    pad: bool,
) -> None:
    """Compare all captures of manifests and state the error rates.

    The exit status is 1 where rows could not be used.
    """
    if pad:
        if html_path or scores_path:
            raise click.UsageError("--html and --scores do not go with --pad")
        _attacks(manifests, json_path)
        return
    done, took = [], []
    shown = table(
        "set", "captures", "palms", "FTA", "pairs", "EER", *(f"at {fmr}" for fmr in _fmrs()), "d'", "rank-1"
    )
    for manifest in manifests:
        with complaints(), bars() as bar:
            strap = Bootstrap(resamples=resamples)
            one = report.evaluate(
                manifest,
                protocol=protocol,
                method=method,
                enrol=enrol,
                bootstrap=strap,
                threads=threads,
                progress=bar(manifest.name),
            )
        done.append(one)
        shown.add_row(*_row(one))
        took.append(_took(one))
        for problem in one.bad_rows:
            err().print(f"{manifest}: {problem}")
    out().print(shown)
    for line in filter(None, took):
        out().print(line)
    with complaints():
        if json_path is not None:
            json_path.write_text(json.dumps([one.to_json() for one in done], indent=2) + "\n")
        if html_path is not None:
            html_path.write_text(report.html(done), encoding="utf-8")
        if scores_path is not None:
            _write_scores(done, scores_path)
    if any(one.bad_rows for one in done):
        raise click.exceptions.Exit(1)


def _fmrs() -> list[str]:
    return ["1e-2", "1e-3", "1e-4", "1e-5"]


def _row(one: report.Evaluation) -> list[str]:
    told = one.report
    counts = [told.captures, told.palms, told.failures_to_acquire, told.mated + told.non_mated]
    figures = [told.made.eer, *told.made.fnmr_at_fmr.values()]
    d_prime = "-" if told.d_prime is None else f"{told.d_prime:.2f}"
    return [told.set, *map(str, counts), *map(_percent, figures), d_prime, _percent(told.made.rank1)]


def _took(one: report.Evaluation) -> str:
    """What is told below the table: enrolment, and times on one thread."""
    told = []
    if one.enrolment is not None:
        told.append(f"{one.enrolment.templates} templates of {one.enrolment.captures} captures each")
    told += filter(None, [one.times.told()])
    return f"{one.report.set}: {', '.join(told)}" if told else ""


def _percent(figure: Figure) -> str:
    return "-" if figure.rate is None else f"{100 * figure.rate:.2f}"


def _write_scores(done: list[report.Evaluation], path: Path) -> None:
    """The columns of the Rust ``evaluate --scores``."""
    frames = []
    for one in done:
        frame = one.experiment.to_frame()
        frame.insert(0, "manifest", one.manifest)
        folder = Path(one.manifest).parent
        for end in ("probe", "reference"):
            frame[end] = [Path(name).relative_to(folder).as_posix() for name in frame[end]]
        frame["mated"] = frame["mated"].astype(int)
        frame["score"] = frame["score"].astype("Int64")
        frames.append(frame)
    import pandas

    pandas.concat(frames).to_csv(path, index=False, lineterminator="\n")


def _attacks(manifests: tuple[Path, ...], json_path: Path | None) -> None:
    found = []
    for manifest in manifests:
        with complaints(), bars() as bar:
            one = report.evaluate_attacks(manifest, progress=bar(manifest.name))
        found.append(one)
        shown = table(str(manifest), "presentations", "error", "no response")
        rates = one.rates
        for name, error in [("live", rates.bpcer()), *((name, rates.apcer(name)) for name in rates.species)]:
            species = None if name == "live" else name
            shown.add_row(name, str(rates.count(species)), _share(error), _share(rates.non_response(species)))
        shown.add_row("worst attack", "", _share(rates.worst_apcer()), "")
        for name, rate in {
            name: rates.bpcer_at_apcer(apcer) for name, apcer in report.APCERS.items()
        }.items():
            shown.add_row(f"live, at {100 * float(name):g} % of attacks", "", _share(rate), "")
        out().print(shown)
        for problem in one.bad_rows:
            err().print(f"{manifest}: {problem}")
    if json_path is not None:
        json_path.write_text(json.dumps([one.to_json() for one in found], indent=2) + "\n")
    if any(one.bad_rows for one in found):
        raise click.exceptions.Exit(1)


def _share(rate: float | None) -> str:
    return "-" if rate is None else f"{100 * rate:.2f} %"


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--palms", type=click.IntRange(min=1), default=10, show_default=True, help="Two a person.")
@click.option("--captures", type=click.IntRange(min=1), default=4, show_default=True, help="Of each palm.")
@click.option("--like", type=click.Choice(_LIKE), help="A public set that is imitated.")
@click.option("--bands", type=click.Choice(["visible", "nir", "both"]), help="The pictures of each capture.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another one gives other people.")
def synth(folder: Path, palms: int, captures: int, like: str | None, bands: str | None, seed: int) -> None:
    """Write a set of synthetic palms with its manifest into FOLDER."""
    named: dict[str | None, Any] = {
        None: None,
        "visible": ("visible",),
        "nir": ("near-infrared",),
        "both": ("visible", "near-infrared"),
    }
    with complaints(), bars() as bar:
        manifest = synthetic.dataset(
            folder,
            palms=palms,
            captures=captures,
            like=like,
            bands=named[bands],
            seed=seed,
            progress=bar("rendering"),
        )
    out().print(str(manifest))
