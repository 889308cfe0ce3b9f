"""Marks brought in a file: whose each is, what its code was read as, what it would change, and what is wrong.

Everything is worked out in columns before the register is touched: each distinct cell is read once, and the
school's ledger is held only while what differs is written (importing.py).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from trellis.imports.changes import Recorder, undo_changes
from trellis.imports.columns import Field, MissingColumns, Understood, understand
from trellis.imports.models import Batch
from trellis.imports.problems import Answer, BeforeAndAfter, Notes, Problem, shown
from trellis.imports.subjects import (
    Actor,
    Attempt,
    Brought,
    ChangedMeanwhileError,
    Subject,
    Undone,
    declare,
)
from trellis.imports.tables import Table, read_table
from trellis.registers import importing, undoing
from trellis.registers.calendars import stated_calendar
from trellis.registers.formats import grid, long, week
from trellis.registers.formats.cells import FOR_PEOPLE, WHOSE, Cells, Layout
from trellis.registers.ledger import Said
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import compulsory_age_begins, compulsory_age_ends
from trellis.rules.calendar import DayKind
from trellis.rules.codes import NO_MARK, Code, ReadCode, code_of, code_set, read_code
from trellis.rules.words import ProblemWith, Sentence, Session, day_in_words, gettext_noop
from trellis.schools.bringing_pupils import Held, Plan, carry_start
from trellis.schools.matching import Roll
from trellis.schools.models import Characteristic, Enrolment, Pupil, School

FIELDS: Final[tuple[Field, ...]] = (*WHOSE, *long.FIELDS, *week.FIELDS, *FOR_PEOPLE)

_SESSIONS: Final = tuple(Session)
_OFF_ROLL: Final = "Z#"
_NOBODY: Final = -1
_NEW_MARKS: Final = Sentence(gettext_noop("New marks"))


# --- reading ---


@dataclass
class _File:
    """A file of marks read as far as it can be without knowing the school."""

    table: Table
    layout: Layout
    cells: Cells

    @property
    def understood(self) -> Understood:
        return self.layout.understood

    def row(self, mark: int) -> int:
        """The spreadsheet's row of a mark."""
        return int(self.table.rows[self.cells.at[mark]])

    def heading(self, mark: int) -> str:
        return self.cells.headings[self.cells.columns[mark]]

    def text(self, mark: int) -> str:
        return self.cells.texts[self.cells.codes[mark]]

    def example(self, mark: int) -> dict[str, Any]:
        return {"row": self.row(mark), "column": self.heading(mark), "value": self.text(mark)}

    def problem(self, says: Sentence, mark: int) -> Problem:
        return Problem(says, self.row(mark), self.heading(mark), shown(self.text(mark)))


def _read_file(brought: Brought, notes: Notes) -> _File:
    [file] = brought.files
    table = read_table(file.path, file.name, progress=brought.progress)
    understood = _understood(table, dict(brought.headings), brought.options)
    notes.extend(table.notes)
    notes.extend(understood.notes())
    layout = Layout(table, understood, notes, problems=[*table.problems, *understood.problems])
    if grid.is_this(understood, table):
        return _File(table, layout, grid.read(layout))
    if week.is_this(understood):
        return _File(table, layout, week.read(layout))
    return _File(table, layout, long.read(layout))


def _understood(table: Table, headings: dict[str, str], options: Any) -> Understood:
    """What the columns mean, in whichever layout has what it needs."""
    understood = understand(table, FIELDS, headings)
    is_grid = grid.is_this(understood, table)
    understood.left_out = [
        heading for heading in understood.left_out if not (is_grid and grid.is_session(heading))
    ]
    for name in ("date", "session"):
        if name in options and name not in understood and "code" in understood:
            understood.columns[name] = table.constant(name, options[name])
    if is_grid:
        missing = []
    else:
        missing = week.missing(understood) if week.is_this(understood) else long.missing(understood)
    if "upn" not in understood and "pupil_id" not in understood:
        missing.insert(0, "upn or pupil_id")
    if missing:
        raise MissingColumns(missing, understood)
    return understood


# --- whose ---


