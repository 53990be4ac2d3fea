#!/usr/bin/env python3
# Tests the command line, as a person or a script would use it: exit codes, JSON, signals.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""usage: test-apsched.py PATH-OF-APSCHED"""

import contextlib
import getpass
import ctypes
import json
import os
import re
import select
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback

PROGRAM = sys.argv[1]
PATIENCE = 60  # seconds until a wait is given up

FILE = """
[scheduler]
data-store=db
poll-interval=1h
[data-store db]
plugin=sqlite
path=jobs.db
[task hello]
callable=command:echo hello
[task bad]
callable=command:sh -c 'echo oops >&2; exit 3'
[task long]
callable=command:sleep 1000
[schedule yearly]
task=hello
trigger=cron:0 3 1 1 * tz=Europe/Berlin
"""


def apsched(*arguments, cwd=None, env=None):
    return subprocess.run([PROGRAM, *arguments], cwd=cwd, capture_output=True, text=True,
                          timeout=PATIENCE, env={**os.environ, **(env or {})})


def expect(status, *arguments, **options):
    """Runs a command that must end so; failures are one line with the program's name."""
    result = apsched(*arguments, **options)
    assert result.returncode == status, \
        f"{arguments} ended with {result.returncode}, not {status}: {result.stdout}{result.stderr}"
    for line in result.stderr.splitlines():
        assert line.startswith("apsched: "), f"{arguments} said: {line}"
    return result


def answer(*arguments, **options):
    document = json.loads(expect(0, *arguments, "--json", **options).stdout)
    assert document["schema"] == 1, document
    return document


class Folder:
    """A folder with a keyfile in it."""

    def __init__(self, text=FILE):
        self.folder = tempfile.TemporaryDirectory()
        self.path = os.path.join(self.folder.name, "test.conf")
        self.write(text)

    def write(self, text):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(text)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.folder.cleanup()


class Run:
    """apsched run, whose lines are waited for."""

    def __init__(self, path, *options):
        self.process = subprocess.Popen([PROGRAM, "run", path, *options], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
        self.seen = {self.process.stdout: "", self.process.stderr: ""}

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def wait_for(self, pattern, stream="stdout", number=1):
        """Returns once so many lines match."""
        end = time.monotonic() + PATIENCE
        source = getattr(self.process, stream)
        while len(re.findall(pattern, self.seen[source], re.M)) < number:
            ready, _, _ = select.select(list(self.seen), [], [], max(end - time.monotonic(), 0))
            assert ready, f"no line matched {pattern}: {self.seen}"
            for one in ready:
                data = os.read(one.fileno(), 65536)
                assert data or one is not source, f"it ended before {pattern}: {self.seen}"
                self.seen[one] += data.decode()

    def end(self, number):
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=PATIENCE)
        self.seen[self.process.stdout] += out.decode()
        self.seen[self.process.stderr] += err.decode()
        return self.process.returncode


def test_help_and_version():
    names = re.findall(r"^  ([a-z]+) ", expect(0, "--help").stdout, re.M)
    assert {"run", "check", "next", "schedules", "jobs", "submit"} <= set(names), names
    for name in names:
        text = expect(0, name, "--help").stdout
        assert text.startswith("Usage:") and f"apsched {name}" in text, text
    assert re.match(r"apsched \d+\.\d+", expect(0, "--version").stdout)


def test_manual_names_all():
    with open(os.path.join(os.path.dirname(__file__), "../../doc/apsched.1"), encoding="utf-8") as file:
        manual = file.read().replace("\\-", "-")
    for name in re.findall(r"^  ([a-z]+) ", expect(0, "--help").stdout, re.M):
        assert re.search(rf'^\.BI? "?{name}\b', manual, re.M) or \
            re.search(rf"^\.BR {name} ", manual, re.M), f"the manual does not tell of {name}"
        for option in re.findall(r"--[a-z-]+", expect(0, name, "--help").stdout):
            assert option in manual, f"nor of {name} {option}"


def test_usage_is_2():
    for arguments in [[], ["nonsense"], ["next"], ["next", "every:1s", "more"], ["--nonsense"],
                      ["next", "every:1s", "--nonsense"], ["next", "every:1s", "-n", "x"],
                      ["next", "every:1s", "-n", "-2"], ["next", "every:1s", "--tz", "Mars/One"],
                      ["next", "every:1s", "--from", "soon"], ["next", "every:1s", "--utc", "--tz=UTC"],
                      ["next", "every:1s", "--color", "pink"], ["job", "tell", "x"]]:
        expect(2, *arguments)


