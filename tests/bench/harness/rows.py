# What a row is. Subjects are measured in contests: all of a contest in turn, so many times over.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from .numbers import Bar


def at_least(number, of="ratio"):
    return Bar(">=", number, of)


def at_most(number, of="ratio"):
    return Bar("<=", number, of)


@dataclass(frozen=True)
class Ours:
    """A row of apsched bench, on a keyfile of the harness. Without seconds, as long as all."""
    row: str
    store: str = "memory"
    seconds: float | None = None
    runs: int = 1  # in one process; its medians count as one run here

    def describe(self):
        return f"apsched bench {self.row}, {self.store}"


@dataclass(frozen=True)
class Program:
    """A program of tests/bench that prints a line of JSON; @rate of its work takes a second."""
    name: str
    arguments: tuple
    rate: float = 0  # 0: its amount is a number of seconds
    database: bool = False

    def describe(self):
        return " ".join((self.name, *self.arguments[:1]))


@dataclass(frozen=True)
class Peer:
    """A row of a peer's program, called ROW AMOUNT EXTRA..."""
    name: str
    row: str
    rate: float = 0
    extra: tuple = ()
    database: bool = False

    def describe(self):
        return f"{self.name} {self.row}"


@dataclass(frozen=True)
class Local:
    """A function of local.py, which measures files and whole processes."""
    function: str
    arguments: tuple = ()

    def describe(self):
        return self.function


@dataclass(frozen=True)
class Row:
    """A line of the table: what of ours stands beside what, and what is asked of it.

    A figure is "value" or a name in a subject's "more"; of several figures the one with the worst
    ratio counts. Of several besides the best counts.
    """
    name: str
    says: str
    figure: str | tuple = "value"
    unit: str | None = None  # as the subject says
    ours: str = "ours"
    beside: tuple = ()
    beside_figure: str | None = None  # the same as ours
    beside_label: str | None = None  # what the table calls it: the subject's name
    bar: Bar | None = None


@dataclass(frozen=True)
class Contest:
    name: str
    subjects: dict
    rows: tuple = field(default_factory=tuple)
    runs: int | None = None  # fewer than asked for, where one run says all


def select(contests, patterns):
    """The contests with the rows that a pattern names, by row or by contest; all without patterns."""
    chosen = []
    for contest in contests:
        rows = tuple(row for row in contest.rows if not patterns or any(
            fnmatchcase(row.name, pattern) or fnmatchcase(contest.name, pattern)
            for pattern in patterns))
        if rows:
            names = {name for row in rows for name in (row.ours, *row.beside)}
            subjects = {name: subject for name, subject in contest.subjects.items()
                        if name in names}
            chosen.append(Contest(contest.name, subjects, rows, contest.runs))
    return chosen


def unmatched(contests, patterns):
    """The patterns that name nothing."""
    return [pattern for pattern in patterns if not select(contests, [pattern])]
