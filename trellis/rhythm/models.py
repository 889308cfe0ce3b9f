"""Duties: what is due again and again, as it was arranged between two days, and what was done of it.

The days a duty falls on are worked out (rules/occasions.py) and never stored. What is stored is that somebody
did it for an occasion, by the occasion's key, or why it was not done.
"""

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.rules.occasions import Rota
from trellis.rules.recurrence import HOLIDAY_RULES, KINDS, HolidayRule, Recurrence, read_kept
from trellis.schools.models import (
    Dated,
    DatedQuerySet,
    Grouping,
    GroupingMembership,
    Person,
    School,
)
from trellis.schools.owning import Owned


class DutyQuerySet(models.QuerySet[Any]):
    def falling_at(self, school: School, day: dt.date) -> Self:
        """The duties of a school, and those of the groupings it is in that day: they fall at each school."""
        above = GroupingMembership.objects.on(day).filter(school=school).values("grouping")
        return self.filter(Q(school=school) | Q(grouping__in=above))


class Duty(models.Model):
    """Something due again and again at one school, or at every school of a grouping."""

    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.CASCADE, related_name="duties")
    grouping = models.ForeignKey(
        Grouping, null=True, blank=True, on_delete=models.CASCADE, related_name="duties"
    )
    as_written = models.TextField(_("as it was written"), blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = DutyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_duty_is_of_one_organisation",
                condition=Q(school=None, grouping__isnull=False) | Q(school__isnull=False, grouping=None),
            ),
        ]

    def __str__(self) -> str:
        return f"duty {self.pk}"

    @property
    def where(self) -> School | Grouping:
        return self.school or self.grouping


class ArrangementQuerySet(DatedQuerySet):
    def falling_at(self, school: School, day: dt.date) -> Self:
        return self.filter(duty__in=Duty.objects.falling_at(school, day))

    def owned(self) -> Self:
        """With their owners, as every list shows them."""
        return self.select_related("person", "team")


class Arrangement(Owned, Dated):
    """How a duty stands between two days: what is to be done, how often, at what time, by whom and where."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="arrangements")
    title = models.CharField(_("what is to be done"), max_length=300)
    strand = models.CharField(_("strand"), max_length=80, blank=True)
    every = models.CharField(max_length=12, choices=[(name, name) for name in KINDS])
    recurrence = models.JSONField()
    holiday_rule = models.CharField(max_length=20, choices=[(str(r), w) for r, w in HOLIDAY_RULES.items()])
    at = models.TimeField(_("at"), null=True, blank=True)
    place = models.CharField(max_length=40, blank=True)  # the name of a declared place: where it is done
    rota = models.JSONField(default=dict, blank=True)  # slots that take turns: {"slots": […], "start": key}

    objects = ArrangementQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Dated.Meta):
        constraints = [
            *Owned.Meta.constraints,
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["duty"], condition=Q(until=None), name="a_duty_is_arranged_one_way_at_a_time"
            ),
            models.CheckConstraint(name="a_duty_says_what_is_to_be_done", condition=~Q(title="")),
        ]
        ordering = ["since", "id"]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def comes_back(self) -> Recurrence:
        """How often, as the rules read it."""
        return read_kept(self.recurrence)

    @property
    def rule(self) -> HolidayRule:
        return HolidayRule(self.holiday_rule)

    @cached_property
    def turns(self) -> Rota | None:
        """The slots that take turns, where there are any."""
        if not self.rota:
            return None
        by_hand: Mapping[str, str] = self.rota.get("set", {})
        return Rota(tuple(self.rota["slots"]), self.rota["start"], tuple(sorted(by_hand.items())))

    def turn(self, occasion: str) -> str:
        """Whose turn an occasion is, where the duty has a rota."""
        return self.turns.slot(self.comes_back, occasion) if self.turns else ""


class Done(models.Model):
    """That a duty was done for one occasion at a school, with evidence; or handled, and why it was not."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="done")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="duties_done")
    occasion = models.CharField(max_length=60)  # the key: "2024-09-10", "2024-10", "2024/25 Autumn 1"
    due_on = models.DateField(_("due on"))  # the day it fell on when it was done
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=160)
    evidence = models.TextField(_("evidence"), blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    because = models.TextField(_("handled, because"), blank=True)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "school", "occasion"], name="a_duty_is_done_once_for_an_occasion"
            ),
            models.CheckConstraint(
                name="a_duty_is_done_or_handled_and_never_both",
                condition=Q(because="") | Q(evidence="", link=""),
            ),
            models.CheckConstraint(name="a_duty_is_done_by_somebody", condition=~Q(by_name="")),
        ]
        indexes = [models.Index(fields=["school", "occasion"])]
        ordering = ["-due_on", "-at"]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.occasion}"

    @property
    def was_handled(self) -> bool:
        """Whether it was set aside with a reason rather than done."""
        return bool(self.because)
