"""Where the counting happens: here, or on several threads. Either way the same shares and the same sums.

A count is a list of shares (some rows of a roll), each counted by itself into sums that are then added. That
is all an engine needs to know, so another one (a cluster) is another function of this shape and no second
definition of anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

Share = TypeVar("Share")
Sums = TypeVar("Sums")


class Engine(Protocol):
    """Counts every share and gives back what each came to, in the order of the shares."""

    def __call__(self, count: Callable[[Share], Sums], shares: Iterable[Share], /) -> list[Sums]:
        """The sums of each share."""


def here(count: Callable[[Share], Sums], shares: Iterable[Share], /) -> list[Sums]:
    """Count one share after another on the thread that asked."""
    return [count(share) for share in shares]


def threads(number: int) -> Engine:
    """An engine that counts on so many threads. NumPy lets go of the interpreter while it counts."""
    if number < 1:
        raise ValueError("Counting needs at least one thread.")

    def on_threads(count: Callable[[Share], Sums], shares: Iterable[Share], /) -> list[Sums]:
        work = list(shares)
        if number == 1 or len(work) < 2:
            return here(count, work)
        with ThreadPoolExecutor(number) as pool:
            return list(pool.map(count, work))

    return on_threads
