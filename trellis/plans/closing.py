"""Closing a plan: each criterion's last reading is kept, each row says what came of it, and it is changed no
more.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from trellis.plans.actions import ProblemWithPlan, insist_open, record_review
from trellis.plans.models import Note, Plan, Review, Row, Step
from trellis.plans.running import write_note
from trellis.rhythm import actions as rhythm
from trellis.rules.words import Sentence, gettext_noop
from trellis.schools.dating import By, keep, name_of


@transaction.atomic
def close(
    *,
    plan: Plan,
    words: str,
    evaluations: Mapping[Row, str],
    by: By,
    without: bool = False,
    no_child: bool = False,
) -> Review:
    """Write what came of each row, review the plan a last time, and close it.

    It is refused while rows say nothing, unless somebody closes it without. What recurs by it ends; what was
    carried on goes on.
    """
    insist_open(plan)
    said = {row: text for row, text in evaluations.items() if text.strip()}
    silent = [row for row in evaluations if row not in said and not is_evaluated(row)]
    if silent and not without:
        says = gettext_noop(
            "%(count)s rows do not say what came of them: write it, or close the plan without."
        )
        raise ProblemWithPlan(Sentence(says, count=len(silent)))
    for row, text in said.items():
        write_note(row=row, words=text, kind=Note.Kind.EVALUATION, by=by, no_child=no_child)
    today = timezone.localdate()
    review = record_review(plan=plan, on=today, reviewed_by=name_of(by)[:160], words=words.strip(), by=by)
    for step in Step.objects.of(plan).open().exclude(duty=None).select_related("duty"):
        if step.duty is not None and step.duty.arrangements.between(today, dt.date.max).exists():
            rhythm.end_duty(duty=step.duty, until=today, by=by)
    for look in plan.monitoring.exclude(duty=None).select_related("duty"):
        if look.duty.arrangements.between(today, dt.date.max).exists():
            rhythm.end_duty(duty=look.duty, until=today, by=by)
    plan.state = Plan.State.CLOSED
    keep(plan, by)
    return review


def is_evaluated(row: Row) -> bool:
    """Whether somebody has written what came of a row."""
    return row.notes.filter(kind=Note.Kind.EVALUATION).exists()


@transaction.atomic
def open_again(*, plan: Plan, because: str, by: By) -> Plan:
    """A plan closed too soon is worked on again; why, stands in its history with what it last reported."""
    because = " ".join(because.split())
    if not plan.is_closed:
        raise ProblemWithPlan(Sentence(gettext_noop("This plan is open.")))
    if not because:
        raise ProblemWithPlan(Sentence(gettext_noop("Say why it is opened again.")))
    plan.state = Plan.State.WORKING
    plan._change_reason = because[:100]
    return keep(plan, by)
