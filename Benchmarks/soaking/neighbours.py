"""The others at the database, each in a thread with a connection of its own."""

import json
import random
import sqlite3
import threading
import time

MODELS = ["video-effects/live-memory", "wavespeed/kissing-pro", "vidu/image-to-video-2.0",
          "wavespeed-ai/veo2-i2v", "wavespeed-ai/open-video/image-to-video"]


class Neighbour(threading.Thread):
    """Does its turn again and again until it is stopped. What goes wrong there ends the soak."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.stopping, self.failure = path, threading.Event(), None
        self.waited = 0  # the longest wait for the write lock since somebody asked, in seconds

    def run(self):
        try:
            db = sqlite3.connect(self.path, isolation_level=None, timeout=120)
            db.execute("PRAGMA wal_autocheckpoint = 0")  # that is the daemon's to do
            while not self.stopping.is_set():
                self.turn(db)
            db.close()
        except Exception as failure:
            self.failure = failure

    def take_lock(self, db):
        begin = time.monotonic()
        db.execute("BEGIN IMMEDIATE")
        self.waited = max(self.waited, time.monotonic() - begin)

    def longest_wait(self):
        waited, self.waited = self.waited, 0
        return waited

    def stop(self):
        self.stopping.set()
        self.join()


class Feeder(Neighbour):
    """Inserts jobs in a steady stream, a fifth of a second's worth at a time.

    It holds back while so many wait that this machine does not keep up: else what it cannot do
    would look like what the daemon piles up.
    """

    too_many = 2000

    def __init__(self, path, count, seconds):
        super().__init__(path)
        self.count, self.seconds, self.inserted = count, seconds, 0
        self.dice, self.begin = random.Random(1), time.monotonic()

    def turn(self, db):
        waiting = "SELECT count(*) FROM jobs WHERE status = 'queued'"
        if db.execute(waiting).fetchone()[0] > self.too_many:
            self.stopping.wait(1)
            return
        due = min(self.count, int(self.count * (time.monotonic() - self.begin) / self.seconds))
        due = min(due, self.inserted + 200)
        rows = [self.job(number) for number in range(self.inserted, due)]
        self.take_lock(db)
        db.executemany("INSERT INTO jobs (model, input, priority, tags, run_after)"
                       " VALUES (?, ?, ?, ?, strftime('%Y-%m-%d %H:%M:%f', 'now', ?))", rows)
        db.execute("COMMIT")
        self.inserted = due
        if due == self.count:
            self.stopping.set()
        self.stopping.wait(0.2)

    def job(self, number):
        """No two inputs are the same, so that a prediction belongs to one job."""
        put = json.dumps({"image": "https://example.com/a.png", "prompt": f"film {number}"})
        wait = "+3 seconds" if number % 50 == 0 else None
        return self.dice.choice(MODELS), put, self.dice.randrange(3), '["soak"]', wait


class Reader(Neighbour):
    """Holds one state of the database for minutes: the log cannot be started anew meanwhile."""

    def __init__(self, path, schedule):
        super().__init__(path)
        self.schedule = schedule

    def turn(self, db):
        db.execute("BEGIN")
        db.execute("SELECT count(*) FROM jobs").fetchone()
        self.stopping.wait(self.schedule.snapshot)
        db.execute("COMMIT")
        self.stopping.wait(self.schedule.between_snapshots)


class Canceller(Neighbour):
    """Takes back one of the jobs that are under way, now and then."""

    def turn(self, db):
        self.stopping.wait(5)
        self.take_lock(db)
        db.execute("UPDATE jobs SET status = 'cancelled' WHERE id = (SELECT max(id) FROM jobs"
                   " WHERE status = 'submitting' OR status = 'uncertain' OR status = 'running')")
        db.execute("COMMIT")
