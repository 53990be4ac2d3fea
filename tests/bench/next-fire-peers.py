#!/usr/bin/env python3
# Measures the rules of cron-cases.tsv with croniter and APScheduler 4 (from PyPI): nanoseconds a
# step in a chain of 200 from 2026-01-01. "run --row next-fire" puts them beside next-fire.
# usage: next-fire-peers.py CASES
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import pathlib
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


def main():
    lines = pathlib.Path(sys.argv[1]).read_text().splitlines()
    names = lines[0].lstrip("#").split("\t")
    print(f"{'ns a step':28}{'croniter':>12}{'apscheduler':>14}")
    for line in lines[1:]:
        row = dict(zip(names, line.split("\t")))
        costs = [
            measure(croniter_steps, row) if row["unix5"] != "-" else None,
            measure(apscheduler_steps, row) if row["aps"] != "-" else None,
        ]
        cells = ["-" if cost is None else str(cost) for cost in costs]
        print(f"{row['id']:28}{cells[0]:>12}{cells[1]:>14}", flush=True)


main()
