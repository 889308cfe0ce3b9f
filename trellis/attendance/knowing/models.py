"""What was told to the authority: files prepared, approved and sent, and enquiries that were made."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.rules.watch import WATCHES_IN_WORDS
from trellis.schools.models import Person, Pupil, School
from trellis.schools.roles import Permission


class OfFamiliesQuerySet(models.QuerySet[Any]):
    """Rows of one school each, for whoever may see families there."""

    def visible_to(self, person: Person, permission: Permission = Permission.SEE_FAMILIES) -> Self:
        return self.filter(person.reach(permission).schools_at("school"))


class AuthorityFile(models.Model):
    """Children to be told of to the authority, frozen as they stood. It leaves once somebody approved it."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="authority_files")
    watch = models.CharField(max_length=8, choices=WATCHES_IN_WORDS.items())
    headings = models.JSONField()
    prepared_at = models.DateTimeField(default=timezone.now)
    prepared_by_name = models.CharField(max_length=160)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_by_name = models.CharField(max_length=160, blank=True)
    sent_on = models.DateField(_("sent on"), null=True)
    sent_how = models.CharField(_("how it was sent, and to whom"), max_length=160, blank=True)
    sent_by_name = models.CharField(max_length=160, blank=True)

    objects = OfFamiliesQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_file_is_approved_by_somebody",
                condition=Q(approved_at=None, approved_by_name="")
                | Q(approved_at__isnull=False) & ~Q(approved_by_name=""),
            ),
            models.CheckConstraint(
                name="only_an_approved_file_is_sent_and_says_how",
                condition=Q(sent_on=None, sent_how="")
                | Q(sent_on__isnull=False, approved_at__isnull=False) & ~Q(sent_how=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_watch_display()}, {timezone.localdate(self.prepared_at)}"

    @property
    def state(self) -> str:
        """How far it came, in words."""
        if self.sent_on is not None:
            return str(_("sent"))
        return str(_("approved, not yet sent") if self.approved_at else _("waits to be approved"))


class AuthorityRow(models.Model):
    """One child of such a file, as they stood; `since` is the day the matter began."""

    file = models.ForeignKey(AuthorityFile, on_delete=models.CASCADE, related_name="rows")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="told_to_authority")
    since = models.DateField()
    cells = models.JSONField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["file", "pupil", "since"], name="a_matter_stands_in_a_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pupil_id} from {self.since}"


class Enquiry(models.Model):
    """One enquiry after a child who may be missing, by the school or with the authority. Only added to."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="enquiries")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="enquiries")
    on = models.DateField(_("day"))
    asked = models.CharField(_("whom we asked"), max_length=160)
    words = models.TextField(_("what we learned"))
    with_authority = models.BooleanField(_("made together with the authority"), default=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by_name = models.CharField(max_length=160)

    objects = OfFamiliesQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on}: {self.asked}"
