"""Where the counting happens: here, or on several threads. Either way the same blocks and the same sums."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

# Called with the first row and the row after the last; it writes what it counts into an array it was given.
CountRows = Callable[[int, int], None]

Engine = Callable[[CountRows, int], None]

# Fewer rows than this are counted sooner than a second thread is started.
_WORTH_A_THREAD = 4096


def here(count_rows: CountRows, rows: int) -> None:
    """Count every row on the thread that asked."""
    count_rows(0, rows)


def threads(number: int) -> Engine:
    """An engine that shares the rows between so many threads. NumPy lets go of the interpreter while it counts."""
    if number < 1:
        raise ValueError("Counting needs at least one thread.")

    def count_on_threads(count_rows: CountRows, rows: int) -> None:
        share = max(-(-rows // number), _WORTH_A_THREAD)
        if share >= rows:
            return here(count_rows, rows)
        starts = range(0, rows, share)
        with ThreadPoolExecutor(len(starts)) as pool:
            for done in [pool.submit(count_rows, at, min(at + share, rows)) for at in starts]:
                done.result()
        return None

    return count_on_threads
