"""Schools, the groupings they sit in, the people who work in them, and the pupils and families they serve.

Every fact that decides a figure says when it holds (`since` / `until`, both inclusive; no `until` means
still) and keeps its history, so that a figure can be given as it was known at any moment.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.conf.locale import LANG_INFO
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import YEAR_GROUPS, year_group_label
from trellis.schools.converters import GroupingNamed
from trellis.schools.questions import DAY, PERSON, SCHOOL, Question
from trellis.schools.roles import BELONGING, ROLES, SEEING, Permission, Role


class DatedQuerySet(models.QuerySet[Any]):
    """Rows that hold from `since` to `until`, both inclusive."""

    def on(self, day: dt.date) -> Self:
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)

    def between(self, since: dt.date, until: dt.date) -> Self:
        return self.filter(Q(until=None) | Q(until__gte=since), since__lte=until)

    def still_open(self) -> Self:
        return self.filter(until=None)


def one_open(*fields: str, name: str) -> models.UniqueConstraint:
    """At most one row without an end for the same fields: two would both hold today."""
    return models.UniqueConstraint(fields=fields, condition=Q(until=None), name=name)


class Dated(models.Model):
    """Something that holds from `since` to `until`, both days included."""

    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
            )
        ]


class Nation(models.TextChoices):
    ENGLAND = "england", _("England")
    WALES = "wales", _("Wales")


class Phase(models.TextChoices):
    NURSERY = "nursery", _("Nursery")
    INFANT = "infant", _("Infant")
    JUNIOR = "junior", _("Junior")
    FIRST = "first", _("First")
    MIDDLE = "middle", _("Middle")
    PRIMARY = "primary", _("Primary")
    SECONDARY = "secondary", _("Secondary")
    ALL_THROUGH = "all_through", _("All-through")
    SIXTH_FORM = "sixth_form", _("Sixth form")
    SPECIAL = "special", _("Special")
    PRU = "pru", _("Pupil referral unit")


# --- Organisations ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reach:
    """Where somebody may do something on a day: throughout schools and groupings, for single classes, and for
    what is a grouping's own.
    """

    day: dt.date
    schools: frozenset[int] = frozenset()
    groupings: frozenset[int] = frozenset()
    classes: frozenset[int] = frozenset()
    themselves: frozenset[int] = frozenset()  # groupings, and none of their schools

    def __bool__(self) -> bool:
        return bool(self.schools or self.groupings or self.classes or self.themselves)

    @classmethod
    def of(cls, posts: Sequence["Post"], permission: Permission, day: dt.date) -> "Reach":
        """What posts that hold on a day allow, for one permission."""
        whole = [post for post in posts if permission in post.role_class.throughout]
        return cls(
            day=day,
            schools=frozenset(post.school_id for post in whole if post.school_id),
            groupings=frozenset(post.grouping_id for post in whole if post.grouping_id),
            classes=frozenset(
                post.school_class_id
                for post in posts
                if post.school_class_id and permission in post.role_class.in_own_classes
            ),
            themselves=frozenset(
                post.grouping_id
                for post in posts
                if post.grouping_id and permission in post.role_class.of_grouping
            ),
        )

    def schools_at(self, path: str) -> Q:
        """The condition that the school at `path` is one reached throughout."""
        within = Q(**{f"{path}__in": self.schools})
        if self.groupings:
            members = GroupingMembership.objects.on(self.day).filter(grouping__in=self.groupings)
            within |= Q(**{f"{path}__in": members.values("school")})
        return within

    def enrolments_in_classes(self) -> models.QuerySet[Any]:
        """The enrolments in the reached classes that day: a class of another year has nobody in it."""
        year = AcademicYear.of(self.day).start
        held = ClassMembership.objects.on(self.day).filter(school_class__in=self.classes)
        return held.filter(school_class__year=year).values("enrolment")


class GroupingQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: "Person", permission: Permission = Permission.SEE_SCHOOL) -> Self:
        """Groupings a person has a post at; to look at, also those whose schools that day they all reach, and
        of what a grouping tells its schools, those whose school they work at.
        """
        reach = person.reach(permission)
        visible = Q(pk__in=reach.groupings | reach.themselves)
        members = GroupingMembership.objects.on(reach.day).filter(grouping=models.OuterRef("pk"))
        if permission in SEEING:
            visible |= Q(models.Exists(members) & ~models.Exists(members.exclude(reach.schools_at("school"))))
        if permission in BELONGING:
            visible |= Q(models.Exists(members.filter(school__in=reach.schools)))
        return self.filter(visible)


class SchoolQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: "Person", permission: Permission = Permission.SEE_SCHOOL) -> Self:
        """Schools throughout which a person may do something today."""
        return self.filter(person.reach(permission).schools_at("pk"))

    def known_by(self, urn: str) -> Self:
        """The school that has or once had this URN."""
        return self.filter(pk__in=SchoolURN.objects.filter(urn=urn).values("school"))

    def in_grouping(self, grouping: "Grouping", day: dt.date) -> Self:
        return self.filter(
            pk__in=GroupingMembership.objects.on(day).filter(grouping=grouping).values("school")
        )


class Grouping(models.Model):
    """Schools taken together: an authority, a trust, a partnership or a phase within one (ORG-1)."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", _("Local authority")
        TRUST = "trust", _("Trust")
        PARTNERSHIP = "partnership", _("Partnership")
        PHASE = "phase", _("Phase")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)

    objects = GroupingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="one_grouping_of_a_kind_and_name")
        ]
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def named(self) -> GroupingNamed:
        """How an address names it."""
        return GroupingNamed(self.kind, self.name)


