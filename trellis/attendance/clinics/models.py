"""Why a family was invited to a clinic: the steps of the ladder that asked for it."""

from django.db import models

from trellis.gatherings.models import FamilyInvitation
from trellis.schools.models import Pupil


class ClinicAskedFor(models.Model):
    """A step of the ladder for a child that an invitation is to answer; the figures as they stood."""

    invitation = models.ForeignKey(FamilyInvitation, on_delete=models.CASCADE, related_name="asked_for_by")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")
    step = models.ForeignKey("attendance.LadderStep", on_delete=models.PROTECT, related_name="clinics")
    occasion = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    says = models.CharField(max_length=240)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "pupil", "step", "occasion"],
                name="a_step_asks_an_invitation_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step}, {self.due_on}"
