"""Groups of support: what each is about, who leads it, who is in it, when it meets, and who came.

The sessions of a group are worked out from its times and the school's calendar; one is kept, as a gathering,
from the first thing somebody says of it (docs/adr/0074).
"""

import datetime as dt
from collections import defaultdict
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.gatherings.models import Gathering
from trellis.rules.timetables import Weekly
from trellis.schools.models import (
    Dated,
    DatedQuerySet,
    Enrolment,
    Person,
    Post,
    Pupil,
    Reach,
    School,
    one_open,
)
from trellis.schools.roles import Permission
from trellis.support.models import Programme, ProgrammeScope


class Rota(models.Model):
    """Which year groups' turn it is in each half-term of a school year, one turn after another."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="rotas")
    year = models.PositiveSmallIntegerField(_("school year"))  # 2024 is 2024/25
    turns = models.JSONField(_("turns"), default=list)  # [["N1", "N2", "6"], ["R", "5"], …]

    history = HistoricalRecords()

    class Meta:
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["school", "year"], name="a_school_has_one_rota_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.year}"


class GroupQuerySet(models.QuerySet[Any]):
    """Groups of any school."""

    def at(self, school: School) -> Self:
        return self.filter(school=school)

    def on(self, day: dt.date) -> Self:
        """Those that run on a day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)

    def to_come(self, day: dt.date) -> Self:
        return self.filter(since__gt=day)

    def ended(self, day: dt.date) -> Self:
        return self.filter(until__lt=day)

    def visible_to(self, person: Person, permission: Permission = Permission.SEE_SUPPORT) -> Self:
        """Those somebody leads; and, throughout the schools this permission of theirs reaches, those whose
        programme names a role of theirs and those of no programme.
        """
        day = timezone.localdate()
        posts = [
            post
            for post in (person.posts_on(day) if person.is_active else [])
            if permission in post.role_class.permissions() - post.role_class.of_grouping
        ]
        if not posts:
            return self.none()
        leads = GroupLeader.objects.on(day).filter(group=OuterRef("pk"), person=person)
        seen = Q(Exists(leads)) & _reach(posts, day).schools_at("school")
        by_role: defaultdict[str, list[Post]] = defaultdict(list)
        for post in posts:
            if permission in post.role_class.throughout:
                by_role[post.role].append(post)
        for role, held in by_role.items():
            named = ProgrammeScope.objects.filter(role=role).values("programme")
            known = Q(programme=None) | Q(programme__in=named)
            seen |= known & _reach(held, day).schools_at("school")
        return self.filter(seen)


def _reach(posts: list[Post], day: dt.date) -> Reach:
    """The schools of some posts, one of a single class among them."""
    return Reach(
        day=day,
        schools=frozenset(post.school_id for post in posts if post.school_id),
        groupings=frozenset(post.grouping_id for post in posts if post.grouping_id),
    )


class SupportGroup(models.Model):
    """A group: what it is about, for which year groups, how many places it has and adults it needs."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="support_groups")
    name = models.CharField(_("name"), max_length=80)
    focus = models.CharField(_("what it is about"), max_length=60)
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="groups"
    )
    year_groups = models.JSONField(_("year groups"), default=list, blank=True)
    since = models.DateField(_("first day"))
    until = models.DateField(_("last day"), null=True, blank=True)
    fewest_places = models.PositiveSmallIntegerField(_("fewest places"), default=6)
    most_places = models.PositiveSmallIntegerField(_("most places"), default=12)
    adults = models.PositiveSmallIntegerField(_("adults it needs"), default=1)

    history = HistoricalRecords()
    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "name"], condition=Q(until=None), name="one_group_of_a_name_at_a_school"
            ),
            models.CheckConstraint(
                name="a_group_has_a_name_and_says_what_it_is_about", condition=~Q(name="") & ~Q(focus="")
            ),
            models.CheckConstraint(
                name="a_group_ends_after_it_begins", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="places_of_a_group_are_from_fewest_to_most",
                condition=Q(fewest_places__gte=1, most_places__gte=F("fewest_places"), adults__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupLeader(Dated):
    """Somebody's time as an adult of a group."""

    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="leaders")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="groups_led"
    )
    name = models.CharField(_("name"), max_length=160)

    history = HistoricalRecords()
    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["name", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            one_open("group", "name", name="somebody_leads_a_group_once"),
            models.CheckConstraint(name="whoever_leads_a_group_is_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMemberQuerySet(DatedQuerySet):
    """Children's time in groups."""

    def on(self, day: dt.date) -> Self:
        """Those in a group on a day: whoever left its school by then left the group."""
        here = Enrolment.objects.on(day).filter(pupil=OuterRef("pupil"), school=OuterRef("group__school"))
        return super().on(day).filter(Exists(here))


class GroupMember(Dated):
    """A child's time in a group."""

    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="members")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="group_memberships")
    why = models.CharField(_("why"), max_length=200, blank=True)

    history = HistoricalRecords()
    objects = GroupMemberQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["pupil__surname", "pupil__forename", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            one_open("group", "pupil", name="a_child_is_in_a_group_once"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.pupil_id}"


class GroupTime(Dated):
    """When and where a group meets each week."""

    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="times")
    weekday = models.PositiveSmallIntegerField(_("weekday"), validators=[MaxValueValidator(6)])
    at = models.TimeField(_("at"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(5), MaxValueValidator(360)]
    )
    where = models.CharField(_("where"), max_length=120)

    history = HistoricalRecords()
    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["weekday", "at", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="a_group_meets_on_a_weekday_for_some_minutes_somewhere",
                condition=Q(weekday__lte=6, minutes__gte=1) & ~Q(where=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.at:%H:%M}"

    @property
    def weekly(self) -> Weekly:
        """The same for the rules."""
        return Weekly(self.weekday, self.at, self.minutes, self.since, self.until)


class GroupSession(models.Model):
    """One session of a group of which something was said: its gathering holds the day and the adults."""

    time = models.ForeignKey(GroupTime, on_delete=models.RESTRICT, related_name="sessions")
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="sessions")
    on = models.DateField()
    gathering = models.OneToOneField(Gathering, on_delete=models.CASCADE, related_name="group_session")

    class Meta:
        ordering = ["-on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["time", "on"], name="a_group_meets_once_at_a_time_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.on}"


class GroupMark(models.Model):
    """Whether a child came to a session of a group."""

    class Came(models.TextChoices):
        CAME = "came", _("Came")
        NOT = "not", _("Did not come")
        AWAY = "away", _("Away from school")

    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="marks")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="group_marks")
    came = models.CharField(_("came"), max_length=4, choices=Came.choices)
    note = models.CharField(_("note"), max_length=200, blank=True)
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField(default=timezone.now)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "pupil"], name="a_child_has_one_mark_of_a_session_of_a_group"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.pupil_id} {self.came}"
