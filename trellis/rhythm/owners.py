"""Whose a duty is on a day: who holds the role, who is in the team, and what has nobody any more."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from trellis.rhythm.models import Arrangement
from trellis.schools.actions import working_at
from trellis.schools.models import Grouping, Person, Post, School, Team, TeamMembership


@dataclass(frozen=True)
class AtWork:
    """Who works at a place on a day, by themselves, by role and by team."""

    people: frozenset[int]
    roles: Mapping[str, frozenset[int]]
    teams: Mapping[int, frozenset[int]]

    @classmethod
    def at(cls, place: School | Grouping, day: dt.date) -> "AtWork":
        """Read in two questions, however many people there are."""
        roles: defaultdict[str, set[int]] = defaultdict(set)
        for role, person in Post.objects.on(day).filter(working_at(place, day)).values_list("role", "person"):
            roles[role].add(person)
        people = frozenset().union(*roles.values())
        teams: defaultdict[int, set[int]] = defaultdict(set)
        inside = TeamMembership.objects.on(day).filter(person__in=people)
        for team, person in inside.values_list("team", "person"):
            teams[team].add(person)
        return cls(people, _frozen(roles), _frozen(teams))

    def owners_of(self, arrangement: Arrangement) -> frozenset[int]:
        """The people a duty is for: one, or those of a role or team; none where its owner has left."""
        if arrangement.person_id is not None:
            return self.people & {arrangement.person_id}
        if arrangement.team_id is not None:
            return self.teams.get(arrangement.team_id, frozenset())
        return self.roles.get(arrangement.role, frozenset())

    def people_of(self, owner: "Person | Team | str | None") -> frozenset[int]:
        """Who an owner is today: one person, or those of a role or team."""
        if isinstance(owner, Person):
            return self.people & {owner.pk}
        if isinstance(owner, Team):
            return self.teams.get(owner.pk, frozenset())
        return self.roles.get(owner or "", frozenset())

    def nobodys_at(self, school: School, day: dt.date) -> int:
        """How many duties of a day nobody who works at the school owns."""
        held = Arrangement.objects.falling_at(school, day).on(day).order_by()
        owners = held.values("person_id", "role", "team_id").annotate(duties=Count("pk"))
        every = owners.values_list("person_id", "role", "team_id", "duties", named=True)
        return sum(one.duties for one in every if self.is_nobodys(one))

    def owned_by(self, person: Person) -> Q:
        """The duties somebody owns: by name, by a role they hold or a team they are in."""
        roles = [role for role, people in self.roles.items() if person.pk in people]
        teams = [team for team, people in self.teams.items() if person.pk in people]
        by_name = Q(person=person) if person.pk in self.people else Q(pk__in=[])
        return by_name | Q(role__in=roles) | Q(team__in=teams)

    def is_nobodys(self, arrangement: Arrangement) -> bool:
        """Whether nobody who works there owns it: it was said of nobody, or its owner has left."""
        return not self.owners_of(arrangement)


def _frozen(held: Mapping) -> dict:
    return {key: frozenset(value) for key, value in held.items()}
