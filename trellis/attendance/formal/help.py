"""The help a family was given before any formal step, read from what was recorded: nobody writes it twice."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import DateTimeField, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.attendance.formal.models import AttendanceContract, ImproveNotice
from trellis.attendance.models import StepAnswer
from trellis.attendance.visits.models import VisitOutcome
from trellis.gatherings.models import FamilyInvitation
from trellis.messages.models import Conversation
from trellis.rules.ladder import Act
from trellis.schools.models import Person, School
from trellis.schools.questions import DAY, PUPILS, SCHOOL, SINCE, Given, Question
from trellis.support.models import Case, Referral

# A letter tells, and a call asks; help is what somebody does together with the family.
_KINDS = (Conversation.Kind.MEETING, Conversation.Kind.VISIT)
_ACTS = (Act.MEETING, Act.CLINIC, Act.PLAN, Act.VISIT, Act.REFERRAL, Act.CONTRACT)


@dataclass(frozen=True)
class Help:
    """One thing that was done together with a family, when, and who did it."""

    on: dt.date
    words: str
    by: str

    @property
    def in_words(self) -> str:
        """Such as "5 September 2024: Meeting with Ann Adams (Anil Attar)"."""
        return f"{date_format(self.on, 'j F Y')}: {self.words} ({self.by})"


def help_given(
    school: School, pupils: Sequence[int], day: dt.date, *, reader: Person
) -> Mapping[int, list[Help]]:
    """What was recorded in the year that ends on a day, by child, the earliest first: as far as somebody may
    know of it, since support and referrals are not for everybody.
    """
    since = day - dt.timedelta(days=365)
    found: dict[int, list[Help]] = defaultdict(list)
    asked = {"school": school.pk, "pupils": pupils, "since": since, "day": day}
    asked |= {"begins": _begin(since), "ends": _begin(day + dt.timedelta(1))}
    for source in (_talks, _clinics, _visits, _steps, _contracts, _improving):
        for pupil, one in source(asked):
            found[pupil].append(one)
    for pupil, one in (*_support(asked, reader), *_referred(asked, reader)):
        found[pupil].append(one)
    for helped in found.values():
        helped.sort(key=lambda one: one.on)
    return found


Asked = Mapping[str, Any]
Found = Iterator[tuple[int, Help]]


def _talks(asked: Asked) -> Found:
    for row in _TALKS.ask(**asked):
        held = row.conversation
        words = str(held.get_kind_display())
        yield row.pupil_id, Help(timezone.localdate(held.at), words, held.spoken_by)


def _clinics(asked: Asked) -> Found:
    """Gatherings a home was invited to and came."""
    for row in _CAME.ask(**asked):
        held = row.familyinvitation
        words = _("%(what)s: %(who)s came") % {
            "what": held.gathering.get_kind_display(),
            "who": held.addressee,
        }
        yield row.pupil_id, Help(held.gathering.on, words, held.said_by_name)


def _visits(asked: Asked) -> Found:
    """Visits at home at which somebody was met. One that a step of the ladder asked for is told of as that
    step.
    """
    for one in _MET.ask(**asked):
        words = _("Visit at home: %(what)s") % {"what": one.get_outcome_display()}
        yield one.visit.pupil_id, Help(timezone.localdate(one.at), words, one.by_name)


def _support(asked: Asked, reader: Person) -> Found:
    for case in _seen(Case, _SUPPORTED.ask(**asked), reader).select_related("programme"):
        words = _("Support began: %(name)s") % {"name": case.programme.name}
        yield case.pupil_id, Help(case.since, words, case.opened_by_name)


def _referred(asked: Asked, reader: Person) -> Found:
    for one in _seen(Referral, _REFERRED.ask(**asked), reader).select_related("agency"):
        words = _("Referred to %(agency)s") % {"agency": one.agency.name}
        yield one.pupil_id, Help(one.sent_on, words, one.sent_by_name)


def _seen(model: Any, found: Sequence[int], reader: Person) -> QuerySet[Any]:
    """Those that somebody may know of. Who may is a long question, put only where there is something."""
    return model.objects.visible_to(reader).filter(pk__in=found) if found else model.objects.none()


def _steps(asked: Asked) -> Found:
    for one in _DONE.ask(**asked):
        yield one.pupil_id, Help(one.on, one.step.name, one.by_name)


def _contracts(asked: Asked) -> Found:
    for one in _OFFERED.ask(**asked):
        answer = str(one.get_answer_display()).lower() if one.answer else _("not answered yet")
        words = _("Attendance contract offered to %(parent)s: %(answer)s") % {
            "parent": one.parent_name,
            "answer": answer,
        }
        yield one.pupil_id, Help(one.offered_on, words, one.by_name)


def _improving(asked: Asked) -> Found:
    for one in _GIVEN.ask(**asked):
        if not one.missing:
            words = _("Notice to improve, to %(parent)s") % {"parent": one.parent_name}
            yield one.pupil_id, Help(one.since, words, one.by_name)


def _begin(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


# --- what is asked of every list ----------------------------------------------------------------------------

_BEGINS: Any = Given("begins", DateTimeField())
_ENDS: Any = Given("ends", DateTimeField())
_TALKS = Question(
    lambda: (
        Conversation.pupils.through.objects.filter(
            pupil__in=PUPILS,
            conversation__school=SCHOOL,
            conversation__kind__in=_KINDS,
            conversation__reached=True,
            conversation__set_aside_at=None,
            conversation__at__gte=_BEGINS,
            conversation__at__lt=_ENDS,
        )
        .select_related("conversation")
        .order_by("conversation__at")
    )
)
_CAME = Question(
    lambda: FamilyInvitation.pupils.through.objects.filter(
        pupil__in=PUPILS,
        familyinvitation__gathering__school=SCHOOL,
        familyinvitation__gathering__on__range=(SINCE, DAY),
        familyinvitation__came=True,
    ).select_related("familyinvitation__gathering")
)
_MET = Question(
    lambda: VisitOutcome.objects.filter(
        visit__round__school=SCHOOL,
        visit__pupil__in=PUPILS,
        visit__round__on__range=(SINCE, DAY),
        visit__step=None,
        outcome__in=(VisitOutcome.Outcome.CHILD, VisitOutcome.Outcome.ADULT),
    ).select_related("visit")
)
_SUPPORTED = Question(
    lambda: (
        Case.objects.filter(pupil__in=PUPILS, since__range=(SINCE, DAY))
        .exclude(outcome=Case.Outcome.MISTAKE)
        .values_list("pk", flat=True)
    )
)
_REFERRED = Question(
    lambda: (
        Referral.objects.sent()
        .filter(pupil__in=PUPILS, sent_on__range=(SINCE, DAY), taken_back_on=None)
        .values_list("pk", flat=True)
    )
)
_DONE = Question(
    lambda: StepAnswer.objects.filter(
        school=SCHOOL,
        pupil__in=PUPILS,
        answer=StepAnswer.Answer.DONE,
        step__act__in=[act.value for act in _ACTS],
        on__range=(SINCE, DAY),
    ).select_related("step")
)
_OFFERED = Question(
    lambda: AttendanceContract.objects.filter(school=SCHOOL, pupil__in=PUPILS, offered_on__range=(SINCE, DAY))
)
_GIVEN = Question(
    lambda: ImproveNotice.objects.filter(school=SCHOOL, pupil__in=PUPILS, since__range=(SINCE, DAY))
)
