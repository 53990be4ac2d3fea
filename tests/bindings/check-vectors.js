// Checks the vectors' fire times through introspection. Speaks TAP.
// usage: check-vectors.js CHECK-VECTORS FILE...
//
// SPDX-License-Identifier: LGPL-2.1-or-later
imports.gi.versions.Aps = '1';
const {Aps, Gio, GLib} = imports.gi;

const NONE = 2 ** 63;
const LAST_LISTED = 2145830400000000; // 2037-12-31

function checkEnd(example, trigger, cursor) {
    if (example.end === 'any')
        return null;
    let fire;
    try {
        fire = trigger.next(cursor)[1];
    } catch (error) {
        const limit = error.matches(Aps.error_quark(), Aps.Error.MAX_ITERATIONS);
        return limit && ['error', 'more'].includes(example.end) ? null : error.message;
    }
    const right = {
        'more': fire < NONE,
        'exhausted': fire >= NONE,
        'later': fire > LAST_LISTED,
        'error': false,
    }[example.end];
    return right ? null : `then ${fire}, wanted: ${example.end}`;
}

function check(example) {
    let trigger;
    try {
        trigger = Aps.Trigger.parse(example.text);
    } catch (error) {
        return example.end.startsWith('refused') ? null : error.message;
    }
    if (example.end === 'refused')
        return 'it is not refused';
    const cursor = Aps.Cursor.new(example.anchor);
    if (example.end === 'refused-or-never')
        return trigger.next(cursor)[1] >= NONE ? null : 'it fires';
    try {
        if (example.from !== null)
            trigger.skip(cursor, example.from);
        const fires = example.fires.length ? trigger.next_n(cursor, example.fires.length) : [];
        // Beyond the year 2255 both are rounded alike.
        if (`${fires}` !== `${example.fires}`)
            return `${fires}, wanted ${example.fires}`;
    } catch (error) {
        return error.message;
    }
    return checkEnd(example, trigger, cursor);
}

const [program, ...files] = ARGV;
const process = Gio.Subprocess.new([program, '--plain', ...files], Gio.SubprocessFlags.STDOUT_PIPE);
const [, output] = process.communicate_utf8(null, null);
let number = 0;
for (const line of output.split('\n').filter(text => text !== '')) {
    const example = JSON.parse(line);
    const wrong = check(example);
    const skip = wrong && example.other_zone_data ? ' # SKIP made with other rules of its zone' : '';
    number++;
    print(`${wrong && !skip ? 'not ok' : 'ok'} ${number} ${example.id}${skip}`);
    if (wrong)
        print(`# ${example.text}: ${wrong}`);
}
print(`1..${number}`);
