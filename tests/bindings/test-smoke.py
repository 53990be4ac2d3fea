#!/usr/bin/env python3
# The library from Python by plain introspection, without overrides. Speaks TAP.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import os
import threading
import traceback

import gi

gi.require_version("Aps", "1")
from gi.repository import Aps, GLib

SECOND = 1_000_000
HOUR = 3600 * SECOND
START = 1_774_656_000 * SECOND  # 2026-03-28T00:00:00Z


class Sevenths(Aps.TriggerBase):
    """Fires at each full seventh second, up to a last one."""

    def do_next(self, after):
        fire = (after // (7 * SECOND) + 1) * 7 * SECOND
        return True, fire if fire <= START + 21 * SECOND else 2**63 - 1


def double(context):
    width = context.get_job().dup_args().unpack()[0]
    context.return_(GLib.Variant("x", width * 2))


def refuse(context):
    context.return_error(GLib.Error("no paper", "python", 7))


def started(clock=None):
    scheduler = Aps.Scheduler(clock=clock) if clock else Aps.Scheduler()
    scheduler.start_in_background(None)
    return scheduler


def check_command():
    if not os.environ.get("APSCHED_WORKER"):
        return "the process executor is not built"
    scheduler = started()
    value = scheduler.run_job(Aps.Job.new("command:/bin/echo hello", None), 60 * SECOND, None).unpack()
    assert value["exit-status"] == 0, value
    assert value["stdout"].strip() == "hello", value
    return None


def check_callback():
    scheduler = Aps.Scheduler()
    scheduler.add_callback("double", double)
    scheduler.start_in_background(None)
    value = scheduler.run_job(Aps.Job.new("double", GLib.Variant("(i)", (21,))), 60 * SECOND, None)
    assert value.unpack() == 42, value


def check_callback_runs_at_home():
    threads = []
    scheduler = Aps.Scheduler()
    scheduler.add_callback("where", lambda context: (threads.append(threading.get_ident()), context.return_(None)))
    scheduler.start_in_background(None)
    scheduler.run_job(Aps.Job.new("where", None), 60 * SECOND, None)
    assert threads == [threading.get_ident()], threads


def check_error():
    scheduler = Aps.Scheduler()
    scheduler.add_callback("refuse", refuse)
    scheduler.start_in_background(None)
    try:
        scheduler.run_job(Aps.Job.new("refuse", None), 60 * SECOND, None)
    except GLib.Error as error:
        assert "no paper" in error.message, error.message
    else:
        raise AssertionError("the failed job was no error")


def check_result():
    scheduler = Aps.Scheduler()
    scheduler.add_callback("double", double)
    scheduler.start_in_background(None)
    job = Aps.Job.new("double", GLib.Variant("(i)", (4,)))
    job.set_result_expiration_time(HOUR)
    job_id = scheduler.add_job(job, None)[1]
    result = scheduler.get_job_result(job_id, 60 * SECOND, None)
    assert result.get_outcome() == Aps.JobOutcome.SUCCESS, result.get_outcome()
    assert result.get_value().unpack() == 8


def check_text_trigger():
    trigger = Aps.Trigger.parse("cron:0 10 * * mon-fri tz=Europe/Berlin")
    assert trigger.preview(START, 2) == [1_774_857_600 * SECOND, 1_774_944_000 * SECOND]
    assert "10:00" in trigger.describe()
    try:
        Aps.Trigger.parse("cron:0 25 * * *")
    except GLib.Error as error:
        assert "25" in error.message, error.message
    else:
        raise AssertionError("hour 25 was taken")


def check_derived_trigger():
    calls = []
    clock = Aps.TestClock.new("2026-03-28T00:00Z")
    scheduler = Aps.Scheduler(clock=clock)
    scheduler.add_callback("note", lambda context: (calls.append(context.get_job().get_fire_time()), context.return_(None)))
    scheduler.start_in_background(None)
    schedule = Aps.Schedule.new("sevenths", "note", Sevenths())
    scheduler.add_schedule(schedule, Aps.ConflictPolicy.REPLACE, None)
    clock.advance(HOUR)
    assert calls and all(fire % (7 * SECOND) == 0 for fire in calls), calls
    assert calls[-1] <= START + 21 * SECOND and len(calls) == 3, calls


def check_test_clock():
    calls = []
    clock = Aps.TestClock.new("2026-03-28T00:00Z")
    scheduler = Aps.Scheduler(clock=clock)
    scheduler.add_callback("note", lambda context: (calls.append(1), context.return_(None)))
    scheduler.start_in_background(None)
    scheduler.schedule("note", "cron:30 2 * * * tz=Europe/Berlin")
    clock.advance(7 * 24 * HOUR)
    assert len(calls) == 6, len(calls)  # on 29 March there is no half past two


def check_events():
    scheduler = Aps.Scheduler()
    scheduler.add_callback("double", double)
    scheduler.start_in_background(None)
    stream = scheduler.open_events(Aps.EventType.JOB_RELEASED)
    scheduler.run_job(Aps.Job.new("double", GLib.Variant("(i)", (1,))), 60 * SECOND, None)
    event = stream.next(60 * SECOND, None)
    assert event.get_name() == "job-released", event.get_name()
    assert event.get_task_id() == "double", event.get_task_id()


CHECKS = [
    ("a command runs, its output comes back", check_command),
    ("a callback runs, its value comes back", check_callback),
    ("a callback runs in the thread that added it", check_callback_runs_at_home),
    ("a job's error comes back as one", check_error),
    ("a result is kept for who asks later", check_result),
    ("a trigger is made of text, and refused", check_text_trigger),
    ("a trigger derived here fires", check_derived_trigger),
    ("a week passes on the test clock", check_test_clock),
    ("events come by a stream", check_events),
]


def main():
    print(f"1..{len(CHECKS)}")
    for number, (name, check) in enumerate(CHECKS, 1):
        try:
            skip = check()
            print(f"ok {number} {name}" + (f" # SKIP {skip}" if skip else ""), flush=True)
        except Exception:
            print(f"not ok {number} {name}")
            print("# " + traceback.format_exc().replace("\n", "\n# "), flush=True)


main()
