"""Storing the demonstration's registers: lines, their ledger, and who made every mark."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from trellis.imports.models import Batch
from trellis.registers.models import (
    Detail,
    Entry,
    ExpectedAbsence,
    Hand,
    Ledger,
    Line,
    Origin,
    Register,
    entry_id,
)
from trellis.registers.moments import milliseconds
from trellis.registers.packing import Marks, Packed, pack, trail_of
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import code_of
from trellis.schools.models import School
from trellis.web.demo import book
from trellis.web.demo.book import Book
from trellis.web.demo.chance import stream
from trellis.web.demo.rows import Rows
from trellis.web.demo.staff import Person as Member
from trellis.web.demo.store_pupils import StoredPupils
from trellis.web.demo.store_schools import Stored
from trellis.web.demo.world import World

_ACT_BITS = 20


def store_registers(world: World, rows: Rows, stored: Stored, pupils: StoredPupils) -> None:
    """Every school's years in ledger order."""
    hands = _Hands(world, rows, stored)
    for at, school in enumerate(stored.schools[: len(world.schools)]):
        ledger = _Ledger(world, rows, school, at, hands, stored, pupils)
        for year in world.years:
            ledger.keep(world.books[(at, year)])
        ledger.close()
    _expected(world, rows, pupils, hands)


class _Hands:
    """Whose acts they were, each made once."""

    def __init__(self, world: World, rows: Rows, stored: Stored) -> None:
        self.rows, self.stored = rows, stored
        self._made: dict[tuple[str, str], Hand] = {}
        self.on = world.on

    def of(self, by: Member | str, school: int) -> Hand:
        """The hand of a person at a school, or of something that has only a name."""
        name = by if isinstance(by, str) else by.email
        title = "" if isinstance(by, str) else next(p.title for p in by.posts if p.school == school)
        hand = self._made.get((name, title))
        if hand is None:
            person = None if isinstance(by, str) else self.stored.people[by.email]
            said = by if isinstance(by, str) else by.name
            hand = self._made[(name, title)] = self.rows.add(Hand(person=person, name=said, position=title))
        return hand


@dataclass
class _Trails:
    """The ledger numbers that touched each row of a year."""

    touched: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, number: int, rows: Iterable[int]) -> None:
        for row in rows:
            self.touched[row].append(number)