def test_lost_output_is_1():
    for command in [["next", "every:1h"], ["next", "every:1h", "--json"], ["plugins"], ["--help"]]:
        with open("/dev/full", "w", encoding="utf-8") as full:
            result = subprocess.run([PROGRAM, *command], stdout=full, stderr=subprocess.PIPE,
                                    text=True, timeout=PATIENCE)
        assert result.returncode == 1 and "cannot be written" in result.stderr, result
    closed = subprocess.run(f"exec '{PROGRAM}' next every:1h >&- 2>&- <&-", shell=True,
                            timeout=PATIENCE)
    assert closed.returncode == 0, closed


def test_next_json():
    document = answer("next", "cron:0 3 31 * *", "--utc", "--from", "2026-01-01", "-n", "2")
    assert document == {
        "schema": 1, "trigger": "cron:0 3 31 * *", "timezone": "UTC", "fires": [
            {"time": "2026-01-31T03:00:00Z", "local": "2026-01-31T03:00:00+00:00", "note": None},
            {"time": "2026-03-31T03:00:00Z", "local": "2026-03-31T03:00:00+00:00", "note": None}]}


def fires(*arguments):
    return [fire["time"] for fire in answer("next", *arguments)["fires"]]


def test_next_window():
    assert fires("every:1h", "--utc", "--from", "2026-01-01T00:00", "-n", "2") == \
        ["2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"], "a fire at --from counts"
    assert fires("every:1h start=2020-01-01T00:00:30.5Z", "--from", "2026-01-01T00:00Z", "-n", "1") == \
        ["2026-01-01T00:00:30.500000Z"], "no fire before --from"
    assert fires("cron:0 0 * * *", "--tz", "Asia/Tokyo", "--from", "2026-01-01", "--until",
                 "2026-01-03") == ["2025-12-31T15:00:00Z", "2026-01-01T15:00:00Z",
                                   "2026-01-02T15:00:00Z"], "--tz is the zone of all that names none"
    assert fires("every:1d start=2026-01-01T00:00Z count=3", "--from", "2026-01-02T00:00Z") == \
        ["2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"], "count begins at the rule's first fire"


def test_next_never_is_1():
    for form in [["--json"], []]:
        result = expect(1, "next", "cron:0 0 31 2 *", *form)
        assert "never" in result.stderr or "never" in result.stdout
    assert json.loads(expect(1, "next", "cron:0 0 30 2 *", "--json").stdout)["fires"] == []


def test_next_notes():
    days = answer("next", "cron:30 2 * * * gap=next", "--tz", "Europe/Berlin", "--from",
                  "2027-03-27", "-n3")["fires"]
    assert [day["local"] for day in days] == ["2027-03-27T02:30:00+01:00",
                                              "2027-03-28T03:00:00+02:00",
                                              "2027-03-29T02:30:00+02:00"]
    assert days[0]["note"] is None and days[2]["note"] is None
    assert "02:30 does not exist" in days[1]["note"] and "gap=next" in days[1]["note"]
    twice = answer("next", "cron:30 2 25 10 * fold=last", "--tz", "Europe/Berlin", "--from",
                   "2026-10-01", "-n", "1")["fires"][0]
    assert "occurs twice" in twice["note"] and "fold=last" in twice["note"]


def test_columns_of_mistakes():
    for text, column in [("cron:0 25 * * *", 8), ("0 25 * * *", 3), ("or:[every:1h] [cron:61 * * * *]", 21)]:
        message = expect(2, "next", text).stderr
        assert f"column {column}" in message, message


def test_explain_and_calendar():
    document = answer("explain", "cron:0 9 1 * mon", "--utc", "--from", "2027-01-01")
    assert document["description"] and document["warnings"]
    assert [fire["time"][:10] for fire in document["fires"]] == ["2027-02-01", "2027-03-01", "2027-11-01"]
    days = answer("calendar", "cron:0 9,17 1 * *", "2027", "--utc")["days"]
    assert days == [{"date": f"2027-{month:02}-01", "n_fires": 2} for month in range(1, 13)]
    drawn = expect(0, "calendar", "cron:0 9 29 2 *", "2028-02", "--utc").stdout
    assert "29*" in drawn and "28*" not in drawn, drawn
    expect(2, "calendar", "every:1d", "2027-13")


