"""The department's published sessions of one day, expanded into the marks they could have been counted from.

A daily row says how many sessions bore each code in one area and phase. Here it becomes that many marks of
invented pupils, so that the published figures can be put through anything that counts marks and must come
back exactly.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path

from trellis.rules.words import Session

PUBLISHED = Path("dfe-attendance") / "all-codes-week-37-2024.csv"

# A column is named for its code but for these. Z stands outside every enrolment, and # for a closed day:
# neither can be a mark of a pupil on roll on an open day, and neither is in any rate.
_NAMED_OTHERWISE = {"reason_present_am": "/", "reason_present_pm": "\\"}
_NOT_EXPANDED = (
    "reason_present",
    "reason_not_attending_planned_closed",
    "reason_z_not_attending_not_on_roll",
)

# Withdrawn three weeks before and sent still; what they meant is told by the published totals alone.
_WITHDRAWN = ("H", "J", "F", "Y")


@dataclass(frozen=True)
class DailyRow:
    """One area and phase on one day: the published counts, and how many sessions bore each code."""

    day: date
    name: str
    sessions: Mapping[str, int]
    possible: int
    attended: int
    absent: int
    authorised: int
    unauthorised: int
    late: int

    @classmethod
    def of(cls, row: Mapping[str, str]) -> DailyRow:
        columns = [name for name in row if name.startswith("reason_") and name not in _NOT_EXPANDED]
        return cls(
            day=date.fromisoformat(row["attendance_date"]),
            name=f"{row['la_name']}, {row['school_type']}",
            sessions={
                _NAMED_OTHERWISE.get(name) or name.split("_")[1].upper(): int(row[name]) for name in columns
            },
            possible=int(row["possible_sessions"]),
            attended=int(row["overall_attendance"]),
            absent=int(row["overall_absence"]),
            authorised=int(row["authorised_absence"]),
            unauthorised=int(row["unauthorised_absence"]),
            late=int(row["late_sessions"]),
        )

    @property
    def lawful(self) -> bool:
        """Does it hold only codes that were codes that day?"""
        return not any(self.sessions[code] for code in _WITHDRAWN)

    def marks(self, seed: int = 1) -> Iterator[tuple[int, Session, str]]:
        """Marks that add up to the row: pupil, session and code. A pupil has at most one a session."""
        morning = ["/"] * self.sessions["/"]
        afternoon = ["\\"] * self.sessions["\\"]
        for code, number in self.sessions.items():
            for _ in range(number if code not in "/\\" else 0):
                min(morning, afternoon, key=len).append(code)
        chance = random.Random(seed)
        chance.shuffle(morning)
        chance.shuffle(afternoon)
        for pupil, codes in enumerate(zip_longest(morning, afternoon)):
            for session, code in zip(Session, codes, strict=True):
                if code is not None:
                    yield pupil, session, code


def daily_rows(folder: Path, *, number: int = 40, seed: int = 37, fewer_than: int = 2000) -> list[DailyRow]:
    """So many seeded daily rows, small enough to expand, with none of the codes withdrawn that August."""
    with (folder / PUBLISHED).open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["breakdown"] == "Daily"]
    small = [DailyRow.of(row) for row in rows if row["possible_sessions"] not in ("NA", "0")]
    chosen = [row for row in small if row.possible < fewer_than and row.lawful]
    return random.Random(seed).sample(chosen, number)
