"""Resident memory with a thousand predictions in flight."""

import tempfile

from measure import process
from measure.numbers import times
from measure.programs import Queue, Simulator, settle, stop, wait_until


def measure(bench):
    with Simulator(bench, "--latency", "1h") as simulator, tempfile.TemporaryDirectory() as folder:
        queue = Queue(bench, folder, simulator.url)
        daemon = queue.start()
        try:
            settle(daemon)
            idle = process.resident_mb(daemon.pid)
            queue.fill(1000)
            wait_until(lambda: simulator.counters()["in_flight"] == 1000)
            settle(daemon)
            busy = process.resident_mb(daemon.pid)
        finally:
            stop(daemon)
    bench.row("1,000 in flight: MB resident", f"{busy:.1f} MB", f"idle: {idle:.1f} MB",
              times(busy / idle), "under 40 MB")