def test_audit():
    document = answer("audit", "cron:30 2 * * *", "--tz", "Europe/Berlin", "--from", "2027-01-01",
                      "--until", "2028-01-01")
    assert [(m["time"], m["effect"]) for m in document["meetings"]] == \
        [("2027-03-28T01:00:00Z", "skipped"), ("2027-10-31T01:00:00Z", "both")], document
    moved = answer("audit", "cron:30 2 * * * gap=shift fold=first", "--tz", "Europe/Berlin",
                   "--from", "2027-01-01", "--until", "2028-01-01")["meetings"]
    assert moved[0]["moved_to"] == "2027-03-28T01:30:00Z" and moved[1]["effect"] == "first"
    assert answer("audit", "every:90min", "--tz", "Europe/Berlin")["meetings"] == []
    assert answer("audit", "cron:30 2 * * *", "--utc")["meetings"] == []


def test_plugins():
    names = {(p["kind"], p["name"]) for p in answer("plugins")["plugins"]}
    assert {("data-store", "memory"), ("data-store", "sqlite"), ("executor", "process")} <= names
    settings = answer("plugins", "sqlite")["plugins"][0]["settings"]
    assert {s["name"] for s in settings} == {"path", "synchronous", "busy-timeout"}
    assert [s["required"] for s in settings if s["name"] == "path"] == [True]
    expect(4, "plugins", "nonsense")


def test_check():
    with Folder(FILE + "[task gone]\ncallable=command:no-such-program -x\n"
                "[schedule never]\ntask=hello\ntrigger=cron:0 0 31 2 *\n"
                "[schedule past]\ntask=hello\ntrigger=at:2026-01-01T00:00Z\n") as folder:
        result = expect(0, "check", folder.path, "--utc")
        assert re.search('"past": .* never fires again after 2026-01-01T00:00:00Z', result.stderr)
        assert re.search(r"^never +never", result.stdout, re.M), result.stdout
        assert "no-such-program" in result.stderr and '"never"' in result.stderr, result.stderr
        assert not os.path.exists(os.path.join(folder.folder.name, "jobs.db")), "it starts nothing"
        document = answer("check", folder.path)
        assert {s["id"]: len(s["fires"]) for s in document["schedules"]} == \
            {"yearly": 3, "never": 0, "past": 0}


def test_keyfile_mistakes():
    with Folder() as folder:
        expect(4, "check", folder.path + ".gone")
        expect(4, "run", folder.path + ".gone")
        expect(78, "check", folder.path, "--set", "scheduler.nonsense=1")
        expect(2, "check", folder.path, "--set", "nonsense")
        for line in ["nonsense=1\n", "[schedule x]\ntask=hello\ntrigger=cron:0 25 * * *\n",
                     "[task x]\n", "[data-store other]\nplugin=nonsense\n"]:
            folder.write(FILE + line)
            for command in [["check", folder.path], ["run", folder.path],
                            ["schedules", "-c", folder.path], ["submit", "hello", "-c", folder.path]]:
                message = expect(78, *command).stderr
                assert folder.path + ":" in message, message
    with Folder("[schedule x]\ntask=command:true\ntrigger=cron:0 25 * * *\n") as folder:
        assert "column 8" in expect(78, "check", folder.path).stderr


def test_stores_that_are_not_there():
    with Folder() as folder:
        for command in [["schedules"], ["jobs"], ["submit", "hello"]]:
            assert "does not exist" in expect(69, *command, "-c", folder.path).stderr
        assert len(answer("next", "yearly", "-c", folder.path)["fires"]) == 5, "of the keyfile then"
        assert len(answer("audit", "-c", folder.path, "--from=2027-01-01")["meetings"]) == 0
        assert not os.path.exists(os.path.join(folder.folder.name, "jobs.db"))
        expect(69, "run", folder.path, "--set", "data-store db.path=absent/jobs.db")
        with open(os.path.join(folder.folder.name, "jobs.db"), "w", encoding="utf-8"):
            pass  # an empty file is a database without tables
        assert "apsched run" in expect(4, "submit", "hello", "-c", folder.path).stderr
        os.unlink(os.path.join(folder.folder.name, "jobs.db"))
        with open(os.path.join(folder.folder.name, "jobs.db"), "w", encoding="utf-8") as file:
            file.write("This is no database." * 100)
        expect(69, "schedules", "-c", folder.path)
        expect(69, "run", folder.path)
        with contextlib.closing(sqlite3.connect(os.path.join(folder.folder.name, "other.db"))) as db:
            db.execute("CREATE TABLE theirs (x)")
        for command in [["schedules", "-c", folder.path], ["run", folder.path]]:
            assert "another program" in \
                expect(69, *command, "--set", "data-store db.path=other.db").stderr
    with Folder("[schedule x]\ntask=command:true\ntrigger=every:1h\n") as folder:
        assert "memory" in expect(69, "schedules", "-c", folder.path).stderr
        assert len(answer("next", "x", "-c", folder.path)["fires"]) == 5
    bare = {"APSCHED_CONFIG": "", "HOME": "/nonexistent", "XDG_CONFIG_HOME": "/nonexistent"}
    expect(4, "schedules", env=bare)


