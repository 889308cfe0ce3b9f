"""One line for whoever writes to a database of SQLite, in which each waits for their turn (docs/adr/0087).

SQLite lets one write at a time. Whoever comes meanwhile sleeps and looks again, each time for longer, up to a
tenth of a second, while others who came later go first. Here the threads of a process stand in a line of
their own, and the first of them looks every millisecond whether another process writes: that is said by a
lock on a file beside the database. A process that ends lets go of it, however it ends.
"""

import fcntl
import os
import time
from collections import defaultdict
from threading import Lock
from typing import Final, Self

_LOOKS_EVERY: Final = 0.001  # seconds

# Of each database the line in which this process's threads stand.
_THREADS: Final[defaultdict[str, Lock]] = defaultdict(Lock)
# Whoever stood in one when a process divided is not in its other half.
os.register_at_fork(after_in_child=_THREADS.clear)


class Turn:
    """Somebody's turn to write to a database: it ends when they say so."""

    def __init__(self, threads: Lock, file: int) -> None:
        self._threads, self._file = threads, file

    @classmethod
    def wait_for(cls, database: str, seconds: float) -> Self | None:
        """Stand in line; None where the turn has not come after so many seconds."""
        until = time.monotonic() + seconds
        threads = _THREADS[database]
        file = os.open(f"{database}-line", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if not threads.acquire(timeout=seconds):
            os.close(file)
            return None
        turn = cls(threads, file)
        while not turn._has_come():
            if time.monotonic() > until:
                turn.end()
                return None
            time.sleep(_LOOKS_EVERY)
        return turn

    def _has_come(self) -> bool:
        """Whether no other process writes."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def end(self) -> None:
        """Let the next one write."""
        fcntl.flock(self._file, fcntl.LOCK_UN)  # a process divided off meanwhile has the file open as well
        os.close(self._file)
        self._threads.release()
