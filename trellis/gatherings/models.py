"""Gatherings: what people are invited to, when and where; who came, what was said of each item, and what was
promised.

A meeting of governors, a committee, a visit to a subject, a clinic, a coffee morning: one thing of several
kinds. Items that stand on every agenda of a kind are kept once and copied when a gathering is arranged. To
some kinds families are invited, each home by itself; those are no meeting of the staff or the governors, and
are read only by whoever sees families.
"""

import datetime as dt
from typing import Any, Final, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import (
    Contact,
    GroupingMembership,
    Person,
    Placed,
    PlacedQuerySet,
    Pupil,
    School,
    SchoolClass,
)
from trellis.schools.roles import Permission


class Kind(models.TextChoices):
    """What sort of gathering it is."""

    GOVERNORS = "governors", _("Governors’ meeting")
    COMMITTEE = "committee", _("Committee of governors")
    VISIT = "visit", _("Governor’s visit")
    STAFF = "staff", _("Staff meeting")
    NETWORK = "network", _("Network or forum")
    CLINIC = "clinic", _("Attendance clinic")
    COFFEE = "coffee", _("Coffee morning")
    EVENING = "evening", _("Parents’ evening")
    EDUCATION = "education", _("Evening of education")
    WORKSHOP = "workshop", _("Workshop for families")
    READING = "reading", _("Reading morning")
    IN_CLASS = "in_class", _("Families in class")
    HELPING = "helping", _("Families who help out")
    GROUP = "group", _("Session of a group")
    CASES = "cases", _("Meeting about cases")
    COURSE = "course", _("Session of a course")


OF_GOVERNORS: Final = (Kind.GOVERNORS, Kind.COMMITTEE, Kind.VISIT)
"""Kinds that whoever sees meetings may read; of the others, only those they are invited to."""
EVENTS: Final = (
    Kind.COFFEE,
    Kind.EVENING,
    Kind.EDUCATION,
    Kind.WORKSHOP,
    Kind.READING,
    Kind.IN_CLASS,
    Kind.HELPING,
)
"""Kinds that families come to because everybody of a class or a school is asked."""
OF_FAMILIES: Final = (Kind.CLINIC, *EVENTS)
"""Kinds to which families are invited."""
OF_SUPPORT: Final = (Kind.GROUP, Kind.COURSE, Kind.CASES)
"""Kinds of support: whoever may see a group, a course or a case reads of them on support’s own pages."""
MEETINGS: Final = tuple(kind for kind in Kind if kind not in {*OF_FAMILIES, *OF_SUPPORT})
"""Every other kind: what the pages of meetings show."""


class GatheringQuerySet(PlacedQuerySet):
    """Gatherings of schools and groupings, the latest first."""

    def visible_to(self, person: Person, permission: Permission = Permission.SEE_GATHERINGS) -> Self:
        """Every meeting of the places whose meetings a person keeps; of those whose meetings they see, the
        governors' and those they are invited to or promised something at. No other kind.
        """
        invited = Invitation.objects.filter(person=person).values("gathering")
        promised = Promise.objects.filter(person=person).values("gathering")
        sees, keeps = person.reach(permission), person.reach(Permission.KEEP_GATHERINGS)
        told = Q(kind__in=OF_GOVERNORS) & (
            sees.schools_at("school") | Q(grouping__in=sees.groupings | sees.themselves)
        )
        kept = keeps.schools_at("school") | Q(grouping__in=keeps.groupings | keeps.themselves)
        seen = kept | told | Q(pk__in=invited) | Q(pk__in=promised)
        return self.filter(seen, kind__in=MEETINGS)

    def with_families(self) -> Self:
        """Those to which families are invited."""
        return self.filter(kind__in=OF_FAMILIES)

    def to_come(self, day: dt.date) -> Self:
        """Those of this day and later, the next first."""
        return self.filter(on__gte=day).order_by("on", "at", "pk")

    def past(self, day: dt.date) -> Self:
        """Those before this day, each with whether anything was written of one of its items."""
        minuted = Item.objects.filter(gathering=OuterRef("pk")).exclude(minutes="")
        return self.filter(on__lt=day).annotate(is_minuted=Exists(minuted))

    def in_year(self, year: AcademicYear) -> Self:
        """Those of one school year."""
        return self.filter(on__range=(year.since, year.until))