def test_run_until_signal():
    for number in [signal.SIGTERM, signal.SIGINT]:
        with Folder() as folder, Run(folder.path) as run:
            run.wait_for(r"event=scheduler-started")
            assert run.end(number) == 0
            lines = run.seen[run.process.stdout].splitlines()
            assert all(re.match(r"ts=\S+Z event=[a-z-]+( |$)", line) for line in lines), lines
            assert "event=scheduler-stopped" in lines[-1], lines


def test_ten_thousand_schedules():
    text = FILE + "".join(f"[schedule s{i:05}]\ntask=hello\ntrigger=cron:{i % 60} 3 {1 + i % 7} 1 *\n"
                          for i in range(10000))
    with Folder(text) as folder, Run(folder.path) as run:
        run.wait_for(r"event=scheduler-started")
        assert len(re.findall("event=schedule-added", run.seen[run.process.stdout])) == 10001
        schedules = answer("schedules", "-c", folder.path)["schedules"]
        assert len({s["id"] for s in schedules}) == 10001
        assert {s["trigger"].split(" tz=")[0] for s in schedules if s["id"].startswith("s")} == \
            {f"cron:{i % 60} 3 {1 + i % 7} 1 *" for i in range(10000)}
        table = expect(0, "schedules", "--no-header", "-c", folder.path).stdout
        assert len(table.splitlines()) == 10001
        assert run.end(signal.SIGTERM) == 0


def test_second_signal_interrupts():
    with Folder() as folder, Run(folder.path, "--set", "scheduler.stop-timeout=1h") as run:
        run.wait_for(r"event=scheduler-started")
        expect(0, "submit", "long", "-c", folder.path)
        run.wait_for(r"event=job-acquired")
        run.process.send_signal(signal.SIGTERM)
        run.wait_for(r"stopping in order", "stderr")
        assert run.end(signal.SIGTERM) == 0
        job = answer("jobs", "-c", folder.path)["jobs"][0]
        assert job["state"] == "waiting" and job["attempt"] == 0, "what we interrupt goes back"


def test_submit():
    with Folder() as folder, Run(folder.path, "--set", "scheduler.stop-timeout=100ms") as run:
        store = ["-c", folder.path]
        run.wait_for(r"event=scheduler-started")
        value = json.loads(expect(0, "submit", "hello", '["a b"]', "--wait", *store).stdout)
        assert value["stdout"] == "hello a b\n" and value["exit-status"] == 0, value
        document = answer("submit", "command:sh -c 'echo $APSCHED_ARG_WHO'", "--kwargs",
                          '{"who": "me"}', "--wait=60s", *store)
        assert document["outcome"] == "success" and document["value"]["stdout"] == "me\n", document
        assert "exit 3: oops" in expect(1, "submit", "bad", "--wait", *store).stderr
        expect(75, "submit", "long", "--wait=1ms", *store)
        message = expect(4, "submit", "nonsense", *store).stderr
        assert '"nonsense"' in message and "bad, hello, long" in message, message
        assert "--kwargs" in expect(2, "submit", "hello", '{"a": 1}', *store).stderr
        expect(2, "submit", "hello", "--queue=", *store)
        expect(2, "submit", "hello", "[1", *store)
        expect(2, "submit", "hello", '"text"', *store)
        expect(2, "submit", "hello", "--kwargs", "[]", *store)
        expect(2, "submit", "hello", "--wait=5", *store)
        job_id = expect(0, "submit", "bad", *store).stdout.strip()
        assert re.fullmatch(r"[0-9a-f-]{36}", job_id), job_id
        run.wait_for(rf"event=job-released .*{job_id}.* outcome=error")
        assert run.end(signal.SIGTERM) == 0


