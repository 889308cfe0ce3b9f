"""Writing the ledger: a school's lock, the next number, an entry and its lines together.

Nothing overwrites a mark (house.md §1). Whoever writes opens the school's ledger, reads lines as they stand
under its lock, and appends an entry; the lines and what was said of their marks follow in the same
transaction.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from django.db import models, transaction
from django.db.models import Case, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone

from trellis.registers.models import Detail, Entry, Hand, Ledger, Line, Origin, entry_id
from trellis.registers.moments import DRIFT, begun_at, milliseconds, moment
from trellis.registers.packing import Marks, follow, pack
from trellis.rules.academic_year import SESSIONS
from trellis.rules.codes import NO_MARK
from trellis.schools.models import School
from trellis.schools.questions import (
    PUPILS,
    SCHOOL,
    Asking,
    Given,
    Question,
    Several,
    Statement,
    asked_ahead,
    let_go,
    rows_of,
    tell,
)

BLANK_LINE = NO_MARK * SESSIONS


class Said(NamedTuple):
    """What a mark's character cannot hold. Nothing said is `Said()`."""

    minutes_late: int | None = None
    comment: str = ""
    nature: str = ""


# A session in a school-year: its row and its position.
Place = tuple[int, int]


@dataclass(slots=True)
class HeldLine:
    """A line as it stands while its school's ledger is open."""

    id: int
    row: int
    pupil_id: int
    marks: bytearray
    trail: bytes


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something to the ledger, and what: everything of an entry but its marks."""

    kind: Entry.Kind
    hand: Hand
    why: str = ""
    id: int | None = None
    batch: int | None = None
    undoes: int | None = None


@contextmanager
def open_ledger(school: School, *ahead: Asking) -> Iterator["OpenLedger"]:
    """Hold a school's ledger open to write in, in one transaction. Nobody else writes in it meanwhile.

    `ahead`: what is asked of it first, which can be sent along with the lock.
    """
    with transaction.atomic(), asked_ahead(_LOCKED.of(school=school.pk), *ahead):
        yield OpenLedger.of(school.pk)


@dataclass(slots=True)
class OpenLedger:
    """A school's ledger under its lock: the last number given out, the last moment and the latest act."""

    school_id: int
    number: int
    at: dt.datetime
    latest_act: int
    _written: bool = field(default=False)

    @classmethod
    def of(cls, school_id: int) -> "OpenLedger":
        """Take the lock, and read what stands once it is ours."""
        held = _LOCKED.ask(school=school_id)
        if not held:
            let_go()  # it was read without a lock
            Ledger.objects.bulk_create([Ledger(school_id=school_id)], ignore_conflicts=True)
            held = _LOCKED.ask(school=school_id)
        ((number, at, latest_act),) = held
        return cls(school_id, number, at, latest_act)

    def lines(self, year: int, *, pupils: Iterable[int]) -> dict[int, HeldLine]:
        """The lines of some pupils, by pupil."""
        return read_lines(self.school_id, year, pupils=pupils, to_write=True)

    def lines_in_rows(self, year: int, rows: Iterable[int]) -> dict[int, HeldLine]:
        """Some lines by their rows."""
        wanted = Line.objects.filter(school_id=self.school_id, year=year, row__in=list(rows))
        return {line.row: line for line in _held(_in_order(wanted.select_for_update()))}

    def with_lines_for(self, year: int, pupils: Sequence[int]) -> dict[int, HeldLine]:
        """The lines of some pupils, made where they have none yet. A row once given is never given again."""
        held = self.lines(year, pupils=pupils)
        missing = [pupil for pupil in dict.fromkeys(pupils) if pupil not in held]
        if missing:
            held |= _insert_lines(self.school_id, year, missing)
        return held

    def write(
        self,
        year: int,
        act: Act,
        marks: Marks,
        lines: Mapping[int, HeldLine],
        said: Mapping[Place, Said] | None = None,
        standing: Mapping[tuple[int, int], Said] | None = None,
    ) -> Entry:
        """Append one entry and bring its lines (by row) up to it.

        `standing` is what stands said of these lines, where the caller has read it under the lock.
        """
        self.number += 1
        self.at = max(self.at, _to_the_millisecond(timezone.now()))
        self.latest_act = max(self.latest_act, act.id or 0)
        entry = Entry(
            id=entry_id(self.school_id, self.number),
            at=self.at,
            act=act.id,
            hand=act.hand,
            year=year,
            kind=act.kind,
            why=act.why,
            **pack(marks)._asdict(),
        )
        tell(_appended(entry), *self._brought_up(marks, lines), self._kept())
        if act.batch is not None or act.undoes is not None:
            Origin.objects.create(entry=entry, batch=act.batch, undoes=act.undoes)
        if standing is None:
            standing = standing_details(lines[row].id for row in np.unique(marks.rows).tolist())
        self._write_details(entry, marks, lines, said or {}, standing)
        return entry

    def _kept(self) -> Statement:
        """The ledger's own row, as it stands now."""
        written = "UPDATE registers_ledger SET number = %s, at = %s, latest_act = %s WHERE school_id = %s"
        return written, (self.number, milliseconds(self.at), self.latest_act, self.school_id)

    def _brought_up(self, marks: Marks, lines: Mapping[int, HeldLine]) -> list[Statement]:
        """The entry's marks in its lines, as they are written."""
        order = np.argsort(marks.rows, kind="stable")
        rows, starts = np.unique(marks.rows[order], return_index=True)
        for row, which in zip(rows, np.split(order, starts[1:]), strict=True):
            line = lines[int(row)]
            np.frombuffer(line.marks, np.uint8)[marks.positions[which]] = marks.now[which]
            line.trail = follow(line.trail, self.number)
        touched = [lines[int(row)] for row in rows]
        written = "UPDATE registers_line SET marks = %s, entries = %s WHERE id = %s"
        return [(written, (line.marks.decode("ascii"), line.trail, line.id)) for line in touched]

    def _write_details(
        self,
        entry: Entry,
        marks: Marks,
        lines: Mapping[int, HeldLine],
        said: Mapping[Place, Said],
        standing: Mapping[tuple[int, int], Said],
    ) -> None:
        """Write what was said of the marks, and unsay what was said of those they replace."""
        places = set(said)
        if standing:
            rows = {lines[int(row)].id: int(row) for row in np.unique(marks.rows)}
            touched = set(zip(marks.rows.tolist(), marks.positions.tolist(), strict=True))
            places |= {(rows[line], position) for line, position in standing if line in rows} & touched
        changed = [
            (place, said.get(place, Said()))
            for place in sorted(places)
            if said.get(place, Said()) != standing.get((lines[place[0]].id, place[1]), Said())
        ]
        if changed:
            Detail.objects.bulk_create(
                Detail(entry=entry, line_id=lines[row].id, position=position, **words._asdict())
                for (row, position), words in changed
            )


