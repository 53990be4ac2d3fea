#!/usr/bin/env python3
# Executors, stores, brokers and triggers made in Python by plain introspection, without overrides.
# Speaks TAP.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import json
import threading
import traceback

import gi

gi.require_version("Aps", "1")
from gi.repository import Aps, Gio, GLib

SECOND = 1_000_000
WAIT = 60 * SECOND


def error(code, message):
    return GLib.Error(message, GLib.quark_to_string(Aps.error_quark()), code)


def refused(call, part):
    try:
        value = call()
    except GLib.Error as failure:
        assert part in failure.message, failure.message
        return failure
    raise AssertionError(f"it was no error but {value}")


def finished(start):
    """Iterates the main context until the callback that start is given was called."""
    results = []
    start(lambda source, result: results.append(result))
    while not results:
        GLib.MainContext.default().iteration(True)
    return results[0]


def ended(scheduler):
    scheduler.stop()
    scheduler.wait_until_stopped(WAIT, None)
    scheduler.close(None)


class Remote(Aps.ExecutorBase):
    def __init__(self):
        super().__init__()
        self.set_schemes(["remote"])
        self.threads = set()

    def do_begin(self, call, callable, arguments):
        self.threads.add(threading.get_ident())
        getattr(self, callable.removeprefix("remote:"))(call, arguments)

    def now(self, call, arguments):
        call.answer(arguments)

    def later(self, call, arguments):
        GLib.idle_add(lambda: call.answer("8"))

    def thread(self, call, arguments):
        threading.Thread(target=call.answer, args=("7",)).start()

    def fail(self, call, arguments):
        call.fail("no paper")

    def throw(self, call, arguments):
        raise error(Aps.Error.NOT_FOUND, "no such drawer")

    def rubbish(self, call, arguments):
        call.answer("no JSON")

    def drop(self, call, arguments):
        pass


class DictStore(Aps.DataStoreBase):
    """Does no more than these checks need: one scheduler, no limits, no ends of leases."""

    def __init__(self):
        super().__init__()
        self.rows = {"tasks": {}, "schedules": {}, "jobs": {}}
        self.threads = set()

    def do_get_flags(self):
        return Aps.DataStoreFlags.PRIVATE  # so that callbacks may be stored

    def do_begin(self, call, operation, request):
        self.threads.add(threading.get_ident())
        try:
            answer = getattr(self, operation)(**json.loads(request))
        except GLib.Error:
            raise
        except Exception as failure:
            call.fail(f"{operation}: {failure!r}")
        else:
            call.answer(json.dumps(answer))

    def __getattr__(self, operation):
        table = operation.rpartition("_")[2]
        if operation.startswith("list_"):
            return lambda query=None: list(self.rows.get(table, {}).values())
        if operation.startswith("get_"):
            return lambda ids: [self.rows[table][i] for i in ids if i in self.rows[table]]
        return lambda **request: None  # instances, ends of leases, cleaning up

    def keep(self, table, records, **fields):
        status = ["replaced" if record["id"] in self.rows[table] else "added" for record in records]
        self.rows[table].update({record["id"]: record | fields for record in records})
        return {"entries": status}

    def put_tasks(self, tasks, now_us):
        return self.keep("tasks", tasks)

    def put_schedules(self, schedules, policy, now_us):
        return self.keep("schedules", schedules, incarnation=1)

    def add_jobs(self, jobs, now_us):
        return self.keep("jobs", jobs)

    def lease(self, records, due, now_us, until_us, owner, **fields):
        leased = [r for r in records if r[due] is not None and r[due] <= now_us and not r["lease_owner"]]
        for record in leased:
            record.update(fields, lease_owner=owner, lease_until_us=until_us, fence=record["fence"] + 1)
        return leased

    def lease_schedules(self, instance, types, limit, until_us, now_us):
        schedules = self.rows["schedules"].values()
        return {"schedules": self.lease(schedules, "next_fire_us", now_us, until_us, instance)}

    def commit_firings(self, instance, firings, jobs, now_us):
        for firing in firings:
            schedule = self.rows["schedules"][firing["schedule_id"]]
            schedule.update({key: firing[key] for key in ("last_fire_us", "next_fire_us", "cursor")})
            schedule.update(lease_owner=None)
            if firing["error"]:
                schedule.update(paused=True, paused_reason=firing["error"], error=firing["error"])
        self.keep("jobs", jobs)
        return {"entries": ["done"] * len(firings)}

    def lease_jobs(self, lease, now_us):
        waiting = [job for job in self.rows["jobs"].values() if job["state"] == "waiting"]
        jobs = self.lease(waiting, "due_us", now_us, lease["until_us"], lease["instance"],
                          state="leased", attempt=1, leased_us=now_us, worker=lease["worker"])
        return {"jobs": jobs, "tasks": self.get_tasks({job["task_id"] for job in jobs})}

    def release_jobs(self, instance, jobs, next, now_us):
        self.keep("jobs", jobs)
        answer = self.lease_jobs(next, now_us) if next else {}
        return answer | {"entries": ["done"] * len(jobs)}

    def next_schedule_due(self, types, now_us):
        times = [s["next_fire_us"] for s in self.rows["schedules"].values() if not s["paused"]]
        return min((time for time in times if time is not None), default=None)

    def next_job_due(self, lease, now_us):
        jobs = self.rows["jobs"].values()
        return min((job["due_us"] for job in jobs if job["state"] == "waiting"), default=None)

    def request_cancel(self, **request):
        raise error(Aps.Error.NOT_SUPPORTED, "what has begun is finished here")


