# Runs contests and works their rows out.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import math
import statistics
import sys

from .machine import Watch
from .numbers import UNITS_LESS_IS_BETTER, Spread, quickest, ratios
from .peers import Missing

UNIT_BY_ENDING = {"_us": "us", "_ms": "ms", "_ns": "ns", "_per_s": "1/s"}


class Outcome:
    """What the runs of a contest have shown: figures by subject, a run each; or reasons."""

    def __init__(self, contest):
        self.contest = contest
        self.runs = {name: [] for name in contest.subjects}
        self.reasons = {}
        self.others = 0.0

    def values(self, subject, figure):
        return [run[figure] for run in self.runs.get(subject, ()) if figure in run]


def measure(bench, contest, n_runs, say=lambda text: print(text, file=sys.stderr, flush=True)):
    """All subjects in turn, then all again; one that cannot be measured is not tried again."""
    outcome = Outcome(contest)
    watch = Watch()
    for number in range(min(n_runs, contest.runs or n_runs)):
        for name, subject in contest.subjects.items():
            if name in outcome.reasons:
                continue
            try:
                figures = bench.measure(subject)
                outcome.runs[name].append(figures)
                say(f"{contest.name} {number + 1}: {subject.describe()}: "
                    f"{figures['value']:.4g} {figures['unit']}")
            except Missing as reason:
                outcome.reasons[name] = str(reason)
                say(f"{contest.name} {number + 1}: {subject.describe()}: {reason}")
    outcome.others = watch.others_busy()
    return outcome


def unit_of(row, figure, outcome):
    if row.unit:
        return row.unit
    for ending, unit in UNIT_BY_ENDING.items():
        if figure.endswith(ending):
            return unit
    return next((run["unit"] for run in outcome.runs[row.ours]), "")


def worst_figure(row, outcome, beside, less):
    """Of several figures the one that comes off worst beside the other."""
    figures = (row.figure,) if isinstance(row.figure, str) else row.figure

    def ratio(figure):
        pairs = ratios(outcome.values(row.ours, figure), outcome.values(beside, figure))
        return statistics.median(pairs) if pairs else (-math.inf if less else math.inf)

    return figures[0] if len(figures) == 1 else (max if less else min)(figures, key=ratio)


def name_reason(row, outcome):
    """Why something of the row is missing, or None."""
    if row.ours in outcome.reasons:
        return outcome.reasons[row.ours]
    said = [f"{name}: {outcome.reasons[name]}" for name in row.beside if name in outcome.reasons]
    return "; ".join(said) or None


def evaluate(row, outcome):
    """The row as it stands in the JSON document."""
    first = row.figure if isinstance(row.figure, str) else row.figure[0]
    less = unit_of(row, first, outcome) in UNITS_LESS_IS_BETTER
    beside_figure = row.beside_figure or first
    beside = quickest(row.beside, {name: outcome.values(name, beside_figure)
                                   for name in row.beside}, less)
    figure = worst_figure(row, outcome, beside, less)
    unit = unit_of(row, figure, outcome)
    ours = outcome.values(row.ours, figure)
    theirs = outcome.values(beside, row.beside_figure or figure)
    reason = name_reason(row, outcome)
    if ours == [] and reason is None:
        reason = f"{row.ours} tells no {figure}"
    elif row.beside and theirs == [] and reason is None:
        reason = f"{row.beside[0]} tells no {row.beside_figure or figure}"
    pairs = ratios(ours, theirs)
    ratio = Spread.of(pairs) if pairs else None
    answer = {
        "row": row.name, "contest": outcome.contest.name, "says": row.says, "unit": unit,
        "figure": figure, "better": "less" if less else "more",
        "ours": {**Spread.of(ours).to_json(), "runs": ours} if ours else None,
        "beside": {"name": row.beside_label or beside, **Spread.of(theirs).to_json(), "runs": theirs} if theirs else None,
        "ratio": ratio.to_json() if ratio else None,
        "bar": None, "met": None, "reason": reason, "others_busy": round(outcome.others, 2),
    }
    if row.bar:
        judged = ratio if row.bar.of == "ratio" else Spread.of(ours) if ours else None
        answer["bar"] = {"op": row.bar.op, "number": row.bar.number, "of": row.bar.of,
                         "text": row.bar.to_text(unit)}
        answer["met"] = row.bar.is_met(judged.median) if judged else None
    return answer
