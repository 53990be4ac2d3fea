// Executors, stores, brokers and triggers made in JavaScript by plain introspection, without
// overrides. Speaks TAP.
//
// SPDX-License-Identifier: LGPL-2.1-or-later
imports.gi.versions.Aps = '1';
const {Aps, GLib, GObject} = imports.gi;

const SECOND = 1000000;
const WAIT = 60 * SECOND;

function assert(holds, what) {
    if (!holds)
        throw new Error(what);
}

function refused(call, part) {
    try {
        call();
    } catch (error) {
        assert(error.message.includes(part), error.message);
        return;
    }
    throw new Error('it was no error');
}

function job(task = 'note') {
    return Aps.Job.new(task, null);
}

function ended(scheduler) {
    scheduler.stop();
    scheduler.wait_until_stopped(WAIT, null);
    scheduler.close(null);
}

const Remote = GObject.registerClass(class Remote extends Aps.ExecutorBase {
    _init() {
        super._init();
        this.set_schemes(['remote']);
    }

    vfunc_begin(call, callable, args) {
        this[callable.slice('remote:'.length)](call, args);
    }

    now(call, args) {
        call.answer(args);
    }

    later(call) {
        GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
            call.answer('8');
            return GLib.SOURCE_REMOVE;
        });
    }

    fail(call) {
        call.fail('no paper');
    }

    mistake() {
        throw new TypeError('no such drawer');
    }
});

// Does no more than these checks need: one scheduler, no limits, no ends of leases.
const ObjectStore = GObject.registerClass(class ObjectStore extends Aps.DataStoreBase {
    _init() {
        super._init();
        this.rows = {tasks: {}, schedules: {}, jobs: {}};
    }

    vfunc_get_flags() {
        return Aps.DataStoreFlags.PRIVATE; // so that callbacks may be stored
    }

    vfunc_begin(call, operation, request) {
        const [verb, table] = operation.split('_');
        const given = JSON.parse(request);
        let answer = null; // instances, ends of leases, cleaning up
        if (operation in this)
            answer = this[operation](given);
        else if (verb === 'list')
            answer = Object.values(this.rows[table] ?? {});
        else if (verb === 'get')
            answer = given.ids.map(id => this.rows[table][id]).filter(row => row);
        call.answer(JSON.stringify(answer));
    }

    keep(table, records, fields = {}) {
        const entries = records.map(({id}) => id in this.rows[table] ? 'replaced' : 'added');
        for (const record of records)
            this.rows[table][record.id] = {...record, ...fields};
        return {entries};
    }

    put_tasks({tasks}) {
        return this.keep('tasks', tasks);
    }

    put_schedules({schedules}) {
        return this.keep('schedules', schedules, {incarnation: 1});
    }

    add_jobs({jobs}) {
        return this.keep('jobs', jobs);
    }

    lease(records, due, {now_us, until_us, owner}, fields = {}) {
        const leased = records.filter(record =>
            record[due] !== null && record[due] <= now_us && !record.lease_owner);
        for (const record of leased) {
            Object.assign(record, fields,
                {lease_owner: owner, lease_until_us: until_us, fence: record.fence + 1});
        }
        return leased;
    }

    lease_schedules({instance, until_us, now_us}) {
        const schedules = Object.values(this.rows.schedules);
        return {schedules: this.lease(schedules, 'next_fire_us', {now_us, until_us, owner: instance})};
    }

    commit_firings({firings, jobs}) {
        for (const {schedule_id, last_fire_us, next_fire_us, cursor} of firings) {
            Object.assign(this.rows.schedules[schedule_id],
                {last_fire_us, next_fire_us, cursor, lease_owner: null});
        }
        this.keep('jobs', jobs);
        return {entries: firings.map(() => 'done')};
    }

    lease_jobs({lease, now_us}) {
        const waiting = Object.values(this.rows.jobs).filter(({state}) => state === 'waiting');
        const jobs = this.lease(waiting, 'due_us',
            {now_us, until_us: lease.until_us, owner: lease.instance},
            {state: 'leased', attempt: 1, leased_us: now_us, worker: lease.worker});
        return {jobs, tasks: Object.values(this.rows.tasks)};
    }

    release_jobs({jobs, next, now_us}) {
        this.keep('jobs', jobs);
        const answer = next ? this.lease_jobs({lease: next, now_us}) : {};
        return {...answer, entries: jobs.map(() => 'done')};
    }

    next_schedule_due() {
        const times = Object.values(this.rows.schedules).map(row => row.next_fire_us);
        return times.length > 0 ? Math.min(...times) : null;
    }

    next_job_due() {
        const waiting = Object.values(this.rows.jobs).filter(({state}) => state === 'waiting');
        return waiting.length > 0 ? Math.min(...waiting.map(row => row.due_us)) : null;
    }

    request_cancel() {
        throw new Error('what has begun is finished here');
    }
});

