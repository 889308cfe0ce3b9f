"""What became of the lines of a plan's calendars, routines and timelines that are run as duties: done when,
by whom, or due when. A page shows it beside the words, in the colour of whose it is; paper prints it after.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.plans.arranged import arranged
from trellis.plans.calendars import columns_of, idle_in, is_timeline, lines_of, runs
from trellis.plans.fields import Field
from trellis.plans.models import Part, Plan, Row, Step
from trellis.plans.reading.plan import ReadPart
from trellis.plans.reading.rows import plainly
from trellis.plans.reading.tables import ReadRow
from trellis.rhythm.due import Due, due_between
from trellis.rhythm.models import Done
from trellis.rhythm.wall import FREQUENT, colours_of
from trellis.rules.academic_year import AcademicYear


@dataclass(frozen=True)
class Became:
    """What became of one line of a cell: whose it is, in their colour, and what is said of it."""

    column: int
    step_id: int
    words: str  # the line, where others stand in its cell
    owner: str  # nothing where it is nobody's
    colour: int
    says: str
    is_late: bool = False

    @property
    def printed(self) -> str:
        """As it stands on paper, after what was printed."""
        return ": ".join(filter(None, (self.words, self.owner, self.says)))


@dataclass(frozen=True)
class Running:
    """The tables of a plan that may be run as duties: what became of each row, and what nobody runs."""

    by_row: Mapping[int, Sequence[Became]] = field(default_factory=dict)
    idle: Mapping[int, int] = field(default_factory=dict)  # how many lines of a table nobody runs


def became(plan: Plan, parts: Sequence[Part]) -> Running:
    """What became of the tables of a plan that are run as duties, this school year."""
    tables = [part for part in parts if runs(part)]
    steps = list(Step.objects.of(plan).filter(row__part__in=tables)) if tables else []
    idle = {part.pk: idle_in(part, steps) for part in tables}
    if not steps:
        return Running(idle=idle)
    found = _Found(plan, steps)
    rows = {row.pk: (part, row) for part in tables for row in part.rows.all()}
    by_row: defaultdict[int, list[Became]] = defaultdict(list)
    for step in steps:
        if step.row_id in rows:
            by_row[step.row_id] += found.of(step, *rows[step.row_id])
    return Running(by_row, idle)


class _Found:
    """The steps of such tables with whose they are and what was done, in the same questions however many."""

    def __init__(self, plan: Plan, steps: Sequence[Step]) -> None:
        self.today = timezone.localdate()
        duties = arranged(steps)
        self.owners = {step.pk: (duties.get(step.duty_id or 0) or step).owner_words for step in steps}
        self.colours = colours_of(filter(None, self.owners.values()))
        frequent = {duty for duty, held in duties.items() if held.every in FREQUENT}
        self.last = _last_done(frequent)
        self.due = _due(plan, duties.keys() - frequent, self.today)

    def of(self, step: Step, part: Part, row: Row) -> Iterator[Became]:
        """What there is to say of one step, in each cell its words stand in."""
        if is_timeline(part):
            yield from self._in_timeline(step, part.fields.index(Field.FINISH))
            return
        for column in columns_of(part):
            lines = [plainly(line) for line in lines_of(row.cells[column.at])]
            if plainly(step.words) in lines:
                shown = step.words if len(lines) > 1 else ""
                if column.every:
                    yield self._said(step, column.at, shown, *self._in_routine(step))
                for due in self.due.get(step.duty_id or 0, ()):
                    if due.occasion.day.month in column.months:
                        yield self._said(step, column.at, shown, *_of(due, self.today))

    def _in_timeline(self, step: Step, column: int) -> Iterator[Became]:
        for due in self.due.get(step.duty_id or 0, ()):
            yield self._said(step, column, "", *_of(due, self.today))
        if step.duty_id is None:
            yield self._said(step, column, "", *self._once(step))

    def _once(self, step: Step) -> tuple[str, bool]:
        if step.settled_on is not None:
            template = _("dropped %(day)s") if step.state == Step.State.DROPPED else _("done %(day)s")
            return template % {"day": _day(step.settled_on)}, False
        if step.finish is None:
            return str(step.get_state_display()).lower(), False
        late = step.is_overdue(self.today)
        return (_("was due on %(day)s") if late else _("due %(day)s")) % {"day": _day(step.finish)}, late

    def _in_routine(self, step: Step) -> tuple[str, bool]:
        last = self.last.get(step.duty_id or 0)
        if last is None:
            return _("nobody has said that it is done yet"), False
        return _("last done %(day)s, %(who)s") % {"day": _day(last.due_on), "who": last.by_name}, False

    def _said(self, step: Step, column: int, words: str, says: str, is_late: bool) -> Became:
        owner = self.owners[step.pk]
        colour = self.colours.get(owner, 0)
        return Became(column, step.pk, words, owner or _("nobody’s"), colour, says, is_late)


def _last_done(duties: set[int]) -> Mapping[int, Done]:
    """The last time each duty was done, of those that come back daily or weekly."""
    held = Done.objects.filter(duty__in=duties, because="").order_by("due_on") if duties else ()
    return {one.duty_id: one for one in held}


def _due(plan: Plan, duties: set[int], today: dt.date) -> Mapping[int, Sequence[Due]]:
    """Every occasion of some duties in the plan's school year that is under way, else its first or last."""
    found: defaultdict[int, list[Due]] = defaultdict(list)
    if plan.school is None or not duties:
        return found
    start = min(max(AcademicYear.of(today).start, plan.since_year), plan.until_year)
    year = AcademicYear(start)
    for due in due_between(plan.school, year.since, year.until, on=today, arrangements=Q(duty__in=duties)):
        found[due.arrangement.duty_id].append(due)
    return found


def _of(due: Due, today: dt.date) -> tuple[str, bool]:
    """What is said of one occasion, and whether it is late."""
    if due.done is not None:
        said = {"day": _day(timezone.localdate(due.done.at)), "who": due.done.by_name}
        if due.done.was_handled:
            return _("handled %(day)s, %(who)s: %(why)s") % {**said, "why": due.done.because}, False
        return _("done %(day)s, %(who)s") % said, False
    late = due.occasion.day < today
    return (_("was due on %(day)s") if late else _("due %(day)s")) % {"day": _day(due.occasion.day)}, late


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")


def with_what_became(parts: Sequence[ReadPart], running: Running) -> list[ReadPart]:
    """The same plan with what became of its lines printed in their cells."""
    found = running.by_row
    if not found:
        return list(parts)
    return [
        replace(part, rows=[_printed(row, found.get(row.line, ())) for row in part.rows]) for part in parts
    ]


def _printed(row: ReadRow, found: Sequence[Became]) -> ReadRow:
    cells = [*row.cells]
    for one in found:
        cells[one.column] = "\n".join(filter(None, (cells[one.column], one.printed)))
    return replace(row, cells=cells)
