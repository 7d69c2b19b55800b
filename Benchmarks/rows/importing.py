"""Reading a hundred thousand lines, against the sqlite3 shell's own import into the same schema."""

import json
import pathlib
import subprocess
import tempfile

from measure.numbers import times
from measure.programs import MODEL, Queue, on_daemon_core


def measure(bench):
    count = 10_000 if bench.quick else 100_000
    rounds = 1 if bench.quick else 3
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        lines = [json.dumps({"image": "https://example.com/a.png",
                             "prompt": f"film {number}: a man bows to the camera"})
                 for number in range(count)]
        (folder / "jobs.jsonl").write_text("".join(
            f'{{"model":"{MODEL}","input":{line}}}\n' for line in lines))
        # `.import` fills every column there is: of a view these two are enough.
        (folder / "jobs.csv").write_text("".join(
            '%s,"%s"\n' % (MODEL, line.replace('"', '""')) for line in lines))
        ours, theirs = [], []
        for number in range(rounds):
            (folder / str(number)).mkdir()
            queue = Queue(bench, folder / str(number))
            ours.append(on_daemon_core(
                bench.build / "wavespool", "--db", queue.path, "--quiet", "import",
                "--yes", folder / "jobs.jsonl", stdout=bench.quiet))
            assert queued(queue) == count
            (folder / f"{number}-bare").mkdir()
            bare = Queue(bench, folder / f"{number}-bare")
            theirs.append(on_daemon_core(
                "sqlite3", bare.path, "-cmd", "PRAGMA synchronous = FULL",
                "CREATE TEMP VIEW lines AS SELECT model, input FROM jobs;"
                "CREATE TEMP TRIGGER taken INSTEAD OF INSERT ON lines BEGIN"
                " INSERT INTO jobs (model, input) VALUES (NEW.model, NEW.input); END;",
                f".import --csv {folder}/jobs.csv lines"))
            assert queued(bare) == count
    wall, bare_wall = (min(seconds for seconds, _ in runs) for runs in (ours, theirs))
    cpu, bare_cpu = (min(cpu for _, cpu in runs) for runs in (ours, theirs))
    bench.row(f"import of {count:,} lines, best of {rounds}", f"{wall:.2f} s",
              f"sqlite3 .import: {bare_wall:.2f} s", times(wall / bare_wall), "within 2×")
    bench.row("… CPU", f"{cpu:.2f} s", f"sqlite3 .import: {bare_cpu:.2f} s",
              times(cpu / bare_cpu), "within 2×")


def queued(queue):
    return queue.db.execute("SELECT count(*) FROM jobs WHERE status = 'queued'").fetchone()[0]
