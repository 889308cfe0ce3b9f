"""A calendar brought: the days it states, beside those stated before.

A file that names terms of an academic year is that year's calendar: what it leaves out is taken away,
unplanned closures excepted, for they happened. A file without terms adds to the year.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from trellis.imports.changes import Recorder, State, state_of, undo_changes
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
from trellis.imports.tables import read_table
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import Calendar
from trellis.rules.spans import Kind, Span, calendar_problems
from trellis.rules.words import Sentence, gettext_noop
from trellis.schools.formats.calendar import FIELDS, SpanRow, read_calendar
from trellis.schools.models import CalendarSpan, School

_NEW = Sentence(gettext_noop("New days"))
_CHANGED = Sentence(gettext_noop("Other days"))
_GONE = Sentence(gettext_noop("Days taken away"))


@dataclass
class _Plan:
    made: list[CalendarSpan] = field(default_factory=list)
    altered: list[tuple[CalendarSpan, State]] = field(default_factory=list)
    gone: list[CalendarSpan] = field(default_factory=list)


def attempt(brought: Brought) -> Attempt:
    """What a calendar would change."""
    school = brought.place
    [file] = brought.files
    found = read_calendar(read_table(file.path, file.name), dict(brought.headings))
    answer = Answer(rows=found.count, problems=list(found.problems))
    answer.columns, answer.left_out = found.understood.read_as, found.understood.left_out
    held = list(CalendarSpan.objects.filter(school=school, inferred=False).order_by("since", "kind", "pk"))
    seen = [state_of(span) for span in held]
    plan = _Plan()
    for year, rows in _by_year(found.rows, found.problems).items():
        _plan_year(school, year, rows, held, plan, answer, found.notes)
    answer.problems = found.understood.headed(answer.problems)
    answer.notes = found.notes.all()
    return Attempt(answer, write=partial(_write, school=school, plan=plan, by=brought.by, seen=seen))


def _by_year(rows: Iterable[SpanRow], problems: list[Problem]) -> dict[AcademicYear, list[SpanRow]]:
    years: dict[AcademicYear, list[SpanRow]] = defaultdict(list)
    for row in rows:
        years[AcademicYear.of(row.span.since)].append(row)
    return years


def _plan_year(
    school: School,
    year: AcademicYear,
    rows: Sequence[SpanRow],
    held: Sequence[CalendarSpan],
    plan: _Plan,
    answer: Answer,
    notes: Notes,
) -> None:
    """Set the file's days of one year beside those that stand."""
    own = [span for span in held if span.since <= year.until and (span.until or span.since) >= year.since]
    rows = _once(rows, notes)
    whole = any(row.span.kind is Kind.TERM for row in rows)
    pairs = _paired(rows, own)
    matched = {span.pk for _row, span in pairs if span is not None}
    kept = [span for span in own if span.pk not in matched and (not whole or span.kind == Kind.CLOSURE)]
    wrong = _problems_of_year(year, rows, [_span(span) for span in kept])
    answer.problems.extend(wrong)
    if wrong:
        return
    gone = [span for span in own if span.pk not in matched and span not in kept]
    for row, span in pairs:
        _take(school, row, span, plan, answer)
    for span in gone:
        plan.gone.append(span)
        answer.changed += 1
        answer.examples.add(BeforeAndAfter(_GONE, span.name, str(_span(span)), ""))
    spans = [row.span for row in rows] + [_span(span) for span in kept]
    if any(span.kind is Kind.TERM for span in spans):
        for says in Calendar(year, spans, school.nation).notes():
            notes.add(says)


def _once(rows: Sequence[SpanRow], notes: Notes) -> list[SpanRow]:
    seen: dict[Span, SpanRow] = {}
    for row in rows:
        if row.span in seen:
            says = Sentence(gettext_noop("Rows that repeat another word for word were read once."))
            notes.add(says, example={"row": row.row, "column": None, "value": row.span.name})
        seen.setdefault(row.span, row)
    return list(seen.values())


