"""A term of anything that can happen to registers, against an oracle that is a plain list of marks.

The oracle knows nothing of lines, rows, packing or entries: it holds every mark ever made, in order, and
says what stands, what stood at each moment and what an undoing gives back by reading that list from the
start.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from trellis.measures.evaluate import evaluate
from trellis.measures.periods import Period
from trellis.registers.actions import record_marks
from trellis.registers.history import history
from trellis.registers.importing import Brought, import_marks
from trellis.registers.ledger import Said
from trellis.registers.merging import merge_lines
from trellis.registers.models import Entry, Line
from trellis.registers.moments import new_act
from trellis.registers.places import Mark
from trellis.registers.reading import matrix
from trellis.registers.rebuilding import differences
from trellis.registers.rolls import Scope, rolls
from trellis.registers.undoing import undo
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import ALL_CHARS, char_of, code_set
from trellis.rules.words import Session
from trellis.schools.actions import enrol, leave, make_class, move_class
from trellis.schools.models import Enrolment, Pupil, School, SchoolClass, SchoolURN

LONDON = ZoneInfo("Europe/London")
YEAR = AcademicYear(2024)
FIRST_DAY = dt.date(2024, 9, 3)
BEGINS = dt.datetime(2024, 9, 24, 8, 0, tzinfo=LONDON)
DAYS = [day for day in (FIRST_DAY + dt.timedelta(n) for n in range(21)) if day.weekday() < 5]
PUPILS = 4

pupil_numbers = st.integers(0, PUPILS - 1)
days = st.sampled_from(DAYS)
sessions = st.sampled_from(list(Session))
# Codes anybody may record of a pupil of seven without more words.
codes = st.sampled_from(
    ["/", "L", "I", "M", "N", "O", "U", "G", "R", "T", "V", "E", "D", "Q", "Y1", "Y6", "C", "C1"]
)
everything_a_file_holds = st.sampled_from(sorted(set(ALL_CHARS) - set("Zx")))

Where = tuple[int, dt.date, Session]


@dataclass
class Made:
    """One mark somebody made: in which act, where, what was there and what came."""

    act: int
    at: dt.datetime
    where: Where
    was: str
    now: str


@dataclass
class Oracle:
    """A plain list of marks."""

    made: list[Made] = field(default_factory=list)
    acts: int = 0

    def stands(self, where: Where, *, upto: int | None = None) -> str:
        marks = [made.now for made in self.made if made.where == where and (upto is None or made.act <= upto)]
        return marks[-1] if marks else ""

    def act(self, at: dt.datetime, marks: Iterable[tuple[Where, str]]) -> int | None:
        """One act: only what differs is written, and an act that changes nothing is none."""
        changed = [(where, now) for where, now in marks if self.stands(where) != now]
        if not changed:
            return None
        self.acts += 1
        self.made += [Made(self.acts, at, where, self.stands(where), now) for where, now in changed]
        return self.acts

    def last_act_on(self, where: Where) -> int:
        return max((made.act for made in self.made if made.where == where), default=0)

    def of_act(self, act: int) -> list[Made]:
        return [made for made in self.made if made.act == act]


def session_code(code: str, session: Session) -> str:
    """/ is the morning's mark and \\ the afternoon's."""
    return {Session.AM: "/", Session.PM: "\\"}[session] if code in "/\\" else code


@pytest.fixture
def two_classes(db, monkeypatch) -> None:
    """A school as every term begins: made once, and found so again by each."""
    monkeypatch.setattr(timezone, "now", lambda: BEGINS.astimezone(dt.UTC))
    school = School.objects.create(name="Oak Primary", phase="primary", nation="england")
    SchoolURN.objects.create(school=school, urn="123456", since=dt.date(2010, 9, 1))
    classes = [make_class(school=school, year=2024, name=name) for name in ("3A", "3B")]
    for number in range(PUPILS):
        enrol(
            pupil=Pupil.objects.create(
                forename="Pupil", surname=str(number), date_of_birth=dt.date(2017, 1, 9)
            ),
            school=school,
            since=FIRST_DAY,
            by="the office",
            school_class=classes[0],
            year_group="3",
        )


class Registers(RuleBasedStateMachine):
    """Two classes of one school over three weeks."""

    @initialize()
    def a_school(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.clock = BEGINS
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(timezone, "now", lambda: self.clock.astimezone(dt.UTC))
        self.school = School.objects.get()
        self.classes = list(SchoolClass.objects.order_by("name"))
        self.pupils = list(Pupil.objects.order_by("surname"))
        self.oracle = Oracle()
        self.entry_of_act: dict[int, int] = {}
        self.batches: dict[int, int] = {}
        self.undone: set[int] = set()
        self.moments: list[tuple[dt.datetime, int]] = []
        self.resends: list[tuple[int, list[Mark], dict[str, object]]] = []
        self.merged_away: set[int] = set()

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            self.patch.undo()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # --- what can happen ---

    @rule(seconds=st.integers(1, 7200))
    def time_passes(self, seconds: int) -> None:
        self.moments.append((self.clock, self.oracle.acts))
        self.clock += dt.timedelta(seconds=seconds)

    @rule(day=days, session=sessions, marks=st.dictionaries(pupil_numbers, codes, min_size=1))
    def take(self, day: dt.date, session: Session, marks: dict[int, str]) -> None:
        """A register taken by somebody who sees what stands."""
        wanted = self.of_those_on_roll(day, session, marks)
        act = new_act(timezone.now())
        sent = [self.mark(where, code, seen=self.oracle.stands(where)) for where, code in wanted.items()]
        how = (
            {"kind": Entry.Kind.AMENDMENT, "why": "Marked wrongly"} if any(mark.seen for mark in sent) else {}
        )
        answer = self.record(sent, act, **how)
        assert answer.conflicts == ()
        self.note(self.oracle.act(self.clock, wanted.items()))
        self.resends.append((act, sent, how))

    @rule(day=days, session=sessions, marks=st.dictionaries(pupil_numbers, codes, min_size=1))
    def take_from_a_stale_page(self, day: dt.date, session: Session, marks: dict[int, str]) -> None:
        """A phone that saw blanks: what has a mark by now is a conflict unless it says the same."""
        wanted = self.of_those_on_roll(day, session, marks)
        answer = self.record([self.mark(where, code) for where, code in wanted.items()])
        moved_on = {where for where, code in wanted.items() if self.oracle.stands(where) not in ("", code)}
        assert {self.where(conflict.mark) for conflict in answer.conflicts} == moved_on
        for conflict in answer.conflicts:
            assert conflict.stands == self.oracle.stands(self.where(conflict.mark))
        self.note(self.oracle.act(self.clock, [(w, code) for w, code in wanted.items() if w not in moved_on]))

    @precondition(lambda self: self.resends)
    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        act, sent, how = data.draw(st.sampled_from(self.resends))
        before = Entry.objects.count()
        standing = {self.where(mark): self.oracle.stands(self.where(mark)) for mark in sent}
        if Entry.objects.filter(act=act).exists():
            self.record(sent, act, **how)
            assert Entry.objects.count() == before
        assert {where: self.oracle.stands(where) for where in standing} == standing

    @rule(number=pupil_numbers, day=days, session=sessions, code=codes)
    def amend(self, number: int, day: dt.date, session: Session, code: str) -> None:
        where, code = (number, day, session), session_code(code, session)
        if (number, day) in self.days_on_roll():
            seen = self.oracle.stands(where)
            self.record([self.mark(where, code, seen=seen)], kind=Entry.Kind.AMENDMENT, why="A reason came")
            self.note(self.oracle.act(self.clock, [(where, code)]))

    @rule(
        marks=st.dictionaries(
            st.tuples(pupil_numbers, days, sessions), everything_a_file_holds, min_size=1, max_size=12
        )
    )
    def bring_a_file(self, marks: dict[Where, str]) -> None:
        """An import holds any code; it counts what is new, what changed and what stands."""
        batch = len(self.batches) + 1
        standing = {where: self.oracle.stands(where) for where in marks}
        done = import_marks(school=self.school, marks=self.columns(marks), by="the office", batch=batch)
        coded = {where: shown(char) for where, char in marks.items()}
        assert done.new == sum(standing[where] == "" for where in marks)
        assert done.unchanged == sum(standing[where] == code for where, code in coded.items())
        assert done.changed == len(marks) - done.new - done.unchanged
        act = self.oracle.act(self.clock, coded.items())
        self.note(act)
        if act is not None:
            self.batches[batch] = act

    @precondition(lambda self: self.batches)
    @rule(data=st.data())
    def undo_a_file(self, data: st.DataObject) -> None:
        batch = data.draw(st.sampled_from(sorted(self.batches)))
        act = self.batches[batch]
        written = self.oracle.of_act(act)
        untouched = [made for made in written if self.oracle.last_act_on(made.where) == act]
        answer = undo(batch=batch, by="the office")
        assert answer.undone == len(untouched)
        if act not in self.undone:
            kept = {(kept.pupil, kept.date, kept.session): kept.stands for kept in answer.kept}
            assert kept == {
                self.placed(made.where): self.oracle.stands(made.where)
                for made in written
                if made not in untouched
            }
        self.note(self.oracle.act(self.clock, [(made.where, made.was) for made in untouched]))
        self.undone.add(act)

    @rule(keep=pupil_numbers, duplicate=pupil_numbers)
    def make_two_records_one(self, keep: int, duplicate: int) -> None:
        """The kept record's mark stands wherever the two disagree."""
        if keep == duplicate or not {keep, duplicate}.isdisjoint(self.merged_away):
            return
        moved = {where: code for where in self.everywhere(duplicate) if (code := self.oracle.stands(where))}
        changes: list[tuple[Where, str]] = []
        disagree = {}
        for (_, day, session), code in moved.items():
            kept = self.oracle.stands((keep, day, session))
            changes.append(((duplicate, day, session), ""))
            changes.append(((keep, day, session), kept or code))
            if kept not in ("", code):
                disagree[self.school.pk, day, session] = kept
        merge = {"keep": self.pupils[keep], "duplicate": self.pupils[duplicate], "by": "the office"}
        asked = merge_lines(**merge)
        assert {question.where for question in asked.disagreements} == set(disagree)
        if disagree:
            assert asked.entries == ()
            merge_lines(**merge, settled=disagree)
        self.note(self.oracle.act(self.clock, changes))
        self.merged_away.add(duplicate)

    @rule(number=pupil_numbers, day=days, which=st.integers(0, 1))
    def move_to_a_class(self, number: int, day: dt.date, which: int) -> None:
        enrolment = Enrolment.objects.filter(pupil=self.pupils[number], until=None).first()
        if enrolment is not None and enrolment.since <= day:
            move_class(enrolment=enrolment, school_class=self.classes[which], since=day, by="the office")

    @rule(number=pupil_numbers, day=days)
    def leave_the_school(self, number: int, day: dt.date) -> None:
        enrolment = Enrolment.objects.filter(pupil=self.pupils[number], until=None).first()
        if enrolment is not None and enrolment.since < day:
            leave(enrolment=enrolment, until=day, by="the office")

    @rule(number=pupil_numbers, day=days)
    def join_again(self, number: int, day: dt.date) -> None:
        held = Enrolment.objects.filter(pupil=self.pupils[number]).order_by("-since").first()
        if held.until is not None and held.until < day:
            enrol(
                pupil=self.pupils[number],
                school=self.school,
                since=day,
                by="the office",
                school_class=self.classes[0],
                year_group="3",
            )

    # --- what must be so all along ---

    @precondition(lambda self: self.moments)
    @rule(data=st.data())
    def the_register_as_it_was_known(self, data: st.DataObject) -> None:
        at, act = data.draw(st.sampled_from(self.moments))
        read = matrix(self.school, YEAR.start, at)
        self.compare(read, upto=act)

    @invariant()
    def every_line_says_what_the_list_says(self) -> None:
        if hasattr(self, "oracle"):
            self.compare(matrix(self.school, YEAR.start), upto=None)

    @invariant()
    def the_ledger_proves_the_lines(self) -> None:
        if hasattr(self, "oracle"):
            assert differences(self.school) == []

    @rule(number=pupil_numbers)
    def a_childs_history_is_every_mark_made(self, number: int) -> None:
        line = Line.objects.filter(pupil=self.pupils[number]).first()
        told = (
            []
            if line is None
            else [(one.number, one.date, one.session, one.was, one.now) for one in history(line)]
        )
        made = [
            (self.entry_of_act[made.act], made.where[1], made.where[2], made.was, made.now)
            for made in self.oracle.made
            if made.where[0] == number
        ]
        assert sorted(told) == sorted(made)

    @rule()
    def figures_count_the_marks_inside_enrolments(self) -> None:
        """Absence counted by the kernel, and by reading the list a mark at a time."""
        read = rolls(Scope(school=self.school), YEAR.since, YEAR.until, fields=["class"])
        answer = evaluate(read.rolls, ["absence", "late"], [Period.of_year(YEAR)])
        held = {row.measure: (row.numerator, row.denominator) for row in answer.rows}
        on_roll = self.days_on_roll()
        spent = [
            code_set("england", day).by_code.get(self.oracle.stands((number, day, session)))
            for number in range(PUPILS)
            for day in DAYS
            for session in Session
            if (number, day) in on_roll
        ]
        counted = [code for code in spent if code is not None]
        possible = sum(code.category.possible for code in counted)
        absent = sum(code.category.absent for code in counted)
        late = sum(code.late for code in counted)
        if held:
            assert held == {"absence": (absent, possible), "late": (late, possible)}
        else:
            assert possible == 0

    # --- how it is said ---

    def record(self, marks: list[Mark], act: int | None = None, **how: object):
        if not marks:
            return type("Nothing", (), {"conflicts": (), "saved": ()})
        return record_marks(school=self.school, marks=marks, by="the office", act=act, **how)

    def mark(self, where: Where, code: str, *, seen: str = "") -> Mark:
        number, day, session = where
        said = Said(nature="A trip") if code == "V" else None
        return Mark(
            self.pupils[number].pk, day, session, code, seen, said if code in ("B", "K", "Y7") else None
        )

    def where(self, mark: Mark) -> Where:
        number = next(n for n, pupil in enumerate(self.pupils) if pupil.pk == mark.pupil)
        return number, mark.date, mark.session

    def placed(self, where: Where) -> tuple[int, dt.date, Session]:
        return self.pupils[where[0]].pk, where[1], where[2]

    def everywhere(self, number: int) -> Iterable[Where]:
        return ((number, day, session) for day in DAYS for session in Session)

    def of_those_on_roll(self, day: dt.date, session: Session, marks: dict[int, str]) -> dict[Where, str]:
        on_roll = self.days_on_roll()
        return {
            (number, day, session): session_code(code, session)
            for number, code in marks.items()
            if (number, day) in on_roll
        }

    def days_on_roll(self) -> set[tuple[int, dt.date]]:
        """Who is on roll when, asked at once and read a day at a time."""
        held = list(Enrolment.objects.values_list("pupil", "since", "until"))
        return {
            (number, day)
            for number, pupil in enumerate(self.pupils)
            for day in DAYS
            if any(
                key == pupil.pk and since <= day and (until is None or day <= until)
                for key, since, until in held
            )
        }

    def note(self, act: int | None) -> None:
        """The oracle's acts and the ledger's entries go hand in hand."""
        if act is not None:
            self.entry_of_act[act] = Entry.objects.order_by("-id").first().number
        assert Entry.objects.count() == self.oracle.acts

    def columns(self, marks: dict[Where, str]) -> Brought:
        rows = [(*self.placed(where), char) for where, char in marks.items()]
        pupils, dates, halves, chars = zip(*rows, strict=True)
        return Brought(
            np.array(pupils),
            np.array(dates, "datetime64[D]"),
            np.array([half is Session.PM for half in halves], np.uint8),
            np.array([ord(char) for char in chars], np.uint8),
        )

    def compare(self, read, *, upto: int | None) -> None:
        by_pupil = dict(zip(read.pupils.tolist(), read.marks, strict=False))
        for number, pupil in enumerate(self.pupils):
            line = by_pupil.get(pupil.pk)
            for where in self.everywhere(number):
                stands = self.oracle.stands(where, upto=upto)
                char = "." if line is None else chr(line[YEAR.position(where[1], where[2])])
                assert char == (char_of(stands) if stands else "."), where


def shown(char: str) -> str:
    return next(
        code
        for code in [char, *["Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7", "C1", "C2", "J1", "X0"]]
        if safe(code) == char
    )


def safe(code: str) -> str | None:
    try:
        return char_of(code)
    except ValueError:
        return None


@pytest.mark.usefixtures("two_classes")
def test_whatever_happens_the_lines_say_what_the_list_says() -> None:
    run_state_machine_as_test(
        Registers,
        settings=settings(
            max_examples=60,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
