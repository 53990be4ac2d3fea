#!/usr/bin/env python3
# Checks the vectors' fire times through introspection. Speaks TAP.
# usage: check-vectors.py CHECK-VECTORS FILE...
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import json
import subprocess
import sys

import gi

gi.require_version("Aps", "1")
from gi.repository import Aps, GLib

NONE = 2**63 - 1
LAST_LISTED = 2145830400_000_000  # 2037-12-31


def check_end(case, trigger, cursor):
    if case["end"] == "any":
        return None
    try:
        fire = trigger.next(cursor)[1]
    except GLib.Error as error:
        limit = error.matches(Aps.error_quark(), Aps.Error.MAX_ITERATIONS)
        return None if limit and case["end"] in ("error", "more") else error.message
    right = {
        "more": fire != NONE,
        "exhausted": fire == NONE,
        "later": fire > LAST_LISTED,
        "error": False,
    }[case["end"]]
    return None if right else f"then {fire}, wanted: {case['end']}"


def check(case):
    try:
        trigger = Aps.Trigger.parse(case["text"])
    except GLib.Error as error:
        return None if case["end"].startswith("refused") else error.message
    if case["end"] == "refused":
        return "it is not refused"
    cursor = Aps.Cursor.new(case["anchor"])
    if case["end"] == "refused-or-never":
        return None if trigger.next(cursor)[1] == NONE else "it fires"
    try:
        if case["from"] is not None:
            trigger.skip(cursor, case["from"])
        fires = trigger.next_n(cursor, len(case["fires"])) if case["fires"] else []
    except GLib.Error as error:
        return error.message
    if list(fires) != case["fires"]:
        return f"{list(fires)}, wanted {case['fires']}"
    return check_end(case, trigger, cursor)


def main():
    output = subprocess.run([sys.argv[1], "--plain", *sys.argv[2:]], capture_output=True, check=True)
    number = 0
    for line in output.stdout.decode().splitlines():
        case = json.loads(line)
        wrong = check(case)
        number += 1
        skip = " # SKIP made with other rules of its zone" if wrong and case["other_zone_data"] else ""
        print(f"{'not ok' if wrong and not skip else 'ok'} {number} {case['id']}{skip}")
        if wrong:
            print(f"# {case['text']}: {wrong}")
    print(f"1..{number}")


main()