class School(models.Model):
    """One school. Its URN may change and is kept apart, with dates."""

    class RegisterOfRecord(models.TextChoices):
        TRELLIS = "trellis", _("Trellis")
        MIS = "mis", _("The school's own MIS")

    name = models.CharField(_("name"), max_length=120)
    phase = models.CharField(_("phase"), max_length=12, choices=Phase.choices)
    nation = models.CharField(_("nation"), max_length=8, choices=Nation.choices)
    register_of_record = models.CharField(
        _("register of record"),
        max_length=8,
        choices=RegisterOfRecord.choices,
        default=RegisterOfRecord.TRELLIS,
        help_text=_("Which system holds the school's statutory attendance register."),
    )

    objects = SchoolQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def urn(self) -> str:
        """The URN it has now, or had last. Uses prefetched `urns` where they are there."""
        remembered: str | None = getattr(self, "_urn_remembered", None)
        if remembered is not None:
            return remembered
        if "urns" in getattr(self, "_prefetched_objects_cache", ()):
            return str(max(((one.since, one.urn) for one in self.urns.all()), default=(None, ""))[1])
        return str(max(_URNS_OF.ask(school=self.pk), default=(None, ""))[1])

    def remember_urn(self) -> None:
        """For the length of a request: a page names its school in many addresses."""
        self._urn_remembered = self.urn


_URNS_OF = Question(lambda: SchoolURN.objects.filter(school=SCHOOL).values_list("since", "urn"))


class SchoolURN(Dated):
    """A school's unique reference number, for as long as it had it."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="urns")
    urn = models.CharField(_("URN"), max_length=6)

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["urn"], name="a_urn_belongs_to_one_school"),
            one_open("school", name="a_school_has_one_urn"),
            models.CheckConstraint(name="a_urn_is_six_digits", condition=Q(urn__regex=r"^[0-9]{6}$")),
        ]

    def __str__(self) -> str:
        return self.urn


class GroupingMembership(Dated):
    """A school's place in a grouping, with dates: a school sits in several at once."""

    grouping = models.ForeignKey(Grouping, on_delete=models.PROTECT, related_name="memberships")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="memberships")

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            one_open("grouping", "school", name="a_school_is_in_a_grouping_once"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} in {self.grouping_id} from {self.since}"


class PlacedQuerySet(models.QuerySet[Any]):
    """What schools and groupings have of their own."""

    def at(self, place: "School | Grouping") -> Self:
        """What is this place's own."""
        return self.filter(**at_place(place))


def at_place(place: "School | Grouping") -> dict[str, "School | Grouping"]:
    """A place as a row that is at one of either names it. What a kept question has for a school is one."""
    return {"grouping": place} if isinstance(place, Grouping) else {"school": place}


