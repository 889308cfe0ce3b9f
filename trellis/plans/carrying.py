"""Carrying a plan's unfinished work on, into the next plan or the next term's, row by row as a person
chooses.

What belongs to a year gone by is said: days that have passed, people who have left, documents of an old year.
The plan before keeps what it was.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.plans.actions import ProblemWithPlan, insist_open
from trellis.plans.arranged import whose
from trellis.plans.criteria import ReadPlanRow, Wording
from trellis.plans.fields import Field
from trellis.plans.models import Criterion, Link, Note, Part, Plan, Row, Step
from trellis.plans.reading.dated import old_documents, past_days
from trellis.plans.reading.rows import said_by_field
from trellis.rules.words import Sentence, gettext_noop
from trellis.schools.dating import By, keep
from trellis.schools.models import Person, at_place
from trellis.schools.owning import AtWork

_DATED = (Field.WHEN, Field.START, Field.FINISH, Field.MILESTONE, Field.ACTION, Field.OUTCOME)


@dataclass(frozen=True)
class Carry:
    """One row, whether it is proposed to be carried on, why, and what of it belongs to a year gone by."""

    row: Row
    proposed: bool
    why: str
    flags: list[str] = field(default_factory=list)


def proposals(wording: Wording, at_work: AtWork, day: dt.date) -> list[Carry]:
    """Every row of a plan: those whose work is not finished are proposed. Three queries, however many."""
    plan = wording.plan
    steps: dict[int, list[Step]] = {}
    for step in Step.objects.of(plan).select_related("duty"):
        steps.setdefault(step.row_id, []).append(step)
    evaluated = set(
        Note.objects.filter(row__part__plan=plan, kind=Note.Kind.EVALUATION).values_list("row", flat=True)
    )
    people = {one.initials.upper(): one for one in Person.objects.exclude(initials="")}
    return [
        Carry(
            read.row,
            *_unfinished(steps.get(read.row.pk, []), read.row.pk in evaluated),
            flags=list(_flags(read, wording, steps.get(read.row.pk, []), at_work, people, day)),
        )
        for read in wording.rows
    ]


def _unfinished(steps: Sequence[Step], is_evaluated: bool) -> tuple[bool, str]:
    left = sum(step.is_open for step in steps)
    if left:
        words = ngettext("%(left)d of %(all)d step is open", "%(left)d of %(all)d steps are open", len(steps))
        return True, words % {"left": left, "all": len(steps)}
    if steps:
        return False, _("All its steps are done or dropped")
    if is_evaluated:
        return False, _("It was evaluated")
    return True, _("Nobody took it up, and nobody wrote what came of it")


def _flags(
    read: ReadPlanRow,
    wording: Wording,
    steps: Sequence[Step],
    at_work: AtWork,
    people: Mapping[str, Person],
    day: dt.date,
) -> Iterable[str]:
    said = said_by_field(read.row.cells, read.part.fields)
    past = [each for name in _DATED for each in past_days(said.get(name, ""), wording.context.years, day)]
    past += [date_format(step.finish, "j F Y") for step in steps if step.finish and step.is_overdue(day)]
    for words in dict.fromkeys(past):
        yield _("“%(words)s” has passed") % {"words": words}
    for words in old_documents("\n".join(read.row.cells), day.year):
        yield _("“%(words)s” is of an old year") % {"words": words}
    gone = {one.name for step in steps if (one := step.person) and one.pk not in at_work.people}
    for letters in read.reading.owners.initials:
        one = people.get(letters)
        if one is not None and one.pk not in at_work.people:
            gone.add(one.name)
    for name in sorted(gone):
        yield _("%(name)s does not work here any more") % {"name": name}


# --- carrying on --------------------------------------------------------------------------------------------


@transaction.atomic
def begin_next(
    *, plan: Plan, rows: Sequence[Row], name: str, since_year: int, until_year: int, by: By
) -> Plan:
    """A new plan as this one is written, with the rows that are carried on and no others."""
    if since_year > until_year:
        raise ProblemWithPlan(Sentence(gettext_noop("The last school year cannot come before the first.")))
    made = keep(
        Plan(
            **at_place(plan.place),
            name=" ".join(name.split()),
            kind=plan.kind,
            since_year=since_year,
            until_year=until_year,
            within=plan.within,
            manager=plan.manager,
            circulation=plan.circulation,
            orientation=plan.orientation,
        ),
        by,
    )
    chosen, carried = {row.pk for row in rows}, []
    for part in plan.parts.prefetch_related("rows"):
        own = list(part.rows.all())
        copied = _copied_part(part, made, part.place, by)
        if part.kind == Part.Kind.TITLE:
            copied.words = made.name
            keep(copied, by)
        for row in own:
            if not part.is_of_a_plan:
                keep(Row(part=copied, place=row.place, cells=row.cells), by)
            elif row.pk in chosen:
                carried.append((row, keep(Row(part=copied, place=row.place, cells=_cells(row, part)), by)))
    _carry(plan, carried, by)
    return made


@transaction.atomic
def carry_into(*, plan: Plan, rows: Sequence[Row], into: Plan, by: By) -> Plan:
    """Rows of one plan stand in another too: in its table of the same columns, or in one of their own."""
    insist_open(into)
    if into.pk == plan.pk or into.place != plan.place:
        raise ProblemWithPlan(
            Sentence(gettext_noop("Work is carried on into another plan of the same place."))
        )
    tables = [part for part in into.parts.all() if part.is_of_a_plan]
    place = max((part.place for part in into.parts.all()), default=-1)
    carried = []
    for row in rows:
        table = next((each for each in reversed(tables) if each.fields == row.part.fields), None)
        if table is None:
            heading = Part(plan=into, place=place + 1, kind=Part.Kind.SECTION)
            heading.words = _("Carried on from %(plan)s") % {"plan": plan.name}
            keep(heading, by)
            table = _copied_part(row.part, into, place + 2, by)
            tables.append(table)
            place += 2
        last = table.rows.order_by("place").last()
        copied = Row(part=table, place=last.place + 1 if last else 0, cells=_cells(row, row.part))
        carried.append((row, keep(copied, by)))
    _carry(plan, carried, by)
    return into


def _copied_part(part: Part, plan: Plan, place: int, by: By) -> Part:
    same = ("kind", "words", "label", "in_table", "captions", "fields")
    goes_on = part.goes_on and place == part.place
    values = {name: getattr(part, name) for name in same}
    return keep(Part(plan=plan, place=place, goes_on=goes_on, **values), by)


def _cells(row: Row, part: Part) -> list[str]:
    """The words of a row as they go on: what came of it so far stays with the plan before."""
    return ["" if name == Field.RESULT else cell for cell, name in zip(row.cells, part.fields, strict=True)]


def _carry(plan: Plan, carried: Sequence[tuple[Row, Row]], by: By) -> None:
    """What hangs on the rows goes with them: where they come from, open steps, figures to be met, links."""
    if not carried:
        raise ProblemWithPlan(Sentence(gettext_noop("Choose at least one row to carry on.")))
    today = timezone.localdate()
    new = {old.pk: row for old, row in carried}
    at_work = AtWork.at(plan.place, today)
    for old, row in carried:
        keep(Link(row=row, kind=Link.Kind.FROM, to=old), by)
    for step in Step.objects.filter(row__in=new).open().select_related("duty", "person", "team"):
        _carry_step(step, new[step.row_id], at_work, by)
    for one in Criterion.objects.filter(row__in=new, due__gte=today):
        one.pk, one._state.adding = None, True
        one.row = new[one.row_id]
        keep(one, by)
    for link in Link.objects.filter(row__in=new).exclude(kind=Link.Kind.FROM).select_related("to"):
        own = link.to is not None and link.kind != Link.Kind.SERVES
        if not own or link.to_id in new:
            to = new[link.to_id] if own else link.to
            keep(Link(row=new[link.row_id], kind=link.kind, to=to, words=link.words), by)


def _carry_step(step: Step, row: Row, at_work: AtWork, by: By) -> None:
    """An open step goes on with whose it is, if they still work there; its duty goes on as the new step's."""
    left = step.person is not None and step.person_id not in at_work.people
    duty = step.duty
    if duty is not None:
        step.owner = whose(step).owner
        step.duty = None
        keep(step, by)
    on = Step(row=row, kind=step.kind, words=step.words, said=step.said, start=step.start)
    on.finish, on.state, on.touched_at, on.duty = step.finish, step.state, step.touched_at, duty
    on.owner = None if left or duty is not None else step.owner
    keep(on, by)
