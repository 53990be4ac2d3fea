#!/usr/bin/env python3
# What the sources hold to, beyond what a compiler checks. Speaks TAP.
# usage: check-sources.py SOURCE-FOLDER [GIR]
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import pathlib
import re
import sys
import xml.etree.ElementTree

ROOMS = ["core", "triggers", "model", "interfaces", "registry", "scheduler"]
FOLDERS = ["libapsched", "plugins", "tools", "tests", "doc"]
LONGEST_FILE = 700
LONGEST_FUNCTION = 80
TIME_OF_DAY = re.compile(
    r"\b(g_get_real_time|g_date_time_new_now\w*|gettimeofday|time \(NULL\)|CLOCK_REALTIME)\b"
)
# TAP has a directive of that name, which readers of TAP must know.
UNFINISHED = re.compile(r"(?<!SKIP\|)\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.M)
CORE = "{http://www.gtk.org/introspection/core/1.0}"


def without_comments(text):
    """The text with the comments made blank, the lines kept."""
    return re.sub(r"/\*.*?\*/", lambda comment: re.sub(r"[^\n]", " ", comment[0]), text, flags=re.S)


class Source:
    def __init__(self, root, path):
        self.path = path.relative_to(root).as_posix()
        self.text = path.read_text(encoding="utf-8", errors="replace")
        self.lines = self.text.split("\n")
        self.includes = INCLUDE.findall(self.text)

    def is_code(self):
        return self.path.endswith((".c", ".h"))


def read_sources(root):
    suffixes = (".c", ".h", ".py", ".js", ".sh", ".in", ".build", ".md")
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix in suffixes:
                yield Source(root, path)


def room_of_headers(sources):
    rooms = {}
    for source in sources:
        parts = source.path.split("/")
        if parts[0] == "libapsched" and len(parts) == 3 and parts[1] in ROOMS:
            rooms[parts[2]] = parts[1]
    return rooms


def check_flow(sources):
    rooms = room_of_headers(sources)
    for source in sources:
        parts = source.path.split("/")
        if not source.is_code() or parts[0] != "libapsched" or parts[1] not in ROOMS:
            continue
        for _, name in source.includes:
            other = rooms.get(name.split("/")[-1])
            if other and ROOMS.index(other) > ROOMS.index(parts[1]):
                yield f"{source.path}: {parts[1]} includes {name} of {other}"


def check_plugins(sources):
    for source in sources:
        parts = source.path.split("/")
        if not source.is_code() or parts[0] != "plugins":
            continue
        for sign, name in source.includes:
            if name.startswith("apsched/") and name != "apsched/apsched.h":
                yield f"{source.path}: includes <{name}>, wanted <apsched/apsched.h>"
            elif sign == '"' and re.match(r"(libapsched/)?(" + "|".join(ROOMS) + ")/", name):
                yield f"{source.path}: includes \"{name}\" of the library's inside"
            elif sign == '"' and name.startswith("plugins/"):
                own = "/".join(parts[:-1])
                if not name.startswith((own + "/", "plugins/common/")):
                    yield f"{source.path}: includes \"{name}\" of another plugin"


def check_files(sources):
    for source in sources:
        if source.is_code() and len(source.lines) - 1 > LONGEST_FILE:
            yield f"{source.path}: {len(source.lines) - 1} lines, {LONGEST_FILE} at most"


def check_functions(sources):
    """Counts lines of code: where properties are installed, their documentation stands between."""
    for source in sources:
        if not source.path.endswith(".c"):
            continue
        start, code = None, 0
        for number, line in enumerate(without_comments(source.text).split("\n"), 1):
            if line == "{" and not source.lines[number - 2].startswith(("struct", "typedef", "enum", "union")):
                start, code = number, 0
            elif line == "}" and start is not None:
                if code > LONGEST_FUNCTION:
                    yield f"{source.path}:{start}: a function of {code} lines"
                start = None
            elif line.strip():
                code += 1


def check_unfinished(sources):
    for source in sources:
        for number, line in enumerate(source.lines, 1):
            if UNFINISHED.search(line):
                yield f"{source.path}:{number}: {line.strip()[:80]}"


def check_time_of_day(sources):
    for source in sources:
        if not source.path.startswith(("libapsched/", "plugins/")) or not source.path.endswith(".c"):
            continue
        if source.path.startswith("libapsched/core/aps-clock") or source.path.endswith("aps-system-clock.c"):
            continue
        for number, line in enumerate(without_comments(source.text).split("\n"), 1):
            if TIME_OF_DAY.search(line):
                yield f"{source.path}:{number}: {line.strip()[:80]}"


def check_licences(sources):
    for source in sources:
        if source.is_code() and not any("SPDX-License-Identifier" in line for line in source.lines[:50]):
            yield f"{source.path}: no SPDX-License-Identifier"


def documented(gir):
    root = xml.etree.ElementTree.parse(gir).getroot()
    for namespace in root.iter(CORE + "namespace"):
        for kind in ("class", "interface", "record", "enumeration", "bitfield", "function", "callback", "constant"):
            for node in namespace.findall(CORE + kind):
                yield node.get("name"), node
                for inner in ("function", "constructor", "method", "property"):
                    for member in node.findall(CORE + inner):
                        yield f"{node.get('name')}.{member.get('name')}", member


def check_documentation(gir):
    for name, node in documented(gir):
        hidden = node.get("introspectable") == "0" or (node.get("name") or "").startswith("_")
        made = any(key.endswith("is-gtype-struct-for") for key in node.attrib)
        if not hidden and not made and node.find(CORE + "doc") is None:
            yield f"{name}: not documented"


def main():
    sources = list(read_sources(pathlib.Path(sys.argv[1])))
    checks = [
        ("includes go one way", check_flow(sources)),
        ("plugins stand on the public headers", check_plugins(sources)),
        (f"no file has over {LONGEST_FILE} lines", check_files(sources)),
        (f"no function has over {LONGEST_FUNCTION} lines", check_functions(sources)),
        ("nothing is left unfinished", check_unfinished(sources)),
        ("only the clock knows the time of day", check_time_of_day(sources)),
        ("every source names its licence", check_licences(sources)),
    ]
    if len(sys.argv) > 2:
        checks.append(("every public symbol is documented", check_documentation(sys.argv[2])))
    print(f"1..{len(checks)}")
    for number, (name, found) in enumerate(checks, 1):
        found = list(found)
        print(f"{'not ok' if found else 'ok'} {number} {name}")
        for line in found:
            print(f"# {line}")


main()