class Series(models.Model):
    """Gatherings of one sort that come again and again, as coffee mornings do: each has its own topic."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="event_series")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("what it is"), max_length=12, choices=Kind.choices, default=Kind.COFFEE)
    where = models.CharField(_("where"), max_length=120)
    at = models.TimeField(_("at"))
    until = models.DateField(_("held until"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "name"], condition=Q(until=None), name="one_series_of_a_name_at_a_school"
            ),
            models.CheckConstraint(name="a_series_is_of_events", condition=Q(kind__in=EVENTS) & ~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class LinkRole(Placed):
    """A governor who is asked to know one subject or area, and in which months of a school year to visit."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="link_roles", verbose_name=_("governor")
    )
    area = models.CharField(_("subject or area"), max_length=120)
    year = models.PositiveSmallIntegerField(_("school year"))  # 2024 is 2024/25
    months = models.JSONField(_("months to visit in"), default=list, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["area", "pk"]
        constraints = [
            *Placed.Meta.constraints,
            models.UniqueConstraint(
                fields=["school", "person", "area", "year"],
                name="a_governor_is_linked_to_an_area_of_a_school_once_a_year",
            ),
            models.UniqueConstraint(
                fields=["grouping", "person", "area", "year"],
                name="a_governor_is_linked_to_an_area_of_a_grouping_once_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.person.name}"


class Gathering(Placed):
    """One occasion: its kind, what it is about, when and where, and what was said."""

    kind = models.CharField(_("what it is"), max_length=12, choices=Kind.choices, default=Kind.GOVERNORS)
    about = models.CharField(_("what it is about"), max_length=200, blank=True)
    on = models.DateField(_("on"))
    at = models.TimeField(_("at"), null=True, blank=True)
    where = models.CharField(_("where"), max_length=120, blank=True)
    role = models.ForeignKey(  # of a visit: the area it is made for
        LinkRole, null=True, blank=True, on_delete=models.SET_NULL, related_name="visits"
    )
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="gatherings"
    )
    school_class = models.ForeignKey(  # whose class it is in
        SchoolClass, null=True, blank=True, on_delete=models.SET_NULL, related_name="gatherings"
    )
    called_off = models.BooleanField(_("called off"), default=False)
    minutes = models.TextField(_("what was said"), blank=True)
    minutes_by_name = models.CharField(max_length=160, blank=True)

    history = HistoricalRecords()
    objects = GatheringQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-at", "-pk"]
        constraints = [
            *Placed.Meta.constraints,
            models.CheckConstraint(
                name="only_a_visit_is_made_for_a_link_role", condition=Q(role=None) | Q(kind="visit")
            ),
            models.CheckConstraint(
                name="what_was_said_is_written_by_somebody",
                condition=Q(minutes="") | ~Q(minutes_by_name=""),
            ),
        ]

    def __str__(self) -> str:
        if self.series_id is not None and self.about:
            return self.about  # the name of the series says what it is
        return f"{self.get_kind_display()}: {self.about}" if self.about else self.get_kind_display()

    @property
    def is_visit(self) -> bool:
        """Is it one person's visit, who writes the note?"""
        return self.kind == Kind.VISIT


class StandingItem(Placed):
    """Something that stands on the agenda of every gathering of a kind."""

    kind = models.CharField(max_length=12, choices=Kind.choices)
    place_in = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200)

    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "place_in"]
        constraints = [
            *Placed.Meta.constraints,
            models.UniqueConstraint(
                fields=["school", "kind", "words"], name="an_item_of_a_school_stands_once"
            ),
            models.UniqueConstraint(
                fields=["grouping", "kind", "words"], name="an_item_of_a_grouping_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return self.words


class Item(models.Model):
    """One item of the agenda, and what was said of it."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="items")
    place_in = models.PositiveSmallIntegerField()
    words = models.CharField(_("item"), max_length=200)
    is_standing = models.BooleanField(default=False)
    minutes = models.TextField(_("what was said"), blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["place_in", "pk"]
        constraints = [models.CheckConstraint(name="an_item_says_what_it_is", condition=~Q(words=""))]

    def __str__(self) -> str:
        return self.words


class Invitation(models.Model):
    """Somebody invited to a gathering, and whether they came."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations"
    )
    name = models.CharField(_("name"), max_length=160)
    came = models.BooleanField(_("came"), null=True, blank=True)  # nothing while nobody has said

    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["gathering", "name"], name="somebody_is_invited_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Slot(models.Model):
    """A time at a gathering that one home has to itself, and who is there to talk with them."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="slots")
    at = models.TimeField(_("at"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="slots")
    held_by = models.CharField(_("who holds it"), max_length=160)

    class Meta:
        ordering = ["at", "held_by", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "at", "held_by"], name="somebody_holds_one_slot_at_a_time"
            ),
            models.CheckConstraint(name="a_slot_takes_some_time", condition=Q(minutes__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.at:%H:%M}, {self.held_by}"


class FamilyInvitation(models.Model):
    """One home invited to a gathering: about which of its children and why, when, and whether it came.

    Two homes of one child are invited each by itself, and neither reads of the other. `contact` is the first
    adult of the home, by whom messages find it.
    """

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="families")
    pupils = models.ManyToManyField(Pupil, related_name="invited_with")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    addressee = models.CharField(_("who is invited"), max_length=240)
    why = models.CharField(_("what it is about"), max_length=200, blank=True)
    slot = models.OneToOneField(Slot, null=True, blank=True, on_delete=models.SET_NULL, related_name="family")
    changed_at = models.DateTimeField(null=True)
    changed_words = models.CharField(
        _("what they said when they rang to change it"), max_length=300, blank=True
    )
    uninvited = models.BooleanField(_("came without being asked"), default=False)
    came = models.BooleanField(_("came"), null=True, blank=True)  # nothing while nobody has said
    notes = models.TextField(_("what was said"), max_length=2000, blank=True)
    said_at = models.DateTimeField(null=True)
    said_by_name = models.CharField(max_length=160, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["slot__at", "addressee", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "contact"], name="a_home_is_invited_to_a_gathering_once"
            ),
            models.CheckConstraint(
                name="whether_a_family_came_is_said_by_somebody",
                condition=Q(came=None, said_at=None, said_by_name="")
                | Q(came__isnull=False, said_at__isnull=False) & ~Q(said_by_name=""),
            ),
            models.CheckConstraint(
                name="whoever_was_not_asked_stands_there_because_they_came",
                condition=Q(uninvited=False) | Q(came=True),
            ),
        ]

    def __str__(self) -> str:
        return self.addressee

    @property
    def at(self) -> dt.time | None:
        """When they are expected: their own slot, or when the gathering begins."""
        return self.slot.at if self.slot else self.gathering.at


class PromiseQuerySet(models.QuerySet[Any]):
    """What was promised."""

    def open(self) -> Self:
        """What is still to be done."""
        return self.filter(dealt_with_on=None)

    def at(self, place: Any) -> Self:
        """What was promised at the gatherings of a place."""
        return self.filter(gathering__in=Gathering.objects.at(place))

    def concerning(self, place: Any, day: dt.date) -> Self:
        """What was promised at the gatherings of a place; at a school, of its groupings that day too."""
        if not isinstance(place, School):
            return self.at(place)
        above = GroupingMembership.objects.on(day).filter(school=place).values("grouping")
        return self.filter(Q(gathering__school=place) | Q(gathering__grouping__in=above))


class Promise(models.Model):
    """What somebody said at a gathering that they would do, by when, and what became of it."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="promises")
    invitation = models.ForeignKey(  # with which family it was agreed
        FamilyInvitation, null=True, blank=True, on_delete=models.CASCADE, related_name="promises"
    )
    words = models.CharField(_("what was promised"), max_length=300)
    who = models.CharField(_("by whom"), max_length=160)
    person = models.ForeignKey(  # on whose Today it stands
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due = models.DateField(_("by"))
    dealt_with_on = models.DateField(_("dealt with on"), null=True, blank=True)
    was_kept = models.BooleanField(_("kept"), default=False)
    outcome = models.CharField(_("what came of it"), max_length=300, blank=True)

    history = HistoricalRecords()
    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(
                name="only_what_was_dealt_with_is_kept_or_has_an_outcome",
                condition=Q(dealt_with_on__isnull=False) | Q(was_kept=False, outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def made_on(self) -> dt.date:
        """The day of the gathering it was made at."""
        return self.gathering.on

    def stands_on(self, day: dt.date) -> str:
        """What became of it, in words, as it stood on a day."""
        if self.dealt_with_on is not None and self.dealt_with_on <= day:
            word = gettext("Kept") if self.was_kept else gettext("Not kept")
            return f"{word}: {self.outcome}" if self.outcome else word
        return gettext("Overdue") if self.due < day else gettext("To be done")