# SQLite has no locks of rows: there the transaction has had the only right to write since it began.
_LOCKED = Question(
    lambda: Ledger.objects.filter(school=SCHOOL).select_for_update().values_list("number", "at", "latest_act")
)


def _insert_lines(school_id: int, year: int, pupils: Sequence[int]) -> dict[int, HeldLine]:
    """Blank lines of some pupils, in the rows that follow those lines have had, as they stand once made."""
    each = ", ".join(["(%s, %s)"] * len(pupils))
    made = rows_of(
        'INSERT INTO registers_line (school_id, year, "row", pupil_id, marks, entries)'  # noqa: S608
        " SELECT %s, %s, column1 + COALESCE("
        '(SELECT MAX("row") + 1 FROM registers_line WHERE school_id = %s AND year = %s), 0), column2, %s, %s'
        f" FROM (VALUES {each}) AS made"
        ' RETURNING id, "row", pupil_id, marks, entries',
        [school_id, year, school_id, year, BLANK_LINE, b"", *chain.from_iterable(enumerate(pupils))],
    )
    return {line.pupil_id: line for line in _held(made)}


def _appended(entry: Entry) -> Statement:
    """An entry as it is appended, once and for all."""
    written = (
        'INSERT INTO registers_entry (id, "at", act, hand_id, year, kind, why, "rows", positions, was, "now")'
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
    )
    return written, [
        *(entry.id, milliseconds(entry.at), entry.act, entry.hand_id, entry.year, int(entry.kind)),
        *(entry.why, entry.rows, entry.positions, entry.was, entry.now),
    ]


def read_lines(
    school_id: int, year: int, *, pupils: Iterable[int], to_write: bool = False
) -> dict[int, HeldLine]:
    """The lines of some pupils as they stand, by pupil; read to be written, PostgreSQL locks them."""
    wanted = asking_lines(school_id, year, pupils, to_write=to_write)
    return {line.pupil_id: line for line in _held(wanted.answer())}


