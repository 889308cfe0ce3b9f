"""Incidents: what happened, when and where, how grave it was, which children had a part in it, what was done.

An incident is corrected with its history and never deleted; one recorded by mistake is taken back, stays
readable and counts no longer. Types, places and actions are a place's own words, kept with the incident as
they read that day. Figures count the children who took part; whoever was hurt or saw it is remembered, and
counted nowhere.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.rules.incidents import PartOfDay
from trellis.rules.incidents import Severity as Grave
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


class ChoiceQuerySet(PlacedQuerySet):
    """Words of schools and of the groupings they belong to."""

    def serving(self, school: School, day: dt.date) -> Self:
        """A school's own, and those of its groupings on a day."""
        above = GroupingMembership.objects.on(day).filter(school=school).values("grouping")
        return self.filter(Q(school=school) | Q(grouping__in=above))


class Choice(Placed):
    """One word of a place's own for what sort of incident it was, where, or what was done."""

    class Kind(models.TextChoices):
        TYPE = "type", _("Types of incident")
        PLACE = "place", _("Places")
        ACTION = "action", _("Actions")

    kind = models.CharField(max_length=6, choices=Kind.choices)
    place_in = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=80)

    history = HistoricalRecords()
    objects = ChoiceQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "place_in", "pk"]
        constraints = [
            *Placed.Meta.constraints,
            models.UniqueConstraint(
                fields=["school", "kind", "words"], name="a_school_has_a_word_for_incidents_once"
            ),
            models.UniqueConstraint(
                fields=["grouping", "kind", "words"], name="a_grouping_has_a_word_for_incidents_once"
            ),
        ]

    def __str__(self) -> str:
        return self.words


class IncidentQuerySet(models.QuerySet[Any]):
    """Incidents of schools."""

    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(taken_back_at=None)

    def to_follow_up(self) -> Self:
        """Those nobody has followed up, but the least grave, which were dealt with at once."""
        return self.standing().filter(followed_up_on=None, severity__gt=Grave.LOW)

    def visible_to(self, person: Person, permission: Permission = Permission.SEE_INCIDENTS) -> Self:
        """Those of the schools throughout which somebody sees incidents, and those in which a child of a
        class of theirs had a part.
        """
        reach = person.reach(permission)
        taught = Enrolment.objects.filter(
            pk__in=reach.enrolments_in_classes(),
            school=OuterRef("school"),
            pupil__involvements__incident=OuterRef("pk"),
        )
        return self.filter(reach.schools_at("school") | Q(Exists(taught)))


class Incident(models.Model):
    """One thing that happened at a school: which day, in which part of it, of what sort, where, how grave."""

    class Severity(models.IntegerChoices):
        LOW = Grave.LOW, _("Low: dealt with at once")
        MIDDLE = Grave.MIDDLE, _("Middle: to be followed up")
        HIGH = Grave.HIGH, _("High: leaders are told")

    class When(models.TextChoices):
        BEFORE = PartOfDay.BEFORE, _("Before school")
        MORNING = PartOfDay.MORNING, _("Morning")
        BREAK = PartOfDay.BREAK, _("Break")
        LUNCH = PartOfDay.LUNCH, _("Lunch")
        AFTERNOON = PartOfDay.AFTERNOON, _("Afternoon")
        AFTER = PartOfDay.AFTER, _("After school")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="incidents")
    children: models.ManyToManyField = models.ManyToManyField(
        Pupil, through="Involvement", related_name="incidents"
    )
    on = models.DateField(_("day"))
    when = models.CharField(_("when"), max_length=9, choices=When.choices, blank=True)  # "" of a file
    at = models.TimeField(_("time"), null=True, blank=True)
    type = models.CharField(_("what sort"), max_length=80)
    place = models.CharField(_("where"), max_length=80, blank=True)
    severity = models.PositiveSmallIntegerField(
        _("how grave"), choices=Severity.choices, default=Severity.LOW
    )
    words = models.TextField(_("what happened"), max_length=1000)
    action = models.CharField(_("what was done"), max_length=80, blank=True)
    followed_up_on = models.DateField(_("followed up on"), null=True, blank=True)
    followed_up_words = models.CharField(_("how it was followed up"), max_length=500, blank=True)
    followed_up_by_name = models.CharField(max_length=160, blank=True)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(_("recorded by"), max_length=160)
    recorded_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    why_taken_back = models.CharField(_("why it was taken back"), max_length=300, blank=True)
    reference = models.CharField(_("number in the other system"), max_length=80, blank=True)
    batch = models.BigIntegerField(null=True, editable=False)

    history = HistoricalRecords()
    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["school", "on"])]
        constraints = [
            models.CheckConstraint(name="an_incident_says_what_happened", condition=~Q(words="")),
            models.CheckConstraint(
                name="an_incident_is_followed_up_by_somebody",
                condition=Q(followed_up_on=None, followed_up_words="", followed_up_by_name="")
                | (Q(followed_up_on__isnull=False) & ~Q(followed_up_by_name="")),
            ),
            models.CheckConstraint(
                name="an_incident_that_is_taken_back_says_why",
                condition=Q(taken_back_at=None, why_taken_back="")
                | (Q(taken_back_at__isnull=False) & ~Q(why_taken_back="")),
            ),
            models.UniqueConstraint(
                fields=["school", "reference"],
                condition=~Q(reference=""),
                name="an_incident_of_another_system_comes_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type}, {self.on}"

    @property
    def number(self) -> str:
        """Its number in a sheet: that of the system it came from, or ours with the moment it was recorded,
        which is no other’s wherever the sheet is brought.
        """
        return self.reference or f"trellis-{self.pk}-{int(self.recorded_at.timestamp())}"

    @property
    def stands(self) -> bool:
        """Whether it counts: it was not taken back."""
        return self.taken_back_at is None

    @property
    def waits(self) -> bool:
        """Whether somebody has still to follow it up."""
        return self.stands and self.followed_up_on is None and self.severity > Grave.LOW


class InvolvementQuerySet(models.QuerySet[Any]):
    """The parts children had in incidents."""

    def counting(self) -> Self:
        """Those that figures count: a child took part, and the incident stands."""
        return self.filter(part=Involvement.Part.TOOK_PART, incident__taken_back_at=None)

    def of_pupils(self, pupils: Iterable[int], since: dt.date, until: dt.date) -> Self:
        """Those of some children between two days, at whichever school."""
        return self.filter(pupil__in=pupils, incident__on__range=(since, until))


class Involvement(models.Model):
    """One child’s part in an incident."""

    class Part(models.TextChoices):
        TOOK_PART = "took_part", _("Took part")
        HURT = "hurt", _("Was hurt or upset")
        SAW = "saw", _("Saw it")

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="involved")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="involvements")
    part = models.CharField(_("part in it"), max_length=9, choices=Part.choices, default=Part.TOOK_PART)

    history = HistoricalRecords()
    objects = InvolvementQuerySet.as_manager()

    class Meta:
        ordering = ["pupil__surname", "pupil__forename", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "pupil"], name="a_child_has_one_part_in_an_incident"),
        ]

    def __str__(self) -> str:
        return f"{self.pupil}: {self.get_part_display()}"
