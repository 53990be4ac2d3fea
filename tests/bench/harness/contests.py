# All contests: those of the stores, and the rows of commands, whole processes and trigger steps.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
from . import contests_memory, contests_sqlite
from .rows import Contest, Local, Ours, Row, at_most

COMMAND = Contest("command", {"ours": Ours("command")}, (
    Row("command", "a command job beside a bare posix_spawn() that captures both outputs, in turn, "
        "from a parent of 1 GB", "job_us", ours="ours", beside=("ours",), beside_figure="bare_us",
        beside_label="posix_spawn", bar=at_most(1.3)),))

LISTING = Contest(
    "list-schedules",
    {"ours": Local("list_schedules"), "sqlite3-shell": Local("list_with_shell")},
    (Row("list-schedules", "apsched schedules on 10,000 schedules, the whole process; the limit is "
         "SQLite's own shell on the same file", beside=("sqlite3-shell",),
         bar=at_most(100, "ours")),))

FILES = {"libapsched": "libapsched/libapsched-1.so.*.*.*",
         "data-store-sqlite": "plugins/data-store-sqlite.so",
         "event-broker-unix": "plugins/event-broker-unix.so",
         "executor-process": "plugins/executor-process.so",
         "apsched": "tools/apsched/apsched",
         "apsched-worker": "tools/apsched-worker/apsched-worker"}

SIZES = Contest("size", {name: Local("size_of", (pattern,)) for name, pattern in FILES.items()},
                tuple(Row(f"size/{name}", "without symbols; plugins that are built in are in "
                          "libapsched", ours=name) for name in FILES), runs=1)

RESIDENT = Contest("resident", {"ours": Local("resident")}, (
    Row("resident/all", "memory of an idle apsched run on the memory store"),
    Row("resident/own", "what of it is not shared with other processes", "own", unit="KiB")))


def next_fire_row(peer, says):
    return Row(f"next-fire/{peer}", says, f"beside_{peer}", unit="ns", beside=("ours",),
               beside_figure=peer, beside_label=peer)


NEXT_FIRE = Contest("next-fire", {"ours": Local("next_fire")}, (
    next_fire_row("floor", "a step to the next fire time, median over the rules of cron-cases.tsv; "
                  "the limit is a plain C loop for the same rule"),
    next_fire_row("robfig", "the same, over the rules that it has too"),
    next_fire_row("croniter", "the same"),
    next_fire_row("apscheduler", "the same, with APScheduler 4"),
    Row("next-fire/parse", "a text of five fields parsed and compiled", "parse_ns", unit="ns")))

CONTESTS = (*contests_memory.CONTESTS, *contests_sqlite.CONTESTS, COMMAND, LISTING, NEXT_FIRE,
            RESIDENT, SIZES)
