"""Scores: what somebody measured of a child, on a scale the school names, in a wave.

A reading age, words a minute, a strand of the Boxall profile, a well-being instrument: each is a scale of its
own, and scales of one instrument are kept together by its name. A scale of a trust or an authority is one at
each of its schools.
"""

import datetime as dt
from typing import Any, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.rules.scores import MOST_PLACES, Groups, Range, plain
from trellis.schools.models import (
    Enrolment,
    GroupingMembership,
    Person,
    Placed,
    PlacedQuerySet,
    Pupil,
    School,
)
from trellis.schools.roles import Permission


class ScaleQuerySet(PlacedQuerySet):
    """Scales of schools and of the groupings they belong to."""

    def for_school(self, school: School, on: dt.date) -> Self:
        """What a school measures by: its own, and those of the groupings it is in that day."""
        above = GroupingMembership.objects.on(on).filter(school=school).values("grouping")
        return self.filter(Q(school=school) | Q(grouping__in=above))

    def open(self) -> Self:
        """Those scores are still recorded on."""
        return self.filter(is_closed=False)


class Scale(Placed):
    """One thing that is measured in numbers: from where to where, how finely, and which way is wanted."""

    class Wanted(models.TextChoices):
        HIGHER = "higher", _("higher is better")
        LOWER = "lower", _("lower is better")
        NEITHER = "neither", _("neither is better")

    instrument = models.CharField(_("instrument"), max_length=80, blank=True)  # "Boxall profile"
    name = models.CharField(_("what is measured"), max_length=120)
    unit = models.CharField(_("counted in"), max_length=40, blank=True)  # "words a minute"
    least = models.DecimalField(_("lowest score"), max_digits=8, decimal_places=MOST_PLACES)
    most = models.DecimalField(_("highest score"), max_digits=8, decimal_places=MOST_PLACES)
    places = models.PositiveSmallIntegerField(
        _("decimal places"), default=0, validators=[MaxValueValidator(MOST_PLACES)]
    )
    wanted = models.CharField(_("which way"), max_length=7, choices=Wanted.choices, default=Wanted.HIGHER)
    about = models.CharField(_("how it is measured, and by whom"), max_length=300, blank=True)
    grouped = models.TextField(_("groups by score"), blank=True)  # a line each: from which score on, its name
    is_closed = models.BooleanField(_("no longer used"), default=False)

    history = HistoricalRecords()
    objects = ScaleQuerySet.as_manager()

    class Meta:
        ordering = ["instrument", "name", "pk"]
        constraints = [
            *Placed.Meta.constraints,
            models.CheckConstraint(
                name="a_scale_goes_from_its_lowest_to_its_highest", condition=Q(most__gt=F("least"))
            ),
            models.UniqueConstraint(
                fields=["school", "instrument", "name"], name="a_school_names_a_scale_once"
            ),
            models.UniqueConstraint(
                fields=["grouping", "instrument", "name"], name="a_grouping_names_a_scale_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument}: {self.name}" if self.instrument else self.name

    @property
    def range(self) -> Range:
        """What a score on it may be."""
        return Range(self.least, self.most, self.places)

    @property
    def groups(self) -> Groups:
        """The groups it is divided into; none where nobody named any."""
        return Groups.read(self.grouped, self.range)


class ScoreQuerySet(models.QuerySet[Any]):
    """Scores of pupils."""

    def visible_to(self, person: Person, permission: Permission = Permission.SEE_SCORES) -> Self:
        """Those recorded at the schools whose scores somebody sees, or of the pupils of their own classes."""
        reach = person.reach(permission)
        taught = Enrolment.objects.filter(pk__in=reach.enrolments_in_classes())
        return self.filter(
            reach.schools_at("school")
            | Q(school__in=taught.values("school"), pupil__in=taught.values("pupil"))
        )


class Score(models.Model):
    """One child's score in one wave: the value, on which day, and by whom it was recorded."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="scores")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="scores")
    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="scores")
    wave = models.CharField(_("wave"), max_length=40)  # "Autumn 2026"
    on = models.DateField(_("measured on"))
    value = models.DecimalField(_("score"), max_digits=8, decimal_places=MOST_PLACES)
    by_name = models.CharField(max_length=160)
    batch = models.BigIntegerField(null=True, editable=False)

    history = HistoricalRecords()
    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "scale", "wave"], name="a_child_has_one_score_of_a_scale_in_a_wave"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scale}, {self.wave}: {plain(self.value)}"
