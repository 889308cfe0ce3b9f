"""What was done about one child's formal steps, in order: for timelines, packs and families who ask."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.attendance.formal.models import AttendanceContract, Considered, ImproveNotice, Notice
from trellis.messages.timeline import Source, Told, Wanted
from trellis.schools.access import may
from trellis.schools.models import Pupil, School
from trellis.schools.roles import Permission


@dataclass(frozen=True)
class Happened:
    """One thing: the day it was, when it was written down and by whom, to which parent, and what it says."""

    on: dt.date
    at: dt.datetime
    by: str
    words: str
    says: str = ""
    parent: int | None = None
    parent_name: str = ""


def happened(pupil: Pupil, school: School) -> list[Happened]:
    """Everything, in the order of the days it was."""
    found = [
        *_notices(pupil, school),
        *_contracts(pupil, school),
        *_improving(pupil, school),
        *_considered(pupil, school),
    ]
    return sorted(found, key=lambda one: (one.on, one.at))


def _notices(pupil: Pupil, school: School) -> Iterator[Happened]:
    for one in Notice.objects.about(pupil, school).prefetch_related("answers"):
        to = {"parent": one.parent_id, "parent_name": one.parent_name}
        if one.proposed_on is None:
            words = _("A penalty notice of elsewhere was written down")
            yield Happened(one.day, one.at, one.by_name, words, one.elsewhere, **to)
        else:
            words = _("A penalty notice was proposed to the authority: %(n)d sessions") % {
                "n": len(one.sessions)
            }
            yield Happened(one.day, one.at, one.by_name, words, one.why, **to)
        for each in one.answers.all():
            words = _("The authority about the penalty notice: %(answer)s") % {
                "answer": str(each.get_answer_display()).lower()
            }
            yield Happened(each.on, each.at, each.by_name, words, each.words, **to)


def _contracts(pupil: Pupil, school: School) -> Iterator[Happened]:
    for one in AttendanceContract.objects.about(pupil, school).prefetch_related("reviews"):
        to = {"parent": one.parent_id, "parent_name": one.parent_name}
        says = f"{one.parent_does}\n{one.school_does}"
        words = _("An attendance contract was offered, to %(day)s") % {"day": date_format(one.until, "j F Y")}
        yield Happened(one.offered_on, one.at, one.by_name, words, says, **to)
        if one.answered_on is not None:
            words = _("The attendance contract: %(answer)s") % {
                "answer": str(one.get_answer_display()).lower()
            }
            yield Happened(one.answered_on, one.at, one.answered_by_name, words, one.answer_words, **to)
        for each in one.reviews.all():
            words = _("The attendance contract was reviewed")
            yield Happened(each.on, each.at, each.by_name, words, each.words, **to)
        if one.ended_on is not None:
            words = _("The attendance contract ended")
            yield Happened(one.ended_on, one.at, one.ended_by_name, words, one.ended_words, **to)


def _improving(pupil: Pupil, school: School) -> Iterator[Happened]:
    for one in ImproveNotice.objects.about(pupil, school):
        to = {"parent": one.parent_id, "parent_name": one.parent_name}
        says = "\n".join(filter(None, (one.record, one.given, one.offered, one.improvement, one.earlier)))
        words = _("A notice to improve, to %(day)s") % {"day": date_format(one.until, "j F Y")}
        yield Happened(one.since, one.at, one.by_name, words, says, **to)
        if one.outcome_on is not None:
            words = _("The notice to improve: %(outcome)s") % {
                "outcome": str(one.get_outcome_display()).lower()
            }
            yield Happened(one.outcome_on, one.at, one.outcome_by_name, words, one.outcome_words, **to)


def _considered(pupil: Pupil, school: School) -> Iterator[Happened]:
    for one in Considered.objects.about(pupil, school):
        what = {"what": one.get_what_display()}
        template = _("%(what)s: considered") if one.appropriate else _("%(what)s: considered and not used")
        yield Happened(one.on, one.at, one.by_name, template % what, one.why)


# --- The timeline -------------------------------------------------------------------------------------------


def formal_steps(wanted: Wanted) -> Iterator[Told]:
    """For the timeline, to those who may see formal steps; of one home, what was done to its own adults."""
    if not may(wanted.reader, Permission.SEE_FORMAL_STEPS, wanted.school):
        return
    for pupil in wanted.pupils.values():
        url = reverse("attendance:formal_child", args=[wanted.urn, pupil.pk])
        for one in happened(pupil, wanted.school):
            if wanted.home is None or one.parent in wanted.home:
                yield Told(
                    at=timezone.make_aware(dt.datetime.combine(one.on, dt.time(12))),
                    words=one.words,
                    pupils=[pupil],
                    to=[one.parent_name] if one.parent_name else [],
                    by=one.by,
                    says=[one.says] if one.says else [],
                    url=url,
                )


SOURCE = Source("formal", gettext_lazy("Formal steps"), formal_steps)
