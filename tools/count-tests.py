#!/usr/bin/python3
"""Counts the test cases of meson's test logs: "N passed, N failed, N skipped".

usage: count-tests.py TESTLOG.json...

A program that speaks TAP counts its cases; one that failed without saying which counts one. Why
cases were skipped, and which failed, is printed before the last line. Exit status 1 if any failed;
with CHECK_MISSING_FAILS=1, as CI sets it, also if a case was skipped since something is missing.
"""
import json
import os
import re
import sys

# Skips that say that something is not installed, unlike those that do not apply.
MISSING = re.compile(r"not installed|not found|is missing|cannot be found", re.I)
CASE = re.compile(r"^(not )?ok\b(.*)$")


def count(test):
    passed, failed, skipped = 0, [], []
    for line in test.get("stdout", "").splitlines():
        case = CASE.match(line)
        if not case:
            continue
        rest = case.group(2).strip()
        directive = re.search(r"#\s*(SKIP|TODO)\b\s*(.*)$", rest, re.I)
        if directive and directive.group(1).upper() == "SKIP":
            skipped.append(f"{test['name']}: {rest}")
        elif case.group(1) and not directive:
            failed.append(f"{test['name']}: {rest}")
        else:
            passed += 1
    if test["result"] in ("SKIP",) and not skipped:
        skipped.append(f"{test['name']}: {test.get('stdout', '').strip()[:200]}")
    if test["result"] in ("FAIL", "ERROR", "TIMEOUT", "INTERRUPT", "UNEXPECTEDPASS") and not failed:
        failed.append(f"{test['name']}: {test['result'].lower()}")
    if test["result"] == "OK" and not (passed or failed or skipped):
        passed = 1
    return passed, failed, skipped


def main():
    n_passed, all_failed, all_skipped = 0, [], []
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as log:
            for line in log:
                passed, failed, skipped = count(json.loads(line))
                n_passed += passed
                all_failed += failed
                all_skipped += skipped
    for skip in all_skipped:
        print("skipped", skip)
    for failure in all_failed:
        print("FAILED", failure)
    print(f"{n_passed} passed, {len(all_failed)} failed, {len(all_skipped)} skipped")
    missing = [skip for skip in all_skipped if MISSING.search(skip)]
    strict = os.environ.get("CHECK_MISSING_FAILS") == "1"
    return 1 if all_failed or (strict and missing) or n_passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
