"""A child process that is started again whenever it ends, at longer and longer intervals while it keeps ending."""

import subprocess
import threading
import time

FIRST_WAIT_SECONDS = 1
LONGEST_WAIT_SECONDS = 60
RUNS_WELL_AFTER_SECONDS = 60
STOP_SECONDS = 20


class Keeper:
    """Keeps one child running from start() to stop(); `tell(sentence)` hears of each new start."""

    def __init__(self, command, *, tell, first_wait_seconds=FIRST_WAIT_SECONDS):
        self.command, self.tell, self.first_wait_seconds = command, tell, first_wait_seconds
        self.child = None
        self._ended, self._lock = threading.Event(), threading.Lock()
        self._thread = threading.Thread(target=self._keep, name="keeper of the worker", daemon=True)

    def start(self):
        self._start_child()
        self._thread.start()

    def stop(self):
        """End the child, kindly for twenty seconds and then by force, and start no other."""
        with self._lock:
            self._ended.set()
            self.child.terminate()
        self._thread.join(STOP_SECONDS)
        if self._thread.is_alive():
            self.child.kill()

    def _start_child(self):
        with self._lock:
            if not self._ended.is_set():
                self.child = subprocess.Popen(self.command)

    def _keep(self):
        wait, began = self.first_wait_seconds, time.monotonic()
        while not self._ended.is_set():
            self.child.wait()
            if time.monotonic() - began >= RUNS_WELL_AFTER_SECONDS:
                wait = self.first_wait_seconds
            if self._ended.wait(wait):
                return
            self._start_child()
            self.tell(f"the worker ended; started again after {wait} s")
            wait, began = min(wait * 2, LONGEST_WAIT_SECONDS), time.monotonic()
