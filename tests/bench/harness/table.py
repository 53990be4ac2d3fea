# The table of a run: as text, as Markdown, as a JSON document.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import unicodedata

from .numbers import number_text

HEADINGS = ("row", "ours", "beside it", "ratio", "range", "bar", "met", "others busy")
NUMBERS = {"ours", "ratio"}


def document(machine, rows, n_runs, seconds):
    return {"schema": 1, "machine": machine, "runs": n_runs, "seconds": seconds, "rows": rows}


def quantity(number, unit):
    return f"{number_text(number)} {unit}".strip()


def met_text(row):
    return "-" if row["met"] is None else "yes" if row["met"] else "NO"


def cells(row):
    ours, beside, ratio = row["ours"], row["beside"], row["ratio"]
    return (
        row["row"],
        quantity(ours["median"], row["unit"]) if ours else "-",
        f"{beside['name']} {number_text(beside['median'])}" if beside else "-",
        number_text(ratio["median"]) if ratio else "-",
        f"{number_text(ratio['low'])} – {number_text(ratio['high'])}" if ratio else "-",
        row["bar"]["text"] if row["bar"] else "-",
        met_text(row),
        f"{row['others_busy']:.2f}",
    )


def machine_line(answer):
    machine = answer["machine"]
    build = ", ".join(f"{name} {value}" for name, value in sorted(machine["build"].items()))
    load = " ".join(f"{number:.2f}" for number in machine["load"])
    return (f"{machine['processors']} × {machine['processor']}, Linux {machine['kernel']}; "
            f"commit {machine['commit']}; {build}; load when begun {load}; "
            f"median of {answer['runs']} runs of {answer['seconds']:g} s")


def reasons(answer):
    return [f"{row['row']}: {row['reason']}" for row in answer["rows"] if row["reason"]]


def summary(answer):
    judged = [row["met"] for row in answer["rows"] if row["met"] is not None]
    return (f"{len(answer['rows'])} rows; {judged.count(True)} bars met, "
            f"{judged.count(False)} not met; {len(reasons(answer))} rows lack something")


def width(text):
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def to_text(answer):
    lines = [HEADINGS, *map(cells, answer["rows"])]
    widths = [max(width(line[i]) for line in lines) for i in range(len(HEADINGS))]

    def pad(text, heading, wanted):
        space = " " * (wanted - width(text))
        return space + text if heading in NUMBERS else text + space

    table = ["  ".join(pad(*cell) for cell in zip(line, HEADINGS, widths)).rstrip()
             for line in lines]
    return "\n".join([machine_line(answer), "", *table, "", *reasons(answer), summary(answer)])


def to_markdown(answer):
    def line(texts):
        return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"

    rule = "| " + " | ".join("---:" if heading in NUMBERS else "---" for heading in HEADINGS) + " |"
    notes = [f"- {reason}" for reason in reasons(answer)]
    return "\n".join([machine_line(answer) + ".", "", line(HEADINGS), rule,
                      *(line(cells(row)) for row in answer["rows"]), "",
                      *notes, *([""] if notes else []), summary(answer) + "."])
