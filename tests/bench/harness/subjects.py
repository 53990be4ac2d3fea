# Measures a subject once: in a process of its own, in a folder that is removed afterwards.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import contextlib
import json
import os
import pathlib
import subprocess
import tempfile

from . import local
from .peers import Missing, reason_in
from .rows import Local, Ours, Peer, Program

# As many jobs at once as the peers are given.
KEYFILES = {
    "memory": """\
[executor thread-pool]
max-workers=100
""",
    "sqlite": """\
[scheduler]
data-store=db
[data-store db]
plugin=sqlite
path=jobs.db
synchronous=full
[executor thread-pool]
max-workers=100
""",
}


def parse_line(text, what):
    """The line of JSON that a peer or a program has printed."""
    try:
        answer = json.loads(text)
        return {"value": answer["value"], "unit": answer["unit"], **answer.get("more", {})}
    except (ValueError, KeyError, TypeError) as error:
        raise Missing(f"{what} printed no figures: {text.strip()[:80]!r}") from error


def parse_bench(text, row):
    """What apsched bench says of a row."""
    try:
        answer = next(one for one in json.loads(text)["rows"] if one["row"] == row)
        skipped, value = answer.get("skipped"), answer["value"]
    except (ValueError, KeyError, TypeError, StopIteration) as error:
        raise Missing(f"apsched bench {row} printed no figures: {text.strip()[:80]!r}") from error
    if skipped:
        raise Missing(skipped)
    if value is None:
        raise Missing(f"apsched bench {row} has failed")
    return {"value": value, "unit": answer["unit"], **answer.get("more", {})}


def in_microseconds(figures):
    """A time that is told in milliseconds can also be asked for in microseconds."""
    more = {name[:-3] + "_us": value * 1000 for name, value in figures.items()
            if name.endswith("_ms")}
    return {**more, **figures}


class Bench:
    """The build that is measured, and where."""

    def __init__(self, build, seconds, peers):
        self.build = pathlib.Path(build).resolve()
        self.seconds = seconds
        self.peers = peers
        self.folder = self.build / "bench" / "work"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.apsched = self.build / "tools" / "apsched" / "apsched"
        self.programs = self.build / "tests" / "bench"
        self.environment = {
            **os.environ,
            "APSCHED_PLUGIN_PATH": str(self.build / "plugins"),
            "APSCHED_WORKER": str(self.build / "tools" / "apsched-worker" / "apsched-worker"),
        }
        self.environment.pop("G_DEBUG", None)

    @contextlib.contextmanager
    def place(self):
        """An empty folder on the disk of the build directory."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            yield pathlib.Path(folder)

    def keyfile(self, store, folder):
        path = folder / f"{store}.conf"
        path.write_text(KEYFILES[store], encoding="utf-8")
        return path

    def run(self, arguments, what, cwd):
        """Standard output of a program that ends well, else the reason why it did not."""
        patience = 600 + 60 * self.seconds
        try:
            result = subprocess.run([str(argument) for argument in arguments], cwd=cwd,
                                    env=self.environment, stdin=subprocess.DEVNULL,
                                    capture_output=True, text=True, errors="replace",
                                    timeout=patience)
        except OSError as error:
            raise Missing(f"{what}: {error.strerror}") from error
        except subprocess.TimeoutExpired as error:
            raise Missing(f"{what} was not done in {patience:.0f} s") from error
        if result.returncode != 0:
            reason = reason_in(result.stderr) or f"exit {result.returncode}"
            raise Missing(f"{what}: {reason}"[:200])
        return result.stdout

    def measure(self, subject):
        with self.place() as folder:
            return in_microseconds(self.MEASURES[type(subject)](self, subject, folder))

    def measure_ours(self, subject, folder):
        seconds = self.seconds if subject.seconds is None else subject.seconds
        arguments = [self.apsched, "-c", self.keyfile(subject.store, folder), "bench", subject.row,
                     "--json", f"--runs={subject.runs}", f"--seconds={seconds:g}"]
        text = self.run(arguments, f"apsched bench {subject.row}", folder)
        return parse_bench(text, subject.row)

    def amount(self, rate):
        return max(1, round(self.seconds * (rate or 1)))

    def measure_program(self, subject, folder):
        arguments = [self.programs / subject.name, subject.arguments[0], self.amount(subject.rate),
                     *subject.arguments[1:]]
        if subject.database:
            arguments.append(folder / "bare.db")
        return parse_line(self.run(arguments, subject.describe(), folder), subject.describe())

    def measure_peer(self, subject, folder):
        arguments = [*self.peers.get_command(subject.name), subject.row, self.amount(subject.rate),
                     *subject.extra]
        if subject.database:
            arguments.append(folder / "peer.db")
        return parse_line(self.run(arguments, subject.describe(), folder), subject.describe())

    def measure_local(self, subject, folder):
        return getattr(local, subject.function)(self, folder, *subject.arguments)

    MEASURES = {Ours: measure_ours, Program: measure_program, Peer: measure_peer,
                Local: measure_local}