class Placed(models.Model):
    """Something of one place: a school's own, or a grouping's."""

    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.CASCADE, related_name="%(class)ss"
    )
    grouping = models.ForeignKey(
        Grouping, null=True, blank=True, on_delete=models.CASCADE, related_name="%(class)ss"
    )

    objects = PlacedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_is_of_one_place",
                condition=Q(school=None, grouping__isnull=False) | Q(school__isnull=False, grouping=None),
            )
        ]

    @property
    def place(self) -> School | Grouping:
        """Whose it is."""
        return self.school or self.grouping


class Setting(Dated):
    """One dated setting of a school or grouping (bands, times, targets); settings.py declares its name."""

    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="settings"
    )
    grouping = models.ForeignKey(
        Grouping, null=True, blank=True, on_delete=models.PROTECT, related_name="settings"
    )
    name = models.CharField(max_length=60)
    value = models.JSONField()

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="a_setting_is_of_one_organisation",
                condition=Q(school=None, grouping__isnull=False) | Q(school__isnull=False, grouping=None),
            ),
            one_open("school", "name", name="a_school_has_a_setting_once"),
            one_open("grouping", "name", name="a_grouping_has_a_setting_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} from {self.since}"


class CalendarSpan(Dated):
    """Days of a school's year with one meaning: a term, a break in it, INSET, a holiday, a closure."""

    class Kind(models.TextChoices):
        TERM = "term", _("Term")
        BREAK = "break", _("Half-term break")
        INSET = "inset", _("INSET day")
        HOLIDAY = "holiday", _("Holiday")
        CLOSURE = "closure", _("Unplanned closure")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="calendar_spans")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=80, blank=True)
    inferred = models.BooleanField(
        default=False, help_text=_("Worked out from the marks, because no calendar was stated.")
    )

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        ordering = ["since", "kind"]

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())


# --- People who work with the pupils ------------------------------------------------------------------------


class PersonAccounts(BaseUserManager["Person"]):
    """Makes accounts; Django's own sign-in asks for `get_by_natural_key` and `create_user`."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """A person; without a password they cannot sign in by password until they set one."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save()
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username or "")


