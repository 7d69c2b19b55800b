"""The programs that are measured: a simulator on one core, the daemon on the other."""

import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request

from measure import process

DAEMON_CORE, OTHER_CORE = "0", "1"
MODEL = "wavespeed-ai/veo2-i2v"
INPUT = json.dumps({"image": "https://example.com/a.png", "prompt": "a man bows to the camera"})


class Simulator:
    def __init__(self, bench, *options):
        self.process = subprocess.Popen(
            ["taskset", "-c", OTHER_CORE, bench.build / "wavespool-sim", "--seed", "1",
             "--balance", "100000000", *options],
            stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]

    def counters(self):
        with urllib.request.urlopen(self.url + "/sim/ledger?limit=0") as answer:
            return json.load(answer)["counters"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


class Queue:
    """A database with its limits lifted, and the daemon that serves it."""

    def __init__(self, bench, folder, url="http://127.0.0.1:1"):
        self.bench, self.url, self.path = bench, url, str(pathlib.Path(folder) / "queue.db")
        self.command("db", "migrate")
        self.db = sqlite3.connect(self.path, isolation_level=None, timeout=10)
        self.db.execute("PRAGMA wal_autocheckpoint = 0")
        self.db.execute(
            "INSERT OR REPLACE INTO limits (scope, in_flight, per_minute, polls_per_second)"
            " VALUES ('', NULL, NULL, NULL)")
        # What is measured ends with the result: no film is fetched.
        self.db.executemany("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)",
                            [("poll_min", "0"), ("save_outputs", "off")])

    def command(self, *words):
        return subprocess.run([self.bench.build / "wavespool", "--db", self.path, *words],
                              check=True, capture_output=True, text=True).stdout

    def limit(self, in_flight):
        self.db.execute("UPDATE limits SET in_flight = ? WHERE scope = ''", [in_flight])

    def fill(self, count):
        self.db.execute("BEGIN IMMEDIATE")
        self.db.executemany(
            "INSERT INTO jobs (model, input) VALUES (?, ?)", [(MODEL, INPUT)] * count)
        self.db.execute("COMMIT")

    def start(self, *options):
        return subprocess.Popen(
            ["taskset", "-c", DAEMON_CORE, self.bench.build / "wavespoold", "--db", self.path,
             "--api-url", self.url, "--log-level", "warning", *options],
            env={"WAVESPEED_API_KEY": "key", "PATH": os.environ["PATH"]})

    def drain(self):
        """Lets a daemon work until nothing is left."""
        return finish(self.start("--until-idle"))

    def completed(self):
        return self.db.execute("SELECT count(*) FROM jobs WHERE status = 'completed'").fetchone()[0]


def on_daemon_core(*words, **options):
    """Runs to its end what is compared with the daemon, on the daemon's core."""
    return finish(subprocess.Popen(["taskset", "-c", DAEMON_CORE, *words], **options))


def finish(program):
    """Waits for a program's end. Returns (seconds, CPU seconds)."""
    begin = time.monotonic()
    _, status, usage = os.wait4(program.pid, 0)
    program.returncode = os.waitstatus_to_exitcode(status)
    if status:
        sys.exit(f"{program.args[3]} ended with {program.returncode}")
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime


def settle(program, patience=5):
    """Waits until it has used no CPU for a while, or is as still as it gets."""
    still, before, begin = 0, -1, time.monotonic()
    while still < 5 and time.monotonic() - begin < patience:
        time.sleep(0.1)
        now = process.cpu_seconds(program.pid)
        still = still + 1 if now - before < 0.0005 else 0
        before = now


def wait_until(is_so, pause=0.05, patience=120):
    begin = time.monotonic()
    while not is_so():
        if time.monotonic() - begin > patience:
            sys.exit("what was waited for did not come")
        time.sleep(pause)


def stop(program):
    program.send_signal(signal.SIGTERM)
    program.wait()
