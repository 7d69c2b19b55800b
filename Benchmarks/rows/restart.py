"""From the start of a daemon that finds predictions in flight to its first poll."""

import tempfile
import time

from measure.numbers import quantile, times
from measure.programs import Queue, Simulator, stop, wait_until


def measure(bench):
    count = 1000 if bench.quick else 10_000
    with tempfile.TemporaryDirectory() as folder, Simulator(bench, "--latency", "10h") as simulator:
        queue = Queue(bench, folder, simulator.url)
        bare, _ = time_starts(queue, simulator, awaits_poll=False)
        daemon = queue.start()
        queue.fill(count)
        running = "SELECT count(*) FROM jobs WHERE status = 'running'"
        wait_until(lambda: queue.db.execute(running).fetchone()[0] == count)
        stop(daemon)
        boots, polls = time_starts(queue, simulator, awaits_poll=True)
    bench.row(f"start with {count:,} in flight → first poll", f"{polls:.0f} ms",
              f"to that life's first commit: {boots:.0f} ms; with none in flight: {bare:.0f} ms",
              times(polls / bare), "under 500 ms")


def time_starts(queue, simulator, awaits_poll):
    """Milliseconds to the first commit of a life, and to its first poll: the median of five."""
    boots, waits = [], []
    for _ in range(5):
        before, begin = simulator.counters()["polls"], time.monotonic()
        daemon = queue.start()
        served_by = "SELECT pid FROM daemon"
        wait_until(lambda: queue.db.execute(served_by).fetchone()[0] == daemon.pid, pause=0.002)
        boots.append(time.monotonic() - begin)
        if awaits_poll:
            wait_until(lambda: simulator.counters()["polls"] > before, pause=0.002)
            waits.append(time.monotonic() - begin)
        stop(daemon)
    return quantile(boots, 0.5), quantile(waits, 0.5) if waits else None
