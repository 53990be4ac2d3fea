#!/usr/bin/env python3
# Measures APScheduler 4: one row, printed as a line of JSON.
# usage: apscheduler4.py ROW AMOUNT EXECUTOR [DATABASE]
#   EXECUTOR is async or threadpool; without DATABASE its memory store is measured, with it the
#   SQLAlchemy store over aiosqlite, in WAL mode and with synchronous=full.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import asyncio
import sys
import threading
import time
from datetime import datetime, timedelta, timezone

from apscheduler import AsyncScheduler, current_job
from apscheduler.datastores.memory import MemoryDataStore
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from figures import resident_bytes, say, say_ticks, say_times

ROOM = 100  # jobs at once, as ours
PAUSE = 0.005  # between jobs that meet an idle scheduler


class Peer:
    def __init__(self, scheduler, executor):
        self.scheduler = scheduler
        self.executor = executor
        self.loop = asyncio.get_running_loop()
        self.lock = threading.Lock()
        self.ended = asyncio.Event()
        self.left = 0
        self.started = 0
        self.times_us = []

    def count(self):
        with self.lock:
            self.left -= 1
            if self.left == 0:
                self.loop.call_soon_threadsafe(self.ended.set)

    async def configure(self, name, function):
        """Makes a task of a plain function, in the form that its executor wants."""
        async def call():
            function()

        await self.scheduler.configure_task(
            name, func=call if self.executor == "async" else function,
            job_executor=self.executor, max_running_jobs=None)

    def expect(self, n):
        self.left = n
        self.ended.clear()

    async def jobs(self, n):
        await self.configure("count", self.count)
        await self.scheduler.start_in_background()
        self.expect(n)
        begun = time.perf_counter()
        for _ in range(n):
            await self.scheduler.add_job("count")
        await self.ended.wait()
        say(n / (time.perf_counter() - begun), "jobs/s", n=n)

    async def start_latency(self, n):
        def note():
            self.started = time.perf_counter_ns()
            self.count()

        await self.configure("note", note)
        await self.scheduler.start_in_background()
        for _ in range(n):
            self.expect(1)
            await asyncio.sleep(PAUSE)
            begun = time.perf_counter_ns()
            await self.scheduler.add_job("note")
            await self.ended.wait()
            self.times_us.append((self.started - begun) / 1000)
        say_times(self.times_us)

    async def schedules(self, n):
        await self.configure("count", self.count)
        triggers = [DateTrigger(datetime.now(timezone.utc) + timedelta(days=1, seconds=i))
                    for i in range(100)]
        before, begun = resident_bytes(), time.perf_counter()
        for i in range(n):
            await self.scheduler.add_schedule("count", triggers[i % 100], id=f"schedule-{i}")
        took = time.perf_counter() - begun
        say(n / took, "schedules/s", bytes_each=(resident_bytes() - before) / n, n=n)

    async def tick(self, seconds, n):
        """Fires n schedules once a second each, their phases spread over it."""
        def note():
            fire = current_job.get().scheduled_fire_time
            self.times_us.append((datetime.now(timezone.utc) - fire).total_seconds() * 1e6)

        await self.configure("note", note)
        await self.scheduler.start_in_background()
        first = datetime.now(timezone.utc) + timedelta(seconds=3)
        for i in range(n):
            trigger = IntervalTrigger(
                seconds=1, start_time=first + timedelta(seconds=i / n),
                end_time=first + timedelta(seconds=seconds - 1 + (i + 0.5) / n))
            await self.scheduler.add_schedule("note", trigger, id=f"schedule-{i}")
        wait = first - datetime.now(timezone.utc) + timedelta(seconds=seconds + 2)
        await asyncio.sleep(wait.total_seconds())
        say_ticks(self.times_us, n * seconds)


def open_store(path):
    if path is None:
        return MemoryDataStore()

    from apscheduler.datastores.sqlalchemy import SQLAlchemyDataStore
    from sqlalchemy import event
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(f"sqlite+aiosqlite:///{path}")

    @event.listens_for(engine.sync_engine, "connect")
    def be_durable(connection, _record):
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    return SQLAlchemyDataStore(engine)


async def main():
    row, amount, executor, *database = sys.argv[1:]
    store = open_store(database[0] if database else None)
    async with AsyncScheduler(store, max_concurrent_jobs=ROOM) as scheduler:
        peer = Peer(scheduler, executor)
        if row.startswith("ticks-"):
            await peer.tick(int(amount), int(row.removeprefix("ticks-")))
        else:
            rows = {"jobs": peer.jobs, "start-latency": peer.start_latency,
                    "schedules": peer.schedules}
            await rows[row](int(amount))


asyncio.run(main())
