"""What most would write: the official SDK in a thread pool, a row for each result.

usage: sdk.py URL MODEL INPUT COUNT THREADS DATABASE
"""

import json
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed

from wavespeed import Client

url, model, put, count, threads, path = sys.argv[1:]
client = Client(api_key="key", base_url=url)
db = sqlite3.connect(path)
db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                 "CREATE TABLE results (job INTEGER PRIMARY KEY, outputs TEXT)")


def run(number):
    # The SDK asks every second unless told; so it would have no chance here.
    return number, client.run(model, json.loads(put), poll_interval=0.05)["outputs"]


with ThreadPoolExecutor(int(threads)) as pool:
    for done in as_completed([pool.submit(run, number) for number in range(int(count))]):
        number, outputs = done.result()
        db.execute("INSERT INTO results VALUES (?, ?)", (number, json.dumps(outputs)))
        db.commit()
