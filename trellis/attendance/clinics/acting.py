"""Inviting families because steps of the ladder ask for it; what is agreed with them answers those steps."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.attendance.clinics.models import ClinicAskedFor
from trellis.attendance.ladder.actions import answer_step
from trellis.attendance.ladder.due import DueStep
from trellis.attendance.models import StepAnswer
from trellis.gatherings.families import Invited, agree, invite_families
from trellis.gatherings.models import FamilyInvitation, Gathering, Promise
from trellis.schools.models import Person, Pupil


@transaction.atomic
def invite_for_steps(
    *, gathering: Gathering, pupils: Iterable[Pupil], steps: Sequence[DueStep], by: Person, why: str = ""
) -> Invited:
    """Invite the homes of these children; each step that asked is kept with every home of its child."""
    words = why or "; ".join(dict.fromkeys(str(row.step) for row in steps))
    invited = invite_families(gathering=gathering, pupils=pupils, why=words[:200], by=by)
    for invitation in invited.invitations:
        children = set(invitation.pupils.values_list("pk", flat=True))
        for row in steps:
            if row.child.pupil in children:
                ClinicAskedFor.objects.get_or_create(
                    invitation=invitation,
                    pupil_id=row.child.pupil,
                    step=row.step,
                    occasion=row.occasion,
                    defaults={"due_on": row.due_on, "says": row.why[:240]},
                )
    return invited


@transaction.atomic
def agree_step(
    *,
    invitation: FamilyInvitation,
    words: str,
    who: str,
    due: dt.date,
    by: Person,
    person: Person | None = None,
) -> Promise:
    """What was agreed with a family; the steps of the ladder that asked for the clinic are done with it."""
    made = agree(invitation=invitation, words=words, who=who, due=due, person=person, by=by)
    for asked in invitation.asked_for_by.select_related("step", "pupil"):
        if not _is_done_with(asked):
            _answer(asked, made, by)
    return made


def _is_done_with(asked: ClinicAskedFor) -> bool:
    """Whether somebody answered it already, and not only put it off."""
    given = StepAnswer.objects.filter(pupil=asked.pupil, step=asked.step, occasion=asked.occasion).last()
    return given is not None and given.answer != StepAnswer.Answer.LATER


def _answer(asked: ClinicAskedFor, made: Promise, by: Person) -> None:
    gathering = made.gathering
    said = {
        "what": gathering.get_kind_display(),
        "day": date_format(gathering.on, "j F Y"),
        "step": made.words,
        "who": made.who,
        "due": date_format(made.due, "j F Y"),
    }
    answer_step(
        school=gathering.school,
        pupil=asked.pupil,
        step=asked.step,
        occasion=asked.occasion,
        due_on=asked.due_on,
        says=asked.says,
        answer=StepAnswer.Answer.DONE,
        reason=_("%(what)s on %(day)s. Agreed: %(step)s (%(who)s, by %(due)s)") % said,
        on=gathering.on,
        by=by,
    )
