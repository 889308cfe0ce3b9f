"""Whose something is: one person's, a team's, or everybody's who has a role at the place; or nobody's yet."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.models import Person, Team
from trellis.schools.roles import ROLES

Owner = Person | Team | str | None
"""A person, a team, the name of a role, or nobody yet."""


class ProblemWithOwner(ProblemWith):
    """Somebody who cannot own something."""

    subject = "owner"


class Owned(models.Model):
    """Something that is somebody's to see to."""

    owner_person = models.ForeignKey(
        Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    owner_team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    owner_role = models.CharField(
        _("role"), max_length=24, blank=True, choices=[(role.name, role.words) for role in ROLES.values()]
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_has_one_owner_or_none",
                condition=Q(owner_person=None, owner_role="")
                | Q(owner_person=None, owner_team=None)
                | Q(owner_role="", owner_team=None),
            )
        ]

    @property
    def owner(self) -> Owner:
        """Whose it is."""
        return self.owner_person or self.owner_team or self.owner_role or None

    @property
    def owner_words(self) -> str:
        """Whose it is, as a page says it."""
        if self.owner_role:
            return str(ROLES[self.owner_role].words)
        return str(self.owner or gettext("nobody yet"))


def owned_by(owner: Owner) -> dict[str, Any]:
    """An owner as the fields of what is owned."""
    if isinstance(owner, str) and owner not in ROLES:
        says = gettext_noop("“%(role)s” is not a role.")
        raise ProblemWithOwner(Sentence(says, role=owner), owner)
    return {
        "owner_person": owner if isinstance(owner, Person) else None,
        "owner_team": owner if isinstance(owner, Team) else None,
        "owner_role": owner if isinstance(owner, str) else "",
    }
