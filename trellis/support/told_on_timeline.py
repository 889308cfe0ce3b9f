"""Support on the timeline of a child: what passed in the cases the reader may see, and their beginnings."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.messages.timeline import Source, Told, Wanted, Way
from trellis.support.groups.models import GroupMember, SupportGroup
from trellis.support.models import Case, CaseContact, CaseReview

_NOON = dt.time(12)


def support_told(wanted: Wanted) -> Iterator[Told]:
    """For a child's own timeline alone: a home's would show one adult what another said."""
    if wanted.home is not None:
        return
    held = Case.objects.visible_to(wanted.reader).at(wanted.school, timezone.localdate())
    held = held.filter(pupil__in=wanted.pupils).select_related("programme")
    for case in held.prefetch_related("contacts", "reviews"):
        pupil = wanted.pupils[case.pupil_id]
        url = reverse("support:case", args=[wanted.urn, case.pk])
        begun = _("Support began: %(name)s") % {"name": case.programme.name}
        yield Told(_at(case.since), begun, [pupil], by=case.opened_by_name, says=[case.why], url=url)
        if case.closed_on is not None:
            ended = _("Support ended: %(name)s") % {"name": case.programme.name}
            says = [case.closing_words]
            yield Told(_at(case.closed_on), ended, [pupil], by=case.closed_by_name, says=says, url=url)
        for one in (*case.contacts.all(), *case.reviews.all()):
            yield _passed(one, case, wanted, url)
    yield from _in_groups(wanted)


def _in_groups(wanted: Wanted) -> Iterator[Told]:
    """When a child came into a group and left it, of the groups the reader may see."""
    seen = SupportGroup.objects.visible_to(wanted.reader).at(wanted.school)
    today = timezone.localdate()
    members = GroupMember.objects.filter(pupil__in=wanted.pupils, group__in=seen, since__lte=today)
    for one in members.select_related("group"):
        pupil, said = wanted.pupils[one.pupil_id], {"name": one.group.name}
        url = reverse("support:group", args=[wanted.urn, one.group_id])
        says = [one.why] if one.why else []
        yield Told(_at(one.since), _("Came into a group: %(name)s") % said, [pupil], says=says, url=url)
        if one.until is not None and one.until < today:
            yield Told(_at(one.until), _("Left a group: %(name)s") % said, [pupil], url=url)


def _passed(one: CaseContact | CaseReview, case: Case, wanted: Wanted, url: str) -> Told:
    pupil = wanted.pupils[case.pupil_id]
    if isinstance(one, CaseReview):
        words = _("Review: %(name)s") % {"name": case.programme.name}
        return Told(_at(one.on), words, [pupil], by=one.by_name, says=[one.words], url=url)
    words = f"{one.get_kind_display()}: {case.programme.name}"
    to = [one.with_whom] if one.with_whom else []
    return Told(_at(one.on), words, [pupil], to, Way.WITH, one.by_name, [one.words], url=url)


def _at(day: dt.date) -> dt.datetime:
    """A day as a moment of it: what is noted of a day has no time."""
    return timezone.make_aware(dt.datetime.combine(day, _NOON))


SOURCE = Source("support", gettext_lazy("Support"), support_told)
