# Subjects that are files or whole processes: each function measures once.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import contextlib
import shutil
import signal
import statistics
import subprocess
import threading
import time

from .peers import SOURCES, Missing, find

N_LISTED = 10000
PATIENCE = 60  # seconds that an apsched run may take

LISTED = """\
[scheduler]
data-store=db
[data-store db]
plugin=sqlite
path=jobs.db
[task task]
callable=command:/bin/true
"""


@contextlib.contextmanager
def running(bench, folder, keyfile):
    """A scheduler that has started; it is stopped in order, or killed where it takes too long."""
    process = subprocess.Popen([bench.apsched, "run", keyfile], cwd=folder, env=bench.environment,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    killer = threading.Timer(PATIENCE, process.kill)
    killer.start()
    try:
        if not any("event=scheduler-started" in line for line in process.stdout):
            raise Missing(f"apsched run did not start in {PATIENCE} s")
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()
        killer.cancel()


def fill_listed(bench):
    """A store with 10,000 schedules, made once, and a keyfile that names the store alone."""
    folder = bench.folder / "listed"
    if (folder / "filled").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    schedules = "".join(f"[schedule schedule-{i:05}]\ntask=task\ntrigger=cron:{i % 60} {i % 24} 1 1 *\n"
                        for i in range(N_LISTED))
    (folder / "fill.conf").write_text(LISTED + schedules, encoding="utf-8")
    (folder / "window.conf").write_text(LISTED, encoding="utf-8")
    with running(bench, folder, "fill.conf"):
        pass
    (folder / "filled").touch()
    return folder


def time_process(bench, arguments, folder, what):
    begun = time.perf_counter()
    text = bench.run(arguments, what, folder)
    took = (time.perf_counter() - begun) * 1000
    n = len(text.splitlines())
    if n < N_LISTED:
        raise Missing(f"{what} printed {n} lines")
    return {"value": took, "unit": "ms"}


def list_schedules(bench, _folder):
    return time_process(bench, [bench.apsched, "-c", "window.conf", "schedules"],
                        fill_listed(bench), "apsched schedules")


def list_with_shell(bench, _folder):
    """The limit: SQLite's own shell prints the rows of the same file."""
    return time_process(bench, [find("sqlite3"), "-readonly", "jobs.db", "SELECT * FROM schedules"],
                        fill_listed(bench), "sqlite3")


def size_of(bench, folder, pattern):
    """Bytes of a file without symbols that only a debugger wants."""
    paths = [path for path in bench.build.glob(pattern) if path.is_file() and not path.is_symlink()]
    if not paths:
        raise Missing(f"no {pattern} was built")
    stripped = folder / "stripped"
    bench.run([find("strip"), "-o", stripped, paths[0]], "strip", folder)
    return {"value": stripped.stat().st_size / 1024, "unit": "KiB"}


def resident(bench, folder):
    """An idle scheduler on the memory store: what stays in memory, and what of it is its own."""
    with running(bench, folder, bench.keyfile("memory", folder)) as process:
        time.sleep(0.2)
        try:
            with open(f"/proc/{process.pid}/smaps_rollup", encoding="ascii") as file:
                sizes = {line.split()[0]: int(line.split()[1]) for line in list(file)[1:]}
        except OSError as error:
            raise Missing(f"smaps_rollup: {error.strerror}") from error
    own = sizes["Private_Clean:"] + sizes["Private_Dirty:"]
    return {"value": sizes["Rss:"], "unit": "KiB", "own": own}


def parse_next_fire(text):
    """Nanoseconds by rule and column, from the two tables of next-fire-peers.py."""
    costs, columns = {}, ()
    for line in text.splitlines():
        cells = line.split()
        if line.startswith("ns a step"):
            columns = cells[3:]
        elif not cells:
            columns = ()
        elif columns and len(cells) == len(columns) + 1:
            for column, cell in zip(columns, cells[1:]):
                if cell != "-":
                    costs.setdefault(cells[0], {})[column] = float(cell)
    return costs


def next_fire(bench, folder):
    """Medians over the rules that both can do, so that each peer has a median of ours beside it."""
    cases = SOURCES.parent / "cron-cases.tsv"
    own = bench.run([bench.programs / "next-fire", cases], "next-fire", folder)
    try:
        python = bench.peers.get_command("apscheduler4")[0]
        theirs = bench.run([python, SOURCES.parent / "next-fire-peers.py", cases],
                           "next-fire-peers.py", folder)
    except Missing as reason:
        theirs = f"# {reason}"
    try:
        robfig = bench.run([*bench.peers.get_command("robfig"), "next-fire", cases], "robfig", folder)
        theirs += "\nns a step robfig\n" + robfig
    except Missing:
        pass
    costs, figures = parse_next_fire(own), {}
    for rule, more in parse_next_fire(theirs).items():
        costs.setdefault(rule, {}).update(more)
    for peer in ("floor", "robfig", "croniter", "apscheduler"):
        both = [cost for cost in costs.values() if "cron" in cost and peer in cost]
        if both:
            figures[peer] = statistics.median(cost[peer] for cost in both)
            figures[f"beside_{peer}"] = statistics.median(cost["cron"] for cost in both)
    figures["parse_ns"] = float(own.split("five fields: ")[1].split()[0])
    return {"value": statistics.median(cost["cron"] for cost in costs.values() if "cron" in cost),
            "unit": "ns", **figures}
