"""What a daemon with nothing to do costs."""

import subprocess
import sys
import tempfile
import time

from measure import process
from measure.numbers import times
from measure.programs import Queue, Simulator, settle, stop


def measure(bench):
    seconds = 10 if bench.quick else 60
    with Simulator(bench, "--latency", "0") as simulator, tempfile.TemporaryDirectory() as folder:
        queue = Queue(bench, folder, simulator.url)
        daemon = queue.start()
        try:
            settle(daemon)
            before, woken = process.cpu_seconds(daemon.pid), process.switches(daemon.pid)
            time.sleep(seconds)
            used = process.cpu_seconds(daemon.pid) - before
            woken = process.switches(daemon.pid) - woken
            resident = process.resident_mb(daemon.pid)
        finally:
            stop(daemon)
    bare = bare_python()
    bench.row(f"idle for {seconds} s: wake-ups", f"{woken}", "", f"{used / seconds:.4%} of a core",
              "a scan a minute and what follows it")
    bench.row("… MB resident", f"{resident:.1f} MB", f"a bare Python: {bare:.1f} MB",
              times(resident / bare), "under 30 MB")


def bare_python():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    time.sleep(0.3)
    try:
        return process.resident_mb(child.pid)
    finally:
        child.communicate(b"\n")