def test_lists():
    with Folder() as folder, Run(folder.path) as run:
        store = ["-c", folder.path]
        run.wait_for(r"event=scheduler-started")
        expect(1, "submit", "bad", "--wait", *store)
        schedule, = answer("schedules", *store)["schedules"]
        assert schedule["id"] == "yearly" and schedule["task_id"] == "hello"
        assert re.fullmatch(r"\d{4}-01-01T02:00:00Z", schedule["next_fire_time"])
        assert schedule["last_fire_time"] is None and schedule["paused"] is False
        job, = answer("jobs", *store)["jobs"]
        assert job["task_id"] == "bad" and job["schedule_id"] is None and job["fire_time"] is None
        assert job["state"] == "finished" and job["outcome"] == "error"
        assert job["error"]["message"] == "exit 3: oops"
        assert answer("job", "show", job["id"][-8:], *store)["job"] == job
        assert len(answer("jobs", "--state=failed", "--since=today", *store)["jobs"]) <= 1
        assert answer("jobs", "--state=waiting,running", *store)["jobs"] == []
        lines = expect(0, "jobs", "--columns=task,state", "--no-header", *store).stdout
        assert lines == "bad  error\n", lines
        table = expect(0, "jobs", "--sort=-due", "--utc", *store).stdout
        assert table.startswith("ID") and "1 job: 0 running, 0 waiting, 1 failed." in table, table
        assert json.loads(expect(0, "schedules", "--jsonl", *store).stdout)["id"] == "yearly"
        assert "had ended already: error" in expect(0, "cancel", job["id"], *store).stdout
        for wrong in [["--columns=nonsense"], ["--columns="], ["--state=nonsense"], ["--state="],
                      ["--since=nonsense"], ["--sort=x"], ["-n-1"]]:
            expect(2, "jobs", *wrong, *store)
        expect(4, "job", "show", "nonsense", *store)
        assert answer("status", *store)["schedulers"][0]["alive"] is True


def test_json_has_all_jobs():
    with Folder() as folder:
        with Run(folder.path) as run:
            run.wait_for(r"event=scheduler-started")
            expect(0, "submit", "hello", "--wait", "-c", folder.path)
            assert run.end(signal.SIGTERM) == 0
        with contextlib.closing(sqlite3.connect(os.path.join(folder.folder.name, "jobs.db"))) as db:
            row = db.execute("SELECT * FROM jobs")
            names = [column[0] for column in row.description]
            values = dict(zip(names, row.fetchone()))
            for i in range(1200):
                values["id"] = f"id-{i:05}"
                values["due_us"] += 1
                db.execute(f"INSERT INTO jobs ({', '.join(names)}) VALUES (:{', :'.join(names)})",
                           values)
            db.commit()
        ids = [job["id"] for job in answer("jobs", "-c", folder.path)["jobs"]]
        assert len(set(ids)) == len(ids) == 1201, len(ids)
        lines = expect(0, "jobs", "--jsonl", "-c", folder.path).stdout.splitlines()
        assert [json.loads(line)["id"] for line in lines] == ids
        assert len(answer("jobs", "--sort=id", "-c", folder.path)["jobs"]) == 1201
        assert len(answer("jobs", "-n7", "-c", folder.path)["jobs"]) == 7
        table = expect(0, "jobs", "-c", folder.path).stdout.splitlines()
        assert len(table) == 52 and f"--before {ids[49][-8:]}" in table[-1], table[-1]


def test_attempts_and_damage():
    text = FILE + "[task flaky]\ncallable=command:false\nmax-attempts=3\nretry-delay=1ms\n"
    with Folder(text) as folder:
        store = ["-c", folder.path]
        with Run(folder.path) as run:
            run.wait_for(r"event=scheduler-started")
            expect(1, "submit", "flaky", "--wait", *store)
            job, = answer("jobs", *store)["jobs"]
            assert [(a["attempt"], a["outcome"], a["error"]) for a in job["attempts"]] == \
                [(1, "error", "exit 1"), (2, "error", "exit 1")], job
            for attempt in job["attempts"]:
                assert re.fullmatch(r"2\d{3}-.*Z", attempt["started"] and attempt["finished"]), attempt
            shown = expect(0, "job", "show", job["id"], *store).stdout
            assert re.search(r"^  earlier +2 .* exit 1$", shown, re.M), shown
            expect(0, "submit", "long", *store)
            run.wait_for(r"event=job-acquired .*task=long")
            expect(0, "cancel", answer("jobs", "--task=long", *store)["jobs"][0]["id"], "--why",
                   "enough", *store)
            run.wait_for(r"event=job-released .*outcome=cancelled")
            job, = answer("jobs", "--task=long", *store)["jobs"]
            assert job["cancelled_by"] == getpass.getuser() and job["cancel_reason"] == "enough"
            assert "enough" in expect(0, "jobs", "--task=long", *store).stdout
            assert run.end(signal.SIGTERM) == 0
        expect(0, "submit", "hello", "[1]", *store)
        with contextlib.closing(sqlite3.connect(os.path.join(folder.folder.name, "jobs.db"))) as db:
            db.execute("UPDATE schedules SET trigger = NULL")
            db.execute("UPDATE jobs SET args = '{bad', created_us = -9e18 WHERE task_id = 'hello'")
            db.commit()
        assert "cannot be read" in expect(0, "schedules", *store).stdout
        schedule, = answer("schedules", *store)["schedules"]
        assert schedule["trigger"] is None and schedule["description"] is None, schedule
        expect(1, "next", "yearly", *store)
        job, = answer("jobs", "--task=hello", *store)["jobs"]
        assert job["args"] == "{bad" and job["created"] is None, job
        with Run(folder.path) as run:
            run.wait_for(r"event=job-released .*task=hello .*outcome=deserialization-failed")


