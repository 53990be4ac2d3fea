# The arithmetic: medians, ratios of interleaved runs, bars, and how numbers are written.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import math
import statistics
from dataclasses import dataclass

UNITS_LESS_IS_BETTER = {"us", "ms", "bytes", "ns", "KiB", "syncs", "fires", "wake-ups/10 s",
                        "times"}


@dataclass(frozen=True)
class Spread:
    """A median and its range."""
    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values):
        return cls(statistics.median(values), min(values), max(values))

    def to_json(self):
        return {"median": self.median, "low": self.low, "high": self.high}


@dataclass(frozen=True)
class Bar:
    """What is asked of a row: of its ratio, or of our own number."""
    op: str  # ">=" or "<="
    number: float
    of: str = "ratio"  # or "ours"

    def is_met(self, value):
        return value >= self.number if self.op == ">=" else value <= self.number

    def to_text(self, unit):
        sign = "≥" if self.op == ">=" else "≤"
        return f"{sign} {number_text(self.number)}" + (f" {unit}" if self.of == "ours" else " ×")


def ratios(ours, beside):
    """A ratio a run; the runs stand in pairs, one right after the other. None beside zero or less."""
    pairs = list(zip(ours, beside))
    return [one / other for one, other in pairs] if all(other > 0 for _, other in pairs) else []


def number_text(value):
    """Three digits that count, thousands parted."""
    if value is None:
        return "-"
    if math.isinf(value):
        return "inf"
    if value == 0 or abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:.{min(digits, 6)}f}"


def quickest(candidates, values, less_is_better):
    """The candidate with the best median among those that have values."""
    able = [name for name in candidates if values.get(name)]
    if not able:
        return None
    best = min if less_is_better else max
    return best(able, key=lambda name: statistics.median(values[name]))
