"""Two files as a school might export them from its MIS, with the things that are wrong with real ones.

They are of a ninth school, which is in the authority, has no calendar here and nobody on its roll: whoever
tries the demonstration can bring them, see what would change and what is wrong, and undo it.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import Session
from trellis.rules.codes import code_of
from trellis.web.demo.absence import SchoolYear, draw_year
from trellis.web.demo.book import NO_MARK
from trellis.web.demo.chance import stream
from trellis.web.demo.families import Child
from trellis.web.demo.roll import Roll, Seat, Stay, draw_roll
from trellis.web.demo.schools import AUTHORITY, NINTH, class_name, year_group_label
from trellis.web.demo.upn import check_letter
from trellis.web.demo.world import World, calendar_of

PUPILS, MARKS, README, SUPPORT = (
    "saltway-pupils.csv",
    "saltway-marks.csv",
    "README.txt",
    "planted-support.csv",
)

_PUPIL_HEADINGS = (
    *("Adno", "UPN", "Legal Surname", "Legal Forename", "Preferred Forename", "DOB", "Gender", "Year", "Reg"),
    *("DOA", "DOL", "FSM", "PP", "SEN Status", "EAL", "Ethnicity", "Home Language", "House"),
    *("Contact 1 Name", "Contact 1 Relationship", "Contact 1 Phone", "Contact 1 Email"),
    *("Address Line 1", "Town", "Postcode"),
)
_MARK_HEADINGS = ("Adno", "Surname", "Forename", "Reg", "Date", "Session", "Mark", "Minutes Late", "Comments")
_HOUSES = ("Heron", "Otter", "Curlew")

Row = list[Any]


def write_files(world: World) -> Path:
    """Write the files below TRELLIS_DATA and answer with their folder."""
    folder = Path(settings.TRELLIS_DATA) / "demo-files"
    folder.mkdir(parents=True, exist_ok=True)
    stays, newcomers, drawn = _ninth_school(world)
    # A spreadsheet program writes a byte-order mark and Windows line ends, so these do.
    rows = [[_pupil_row(stay, world.on) for stay in some] for some in (stays, newcomers)]
    _write(folder / PUPILS, _PUPIL_HEADINGS, spoilt_pupils(*rows))
    _write(folder / MARKS, _MARK_HEADINGS, spoilt_marks(list(_mark_rows(drawn, world.on))))
    _write(folder / SUPPORT, _SUPPORT_HEADINGS, _support_rows(world))
    (folder / README).write_text(_readme(drawn.calendar.year), encoding="utf-8")
    return folder


def _ninth_school(world: World) -> tuple[list[Stay], list[Stay], SchoolYear]:
    """Its roll, four about to join it, and its registers of the newest year with a few weeks of them."""
    year = world.years[-1]
    if world.on < AcademicYear(year).since + dt.timedelta(days=75):
        year -= 1
    calendar = calendar_of(NINTH, year, ())
    roll = draw_roll([NINTH], [year], {(0, year): calendar}, seed=world.seed + 9000, on=world.on)
    chance = stream(world.seed, "ninth")
    drawn = draw_year(
        NINTH,
        at=0,
        calendar=calendar,
        seats=roll.seats(0, year),
        patterns=roll.patterns,
        level=1.0,
        chance=chance,
    )
    return roll.stays, _newcomers(roll, year, world.on), drawn


def _newcomers(roll: Roll, year: int, on: dt.date) -> list[Stay]:
    newcomers = []
    for n in range(4):
        child = roll.town.child(NINTH, year, 1 + n)
        stay = Stay(child, 0, on, None, f"{1900 + n:06d}")
        stay.seats.append(Seat(stay, year, 1 + n, class_name(NINTH, 1 + n, 0), on, None))
        newcomers.append(stay)
    return newcomers


def _write(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(rows)


def _british(day: dt.date | None) -> str:
    return "" if day is None else f"{day:%d/%m/%Y}"


def _pupil_row(stay: Stay, on: dt.date) -> Row:
    child, family, seat = stay.child, stay.child.family, stay.seats[-1]
    adult, home = family.adults[0], family.homes[0].split("\n")
    fsm = "T" if child.fsm_since and child.fsm_since <= on else "F"
    return [
        *(stay.number, child.upn, child.surname, child.forename, child.preferred_name),
        *(_british(child.born), child.sex, year_group_label(seat.year_group), seat.class_name),
        *(_british(stay.since), _british(stay.until), fsm, fsm, child.sen),
        *("Y" if family.speaks_other else "N", family.heritage.ethnicity),
        family.heritage.language_name if family.speaks_other else "English",
        _HOUSES[family.number % len(_HOUSES)],
        *(adult.name, adult.relationship.replace("_", " ").title(), adult.phone, adult.email),
        *home,
    ]


def _mark_rows(drawn: SchoolYear, on: dt.date) -> Iterable[Row]:
    """Day by day, as a long export has them; nothing for a session nobody marked."""
    for day in drawn.days:
        if day >= on:
            break
        for session, name in enumerate(Session):
            position = drawn.position(day, session)
            for row, seats in enumerate(drawn.rows):
                char = int(drawn.marks[row, position])
                if char != NO_MARK:
                    child, stay = seats[0].stay.child, seats[0].stay
                    yield [
                        *(stay.number, child.surname, child.forename, seats[-1].class_name),
                        *(_british(day), name.value, code_of(chr(char))),
                        *(drawn.minutes.get((row, position), ""), ""),
                    ]


# --- what is wrong with them ---


def spoilt_pupils(rows: list[Row], newcomers: list[Row]) -> list[Row]:
    """A wrong check letter and a child listed twice; newcomers with cells that cannot be read.

    The newcomers have no marks yet, so that leaving them out leaves the other file as it is.
    """
    at = {name: n for n, name in enumerate(_PUPIL_HEADINGS)}
    rows[4][at["UPN"]] = _another_letter(rows[4][at["UPN"]])
    wrong = (
        ("DOB", "31/02/2018"),
        ("Preferred Forename", '=HYPERLINK("http://example.org","Jo")'),
        ("Legal Surname", ""),
        ("DOA", "20256"),
    )
    for row, (heading, value) in zip(newcomers, wrong, strict=True):
        row[at[heading]] = value
    rows.insert(40, list(rows[39]))
    return [*rows, *newcomers]


def _another_letter(upn: str) -> str:
    right = check_letter(upn[1:])
    return ("A" if right != "A" else "B") + upn[1:]


def spoilt_marks(rows: list[Row]) -> list[Row]:
    """A code that is none, one withdrawn, one old, a day that is not, two answers, a stranger."""
    at = {name: n for n, name in enumerate(_MARK_HEADINGS)}
    wrong = (
        (60, "Mark", "QQ"),
        (150, "Mark", "H"),
        (260, "Mark", "@"),
        (405, "Date", "31/02/2026"),
        (512, "Mark", "-"),
        (733, "Session", "Noon"),
        (870, "Adno", "999999"),
    )
    for row, heading, value in wrong:
        rows[row][at[heading]] = value
    other = list(rows[1001])
    other[at["Mark"]] = "I" if other[at["Mark"]] != "I" else "M"
    rows.insert(1002, other)
    before_joining = list(rows[0])
    before_joining[at["Date"]] = "02/09/2013"
    rows.append(before_joining)
    return rows


# --- what was planted ---

_SUPPORT_HEADINGS = ("UPN", "URN", "Support", "Since", "Sessions given back so far")


def _support_rows(world: World) -> Iterable[Row]:
    """Who was given which support, and how many sessions it truly gave back."""
    child_of: dict[int, Child] = {child.number: child for child in world.roll.town.children}
    for one in world.supported:
        yield [
            *(child_of[one.child].upn, world.schools[one.school].urn, one.kind.name),
            *(one.since.isoformat(), one.given_back_by(world.on)),
        ]


def _readme(year: AcademicYear) -> str:
    return f"""Files to try an import with
===========================

{NINTH.name} (URN {NINTH.urn}) is in {AUTHORITY}. It is here by name only: no pupils, no calendar.
These files are what its MIS might give. Bring the pupils first, then the marks of {year}.

  trellis import pupils {PUPILS} --school {NINTH.urn} --dry-run
  trellis import marks  {MARKS} --school {NINTH.urn} --dry-run

or sign in as data@{NINTH.domain} and use the Import page. Each file has a few things wrong with it, as
real ones do: cells that cannot be read, a code that was withdrawn, one that only old systems write, a child
twice. Nothing is imported until they are put right, or left out with --skip-problems, and every import can be
undone.

{SUPPORT} says who was given which support, from when, and what it truly did: it is the answer to a
question asked later, so look at it last.

Everybody in these files is made up.
"""
