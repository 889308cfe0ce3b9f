"""How far support reaches, and what a school has of its own beside what its groupings have for it."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trellis.schools.models import GroupingMembership, PlacedQuerySet, School


class Tier(models.TextChoices):
    """How far support reaches."""

    UNIVERSAL = "universal", _("Universal")
    TARGETED = "targeted", _("Targeted")
    SPECIALIST = "specialist", _("Specialist")


class ServingQuerySet(PlacedQuerySet):
    """What a school has of its own and what the groupings it is in have for it."""

    def serving(self, school: School, day: dt.date) -> Self:
        """A school's own, and that of its groupings on a day."""
        above = GroupingMembership.objects.on(day).filter(school=school).values("grouping")
        return self.filter(Q(school=school) | Q(grouping__in=above))

    def in_use(self, day: dt.date) -> Self:
        """Those not laid aside by a day."""
        return self.filter(Q(until=None) | Q(until__gte=day))
