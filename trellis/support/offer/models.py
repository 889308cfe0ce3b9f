"""The offer of a place: its levels, each meant for a tier, and the steps of each with where it was done."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.schools.models import Placed, School
from trellis.schools.owning import Owned
from trellis.support.serving import ServingQuerySet, Tier


class OfferLevel(Placed):
    """A level of the offer in the place's own words, from what is for everybody to what is for few."""

    name = models.CharField(_("name"), max_length=80)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier.choices)
    about = models.CharField(_("what it is"), max_length=300, blank=True)
    place_in = models.PositiveSmallIntegerField()
    until = models.DateField(null=True, blank=True)

    history = HistoricalRecords()
    objects = ServingQuerySet.as_manager()

    class Meta:
        ordering = ["place_in", "pk"]
        constraints = [
            *Placed.Meta.constraints,
            models.CheckConstraint(name="a_level_of_the_offer_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class OfferStepQuerySet(models.QuerySet[Any]):
    """Steps of offers."""

    def in_use(self, day: dt.date) -> Self:
        """Those not laid aside by a day."""
        return self.filter(Q(until=None) | Q(until__gte=day))


class OfferStep(Owned):
    """One thing a level offers: who does it, what shows that it is done, and how a family gets it."""

    level = models.ForeignKey(OfferLevel, on_delete=models.CASCADE, related_name="steps")
    place_in = models.PositiveSmallIntegerField()
    words = models.CharField(_("what is done"), max_length=300)
    evidence = models.CharField(_("what shows that it is done"), max_length=200, blank=True)
    programme = models.ForeignKey(
        "support.Programme", null=True, blank=True, on_delete=models.SET_NULL, related_name="offered_as"
    )
    for_families = models.CharField(_("as a family reads it"), max_length=300, blank=True)
    how_to_get = models.CharField(_("how a family gets it"), max_length=200, blank=True)
    until = models.DateField(null=True, blank=True)

    history = HistoricalRecords()
    objects = OfferStepQuerySet.as_manager()

    class Meta:
        ordering = ["place_in", "pk"]
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(name="a_step_of_the_offer_says_what_is_done", condition=~Q(words="")),
            models.CheckConstraint(
                name="a_family_is_told_what_before_how", condition=Q(how_to_get="") | ~Q(for_families="")
            ),
        ]

    def __str__(self) -> str:
        return self.words


class StepCarriedOut(models.Model):
    """That a school carried out a step of its offer in a school year: when, by whom, what shows it."""

    step = models.ForeignKey(OfferStep, on_delete=models.CASCADE, related_name="carried_out")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="steps_carried_out")
    year = models.PositiveSmallIntegerField()
    on = models.DateField(_("on"))
    words = models.CharField(_("what shows it"), max_length=300, blank=True)
    by_name = models.CharField(max_length=160)

    history = HistoricalRecords()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "school", "year"], name="a_step_is_carried_out_once_a_year_at_a_school"
            )
        ]

    def __str__(self) -> str:
        return f"{self.step_id} {self.on}"
