"""How a figure is taken: five times, and the middle one counts."""

import gc
import statistics
import time
from collections.abc import Callable, Iterable
from typing import Any, TypedDict

TIMES = 5


class Row(TypedDict):
    """One figure of the benchmark, as interfaces.md promises it; `limit` is null where none is stated."""

    name: str
    value: float
    unit: str
    limit: float | None
    ok: bool
    note: str


def row(
    name: str,
    value: float,
    unit: str,
    *,
    limit: float | None = None,
    at_least: bool = False,
    note: str = "",
) -> Row:
    """A figure beside its limit, which it must stay under, or reach where `at_least` is said."""
    ok = limit is None or (value >= limit if at_least else value < limit)
    return Row(name=name, value=float(f"{value:.4g}"), unit=unit, limit=limit, ok=ok, note=note)


def median_of_five(act: Callable[..., Any], *, before: Callable[[], Any] | None = None) -> float:
    """Seconds, the median of five. `before` prepares each time, unmeasured, and hands on what it made."""
    return statistics.median(seconds(act, before=before) for _time in range(TIMES))


def seconds(act: Callable[..., Any], *, before: Callable[[], Any] | None = None) -> float:
    """Seconds for once. Rubbish left by what went before is cleared first: it is not paid for here."""
    prepared = () if before is None else (before(),)
    gc.collect()
    began = time.perf_counter()
    act(*prepared)
    return time.perf_counter() - began


def at_the_95th(times: Iterable[float]) -> float:
    """The time that nineteen of twenty stay within."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1]
