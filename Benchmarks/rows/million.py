"""What a million rows in nobody's way change."""

import tempfile

from measure import process
from measure.numbers import quantile, times
from measure.programs import MODEL, Queue, Simulator, on_daemon_core, settle, stop, wait_until

SATURATED = "wavespeed/kissing-pro"
MASSES = {
    "none": None,
    "finished": f"'completed', NULL, '2026-01-01 00:00:00.000', '{MODEL}'",
    "queued of a saturated model": f"'queued', NULL, NULL, '{SATURATED}'",
    "due later": f"'queued', '2999-01-01 00:00:00.000', NULL, '{MODEL}'",
}


def measure(bench):
    rows = 20_000 if bench.quick else 1_000_000
    found = {mass: among(bench, columns, rows) for mass, columns in MASSES.items()}
    bare = found.pop("none")
    for mass, numbers in found.items():
        for what, milliseconds in numbers.items():
            bench.row(f"{what}, with {rows:,} rows {mass}", f"{milliseconds:.3f} ms",
                      f"with none: {bare[what]:.3f} ms", times(milliseconds / bare[what]),
                      "within 1.2×")


def among(bench, columns, rows):
    """CPU milliseconds: time on a shared machine would say more of the others."""
    single, many = (40, 200) if bench.quick else (300, 2000)
    with tempfile.TemporaryDirectory() as folder, Simulator(bench, "--latency", "0") as simulator:
        queue = Queue(bench, folder, simulator.url)
        queue.db.execute("INSERT INTO limits (scope, in_flight) VALUES (?, 0)", [SATURATED])
        if columns:
            lay(queue.db, columns, rows)
        daemon = queue.start()
        try:
            settle(daemon)
            used = lambda: process.cpu_seconds(daemon.pid)
            begin = used()
            for number in range(single):
                queue.fill(1)
                await_completed(queue.db, number + 1)
            between = used()
            queue.fill(many)
            await_completed(queue.db, single + many)
            end = used()
        finally:
            stop(daemon)
        lists = [on_daemon_core(bench.build / "wavespool", "--db", queue.path, "list",
                                stdout=bench.quiet)[1] for _ in range(21)]
    return {"a job alone, inserted to completed": (between - begin) / single * 1e3,
            "a job of many": (end - between) / many * 1e3,
            "`list`": quantile(lists, 0.5)}


def lay(db, columns, rows):
    db.execute(
        f"""
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
        INSERT INTO jobs (input, revision, status, run_after, finished_at, model)
        SELECT '{{}}', 1, {columns} FROM n
        """)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def await_completed(db, count):
    """Counted in the ledger, where the mass has no rows."""
    done = "SELECT count(*) FROM attempts WHERE outcome = 'completed'"
    wait_until(lambda: db.execute(done).fetchone()[0] == count, pause=0.001)
