"""An import of any file: tried, explained, accepted, undone. It knows no subject: what a row means is the
room's.
"""

from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def at_place(place: Any) -> dict[str, Any]:
    """A school or a grouping, as a row that is of one of either names it."""
    return {place._meta.model_name: place}


class BatchQuerySet(models.QuerySet["Batch"]):
    """Imports, newest first."""

    def at(self, place: Any) -> Self:
        """The imports of one school, or of a grouping itself."""
        return self.filter(**at_place(place))


class Batch(models.Model):
    """One file brought by one person: what it would change, what was wrong with it, and what became of it."""

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        TRIED = "tried", _("Tried: nothing has changed yet")
        REFUSED = "refused", _("Refused")
        WRITING = "writing", _("Being imported")
        ACCEPTED = "accepted", _("Imported")
        UNDONE = "undone", _("Undone")

    kind = models.CharField(max_length=20)  # a subject: pupils, marks, summaries, calendar
    # Imports stands below schools: it stores whose file it is and asks nothing of it.
    school = models.ForeignKey("schools.School", null=True, on_delete=models.PROTECT, related_name="batches")
    grouping = models.ForeignKey(  # of neither: a file about several schools
        "schools.Grouping", null=True, on_delete=models.PROTECT, related_name="batches"
    )
    name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64)  # SHA-256 of what was brought
    folder = models.CharField(
        max_length=200, blank=True
    )  # where it waits below TRELLIS_DATA, until it is decided
    options = models.JSONField(default=dict)
    decisions = models.JSONField(default=dict)  # what a person confirmed: {"row 12": "same", …}
    state = models.CharField(max_length=8, choices=State.choices, default=State.READING)
    answer = models.JSONField(
        default=dict
    )  # as interfaces.md promises it, its sentences kept with their words
    undo = models.JSONField(default=dict)  # the answer to undoing it: undone, kept
    done = models.PositiveIntegerField(default=0)  # rows read so far, for the progress bar
    total = models.PositiveIntegerField(null=True)
    brought_at = models.DateTimeField(auto_now_add=True)
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    brought_by_name = models.CharField(max_length=160)
    accepted_at = models.DateTimeField(null=True)
    accepted_by_name = models.CharField(max_length=160, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_name = models.CharField(max_length=160, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="an_import_is_of_one_place_at_most", condition=Q(school=None) | Q(grouping=None)
            ),
            models.CheckConstraint(
                name="an_accepted_import_was_accepted_by_somebody",
                condition=Q(accepted_at=None, accepted_by_name="")
                | (Q(accepted_at__isnull=False) & ~Q(accepted_by_name="")),
            ),
            models.CheckConstraint(
                name="an_undone_import_was_undone_by_somebody",
                condition=Q(undone_at=None, undone_by_name="")
                | (Q(undone_at__isnull=False, accepted_at__isnull=False) & ~Q(undone_by_name="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_state_display()}"

    @property
    def place(self) -> Any:
        """Whose it is: a school's or a grouping's; nothing where it is about several schools."""
        return self.school or self.grouping

    @property
    def paths(self) -> list[Path]:
        """The files that wait to be decided about, in the order they were brought; none where the folder is
        gone, as after a backup of the records alone was put back.
        """
        folder = Path(settings.TRELLIS_DATA) / self.folder
        return sorted(folder.iterdir()) if self.folder and folder.is_dir() else []

    @property
    def can_be_undone(self) -> bool:
        return self.state == self.State.ACCEPTED


class Change(models.Model):
    """What an import made, altered or took away, so that it can be explained and undone.

    Records made together are one row that lists them; what they were is in their history. A record altered
    or taken away is a row of its own, with its state before and after.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="changes")
    about = models.BigIntegerField(null=True, db_index=True)  # whom it concerns: a pupil
    # What is undone together, all or nothing: where one fact is several rows, such as a value and the one
    # before.
    unit = models.CharField(max_length=60)
    made = models.JSONField(null=True)  # {"schools.Enrolment": [12], …}
    subject = models.CharField(
        max_length=60, blank=True
    )  # "schools.Enrolment", of a record altered or taken away
    key = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)  # null: the import took it away

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="a_change_makes_or_alters",
                condition=Q(made__isnull=False, subject="", key=None, before=None, after=None)
                | (Q(made=None, key__isnull=False, before__isnull=False) & ~Q(subject="")),
            )
        ]

    def __str__(self) -> str:
        return self.unit


class Mapping(models.Model):
    """What a school's or grouping's file headings mean, as a person confirmed them once."""

    school = models.ForeignKey("schools.School", null=True, on_delete=models.CASCADE, related_name="mappings")
    grouping = models.ForeignKey(
        "schools.Grouping", null=True, on_delete=models.CASCADE, related_name="mappings"
    )
    kind = models.CharField(max_length=20)
    headings = models.JSONField()  # {"Adno": "pupil_id", "House": ""}: nothing leaves a column out
    confirmed_at = models.DateTimeField(auto_now=True)
    confirmed_by_name = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "kind"], name="one_mapping_a_school_and_kind"),
            models.UniqueConstraint(fields=["grouping", "kind"], name="one_mapping_a_grouping_and_kind"),
            models.CheckConstraint(
                name="a_mapping_is_of_one_place",
                condition=Q(school=None, grouping__isnull=False) | Q(school__isnull=False, grouping=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {', '.join(self.headings)}"
