"""Told of an absence: finding the child while the telephone is in one hand, their home, and what was told."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.messages.timeline import Source, Told, Wanted, Way
from trellis.registers.expecting import day_back, days_ahead
from trellis.registers.models import ExpectedAbsence
from trellis.schools.models import Enrolment, FamilyLink, Person, Pupil, School
from trellis.schools.naming import Named, named

MOST_FOUND = 12
"""Names beyond these help nobody at a telephone: one more letter does."""


@dataclass(frozen=True)
class Found:
    """Children whose names hold what was typed, and whether there are more than are shown."""

    children: Sequence[Named]
    more: bool


def find_children(typed: str, school: School, day: dt.date, *, reader: Person) -> Found:
    """Children on roll with each of the words typed in their name, anywhere in it."""
    pupils = Pupil.objects.on_roll(school, day).visible_to(reader)
    for word in typed.split():
        held = Q(forename__icontains=word) | Q(surname__icontains=word) | Q(preferred_name__icontains=word)
        pupils = pupils.filter(held)
    if not typed.strip():
        return Found([], more=False)
    first = list(pupils.order_by("surname", "forename", "pk").values_list("pk", flat=True)[: MOST_FOUND + 1])
    return Found(children_on_roll(first[:MOST_FOUND], school, day), more=len(first) > MOST_FOUND)


def children_on_roll(pupils: Sequence[int], school: School, day: dt.date) -> list[Named]:
    """Some pupils as a list shows them, by surname."""
    enrolled = Enrolment.objects.on(day).filter(school=school, pupil__in=pupils, pupil__merged_into=None)
    found = named(enrolled.values_list("pk", flat=True), day).values()
    return sorted(found, key=lambda one: (one.surname.casefold(), one.forename.casefold(), one.pupil))


def adults_of(pupil: Pupil, school: School, day: dt.date) -> list[FamilyLink]:
    """The adults a school knows of for a child, in call order; whoever may not be called may still ring."""
    links = FamilyLink.objects.on(day).filter(pupil=pupil, school=school)
    return list(links.select_related("contact").order_by("priority", "id"))


def others_at_home(pupil: Pupil, links: Sequence[FamilyLink], day: dt.date, *, reader: Person) -> list[Pupil]:
    """Children on the same roll of whom one of these adults is a contact too."""
    if not links:
        return []
    school = links[0].school
    shared = FamilyLink.objects.on(day).filter(school=school, contact__in=[link.contact_id for link in links])
    others = Pupil.objects.on_roll(school, day).filter(pk__in=shared.values("pupil")).visible_to(reader)
    return list(others.exclude(pk=pupil.pk).order_by("surname", "forename", "pk"))


# --- What was told ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One absence that was told of, and whose."""

    child: Named
    expected: ExpectedAbsence
    back: dt.date | None


def told_from(school: School, day: dt.date, *, reader: Person) -> list[Row]:
    """What was told of a day and of days to come, the newest telling first."""
    told = ExpectedAbsence.objects.told().visible_to(reader)
    told = told.filter(enrolment__school=school, enrolment__pupil__merged_into=None, until__gte=day)
    held = list(told.select_related("recorded_by").order_by("-told_at", "-pk"))
    children = named([one.enrolment_id for one in held], day)
    days = days_ahead(school, held)
    return [Row(children[one.enrolment_id], one, day_back(one, days)) for one in held]


def absences_told(wanted: Wanted) -> Iterator[Told]:
    """For the timeline: of a child all that was told, of one home what its own adults told."""
    told = ExpectedAbsence.objects.told().filter(
        enrolment__school=wanted.school, enrolment__pupil__in=wanted.pupils
    )
    if wanted.home is not None:
        told = told.filter(contact__in=wanted.home)
    found = list(told.select_related("enrolment", "recorded_by"))
    days = days_ahead(wanted.school, found)
    for one in found:
        yield Told(
            at=one.told_at,
            words=_("Told of absence, %(how)s") % {"how": str(one.get_how_display()).lower()},
            pupils=[wanted.pupils[one.enrolment.pupil_id]],
            to=[one.told_by],
            way=Way.FROM,
            by=one.recorded_by.name,
            says=[one.reason, _days(one, day_back(one, days))],
        )


def _days(one: ExpectedAbsence, back: dt.date | None) -> str:
    since = date_format(one.since, "j F Y")
    if back is None:
        return _("On %(since)s; nobody said when they are back.") % {"since": since}
    said = {"since": since, "back": date_format(back, "j F Y")}
    return _("From %(since)s, expected back on %(back)s.") % said


SOURCE = Source("absences", gettext_lazy("Absences they told us of"), absences_told)
