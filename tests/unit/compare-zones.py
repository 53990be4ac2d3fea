#!/usr/bin/env python3
# Compares the zone reader with Python's zoneinfo: all zones of the system, 1900 to 2100, from
# instants to local time and back. Speaks TAP.
# usage: compare-zones.py DUMP-ZONES
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import subprocess
import sys
import zoneinfo
from datetime import datetime, timedelta, timezone

EPOCH = datetime(1970, 1, 1)
EPOCH_UTC = EPOCH.replace(tzinfo=timezone.utc)
FIRST = int((datetime(1900, 1, 1) - EPOCH).total_seconds())
LAST = int((datetime(2101, 1, 1) - EPOCH).total_seconds()) - 1
STEP = 29 * 86400 + 3607  # between the samples inside of a period: meets all hours and week days


def at(zone, utc):
    """The local time of an instant, as (offset, daylight, abbreviation)."""
    local = (EPOCH_UTC + timedelta(seconds=utc)).astimezone(zone)
    return int(local.utcoffset().total_seconds()), bool(local.dst()), local.tzname()


def samples(start, until):
    start, until = max(start, FIRST), min(until, LAST + 1)
    yield start
    yield from range(start + STEP, until - 1, STEP)
    yield until - 1


def instants(zone, local):
    """The instants of a local time: those of both folds that give this local time back."""
    found = set()
    for fold in 0, 1:
        wall = (EPOCH + timedelta(seconds=local)).replace(fold=fold, tzinfo=zone)
        utc = local - int(wall.utcoffset().total_seconds())
        if utc + at(zone, utc)[0] == local:
            found.add(utc)
    return sorted(found)


def check_period(zone, words):
    start, until, offset, dst = map(int, words[:4])
    for utc in samples(start, until):
        wanted = at(zone, utc)
        # zoneinfo guesses the amount of daylight saving and says 0 where it cannot.
        if (offset, words[4]) != (wanted[0], wanted[2]) or (wanted[1] and not dst):
            yield f"at {utc}: {offset} {dst} {words[4]}, wanted {wanted}"


def check_local(zone, words):
    local, wanted = int(words[0]), None
    if "gap" in words:
        change, before, after = map(int, words[2:])
        wanted = instants(zone, local)
        if wanted or at(zone, change - 1)[0] != before or at(zone, change)[0] != after:
            yield f"local {local}: a gap at {change} ({before} to {after}), wanted {wanted}"
        elif not change + before <= local < change + after:
            yield f"local {local}: outside of the gap at {change} ({before} to {after})"
        return
    found = list(map(int, words[1:]))
    wanted = instants(zone, local)
    if found != wanted:
        yield f"local {local}: {found}, wanted {wanted}"


def check_zone(zone, lines):
    for line in lines:
        kind, *words = line.split(" ")
        if kind == "E":
            yield line
        else:
            yield from (check_period if kind == "P" else check_local)(zone, words)


def main():
    names = sorted(zoneinfo.available_timezones())
    print(f"1..{len(names)}", flush=True)
    for number, name in enumerate(names, 1):
        output = subprocess.run([sys.argv[1], name], capture_output=True, text=True, check=True)
        wrong = list(check_zone(zoneinfo.ZoneInfo(name), output.stdout.splitlines()[1:]))
        if not output.stdout.startswith("Z "):
            wrong = [output.stdout]
        for problem in wrong[:5]:
            print(f"# {name}: {problem}")
        print(f"{'not ok' if wrong else 'ok'} {number} {name}", flush=True)
    return 0


sys.exit(main())
