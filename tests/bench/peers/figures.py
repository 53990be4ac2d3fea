# What the peers in Python print, and how they count.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import json
import math
import sys


def percentile(values, share):
    """The value that a share (0 to 1) of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def say(value, unit, **more):
    json.dump({"value": value, "unit": unit, "more": more}, sys.stdout)
    print(flush=True)


def say_times(times_us, **more):
    """Tells times in microseconds by their middle and their tail."""
    say(percentile(times_us, 0.5), "us", p50_us=percentile(times_us, 0.5),
        p99_us=percentile(times_us, 0.99), last_us=max(times_us), n=len(times_us), **more)


def resident_bytes():
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096


def say_ticks(times_us, expected):
    """Tells how late recurring fires started; a microsecond is what the clocks may differ by."""
    if not times_us:
        sys.exit("no schedule has fired")
    early = sum(time < -1 for time in times_us)
    say_times(times_us, early=early, dropped=max(0, expected - len(times_us)))
