"""What people do to a register: make marks, amend them with a reason, open, take and close it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
from django.db import transaction
from django.utils import timezone

from trellis.registers.checks import CLOSED, WITHOUT_REASON, Problem, problems_with
from trellis.registers.hands import By, hand_of
from trellis.registers.history import Change, code_shown, last_changes
from trellis.registers.ledger import Act, HeldLine, OpenLedger, Place, Said, open_ledger, standing_details
from trellis.registers.models import Entry, Line, Register
from trellis.registers.packing import Marks, unpack
from trellis.registers.places import Mark, Placed, placed
from trellis.registers.taking import enrolled_in
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import NO_MARK
from trellis.rules.words import ProblemWith, Sentence, Session, gettext_noop
from trellis.schools.models import School, SchoolClass


@dataclass(frozen=True, slots=True)
class Conflict:
    """A mark that was not written because the line had moved on: what was meant, and what stands and by
    whom.
    """

    mark: Mark
    stands: str
    said: Said
    last: Change | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of an act: which marks stand as it said, and which met something else."""

    number: int
    at: dt.datetime
    saved: tuple[Mark, ...]
    conflicts: tuple[Conflict, ...]
    again: bool = False


class ProblemWithMarks(ProblemWith):
    """Marks that may not be made, each with one sentence saying why. Nothing of the act was written."""

    subject = "marks"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].says)
        self.problems = tuple(problems)


class ProblemWithRegister(ProblemWith):
    """Something that cannot be done to a register as it stands."""

    subject = "register"


def record_marks(
    *,
    school: School,
    marks: Iterable[Mark],
    by: By,
    kind: Entry.Kind = Entry.Kind.TAP,
    act: int | None = None,
    why: str = "",
) -> Recorded:
    """Make marks in the school's own register, as one act.

    Every mark names what its maker saw there. Where the line still says so the mark is written; where it
    has moved on nothing is overwritten and the conflict is handed back. An act sent again changes nothing.
    """
    wanted = placed(marks)
    problems = problems_with(school, wanted, kind=kind, why=why)
    if problems:
        raise ProblemWithMarks(problems)
    meant = Act(kind, hand_of(by, school), why, act)
    with open_ledger(school) as ledger:
        earlier = _places(ledger.recorded(act)) if act is not None else set()
        saved: list[Mark] = []
        conflicts: list[tuple[Placed, HeldLine]] = []
        for year, of_year in _by_year(wanted).items():
            lines = ledger.with_lines_for(year, [one.mark.pupil for one in of_year])
            _record_year(ledger, meant, year, of_year, lines, earlier, saved, conflicts)
        return Recorded(
            ledger.number, ledger.at, tuple(saved), tuple(_told(school, conflicts)), again=bool(earlier)
        )


def _by_year(wanted: Iterable[Placed]) -> Mapping[int, list[Placed]]:
    years: defaultdict[int, list[Placed]] = defaultdict(list)
    for one in wanted:
        years[one.year].append(one)
    return years


def _places(entries: Sequence[Entry]) -> set[tuple[int, int, int]]:
    """Year, row and position of every mark of some entries."""
    if not entries:
        return set()
    marks, counts = unpack([entry.packed for entry in entries])
    years = np.repeat([entry.year for entry in entries], counts)
    return set(zip(years.tolist(), marks.rows.tolist(), marks.positions.tolist(), strict=True))


def _record_year(
    ledger: OpenLedger,
    act: Act,
    year: int,
    wanted: Sequence[Placed],
    lines: Mapping[int, HeldLine],
    earlier: set[tuple[int, int, int]],
    saved: list[Mark],
    conflicts: list[tuple[Placed, HeldLine]],
) -> None:
    """Sort the marks of one year into those to write, those that stand already and those that conflict."""
    standing = standing_details(line.id for line in lines.values())
    to_write = []
    for one in wanted:
        line = lines[one.mark.pupil]
        said = standing.get((line.id, one.position), Said())
        if (year, line.row, one.position) in earlier or one.stands_in(line, said):
            saved.append(one.mark)
        elif one.may_follow(line):
            saved.append(one.mark)
            to_write.append((one, line))
        else:
            conflicts.append((one, line))
    if to_write:
        _write(ledger, act, year, to_write)


