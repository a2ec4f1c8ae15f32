"""When to stop searching: a budget of steps, a deadline, or someone asking. The only clock here."""
import time


class Stop:
    """`steps` makes a run repeatable; `seconds` is a ceiling for people who cannot wait."""

    def __init__(self, steps=None, seconds=None):
        if steps is not None and steps < 0:
            raise ValueError("steps must not be negative")
        if seconds is not None and not 0 < seconds < 1e6:
            raise ValueError("seconds must be more than 0")
        self.steps, self.seconds = steps, seconds
        self.started = time.monotonic()
        self.is_asked = False

    def start(self):
        """Begin counting seconds now."""
        self.started = time.monotonic()

    def ask(self):
        """Ask the search to end at its next look; the best plan so far is kept."""
        self.is_asked = True

    def within(self, steps):
        """A Stop of so many steps that ends with this one: what is left of its seconds, and asked when this is."""
        return _Part(self, steps)

    @property
    def elapsed_seconds(self):
        return time.monotonic() - self.started

    def is_over(self):
        """True when the deadline has passed or someone asked."""
        return self.is_asked or (self.seconds is not None and self.elapsed_seconds >= self.seconds)


class _Part(Stop):
    """A part of a longer run."""

    def __init__(self, whole, steps):
        self.whole = whole
        super().__init__(steps=steps)

    def is_over(self):
        if self.whole.is_over():
            self.is_asked = True
        return super().is_over()
