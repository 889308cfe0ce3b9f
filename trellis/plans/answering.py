"""What people do with a plan before governors: answer its questions, keep promises, tell what went well, and
write and issue the paper for a meeting.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from trellis.evidence.models import Reading
from trellis.gatherings import actions as gatherings
from trellis.gatherings.models import Gathering, Promise
from trellis.plans.actions import ProblemWithPlan, insist_open
from trellis.plans.criteria import Wording
from trellis.plans.governing import FIVE, contents_of, governed
from trellis.plans.models import Answer, Criterion, Paper, Plan, Review, Row, Story
from trellis.rules.words import Sentence, gettext_noop
from trellis.schools.dating import By, keep, name_of
from trellis.schools.models import Person


@transaction.atomic
def answer_question(*, row: Row, question: str, words: str, readings: Sequence[Reading], by: By) -> Answer:
    """Answer a question a plan asks, with the frozen figures the answer rests on."""
    if not words.strip():
        raise ProblemWithPlan(Sentence(gettext_noop("Write an answer, or leave the question open.")))
    answer = Answer.objects.create(
        plan=row.part.plan,
        row=row,
        question=question,
        words=words.strip(),
        answered_on=timezone.localdate(),
        answered_by=by if isinstance(by, Person) else None,
        answered_by_name=name_of(by),
    )
    answer.readings.set(readings)
    return answer


@transaction.atomic
def promise(
    *,
    plan: Plan,
    words: str,
    who: str,
    made_on: dt.date,
    due: dt.date,
    by: By,
    person: Person | None = None,
) -> Promise:
    """Write down what was promised of a plan at a meeting of governors, by whom and by when."""
    meeting = gatherings.governors_meeting(place=plan.place, on=made_on, by=by)
    made = gatherings.promise(gathering=meeting, words=words, who=who, person=person, due=due, by=by)
    plan.promises.add(made)
    return made


@transaction.atomic
def link_rows(*, plan: Plan, gathering: Gathering, rows: Iterable[Row], by: By) -> None:
    """Say which rows of a plan a visit or meeting looked at."""
    insist_open(plan)
    for row in gathering.rows.filter(part__plan=plan):
        row.gatherings.remove(gathering)
    for row in rows:
        row.gatherings.add(gathering)


@transaction.atomic
def tell_story(
    *, plan: Plan, kind: str, on: dt.date, words: str, said: str, rows: Iterable[Row], by: By
) -> Story:
    """Tell practice worth sharing, or what people said and what was done, beside the rows it belongs to."""
    if kind == Story.Kind.SAID and not said.strip():
        raise ProblemWithPlan(Sentence(gettext_noop("Say what people said, and then what was done.")))
    told = said.strip() if kind == Story.Kind.SAID else ""
    story = keep(Story(plan=plan, kind=kind, on=on, words=words.strip(), said=told), by)
    story.rows.set(rows)
    return story


@transaction.atomic
def lead_with(*, plan: Plan, criteria: Sequence[Criterion], by: By) -> None:
    """Choose the figures that governors see first; none: Trellis takes the first of each kind."""
    if len(criteria) > FIVE:
        says = gettext_noop("Choose %(most)s figures at most: governors should see them at one look.")
        raise ProblemWithPlan(Sentence(says, most=FIVE))
    chosen = {one.pk for one in criteria}
    for one in Criterion.objects.of(plan):
        if one.leads != (one.pk in chosen):
            one.leads = one.pk in chosen
            keep(one, by)


@transaction.atomic
def write_paper(
    *, plan: Plan, review: Review, values: dict[str, Any], by: By, paper: Paper | None = None
) -> Paper:
    """Begin a paper for a meeting, or write more of one that is not issued yet."""
    if paper is not None and paper.issued_at is not None:
        raise ProblemWithPlan(Sentence(gettext_noop("This paper was issued: what it says stays.")))
    if values["meeting_on"] < review.on:
        says = gettext_noop("A paper cannot report a review that comes after its meeting.")
        raise ProblemWithPlan(Sentence(says))
    held = paper or Paper(plan=plan)
    held.review = review
    for name, value in values.items():
        setattr(held, name, value)
    return keep(held, by)


@transaction.atomic
def issue_paper(*, paper: Paper, wording: Wording, by: By) -> Paper:
    """Issue a paper: what it says from now on is what it says today, whatever is corrected later."""
    paper = (
        Paper.objects.select_for_update(of=("self",))
        .select_related("review", "plan__school", "plan__grouping")
        .get(pk=paper.pk)
    )
    if paper.issued_at is not None:
        return paper
    paper.contents = contents_of(paper, governed(paper.plan, wording, paper.review))
    paper.issued_at, paper.issued_by_name = timezone.now(), name_of(by)
    return keep(paper, by)
