"""What people do with plans: begin one, correct what it says, keep its document control. Every act keeps what
was before.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from trellis.plans.fields import Field
from trellis.plans.layouts import Form, opening_parts
from trellis.plans.models import Layout, Link, Part, Plan, Review, Row
from trellis.plans.paper import as_records
from trellis.plans.reading.text import paragraphs
from trellis.plans.reporting import report
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.dating import By, drop, keep
from trellis.schools.models import Grouping, School, at_place


class ProblemWithPlan(ProblemWith):
    """Something that cannot be done with a plan as it stands."""

    subject = "plan"


CLOSED = Sentence(gettext_noop("This plan is closed: it is kept as it was and changed no more."))


def insist_open(plan: Plan) -> None:
    """Refuse to change a plan that was closed."""
    if plan.is_closed:
        raise ProblemWithPlan(CLOSED)


@transaction.atomic
def begin_plan(
    *,
    place: School | Grouping,
    form: Form,
    name: str,
    since_year: int,
    until_year: int,
    by: By,
    within: Plan | None = None,
) -> Plan:
    """A new plan in a layout, its tables empty."""
    plan = keep(
        Plan(
            **at_place(place),
            name=name,
            kind=form.kind,
            since_year=since_year,
            until_year=until_year,
            within=within,
            orientation=form.orientation,
        ),
        by,
    )
    for part, rows in as_records(opening_parts(form, name), plan):
        keep(part, by)
        for row in rows:
            row.part = part
            keep(row, by)
    return plan


@transaction.atomic
def describe_plan(*, plan: Plan, values: Mapping[str, Any], by: By) -> Plan:
    """Keep what is known of the document: its state, who signed it, when it is reviewed."""
    insist_open(plan)
    within = values.get("within")
    if within is not None and within.pk in _with_those_within(plan):
        raise ProblemWithPlan(
            Sentence(gettext_noop("A plan cannot be part of itself, nor of a plan within it."))
        )
    for field, value in values.items():
        setattr(plan, field, value)
    return keep(plan, by)


def _with_those_within(plan: Plan) -> set[int]:
    found, new = {plan.pk}, {plan.pk}
    while new:
        new = set(Plan.objects.filter(within__in=new).values_list("pk", flat=True)) - found
        found |= new
    return found


@transaction.atomic
def record_review(*, plan: Plan, on: dt.date, reviewed_by: str, words: str, by: By) -> Review:
    """Write down that a plan was looked over, and keep each bound criterion as it was read."""
    insist_open(plan)
    review = keep(Review(plan=plan, on=on, reviewed_by=reviewed_by, words=words), by)
    report(review=review, by=by)
    return review


@transaction.atomic
def correct_row(*, row: Row, cells: Sequence[str], by: By) -> Row:
    """Change what a row says; what it said stays in its history."""
    insist_open(row.part.plan)
    said = [paragraphs(cell.replace("\r", "")) for cell in cells]
    if len(said) != len(row.part.captions):
        says = gettext_noop(
            "This row has %(cells)s cells, and its table %(columns)s columns: load the page again."
        )
        raise ProblemWithPlan(Sentence(says, cells=len(said), columns=len(row.part.captions)))
    if said == row.cells:
        return row
    row.cells = said
    return keep(row, by)


@transaction.atomic
def restore_row(*, row: Row, version: int, by: By) -> Row:
    """Let a row say again what it said."""
    past = row.history.filter(history_id=version).first()
    if past is None:
        raise ProblemWithPlan(Sentence(gettext_noop("That version of the row is not there.")))
    return correct_row(row=row, cells=past.cells, by=by)


@transaction.atomic
def add_row(*, part: Part, by: By) -> Row:
    """An empty row at the end of a table."""
    insist_open(part.plan)
    last = part.rows.aggregate(last=Max("place"))["last"]
    place = 0 if last is None else last + 1
    return keep(Row(part=part, place=place, cells=[""] * len(part.captions)), by)


@transaction.atomic
def remove_row(*, row: Row, by: By) -> None:
    """Take a row out of the plan; its history stays, and what led to it leads nowhere any more."""
    insist_open(row.part.plan)
    for link in Link.objects.filter(Q(to=row) | Q(row=row)).with_what_they_lead_to():
        if link.other_plan is not None and link.row_id != row.pk:
            # What serves it in another plan goes on saying what it served.
            link.to, link.words = None, str(row).split("\n")[0][:300] or row.part.plan.name
            keep(link, by)
        else:
            drop(link, by)
    for criterion in row.criteria.all():
        drop(criterion, by)
    drop(row, by)


@transaction.atomic
def bring_back_row(*, plan: Plan, version: int, by: By) -> Row:
    """Put a row that was taken out back where it stood, or at the end where another stands there now."""
    insist_open(plan)
    past = rows_taken_out(plan).filter(history_id=version).first()
    if past is None:
        raise ProblemWithPlan(Sentence(gettext_noop("That row is not there to be put back.")))
    part = plan.parts.get(pk=past.part_id)
    there = set(part.rows.values_list("place", flat=True))
    place = past.place if past.place not in there else max(there) + 1
    cells = [*past.cells, *[""] * len(part.captions)][: len(part.captions)]
    return keep(Row(pk=past.id, part=part, place=place, cells=cells), by)


def rows_taken_out(plan: Plan) -> Any:
    """The rows somebody took out of a plan and nobody has put back, the latest first."""
    gone = Row.history.filter(history_type="-", part__in=plan.parts.all())
    return gone.exclude(id__in=Row.objects.of(plan).values("pk")).order_by("-history_date", "-history_id")


@transaction.atomic
def restore_part(*, part: Part, version: int, by: By) -> Part:
    """Let a heading or text say again what it said."""
    past = part.history.filter(history_id=version).first()
    if past is None:
        raise ProblemWithPlan(Sentence(gettext_noop("That version is not there.")))
    return correct_part(part=part, words=past.words, label=past.label, kind=past.kind, by=by)


@transaction.atomic
def correct_part(*, part: Part, words: str, label: str, kind: str, by: By) -> Part:
    """Change the words of a heading or of text, or what it is."""
    insist_open(part.plan)
    part.words, part.label, part.kind = paragraphs(words.replace("\r", "")), label.strip(), kind
    return keep(part, by)


@transaction.atomic
def head_table(*, part: Part, captions: Sequence[str], fields: Sequence[str], by: By) -> None:
    """Say what the columns of a table are called and what each says, in every part of that table."""
    insist_open(part.plan)
    if len(captions) != len(part.captions) or len(fields) != len(part.captions):
        raise ProblemWithPlan(Sentence(gettext_noop("A table keeps its columns: load the page again.")))
    unknown = [name for name in fields if name and name not in set(Field)]
    if unknown:
        raise ProblemWithPlan(
            Sentence(gettext_noop("“%(name)s” is nothing a column can say."), name=unknown[0])
        )
    for each in _same_table(part):
        each.captions, each.fields = list(captions), list(fields)
        keep(each, by)


def _same_table(part: Part) -> list[Part]:
    """The parts that stand in one table on paper."""
    found: list[Part] = []
    for each in part.plan.parts.all():
        if not each.goes_on:
            if part in found:
                break
            found = []
        found.append(each)
    return found if part in found else [part]


@transaction.atomic
def lead_elsewhere(
    *, row: Row, kind: str, to: Row | None = None, heading: Part | None = None, words: str = "", by: By
) -> Link:
    """Say what a row leads to: a row whose cost or words stand for its own, or what it serves in another
    plan: a priority under its heading, one that is a row there, or one in words.
    """
    insist_open(row.part.plan)
    link = Link(row=row, kind=kind, to=to, heading=heading, words="" if to or heading else words.strip())
    if link.other_plan is not None:
        _insist_it_may_be_served(link.other_plan, row.part.plan, kind)
    if to is not None and (to.pk == row.pk or _leads_back(to, row, kind)):
        raise ProblemWithPlan(
            Sentence(gettext_noop("These two rows would lead to each other: then nothing would be counted."))
        )
    if kind != Link.Kind.SERVES:
        for link in row.links.filter(kind=kind):
            drop(link, by)
    return keep(link, by)


def _insist_it_may_be_served(other: Plan, plan: Plan, kind: str) -> None:
    if kind != Link.Kind.SERVES:
        raise ProblemWithPlan(Sentence(gettext_noop("A row leads to a row of its own plan, or to words.")))
    if not Plan.objects.that_may_be_served_by(plan).contains(other):
        says = gettext_noop("A row serves a plan of its own place, or of a grouping the school is in.")
        raise ProblemWithPlan(Sentence(says))


def _leads_back(start: Row, row: Row, kind: str) -> bool:
    seen = {start.pk}
    following = [start.pk]
    while following:
        if row.pk in following:
            return True
        following = [
            pk
            for pk in Link.objects.filter(row__in=following, kind=kind).values_list("to", flat=True)
            if pk not in seen
        ]
        seen.update(following)
    return False


@transaction.atomic
def drop_link(*, link: Link, by: By) -> None:
    """The row leads there no more."""
    insist_open(link.row.part.plan)
    drop(link, by)


@transaction.atomic
def make_layout(
    *,
    place: School | Grouping,
    name: str,
    orientation: str,
    captions: Sequence[str],
    fields: Sequence[str],
    by: By,
    layout: Layout | None = None,
) -> Layout:
    """Keep a layout of a school's or grouping's own, new or changed."""
    if not {Field.ACTION, Field.OUTCOME} & set(fields):
        says = gettext_noop("A layout needs a column for what will be done, or for what it should lead to.")
        raise ProblemWithPlan(Sentence(says))
    same = Layout.objects.at(place).filter(name=name).exclude(pk=layout.pk if layout else None)
    if same.exists():
        raise ProblemWithPlan(
            Sentence(gettext_noop("There is a layout called “%(name)s” already."), name=name)
        )
    layout = layout or Layout(**at_place(place))
    layout.name, layout.orientation = name, orientation
    layout.captions, layout.fields = list(captions), list(fields)
    return keep(layout, by)
