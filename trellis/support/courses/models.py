"""Courses that adults of a family come to: who needs one, who takes part, who came, who saw it through; and
each part of the extended services as a school delivers it, points the way to it, or does not yet.
"""

import datetime as dt
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.gatherings.models import Gathering
from trellis.rules.timetables import Weekly
from trellis.schools.models import Contact, Dated, DatedQuerySet, Placed, School, one_open
from trellis.support.models import ServingQuerySet


class Sort(models.TextChoices):
    """What a course is for."""

    PARENTING = "parenting", _("Parenting programme")
    FAMILY = "family", _("Family learning")
    LITERACY = "literacy", _("Literacy")
    NUMERACY = "numeracy", _("Numeracy")
    EAL = "eal", _("English as an additional language")
    ICT = "ict", _("Computers and ICT")
    TODDLERS = "toddlers", _("Parent and toddler group")
    ANTENATAL = "antenatal", _("Before birth")


class CourseQuerySet(ServingQuerySet):
    """Courses of schools and groupings."""

    def running(self, day: dt.date) -> Self:
        """Those that have not ended by a day."""
        return self.filter(Q(until=None) | Q(until__gte=day))

    def ended(self, day: dt.date) -> Self:
        return self.filter(until__lt=day)


class Course(Placed):
    """A course: what it is for, who holds it, when and where; a grouping's is open to each of its schools."""

    name = models.CharField(_("name"), max_length=120)
    sort = models.CharField(_("what it is for"), max_length=10, choices=Sort.choices)
    tutor = models.CharField(_("who holds it"), max_length=160)
    where = models.CharField(_("where"), max_length=120)
    weekday = models.PositiveSmallIntegerField(_("weekday"), validators=[MaxValueValidator(6)])
    at = models.TimeField(_("at"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    since = models.DateField(_("first day"))
    until = models.DateField(_("last day"), null=True, blank=True)

    history = HistoricalRecords()
    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["weekday", "at", "name", "pk"]
        constraints = [
            *Placed.Meta.constraints,
            models.CheckConstraint(
                name="a_course_has_a_name_and_somebody_who_holds_it_somewhere",
                condition=~Q(name="") & ~Q(tutor="") & ~Q(where=""),
            ),
            models.CheckConstraint(
                name="a_course_ends_after_it_begins", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def weekly(self) -> Weekly:
        """When it is held, for the rules."""
        return Weekly(self.weekday, self.at, self.minutes, self.since, self.until)


class CourseEnrolment(models.Model):
    """An adult of a school's families who takes part in a course, until they saw it through or left it;
    whoever left may begin again.
    """

    class Ended(models.TextChoices):
        COMPLETED = "completed", _("Saw it through")
        LEFT = "left", _("Left before its end")

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="enrolments")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="course_enrolments")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="course_enrolments")
    since = models.DateField(_("since"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended = models.CharField(_("how it ended"), max_length=9, choices=Ended.choices, blank=True)
    words = models.CharField(_("in words"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["contact__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "contact"],
                condition=Q(ended_on=None),
                name="an_adult_takes_part_in_a_course_once_at_a_time",
            ),
            models.CheckConstraint(
                name="how_a_course_ended_for_somebody_has_its_day",
                condition=Q(ended_on=None, ended="") | (Q(ended_on__gte=F("since")) & ~Q(ended="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.contact_id}"


class CourseSession(models.Model):
    """One session of a course of which something was said."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="sessions")
    on = models.DateField()
    gathering = models.OneToOneField(Gathering, on_delete=models.CASCADE, related_name="course_session")

    class Meta:
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["course", "on"], name="a_course_is_held_once_a_day")]

    def __str__(self) -> str:
        return f"{self.course_id} {self.on}"


class CourseMark(models.Model):
    """Whether an adult came to a session of a course."""

    session = models.ForeignKey(CourseSession, on_delete=models.CASCADE, related_name="marks")
    enrolment = models.ForeignKey(CourseEnrolment, on_delete=models.CASCADE, related_name="marks")
    came = models.BooleanField(_("came"))
    by_name = models.CharField(max_length=160)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "enrolment"], name="an_adult_has_one_mark_of_a_session_of_a_course"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.enrolment_id}"


class CourseNeed(Dated):
    """An adult who would be helped by a course of a sort, and how it is known."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="course_needs")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="course_needs")
    sort = models.CharField(_("what for"), max_length=10, choices=Sort.choices)
    why = models.CharField(_("how it is known"), max_length=200)
    by_name = models.CharField(max_length=160)

    history = HistoricalRecords()
    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["sort", "contact__name", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            one_open("school", "contact", "sort", name="a_need_of_an_adult_is_noted_once"),
            models.CheckConstraint(name="a_need_says_how_it_is_known", condition=~Q(why="")),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.contact_id}"


class ExtendedServiceStatus(Dated):
    """How a school stands to one part of the extended services, from a day."""

    class Part(models.TextChoices):
        CHILDCARE = "childcare", _("Childcare from eight to six")
        ACTIVITIES = "activities", _("A range of activities")
        PARENTING = "parenting", _("Parenting and family support")
        SPECIALIST = "specialist", _("Swift and easy access to specialist services")
        COMMUNITY = "community", _("Community use of facilities, and family learning")

    class Status(models.TextChoices):
        DELIVERS = "delivers", _("Delivers")
        SIGNPOSTS = "signposts", _("Points the way")
        NOT_YET = "not_yet", _("Not yet")

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="extended_services")
    part = models.CharField(max_length=10, choices=Part.choices)
    status = models.CharField(_("how it stands"), max_length=9, choices=Status.choices)
    words = models.CharField(_("by whom, and where"), max_length=200, blank=True)

    history = HistoricalRecords()
    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["part", "since"]
        constraints = [
            *Dated.Meta.constraints,
            one_open("school", "part", name="a_school_stands_one_way_to_a_part_of_the_extended_services"),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.status}"