const Bus = GObject.registerClass(class Bus extends Aps.EventBrokerBase {
    _init() {
        super._init();
        this.sent = [];
    }

    vfunc_begin_publish(call, envelopes) {
        this.sent.push(...JSON.parse(envelopes));
        this.deliver_json(envelopes);
        call.answer(null);
    }
});

const Lost = GObject.registerClass(class Lost extends Aps.TriggerBase {
    vfunc_next() {
        throw new Error('the almanac is lost');
    }
});

function returns(context) {
    context.return(GLib.Variant.new_int64(42));
}

function withRemote() {
    const scheduler = new Aps.Scheduler();
    scheduler.add_executor('remote', new Remote());
    scheduler.start_in_background(null);
    return scheduler;
}

function withStore(properties = {}) {
    const store = new ObjectStore();
    const scheduler = new Aps.Scheduler({data_store: store, ...properties});
    scheduler.add_callback('note', returns);
    scheduler.start_in_background(null);
    return [scheduler, store];
}

const checks = {
    'an executor answers at once': () => {
        const scheduler = withRemote();
        const args = Aps.Job.new('remote:now', new GLib.Variant('(i)', [1]));
        const value = scheduler.run_job(args, WAIT, null).recursiveUnpack();
        assert(JSON.stringify(value) === '{"args":[1],"kwargs":{}}', JSON.stringify(value));
        ended(scheduler);
    },
    'an executor answers later': () => {
        const scheduler = withRemote();
        const loop = new GLib.MainLoop(null, false);
        let value = null;
        scheduler.run_job_async(job('remote:later'), WAIT, null, (source, result) => {
            value = scheduler.run_job_finish(result).unpack();
            loop.quit();
        });
        loop.run();
        assert(value === 8, `${value}`);
        ended(scheduler);
    },
    'what an executor fails at is an error': () => {
        const scheduler = withRemote();
        refused(() => scheduler.run_job(job('remote:fail'), WAIT, null), 'no paper');
        refused(() => scheduler.run_job(job('remote:mistake'), WAIT, null), 'no such drawer');
        ended(scheduler);
    },
    'a store runs a job that is waited for where it is at home': () => {
        const [scheduler] = withStore();
        const value = scheduler.run_job(job(), WAIT, null).unpack();
        assert(value === 42, `${value}`);
        refused(() => scheduler.cancel_job('x', null, null), 'finished here');
        ended(scheduler);
    },
    'a store carries schedules': () => {
        const clock = Aps.TestClock.new('2026-03-28T00:00Z');
        const [scheduler, store] = withStore({clock});
        const trigger = Aps.Trigger.parse('every:1s');
        scheduler.add_schedule(Aps.Schedule.new('each-second', 'note', trigger),
            Aps.ConflictPolicy.REPLACE, null);
        clock.advance(10 * SECOND);
        const outcomes = Object.values(store.rows.jobs).map(({outcome}) => outcome);
        assert(outcomes.length >= 10 && outcomes.every(outcome => outcome === 'success'), `${outcomes}`);
        ended(scheduler);
    },
    'a broker sends and delivers': () => {
        const bus = new Bus();
        const scheduler = new Aps.Scheduler({event_broker: bus});
        scheduler.add_callback('note', returns);
        scheduler.start_in_background(null);
        scheduler.run_job(job(), WAIT, null);
        ended(scheduler);
        const sent = bus.sent.map(envelope => envelope.t);
        assert(sent.includes('job-added') && sent.includes('job-released'), `${sent}`);
    },
    'what a trigger fails at is an error': () => {
        refused(() => new Lost().preview(0, 1), 'almanac');
    },
};

print(`1..${Object.keys(checks).length}`);
let number = 0;
for (const [name, check] of Object.entries(checks)) {
    number++;
    try {
        check();
        print(`ok ${number} ${name}`);
    } catch (error) {
        print(`not ok ${number} ${name}`);
        print(`# ${error.message}`);
    }
}