class Person(AbstractBaseUser):
    """Somebody who signs in: staff, governor or officer. What they may do comes from their posts alone."""

    email = models.EmailField(_("email address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    initials = models.CharField(_("initials"), max_length=6, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonAccounts()
    history = HistoricalRecords(excluded_fields=["password", "last_login"])
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Signing in and changing a password are nobody's history."""
        only = set(kwargs.get("update_fields") or {"anything"})
        if only <= {"last_login", "password"} and not hasattr(self, "skip_history_when_saving"):
            self.save_without_historical_record(*args, **kwargs)
        else:
            super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.name

    def posts_on(self, day: dt.date) -> list["Post"]:
        """The posts that hold on a day; the gate remembers today's for the length of a request."""
        remembered: dict[dt.date, list[Post]] = getattr(self, "_posts_remembered", {})
        return remembered[day] if day in remembered else POSTS_OF.ask(person=self.pk, day=day)

    def remember_posts(self, day: dt.date) -> None:
        self._posts_remembered = {day: self.posts_on(day)}
        self._reached: dict[tuple[Permission, dt.date], Reach] = {}

    def reach(self, permission: Permission, day: dt.date | None = None) -> Reach:
        """Where this person may do something on a day (today unless said)."""
        day = day or timezone.localdate()
        # What the remembered posts allow is remembered with them: a page asks it of every link.
        known = self._reached if day in getattr(self, "_posts_remembered", ()) else {}
        if (permission, day) not in known:
            known[permission, day] = Reach.of(self.posts_on(day) if self.is_active else [], permission, day)
        return known[permission, day]

    def position_at(self, school: School, day: dt.date) -> str:
        """How the register names their position that day: the title of a post there, else the role's words.

        A post at the school speaks before one at a grouping that holds it.
        """
        posts = sorted(self.posts_on(day), key=lambda post: post.pk)
        here = [post for post in posts if post.school_id == school.pk]
        if not here:
            holding = GroupingMembership.objects.on(day).filter(school=school)
            above = set(holding.values_list("grouping_id", flat=True))
            here = [post for post in posts if post.grouping_id in above]
        return here[0].position if here else ""


SIGNED_IN = Question(lambda: Person.objects.filter(pk=PERSON).defer("last_login"))
POSTS_OF = Question(lambda: Post.objects.on(DAY).filter(person=PERSON))


class Post(Dated):
    """A role a person holds at a school or grouping, with dates; a teacher's post may name a class.

    One-day supply cover is a post with `since` = `until`.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="posts")
    role = models.CharField(
        _("role"), max_length=24, choices=[(role.name, role.words) for role in ROLES.values()]
    )
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.CASCADE, related_name="posts")
    grouping = models.ForeignKey(
        Grouping, null=True, blank=True, on_delete=models.CASCADE, related_name="posts"
    )
    school_class = models.ForeignKey(
        "SchoolClass", null=True, blank=True, on_delete=models.CASCADE, related_name="posts"
    )
    title = models.CharField(
        _("position"),
        max_length=80,
        blank=True,
        help_text=_("As it should stand in the register: “Deputy head”."),
    )

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="a_post_is_at_one_organisation",
                condition=Q(school=None, grouping__isnull=False) | Q(school__isnull=False, grouping=None),
            ),
            models.CheckConstraint(name="a_post_has_a_known_role", condition=Q(role__in=list(ROLES))),
            models.CheckConstraint(
                name="a_class_is_taught_at_its_school",
                condition=Q(school_class=None) | Q(school__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.position

    @property
    def role_class(self) -> type[Role]:
        return ROLES[self.role]

    @property
    def position(self) -> str:
        return self.title or str(self.role_class.words)

    @property
    def where(self) -> School | Grouping:
        return self.school or self.grouping


class TeamQuerySet(models.QuerySet[Any]):
    def serving(self, school: School, day: dt.date) -> Self:
        """The teams of a school, and of the groupings it is in that day."""
        above = GroupingMembership.objects.on(day).filter(school=school).values("grouping")
        return self.filter(Q(school=school) | Q(grouping__in=above))


class Team(models.Model):
    """A named group of staff at one school or grouping: "Inclusion team"."""

    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.CASCADE, related_name="teams")
    grouping = models.ForeignKey(
        Grouping, null=True, blank=True, on_delete=models.CASCADE, related_name="teams"
    )
    name = models.CharField(_("name"), max_length=80)

    objects = TeamQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_team_is_at_one_organisation",
                condition=Q(school=None, grouping__isnull=False) | Q(school__isnull=False, grouping=None),
            ),
            models.UniqueConstraint(
                "school", Lower("name"), condition=Q(grouping=None), name="one_team_a_school_and_name"
            ),
            models.UniqueConstraint(
                "grouping", Lower("name"), condition=Q(school=None), name="one_team_a_grouping_and_name"
            ),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def where(self) -> School | Grouping:
        return self.school or self.grouping


class TeamMembership(Dated):
    """Somebody's time in a team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="team_memberships")

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            one_open("team", "person", name="a_person_is_in_a_team_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.team_id} from {self.since}"


# --- Pupils and families ------------------------------------------------------------------------------------


class Sex(models.TextChoices):
    FEMALE = "F", _("Female")
    MALE = "M", _("Male")
    UNKNOWN = "", _("Not recorded")


class EnrolmentQuerySet(DatedQuerySet):
    def visible_to(self, person: Person, permission: Permission = Permission.SEE_PUPILS) -> Self:
        """Enrolments at schools a person reaches throughout, and those in the classes they teach today."""
        reach = person.reach(permission)
        visible = reach.schools_at("school")
        if reach.classes:
            visible |= Q(pk__in=reach.enrolments_in_classes())
        return self.filter(visible)


class PupilQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person, permission: Permission = Permission.SEE_PUPILS) -> Self:
        """Pupils who are or were on the roll of a school a person reaches, or are in a class they teach."""
        seen = Enrolment.objects.visible_to(person, permission)
        return self.filter(pk__in=seen.values("pupil"), merged_into=None)

    def ever_at(self, school: School) -> Self:
        return self.filter(pk__in=Enrolment.objects.filter(school=school).values("pupil"))

    def on_roll(self, school: School, day: dt.date) -> Self:
        return self.filter(pk__in=Enrolment.objects.on(day).filter(school=school).values("pupil"))


class Pupil(models.Model):
    """One child, whichever schools they have been to. What a school recorded hangs on the enrolment."""

    forename = models.CharField(_("forename"), max_length=80)
    surname = models.CharField(_("surname"), max_length=80)
    preferred_name = models.CharField(_("preferred name"), max_length=80, blank=True)
    date_of_birth = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )

    objects = PupilQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["surname", "forename", "id"]
        indexes = [models.Index(fields=["surname", "forename"])]
        constraints = [
            models.CheckConstraint(
                name="a_pupil_is_not_merged_into_itself", condition=~Q(merged_into=F("id"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.forename} {self.surname}"

    @property
    def known_as(self) -> str:
        """The name used in class: the preferred name where there is one."""
        return f"{self.preferred_name or self.forename} {self.surname}"


class PupilNumber(Dated):
    """A unique pupil number (UPN) a pupil has had: opaque text; a wrong check letter is only a note."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="numbers")
    upn = models.CharField(_("UPN"), max_length=40, db_index=True)
    is_former = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["pupil", "upn"], name="a_pupil_has_a_upn_once"),
            models.UniqueConstraint(
                fields=["pupil"], condition=Q(until=None, is_former=False), name="a_pupil_has_one_upn_now"
            ),
        ]

    def __str__(self) -> str:
        return self.upn


class Enrolment(Dated):
    """A pupil's time on one school's roll. A rejoiner has two; dual registration makes one at each school."""

    class Kind(models.TextChoices):
        MAIN = "main", _("Main or only school")
        DUAL = "dual", _("Dual registered: subsidiary school")

    class LeavingGround(models.TextChoices):
        """Why a name came off the admission register: the letter of regulation 9(1) (domain-rules §4.3)."""

        ANOTHER_SCHOOL = "a", _("Registered at another school")
        NURSERY_ENDED = "b", _("Not continuing after nursery")
        OTHER_SCHOOL_AGREES = "c", _("Registered at more than one school, and the others agree")
        ORDER_CHANGED = "d", _("School attendance order names another school")
        ORDER_REVOKED = "e", _("School attendance order revoked")
        HOME_EDUCATED = "f", _("Educated otherwise than at school")
        MOVED_AWAY = "g", _("No longer lives within reasonable distance")
        NOT_BACK_FROM_LEAVE = "h", _("Not returned after leave of absence")
        TWENTY_DAYS = "i", _("Continually absent for twenty school days")
        DETAINED = "j", _("Detained under a sentence")
        DIED = "k", _("Died")
        NOT_CONTINUING = "l", _("Over compulsory school age and not continuing")
        FEES_UNPAID = "m", _("Boarder whose fees are unpaid")
        LEFT_INDEPENDENT = "n", _("No longer a pupil of an independent school")
        EXCLUDED = "o", _("Permanently excluded")

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="enrolments")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="enrolments")
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices, default=Kind.MAIN)
    admission_number = models.CharField(_("admission number"), max_length=40, blank=True)
    since_assumed = models.BooleanField(
        default=False, help_text=_("The start was not in the file; the first day known was taken.")
    )
    leaving_ground = models.CharField(
        _("ground for leaving"), max_length=1, choices=LeavingGround.choices, blank=True
    )
    destination = models.CharField(_("next school or address"), max_length=200, blank=True)

    objects = EnrolmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Dated.Meta):
        indexes = [
            models.Index(fields=["school", "since"]),
            models.Index(fields=["school", "admission_number"]),
        ]
        constraints = [
            *Dated.Meta.constraints,
            one_open("pupil", "school", name="a_pupil_is_on_a_roll_once"),
            models.UniqueConstraint(fields=["pupil", "school", "since"], name="a_pupil_joins_once_a_day"),
            models.CheckConstraint(
                name="only_leavers_have_a_ground",
                condition=Q(until__isnull=False) | Q(leaving_ground="", destination=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pupil_id} at {self.school_id} from {self.since}"


class Characteristic(Dated):
    """One recorded fact about an enrolled pupil, with dates: FSM, SEN, year group … (domain-rules §9.2)."""

    class Kind(models.TextChoices):
        YEAR_GROUP = "year_group", _("Year group")
        FSM = "fsm", _("Free school meals")
        PUPIL_PREMIUM = "pupil_premium", _("Pupil premium")
        SEN = "sen", _("SEN provision")
        EAL = "eal", _("English as an additional language")
        ETHNICITY = "ethnicity", _("Ethnicity")
        LOOKED_AFTER = "looked_after", _("Looked after")
        YOUNG_CARER = "young_carer", _("Young carer")
        FIRST_LANGUAGE = "first_language", _("First language")
        NAME_SHOWN = "name_shown", _("Name may be shown on screens")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="characteristics")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    value = models.CharField(max_length=60)  # "true"/"false" for yes or no; "3", "R", "N1" for a year group
    assumed = models.BooleanField(
        default=False, help_text=_("Carried back before the day the file described.")
    )

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            one_open("enrolment", "kind", name="a_characteristic_has_one_value_now"),
            # Also the index every reading of characteristics uses.
            models.UniqueConstraint(
                fields=["enrolment", "kind", "since"], name="a_characteristic_changes_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}={self.value} from {self.since}"

    @property
    def value_in_words(self) -> str:
        """The value as a page says it."""
        if self.kind == self.Kind.YEAR_GROUP:
            return str(year_group_label(self.value)) if self.value in YEAR_GROUPS else self.value
        words = SEN_IN_WORDS if self.kind == self.Kind.SEN else YES_OR_NO_IN_WORDS
        return str(words.get(self.value, self.value))


YES_OR_NO_IN_WORDS = {"true": _("Yes"), "false": _("No")}
# N none, K support, E a plan; S, A and P are what England recorded before 2015 (domain-rules §9.2).
SEN_IN_WORDS = {
    "N": _("No special educational needs"),
    "K": _("SEN support"),
    "E": _("Education, health and care plan"),
    "S": _("Statement"),
    "A": _("School Action"),
    "P": _("School Action Plus"),
}


class SchoolClassQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person, permission: Permission = Permission.SEE_PUPILS) -> Self:
        """Classes of the schools a person reaches throughout, and those they teach."""
        reach = person.reach(permission)
        return self.filter(reach.schools_at("school") | Q(pk__in=reach.classes))


class SchoolClass(models.Model):
    """A class (registration group) of one academic year: "3B" of 2024/25."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="classes")
    year = models.PositiveSmallIntegerField(_("academic year"))  # 2024 is 2024/25
    name = models.CharField(_("class"), max_length=20)

    objects = SchoolClassQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "name"], name="one_class_of_a_name_a_year"),
        ]
        ordering = ["year", "name"]

    def __str__(self) -> str:
        return self.name


class ClassMembership(Dated):
    """An enrolled pupil's time in a class."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="class_memberships")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="memberships")

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            one_open("enrolment", name="a_pupil_is_in_one_class_now"),
        ]
        indexes = [models.Index(fields=["school_class", "since"])]

    def __str__(self) -> str:
        return f"{self.enrolment_id} in {self.school_class_id} from {self.since}"


class AttendancePattern(Dated):
    """Which of the week's ten sessions a pupil is due at, where not all of them (nursery, part-time)."""

    class Kind(models.TextChoices):
        NURSERY = "nursery", _("Nursery sessions")
        PART_TIME = "part_time", _("Part-time timetable")
        DUAL = "dual", _("Shared with another school")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="patterns")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    sessions = models.CharField(
        _("sessions"), max_length=10, help_text=_("Ten letters, Monday AM first: Y due, N not due.")
    )
    # A temporary part-time timetable is agreed with a parent, ends and is reviewed (domain-rules §0.9).
    agreed_by = models.CharField(_("agreed by"), max_length=120, blank=True)
    agreed_with = models.CharField(_("agreed with (parent)"), max_length=120, blank=True)
    review_on = models.DateField(_("to be reviewed on"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="a_pattern_is_ten_y_or_n", condition=Q(sessions__regex=r"^[YN]{10}$")
            ),
            one_open("enrolment", name="a_pupil_has_one_pattern_now"),
        ]

    def __str__(self) -> str:
        return self.sessions

    @property
    def sessions_in_words(self) -> str:
        """The days of the week with a session due, and which: "Monday morning, Tuesday"."""
        days = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"))
        halves = {"YY": "%(day)s", "YN": _("%(day)s morning"), "NY": _("%(day)s afternoon")}
        due = zip(days, (self.sessions[n : n + 2] for n in range(0, 10, 2)), strict=True)
        return ", ".join(str(halves[half] % {"day": day}) for day, half in due if half in halves) or "–"


