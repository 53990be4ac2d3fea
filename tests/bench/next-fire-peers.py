#!/usr/bin/env python3
# Runs next-fire, then measures the same rules with croniter and APScheduler 4 (from PyPI), and with
# robfig/cron where Go is present: nanoseconds a step in a chain of 200 from 2026-01-01.
# usage: next-fire-peers.py NEXT-FIRE CASES
#   python3 -m venv peers && peers/bin/pip install croniter apscheduler==4.0.0a6
#   peers/bin/python tests/bench/next-fire-peers.py build/tests/bench/next-fire \
#     tests/bench/cron-cases.tsv
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import pathlib
import shutil
import subprocess
import sys
import time
from datetime import datetime
from zoneinfo import ZoneInfo

CHAIN = 200
RUN_NS = 20_000_000
SLOWEST_NS = 500_000_000  # a rule that takes longer is not asked 200 times


def croniter_steps(row, zone):
    from croniter import croniter

    start = datetime(2026, 1, 1, tzinfo=zone)
    rule = croniter(row["unix5"], start)
    return lambda: rule.get_next(datetime)


def apscheduler_steps(row, zone):
    from apscheduler.triggers.cron import CronTrigger

    words = dict(pair.split("=") for pair in row["aps"].split(";"))
    rule = CronTrigger(**words, timezone=zone, start_time=datetime(2026, 1, 1, tzinfo=zone))
    return rule.next


def measure(make, row):
    """Nanoseconds a step, or None where the peer cannot say or do it."""
    zone, n, spent = ZoneInfo(row["tz"]), 0, 0
    try:
        while spent < RUN_NS:
            step = make(row, zone)
            begun = time.perf_counter_ns()
            for _ in range(CHAIN):
                n += 1
                if step() is None or time.perf_counter_ns() - begun > SLOWEST_NS:
                    break
            spent += time.perf_counter_ns() - begun
    except Exception:
        return None
    return spent // n


def measure_robfig(cases):
    go = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin")
    if go is None:
        return {}
    folder = pathlib.Path(__file__).parent / "robfig"
    run = subprocess.run([go, "run", ".", str(pathlib.Path(cases).resolve())], cwd=folder,
                         capture_output=True, text=True)
    return dict(line.split() for line in run.stdout.splitlines())


def main():
    subprocess.run(sys.argv[1:], check=True)
    lines = pathlib.Path(sys.argv[2]).read_text().splitlines()
    names = lines[0].lstrip("#").split("\t")
    robfig = measure_robfig(sys.argv[2])
    print(f"\n{'ns a step':28}{'robfig':>12}{'croniter':>12}{'apscheduler':>14}")
    for line in lines[1:]:
        row = dict(zip(names, line.split("\t")))
        costs = [
            robfig.get(row["id"]),
            measure(croniter_steps, row) if row["unix5"] != "-" else None,
            measure(apscheduler_steps, row) if row["aps"] != "-" else None,
        ]
        cells = ["-" if cost is None else str(cost) for cost in costs]
        print(f"{row['id']:28}{cells[0]:>12}{cells[1]:>12}{cells[2]:>14}", flush=True)


main()
