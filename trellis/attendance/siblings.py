"""Who else of a family is at the school: for whoever may see families."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from trellis.schools.models import Enrolment, FamilyLink, Pupil, School
from trellis.schools.questions import DAY, PUPILS, SCHOOL, Question


def siblings(pupils: Iterable[int], school: School, day: dt.date) -> dict[int, list[Pupil]]:
    """The other children on roll who share with each of some children an adult who has care of both or
    responsibility for both.
    """
    wanted = list(pupils)
    by_contact: dict[int, list[Pupil]] = defaultdict(list)
    for link in _OF_THEIR_FAMILIES.ask(pupils=wanted, school=school.pk, day=day):
        by_contact[link.contact_id].append(link.pupil)
    found: dict[int, dict[int, Pupil]] = defaultdict(dict)
    for family in by_contact.values():
        for child in family:
            found[child.pk] |= {other.pk: other for other in family if other != child}
    return {pupil: list(found[pupil].values()) for pupil in wanted if found.get(pupil)}


def _of_their_families() -> Any:
    cares = Q(has_care=True) | Q(parental_responsibility=True)
    links = (
        FamilyLink.objects.on(DAY)
        .filter(cares, school=SCHOOL)
        .exclude(relationship=FamilyLink.Relationship.SOCIAL_WORKER)
    )
    theirs = links.filter(contact__in=links.filter(pupil__in=PUPILS).values("contact"))
    on_roll = Enrolment.objects.on(DAY).filter(school=SCHOOL).values("pupil")
    found = theirs.filter(pupil__in=on_roll).select_related("pupil")
    return found.order_by("pupil__date_of_birth", "pupil")


_OF_THEIR_FAMILIES = Question(_of_their_families)
