"""Numbers as people read them."""


def quantile(seconds, share):
    """In milliseconds."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def times(ratio):
    return f"{ratio:.2f}×"


def micro(seconds):
    return f"{seconds * 1e6:,.0f} µs"
