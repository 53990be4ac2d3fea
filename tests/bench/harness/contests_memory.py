# The rows on the memory store, by contest.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
from .rows import Contest, Ours, Peer, Program, Row, at_least, at_most

APSCHEDULER4 = ("apscheduler4-async", "apscheduler4-threads")


def apscheduler4(row, rate):
    return {"apscheduler4-async": Peer("apscheduler4", row, rate, ("async",)),
            "apscheduler4-threads": Peer("apscheduler4", row, rate, ("threadpool",))}


JOBS = Contest(
    "jobs",
    {"ours": Ours("jobs"), "quartz": Peer("quartz", "jobs", 30000), **apscheduler4("jobs", 5000),
     "bare-pool": Program("bare", ("pool",), 500000), "1000-tasks": Ours("jobs-1000-tasks")},
    (
        Row("jobs/quartz", "no-op jobs added one by one and run to recorded completion",
            beside=("quartz",), bar=at_least(4)),
        Row("jobs/apscheduler4", "the same; the quicker of its async and its thread executor",
            beside=APSCHEDULER4, bar=at_least(10)),
        Row("jobs/bare-pool", "the limit: a GThreadPool that is pushed as many no-ops",
            beside=("bare-pool",)),
        Row("jobs/goal", "the same, beside nothing", bar=at_least(200000, "ours")),
        Row("jobs/1000-tasks", "a thousand tasks in turn, beside one task", ours="1000-tasks",
            beside=("ours",), beside_label="1 task", bar=at_least(0.7)),
    ))

JOBS_LIMIT_1 = Contest(
    "jobs-limit-1",
    {"ours": Ours("jobs-limit-1"), "quartz": Peer("quartz", "jobs-limit-1", 10000),
     "bare-pool": Program("bare", ("pool-1",), 500000)},
    (
        Row("jobs-limit-1/quartz", "jobs of a task that runs one at a time",
            beside=("quartz",), bar=at_least(50000, "ours")),
        Row("jobs-limit-1/bare-pool", "the limit: a GThreadPool of one thread",
            beside=("bare-pool",)),
    ))

ADD_BATCH = Contest(
    "add-batch",
    {"ours": Ours("add-batch"), "quartz": Peer("quartz", "add-batch", 30000)},
    (Row("add-batch/quartz", "jobs added 1,000 in a call", beside=("quartz",),
         bar=at_least(500000, "ours")),))

START = Contest(
    "start-latency",
    {"ours": Ours("start-latency"), "quartz": Peer("quartz", "start-latency", 100),
     **apscheduler4("start-latency", 100)},
    (
        Row("start-latency/p50/quartz", "from adding a job to its start, all idle",
            "p50_us", beside=("quartz",), bar=at_most(100, "ours")),
        Row("start-latency/p50/apscheduler4", "the same", "p50_us", beside=APSCHEDULER4,
            bar=at_most(100, "ours")),
        Row("start-latency/p99/quartz", "the last percent", "p99_us", beside=("quartz",),
            bar=at_most(500, "ours")),
        Row("start-latency/p99/apscheduler4", "the last percent", "p99_us", beside=APSCHEDULER4,
            bar=at_most(500, "ours")),
    ))

