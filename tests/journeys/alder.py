"""Alder Primary, as its own system exports it: a pupil list, a half-term of marks, and what is wrong in them.

Twenty-four children in two classes, 3 September to 24 October 2024: 76 sessions. The files look as such
exports do: headings of a common system, a byte-order mark, Windows line endings, dates the British way.
"""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from tests.cast import CALENDAR, upn

URN = "345678"
NAME = "Alder Primary"
YEAR = "2024/25"
HALF_TERM = "Autumn 1"
FIRST_DAY, LAST_DAY = dt.date(2024, 9, 3), dt.date(2024, 10, 24)
DESCRIBED = "2024-09-03"

FORENAMES = (
    *("Ada", "Bo", "Cora", "Dev", "Esme", "Finn", "Gia", "Hal", "Ines", "Joel", "Kit", "Lena"),
    *("Milo", "Nia", "Otto", "Pia", "Reece", "Suki", "Theo", "Una", "Vera", "Will", "Xena", "Yuri"),
)
SURNAMES = ("Ashby", "Birch", "Cole", "Dale", "Ellis", "Frost", "Grove", "Heath")
HEADINGS = (
    *("Adno", "UPN", "Legal Surname", "Legal Forename", "DOB", "Gender", "Year", "Reg Group", "DOA", "FSM"),
    *("SEN Status", "House", "Contact 1 Name", "Contact 1 Relationship", "Contact 1 Phone"),
    *("Address Line 1", "Town", "Postcode"),
)
MARK_HEADINGS = ("Adno", "Surname", "Forename", "Date", "AM/PM", "Mark", "Minutes Late")

# Everybody else misses what chance gives them: these make the edges. Of 76 sessions eight missed are 10.5%,
# seven are 9.2%.
AT_THE_EDGE = {2: 40, 12: 7, 13: 8}
TWO_BLANKS = 20  # two of this child's sessions have no mark
JOINED_LATE = 23  # on the roll for the last three days only


def school_days() -> list[dt.date]:
    every = (FIRST_DAY + dt.timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1))
    return [day for day in every if day.weekday() < 5]


def class_of(child: int) -> tuple[str, str]:
    return ("3", "3A") if child < 12 else ("4", "4B")


def first_day_of(child: int) -> dt.date:
    return school_days()[-3] if child == JOINED_LATE else FIRST_DAY


def pupil_rows() -> list[list[str]]:
    rows = []
    for child, forename in enumerate(FORENAMES):
        surname = SURNAMES[child % len(SURNAMES)]
        year, name = class_of(child)
        born = dt.date(2016 if year == "3" else 2015, 9 + child % 4, 3 + child)
        rows.append(
            [
                *(str(501 + child), upn(7000 + child), surname, forename, f"{born:%d/%m/%Y}"),
                *("FM"[child % 2], f"Year {year}", name, f"{first_day_of(child):%d/%m/%Y}"),
                *("T" if child % 5 == 0 else "F", "K" if child % 7 == 0 else "N", ("Red", "Blue")[child % 2]),
                *(f"{'Mrs' if child % 3 else 'Mr'} {surname}", "Father" if child % 3 == 0 else "Mother"),
                *(f"01632 9601{child:02d}", f"{child + 1} Canal Street", "Alderford", "AL4 2DE"),
            ]
        )
    return rows


def codes_of(child: int, sessions: int) -> list[str]:
    """One child's half-term: a code for each session, "" for none."""
    chance = Random(child)
    codes = ["/" if at % 2 == 0 else "\\" for at in range(sessions)]
    if child == JOINED_LATE:
        return codes
    missed = AT_THE_EDGE.get(child, chance.choice([0, 1, 2, 3, 5, 9]))
    for at in chance.sample(range(sessions), missed):
        codes[at] = chance.choice("IIIMOG")
    for at in chance.sample([at for at in range(0, sessions, 2) if codes[at] == "/"], 3):
        codes[at] = chance.choice("LL@")
    if child == TWO_BLANKS:
        codes[10] = codes[11] = ""
    return codes


def mark_rows() -> list[list[str]]:
    rows = []
    for child, forename in enumerate(FORENAMES):
        sessions = [
            (day, half) for day in school_days() if day >= first_day_of(child) for half in ("AM", "PM")
        ]
        for (day, half), code in zip(sessions, codes_of(child, len(sessions)), strict=True):
            if code:
                minutes = "12" if code == "L" else ""
                surname = SURNAMES[child % len(SURNAMES)]
                rows.append([str(501 + child), surname, forename, f"{day:%d/%m/%Y}", half, code, minutes])
    return rows


def written(path: Path, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> Path:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([headings, *rows])
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
    return path


def pupils_with_problems(folder: Path) -> Path:
    """As it was first exported: a 31 February and a surname missing."""
    rows = pupil_rows()
    rows[3][4] = "31/02/2017"
    rows[8][2] = ""
    return written(folder / "pupils September.csv", HEADINGS, rows)


def pupils(folder: Path) -> Path:
    return written(folder / "pupils mended.csv", HEADINGS, pupil_rows())


def marks_with_problems(folder: Path) -> Path:
    """A half-term of marks, with a code that is none and a day that is none."""
    rows = mark_rows()
    rows[100][5] = "QQ"
    rows[700][3] = "31/09/2024"
    return written(folder / "marks Autumn 1.csv", MARK_HEADINGS, rows)


def calendar(folder: Path) -> Path:
    return written(folder / "calendar.csv", ("since", "until", "kind", "name"), CALENDAR)