class _Ledger:
    """One school's ledger, written year after year."""

    def __init__(
        self,
        world: World,
        rows: Rows,
        school: School,
        at: int,
        hands: _Hands,
        stored: Stored,
        pupils: StoredPupils,
    ) -> None:
        self.world, self.rows, self.school, self.at = world, rows, school, at
        self.hands, self.stored, self.pupils = hands, stored, pupils
        self.number = 0
        self.last = world.joined_at
        self.latest_act = 0
        self.chance = stream(world.seed, "acts", school.name)

    def keep(self, kept: Book) -> None:
        """The entries of one year, its lines, and its registers."""
        trails = _Trails()
        lines = self._lines(kept)
        for entry in kept.entries:
            self._entry(entry, kept, lines, trails)
        for row, line in enumerate(lines):
            line.marks = kept.marks[row].tobytes().decode("ascii")
            line.entries = trail_of(trails.touched[row])
        self._registers(kept)

    def close(self) -> None:
        """The ledger's own row: its last number and moment, and the latest act."""
        self.rows.add(
            Ledger(school=self.school, number=self.number, at=self.last, latest_act=self.latest_act)
        )

    def _lines(self, kept: Book) -> list[Line]:
        return [
            self.rows.add(
                Line(
                    school_id=self.school.pk,
                    year=kept.year.year,
                    row=row,
                    pupil_id=self.pupils.pupils[seats[0].stay.child.number].pk,
                )
            )
            for row, seats in enumerate(kept.year.rows)
        ]

    def _entry(self, act: book.Entry, kept: Book, lines: list[Line], trails: _Trails) -> None:
        self.number += 1
        self.last = max(self.last, act.at)
        order = np.lexsort((act.positions, act.rows))
        packed = pack(Marks(act.rows[order], act.positions[order], act.was[order], act.now[order]))
        entry = Entry(
            id=entry_id(self.school.pk, self.number),
            at=self.last,
            act=self._act_id(act) if act.act else None,
            hand_id=self.hands.of(act.by, self.at).pk,
            year=kept.year.year,
            kind=act.kind,
            why=act.why,
            **packed._asdict(),
        )
        self.rows.add(entry)
        self.latest_act = max(self.latest_act, entry.act or 0)
        trails.add(self.number, np.unique(act.rows).tolist())
        if act.batch is not None:
            self._origin(entry, act, kept, packed)
        self._details(entry, act, lines)

    def _act_id(self, act: book.Entry) -> int:
        """As a page gives it: the moment the act began, and chance."""
        began = milliseconds(act.at) - int(self.chance.integers(200, 9000))
        return began << _ACT_BITS | int(self.chance.integers(1 << _ACT_BITS))

    def _origin(self, entry: Entry, act: book.Entry, kept: Book, packed: Packed) -> None:
        """The file the marks came in, as an import remembers it."""
        label = AcademicYear(kept.year.year).label.replace("/", "-")
        whole_year = len(kept.entries) == 1
        name = f"marks-{label}.csv" if whole_year else f"marks-{act.at:%Y-%m-%d-%H%M}.csv"
        changed = int((act.was != book.NO_MARK).sum())
        count = len(act.rows)
        batch = Batch(
            kind="marks",
            school=self.school,
            name=name,
            digest=hashlib.sha256(b"".join(packed)).hexdigest(),
            state=Batch.State.ACCEPTED,
            done=count,
            total=count,
            brought_at=act.at,
            brought_by_name=str(act.by),
            accepted_at=act.at,
            accepted_by_name=str(act.by),
        )
        self.rows.add(batch)
        batch.answer = {
            "batch": batch.pk,
            "rows": count,
            "new": count - changed,
            "changed": changed,
            "unchanged": 0,
            "problems": [],
            "to_confirm": [],
            "notes": [],
        }
        self.rows.add(Origin(entry=entry, batch=batch.pk, undoes=None))

    def _details(self, entry: Entry, act: book.Entry, lines: list[Line]) -> None:
        for row, position in sorted(act.minutes.keys() | act.natures.keys()):
            self.rows.add(
                Detail(
                    line_id=lines[row].pk,
                    position=position,
                    entry_id=entry.pk,
                    minutes_late=act.minutes.get((row, position)),
                    nature=act.natures.get((row, position), ""),
                )
            )

    def _registers(self, kept: Book) -> None:
        for taken in kept.registers:
            hand = self.hands.of(taken.by, self.at).pk
            self.rows.add(
                Register(
                    school_class_id=self.stored.classes[(self.at, kept.year.year, taken.class_name)].pk,
                    date=taken.date,
                    session="PM" if taken.session else "AM",
                    opened_at=taken.opened_at,
                    opened_by_id=hand,
                    taken_at=taken.taken_at,
                    taken_by_id=hand if taken.taken_at else None,
                    closed_at=taken.closed_at,
                    closed_by_id=hand if taken.closed_at else None,
                )
            )


def _expected(world: World, rows: Rows, pupils: StoredPupils, hands: _Hands) -> None:
    """Appointments the office was told of, the day before."""
    place_of = {id(stay): n for n, stay in enumerate(world.roll.stays)}
    for one in world.expected:
        office = world.staff.of(world.schools[one.stay.school], "office")
        told = dt.datetime.combine(world.on - dt.timedelta(days=1), dt.time(14, 30), world.stands_at.tzinfo)
        rows.add(
            ExpectedAbsence(
                enrolment=pupils.enrolments[place_of[id(one.stay)]],
                since=one.day,
                until=one.day,
                sessions=one.sessions,
                code=code_of(one.code),
                note=one.note,
                how=ExpectedAbsence.How.TELEPHONE,
                told_at=told,
                told_by=one.stay.child.family.adults[0].name,
                reason=one.note,
                recorded_by=hands.of(office, one.stay.school),
            ),
            known_at=told,
        )


def ledger_digest() -> str:
    """One number for everything in every ledger, so that two demonstrations can be told apart or alike."""
    digest = hashlib.sha256()
    for entry in Entry.objects.select_related("hand").order_by("id").iterator(2000):
        words = (entry.id, entry.year, entry.kind, milliseconds(entry.at), entry.act, entry.why)
        digest.update(repr((*words, entry.hand.name, entry.hand.position)).encode())
        for column in entry.packed:
            digest.update(column)
    return digest.hexdigest()
