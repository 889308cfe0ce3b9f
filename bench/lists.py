"""Lists, patterns, steps due and who stands where, at a school of eight thousand pupils."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from bench import ladder, pages
from bench.timing import Row, at_the_95th, row, seconds

PUPILS = 8_000
TIMES = 20
PAGES = (
    ("a list of pupils", "attendance/pupils/?where=persistent_absence"),
    ("a list of patterns", "attendance/pupils/?where=patterns"),
    ("steps due", "steps/"),
    ("who stands where", "formal/"),
)


def rows() -> Iterator[Row]:
    """The figures of this module."""
    with tempfile.TemporaryDirectory() as folder:
        pages.set_up(folder)
        pages.fill(1, PUPILS)
        ladder.in_force()
        for name, url in PAGES:
            ask = pages.asking("attendance_lead", f"{pages.SCHOOL}{url}")
            answered = ask()
            assert answered.status_code == 200, answered.status_code
            taken = at_the_95th([seconds(ask) for _time in range(TIMES)])
            size = f"{len(answered.content) / 1000:.0f} kB"
            yield row(f"{name}, 8,000 pupils, p95", 1000 * taken, "ms", limit=400, note=size)
