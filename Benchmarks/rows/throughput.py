"""Jobs a second from a full queue to the last result, with answers at once."""

import tempfile

from measure.numbers import micro
from measure.programs import Queue, Simulator


def measure(bench):
    count = 500 if bench.quick else 2000
    best, cpu = 0, 0
    for _ in range(1 if bench.quick else 3):
        with Simulator(bench, "--latency", "0") as simulator, \
                tempfile.TemporaryDirectory() as folder:
            queue = Queue(bench, folder, simulator.url)
            queue.fill(count)
            seconds, used = queue.drain()
            assert queue.completed() == count
            if count / seconds > best:
                best, cpu = count / seconds, used / count
    bench.row(f"jobs a second, {count:,} jobs, no latency, best of 3", f"{best:,.0f}",
              f"CPU for a job: {micro(cpu)}", "", "over 1,500")
