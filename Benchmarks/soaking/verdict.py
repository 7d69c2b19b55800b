"""Whether anything grew."""

import dataclasses
import statistics

# What is watched, by what of a third, how much larger that may be in the last than in the first, and
# what does not count as growth however small the first was. A burst needs sockets, and makes jobs
# wait, for a moment; what is never let go of shows in the median.
WATCHED = [
    ("resident", max, 1.15, 2, "MB resident"),
    ("descriptors", statistics.median, 1.25, 8, "descriptors, median"),
    ("threads", max, 1, 0, "threads"),
    ("log", max, 1.5, 16, "MB of log"),
    ("rest", max, 1.25, 4, "MB of database, without the ledger"),
    ("free", max, 1.5, 4, "MB of it free"),
    ("waiting", statistics.median, 2, 200, "jobs waiting or under way, median"),
]


@dataclasses.dataclass
class Finding:
    what: str
    first: float
    last: float
    bound: float

    @property
    def is_well(self):
        return self.last <= self.bound

    def row(self):
        share = f"{self.last / self.first:.2f}" if self.first else "–"
        return (self.what, f"{self.first:,.1f}", f"{self.last:,.1f}", share,
                f"{self.bound:,.1f}", "flat" if self.is_well else "**GROWS**")


def thirds(samples):
    third = len(samples) // 3
    return samples[:third], samples[-third:]


def judge(samples, schedule, ledger_bytes):
    """Compares thirds of the whole after its warm-up, and thirds of the longest life for memory."""
    for sample in samples:
        sample.rest = sample.database - sample.ledger * ledger_bytes / 1e6
    warm = [sample for sample in samples if sample.at >= schedule.warm_up]
    findings = [compare(warm, *watched) for watched in WATCHED]
    lives = {}
    for sample in warm:
        lives.setdefault(sample.life, []).append(sample)
    long_one = max(lives.values(), key=len)
    findings.append(compare(
        long_one[len(long_one) // 10:], "resident", max, 1.1, 2,
        "MB resident in the longest life"))
    return findings


def compare(samples, key, measure, ratio, slack, what):
    first, last = (measure([getattr(sample, key) for sample in part]) for part in thirds(samples))
    return Finding(what, first, last, max(first * ratio, first + slack))


def tenths(samples):
    """Ten rows: the greatest of each tenth, the newest of what only grows."""
    rows = []
    for tenth in range(10):
        part = samples[len(samples) * tenth // 10:len(samples) * (tenth + 1) // 10]
        greatest = lambda key: max(getattr(sample, key) for sample in part)
        rows.append((
            f"{part[-1].at / 60:.1f} min", f"{part[-1].done:,}", f"{greatest('waiting'):,}",
            f"{greatest('uncertain')}", f"{greatest('resident'):.1f}",
            f"{greatest('descriptors')}", f"{greatest('threads')}", f"{greatest('log'):.0f}",
            f"{greatest('database'):.1f}", f"{greatest('free'):.1f}", f"{part[-1].ledger:,}",
            f"{greatest('jobs'):,}", f"{greatest('lock_wait'):,.0f}"))
    return rows


TENTHS = ("until", "done", "waiting", "uncertain", "resident MB", "descriptors", "threads",
          "log MB", "database MB", "free MB", "ledger rows", "jobs rows", "lock ms")
FINDINGS = ("what", "first third", "last third", "ratio", "bound", "")
