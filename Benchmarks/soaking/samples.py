"""What is looked at every few seconds."""

import dataclasses
import os

from measure import process


@dataclasses.dataclass
class Sample:
    at: float
    life: int            # which of the daemon's lives
    resident: float      # MB
    descriptors: int
    threads: int
    log: float           # MB
    database: float      # MB
    free: float          # MB, of the database's
    ledger: int          # rows
    jobs: int            # rows
    waiting: int
    done: int
    uncertain: int
    lock_wait: float     # the longest that a neighbour waited to write, in ms


def take(at, life, pid, path, db, lock_wait):
    one = lambda query: db.execute(query).fetchone()[0]
    page = one("PRAGMA page_size") / 1e6
    jobs, inserted = one("SELECT count(*) FROM jobs"), one(
        "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'jobs'")
    queued = one("SELECT count(*) FROM jobs WHERE status = 'queued'")
    under_way = one("SELECT count(*) FROM jobs WHERE status IN ('submitting', 'running')")
    uncertain = one("SELECT count(*) FROM jobs WHERE status = 'uncertain'")
    return Sample(
        at=at, life=life, resident=process.resident_mb(pid),
        descriptors=process.descriptors(pid), threads=len(process.tasks(pid)),
        log=os.stat(path + "-wal").st_size / 1e6, database=os.stat(path).st_size / 1e6,
        free=one("PRAGMA freelist_count") * page, ledger=one("SELECT count(*) FROM attempts"),
        jobs=jobs, waiting=queued + under_way, uncertain=uncertain,
        done=inserted - queued - under_way - uncertain, lock_wait=lock_wait * 1000)
