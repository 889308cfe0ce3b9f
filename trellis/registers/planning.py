"""Planned absence and activity: agreed by somebody, over some days, and suggested to the register."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from trellis.registers.hands import By, hand_of
from trellis.registers.models import EVERY_SESSION, ExpectedAbsence
from trellis.rules.ages import of_compulsory_age
from trellis.rules.codes import code_set
from trellis.rules.planned import why_not_planned
from trellis.rules.words import ProblemWith, Sentence, day_in_words, gettext_noop
from trellis.schools.dating import drop, keep
from trellis.schools.models import Enrolment, School


class ProblemWithPlan(ProblemWith):
    """Why something cannot be planned as it stands, in one sentence."""

    subject = "plan"


@dataclass(frozen=True)
class Planned:
    """What was agreed: the kind, the code expected, which sessions of the week, and by whom until when."""

    kind: str
    code: str
    since: dt.date
    agreed_by: str
    until: dt.date | None = None
    sessions: str = EVERY_SESSION
    agreed_with: str = ""
    place: str = ""
    note: str = ""
    review_on: dt.date | None = None


@transaction.atomic
def plan(
    *, school: School, enrolments: Sequence[Enrolment], planned: Planned, by: By
) -> list[ExpectedAbsence]:
    """Expect the same of one child, or of several who go together."""
    if not enrolments:
        raise _refuse(gettext_noop("Say which children it is about."))
    for enrolment in enrolments:
        _insist(school, enrolment, planned)
    return [_keep(ExpectedAbsence(enrolment=one), planned, school, by) for one in enrolments]


@transaction.atomic
def change_plan(*, expected: ExpectedAbsence, planned: Planned, by: By) -> ExpectedAbsence:
    """What was reviewed goes on as it says now; what it said before stays in its history."""
    expected = ExpectedAbsence.objects.select_for_update().get(pk=expected.pk)
    school = expected.enrolment.school
    _insist(school, expected.enrolment, planned)
    return _keep(expected, planned, school, by)


@transaction.atomic
def withdraw_plan(*, expected: ExpectedAbsence, by: By) -> None:
    """What was planned by mistake is expected no more; its history stays."""
    drop(expected, by)


def _keep(expected: ExpectedAbsence, planned: Planned, school: School, by: By) -> ExpectedAbsence:
    expected.planned = planned.kind
    for name in ("code", "since", "until", "sessions", "agreed_by", "agreed_with", "place", "note"):
        value = getattr(planned, name)
        setattr(expected, name, value.strip() if isinstance(value, str) else value)
    expected.review_on = planned.review_on
    expected.recorded_by = hand_of(by, school)
    kept: ExpectedAbsence = keep(expected, by)
    return kept


def _insist(school: School, enrolment: Enrolment, planned: Planned) -> None:
    if enrolment.school_id != school.pk or (enrolment.until and enrolment.until < planned.since):
        template = gettext_noop("%(pupil)s is not on the roll on %(day)s.")
        raise _refuse(template, pupil=enrolment.pupil, day=day_in_words(planned.since))
    if "Y" not in planned.sessions:
        raise _refuse(gettext_noop("Say which sessions of the week it takes."))
    wrong = why_not_planned(
        planned.kind,
        planned.code,
        code_set(school.nation, planned.since),
        since=planned.since,
        until=planned.until,
        review_on=planned.review_on,
        agreed_by=planned.agreed_by,
        agreed_with=planned.agreed_with,
        place=planned.place,
        compulsory_age=of_compulsory_age(enrolment.pupil.date_of_birth, planned.since),
    )
    if wrong is not None:
        raise ProblemWithPlan(wrong)


def _refuse(template: str, **values: object) -> ProblemWithPlan:
    return ProblemWithPlan(Sentence(template, **values))
