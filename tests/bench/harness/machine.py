# What is measured on, and how busy others keep it meanwhile.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import json
import os
import platform
import resource
import subprocess
import time

HERTZ = os.sysconf("SC_CLK_TCK")


def busy_seconds():
    """Processor time that anybody has used since boot, and that the host took away."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, _idle, _wait, irq, softirq, steal = map(int, file.readline().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / HERTZ


def own_seconds():
    """Processor time of this process and of the children that have ended."""
    return sum(usage.ru_utime + usage.ru_stime for usage in map(
        resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


class Watch:
    """How many processors others kept busy since it was made."""

    def __init__(self):
        self.begun, self.busy, self.own = time.monotonic(), busy_seconds(), own_seconds()

    def others_busy(self):
        passed = max(time.monotonic() - self.begun, 1 / HERTZ)
        return max(0.0, busy_seconds() - self.busy - own_seconds() + self.own) / passed


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    return names[0] if names else platform.machine()


def build_options(build):
    """How the build was made; an unoptimised one shows nothing."""
    try:
        options = json.loads((build / "meson-info" / "intro-buildoptions.json").read_text())
    except (OSError, ValueError):
        return {}
    wanted = ("buildtype", "optimization", "b_sanitize", "b_lto")
    return {option["name"]: option["value"] for option in options if option["name"] in wanted}


def commit(source):
    result = subprocess.run(["git", "-C", source, "describe", "--always", "--dirty"],
                            capture_output=True, text=True, check=False)
    return result.stdout.strip() or None


def describe(build, source):
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {"processor": processor(), "processors": os.cpu_count(),
            "memory_bytes": pages, "kernel": platform.release(),
            "load": list(os.getloadavg()), "build": build_options(build),
            "commit": commit(source)}
