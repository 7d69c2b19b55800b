"""What the kernel knows of a process."""

import pathlib


def tasks(pid):
    return list(pathlib.Path(f"/proc/{pid}/task").iterdir())


def cpu_seconds(pid):
    """What its threads have run so far; those that have ended are not in it."""
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks(pid)) / 1e9


def switches(pid):
    """How often it has gone to sleep, and so has been woken."""
    lines = "".join((task / "status").read_text() for task in tasks(pid)).splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt"))


def resident_mb(pid, field="VmRSS"):
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(field)).split()[1]) / 1024


def peak_mb(pid):
    return resident_mb(pid, "VmHWM")


def descriptors(pid):
    return len(list(pathlib.Path(f"/proc/{pid}/fd").iterdir()))