def _whose(file: _File, roll: Roll, notes: Notes) -> NDArray[np.int64]:
    """The pupil of each of the table's rows: by UPN, then by admission number; _NOBODY where a problem says
    why.
    """
    columns = file.understood.columns
    upn, number = columns.get("upn"), columns.get("pupil_id")
    rows = len(file.table.rows)
    upns = upn.index.astype(np.int64) if upn else np.zeros(rows, np.int64)
    numbers = number.index.astype(np.int64) if number else np.zeros(rows, np.int64)
    width = max(len(number.cells) if number else 1, 1)
    pairs, first, which = np.unique(upns * width + numbers, return_index=True, return_inverse=True)
    found = np.full(pairs.size, _NOBODY, np.int64)
    wrong: dict[int, tuple[Sentence, str, str]] = {}
    for pair, (key, at) in enumerate(zip(pairs.tolist(), first.tolist(), strict=True)):
        said_upn = upn.texts[key // width] if upn else ""
        said_number = number.texts[key % width] if number else ""
        pupil, says = _known_by("".join(said_upn.split()).upper(), said_number, roll)
        if isinstance(pupil, int):
            found[pair] = pupil
            if says is not None:
                example = {"row": int(file.table.rows[at]), "column": "upn", "value": said_upn}
                notes.add(says, count=int((which == pair).sum()), example=example)
        else:
            assert says is not None
            heading = file.understood.heading("upn" if said_upn or number is None else "pupil_id")
            wrong[pair] = (says, heading, said_upn or said_number)
    _name_unknown(file, which, wrong)
    return found[which]


def _known_by(upn: str, number: str, roll: Roll) -> tuple[int | None, Sentence | None]:
    """The pupil, with what to note; or nobody, with what is wrong."""
    by_upn = roll.by_upn.get(upn)
    by_number = roll.by_admission_number.get(number, set())
    if by_upn is not None:
        if by_number and by_upn not in by_number:
            other = roll.pupils[min(by_number)]
            template = gettext_noop(
                "The UPN is %(one)s’s here and the admission number %(number)s is %(other)s’s."
            )
            return None, Sentence(template, one=roll.pupils[by_upn], number=number, other=other)
        return by_upn, None
    if len(by_number) == 1:
        says = Sentence(
            gettext_noop("UPNs not known here were passed over for the admission number beside them.")
        )
        return next(iter(by_number)), says if upn else None
    if len(by_number) > 1:
        template = gettext_noop("Several pupils here have had the admission number %(number)s: give the UPN.")
        return None, Sentence(template, number=number)
    if not (upn or number):
        return None, Sentence(gettext_noop("This row has neither a UPN nor an admission number."))
    if upn:
        return None, Sentence(
            gettext_noop("No pupil here has the UPN %(upn)s: import the pupil list first."), upn=upn
        )
    template = gettext_noop("No pupil here has the admission number %(number)s: import the pupil list first.")
    return None, Sentence(template, number=number)


def _name_unknown(file: _File, which: NDArray[np.intp], wrong: dict[int, tuple[Sentence, str, str]]) -> None:
    """Name every row, and each only once, whose pupil cannot be found."""
    if not wrong:
        return
    is_wrong = np.isin(which, list(wrong))
    for at in np.flatnonzero(is_wrong).tolist():
        says, heading, value = wrong[int(which[at])]
        file.layout.problem(says, at, heading, value)


# --- codes ---


@dataclass
class _Codes:
    """The characters of a file's marks, and what was found on the way."""

    chars: NDArray[np.uint8]
    good: NDArray[np.bool_]


def _read_codes(
    file: _File, school: School, pupils: NDArray[np.int64], ages: "_Ages", notes: Notes
) -> _Codes:
    """Read each distinct text once for each code set, session and, for the coronavirus X, age."""
    cells = file.cells
    sets = [_set_of(school, day) for day in cells.dates]
    numbers = {id(held): number for number, held in enumerate({id(one): one for one in sets}.values())}
    set_of_day = np.array([numbers[id(held)] for held in sets], np.int32)
    # The first day of each code set stands for all of it, so that one thing is said once.
    first_day = {numbers[id(held)]: day for held, day in reversed(list(zip(sets, cells.dates, strict=True)))}
    of_age = ages.compulsory(pupils, cells)
    keys = ((cells.codes * len(numbers) + set_of_day[cells.days]) * 2 + cells.sessions) * 2 + of_age
    # Translations are counted where the mark can be used; its code is read anyway.
    used = cells.usable & (pupils != _NOBODY)
    counts = np.bincount(keys[used], minlength=4 * len(numbers) * len(cells.texts))
    chars = np.full(counts.size, ord(NO_MARK), np.uint8)
    wrong: dict[int, Sentence] = {}
    for key, at in _first_of_each(keys, counts.size):
        try:
            read = _read_one(file, school, at, first_day[set_of_day[cells.days[at]]], bool(of_age[at]))
        except ProblemWith as problem:
            wrong[key] = problem.says
            continue
        chars[key] = ord(read.char)
        for says in (read.note, read.unlawful):
            if says is not None and counts[key]:
                example = file.example(int(np.argmax((keys == key) & used)))
                notes.add(says, count=int(counts[key]), example=example)
    bad = np.isin(keys, list(wrong)) if wrong else np.zeros(keys.size, np.bool_)
    for mark in np.flatnonzero(bad).tolist():
        file.layout.problems.append(file.problem(wrong[int(keys[mark])], mark))
    return _Codes(chars[keys], ~bad)


def _first_of_each(keys: NDArray[np.int32], size: int) -> list[tuple[int, int]]:
    """Each key there is, with the first place it stands at."""
    first = np.full(size, -1, np.int32)
    first[keys[::-1]] = np.arange(keys.size - 1, -1, -1, dtype=np.int32)
    found = np.flatnonzero(first >= 0)
    return list(zip(found.tolist(), first[found].tolist(), strict=True))


def _set_of(school: School, day: dt.date) -> Any:
    try:
        return code_set(school.nation, day)
    except ProblemWith:
        return None


def _read_one(file: _File, school: School, mark: int, day: dt.date, of_age: bool) -> ReadCode:
    return read_code(
        file.text(mark),
        school.nation,
        day,
        session=_SESSIONS[file.cells.sessions[mark]],
        compulsory_age=of_age,
    )


@dataclass
class _Ages:
    """When each pupil is of compulsory school age, as days since 1970; a birthday unknown is never."""

    begins: dict[int, int] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, pupils: Iterable[Pupil]) -> "_Ages":
        ages = cls()
        for pupil in pupils:
            if pupil.date_of_birth:
                ages.begins[pupil.pk] = _days(compulsory_age_begins(pupil.date_of_birth))
                ages.ends[pupil.pk] = _days(compulsory_age_ends(pupil.date_of_birth))
        return ages

    def compulsory(self, pupils: NDArray[np.int64], cells: Cells) -> NDArray[np.bool_]:
        """Which marks are of a pupil of compulsory school age on that day."""
        keys, which = np.unique(pupils, return_inverse=True)
        begins = np.array([self.begins.get(key, _NEVER) for key in keys.tolist()], np.int64)[which]
        ends = np.array([self.ends.get(key, -1) for key in keys.tolist()], np.int64)[which]
        days = np.array([_days(day) for day in cells.dates], np.int64)[cells.days]
        return (begins <= days) & (days <= ends)

    def known(self, pupils: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which marks are of a pupil whose birthday is known."""
        return np.isin(pupils, list(self.begins))


_NEVER: Final = 1 << 40
_EPOCH: Final = dt.date(1970, 1, 1)


def _days(day: dt.date) -> int:
    return (day - _EPOCH).days


# --- what only a person can judge: kept, and said ---


@dataclass
class _Asking:
    """What a mark leaves to be asked: it is kept, counted and shown (domain-rules §13.3, §0.12)."""

    file: _File
    school: School
    pupils: NDArray[np.int64]
    chars: NDArray[np.uint8]
    notes: Notes

    def ask(self, ages: _Ages, today: dt.date) -> None:
        self._about_age_and_year(ages)
        self._about_days_to_come(today)
        self._about_closed_days()

    def _note(self, says: Sentence, marks: NDArray[np.intp]) -> None:
        if marks.size:
            self.notes.add(says, count=int(marks.size), example=self.file.example(int(marks[0])))

    def _about_age_and_year(self, ages: _Ages) -> None:
        """X, C2 and S on pupils they are not for; Z on the roll."""
        cells = self.file.cells
        newest = code_set(self.school.nation, max(cells.dates))
        of_age, known = ages.compulsory(self.pupils, cells), ages.known(self.pupils)
        for code in newest.codes:
            marks = self.chars == ord(code.char)
            if code.compulsory_age is not None and marks.any():
                says = code.question(compulsory_age=not code.compulsory_age, year_group=None)
                if says is not None:
                    self._note(says, np.flatnonzero(marks & known & (of_age != code.compulsory_age)))
            if code.year_groups and marks.any():
                self._about_year_group(code, np.flatnonzero(marks))

    def _about_year_group(self, code: Code, marks: NDArray[np.intp]) -> None:
        groups = _year_groups(self.school, np.unique(self.pupils[marks]).tolist())
        dates = self.file.cells.dates
        asked = [
            mark
            for mark in marks.tolist()
            if _group_on(groups[int(self.pupils[mark])], dates[self.file.cells.days[mark]])
            not in (None, *code.year_groups)
        ]
        says = Sentence(
            gettext_noop("%(code)s is meant for year %(years)s, and these pupils are in other years."),
            code=code.code,
            years=", ".join(code.year_groups),
        )
        self._note(says, np.array(asked, np.intp))

    def _about_days_to_come(self, today: dt.date) -> None:
        cells = self.file.cells
        ahead = np.array([day > today for day in cells.dates], np.bool_)[cells.days]
        says = Sentence(gettext_noop("Marks for days still to come were read as they stand."))
        self._note(says, np.flatnonzero(ahead & ~np.isin(self.chars, [ord(NO_MARK), ord("#")])))

    def _about_closed_days(self) -> None:
        """# on a day the stated calendar calls open."""
        closed = self.chars == ord("#")
        if not closed.any():
            return
        cells = self.file.cells
        years = {AcademicYear.of(day) for day in cells.dates}
        calendars = {year: stated_calendar(self.school, year) for year in years}
        is_open = [
            (calendar := calendars[AcademicYear.of(day)]) is not None
            and calendar.kind_of(day) is DayKind.OPEN
            for day in cells.dates
        ]
        says = Sentence(gettext_noop("# stands on days the calendar calls school days."))
        self._note(says, np.flatnonzero(closed & np.array(is_open, np.bool_)[cells.days]))


def _year_groups(
    school: School, pupils: Sequence[int]
) -> dict[int, list[tuple[dt.date, dt.date | None, str]]]:
    found: dict[int, list[tuple[dt.date, dt.date | None, str]]] = defaultdict(list)
    rows = Characteristic.objects.filter(
        enrolment__school=school, enrolment__pupil__in=pupils, kind=Characteristic.Kind.YEAR_GROUP
    )
    for pupil, since, until, value in rows.values_list("enrolment__pupil", "since", "until", "value"):
        found[pupil].append((since, until, value))
    return found


def _group_on(groups: Sequence[tuple[dt.date, dt.date | None, str]], day: dt.date) -> str | None:
    return next(
        (value for since, until, value in groups if since <= day and (until is None or day <= until)), None
    )


# --- two marks of one session ---


def _without_repeats(
    file: _File, pupils: NDArray[np.int64], chars: NDArray[np.uint8], notes: Notes
) -> NDArray[np.bool_]:
    """Which marks to keep: of several that say the same of a session one; of those that differ none."""
    cells = file.cells
    keep = np.ones(len(cells), np.bool_)
    keys = (pupils * (len(cells.dates) + 1) + cells.days) * 2 + cells.sessions
    in_order = np.sort(keys)
    repeated = np.unique(in_order[1:][in_order[1:] == in_order[:-1]])
    if not repeated.size:
        return keep
    order = np.argsort(keys, kind="stable")
    starts, stops = np.searchsorted(in_order, repeated), np.searchsorted(in_order, repeated + 1)
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        marks = sorted(order[start:stop].tolist())
        if _agree(file, chars, marks):
            keep[marks[1:]] = False
            says = Sentence(gettext_noop("Rows that say again what another row says were read once."))
            notes.add(says, count=len(marks) - 1, example=file.example(marks[1]))
        else:
            keep[marks] = False
            file.layout.problems.extend(_contradictory(file, marks))
    return keep


def _agree(file: _File, chars: NDArray[np.uint8], marks: Sequence[int]) -> bool:
    said = [
        {told[mark] for mark in marks if mark in told} for told in (file.cells.minutes, file.cells.comments)
    ]
    return len(set(chars[list(marks)].tolist())) == 1 and all(len(one) <= 1 for one in said)


def _contradictory(file: _File, marks: Sequence[int]) -> Iterable[Problem]:
    for mark in marks:
        others = [other for other in marks if other != mark]
        where = ", ".join(
            f"{file.row(other)} ({file.heading(other)}: {file.text(other)})"
            if file.row(other) == file.row(mark)
            else f"{file.row(other)} ({file.text(other)})"
            for other in others
        )
        says = Sentence(
            gettext_noop("Row %(others)s says something else of the same session of the same pupil."),
            others=where,
        )
        yield file.problem(says, mark)


# --- the attempt ---


@dataclass
class _Ready:
    """Marks ready to be written, and what must be so for them to be."""

    marks: importing.Brought
    counts: tuple[int, int, int]
    starts: list[tuple[int, dt.date]]  # enrolments whose assumed start the marks show to be earlier


def attempt(brought: Brought) -> Attempt:
    """What a file of marks would change."""
    school, notes = brought.place, Notes()
    file = _read_file(brought, notes)
    roll = Roll.of(school)
    whose = _whose(file, roll, notes)
    answer = Answer(rows=len(file.table))
    ready = None
    if len(file.cells):
        ready = _attempt_marks(file, school, whose[file.cells.at], roll, answer, notes)
    answer.problems = file.layout.problems
    answer.columns, answer.left_out = file.understood.read_as, file.understood.left_out
    answer.notes = notes.all()
    return Attempt(answer, write=partial(_write, school=school, ready=ready, by=brought.by))


def _attempt_marks(
    file: _File, school: School, pupils: NDArray[np.int64], roll: Roll, answer: Answer, notes: Notes
) -> _Ready | None:
    ages = _Ages.of(roll.pupils.values())
    codes = _read_codes(file, school, pupils, ages, notes)
    # Blank cells, and those that other systems write for blank, never erase.
    keep = codes.good & (codes.chars != ord(NO_MARK)) & file.cells.usable & (pupils != _NOBODY)
    file.cells, pupils, chars = file.cells.only(keep), pupils[keep], codes.chars[keep]
    keep = _without_repeats(file, pupils, chars, notes)
    file.cells, pupils, chars = file.cells.only(keep), pupils[keep], chars[keep]
    if not len(file.cells):
        return None
    starts = _earlier_starts(file, school, pupils, chars, notes)
    marks = _brought(file, pupils, chars)
    bad = np.zeros(len(marks), np.bool_)
    for mark, says in importing.refused(school=school, marks=marks):
        if not _now_inside(starts, int(pupils[mark]), marks.dates[mark].item()):
            bad[mark] = True
            file.layout.problems.append(file.problem(says, mark))
    file.cells, pupils, chars = file.cells.only(~bad), pupils[~bad], chars[~bad]
    if not len(file.cells):
        return None
    marks = _brought(file, pupils, chars)
    _Asking(file, school, pupils, chars, notes).ask(ages, timezone.localdate())
    preview = importing.preview_marks(school=school, marks=marks)
    _show(file, pupils, marks, preview, roll, answer)
    counts = (answer.new, answer.changed, answer.unchanged)
    return _Ready(marks, counts, [(enrolment, day) for enrolment, _pupil, day in starts])


def _brought(file: _File, pupils: NDArray[np.int64], chars: NDArray[np.uint8]) -> importing.Brought:
    cells = file.cells
    said = {
        mark: Said(cells.minutes.get(mark), cells.comments.get(mark, ""))
        for mark in {*cells.minutes, *cells.comments}
    }
    dates = np.array(cells.dates, "datetime64[D]")[cells.days]
    return importing.Brought(pupils, dates, cells.sessions, chars, said)


def _earlier_starts(
    file: _File, school: School, pupils: NDArray[np.int64], chars: NDArray[np.uint8], notes: Notes
) -> list[tuple[int, int, dt.date]]:
    """Enrolments whose first day was only assumed, and the earlier one that the marks show: key, pupil,
    day.
    """
    assumed = Enrolment.objects.filter(school=school, since_assumed=True)
    dates = np.array(file.cells.dates, "datetime64[D]")
    found = []
    for key, pupil, since in assumed.values_list("pk", "pupil_id", "since"):
        marks = np.flatnonzero(pupils == pupil)
        marks = marks[~np.isin(chars[marks], [ord(char) for char in _OFF_ROLL])]
        if marks.size:
            first = int(marks[np.argmin(dates[file.cells.days[marks]])])
            day = file.cells.dates[file.cells.days[first]]
            if day < since:
                found.append((key, pupil, day))
                says = Sentence(
                    gettext_noop("Pupils whose first day was not known begin with their first mark.")
                )
                notes.add(says, example=file.example(first))
    return found


def _now_inside(starts: Sequence[tuple[int, int, dt.date]], pupil: int, day: dt.date) -> bool:
    return any(own == pupil and since <= day for _key, own, since in starts)


def _show(
    file: _File,
    pupils: NDArray[np.int64],
    marks: importing.Brought,
    preview: importing.Preview,
    roll: Roll,
    answer: Answer,
) -> None:
    """Count each kind of change, with three examples of each."""
    effects = preview.effects
    answer.new, answer.changed, answer.unchanged = (preview.count(effect) for effect in importing.Effect)
    fresh = np.flatnonzero(effects == importing.Effect.NEW)
    if fresh.size:
        _exemplify(_NEW_MARKS, fresh, pupils, marks, preview, roll, answer)
    changed = np.flatnonzero(effects == importing.Effect.CHANGED)
    pairs = preview.was[changed].astype(np.int64) * 256 + marks.chars[changed]
    for pair in np.unique(pairs).tolist():
        was, now = _code(pair // 256), _code(pair % 256)
        what = (
            Sentence(gettext_noop("%(was)s becomes %(now)s"), was=was, now=now)
            if was != now
            else Sentence(gettext_noop("Minutes late and comments"))
        )
        _exemplify(what, changed[pairs == pair], pupils, marks, preview, roll, answer)


def _exemplify(
    what: Sentence,
    which: NDArray[np.intp],
    pupils: NDArray[np.int64],
    marks: importing.Brought,
    preview: importing.Preview,
    roll: Roll,
    answer: Answer,
) -> None:
    answer.examples.count(what, int(which.size))
    for mark in which[:3].tolist():
        day = marks.dates[mark].item()
        where = f"{day.isoformat()} {_SESSIONS[marks.sessions[mark]].value}"
        who = str(roll.pupils[int(pupils[mark])])
        answer.examples.show(
            BeforeAndAfter(what, who, _code(preview.was[mark]), _code(marks.chars[mark]), where)
        )


def _code(char: Any) -> str:
    return "" if chr(char) == NO_MARK else code_of(chr(char))


def _write(batch: Batch, *, school: School, ready: _Ready | None, by: Actor) -> None:
    if ready is None:
        return
    done = importing.import_marks(school=school, marks=ready.marks, by=by, batch=batch.pk)
    if (done.new, done.changed, done.unchanged) != ready.counts:
        # Somebody made a mark between trying and writing: what was shown is no longer what would happen.
        raise ChangedMeanwhileError
    if ready.starts:
        _begin_earlier(batch, school, ready.starts, by)


def _begin_earlier(batch: Batch, school: School, starts: Sequence[tuple[int, dt.date]], by: Actor) -> None:
    """Move assumed first days back to the first mark, with what was recorded from them."""
    roll = Roll.of(school)
    held, plan = Held.of(school, roll), Plan()
    enrolments = {one.pk: one for own in held.enrolments.values() for one in own}
    for key, day in starts:
        enrolment = enrolments[key]
        was = enrolment.since
        plan.set(enrolment, since=day)
        carry_start(plan, held, enrolment, was, day)
    plan.write(Recorder(batch, by))


def undo(batch: Batch, by: Actor) -> Undone:
    """Take the marks back that stand as the file left them; those changed since stay and are listed."""
    done = undoing.undo(batch=batch.pk, by=by, why=f"import {batch.pk}")
    names = Pupil.objects.in_bulk({kept.pupil for kept in done.kept})
    kept = [
        {
            "pupil": str(names[one.pupil]),
            "date": one.date.isoformat(),
            "session": one.session.value,
            "imported": one.wrote,
            "stands": one.stands,
            "says": str(_why_kept(names[one.pupil], one)),
        }
        for one in done.kept
    ]
    if not kept:
        undo_changes(batch, by=by)
    return Undone(done.undone, kept)


def _why_kept(pupil: Pupil, kept: undoing.Kept) -> Sentence:
    return Sentence(
        gettext_noop(
            "%(pupil)s, %(day)s %(session)s: %(wrote)s was imported and %(stands)s stands there since."
        ),
        pupil=pupil,
        day=day_in_words(kept.date),
        session=kept.session.value,
        wrote=kept.wrote or "–",
        stands=kept.stands or "–",
    )


MARKS = declare(
    Subject(
        kind="marks",
        words=gettext_noop("Marks"),
        fields=FIELDS,
        attempt=attempt,
        undo=undo,
        is_own_heading=grid.is_session,
    )
)