SCHEDULES = Contest(
    "schedules",
    {"ours": Ours("schedules"), "distinct": Ours("schedules-distinct"),
     "quartz": Peer("quartz", "schedules", 100000), "robfig": Peer("robfig", "schedules", 300000),
     "apscheduler4-async": Peer("apscheduler4", "schedules", 25000, ("async",))},
    (
        Row("schedules/bytes/quartz", "memory of a schedule, of a million with 16 bytes of "
            "arguments; the peers' have none", unit="bytes", beside=("quartz",),
            beside_figure="bytes_each", bar=at_most(400, "ours")),
        Row("schedules/bytes/apscheduler4", "the same", unit="bytes",
            beside=("apscheduler4-async",), beside_figure="bytes_each", bar=at_most(400, "ours")),
        Row("schedules/bytes/robfig", "the same; there a schedule is a closure and two times",
            unit="bytes", beside=("robfig",), beside_figure="bytes_each", bar=at_most(400, "ours")),
        Row("schedules/bytes-distinct", "each with a rule of its own", unit="bytes",
            ours="distinct", bar=at_most(600, "ours")),
        Row("schedules/added/quartz", "how many are added in a second", "added_per_s",
            unit="1/s", beside=("quartz",), beside_figure="value", bar=at_least(500000, "ours")),
        Row("schedules/added/robfig", "the same", "added_per_s", unit="1/s", beside=("robfig",),
            beside_figure="value", bar=at_least(500000, "ours")),
        Row("schedules/added-running", "the same while the scheduler runs", "added_running_per_s",
            unit="1/s", bar=at_least(500000, "ours")),
    ))

IDLE = Contest("idle", {"ours": Ours("idle", seconds=30)}, (
    Row("idle", "wake-ups in 10 s, all polls on", bar=at_most(1, "ours")),), runs=1)

TICKS = Contest(
    "ticks",
    {"ours": Ours("ticks"), "robfig": Peer("robfig", "ticks", extra=("1000",)),
     "apscheduler3": Peer("apscheduler3", "ticks", extra=("500",)),
     "quartz": Peer("quartz", "ticks", extra=("1000",)),
     "bare-wait": Program("bare", ("wait", "1000"))},
    (
        Row("ticks/p50/robfig", "lateness of 1,000 schedules of one second, phases spread",
            "p50_us", beside=("robfig",), bar=at_most(150, "ours")),
        Row("ticks/p99/robfig", "the last percent", "p99_us", beside=("robfig",),
            bar=at_most(1000, "ours")),
        Row("ticks/p50/apscheduler3", "the same, there with 500", "p50_us",
            beside=("apscheduler3",), bar=at_most(150, "ours")),
        Row("ticks/p99/apscheduler3", "the last percent", "p99_us", beside=("apscheduler3",),
            bar=at_most(1000, "ours")),
        Row("ticks/p50/quartz", "the same; see how many of its fires are early", "p50_us",
            beside=("quartz",), bar=at_most(150, "ours")),
        Row("ticks/p99/quartz", "the last percent", "p99_us", beside=("quartz",),
            bar=at_most(1000, "ours")),
        Row("ticks/p50/bare-wait", "the limit: a thread that waits for the same moments",
            "p50_us", beside=("bare-wait",)),
        Row("ticks/p99/bare-wait", "the last percent", "p99_us", beside=("bare-wait",)),
        Row("ticks/early", "fires that began before their time; beside it Quartz", "early",
            unit="fires", beside=("quartz",), bar=at_most(0, "ours")),
        Row("ticks/dropped", "fires that did not begin", "dropped", unit="fires",
            beside=("quartz",), bar=at_most(0, "ours")),
    ))

BURST = Contest(
    "burst",
    {"ours": Ours("burst", runs=3), "robfig": Peer("robfig", "burst", extra=("1000",)),
     "quartz": Peer("quartz", "burst", extra=("1000",))},
    (
        Row("burst/p50/robfig", "1,000 schedules due at one instant", "p50_us",
            beside=("robfig",), bar=at_most(3000, "ours")),
        Row("burst/last/robfig", "the last of them", "last_us", beside=("robfig",),
            bar=at_most(8000, "ours")),
        Row("burst/p50/quartz", "the same", "p50_us", beside=("quartz",),
            bar=at_most(3000, "ours")),
        Row("burst/last/quartz", "the last of them", "last_us", beside=("quartz",),
            bar=at_most(8000, "ours")),
    ))

CONTESTS = (JOBS, JOBS_LIMIT_1, ADD_BATCH, START, SCHEDULES, IDLE, TICKS, BURST)
