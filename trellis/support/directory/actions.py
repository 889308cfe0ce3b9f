"""What changes the directory: families pointed to a service, and what was agreed with it."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from trellis.rules.words import gettext_noop
from trellis.schools.dating import By, keep, name_of
from trellis.schools.models import Pupil, School
from trellis.support.actions import refuse
from trellis.support.directory.models import Agreement, AgreementRating, Signpost
from trellis.support.models import Agency


def point_family(
    *, pupil: Pupil, school: School, agency: Agency, on: dt.date, words: str, by: By
) -> Signpost:
    """Point a child's family to a service."""
    if on > timezone.localdate():
        raise refuse(gettext_noop("It cannot have been after today."))
    held = Signpost(pupil=pupil, school=school, agency=agency, on=on, words=words.strip())
    held.by_name = name_of(by)
    return keep(held, by)


def hear_of_family(*, signpost: Signpost, came_of_it: str, on: dt.date, words: str, by: By) -> Signpost:
    """What came of it, as it was heard; heard again, the later word stands."""
    if not signpost.on <= on <= timezone.localdate():
        raise refuse(gettext_noop("It can only have been heard between that day and today."))
    signpost.came_of_it, signpost.heard_on, signpost.heard_words = came_of_it, on, words.strip()
    return keep(signpost, by)


@transaction.atomic
def agree(
    *,
    school: School,
    agency: Agency,
    year: int,
    level: str,
    cost: Decimal,
    by: By,
    buys: str = "",
    renew_by: dt.date | None = None,
    decided: str = "",
    agreement: Agreement | None = None,
) -> Agreement:
    """Write down what a school agreed with a service for a year, or write it anew."""
    same = Agreement.objects.filter(school=school, agency=agency, year=year)
    if same.exclude(pk=agreement.pk if agreement else None).exists():
        raise refuse(
            gettext_noop("There is an agreement with %(agency)s for that year already."), agency=agency.name
        )
    held = agreement or Agreement(school=school)
    said: dict[str, Any] = {"agency": agency, "year": year, "level": level.strip(), "cost": cost}
    said |= {"buys": buys.strip(), "renew_by": renew_by, "decided": decided.strip()}
    for name, value in said.items():
        setattr(held, name, value)
    return keep(held, by)


@transaction.atomic
def rate(*, agreement: Agreement, term: str, rating: int, why: str, by: By) -> AgreementRating:
    """How well the service did in a term, and why; said again, the later word stands."""
    held = agreement.ratings.filter(term=term).first() or AgreementRating(agreement=agreement, term=term)
    held.rating, held.why, held.on, held.by_name = rating, why.strip(), timezone.localdate(), name_of(by)
    return keep(held, by)
