"""Three hundred in flight, against the scripts that people would write instead."""

import sys
import tempfile

from measure.numbers import micro, times
from measure.programs import MODEL, INPUT, Queue, Simulator, on_daemon_core

IN_FLIGHT = 300


def measure(bench):
    count = 600 if bench.quick else 3000
    with tempfile.TemporaryDirectory() as folder:
        queue = Queue(bench, folder)
        _, alone = queue.drain()
        queue.limit(IN_FLIGHT)
        queue.fill(count)
        with Simulator(bench, "--latency", "50ms") as simulator:
            queue.url = simulator.url
            ours = Result(count, *queue.drain(), simulator)
        assert queue.completed() == count
        ours.cpu -= alone

        # Each script does the least that works: no retries, no restart, no limits.
        others = {}
        for name, script in [("official SDK, thread pool", "sdk.py"),
                             ("asyncio + aiohttp + sqlite3", "asynchronous.py")]:
            with Simulator(bench, "--latency", "50ms") as simulator:
                used = on_daemon_core(
                    bench.python, bench.here / "clients" / script, simulator.url, MODEL, INPUT,
                    str(count), str(IN_FLIGHT), f"{folder}/{script}.db", stdout=bench.quiet)
                others[name] = Result(count, *used, simulator)

    for (name, other), target in zip(others.items(), ("over 15×", "over 3×")):
        bench.row(
            f"{count:,} jobs, {IN_FLIGHT} in flight, 50 ms: CPU for a job", micro(ours.cpu_each),
            f"{name}: {micro(other.cpu_each)}", times(other.cpu_each / ours.cpu_each), target)
        bench.row(
            f"… jobs a second ({ours.polls:.1f} polls a job)", f"{ours.rate:,.0f}",
            f"{name}: {other.rate:,.0f} ({other.polls:.1f} polls a job)",
            times(ours.rate / other.rate), "over 1×")


class Result:
    def __init__(self, count, seconds, cpu, simulator):
        counters = simulator.counters()
        if counters["accepted"] != count:
            sys.exit(f"{counters['accepted']} of {count} jobs were done")
        self.count, self.seconds, self.cpu = count, seconds, cpu
        self.polls = counters["polls"] / count

    @property
    def rate(self):
        return self.count / self.seconds

    @property
    def cpu_each(self):
        return self.cpu / self.count
