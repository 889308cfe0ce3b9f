"""The help a family was given before any formal step, read from what was recorded: nobody writes it twice."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
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
    for source in (_talks, _clinics, _visits, _steps, _contracts, _improving):
        for pupil, one in source(school, pupils, since, day):
            found[pupil].append(one)
    for pupil, one in (*_support(pupils, since, day, reader), *_referred(pupils, since, day, reader)):
        found[pupil].append(one)
    for helped in found.values():
        helped.sort(key=lambda one: one.on)
    return found


Found = Iterator[tuple[int, Help]]


def _talks(school: School, pupils: Sequence[int], since: dt.date, day: dt.date) -> Found:
    about = Conversation.pupils.through.objects.filter(
        pupil__in=pupils,
        conversation__school=school,
        conversation__kind__in=_KINDS,
        conversation__reached=True,
        conversation__set_aside_at=None,
        conversation__at__gte=_begin(since),
        conversation__at__lt=_begin(day + dt.timedelta(1)),
    )
    for row in about.select_related("conversation").order_by("conversation__at"):
        held = row.conversation
        words = str(held.get_kind_display())
        yield row.pupil_id, Help(timezone.localdate(held.at), words, held.spoken_by)


def _clinics(school: School, pupils: Sequence[int], since: dt.date, day: dt.date) -> Found:
    """Gatherings a home was invited to and came."""
    came = FamilyInvitation.pupils.through.objects.filter(
        pupil__in=pupils,
        familyinvitation__gathering__school=school,
        familyinvitation__gathering__on__range=(since, day),
        familyinvitation__came=True,
    )
    for row in came.select_related("familyinvitation__gathering"):
        held = row.familyinvitation
        words = _("%(what)s: %(who)s came") % {
            "what": held.gathering.get_kind_display(),
            "who": held.addressee,
        }
        yield row.pupil_id, Help(held.gathering.on, words, held.said_by_name)


def _visits(school: School, pupils: Sequence[int], since: dt.date, day: dt.date) -> Found:
    """Visits at home at which somebody was met. One that a step of the ladder asked for is told of as that
    step.
    """
    met = VisitOutcome.objects.filter(
        visit__round__school=school,
        visit__pupil__in=pupils,
        visit__round__on__range=(since, day),
        visit__step=None,
        outcome__in=(VisitOutcome.Outcome.CHILD, VisitOutcome.Outcome.ADULT),
    )
    for one in met.select_related("visit"):
        words = _("Visit at home: %(what)s") % {"what": one.get_outcome_display()}
        yield one.visit.pupil_id, Help(timezone.localdate(one.at), words, one.by_name)


def _support(pupils: Sequence[int], since: dt.date, day: dt.date, reader: Person) -> Found:
    held = Case.objects.filter(pupil__in=pupils, since__range=(since, day))
    for case in _seen(held.exclude(outcome=Case.Outcome.MISTAKE), reader).select_related("programme"):
        words = _("Support began: %(name)s") % {"name": case.programme.name}
        yield case.pupil_id, Help(case.since, words, case.opened_by_name)


def _referred(pupils: Sequence[int], since: dt.date, day: dt.date, reader: Person) -> Found:
    held = Referral.objects.sent().filter(pupil__in=pupils, sent_on__range=(since, day), taken_back_on=None)
    for one in _seen(held, reader).select_related("agency"):
        words = _("Referred to %(agency)s") % {"agency": one.agency.name}
        yield one.pupil_id, Help(one.sent_on, words, one.sent_by_name)


def _seen(rows: QuerySet[Any], reader: Person) -> QuerySet[Any]:
    """Those that somebody may know of. Who may is a long question, put only where there is something."""
    found = list(rows.values_list("pk", flat=True))
    return rows.model.objects.visible_to(reader).filter(pk__in=found) if found else rows.none()


def _steps(school: School, pupils: Sequence[int], since: dt.date, day: dt.date) -> Found:
    done = StepAnswer.objects.filter(
        school=school,
        pupil__in=pupils,
        answer=StepAnswer.Answer.DONE,
        step__act__in=[act.value for act in _ACTS],
        on__range=(since, day),
    )
    for one in done.select_related("step"):
        yield one.pupil_id, Help(one.on, one.step.name, one.by_name)


def _contracts(school: School, pupils: Sequence[int], since: dt.date, day: dt.date) -> Found:
    held = AttendanceContract.objects.filter(school=school, pupil__in=pupils, offered_on__range=(since, day))
    for one in held:
        answer = str(one.get_answer_display()).lower() if one.answer else _("not answered yet")
        words = _("Attendance contract offered to %(parent)s: %(answer)s") % {
            "parent": one.parent_name,
            "answer": answer,
        }
        yield one.pupil_id, Help(one.offered_on, words, one.by_name)


def _improving(school: School, pupils: Sequence[int], since: dt.date, day: dt.date) -> Found:
    held = ImproveNotice.objects.filter(school=school, pupil__in=pupils, since__range=(since, day))
    for one in held:
        if not one.missing:
            words = _("Notice to improve, to %(parent)s") % {"parent": one.parent_name}
            yield one.pupil_id, Help(one.since, words, one.by_name)


def _begin(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
