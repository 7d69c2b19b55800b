"""Ten thousand predictions in flight, a minute each: all alike, and of lengths that nobody can bet on."""

import tempfile
import time

from measure import process
from measure.numbers import micro
from measure.programs import Queue, Simulator, settle, wait_until


def measure(bench):
    of_a_length(bench, "60s", "60 s latency")
    of_a_length(bench, "30s..90s", "30 to 90 s latency")


def of_a_length(bench, latency, name):
    count = 1000 if bench.quick else 10_000
    with tempfile.TemporaryDirectory() as folder, \
            Simulator(bench, "--latency", latency) as simulator:
        queue = Queue(bench, folder, simulator.url)
        queue.db.execute("UPDATE settings SET value = '2s' WHERE key = 'poll_min'")
        queue.limit(count)
        daemon = queue.start()
        try:
            settle(daemon)
            idle = process.resident_mb(daemon.pid)
            # Thrice as many, so that each place is taken again when it is free; measured once the
            # model's own history is known.
            queue.fill(3 * count)
            wait_until(lambda: queue.completed() >= count, pause=1, patience=300)
            greatest, in_flight, begin = 0, [], time.monotonic()
            before, counted = process.cpu_seconds(daemon.pid), simulator.counters()
            while time.monotonic() - begin < 60:
                time.sleep(1)
                greatest = max(greatest, process.resident_mb(daemon.pid))
                in_flight.append(simulator.counters()["in_flight"])
            seconds, counters = time.monotonic() - begin, simulator.counters()
            used = process.cpu_seconds(daemon.pid) - before
        finally:
            daemon.kill()
            daemon.wait()
    polls = (counters["polls"] - counted["polls"]) / seconds
    posts = (counters["posts"] - counted["posts"]) / seconds
    bench.row(f"{count:,} in flight, {name}: MB resident", f"{greatest:.1f} MB",
              f"idle: {idle:.1f} MB", f"{(greatest - idle) / count * 1e3:.2f} kB a job",
              "under 64 MB")
    bench.row(f"… share of a core, {posts:.0f} submissions and {polls:.0f} polls a second"
              f" ({min(in_flight):,} to {max(in_flight):,} in flight)",
              f"{used / seconds * 100:.1f} %", "",
              f"{micro(used / (polls + posts) / seconds)} a request", "under 5 %")
