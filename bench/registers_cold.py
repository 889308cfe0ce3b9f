"""What the cold process does: start as a command does, read the authority, count; and where the time went.

Run by bench/registers_kept.py: everything is imported inside, because importing is part of what is measured.
"""

import importlib
import time

BEGAN = time.perf_counter()

MEASURES = (
    *("attendance", "absence", "authorised_absence", "unauthorised_absence"),
    *("late", "late_before_close", "late_after_close", "persistent_absence", "severe_absence"),
)
BY = ("year_group", "sex", "fsm", "sen")


def main() -> None:
    """The pack for the authority, from the database, in a process that has just been started."""
    importlib.import_module("trellis.web.cli").set_up(counting=True)
    counting = importlib.import_module("bench.registers_counted")
    started = time.perf_counter()
    held = counting.read(BY)
    read = time.perf_counter()
    rows = counting.count(held, MEASURES, BY)
    counted = time.perf_counter()
    print(
        f"start {started - BEGAN:.2f} s, read {read - started:.2f} s, count {counted - read:.2f} s,"
        f" {len(held.rolls[0]):,} enrolments, {rows:,} figures"
    )


if __name__ == "__main__":
    main()