def test_reasons_of_waiting():
    with Folder(FILE + "[queue off]\npaused=true\n[schedule held]\ntask=hello\ntrigger=every:1h\nqueue=off\n") as folder, \
         Run(folder.path) as run:
        store = ["-c", folder.path]
        run.wait_for(r"event=job-added schedule=held")
        job, = answer("jobs", "--state=waiting", *store)["jobs"]
        assert (job["reason"], job["reason_text"]) == ("queue-paused", 'queue "off" is paused'), job
        assert 'queue "off" is paused' in expect(0, "jobs", "--state=waiting", *store).stdout
        assert re.search(r'^  why +queue "off" is paused$',
                         expect(0, "job", "show", job["id"], *store).stdout, re.M)


def test_changes():
    with Folder() as folder, Run(folder.path) as run:
        store = ["-c", folder.path]
        run.wait_for(r"event=scheduler-started")
        expect(0, "pause", "year*", "--why", "year end", *store)
        schedule, = answer("schedules", *store)["schedules"]
        assert schedule["paused"] is True and schedule["paused_reason"] == "year end"
        assert json.loads(expect(1, "next", "yearly", "--json", *store).stdout)["fires"] == []
        expect(0, "resume", "yea", *store)
        assert answer("schedules", *store)["schedules"][0]["paused"] is False
        assert answer("next", "yearly", *store)["fires"][0]["time"] == schedule["next_fire_time"]
        expect(4, "pause", "nonsense", *store)
        expect(0, "remove", "yearly", "--yes", *store)
        assert answer("schedules", *store)["schedules"] == []
        job_id = expect(0, "submit", "long", *store).stdout.strip()
        run.wait_for(r"event=job-acquired")
        expect(0, "cancel", job_id[-8:], "--why", "enough", *store)
        run.wait_for(r"event=job-released .*outcome=cancelled")


def test_reload():
    with Folder() as folder, Run(folder.path) as run:
        run.wait_for(r"event=scheduler-started")
        folder.write(FILE + "[schedule second]\ntask=hello\ntrigger=every:1h\n")
        run.process.send_signal(signal.SIGHUP)
        run.wait_for(r"event=job-released schedule=second .*outcome=success")
        folder.write(FILE + "[schedule third]\ntask=nonsense\ntrigger=every:1h\n")
        run.process.send_signal(signal.SIGHUP)
        run.wait_for(r"^apsched: the keyfile was not taken over: .*nonsense", "stderr")
        folder.write(FILE)
        ids = {s["id"] for s in answer("schedules", "-c", folder.path)["schedules"]}
        assert ids == {"yearly", "second"}, "an error changes nothing"
        expect(0, "submit", "hello", "--wait", "-c", folder.path)
        run.process.send_signal(signal.SIGHUP)
        run.wait_for(r"event=schedule-removed schedule=second")
        folder.write(FILE + "[executor new]\nplugin=process\n[queue default]\npaused=yes\n"
                     "[task late]\ncallable=command:true\nexecutor=new\n")
        run.process.send_signal(signal.SIGHUP)
        run.wait_for(r'^apsched: the keyfile was not taken over: .*"late".*"new".*next start', "stderr")
        folder.write(FILE.replace("poll-interval=1h", "poll-interval=2h"))
        expect(0, "submit", "hello", "--wait", "-c", folder.path)  # no queue is paused by it
        run.process.send_signal(signal.SIGHUP)
        run.wait_for(r"settings .* have changed: they are taken at the next start", "stderr")
        for number in range(20):  # its event comes before the reload ends: the next finds it under way
            folder.write(FILE + f"[schedule new{number}]\ntask=hello\ntrigger=at:2099-01-01T00:00Z\n")
            run.process.send_signal(signal.SIGHUP)
            run.wait_for(f"event=schedule-added schedule=new{number} ")
        assert run.end(signal.SIGTERM) == 0


