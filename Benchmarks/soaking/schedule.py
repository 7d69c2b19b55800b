"""When things happen in a soak, as shares of how long it takes."""


class Schedule:
    """All in seconds. An hour restarts every three minutes but for half an hour in its middle.

    The short lives test what a restart leaves behind, the long one what a life piles up.
    """

    def __init__(self, minutes):
        self.length = minutes * 60
        self.warm_up = self.length / 12
        self.between_restarts = min(180, self.length / 20)
        self.long_life = (self.length / 4, self.length * 3 / 4)
        self.snapshot = min(120, self.length / 30)
        self.between_snapshots = self.snapshot / 2
        self.kept = min(300, self.length / 12)
        self.between_prunings = self.kept / 10
        self.between_samples = min(10, self.length / 60)
        self.patience = max(60, self.length / 12)

    def restarts(self, now):
        begin, end = self.long_life
        return now < begin or now > end
