"""A routine as a plan writes it, read as it stands: what is done daily, weekly, monthly and half-termly; or a
wall calendar, strand by month or by whatever a school heads its columns with.

Each line of a cell becomes a proposal: how often by its column, and where the words say so, its time, whose
it is and where it is done. The words are kept as they were written; a person corrects the rest and says yes.
"""

import csv
import datetime as dt
import html
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from trellis.rhythm.places import PLACES
from trellis.rules.captions import Caption, named_in
from trellis.rules.recurrence import (
    LAST,
    WEEKDAYS,
    Daily,
    HalfTermly,
    HolidayRule,
    Monthly,
    Recurrence,
    Termly,
    Weekly,
    in_school_year,
)
from trellis.rules.words import ProblemWith, Sentence, gettext_noop

FRIDAY: Final = 4
LONGEST: Final = 300

# How a plan heads its columns.
_COLUMNS: Final[Mapping[str, str]] = {
    "daily": "daily",
    "every day": "daily",
    "weekly": "weekly",
    "every week": "weekly",
    "monthly": "monthly",
    "every month": "monthly",
    "half termly": "half_termly",
    "half-termly": "half_termly",
    "each half term": "half_termly",
    "termly": "termly",
    "each term": "termly",
}

# Words by which a line says who does it: a role, or what a team may be called.
_ROLES: Final[Sequence[tuple[str, str]]] = (
    (r"attendance (?:lead|officer|champion)s?", "attendance_lead"),
    (r"safeguarding lead|DSL", "safeguarding_lead"),
    (r"SENCO|inclusion lead", "inclusion_lead"),
    (r"education welfare officer|EWO", "ewo"),
    (r"data manager", "data_manager"),
    (r"office(?: staff)?|secretar(?:y|ies)", "office"),
    (r"SLT|senior lead(?:er|ership)s?(?: team)?|head ?teacher|head", "head"),
    (r"(?:class )?teachers?", "class_teacher"),
    (r"governors?", "governor"),
)

_TIME: Final = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)\b|(?<![\d:.])(\d{1,2}):(\d{2})\b", re.IGNORECASE
)
_BREAK: Final = re.compile(r"<\s*(?:br|/p|/li|/div)\s*/?\s*>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]*>")
_BULLET: Final = re.compile(r"^(?:[•·▪*›–-]|\d{1,2}[.)])\s+")
_FIRST_HOUR_OF_A_DAY: Final = 7


class ProblemWithRoutine(ProblemWith):
    """A text in which no routine can be found."""

    subject = "routine"


@dataclass(frozen=True)
class Proposal:
    """One duty as it might be entered: the words as written, and what was found in them."""

    as_written: str
    every: str
    at: dt.time | None
    role: str
    place: str
    weekday: int = FRIDAY
    strand: str = ""
    months: tuple[int, ...] = ()  # in which it is done, where a calendar says so

    @property
    def title(self) -> str:
        """The words on one line, no longer than a title may be."""
        words = " ".join(self.as_written.split())
        return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"

    def names(self, team: str) -> bool:
        """Whether the words speak of a team."""
        return speaks_of(self.as_written, team)


def read_routine(text: str, captions: Sequence[Caption] = ()) -> list[Proposal]:
    """Every duty of a pasted or typed routine, column by column, in the order they stand; or of a calendar,
    strand by strand, with the captions a school has of its own.
    """
    rows = [[_lines(cell) for cell in row] for row in _cells(text)]
    found = _of_table(rows) or _of_calendar(rows, captions) or list(_of_headings(rows))
    if not found:
        template = gettext_noop(
            "No routine was found: begin with the headings Daily, Weekly, Monthly, Half termly, and write "
            "what is done below them; or paste a calendar with a row for each strand and a column for each "
            "month."
        )
        raise ProblemWithRoutine(Sentence(template), text)
    return found


def speaks_of(words: str, team: str) -> bool:
    """Whether words speak of a team, by its name or its initials ("SLT")."""
    initials = "".join(word[0] for word in team.split() if word[0].isupper())
    called = [team, *([initials] if len(initials) > 2 else [])]
    return any(re.search(rf"\b{re.escape(name)}\b", words, re.IGNORECASE) for name in called)


def usual_recurrence(every: str, weekday: int = FRIDAY, months: Sequence[int] = ()) -> Recurrence:
    """What a column means where nothing else is said: Fridays, and the last school day of what is longer."""
    return {
        "daily": Daily(),
        "weekly": Weekly((weekday,)),
        "monthly": Monthly(LAST, None, tuple(months)),
        "half_termly": HalfTermly(LAST),
        "termly": Termly(LAST),
    }[every]


