#!/usr/bin/env python3
# Tests what measures libapsched, without speed: its table of rows, its arithmetic, what it says of
# peers that cannot be had. Speaks TAP.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""usage: test-bench-run.py SOURCE-FOLDER BUILD-FOLDER PATH-OF-APSCHED"""

import json
import pathlib
import subprocess
import sys
import tempfile
import traceback

SOURCE, BUILD, APSCHED = sys.argv[1:]
FOLDER = pathlib.Path(SOURCE) / "tests" / "bench"
sys.dont_write_bytecode = True
sys.path.insert(0, str(FOLDER))

from harness import contest, local, machine, numbers, peers, rows, subjects, table  # noqa: E402
from harness.contests import CONTESTS  # noqa: E402


def run(*arguments):
    return subprocess.run([sys.executable, FOLDER / "run", *map(str, arguments)],
                          capture_output=True, text=True, timeout=240)


class Fake:
    """Stands for a build: each subject is a list of figures, a run each, or a reason."""

    def measure(self, subject):
        figures = subject.pop(0)
        if isinstance(figures, str):
            raise peers.Missing(figures)
        return figures


class Listed(list):
    def describe(self):
        return "a fake"


def fake_contest(row, **values):
    """Measures subjects that say these values, and evaluates the row."""
    told = {name: Listed(runs) for name, runs in values.items()}
    one = rows.Contest("fake", told, (row,))
    n = max(len(runs) for runs in values.values())
    return contest.evaluate(row, contest.measure(Fake(), one, n, say=lambda text: None))


def rate(*values):
    return [{"value": value, "unit": "jobs/s"} for value in values]


def raises(reason, function, *arguments):
    try:
        function(*arguments)
    except peers.Missing as missing:
        assert reason in str(missing), missing
    else:
        raise AssertionError(f"{function} went well")


def rows_are_whole():
    names = [row.name for one in CONTESTS for row in one.rows]
    assert len(set(names)) == len(names), names
    assert len({one.name for one in CONTESTS}) == len(CONTESTS)
    for one in CONTESTS:
        wanted = {name for row in one.rows for name in (row.ours, *row.beside)}
        assert wanted == set(one.subjects), (one.name, wanted, set(one.subjects))


def subjects_exist():
    ours = subprocess.run([APSCHED, "bench", "--list"], capture_output=True, text=True).stdout
    known = {line.split()[0] for line in ours.splitlines() if line.strip()}
    for one in CONTESTS:
        for subject in one.subjects.values():
            if isinstance(subject, rows.Ours):
                assert subject.row in known and subject.store in subjects.KEYFILES, subject
            elif isinstance(subject, rows.Peer):
                assert subject.name in peers.PEERS, subject
            elif isinstance(subject, rows.Program):
                assert (FOLDER / f"{subject.name}.c").exists(), subject
            else:
                assert callable(getattr(local, subject.function)), subject


def peers_are_there():
    for name, (files, _install, _command) in peers.PEERS.items():
        for file in files:
            assert (peers.SOURCES / file).exists(), (name, file)
    for path in [*peers.SOURCES.glob("*.py"), FOLDER / "next-fire-peers.py"]:
        compile(path.read_text(encoding="utf-8"), path, "exec")


def list_names_all():
    result = run("--list")
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.splitlines()) == sum(len(one.rows) for one in CONTESTS)
    few = run("--list", "--row", "jobs/*", "--row", "syncs").stdout
    assert {line.split()[0].split("/")[0] for line in few.splitlines()} == {"jobs", "syncs"}, few


def wrong_usage_is_refused():
    for arguments, said in ((["--row", "nothing-of-this"], "nothing-of-this"),
                            (["--runs", "0"], "--runs"), (["--seconds", "x"], "--seconds"),
                            (["--build", "/nonexistent"], "/nonexistent"),
                            (["--from", "/nonexistent"], "/nonexistent")):
        result = run(*arguments)
        assert result.returncode == 2 and said in result.stderr, (arguments, result.stderr)


def medians_and_ratios():
    assert numbers.Spread.of([5, 1, 3]) == numbers.Spread(3, 1, 5)
    assert numbers.ratios([6, 9], [3, 3]) == [2, 3]
    assert numbers.ratios([1, 1], [1, 0]) == numbers.ratios([1], [-1]) == []
    assert [numbers.number_text(value) for value in (0, 1, 0.5, 12.34, 123456.7, 0.000275)] == \
        ["0", "1", "0.500", "12.3", "123,457", "0.000275"]


def ratio_is_of_pairs():
    """Each run of ours has the peer's run right after it beside it."""
    row = rows.Row("row", "", beside=("peer",), bar=rows.at_least(2))
    answer = fake_contest(row, ours=rate(10, 40, 90), peer=rate(10, 20, 30))
    assert answer["ratio"] == {"median": 2, "low": 1, "high": 3}, answer
    assert answer["met"] is True and answer["reason"] is None
    assert answer["ours"]["runs"] == [10, 40, 90] and answer["beside"]["median"] == 20


def bars_judge():
    for bar, met in ((rows.at_least(2), True), (rows.at_least(2.1), False),
                     (rows.at_most(2), True), (rows.at_most(1.9), False),
                     (rows.at_least(20, "ours"), True), (rows.at_most(19, "ours"), False)):
        row = rows.Row("row", "", beside=("peer",), bar=bar)
        assert fake_contest(row, ours=rate(20), peer=rate(10))["met"] is met, bar