class SlowStore(Aps.DataStoreBase):
    calls = []

    def do_begin(self, call, operation, request):
        self.calls.append(call)


class Bus(Aps.EventBrokerBase):
    def __init__(self):
        super().__init__()
        self.sent = []

    def do_begin_publish(self, call, envelopes):
        self.sent += json.loads(envelopes)
        self.deliver_json(envelopes)
        call.answer(None)


class Lost(Aps.TriggerBase):
    def do_next(self, after):
        raise error(Aps.Error.FAILED, "the almanac is lost")


class Silent(Aps.TriggerBase):
    def do_next(self, after):
        return False, 0


def returns(context):
    context.return_(GLib.Variant("x", 42))


def job(task="note"):
    return Aps.Job.new(task, None)


def with_remote():
    executor = Remote()
    scheduler = Aps.Scheduler()
    scheduler.add_executor("remote", executor)
    scheduler.start_in_background(None)
    return scheduler, executor


def check_executor():
    scheduler, executor = with_remote()
    args = Aps.Job.new("remote:now", GLib.Variant("(is)", (1, "x")))
    assert scheduler.run_job(args, WAIT, None).unpack() == {"args": (1, "x"), "kwargs": {}}
    assert scheduler.run_job(job("remote:thread"), WAIT, None).unpack() == 7
    assert executor.threads == {threading.get_ident()}
    ended(scheduler)


def check_executor_later():
    scheduler, _ = with_remote()
    result = finished(lambda done: scheduler.run_job_async(job("remote:later"), WAIT, None, done))
    assert scheduler.run_job_finish(result).unpack() == 8
    ended(scheduler)


def check_executor_fails():
    scheduler, _ = with_remote()
    for task, part in (("fail", "no paper"), ("throw", "no such drawer"), ("rubbish", "no JSON"),
                       ("drop", "without an answer")):
        refused(lambda: scheduler.run_job(job("remote:" + task), WAIT, None), part)
    ended(scheduler)


def with_store(**properties):
    store = DictStore()
    scheduler = Aps.Scheduler(data_store=store, **properties)
    scheduler.add_callback("note", returns)
    return scheduler, store


def check_store():
    scheduler, store = with_store()
    scheduler.start_in_background(None)
    assert scheduler.run_job(job(), WAIT, None).unpack() == 42
    refused(lambda: scheduler.cancel_job("x", None, None), "finished here")
    assert store.threads == {threading.get_ident()}
    ended(scheduler)


def check_store_schedules():
    clock = Aps.TestClock.new("2026-03-28T00:00Z")
    scheduler, store = with_store(clock=clock)
    scheduler.start_in_background(None)
    schedule = Aps.Schedule.new("each-second", "note", Aps.Trigger.parse("every:1s"))
    scheduler.add_schedule(schedule, Aps.ConflictPolicy.REPLACE, None)
    clock.advance(10 * SECOND)
    outcomes = [job["outcome"] for job in store.rows["jobs"].values()]
    assert 10 <= len(outcomes) <= 11 and set(outcomes) == {"success"}, outcomes
    assert scheduler.get_schedule("each-second", None).get_task() == "note"
    ended(scheduler)


def check_store_while_starting():
    scheduler, _ = with_store()
    started = []
    scheduler.start_in_background_async(None, lambda source, result: started.append(result))
    scheduler.open(None)  # waits for the thread that starts, which waits for the store, here
    stream = scheduler.open_events(Aps.EventType.JOB_RELEASED)
    scheduler.add_job(job(), None)
    assert stream.next(WAIT, None).get_name() == "job-released"
    while not started:
        GLib.MainContext.default().iteration(True)
    scheduler.start_in_background_finish(started[0])
    scheduler.stop()
    scheduler.wait_until_stopped(WAIT, Gio.Cancellable())
    scheduler.close(None)


def check_store_fails():
    scheduler, store = with_store()
    store.start = lambda now_us: 1 / 0
    refused(lambda: scheduler.open(None), "ZeroDivisionError")

    store = SlowStore(time_limit=SECOND // 100)
    scheduler = Aps.Scheduler(data_store=store, store_retry_timeout=0)
    refused(lambda: scheduler.open(None), "did not answer start within 10ms")
    assert store.calls[0].is_cancelled()
    store.calls[0].answer(None)  # too late: dropped


def check_broker():
    bus = Bus()
    scheduler = Aps.Scheduler(event_broker=bus)
    scheduler.add_callback("note", returns)
    scheduler.start_in_background(None)
    scheduler.run_job(job(), WAIT, None)
    ended(scheduler)
    sent = [envelope["t"] for envelope in bus.sent]
    assert "job-added" in sent and "job-released" in sent, sent


def check_trigger_fails():
    refused(lambda: Lost().preview(0, 1), "almanac")
    refused(lambda: Silent().preview(0, 1), "without saying why")


CHECKS = [
    ("an executor answers at once, and from a thread", check_executor),
    ("an executor answers later", check_executor_later),
    ("what an executor fails at is an error", check_executor_fails),
    ("a store runs a job that is waited for where it is at home", check_store),
    ("a store carries schedules", check_store_schedules),
    ("a store is served while others start the scheduler", check_store_while_starting),
    ("what a store fails at is an error", check_store_fails),
    ("a broker sends and delivers", check_broker),
    ("what a trigger fails at is an error", check_trigger_fails),
]


def main():
    print(f"1..{len(CHECKS)}")
    for number, (name, check) in enumerate(CHECKS, 1):
        try:
            check()
            print(f"ok {number} {name}", flush=True)
        except Exception:
            print(f"not ok {number} {name}")
            print("# " + traceback.format_exc().replace("\n", "\n# "), flush=True)


main()