# Where a Friday is no school day, what closes the week is done the day before.
USUAL_RULE: Final = HolidayRule.SCHOOL_DAY_BEFORE


def _cells(text: str) -> list[list[str]]:
    """The rows of a pasted table. A spreadsheet puts a cell of several lines in quotation marks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    quoting = csv.QUOTE_MINIMAL if text.count('"') % 2 == 0 else csv.QUOTE_NONE
    return list(csv.reader(io.StringIO(text), delimiter="\t", quoting=quoting))


def _lines(cell: str) -> list[str]:
    """The lines of one cell, without marks of any kind before or around them."""
    plain = html.unescape(_TAG.sub("", _BREAK.sub("\n", cell)))
    lines = (_BULLET.sub("", " ".join(line.split())) for line in plain.split("\n"))
    return [line for line in lines if line]


def every_in(heading: str) -> str:
    """How often, as the heading of a column says it ("Half termly"); nothing where it says something else."""
    return _COLUMNS.get(" ".join(heading.split()).casefold().rstrip(":"), "")


def _of_table(rows: Sequence[Sequence[Sequence[str]]]) -> list[Proposal]:
    """A table with its columns headed, whatever stands before it."""
    for at, row in enumerate(rows):
        columns = [every_in(" ".join(cell)) for cell in row]
        if sum(map(bool, columns)) > 1:
            below = rows[at + 1 :]
            cells = [(every, n) for n, every in enumerate(columns) if every]
            return [
                read_line(line, every)
                for every, n in cells
                for row in below
                for line in (row[n] if n < len(row) else ())
            ]
    return []


def _of_calendar(rows: Sequence[Sequence[Sequence[str]]], captions: Sequence[Caption]) -> list[Proposal]:
    """A table of strands; the same words in several columns of a strand are one duty of all their months."""
    found: dict[tuple[str, str], Proposal] = {}
    columns: dict[int, Caption] = {}
    for row in rows:
        named = {n: named_in(" ".join(cell), captions) for n, cell in enumerate(row)}
        heads = {n: one for n, one in named.items() if one is not None}
        if len(heads) > 1 and len(heads) >= sum(map(bool, row)) - 1:
            columns = heads  # one calendar may follow another: a term each
            continue
        strand = " ".join(row[0]) if row and 0 not in columns else ""
        for n, caption in columns.items():
            for line in row[n] if n < len(row) else ():
                read = found.get((strand, line)) or replace(read_line(line, "monthly"), strand=strand[:80])
                months = sorted({*read.months, *caption.stands_in}, key=in_school_year)
                found[strand, line] = replace(read, months=tuple(months))
    return list(found.values())


def _of_headings(rows: Iterable[Sequence[Sequence[str]]]) -> Iterator[Proposal]:
    """Headings on lines of their own, and what belongs to each below it."""
    every = ""
    for row in rows:
        lines = [line for cell in row for line in cell]
        if heading := every_in(" ".join(lines)):
            every = heading
        elif every:
            yield from (read_line(line, every) for line in lines)


def read_line(line: str, every: str) -> Proposal:
    """One duty, with the time, role, place and weekday its words say."""
    return Proposal(line, every, _time_in(line), _role_in(line), _place_in(line), _weekday_in(line))


def _time_in(line: str) -> dt.time | None:
    """The first time of day a line says. 3:15 alone is in the afternoon: at night no school is open."""
    found = _TIME.search(line)
    if found is None:
        return None
    hour, minute = int(found[1] or found[4]), int(found[2] or found[5] or 0)
    half = (found[3] or "").lower()
    if (half == "pm" and hour < 12) or (not half and hour < _FIRST_HOUR_OF_A_DAY):
        hour += 12
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def _role_in(line: str) -> str:
    """The role that stands first in a line."""
    found = [
        (match.start(), role)
        for words, role in _ROLES
        if (match := re.search(rf"\b(?:{words})\b", line, re.IGNORECASE))
    ]
    return min(found)[1] if found else ""


def _place_in(line: str) -> str:
    """The place that most of a line's words speak for."""
    spoken = {
        name: sum(bool(re.search(rf"\b{re.escape(hint)}s?\b", line, re.IGNORECASE)) for hint in place.hints)
        for name, place in PLACES.items()
    }
    best = max(spoken, key=lambda name: spoken[name], default="")
    return best if best and spoken[best] else ""


def _weekday_in(line: str) -> int:
    """The day of the week a line says, else Friday."""
    named = (n for n, day in enumerate(WEEKDAYS) if re.search(rf"\b{day}s?\b", line, re.IGNORECASE))
    return next(named, FRIDAY)