class Household(models.Model):
    """People who live at one address."""

    address = models.TextField(_("address"), blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)

    history = HistoricalRecords()

    def __str__(self) -> str:
        return ", ".join(self.lines)

    @property
    def lines(self) -> list[str]:
        """The address as it stands on an envelope: many exports write the postcode into it as well, on a line
        of its own or at the end of one.
        """
        lines = [line for each in self.address.splitlines() if (line := each.strip())]
        postcode = "".join(self.postcode.split())
        if not postcode:
            return lines
        spaced = r"\s*".join(map(re.escape, postcode))
        written = re.compile(rf"\b{spaced}\W*$", re.IGNORECASE)
        return lines if any(map(written.search, lines)) else [*lines, self.postcode.strip()]


class Contact(models.Model):
    """A parent, carer or other adult who may be reached about a pupil."""

    household = models.ForeignKey(
        Household, null=True, blank=True, on_delete=models.SET_NULL, related_name="contacts"
    )
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("email"), blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)  # a BCP 47 tag: "en", "cy", "pl"
    needs_interpreter = models.BooleanField(_("needs an interpreter"), default=False)
    needs_read_out = models.BooleanField(_("letters are read out to them"), default=False)

    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.name

    @property
    def language_in_words(self) -> str:
        """The language by its name, where the tag is one we know; else the tag."""
        known = LANG_INFO.get(self.language.lower())
        return gettext(known["name"]) if known and "name" in known else self.language


