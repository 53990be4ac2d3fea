// The library from JavaScript by plain introspection, without overrides. Speaks TAP.
//
// SPDX-License-Identifier: LGPL-2.1-or-later
imports.gi.versions.Aps = '1';
const {Aps, GLib, GObject} = imports.gi;

const SECOND = 1000000;
const HOUR = 3600 * SECOND;
const START = 1774656000 * SECOND; // 2026-03-28T00:00:00Z

// Fires at each full seventh second.
const Sevenths = GObject.registerClass(class Sevenths extends Aps.TriggerBase {
    vfunc_next(after) {
        return [true, (Math.floor(after / (7 * SECOND)) + 1) * 7 * SECOND];
    }
});

function assert(holds, what) {
    if (!holds)
        throw new Error(what);
}

function double(context) {
    const [width] = context.get_job().dup_args().deepUnpack();
    context.return(GLib.Variant.new_int64(width * 2));
}

function started(callbacks, clock = null) {
    const scheduler = clock ? new Aps.Scheduler({clock}) : new Aps.Scheduler();
    for (const [id, callback] of Object.entries(callbacks))
        scheduler.add_callback(id, callback);
    scheduler.start_in_background(null);
    return scheduler;
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

const checks = {
    'a command runs, its output comes back': () => {
        if (!GLib.getenv('APSCHED_WORKER'))
            return 'the process executor is not built';
        const job = Aps.Job.new('command:/bin/echo hello', null);
        const value = started({}).run_job(job, 60 * SECOND, null).recursiveUnpack();
        assert(value['exit-status'] === 0, JSON.stringify(value));
        assert(value.stdout.trim() === 'hello', JSON.stringify(value));
        return null;
    },
    'a callback runs, its value comes back': () => {
        const job = Aps.Job.new('double', new GLib.Variant('(i)', [21]));
        const value = started({double}).run_job(job, 60 * SECOND, null);
        assert(value.deepUnpack() === 42, value.print(true));
    },
    'a job\'s error comes back as one': () => {
        const refuse = context =>
            context.return_error(new GLib.Error(Aps.error_quark(), Aps.Error.NOT_FOUND, 'no paper'));
        const scheduler = started({refuse});
        refused(() => scheduler.run_job(Aps.Job.new('refuse', null), 60 * SECOND, null), 'no paper');
    },
    'a result is kept for who asks later': () => {
        const scheduler = started({double});
        const job = Aps.Job.new('double', new GLib.Variant('(i)', [4]));
        job.set_result_expiration_time(HOUR);
        const [, id] = scheduler.add_job(job, null);
        const result = scheduler.get_job_result(id, 60 * SECOND, null);
        assert(result.get_outcome() === Aps.JobOutcome.SUCCESS, 'the outcome');
        assert(result.get_value().deepUnpack() === 8, 'the value');
    },
    'a trigger is made of text, and refused': () => {
        const trigger = Aps.Trigger.parse('cron:0 10 * * mon-fri tz=Europe/Berlin');
        const fires = trigger.preview(START, 2);
        assert(`${fires}` === `${[1774857600 * SECOND, 1774944000 * SECOND]}`, `${fires}`);
        assert(trigger.describe().includes('10:00'), trigger.describe());
        refused(() => Aps.Trigger.parse('cron:0 25 * * *'), '25');
    },
    'a trigger derived here answers': () => {
        const trigger = new Sevenths();
        const fires = trigger.preview(START, 3);
        assert(fires.length === 3 && fires.every(fire => fire % (7 * SECOND) === 0), `${fires}`);
    },
    'a trigger derived here is scheduled': () => {
        let n = 0;
        const note = context => {
            n++;
            context.return(null);
        };
        const clock = Aps.TestClock.new('2026-03-28T00:00Z');
        const scheduler = started({note}, clock);
        scheduler.add_schedule(Aps.Schedule.new('sevenths', 'note', new Sevenths()),
            Aps.ConflictPolicy.REPLACE, null);
        clock.advance(70 * SECOND);
        assert(n >= 10 && n <= 11, `${n} runs`);
    },
    'a week passes on the test clock': () => {
        let n = 0;
        const note = context => {
            n++;
            context.return(null);
        };
        const clock = Aps.TestClock.new('2026-03-28T00:00Z');
        const scheduler = started({note}, clock);
        scheduler.schedule('note', 'cron:30 2 * * * tz=Europe/Berlin');
        clock.advance(7 * 24 * HOUR);
        assert(n === 6, `${n} runs`); // on 29 March there is no half past two
    },
    'events come by a stream': () => {
        const scheduler = started({double});
        const stream = scheduler.open_events(Aps.EventType.JOB_RELEASED);
        scheduler.run_job(Aps.Job.new('double', new GLib.Variant('(i)', [1])), 60 * SECOND, null);
        const event = stream.next(60 * SECOND, null);
        assert(event.get_name() === 'job-released', event.get_name());
        assert(event.get_task_id() === 'double', event.get_task_id());
    },
};

print(`1..${Object.keys(checks).length}`);
let number = 0;
for (const [name, check] of Object.entries(checks)) {
    number++;
    try {
        const skip = check();
        print(`ok ${number} ${name}${skip ? ` # SKIP ${skip}` : ''}`);
    } catch (error) {
        print(`not ok ${number} ${name}`);
        print(`# ${error.message}`);
    }
}