def quickest_stands_beside():
    row = rows.Row("row", "", beside=("a", "b"))
    assert fake_contest(row, ours=rate(8), a=rate(2), b=rate(4))["beside"]["name"] == "b"
    slow = rows.Row("row", "", unit="us", beside=("a", "b"))
    assert fake_contest(slow, ours=rate(8), a=rate(2), b=rate(4))["beside"]["name"] == "a"


def worst_figure_counts():
    row = rows.Row("row", "", ("one_us", "two_us"), beside=("before",), bar=rows.at_most(3))
    answer = fake_contest(row, ours=[{"value": 0, "unit": "us", "one_us": 3, "two_us": 8}],
                          before=[{"value": 0, "unit": "us", "one_us": 2, "two_us": 2}])
    assert answer["figure"] == "two_us" and answer["ratio"]["median"] == 4 and not answer["met"]


def missing_peer_has_a_reason():
    row = rows.Row("row", "", beside=("peer",), bar=rows.at_least(2))
    answer = fake_contest(row, ours=rate(10, 10), peer=["javac is not installed"])
    assert answer["reason"] == "peer: javac is not installed", answer
    assert answer["ours"]["median"] == 10 and answer["ratio"] is None and answer["met"] is None
    ours = rows.Row("row", "", beside=("peer",), bar=rows.at_least(2, "ours"))
    assert fake_contest(ours, ours=rate(10), peer=["none"])["met"] is True
    lost = fake_contest(row, ours=["it has failed"], peer=rate(1))
    assert lost["reason"] == "it has failed" and lost["met"] is None and lost["ours"] is None


def installing_says_why_not():
    def fail(name, folder):
        peers.call(["false"], f"making {name}")

    made = []
    table_of_peers = {"gone": ([], fail, None),
                      "absent": ([], lambda name, folder: peers.find("no-such-program-at-all"), None),
                      "there": ([], lambda name, folder: made.append(name),
                                lambda name, folder: ["there"])}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2):
            some = peers.Peers(pathlib.Path(folder), table_of_peers)
            raises("making gone", some.get_command, "gone")
            raises("no-such-program-at-all is not installed", some.get_command, "absent")
            raises("no peer is called", some.get_command, "unheard-of")
            assert some.get_command("there") == ["there"]
    assert made == ["there"], "what is installed stays"
    assert peers.reason_in("begun\n\nERROR: no such thing\nask for --help\n") == \
        "ERROR: no such thing"
    assert peers.reason_in("a\nb\n\n") == "b" and peers.reason_in("\n") == ""


def answers_are_read():
    raises("printed no figures", subjects.parse_line, "oops", "peer")
    raises("printed no figures", subjects.parse_bench, '{"rows": []}', "jobs")
    raises("no store", subjects.parse_bench,
           '{"rows": [{"row": "jobs", "value": null, "unit": "", "skipped": "no store"}]}', "jobs")
    figures = subjects.parse_bench('{"rows": [{"row": "jobs", "value": 2, "unit": "ms", '
                                   '"skipped": null, "more": {"p50_ms": 1.5}}]}', "jobs")
    assert subjects.in_microseconds(figures)["p50_us"] == 1500
    costs = local.parse_next_fire("ns a step  cron floor\nminute 12.5 -\n\nmedian 3 ns\n"
                                  "ns a step robfig\nminute 100\n")
    assert costs == {"minute": {"cron": 12.5, "robfig": 100}}, costs


def document_has_its_shape():
    row = rows.Row("row|x", "says", beside=("peer",), bar=rows.at_least(2))
    answers = [fake_contest(row, ours=rate(10), peer=rate(4)),
               fake_contest(row, ours=rate(10), peer=["gone"])]
    described = machine.describe(pathlib.Path(BUILD), SOURCE)
    document = table.document(described, answers, 5, 4.0)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "figures.json"
        path.write_text(json.dumps(document, allow_nan=False), encoding="utf-8")
        text, markdown = run("--from", path).stdout, run("--from", path, "--markdown").stdout
    assert set(document) == {"schema", "machine", "runs", "seconds", "rows"}
    assert "2.50" in text and "row|x: peer: gone" in text and "1 bars met" in text, text
    assert "| row\\|x | 10 jobs/s | peer 4 |" in markdown, markdown


def a_row_runs_whole():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "figures.json"
        for row, keep in (("size/libapsched", []), ("size/apsched", ["--keep"])):
            result = run("--build", BUILD, "--row", row, "--runs", "1", "--json", path, *keep)
            assert result.returncode == 0, result.stderr
        answer = json.loads(path.read_text(encoding="utf-8"))
    assert [row["row"] for row in answer["rows"]] == ["size/libapsched", "size/apsched"]
    for row in answer["rows"]:
        assert row["reason"] is None and row["ours"]["median"] > 0 and row["unit"] == "KiB", row
        assert row["row"] in result.stdout


TESTS = (rows_are_whole, subjects_exist, peers_are_there, list_names_all, wrong_usage_is_refused,
         medians_and_ratios, ratio_is_of_pairs, bars_judge, quickest_stands_beside,
         worst_figure_counts, missing_peer_has_a_reason, installing_says_why_not, answers_are_read,
         document_has_its_shape, a_row_runs_whole)

print(f"1..{len(TESTS)}")
for number, test in enumerate(TESTS, 1):
    try:
        test()
    except Exception:
        print(f"not ok {number} {test.__name__}")
        print("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()), end="")
    else:
        print(f"ok {number} {test.__name__}")
    sys.stdout.flush()
