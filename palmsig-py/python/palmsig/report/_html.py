"""The page that tells what came of evaluations: one file, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from io import StringIO
from typing import TYPE_CHECKING

import numpy as np

from .. import __version__
from .._extras import need
from ..evaluate import Figure
from ._run import Evaluation

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DEPTH = 10
_NOTHING = "&ndash;"

_STYLE = """
:root { color-scheme: light; font: 15px/1.45 system-ui, sans-serif; color: #1a1a1a; background: #fff; }
body { max-width: 1120px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .3rem; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .5rem; }
p, li { max-width: 48rem; } .quiet { color: #555; font-size: .88rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; margin: .6rem 0; font-variant-numeric: tabular-nums; }
table { font-size: .92rem; } th { vertical-align: bottom; }
th, td { padding: .25rem .5rem; text-align: right; border-bottom: 1px solid #ddd; white-space: nowrap; }
th { font-weight: 600; } th:first-child, td:first-child { text-align: left; }
td small { color: #555; display: block; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 1rem; }
figure { margin: 0; } figure svg { width: 100%; height: auto; } figcaption { font-size: .88rem; color: #555; }
@media print { body { margin: 0; max-width: none; } figure { break-inside: avoid; } }
"""


def html(evaluations: Sequence[Evaluation], *, title: str = "Palm recognition, evaluated") -> str:
    """The report of some evaluations as a page.

    Parameters
    ----------
    evaluations : sequence of Evaluation
    title : str

    Returns
    -------
    str
        HTML with style and diagrams in it. It names manifests and rows that could not be used, and shows no palm.
    """
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="quiet">palmsig {escape(__version__)}. Rates in percent; below each its 95 % interval over people. '
        "A dash: the comparisons cannot tell. ISO/IEC 19795-1.</p>",
        _rates(evaluations),
        _identification(evaluations),
        "<h2>Error trade-off</h2>",
        _figures(_shared(evaluations)),
    ]
    for evaluation in evaluations:
        parts += _one(evaluation)
    body = "\n".join(parts)
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    start = f'<!DOCTYPE html>\n<html lang="en"><head>{head}<style>{_STYLE}</style></head>'
    return f"{start}\n<body>\n{body}\n</body></html>\n"


def _rates(evaluations: Sequence[Evaluation]) -> str:
    heads = ["set", "captures", "palms", "failures", "mated", "non-mated", "EER"]
    fmrs = list(evaluations[0].report.made.fnmr_at_fmr) if evaluations else []
    heads += [f"FNMR<br>at {fmr}" for fmr in fmrs] + ["d&prime;", "rank-1"]
    rows = []
    for evaluation in evaluations:
        told = evaluation.report
        counts = [told.captures, told.palms, told.failures_to_acquire, told.mated, told.non_mated]
        figures = [told.made.eer, *told.made.fnmr_at_fmr.values()]
        d_prime = _NOTHING if told.d_prime is None else f"{told.d_prime:.2f}"
        cells = [_name(evaluation), *map(str, counts), *map(_cell, figures), d_prime, _cell(told.made.rank1)]
        rows.append(cells)
        if told.failures_to_acquire:
            lost = told.with_failures
            again = [_cell(lost.eer), *map(_cell, lost.fnmr_at_fmr.values()), "", _cell(lost.rank1)]
            rows.append(["<small>with failures to acquire</small>", "", "", "", "", "", *again])
    return "<h2>Verification</h2>" + _table(heads, rows)


def _identification(evaluations: Sequence[Evaluation]) -> str:
    heads = ["set", "enrolled<br>palms", "probes<br>of them", "probes<br>of others"]
    first = evaluations[0].report.identification if evaluations else None
    heads += [f"rank-{rank}" for rank in first.ranks] if first else []
    heads += [f"FNIR at<br>FPIR {fpir}" for fpir in first.fnir_at_fpir] if first else []
    rows = []
    for evaluation in evaluations:
        told = evaluation.report.identification
        counts = [told.enrolled_palms, told.enrolled_probes, told.unknown_probes]
        figures = [*told.ranks.values(), *told.fnir_at_fpir.values()]
        rows.append([_name(evaluation), *map(str, counts), *map(_cell, figures)])
    told_how = (
        '<p class="quiet">Two people of three are enrolled with the first capture of each palm, or the template of '
        "several; all other captures are probes.</p>"
    )
    return "<h2>Open-set identification</h2>" + told_how + _table(heads, rows)


def _one(evaluation: Evaluation) -> Iterator[str]:
    yield f"<h2>{_name(evaluation)}</h2>"
    yield f'<p class="quiet">{escape(evaluation.manifest)}</p>'
    enrolment = evaluation.enrolment
    if enrolment is not None:
        yield (
            f"<p>{enrolment.templates} templates of {enrolment.captures} captures each; "
            f"palms with fewer, which are left out: {enrolment.palms_with_too_few}; "
            f"failures to enrol: {enrolment.failures.total()}.</p>"
        )
    took = evaluation.times.told()
    if took:
        yield f"<p>Medians on one thread: {escape(took)}.</p>"
    if evaluation.acquisition.reasons:
        why = ", ".join(
            f"{count} {escape(name)}" for name, count in sorted(evaluation.acquisition.reasons.items())
        )
        yield f"<p>Failures to acquire: {why}.</p>"
    yield _figures(_own(evaluation))
    if evaluation.bad_rows:
        listed = "".join(f"<li>{escape(row)}</li>" for row in evaluation.bad_rows)
        yield f"<p>Rows that could not be used:</p><ul>{listed}</ul>"


def _name(one: Evaluation) -> str:
    told, several = one.report, "" if one.enrolment is None else f", {_enrolled(one)}"
    return f"{escape(told.set)}<small> {escape(told.protocol)}, {escape(told.method)}{several}</small>"


def _enrolled(one: Evaluation) -> str:
    return "single captures" if one.enrolment is None else f"templates of {one.enrolment.captures}"


def _cell(figure: Figure) -> str:
    if figure.rate is None:
        return _NOTHING
    ends = figure.interval
    small = "" if ends is None else f"<small>{100 * ends.low:.2f}{_NOTHING}{100 * ends.high:.2f}</small>"
    return f"{100 * figure.rate:.2f}{small}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{name}</th>" for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _shared(evaluations: Sequence[Evaluation]) -> Iterator[tuple[str, Axes]]:
    """Diagrams with a curve an evaluation."""
    from .. import plot

    names = _labels(evaluations)
    yield (
        "FNMR against FMR, normal deviates.",
        plot.det({name: one.experiment.rates() for name, one in zip(names, evaluations, strict=True)}),
    )
    searches = {name: one.experiment.searches() for name, one in zip(names, evaluations, strict=True)}
    yield "Share of captures whose palm is among the nearest.", plot.cmc(searches, depth=_DEPTH)
    told = {
        name: _strangers(one) for name, one in zip(names, evaluations, strict=True) if one.told is not None
    }
    if told:
        yield (
            "Whether the false match rates told hold: below the line they are cautious.",
            plot.reliability(told),
        )
    curves = {name: one.report.discard for name, one in zip(names, evaluations, strict=True)}
    known = {name: curve for name, curve in curves.items() if curve is not None}
    if known:
        caption = (
            "FNMR at an FMR of 1e-3 without the pairs of the lowest quality; thin: the best that is possible."
        )
        yield caption, plot.discard(known)


def _own(evaluation: Evaluation) -> Iterator[tuple[str, Axes]]:
    from .. import plot

    experiment = evaluation.experiment
    lost = experiment.failed[experiment.pairs.first] | experiment.failed[experiment.pairs.second]
    mated = experiment.pairs.mated
    threshold = experiment.rates().threshold_at_fmr(1e-3)
    axes = plot.scores(
        experiment.scores[mated & ~lost], experiment.scores[~mated & ~lost], threshold=threshold
    )
    dashed = "" if threshold is None else "; dashed: the threshold with an FMR of 1e-3"
    yield f"Scores of mated and non-mated pairs{dashed}.", axes


def _strangers(evaluation: Evaluation) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    pairs, failed = evaluation.experiment.pairs, evaluation.experiment.failed
    made = ~pairs.mated & ~failed[pairs.first] & ~failed[pairs.second]
    told = evaluation.told
    return np.zeros(0) if told is None else told[made]


def _labels(evaluations: Sequence[Evaluation]) -> list[str]:
    """What they are called in legends: what tells them apart, or else by their numbers."""
    told = [(one.report.set, one.report.method, one.report.protocol, _enrolled(one)) for one in evaluations]
    differing = [len(set(part)) > 1 for part in zip(*told, strict=True)]
    chosen = [
        ", ".join(part for part, differs in zip(parts, differing, strict=True) if differs) for parts in told
    ]
    if len(set(chosen)) == len(chosen):
        return [name or one.report.set for name, one in zip(chosen, evaluations, strict=True)]
    return [f"{number}: {', '.join(parts)}" for number, parts in enumerate(told, 1)]


def _figures(drawn: Iterator[tuple[str, Axes]]) -> str:
    """Diagrams as SVG within the page."""
    from .. import plot

    shown = []
    pyplot = need("matplotlib.pyplot", "plot")
    with plot.style():
        for caption, axes in drawn:
            text = StringIO()
            made = axes.get_figure(root=True)
            if made is not None:
                made.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
            pyplot.close(made)
            svg = text.getvalue()
            shown.append(
                f"<figure>{svg[svg.index('<svg') :]}<figcaption>{escape(caption)}</figcaption></figure>"
            )
    return f'<div class="figures">{"".join(shown)}</div>'
