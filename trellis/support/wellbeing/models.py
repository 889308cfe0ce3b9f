"""A class's daily activity for well-being, and what was talked about with a colleague: kept apart."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.schools.models import Person, School, SchoolClass


class DailyActivity(models.Model):
    """That a class had its activity for well-being on a day; of no child."""

    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="daily_activities")
    on = models.DateField(_("on"))
    words = models.CharField(_("what was done"), max_length=80, blank=True)
    by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["school_class", "on"], name="a_class_has_one_activity_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.school_class_id} {self.on}"


class StaffCheckQuerySet(models.QuerySet[Any]):
    """What was talked about with colleagues."""

    def at(self, school: School) -> Self:
        return self.filter(school=school)

    def before(self, day: dt.date) -> Self:
        return self.filter(on__lt=day)

    def about(self, person: Person) -> Self:
        return self.filter(person=person)


class StaffCheck(models.Model):
    """A talk with a colleague about how they are, their work or their return: read by them as well as by
    whoever keeps it. It is put right with a history, and they write beside it what they say of it.
    """

    class Kind(models.TextChoices):
        TALK = "talk", _("How they are")
        WORKLOAD = "workload", _("Workload")
        RETURN = "return", _("Back after an absence")
        INDUCTION = "induction", _("Beginning here")
        THANKS = "thanks", _("Something that went well")
        LEAVING = "leaving", _("Leaving")

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="staff_checks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="staff_checks")
    on = models.DateField(_("on"))
    kind = models.CharField(_("what it was about"), max_length=9, choices=Kind.choices)
    words = models.TextField(_("what was said and agreed"))
    next_on = models.DateField(_("next one by"), null=True, blank=True)
    by_name = models.CharField(max_length=160)
    own_words = models.TextField(_("what they say of it themselves"), blank=True)
    put_right_on = models.DateField(_("put right on"), null=True, blank=True)
    put_right_by_name = models.CharField(max_length=160, blank=True)

    history = HistoricalRecords()
    objects = StaffCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(name="a_check_of_staff_says_something", condition=~Q(words="")),
            models.CheckConstraint(
                name="the_next_check_of_staff_comes_after_it",
                condition=Q(next_on=None) | Q(next_on__gt=F("on")),
            ),
            models.CheckConstraint(
                name="a_check_of_staff_is_put_right_by_somebody",
                condition=Q(put_right_on=None, put_right_by_name="")
                | (Q(put_right_on__isnull=False) & ~Q(put_right_by_name="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on}"
