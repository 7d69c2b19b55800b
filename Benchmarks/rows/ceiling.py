"""End to end without latency, against a program in C that does the least of the same."""

import shutil
import tempfile

from measure.numbers import micro, times
from measure.programs import Queue, Simulator, on_daemon_core

IN_FLIGHT = 300


def measure(bench):
    count = 2000 if bench.quick else 20_000
    with tempfile.TemporaryDirectory() as folder:
        queue = Queue(bench, folder)
        queue.fill(count)
        queue.limit(IN_FLIGHT)
        queue.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(queue.path, queue.path + ".full")

        with Simulator(bench, "--latency", "0") as simulator:
            queue.url = simulator.url
            seconds, cpu = queue.drain()
            polls = simulator.counters()["polls"] / count
        assert queue.completed() == count
        group = changes_in_a_commit(queue.db)

        with Simulator(bench, "--latency", "0") as simulator:
            bare_seconds, bare_cpu = on_daemon_core(
                bench.built / "ceiling", queue.path + ".full", simulator.url, str(IN_FLIGHT),
                str(round(group)), stdout=bench.quiet)
            assert simulator.counters()["accepted"] == count

    conditions = f"{count:,} jobs, {IN_FLIGHT} in flight, {group:.0f} changes a commit"
    bench.row(
        f"end to end, no latency: {conditions}", f"{count / seconds:,.0f} jobs/s",
        f"C ceiling {count / bare_seconds:,.0f}/s", times(seconds / bare_seconds), "within 2×")
    bench.row(
        f"… CPU for a job ({polls:.2f} polls)", micro(cpu / count),
        f"C ceiling {micro(bare_cpu / count)}", times(cpu / bare_cpu), "within 2×")


def changes_in_a_commit(db):
    """How many changes of jobs the daemon wrote together: those of one turn have one time."""
    return db.execute(
        "SELECT 1.0 * count(*) / count(DISTINCT at) FROM events WHERE actor = 'daemon'"
    ).fetchone()[0]