def test_what_has_fired_stays_fired():
    text = FILE.replace("poll-interval=1h", 
                        "poll-interval=1h\ncleanup-interval=10ms\nlease-duration=1h\nfailure-retention=0") + \
        "[schedule once]\ntask=hello\ntrigger=at:2026-01-01T00:00Z\n" \
        "[schedule never]\ntask=hello\ntrigger=cron:0 0 31 2 *\n"
    with Folder(text) as folder:
        for number in range(3):
            with Run(folder.path) as run:
                run.wait_for(r"event=scheduler-started")
                if number == 0:
                    run.wait_for(r"event=job-released schedule=once .*outcome=success")
                expect(0, "submit", "bad", "-c", folder.path)
                run.wait_for(r"event=job-released .*task=bad")
                while answer("jobs", "--task=bad", "-c", folder.path)["jobs"]:
                    pass  # until the clean-up has passed by
                assert run.end(signal.SIGTERM) == 0
                changes = re.findall("event=schedule-(?:added|removed).*", run.seen[run.process.stdout])
                assert len(changes) == (3 if number == 0 else 0), changes
        states = {s["id"]: s["state"] for s in answer("schedules", "-c", folder.path)["schedules"]}
        assert states == {"once": "finished", "never": "finished", "yearly": "active"}, states
        assert len(answer("jobs", "--schedule=once", "-c", folder.path)["jobs"]) == 1
        folder.write(FILE)
        with Run(folder.path) as run:
            run.wait_for(r"event=schedule-removed schedule=once")


def test_two_files_define_a_schedule():
    with Folder() as folder, Run(folder.path) as run:
        run.wait_for(r"event=scheduler-started")
        other = os.path.join(folder.folder.name, "other.conf")
        with open(other, "w", encoding="utf-8") as file:
            file.write(FILE)
        with Run(other) as second:
            second.wait_for(r'1 schedule that \S*test.conf defined, such as "yearly", is this', "stderr")
            second.wait_for(r"event=scheduler-started")
            assert second.end(signal.SIGTERM) == 0
        with Run(other) as second:
            second.wait_for(r"event=scheduler-started")
            assert second.end(signal.SIGTERM) == 0
            assert "defined" not in second.seen[second.process.stderr], second.seen


def test_killed_and_started_again():
    text = FILE.replace("poll-interval=1h", "poll-interval=1s") + \
        "[schedule tick]\ntask=hello\ntrigger=every:100ms\ncoalesce=all\n"
    with Folder(text) as folder:
        for _ in range(3):
            with Run(folder.path) as run:
                run.wait_for(r"event=job-released schedule=tick .*outcome=success", number=4)
                assert run.end(signal.SIGKILL) == -signal.SIGKILL
        with Run(folder.path) as run:
            run.wait_for(r"event=job-released schedule=tick .*outcome=success", number=4)
            assert run.end(signal.SIGTERM) == 0
        jobs = answer("jobs", "-n", "0", "--schedule=tick", "-c", folder.path)["jobs"]
        times = [job["fire_time"] for job in jobs]
        assert len(times) == len(set(times)), "no fire time is used twice"
        assert all(job["outcome"] in (None, "success", "abandoned") for job in jobs), jobs


class Watch:
    """Waits until a name appears in a folder, by inotify."""

    LIBC = ctypes.CDLL(None, use_errno=True)
    IN_CREATE = 0x100

    def __init__(self, folder):
        self.folder = folder
        self.handle = self.LIBC.inotify_init1(os.O_CLOEXEC)
        assert self.LIBC.inotify_add_watch(self.handle, folder.encode(), self.IN_CREATE) >= 0

    def wait_for(self, pattern):
        end = time.monotonic() + PATIENCE
        while True:
            found = [name for name in os.listdir(self.folder) if re.match(pattern, name)]
            if found:
                os.close(self.handle)
                return os.path.join(self.folder, found[0])
            ready, _, _ = select.select([self.handle], [], [], max(end - time.monotonic(), 0))
            assert ready, f"nothing in {self.folder} matches {pattern}"
            os.read(self.handle, 65536)


def contents(folder):
    files = {}
    for path, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(path, name), "rb") as file:
                files[os.path.join(path, name)] = file.read()
    return files


QUICK = ["--runs=1", "--seconds=0.02"]


