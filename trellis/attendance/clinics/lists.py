"""Clinics and other gatherings with families as pages, papers and timelines show them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.gatherings.models import (
    OF_FAMILIES,
    FamilyInvitation,
    Gathering,
    GatheringQuerySet,
    Promise,
    Slot,
)
from trellis.messages.timeline import Source, Told, Wanted
from trellis.schools.models import Enrolment, Person, School
from trellis.schools.naming import Named, named


@dataclass(frozen=True)
class Row:
    """One home on the list of a gathering, or a slot nobody has."""

    slot: Slot | None
    invitation: FamilyInvitation | None
    children: Sequence[Named] = ()
    agreed: Sequence[Promise] = ()

    @property
    def names(self) -> str:
        """The children it is about."""
        return ", ".join(one.name for one in self.children)

    @property
    def at(self) -> str:
        """When they are expected; nothing where a home has no time of its own yet."""
        return f"{self.slot.at:%H:%M}" if self.slot else ""

    @property
    def came(self) -> str:
        """What became of it, in words."""
        return came_in_words(self.invitation) if self.invitation else ""


def came_in_words(invitation: FamilyInvitation) -> str:
    """Came, did not come, rang to change it; nothing while nothing is known."""
    if invitation.came is not None:
        return _("came") if invitation.came else _("did not come")
    return _("rang to change it") if invitation.changed_at else ""


def rows_of(gathering: Gathering) -> list[Row]:
    """The slots in their order, each with the home that has it; then the homes that have none."""
    held = gathering.families.select_related("slot").prefetch_related("pupils", "promises")
    invitations = list(held)
    children = _named(gathering.school, invitations)
    by_slot = {one.slot_id: one for one in invitations if one.slot_id is not None}
    rows = [_row(slot, by_slot.get(slot.pk), children) for slot in gathering.slots.all()]
    return rows + [_row(None, one, children) for one in invitations if one.slot_id is None]


def row_of(invitation: FamilyInvitation) -> Row:
    """The same of one home."""
    return _row(invitation.slot, invitation, _named(invitation.gathering.school, [invitation]))


def _row(slot: Slot | None, invitation: FamilyInvitation | None, children: Mapping[int, Named]) -> Row:
    if invitation is None:
        return Row(slot, None)
    found = [children[one.pk] for one in invitation.pupils.all() if one.pk in children]
    found.sort(key=lambda one: (one.surname, one.forename, one.pupil))
    return Row(slot, invitation, found, list(invitation.promises.all()))


def _named(school: School, invitations: Sequence[FamilyInvitation]) -> dict[int, Named]:
    pupils = {child.pk for one in invitations for child in one.pupils.all()}
    enrolments = Enrolment.objects.filter(school=school, pupil__in=pupils).order_by("since", "pk")
    last = {one.pupil_id: one.pk for one in enrolments}
    return {one.pupil: one for one in named(last.values(), timezone.localdate()).values()}


def gatherings_at(school: School) -> GatheringQuerySet:
    """Those of a school to which families are invited, the latest first, with how many homes and who came."""
    return (
        Gathering.objects.at(school)
        .with_families()
        .annotate(
            homes=Count("families"),
            came_homes=Count("families", filter=Q(families__came=True)),
            unsaid=Count("families", filter=Q(families__came=None)),
        )
        .order_by("-on", "-at", "-pk")  # counted rows do not keep the order of the model
    )


# --- What waits for somebody --------------------------------------------------------------------------------


def slots_of(person: Any, school: Any, day: Any) -> QuerySet[Slot]:
    """The slots somebody holds on a day that a family has."""
    held = Slot.objects.filter(
        person=person, gathering__school=school, gathering__on=day, gathering__called_off=False
    )
    return held.exclude(family=None)


def held_today_by(person: Person, school: School, day: dt.date) -> list[tuple[Gathering, dt.time, int]]:
    """The clinics somebody holds slots of today: when their first family comes, and how many do."""
    found: dict[int, list[Slot]] = defaultdict(list)
    for slot in slots_of(person, school, day).select_related("gathering"):
        found[slot.gathering_id].append(slot)
    return [(held[0].gathering, min(one.at for one in held), len(held)) for held in found.values()]


def to_be_written_down(school: Any, day: Any) -> QuerySet[Gathering]:
    """Clinics that have been, of which nobody has said yet who came."""
    held = gatherings_at(school).filter(kind="clinic", on__lt=day, called_off=False, unsaid__gt=0)
    return held.order_by("on", "pk")


# --- By week ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Week:
    """The clinics of one week: how many homes were invited and came, steps agreed, and staff minutes kept."""

    monday: dt.date
    invited: int
    came: int
    agreed: int
    minutes: int


def clinics_by_week(
    school: School, since: dt.date, until: dt.date, pupils: Sequence[int] | None = None
) -> list[Week]:
    """What clinics asked of the staff and brought, week by week; of some children only, where they are named.

    Staff minutes are those of the slots that had a family; what was called off is not counted.
    """
    held = FamilyInvitation.objects.filter(
        gathering__school=school,
        gathering__kind="clinic",
        gathering__called_off=False,
        gathering__on__range=(since, until),
    )
    if pupils is not None:
        held = held.filter(pupils__in=pupils).distinct()
    weeks: dict[dt.date, list[FamilyInvitation]] = defaultdict(list)
    for one in held.select_related("gathering", "slot").prefetch_related("promises"):
        weeks[one.gathering.on - dt.timedelta(days=one.gathering.on.weekday())].append(one)
    return [
        Week(
            monday,
            len(found),
            sum(one.came is True for one in found),
            sum(len(one.promises.all()) for one in found),
            sum(one.slot.minutes for one in found if one.slot),
        )
        for monday, found in sorted(weeks.items())
    ]


# --- The timeline -------------------------------------------------------------------------------------------


def invited_to(wanted: Wanted) -> Iterator[Told]:
    """For the timeline: what a family was invited to and what was agreed; of one home its own alone."""
    held = FamilyInvitation.objects.filter(
        gathering__school=wanted.school, gathering__kind__in=OF_FAMILIES, pupils__in=wanted.pupils
    )
    if wanted.home is not None:
        held = held.filter(contact__in=wanted.home)
    rows = held.distinct().select_related("gathering", "slot").prefetch_related("pupils", "promises")
    for one in rows:
        children = list(one.pupils.all())
        about = [wanted.pupils[child.pk] for child in children if child.pk in wanted.pupils]
        # What was said of other children too is left to the page of the invitation.
        alone = len(about) == len(children)
        gathering = one.gathering
        yield Told(
            at=timezone.make_aware(dt.datetime.combine(gathering.on, one.at or dt.time(9))),
            words=gathering.about or str(gathering.get_kind_display()),
            pupils=about,
            to=[one.addressee],
            by=one.said_by_name,
            says=_said(one) if alone else [],
            state=_("called off") if gathering.called_off else came_in_words(one) or _("invited"),
            url=reverse("attendance:invited_family", args=[wanted.urn, gathering.pk, one.pk]),
        )


def _said(one: FamilyInvitation) -> list[str]:
    agreed = [
        _("Agreed: %(words)s (%(who)s, by %(day)s)")
        % {"words": made.words, "who": made.who, "day": date_format(made.due, "j F Y")}
        for made in one.promises.all()
    ]
    return [words for words in (one.why, one.notes, *agreed) if words]


INVITED = Source("invited", gettext_lazy("Clinics and what they were invited to"), invited_to)
