# The rows on SQLite with synchronous=full, by contest; and those of a backlog, on both stores.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
from .rows import Contest, Ours, Peer, Program, Row, at_least, at_most

OPERATIONS = ("add_1_us", "add_1000_us", "exchange_1_us", "exchange_100_us", "next_due_us",
              "counts_us", "first_page_us", "middle_page_us", "leased_page_us", "failed_page_us")


def apscheduler4(row, rate, executor="async"):
    return Peer("apscheduler4", row, rate, (executor,), database=True)


def drain(batch):
    name = f"drain-{batch}"
    return Contest(
        name,
        {"ours": Ours(name, "sqlite"),
         "bare": Program("bare", (name,), 20000, database=True),
         "river": Peer("river", name, 1500, database=True),
         "apscheduler4-async": apscheduler4("jobs", 100),
         "apscheduler4-threads": apscheduler4("jobs", 100, "threadpool")},
        (
            Row(f"{name}/bare", f"queued by {batch:,}, run and recorded; the limit is bare C with "
                "the same statements in the same batches", beside=("bare",), bar=at_least(0.5)),
            Row(f"{name}/river", "the same", beside=("river",), bar=at_least(8)),
            Row(f"{name}/apscheduler4", "the same; it can only add one by one",
                beside=("apscheduler4-async", "apscheduler4-threads"), bar=at_least(50)),
        ))


ADDING = Contest(
    "adding",
    {"ours": Ours("add-one", "sqlite"), "8-threads": Ours("add-8-threads", "sqlite"),
     "bare": Program("bare", ("insert",), 300, database=True)},
    (
        Row("adding/bare", "jobs added one by one; the limit is a bare insert and commit",
            beside=("bare",), bar=at_least(0.6)),
        Row("adding/8-threads", "8 threads, beside one", ours="8-threads", beside=("ours",),
            beside_label="1 thread", bar=at_least(4)),
    ))

ONE_AT_A_TIME = Contest(
    "one-at-a-time",
    {"ours": Ours("one-at-a-time", "sqlite"),
     "bare": Program("bare", ("cycle",), 200, database=True)},
    (Row("one-at-a-time/bare", "from adding a job to its result; the limit is an insert, an update "
         "and a delete, each committed", "p50_us", beside=("bare",)),))

SYNCS = Contest(
    "syncs",
    {"add": Program("syncs", ("add-one",), 100, database=True),
     "add-8": Program("syncs", ("add-8-threads",), 400, database=True),
     "cycle": Program("syncs", ("one-at-a-time",), 50, database=True)},
    (
        Row("syncs/add-one", "fsyncs of one add_job", ours="add", bar=at_most(1, "ours")),
        Row("syncs/add-8-threads", "fsyncs of each when 8 threads add", ours="add-8"),
        Row("syncs/one-at-a-time", "fsyncs of a job from add to result", ours="cycle",
            bar=at_most(4, "ours")),
    ))

READY = Contest("ready", {"ours": Ours("ready", "sqlite")}, (
    Row("ready", "from starting on a store of 100,000 schedules to the job that is due",
        bar=at_most(100, "ours")),))

TICKS = Contest(
    "ticks-sqlite",
    {"ours": Ours("ticks", "sqlite"), "apscheduler4": apscheduler4("ticks-100", 0)},
    (
        Row("ticks-sqlite/p50/apscheduler4", "lateness of 100 schedules of one second", "p50_us",
            beside=("apscheduler4",), bar=at_most(2000, "ours")),
        Row("ticks-sqlite/p99/apscheduler4", "the last percent", "p99_us",
            beside=("apscheduler4",), bar=at_most(8000, "ours")),
        Row("ticks-sqlite/dropped", "fires that did not begin", "dropped", unit="fires",
            beside=("apscheduler4",), bar=at_most(0, "ours")),
    ))

CROSS_PROCESS = Contest(
    "cross-process",
    {"ours": Ours("cross-process", "sqlite"),
     "river": Peer("river", "start-latency", 60, database=True)},
    (
        Row("cross-process/p50/river", "from adding a job in another process to its start; River "
            "adds in the same process, and polls each millisecond", "p50_us", beside=("river",),
            bar=at_most(1500, "ours")),
        Row("cross-process/p99/river", "the last percent", "p99_us", beside=("river",),
            bar=at_most(6000, "ours")),
    ))


def backlog(store):
    name = f"backlog-{store}"
    return Contest(
        name,
        {"1000": Ours("backlog-1000", store, runs=5),
         "100000": Ours("backlog-100000", store, runs=5),
         "1000000": Ours("backlog-1000000", store, runs=5)},
        (
            Row(f"{name}/100000", "the store operation that suffers most from 100,000 waiting jobs, "
                "beside the same with 1,000", OPERATIONS, ours="100000", beside=("1000",),
                beside_label="1,000 jobs", bar=at_most(3)),
            Row(f"{name}/1000000", "the same with 1,000,000", OPERATIONS, ours="1000000",
                beside=("1000",), beside_label="1,000 jobs", bar=at_most(5)),
        ))


CONTESTS = (drain(100), drain(1000), ADDING, ONE_AT_A_TIME, SYNCS, READY, TICKS, CROSS_PROCESS,
            backlog("memory"), backlog("sqlite"))
