"""How often one sender may ask; counted in Redis when there is one, so that all workers count together, else in this process."""

import threading
import time

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import Storage

OWN_COUNTS = "process://"
LOOKS_THROUGH_SECONDS = 60


class OwnCounts(Storage):
    """Counts of this process, under one lock. The library's own storage starts a thread at nearly every request, which looks through all keys: with two
    thousand guests at once that costs more than their answers."""

    STORAGE_SCHEME = ["process"]

    def __init__(self, uri=None, wrap_exceptions=False, **_options):
        super().__init__(uri, wrap_exceptions)
        self.counts, self.lock, self.looked_at = {}, threading.Lock(), time.time()  # {key: (count, when it ends)}

    @property
    def base_exceptions(self):
        return ValueError

    def incr(self, key, expiry, amount=1):
        now = time.time()
        with self.lock:
            if now - self.looked_at > LOOKS_THROUGH_SECONDS:
                self.counts, self.looked_at = {name: found for name, found in self.counts.items() if found[1] > now}, now
            count, ends_at = self.counts.get(key, (0, 0))
            count, ends_at = (count + amount, ends_at) if ends_at > now else (amount, now + expiry)
            self.counts[key] = count, ends_at
            return count

    def get(self, key):
        count, ends_at = self.counts.get(key, (0, 0))
        return count if ends_at > time.time() else 0

    def get_expiry(self, key):
        """When the count of this key ends, in seconds since 1970; now for one that does not exist."""
        return self.counts.get(key, (0, time.time()))[1]

    def check(self):
        return True

    def reset(self):
        with self.lock:
            found, self.counts = len(self.counts), {}
        return found

    def clear(self, key):
        with self.lock:
            self.counts.pop(key, None)


limiter = Limiter(get_remote_address)
