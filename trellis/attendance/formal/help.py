"""The help a family was given before any formal step, read from what was recorded: nobody writes it twice."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.attendance.formal.models import AttendanceContract, ImproveNotice
from trellis.attendance.models import StepAnswer
from trellis.messages.models import Conversation
from trellis.rules.ladder import Act
from trellis.schools.models import School

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


def help_given(school: School, pupils: Sequence[int], day: dt.date) -> Mapping[int, list[Help]]:
    """What was recorded in the year that ends on a day, by child, the earliest first. Four queries."""
    since = day - dt.timedelta(days=365)
    found: dict[int, list[Help]] = defaultdict(list)
    for source in (_talks, _steps, _contracts, _improving):
        for pupil, one in source(school, pupils, since, day):
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
