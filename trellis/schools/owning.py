"""Whose something is: one person's, a team's, or of everybody with a role; and who that is on a day.

What nobody was said of is nobody's, and so is what belongs to somebody who has left: until it is handed on it
is shown as theirs no longer, and never quietly given to somebody else.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from trellis.rules.words import gettext_noop
from trellis.schools.actions import refuse, working_at
from trellis.schools.models import Grouping, GroupingMembership, Person, Post, School, Team, TeamMembership
from trellis.schools.questions import DAY, SCHOOL, Question
from trellis.schools.roles import ROLES

Owner = Person | Team | str | None
"""A person, a team, the name of a role, or nobody yet."""


def owner_fields(owner: Owner) -> dict[str, Any]:
    """An owner as it is kept."""
    if isinstance(owner, str) and owner not in ROLES:
        raise refuse(gettext_noop("“%(role)s” is not a role."), role=owner)
    return {
        "person": owner if isinstance(owner, Person) else None,
        "team": owner if isinstance(owner, Team) else None,
        "role": owner if isinstance(owner, str) else "",
    }


class Owned(models.Model):
    """Something that is somebody's to do or to see to."""

    person = models.ForeignKey(
        Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    role = models.CharField(
        _("role"), max_length=24, blank=True, choices=[(role.name, role.words) for role in ROLES.values()]
    )
    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_has_one_owner_or_none",
                condition=Q(person=None, role="") | Q(person=None, team=None) | Q(role="", team=None),
            )
        ]

    @property
    def owner(self) -> Owner:
        """A person, a team or the name of a role; nobody where none was said."""
        return self.person or self.team or self.role or None

    @owner.setter
    def owner(self, owner: Owner) -> None:
        for name, value in owner_fields(owner).items():
            setattr(self, name, value)

    @property
    def owner_words(self) -> str:
        """Whose it is, as a page says it; nothing where nobody was said."""
        return str(ROLES[self.role].words) if self.role else str(self.owner or "")

    @property
    def owner_key(self) -> str:
        """Whose it is, as a form offers it."""
        if self.person_id:
            return f"person:{self.person_id}"
        if self.team_id:
            return f"team:{self.team_id}"
        return f"role:{self.role}" if self.role else ""


@dataclass(frozen=True)
class AtWork:
    """Who works at a place on a day, by themselves, by role and by team."""

    people: frozenset[int]
    roles: Mapping[str, frozenset[int]]
    teams: Mapping[int, frozenset[int]]

    @classmethod
    def at(cls, place: School | Grouping, day: dt.date) -> "AtWork":
        """Read in two questions, however many people there are."""
        if isinstance(place, School):
            asked = {"school": place.pk, "day": day}
            return cls._of(_POSTS_AT.ask(**asked), _TEAMS_AT.ask(**asked))
        posts = Post.objects.on(day).filter(working_at(place, day))
        inside = TeamMembership.objects.on(day).filter(person__in=posts.values("person"))
        return cls._of(posts.values_list("role", "person"), inside.values_list("team", "person"))

    @classmethod
    def at_each(cls, schools: Iterable[School], day: dt.date) -> "dict[int, AtWork]":
        """The same of several schools, in three questions however many."""
        here: dict[int, list[tuple[str, int]]] = {school.pk: [] for school in schools}
        below: defaultdict[int, list[int]] = defaultdict(list)
        above = GroupingMembership.objects.on(day).filter(school__in=list(here))
        for grouping, school in above.values_list("grouping", "school"):
            below[grouping].append(school)
        posts = Post.objects.on(day).filter(Q(school__in=list(here)) | Q(grouping__in=list(below)))
        for role, person, school, grouping in posts.values_list("role", "person", "school", "grouping"):
            for at in [school] if school in here else below[grouping]:
                here[at].append((role, person))
        teams: defaultdict[int, list[int]] = defaultdict(list)
        inside = TeamMembership.objects.on(day).filter(person__in=posts.values("person"))
        for team, person in inside.values_list("team", "person"):
            teams[person].append(team)
        return {
            school: cls._of(held, ((team, person) for _role, person in held for team in teams[person]))
            for school, held in here.items()
        }

    @classmethod
    def _of(cls, posts: Iterable[tuple[str, int]], inside: Iterable[tuple[int, int]]) -> "AtWork":
        roles: defaultdict[str, set[int]] = defaultdict(set)
        for role, person in posts:
            roles[role].add(person)
        people = frozenset().union(*roles.values())
        teams: defaultdict[int, set[int]] = defaultdict(set)
        for team, person in inside:
            teams[team].add(person)
        return cls(people, _frozen(roles), _frozen(teams))

    def owned_by(self, person: Person, *, of: str = "") -> Q:
        """What is somebody's who works there: by name, by a team or by a role they have there.

        `of` leads to it from what is asked for: "series__".
        """
        if person.pk not in self.people:
            return Q(pk__in=[])
        return (
            Q(**{f"{of}person": person})
            | Q(**{f"{of}team__in": [team for team, inside in self.teams.items() if person.pk in inside]})
            | Q(**{f"{of}role__in": [role for role, holders in self.roles.items() if person.pk in holders]})
        )

    def owners_of(self, owned: Owned) -> frozenset[int]:
        """The people something is for: one, or those of a role or team; none where its owner has left."""
        if owned.person_id is not None:
            return self.people & {owned.person_id}
        if owned.team_id is not None:
            return self.teams.get(owned.team_id, frozenset())
        return self.roles.get(owned.role, frozenset())

    def is_nobodys(self, owned: Owned) -> bool:
        """Whether nobody who works there owns it: it was said of nobody, or its owner has left."""
        return not self.owners_of(owned)

    def nobodys_among(self, owners: Iterable[Any]) -> int:
        """How many of some nobody who works there owns, from how many each owner has."""
        return sum(one.times for one in owners if self.is_nobodys(one))


def owners_among(owned: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Each owner of some things, and how many times over."""
    owners = owned.order_by().values("person_id", "role", "team_id").annotate(times=Count("pk"))
    return owners.values_list("person_id", "role", "team_id", "times", named=True)


def may_own(person: Any, day: Any, *, of: str = "") -> Q:
    """What may be somebody's on a day, wherever they work: what they own at a place is among it."""
    return (
        Q(**{f"{of}person": person})
        | Q(**{f"{of}team__in": TeamMembership.objects.on(day).filter(person=person).values("team")})
        | Q(**{f"{of}role__in": Post.objects.on(day).filter(person=person).values("role")})
    )


_POSTS_AT = Question(
    lambda: Post.objects.on(DAY).filter(working_at(SCHOOL, DAY)).values_list("role", "person")
)
_TEAMS_AT = Question(
    lambda: (
        TeamMembership.objects.on(DAY)
        .filter(person__in=Post.objects.on(DAY).filter(working_at(SCHOOL, DAY)).values("person"))
        .values_list("team", "person")
    )
)


def _frozen(held: Mapping) -> dict:
    return {key: frozenset(value) for key, value in held.items()}
