"""Lists, patterns, steps due and who stands where, at a school of eight thousand pupils."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from bench import ladder, pages
from bench.timing import Row

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
            yield pages.page_row(
                f"{name}, 8,000 pupils", "attendance_lead", f"{pages.SCHOOL}{url}", limit=400, times=TIMES
            )
