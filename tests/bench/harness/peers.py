# Puts the peers into a folder of the build directory, by the ordinary client of each registry.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

SOURCES = pathlib.Path(__file__).resolve().parent.parent / "peers"
PATIENCE = 600  # seconds for one step of an installation


class Missing(Exception):
    """Why a subject cannot be measured here."""


def reason_in(text):
    """The first line of what a program printed that speaks of an error, else the last."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "")


def call(arguments, what, **options):
    """Runs a step; what goes wrong becomes the reason."""
    try:
        result = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                stdin=subprocess.DEVNULL, text=True, errors="replace",
                                timeout=PATIENCE, **options)
    except OSError as error:
        raise Missing(f"{what}: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise Missing(f"{what}: not done in {PATIENCE} s") from error
    if result.returncode != 0:
        reason = reason_in(result.stdout) or f"exit {result.returncode}"
        raise Missing(f"{what}: {reason}"[:200])


def find(program, *places):
    path = shutil.which(program) or shutil.which(program, path=os.pathsep.join(places))
    if path is None:
        raise Missing(f"{program} is not installed")
    return path


def digest(paths):
    """Changes with the sources that a peer is made of."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def install_python(name, folder):
    pythons = dict.fromkeys(filter(None, (sys.executable, shutil.which("python3"))))
    for number, python in enumerate(pythons, 1):
        try:
            call([python, "-m", "venv", str(folder / "venv")], "python3 -m venv")
            break
        except Missing:
            shutil.rmtree(folder / "venv", ignore_errors=True)
            if number == len(pythons):
                raise
    call([str(folder / "venv/bin/pip"), "install", "-q", "-r", str(SOURCES / f"{name}.txt")],
         "pip install")


def install_quartz(_name, folder):
    javac, maven = find("javac"), find("mvn")
    source = SOURCES / "quartz"
    find("java")
    call([maven, "-q", "-B", "-f", str(source / "pom.xml"), "dependency:copy-dependencies",
          f"-DoutputDirectory={folder / 'lib'}"], "mvn dependency:copy-dependencies")
    call([javac, "-cp", f"{folder / 'lib'}/*", "-d", str(folder / "classes"),
          str(source / "QuartzPeer.java")], "javac")


def install_go(name, folder):
    go = find("go", "/usr/local/go/bin", "/usr/lib/go/bin")
    call([go, "build", "-o", str(folder / name), "."], "go build", cwd=SOURCES / name)


def python_command(name, folder):
    return [str(folder / "venv/bin/python"), str(SOURCES / f"{name}.py")]


def quartz_command(_name, folder):
    return [find("java"), "-cp", f"{folder / 'lib'}/*:{folder / 'classes'}", "QuartzPeer"]


def go_command(name, folder):
    return [str(folder / name)]


# By name: what it is made of, how it is installed, how it is called.
PEERS = {
    "apscheduler3": (["apscheduler3.txt"], install_python, python_command),
    "apscheduler4": (["apscheduler4.txt"], install_python, python_command),
    "quartz": (["quartz/pom.xml", "quartz/QuartzPeer.java"], install_quartz, quartz_command),
    "river": (["river/go.mod", "river/go.sum", "river/main.go"], install_go, go_command),
    "robfig": (["robfig/go.mod", "robfig/go.sum", "robfig/main.go", "robfig/next_fire.go"],
               install_go, go_command),
}


class Peers:
    """The peers of one build directory; each is installed when first wanted."""

    def __init__(self, folder, table=None):
        self.folder = folder
        self.table = PEERS if table is None else table
        self.found = {}

    def get_command(self, name):
        if name not in self.found:
            try:
                self.found[name] = self.install(name)
            except Missing as reason:
                self.found[name] = reason
        if isinstance(self.found[name], Missing):
            raise self.found[name]
        return self.found[name]

    def install(self, name):
        if name not in self.table:
            raise Missing(f"no peer is called {name}")
        files, install, command = self.table[name]
        folder = self.folder / name
        stamp, made_of = folder / "made-of", digest(SOURCES / file for file in files)
        if not stamp.exists() or stamp.read_text() != made_of:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            print(f"installing {name}", file=sys.stderr, flush=True)
            install(name, folder)
            stamp.write_text(made_of)
        return command(name, folder)