def asking_lines(school_id: int, year: int, pupils: Iterable[int], *, to_write: bool = False) -> Asking:
    """The question whose answer is the lines of some pupils."""
    wanted = _LINES_TO_WRITE if to_write else _LINES
    return wanted.of(school=school_id, year=year, pupils=list(pupils))


def _in_order(lines: models.QuerySet[Line]) -> models.QuerySet[Line]:
    """Lines in the order of their ids, which is the order they are locked in."""
    return lines.order_by("id").values_list("id", "row", "pupil_id", "marks", "entries")


def _lines_of() -> models.QuerySet[Line]:
    return Line.objects.filter(school=SCHOOL, year=_YEAR, pupil__in=PUPILS)


_LINES = Question(lambda: _in_order(_lines_of()))
_LINES_TO_WRITE = Question(lambda: _in_order(_lines_of().select_for_update()))
_YEAR: Any = Given("year", models.SmallIntegerField())


def _held(lines: Iterable[Any]) -> Iterator[HeldLine]:
    for key, row, pupil, marks, trail in lines:
        yield HeldLine(key, row, pupil, bytearray(marks, "ascii"), bytes(trail))


def recorded(school_id: int, act: int) -> list[Entry]:
    """The entries an act has already made in a school's ledger: a resend, whose answer is theirs."""
    return asking_recorded(school_id, act).answer()


def asking_recorded(school_id: int, act: int) -> Asking:
    """The question whose answer is what an act has already made."""
    return _RECORDED.of(school=school_id, **_ledger_of(school_id), at=begun_at(act) - DRIFT, act=act)


def last_number_before(school_id: int, at: dt.datetime) -> int:
    """The last ledger number of a school whose moment comes before this one; 0 where there is none."""
    entry = next(iter(_LAST_BEFORE.ask(**_ledger_of(school_id), at=at)), None)
    return 0 if entry is None else entry.number


def _ledger_of(school_id: int) -> dict[str, int]:
    """Between which keys the entries of a school are."""
    return {"first": entry_id(school_id, 0), "last": entry_id(school_id + 1, 0)}


_FIRST, _LAST = (Given(name, models.BigIntegerField()) for name in ("first", "last"))


def _before() -> models.QuerySet[Entry]:
    """The last entry of a ledger before a moment."""
    at = Given("at", Entry._meta.get_field("at"))
    return Entry.objects.filter(id__gt=_FIRST, id__lt=_LAST, at__lt=at).order_by("-id")[:1]


_LAST_BEFORE = Question(lambda: _before().only("id"))
_ACT: Any = Given("act", models.BigIntegerField())


def _where_it_may_be() -> Any:
    """After which key an act's entries stand: an act that begins after every other stands nowhere yet."""
    latest = models.Subquery(Ledger.objects.filter(school=SCHOOL).values("latest_act"))
    began = Coalesce(models.Subquery(_before().values("id")), _FIRST)
    return Case(When(GreaterThanOrEqual(latest, _ACT), then=began), default=_LAST)


_RECORDED = Question(
    lambda: Entry.objects.filter(id__gt=_where_it_may_be(), id__lt=_LAST, act=_ACT).order_by("id")
)


def standing_details(lines: Iterable[int], *, upto: int | None = None) -> dict[tuple[int, int], Said]:
    """What stands said of each session of some lines, by line and position; `upto` an entry's key, as it
    was then.
    """
    listed = list(lines)
    if upto is None:
        found: Iterable[Any] = _DETAILS_OF.ask(lines=listed)
    else:
        found = _as_said(Detail.objects.filter(line_id__in=listed, entry_id__lte=upto))
    return {
        (line, position): Said(minutes, comment, nature) for line, position, minutes, comment, nature in found
    }


def _as_said(details: models.QuerySet[Detail]) -> models.QuerySet[Detail]:
    return details.order_by("entry_id").values_list(
        "line_id", "position", "minutes_late", "comment", "nature"
    )


_DETAILS_OF = Question(
    lambda: _as_said(Detail.objects.filter(line__in=Several("lines", models.BigIntegerField())))
)


def _to_the_millisecond(at: dt.datetime) -> dt.datetime:
    return moment(milliseconds(at))
