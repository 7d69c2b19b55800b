"""From another process's INSERT to the POST's last byte at a server."""

import os
import random
import tempfile
import time

from measure.catcher import Catcher
from measure.numbers import quantile, times
from measure.programs import Queue, settle, stop, wait_until


def measure(bench):
    count = 40 if bench.quick else 200
    for place, folder in (("on this disk", None), ("in memory", "/dev/shm")):
        waits, inserts = time_inserts(bench, count, folder)
        syncs = bare_syncs(folder)
        for share, target in ((0.5, "under 1 ms"), (0.99, "under 5 ms")):
            wait, insert = quantile(waits, share), quantile(inserts, share)
            bench.row(f"INSERT → POST, p{share * 100:.0f} of {count}, {place}", f"{wait:.2f} ms",
                      f"the INSERT itself: {insert:.2f} ms"
                      f" (write + fdatasync: {quantile(syncs, share):.2f} ms)",
                      times(wait / insert), target)


def time_inserts(bench, count, folder):
    """How long each took from the commit to the POST, and to the commit."""
    arrivals, waits, inserts = [], [], []
    with Catcher(arrivals) as catcher, tempfile.TemporaryDirectory(dir=folder) as inner:
        queue = Queue(bench, inner, catcher.url)
        daemon = queue.start()
        try:
            queue.fill(1)  # the first may have to ask for its price
            wait_until(lambda: arrivals)
            settle(daemon)
            del arrivals[:]
            for number in range(count):
                # Idle in between, and never in step with anything of the daemon's.
                time.sleep(random.uniform(0.05, 0.15))
                begin = time.monotonic()
                queue.fill(1)
                committed = time.monotonic()
                wait_until(lambda: len(arrivals) > number, pause=0.0005)
                waits.append(arrivals[number] - committed)
                inserts.append(committed - begin)
        finally:
            stop(daemon)
    return waits, inserts


def bare_syncs(folder):
    seconds = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(200):
            begin = time.monotonic()
            file.write(b"x" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
            seconds.append(time.monotonic() - begin)
    return seconds
