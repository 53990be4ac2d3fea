#!/usr/bin/env python3
# Measures APScheduler 3, in its memory store: one row, printed as a line of JSON.
# usage: apscheduler3.py ticks SECONDS N-SCHEDULES
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import sys
import time
from datetime import datetime, timedelta, timezone

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from figures import say_ticks


def ticks(seconds, n):
    """Fires n schedules once a second each, their phases spread over it."""
    times_us = []

    def note(first):
        late = time.time() - first
        times_us.append(((late + 0.1) % 1 - 0.1) * 1e6)

    scheduler = BackgroundScheduler(executors={"default": ThreadPoolExecutor(10)},
                                    timezone=timezone.utc)
    scheduler.start(paused=True)
    first = datetime.now(timezone.utc) + timedelta(seconds=1)
    for i in range(n):
        begin = first + timedelta(seconds=i / n)
        scheduler.add_job(note, "interval", seconds=1, args=[begin.timestamp()],
                          start_date=begin, end_date=begin + timedelta(seconds=seconds - 0.5))
    scheduler.resume()
    time.sleep((first - datetime.now(timezone.utc)).total_seconds() + seconds + 1)
    scheduler.shutdown()
    say_ticks(times_us, n * seconds)


if sys.argv[1] != "ticks":
    sys.exit(f"no row {sys.argv[1]}")
ticks(int(sys.argv[2]), int(sys.argv[3]))
