"""Large pictures on their way in and films on their way out, and how late other jobs are told of."""

import http.server
import json
import os
import pathlib
import struct
import tempfile
import threading
import time

from measure import process
from measure.numbers import quantile, times
from measure.programs import MODEL, Queue, Simulator, settle, stop, wait_until

LATENCY = 1.0


def measure(bench):
    picture, film = (5, 20) if bench.quick else (49, 200)
    quiet, calm = live(bench, 0, 0, 0)
    busy, lags = live(bench, picture, film, 8)
    bench.row(f"8 pictures of {picture} MB in, 12 films of {film} MB out: MB resident at most",
              f"{busy:.1f} MB", f"without them: {quiet:.1f} MB", times(busy / quiet),
              "under 64 MB")
    for share in (0.5, 0.99):
        bench.row(f"… another job's completion is known after, p{share * 100:.0f} of {len(lags)}",
                  f"{quantile(lags, share):.0f} ms",
                  f"without them: {quantile(calm, share):.0f} ms",
                  times(quantile(lags, share) / quantile(calm, share)), "as without them")


def live(bench, picture, film, pictures):
    """Returns the most that was resident, and how late other jobs' completions were known."""
    with Films(film * 10**6) as films, \
            Simulator(bench, "--latency", f"{LATENCY:.0f}s", "--fault",
                      f"output model=wavespeed/kissing-pro: redirect={films.url}") as api, \
            tempfile.TemporaryDirectory() as folder:
        queue = Queue(bench, folder, api.url)
        queue.db.execute("UPDATE settings SET value = 'on' WHERE key = 'save_outputs'")
        for number in range(pictures):
            file = pathlib.Path(folder) / f"{number}.png"
            file.write_bytes(png(number, picture * 10**6))
            queue.command("enqueue", "wavespeed/kissing-pro", f"image=@{file}")
        for number in range(pictures // 2):
            insert(queue, "wavespeed/kissing-pro", f"film {number}")
        daemon = queue.start()
        try:
            settle(daemon, patience=1)
            batch = 0
            while batch < 30 or saved(queue) < pictures + pictures // 2:
                for number in range(10):
                    insert(queue, MODEL, f"other {batch}.{number} [sim:outputs=png]")
                batch += 1
                time.sleep(0.3)
            wait_until(lambda: queue.completed() == pictures + pictures // 2 + batch * 10)
            return process.peak_mb(daemon.pid), late(queue)
        finally:
            stop(daemon)


def insert(queue, model, prompt):
    queue.db.execute("INSERT INTO jobs (model, input) VALUES (?, ?)",
                     (model, json.dumps({"image": "https://example.com/a.png", "prompt": prompt})))


def saved(queue):
    """Of the large ones."""
    return queue.db.execute(
        "SELECT count(*) FROM outputs WHERE status = 'saved' AND content_type = 'video/mp4'"
    ).fetchone()[0]


def late(queue):
    """From a prediction's end to its record, in seconds."""
    return [seconds - LATENCY for seconds, in queue.db.execute(
        "SELECT (julianday(finished_at) - julianday(submitted_at)) * 86400 FROM jobs"
        " WHERE input LIKE '%other%'")]


class Films:
    """The same film to whoever asks, and not by the simulator: one that is busy with films is late
    with everything else."""

    def __init__(self, size):
        def box(name, content, length=None):
            return struct.pack(">I", length or len(content) + 8) + name + content

        self.file = tempfile.TemporaryFile()
        head = box(b"ftyp", b"isom\0\0\2\0") + box(b"moov", bytes(8))
        self.file.write(head + box(b"mdat", b"", max(size - len(head), 8)))
        self.file.truncate(max(size, len(head) + 8))
        file = self.file

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                size = os.fstat(file.fileno()).st_size
                self.send_response(200)
                self.send_header("Content-Length", str(size))
                self.end_headers()
                sent = 0
                while sent < size:
                    sent += os.sendfile(self.connection.fileno(), file.fileno(), sent, 1 << 20)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/film.mp4"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.file.close()


def png(number, size):
    """One whose structure is whole, of a width of its own."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + b"\0\0\0\0"

    return (b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", 1000 + number, 720, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", bytes(size)) + chunk(b"IEND", b""))