def test_bench_in_memory():
    with tempfile.TemporaryDirectory() as folder:
        rows = answer("bench", "jobs", "ticks", "backlog-1000", "cross-process", *QUICK,
                      env={"TMPDIR": folder})
        assert rows["store"] == "memory" and len(rows["load"]) == 3, rows
        assert [row["row"] for row in rows["rows"]] == \
            ["jobs", "ticks", "backlog-1000", "cross-process"], rows
        for row in rows["rows"][:3]:
            assert not row["failed"] and row["skipped"] is None and len(row["runs"]) == 1, row
            assert row["low"] == row["value"] == row["high"] == row["runs"][0], row
        assert rows["rows"][0]["value"] > 0 and rows["rows"][0]["better"] == "more", rows
        assert rows["rows"][1]["more"]["early"] == rows["rows"][1]["more"]["dropped"] == 0, rows
        assert "memory of one process" in rows["rows"][3]["skipped"], rows
        assert rows["rows"][3]["value"] is None and rows["rows"][3]["runs"] == [], rows
        text = expect(0, "bench", "add-one", *QUICK, env={"TMPDIR": folder}).stdout
        assert re.search(r"^ROW .*\nadd-one .*jobs/s .*\n1 rows: 0 skipped, 0 failed", text), text
        assert os.listdir(folder) == []


def test_bench_leaves_a_store_alone():
    # What the file says of the work must not hinder the rows, nor be begun.
    text = FILE.replace("[scheduler]", "[scheduler]\nqueues=slow\nallow=command:*\nrole=window") + \
        "[schedule often]\ntask=hello\ntrigger=every:1ms\n"
    with Folder(text) as folder:
        store = ["-c", folder.path]
        with Run(folder.path) as run:
            run.wait_for(r"event=scheduler-started")
            run.end(signal.SIGTERM)
        before = contents(folder.folder.name)
        rows = answer("bench", "jobs", "cross-process", "ready", "schedules", *QUICK, *store)
        assert rows["store"] == "sqlite", rows
        assert [row["failed"] for row in rows["rows"]] == [False] * 4, rows
        assert [row["skipped"] is None for row in rows["rows"]] == [True] * 3 + [False], rows
        assert contents(folder.folder.name) == before


def test_bench_that_is_ended():
    with Folder() as folder:
        before = contents(folder.folder.name)
        for number, status in ((signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, -signal.SIGINT),
                               (signal.SIGKILL, 1)):
            watch = Watch(folder.folder.name)
            process = subprocess.Popen([PROGRAM, "-c", folder.path, "bench", "jobs",
                                        "--seconds=1000"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            try:
                Watch(watch.wait_for("apsched-bench-")).wait_for(r"jobs\.db$")
                if number == signal.SIGKILL:
                    # Of the process that measures, not of the one that cleans up.
                    with open(f"/proc/{process.pid}/task/{process.pid}/children",
                              encoding="ascii") as file:
                        os.kill(int(file.read().split()[0]), number)
                else:
                    process.send_signal(number)
                _, error = process.communicate(timeout=PATIENCE)
                assert process.returncode == status, (number, process.returncode, error)
                assert number != signal.SIGKILL or b"row jobs: " in error, error
            finally:
                process.kill()
            assert contents(folder.folder.name) == before, number
            assert os.listdir(folder.folder.name) == ["test.conf"], number


def test_bench_that_cannot_be():
    with Folder(FILE.replace("path=jobs.db", "path=missing/jobs.db")) as folder:
        expect(69, "-c", folder.path, "bench", "jobs")
    expect(4, "bench", "no-such-row")
    expect(2, "bench", "--runs=0")
    expect(2, "bench", "--seconds=0")
    expect(2, "--set", "scheduler.history=1", "bench", "jobs")
    expect(4, "-c", "/no/such/file", "bench", "jobs")
    rows = answer("bench", "--list")["rows"]
    assert {"jobs", "idle", "command"} <= {row["row"] for row in rows}, rows
    assert {row["better"] for row in rows} == {"more", "less"}, rows


def main():
    tests = [(name[5:], test) for name, test in globals().items() if name.startswith("test_")]
    print(f"1..{len(tests)}")
    failed = False
    for number, (name, test) in enumerate(tests, 1):
        try:
            test()
            print(f"ok {number} /apsched/{name.replace('_', '-')}", flush=True)
        except Exception:  # pylint: disable=broad-except
            failed = True
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            print(f"not ok {number} /apsched/{name.replace('_', '-')}", flush=True)
    sys.exit(failed)


main()
