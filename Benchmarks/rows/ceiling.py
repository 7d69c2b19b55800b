"""End to end without latency, against a program in C that does the least of the same."""

import shutil
import tempfile

from measure.numbers import micro, times
from measure.programs import Queue, Simulator, on_daemon_core

IN_FLIGHT = 300


def measure(bench):
    count, rounds = (2000, 1) if bench.quick else (20_000, 3)
    ours, theirs = [], []
    for _ in range(rounds):  # in turns: others use this machine too
        with tempfile.TemporaryDirectory() as folder:
            queue = Queue(bench, folder)
            queue.fill(count)
            queue.limit(IN_FLIGHT)
            queue.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            full = queue.path + ".full"
            shutil.copy(queue.path, full)

            with Simulator(bench, "--latency", "0") as simulator:
                queue.url = simulator.url
                ours.append(queue.drain())
                polls = simulator.counters()["polls"] / count
            assert queue.completed() == count
            group = changes_in_a_commit(queue.db)

            with Simulator(bench, "--latency", "0") as simulator:
                theirs.append(on_daemon_core(
                    bench.built / "ceiling", full, simulator.url, str(IN_FLIGHT),
                    str(round(group)), stdout=bench.quiet))
                assert simulator.counters()["accepted"] == count

    seconds, bare_seconds = (min(seconds for seconds, _ in runs) for runs in (ours, theirs))
    cpu, bare_cpu = (min(cpu for _, cpu in runs) for runs in (ours, theirs))
    what = f"{count:,} jobs, {IN_FLIGHT} in flight, {group:.0f} changes a commit, best of {rounds}"
    bench.row(
        f"end to end, no latency: {what}", f"{count / seconds:,.0f} jobs/s",
        f"C ceiling: {count / bare_seconds:,.0f}/s", times(seconds / bare_seconds), "within 2×")
    bench.row(
        f"… CPU for a job ({polls:.2f} polls)", micro(cpu / count),
        f"C ceiling: {micro(bare_cpu / count)}", times(cpu / bare_cpu), "within 2×")


def changes_in_a_commit(db):
    """How many changes of jobs the daemon wrote together: those of one turn have one time."""
    return db.execute(
        "SELECT 1.0 * count(*) / count(DISTINCT at) FROM events WHERE actor = 'daemon'"
    ).fetchone()[0]
