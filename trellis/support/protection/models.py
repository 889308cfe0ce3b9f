"""Protection of children: a pointer to the record that is kept elsewhere, who may know of it, who opened it;
and what every colleague must have read.

There is no field for a narrative: what happened stands in the system the law asks for, and only there.
"""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.rules.pointing import LONGEST
from trellis.schools.models import Dated, DatedQuerySet, Hold, Person, Placed, Pupil, Reach, School, one_open
from trellis.schools.roles import Permission
from trellis.support.serving import ServingQuerySet

OPEN_FOR = dt.timedelta(minutes=30)


class ProtectedRecordQuerySet(DatedQuerySet):
    """Protected records of any school."""

    def visible_to(self, person: Person, permission: Permission = Permission.SEE_SUPPORT) -> Self:
        """Those of the schools where somebody leads on protection; and those they are named for, while the
        record is open and they see support at its school.
        """
        day = timezone.localdate()
        leads = person.reach(Permission.LEAD_ON_PROTECTION)
        posts = [
            post
            for post in (person.posts_on(day) if person.is_active else [])
            if permission in post.role_class.permissions() - post.role_class.of_grouping
        ]
        here = Reach(
            day=day,
            schools=frozenset(post.school_id for post in posts if post.school_id),
            groupings=frozenset(post.grouping_id for post in posts if post.grouping_id),
        ).schools_at("school")
        named = Named.objects.on(day).filter(person=person).values("record")
        is_open = Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))
        return self.filter(leads.schools_at("school") | (here & is_open & Q(pk__in=named)))


class ProtectedRecord(Dated):
    """That something is on record of a child elsewhere: open between two days, then passed on or ended."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="protected_records")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="protected_records")
    hold = models.ForeignKey(Hold, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    begun_by_name = models.CharField(max_length=160)
    passed_to = models.CharField(_("passed on to"), max_length=160, blank=True)
    received_on = models.DateField(_("they said that it came, on"), null=True, blank=True)
    ended_by_name = models.CharField(max_length=160, blank=True)

    history = HistoricalRecords()
    objects = ProtectedRecordQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["pupil__surname", "pupil__forename", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            one_open("pupil", "school", name="a_child_has_one_open_protected_record"),
            models.CheckConstraint(
                name="a_protected_record_is_ended_by_somebody",
                condition=Q(until=None, ended_by_name="", passed_to="", received_on=None)
                | (Q(until__isnull=False) & ~Q(ended_by_name="")),
            ),
            models.CheckConstraint(
                name="only_what_was_passed_on_is_received",
                condition=Q(received_on=None) | (~Q(passed_to="") & Q(received_on__gte=F("until"))),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pupil)


class Pointer(models.Model):
    """Where to look: a system, its reference, and the day it was written there. Nothing of what it says."""

    record = models.ForeignKey(ProtectedRecord, on_delete=models.CASCADE, related_name="pointers")
    system = models.CharField(_("system"), max_length=40)
    reference = models.CharField(_("its reference"), max_length=LONGEST)
    on = models.DateField(_("written there on"))
    by_name = models.CharField(max_length=160)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "system", "reference"], name="a_reference_is_pointed_to_once"
            ),
            models.CheckConstraint(
                name="a_pointer_says_where_to_look", condition=~Q(system="") & ~Q(reference="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.reference}"


class Named(Dated):
    """Somebody who needs to know of one child, between two days."""

    record = models.ForeignKey(ProtectedRecord, on_delete=models.CASCADE, related_name="named")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="named_for")
    by_name = models.CharField(max_length=160)

    history = HistoricalRecords()
    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["person__name", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            one_open("record", "person", name="somebody_is_named_for_a_child_once"),
        ]

    def __str__(self) -> str:
        return self.person.name


class OpeningQuerySet(models.QuerySet[Any]):
    """Openings of protected records."""

    def standing(self, person: Person) -> Self:
        """Those a person may still read by."""
        return self.filter(person=person, at__gt=timezone.now() - OPEN_FOR)


class Opening(models.Model):
    """That somebody opened a protected record, and why they said they had to: only added to."""

    record = models.ForeignKey(ProtectedRecord, on_delete=models.CASCADE, related_name="openings")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    person_name = models.CharField(max_length=160)
    reason = models.CharField(_("why it was opened"), max_length=200)
    at = models.DateTimeField()

    objects = OpeningQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="an_opening_says_who_and_why", condition=~Q(person_name="") & ~Q(reason="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_name}, {self.at}"


# --- what every colleague must have read --------------------------------------------------------------------


class ToRead(Placed):
    """A version of something that colleagues must have read, or training they must have had, by a day."""

    class Kind(models.TextChoices):
        GUIDANCE = "guidance", _("Guidance in law")
        POLICY = "policy", _("A policy of ours")
        TRAINING = "training", _("Training")

    kind = models.CharField(_("what it is"), max_length=8, choices=Kind.choices, default=Kind.GUIDANCE)
    name = models.CharField(_("what it is called"), max_length=160)
    version = models.CharField(_("version"), max_length=60, blank=True)
    about = models.CharField(_("what of it"), max_length=200, blank=True)
    link = models.URLField(_("where it is"), max_length=500, blank=True)
    roles = models.JSONField(_("who must"), default=list, blank=True)  # none: everybody who works there
    given_on = models.DateField(_("given out on"))
    due_on = models.DateField(_("by"))
    until = models.DateField(_("asked for until"), null=True, blank=True)

    history = HistoricalRecords()
    objects = ServingQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "name", "pk"]
        constraints = [
            *Placed.Meta.constraints,
            models.CheckConstraint(name="what_is_to_be_read_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="it_is_due_after_it_was_given_out", condition=Q(due_on__gte=F("given_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.version}" if self.version else self.name

    @property
    def is_training(self) -> bool:
        return self.kind == self.Kind.TRAINING


class Confirmed(models.Model):
    """That somebody read it, or was there: they said so themselves, or it was written down for them."""

    to_read = models.ForeignKey(ToRead, on_delete=models.CASCADE, related_name="confirmed")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    person_name = models.CharField(max_length=160)
    on = models.DateField(_("on"))
    said = models.CharField(_("how that is known"), max_length=200, blank=True)
    by_name = models.CharField(max_length=160)

    history = HistoricalRecords()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["to_read", "person"], name="somebody_confirms_a_version_once"),
            models.CheckConstraint(name="whoever_confirms_is_named", condition=~Q(person_name="")),
        ]

    def __str__(self) -> str:
        return f"{self.person_name}, {self.on}"