def _write(ledger: OpenLedger, act: Act, year: int, to_write: Sequence[tuple[Placed, HeldLine]]) -> Entry:
    ordered = sorted(((line.row, one.position, one, line) for one, line in to_write), key=itemgetter(0, 1))
    rows, positions, ones, lines = zip(*ordered, strict=True)
    marks = Marks(
        np.array(rows),
        np.array(positions),
        np.array([line.marks[position] for line, position in zip(lines, positions, strict=True)], np.uint8),
        np.array([ord(one.char) for one in ones], np.uint8),
    )
    said: dict[Place, Said] = {
        (row, one.position): one.mark.said
        for row, one in zip(rows, ones, strict=True)
        if one.mark.said is not None
    }
    return ledger.write(year, act, marks, {line.row: line for line in lines}, said)


def _told(school: School, conflicts: Iterable[tuple[Placed, HeldLine]]) -> Iterable[Conflict]:
    """Each conflict with what stands there, who made it so and when."""
    for one, held in conflicts:
        line = Line.objects.get(pk=held.id)
        said = standing_details([held.id]).get((held.id, one.position), Said())
        yield Conflict(
            one.mark,
            code_shown(chr(held.marks[one.position])),
            said,
            last_changes([line], one.position).get(held.id),
        )


# --- registers ---


def save_register(
    *,
    school_class: SchoolClass,
    date: dt.date,
    session: Session,
    marks: Sequence[Mark],
    by: By,
    kind: Entry.Kind = Entry.Kind.TAP,
    act: int | None = None,
    why: str = "",
) -> Recorded:
    """Make marks on one class's register: its first act opens it; with nobody's mark missing it is taken."""
    with transaction.atomic():
        _insist_open(school_class, date, session, marks, kind)
        answer = record_marks(school=school_class.school, marks=marks, by=by, kind=kind, act=act, why=why)
        register, _made = Register.objects.get_or_create(
            school_class=school_class,
            date=date,
            session=session,
            defaults={"opened_at": answer.at, "opened_by": hand_of(by, school_class.school)},
        )
        if register.taken_at is None and not _unmarked(school_class, date, session):
            register.taken_at, register.taken_by = answer.at, hand_of(by, school_class.school)
            register.save(update_fields=["taken_at", "taken_by"])
    return answer


def _insist_open(
    school_class: SchoolClass, date: dt.date, session: Session, marks: Sequence[Mark], kind: Entry.Kind
) -> None:
    """A register somebody closed is changed as one whose time is over: by amendment or a late arrival."""
    changes = [mark for mark in marks if mark.seen and mark.code != mark.seen]
    held = Register.objects.filter(
        school_class=school_class, date=date, session=session, closed_at__isnull=False
    )
    if kind in WITHOUT_REASON and changes and held.exists():
        raise ProblemWithMarks([Problem(Sentence(CLOSED), mark) for mark in changes])


def close_register(*, school_class: SchoolClass, date: dt.date, session: Session, by: By) -> Register:
    """Close a register: from now on what stands is amended. One with marks missing stays open."""
    register = Register.objects.filter(school_class=school_class, date=date, session=session).first()
    if register is None or _unmarked(school_class, date, session):
        raise ProblemWithRegister(
            Sentence(gettext_noop("The register is not complete: somebody has no mark yet."))
        )
    if register.closed_at is None:
        register.closed_at, register.closed_by = timezone.now(), hand_of(by, school_class.school)
        register.save(update_fields=["closed_at", "closed_by"])
    return register


def _unmarked(school_class: SchoolClass, date: dt.date, session: Session) -> list[int]:
    """The pupils on a register who have no mark yet."""
    year = AcademicYear.of(date)
    position = year.position(date, session)
    pupils = [enrolment.pupil_id for enrolment in enrolled_in([school_class], date)[school_class.pk]]
    lines = Line.objects.filter(school=school_class.school_id, year=year.start, pupil__in=pupils)
    marked = {pupil for pupil, marks in lines.values_list("pupil_id", "marks") if marks[position] != NO_MARK}
    return [pupil for pupil in pupils if pupil not in marked]