class FamilyLinkQuerySet(DatedQuerySet):
    def visible_to(self, person: Person, permission: Permission = Permission.SEE_FAMILIES) -> Self:
        """What the schools a person reaches were told of families."""
        return self.filter(person.reach(permission).schools_at("school"))

    def reachable_on(self, day: dt.date) -> Self:
        """Those who may be written to or called on a day."""
        ended = Q(do_not_contact_until=None) | Q(do_not_contact_until__lt=day)
        return self.on(day).filter(ended, may_contact=True)


class FamilyLink(Dated):
    """How an adult stands to a pupil, as one school was told: responsibility, care, whether to contact.

    A parent is any natural parent, anyone with parental responsibility and anyone with care (Education Act
    1996 s.576; domain-rules §0.11): no one flag alone decides.
    """

    class Relationship(models.TextChoices):
        MOTHER = "mother", _("Mother")
        FATHER = "father", _("Father")
        PARENT = "parent", _("Parent")
        STEP_PARENT = "step_parent", _("Step-parent")
        GRANDPARENT = "grandparent", _("Grandparent")
        FOSTER_CARER = "foster_carer", _("Foster carer")
        SOCIAL_WORKER = "social_worker", _("Social worker")
        OTHER = "other", _("Other")

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="family_links")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="family_links")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="family_links")
    relationship = models.CharField(_("relationship"), max_length=13, choices=Relationship.choices)
    priority = models.PositiveSmallIntegerField(_("call order"), default=1)
    parental_responsibility = models.BooleanField(_("has parental responsibility"), default=False)
    has_care = models.BooleanField(_("the pupil lives with them"), default=False)
    may_contact = models.BooleanField(_("may be contacted"), default=True)
    may_collect = models.BooleanField(_("may collect the pupil"), null=True, blank=True)  # None: nobody said
    do_not_contact_until = models.DateField(
        _("do not contact until"),
        null=True,
        blank=True,
        help_text=_("An order or request that ends: nobody writes or calls up to and including this day."),
    )
    order = models.CharField(
        _("court order"),
        max_length=200,
        blank=True,
        help_text=_("Shown only to those who may see why a letter is held."),
    )

    objects = FamilyLinkQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Dated.Meta):
        ordering = ["priority", "id"]
        constraints = [
            *Dated.Meta.constraints,
            one_open("pupil", "school", "contact", name="a_contact_is_linked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_relationship_display()}: {self.contact_id}"

    def may_be_reached_on(self, day: dt.date) -> bool:
        """Whether anybody may write or call on a day."""
        return self.may_contact and (self.do_not_contact_until is None or day > self.do_not_contact_until)


class HoldQuerySet(DatedQuerySet):
    def visible_to(self, person: Person, permission: Permission = Permission.SEE_PUPILS) -> Self:
        """That letters are held; the reason is for those with `see hold reasons`."""
        return self.filter(person.reach(permission).schools_at("school"))


class Hold(Dated):
    """Writing to a family stops while this holds. Why is shown only to those who may know."""

    class Kind(models.TextChoices):
        BEREAVEMENT = "bereavement", _("Bereavement")
        PROTECTION = "protection", _("Child protection")
        LOOKED_AFTER = "looked_after", _("Looked after: write to the social worker or virtual school")
        MEDICAL = "medical", _("Medical plan")
        OTHER = "other", _("Other")

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="holds")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    reason = models.TextField(_("reason"), blank=True)
    held_by = models.CharField(
        _("held by"), max_length=80
    )  # what everybody may read: "the safeguarding lead"
    placed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = HoldQuerySet.as_manager()
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.held_by


class LegalHold(Dated):
    """A pupil's records must not be erased while this holds, whatever their age."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="legal_holds")
    reason = models.TextField(_("reason"))
    placed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.reason


class Certificate(models.Model):
    """What remains of records that were lawfully destroyed: how much, when, by whom, and nothing of anybody.

    So that purged is not broken: a missing school-year with a certificate is as it should be.
    """

    class Kind(models.TextChoices):
        SCHOOL_YEAR = "school_year", _("Registers of an academic year past their retention")
        PUPIL = "pupil", _("A pupil's record")
        STAFF = "staff", _("Talks with staff past their retention")

    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    school = models.ForeignKey(School, null=True, on_delete=models.PROTECT, related_name="certificates")
    year = models.PositiveSmallIntegerField(_("academic year"), null=True)
    why = models.CharField(_("why"), max_length=200)
    counts = models.JSONField(default=dict)  # {"lines": 412, "entries": 9120, …}
    destroyed_at = models.DateTimeField()
    destroyed_by = models.CharField(max_length=160)

    class Meta:
        ordering = ["-destroyed_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.why}"


class Merge(models.Model):
    """Two records of one child made one: what moved, so that it can be undone."""

    kept = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="merges_kept")
    gone = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="merges_gone")
    moved = models.JSONField(
        default=dict
    )  # {"schools.Enrolment": [12, 13], …}, and the ledger entries written
    merged_at = models.DateTimeField()
    merged_by = models.CharField(max_length=160)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_merge_is_undone_by_somebody",
                condition=Q(undone_at=None, undone_by="") | (Q(undone_at__isnull=False) & ~Q(undone_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} into {self.kept_id}"


PROTECTED_PAGES = "/protection/children/"


class AccessLogQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person, permission: Permission = Permission.READ_ACCESS_LOG) -> Self:
        """What was read at the schools a person answers for. Their ids are read first: the log is apart."""
        schools = list(School.objects.visible_to(person, permission).values_list("pk", flat=True))
        return self.filter(school_id__in=schools).told_to(person)

    def told_to(self, person: Person) -> Self:
        """Without the readings of protected records, but at schools where somebody leads on protection: from
        the log alone nobody is to learn that there is one.
        """
        led = School.objects.visible_to(person, Permission.LEAD_ON_PROTECTION).values_list("pk", flat=True)
        return self.filter(~Q(page__contains=PROTECTED_PAGES) | Q(school_id__in=list(led)))

    def without_protected(self) -> Self:
        """The same for whoever leads nowhere."""
        return self.exclude(page__contains=PROTECTED_PAGES)


class AccessLogEntry(models.Model):
    """One reading of one child's record, or of a list of children: who, when, which page.

    In a database of its own, so that a read never waits for a write of marks, and the log outlives a
    restore. No foreign keys cross databases.
    """

    at = models.DateTimeField(db_index=True)
    person_id = models.BigIntegerField(null=True)
    person_name = models.CharField(max_length=120)
    school_id = models.BigIntegerField(null=True)
    pupil_id = models.BigIntegerField(null=True, db_index=True)  # none: a list of children
    pupils = models.PositiveIntegerField(default=1)  # how many children the page showed
    page = models.CharField(max_length=200)
    reason = models.CharField(max_length=200, blank=True)

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school_id", "at"])]
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.person_name}: {self.page}"