def _problems_of_year(year: AcademicYear, rows: Sequence[SpanRow], kept: Sequence[Span]) -> list[Problem]:
    """What makes the file's rows, with the days that stay, no possible year. Those days are not blamed."""
    spans = [*(row.span for row in rows), *kept]
    whole = any(span.kind is Kind.TERM for span in spans)
    found = calendar_problems(year, spans)
    return [
        Problem(problem.says, rows[problem.index].row, "since", shown(rows[problem.index].span.since))
        for problem in found
        if problem.index < len(rows) and (whole or rows[problem.index].span.kind is not Kind.TERM)
    ]


def _paired(
    rows: Sequence[SpanRow], own: Sequence[CalendarSpan]
) -> list[tuple[SpanRow, CalendarSpan | None]]:
    """Each row with the days it speaks of again: the same ones, or the same name on other days."""
    free = list(own)
    found: dict[int, CalendarSpan] = {}
    for same in (_same_days, _same_name):
        for row in rows:
            span = next((span for span in free if row.row not in found and same(row.span, span)), None)
            if span is not None:
                found[row.row] = span
                free.remove(span)
    return [(row, found.get(row.row)) for row in rows]


def _same_days(span: Span, held: CalendarSpan) -> bool:
    return span.kind == held.kind and (span.since, span.until) == (held.since, held.until)


def _same_name(span: Span, held: CalendarSpan) -> bool:
    return span.kind == held.kind and bool(span.name) and span.name.casefold() == held.name.casefold()


def _span(held: CalendarSpan) -> Span:
    return Span(held.since, held.until or held.since, Kind(held.kind), held.name)


def _take(school: School, row: SpanRow, held: CalendarSpan | None, plan: _Plan, answer: Answer) -> None:
    span = row.span
    if held is None:
        plan.made.append(
            CalendarSpan(school=school, since=span.since, until=span.until, kind=span.kind, name=span.name)
        )
        answer.new += 1
        answer.examples.add(BeforeAndAfter(_NEW, span.name, "", str(span)))
        return
    before, was = state_of(held), str(_span(held))
    held.since, held.until, held.name = span.since, span.until, span.name or held.name
    if state_of(held) == before:
        answer.unchanged += 1
        return
    plan.altered.append((held, before))
    answer.changed += 1
    answer.examples.add(BeforeAndAfter(_CHANGED, span.name, was, str(_span(held))))


def _write(batch: Batch, *, school: School, plan: _Plan, by: Actor, seen: list[State]) -> None:
    School.objects.select_for_update().get(pk=school.pk)
    now = CalendarSpan.objects.filter(school=school, inferred=False).order_by("since", "kind", "pk")
    if [state_of(span) for span in now] != seen:
        raise ChangedMeanwhileError
    recorder = Recorder(batch, by)
    recorder.take_away(plan.gone, about=_about, unit=_unit)
    recorder.alter(plan.altered, about=_about, unit=_unit)
    recorder.make(plan.made, about=_about, unit=_unit)
    recorder.done()


def _about(span: CalendarSpan) -> None:
    return None


def _unit(span: CalendarSpan) -> str:
    return f"days {span.pk}"


def undo(batch: Batch, by: Actor) -> Undone:
    """Take a calendar back, but for days that somebody has changed since."""
    found = undo_changes(batch, by=by)
    made = [key for change in found.kept for key in (change.made or {}).get(CalendarSpan._meta.label, ())]
    names = [*CalendarSpan.objects.filter(pk__in=made).values_list("name", flat=True)]
    names += [change.before["name"] for change in found.kept if change.before]
    says = str(Sentence(gettext_noop("Kept, because these days were changed since.")))
    return Undone(len(found.undone), [{"what": name, "says": says} for name in names])


CALENDAR = declare(
    Subject(kind="calendar", words=gettext_noop("Calendar"), fields=FIELDS, attempt=attempt, undo=undo)
)
