"""What people do to a register: make marks, amend them with a reason, open, take and close it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np
from django.utils import timezone

from trellis.registers.checks import CLOSED, WITHOUT_REASON, Problem, asking_known, problems_with
from trellis.registers.hands import By, asking_hand, hand_of
from trellis.registers.history import Change, code_shown, last_changes
from trellis.registers.ledger import (
    Act,
    HeldLine,
    OpenLedger,
    Place,
    Said,
    asking_lines,
    asking_recorded,
    open_ledger,
    recorded,
    standing_details,
)
from trellis.registers.models import Entry, Hand, Line, Register
from trellis.registers.packing import Marks, unpack
from trellis.registers.places import Mark, Placed, placed
from trellis.registers.taking import Sheet
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.models import Person, School
from trellis.schools.questions import Asking, asked_ahead


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
    with asked_ahead(*_asking_first(school, wanted, by)):
        meant = _checked(school, wanted, by=by, kind=kind, act=act, why=why)
    with open_ledger(school, *_asking_under_lock(school, meant, wanted)) as ledger:
        return _recorded(school, ledger, meant, wanted)


def _asking_first(school: School, wanted: Sequence[Placed], by: By) -> list[Asking]:
    """What is asked of every act before its school's ledger is opened."""
    hand = [asking_hand(by, school)] if isinstance(by, Person) else []
    return [*asking_known(school, wanted), *hand]


def _asking_under_lock(school: School, meant: Act, wanted: Sequence[Placed]) -> list[Asking]:
    """What is asked first of an open ledger."""
    earlier = [asking_recorded(school.pk, meant.id)] if meant.id is not None else []
    if not wanted:
        return earlier
    # Marks of several years in one act are rare: the lines of the first are sent for with the lock.
    year = wanted[0].year
    pupils = [one.mark.pupil for one in wanted if one.year == year]
    return [*earlier, asking_lines(school.pk, year, pupils, to_write=True)]


def _checked(
    school: School,
    wanted: Sequence[Placed],
    *,
    by: By,
    kind: Entry.Kind,
    act: int | None,
    why: str,
    sheet: Sheet | None = None,
) -> Act:
    """Whose act it is, where its marks may be made; no lock is held yet.

    An act that was recorded is not judged again: sent once more it is answered as it was, even where the
    child has left since or the register has closed.
    """
    problems = _against_register(sheet, wanted, kind) if sheet else []
    problems = problems or problems_with(school, wanted, kind=kind, why=why)
    if problems and (act is None or not recorded(school.pk, act)):
        raise ProblemWithMarks(problems)
    return Act(kind, hand_of(by, school), why, act)


def _recorded(school: School, ledger: OpenLedger, meant: Act, wanted: Sequence[Placed]) -> Recorded:
    earlier = _places(recorded(school.pk, meant.id)) if meant.id is not None else set()
    saved: list[Mark] = []
    conflicts: list[tuple[Placed, HeldLine]] = []
    for year, of_year in _by_year(wanted).items():
        lines = ledger.with_lines_for(year, [one.mark.pupil for one in of_year])
        _record_year(ledger, meant, year, of_year, lines, earlier, saved, conflicts)
    told = tuple(_told(school, conflicts))
    return Recorded(ledger.number, ledger.at, tuple(saved), told, again=bool(earlier))


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
    """Sort the marks of one year into those to write, those that stand already and those that conflict.

    An act that made anything `earlier` writes nothing more.
    """
    # Of a line that no act has touched nothing was said.
    standing = standing_details(line.id for line in lines.values() if line.trail)
    to_write = []
    for one in wanted:
        line = lines[one.mark.pupil]
        said = standing.get((line.id, one.position), Said())
        if (year, line.row, one.position) in earlier or one.stands_in(line, said):
            saved.append(one.mark)
        elif one.may_follow(line) and not earlier:
            saved.append(one.mark)
            to_write.append((one, line))
        else:
            conflicts.append((one, line))
    if to_write:
        _write(ledger, act, year, to_write, standing)


def _write(
    ledger: OpenLedger,
    act: Act,
    year: int,
    to_write: Sequence[tuple[Placed, HeldLine]],
    standing: Mapping[tuple[int, int], Said],
) -> Entry:
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
    return ledger.write(year, act, marks, {line.row: line for line in lines}, said, standing)


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

_NOT_ON_IT = gettext_noop("One of these pupils is not on this register.")


def save_register(
    *,
    sheet: Sheet,
    marks: Sequence[Mark],
    by: By,
    kind: Entry.Kind = Entry.Kind.TAP,
    act: int | None = None,
    why: str = "",
) -> Recorded:
    """Make marks on one class's register: its first act opens it; with nobody's mark missing it is taken."""
    school, wanted = sheet.school, placed(marks)
    pupils = {one.mark.pupil for one in wanted}
    of_sheet = [sheet.asking_who_is_here(pupils), sheet.asking_register()]
    with asked_ahead(*of_sheet, *_asking_first(school, wanted, by)):
        meant = _checked(school, wanted, by=by, kind=kind, act=act, why=why, sheet=sheet)
    others = [] if sheet.is_taken else [sheet.asking_others_unmarked(pupils)]
    with open_ledger(school, *others, *_asking_under_lock(school, meant, wanted)) as ledger:
        only_these = bool(others) and not others[0].answer()
        answer = _recorded(school, ledger, meant, wanted)
        if sheet.register is None:
            _open(sheet, answer.at, meant.hand)
        if only_these and sheet.is_complete:
            _take(sheet, answer.at, meant.hand)
    return answer


def _open(sheet: Sheet, at: dt.datetime, hand: Hand) -> None:
    """A register's first act opens it. Another may have, since the sheet was read: its moment stands."""
    opened = Register(**_which(sheet), opened_at=at, opened_by=hand)
    Register.objects.bulk_create([opened], ignore_conflicts=True)


def _take(sheet: Sheet, at: dt.datetime, hand: Hand) -> None:
    """With nobody's mark missing it is taken, at the moment of the first act that left none."""
    Register.objects.filter(**_which(sheet), taken_at=None).update(taken_at=at, taken_by=hand)


def _which(sheet: Sheet) -> dict[str, Any]:
    return {"school_class": sheet.school_class, "date": sheet.date, "session": sheet.session}


def _against_register(sheet: Sheet, wanted: Sequence[Placed], kind: Entry.Kind) -> list[Problem]:
    """Its marks are of pupils who are on it. One somebody closed is changed as one whose time is over: by
    amendment or a late arrival.
    """
    if not sheet.has({one.mark.pupil for one in wanted}):
        return [Problem(Sentence(_NOT_ON_IT))]
    register = sheet.register
    if kind not in WITHOUT_REASON or register is None or register.closed_at is None:
        return []
    changes = [one.mark for one in wanted if one.mark.seen and one.mark.code != one.mark.seen]
    return [Problem(Sentence(CLOSED), mark) for mark in changes]


def close_register(*, sheet: Sheet, by: By) -> Register:
    """Close a register: from now on what stands is amended. One with marks missing stays open."""
    register = sheet.register
    if register is None or not sheet.is_complete:
        says = gettext_noop("The register is not complete: somebody has no mark yet.")
        raise ProblemWithRegister(Sentence(says))
    if register.closed_at is None:
        register.closed_at, register.closed_by = timezone.now(), hand_of(by, sheet.school)
        register.save(update_fields=["closed_at", "closed_by"])
    return register
