"""The service navigation: the headings at a school or a grouping, to those who may go there, in eight or so.

A heading with several pages opens its first, and shows the others in a row below; so every page is two steps
away at the most. A room offers a page by adding one line to `AT_SCHOOL` or `AT_GROUPING`: it is shown once
the page exists, to people whose posts allow it there. Somebody offered one page of a place sees its word.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from trellis.schools.access import shows_each_their_own
from trellis.schools.models import Grouping, GroupingMembership, Person, Reach, School
from trellis.schools.roles import Permission


@dataclass(frozen=True)
class Item:
    """One word in the navigation, the page it leads to, and the permission it takes to be offered it.

    `named` says how its address names what it is about: "urn", "kind" (of a grouping, with its name), or
    nothing. `also` are pages that belong to it, though their addresses do not lie below its own; `also_named`
    says how theirs name it, where that is otherwise.
    """

    words: Any
    page: str
    permission: Permission | None = None
    named: str = "urn"
    also: Sequence[str] = ()
    also_named: str = ""

    def url(self, about: Any) -> str | None:
        """Where it leads; nothing where no room has that page, or it needs a place and there is none."""
        return _address(self.page, self.named, about)

    def addresses(self, about: Any) -> list[str]:
        """What lies below it: its own address, and those of the pages that belong to it."""
        theirs = self.also_named or self.named
        pages = [(self.page, self.named), *((page, theirs) for page in self.also)]
        return [url for page, named in pages if (url := _address(page, named, about))]


def _address(page: str, named: str, about: Any) -> str | None:
    if named and not about:
        return None
    said = {"urn": about} if named == "urn" else {"kind": about[0], "name": about[1]} if named else {}
    try:
        return reverse(page, kwargs=said)
    except NoReverseMatch:
        return None


@dataclass(frozen=True)
class Heading:
    """One word of the navigation, and its pages, the first of which it opens."""

    words: Any
    items: Sequence[Item]


def _alone(words: Any, page: str, permission: Permission | None = None, named: str = "urn") -> Heading:
    return Heading(words, (Item(words, page, permission, named),))


_HOME = _alone(_("Home"), "home", named="")
_SETTINGS = Item(
    _("Settings and people"),
    "schools:choose",
    named="",
    also=(
        "schools:settings",
        "schools:people",
        "schools:teams",
        "schools:cover",
        "schools:access_log",
        "messages:go_by",
        "records:merges",
        "records:records",
    ),
    also_named="urn",
)
_SETTINGS_OF_SEVERAL = replace(
    _SETTINGS,
    also=(
        "schools:grouping_settings",
        "schools:grouping_people",
        "schools:grouping_teams",
        "messages:grouping_go_by",
    ),
    also_named="kind",
)

AT_SCHOOL: Sequence[Heading] = (
    _HOME,
    _alone(_("School"), "school", Permission.SEE_SCHOOL),
    Heading(
        _("The day"),
        (
            Item(_("Registers"), "registers:today", Permission.TAKE_REGISTERS),
            Item(
                _("The morning"),
                "attendance:calls",
                Permission.SEE_FAMILIES,
                also=("attendance:late_desk",),
            ),
            Item(
                _("Who is where"),
                "attendance:every_child",
                Permission.SEE_FAMILIES,
                also=("attendance:out", "attendance:unwell", "attendance:on_site"),
            ),
            Item(
                _("Days ahead"),
                "attendance:leave",
                Permission.SEE_FAMILIES,
                also=("attendance:planned", "attendance:closures"),
            ),
        ),
    ),
    Heading(
        _("Attendance"),
        (
            Item(_("Attendance"), "attendance:school", Permission.SEE_FIGURES),
            Item(_("Next steps"), "attendance:steps_due", Permission.SEE_FAMILIES),
            Item(_("Formal steps"), "attendance:formal", Permission.SEE_FORMAL_STEPS),
            Item(
                _("Clinics and visits"),
                "attendance:clinics",
                Permission.SEE_FAMILIES,
                also=("attendance:visits",),
            ),
            Item(_("Checks and targets"), "attendance:complete", Permission.SEE_FAMILIES),
            Item(_("Celebrating"), "attendance:league", Permission.SEE_SCHOOL),
        ),
    ),
    Heading(
        _("Support"),
        (
            Item(_("Cases"), "support:cases", Permission.SEE_SUPPORT),
            Item(_("Incidents"), "conduct:incidents", Permission.SEE_INCIDENTS),
            Item(_("Groups"), "support:groups", Permission.SEE_SUPPORT),
            Item(_("Who needs more"), "support:levels", Permission.SEE_SUPPORT, also=("support:cohorts",)),
            Item(_("Scores"), "learning:scales", Permission.SEE_SCORES),
            Item(_("Protection"), "support:to_read", Permission.SEE_SCHOOL),
            Item(_("Daily activity"), "support:daily_activity", Permission.SEE_SUPPORT),
        ),
    ),
    Heading(
        _("Families"),
        (
            Item(_("Families"), "messages:families", Permission.SEE_FAMILIES, also=("messages:replies",)),
            Item(_("Events"), "attendance:events", Permission.SEE_FAMILIES),
            Item(
                _("Courses"),
                "support:courses",
                Permission.SEE_FAMILIES,
                also=("support:course_needs", "support:extended_services"),
            ),
            Item(_("Messages"), "messages:batches", Permission.PREPARE_LETTERS),
            Item(
                _("News and guides"),
                "telling:newsletters",
                Permission.SEE_SCHOOL,
                also=("telling:boards", "telling:kept", "telling:guides"),
            ),
        ),
    ),
    Heading(
        _("Plans"),
        (
            Item(_("Plans"), "plans:plans", Permission.SEE_PLANS),
            Item(_("My part"), "plans:mine", Permission.SEE_PLANS),
            Item(_("Meetings"), "gatherings:gatherings", Permission.SEE_GATHERINGS),
        ),
    ),
    _alone(_("Calendar"), "rhythm:routine", Permission.SEE_SCHOOL),
    Heading(
        _("Settings"),
        (
            _SETTINGS,
            Item(_("Import"), "imports:start", Permission.IMPORT_DATA),
            Item(
                _("Staff well-being"),
                "support:own_staff_checks",
                Permission.SEE_SCHOOL,
                also=("support:staff_checks",),
            ),
        ),
    ),
)

AT_GROUPING: Sequence[Heading] = (
    _HOME,
    _alone(_("The schools"), "grouping", Permission.SEE_FIGURES, "kind"),
    Heading(
        _("Attendance"),
        (
            Item(_("The ladder"), "attendance:ladders", Permission.SEE_SCHOOL),
            Item(_("Closures"), "attendance:closures_of_several", Permission.CLOSE_SCHOOLS),
        ),
    ),
    Heading(
        _("Plans"),
        (
            Item(_("Plans"), "plans:plans", Permission.SEE_PLANS),
            Item(_("Side by side"), "plans:schools", Permission.SEE_FIGURES),
            Item(_("Targets"), "attendance:grouping_targets", Permission.SEE_FIGURES, "kind"),
            Item(_("My part"), "plans:mine", Permission.SEE_PLANS),
            Item(_("Meetings"), "gatherings:gatherings", Permission.SEE_GATHERINGS),
        ),
    ),
    Heading(
        _("Support"),
        (
            Item(
                _("Programmes"),
                "support:programmes",
                Permission.SEE_SUPPORT,
                also=("support:offer", "support:agencies", "support:impact"),
            ),
            Item(
                _("Caseload"),
                "support:caseload",
                Permission.SUPERVISE_CASES,
                also=("support:cross_match",),
            ),
            Item(
                _("Vulnerability"),
                "support:level_counts",
                Permission.SEE_SUPPORT,
                also=("support:level_table",),
            ),
            Item(_("Protection"), "support:asked_of_schools", Permission.LEAD_ON_PROTECTION),
            Item(_("Did support help?"), "support:impact_told", Permission.SEE_SUPPRESSED_FIGURES),
        ),
    ),
    Heading(
        _("Families"),
        (
            Item(_("Agreed letters"), "messages:agreed", Permission.SEE_FIGURES, "kind"),
            Item(_("Guides"), "telling:grouping_guides", Permission.SEE_SCHOOL, "kind"),
            Item(
                _("Courses and services"),
                "support:shared_courses",
                Permission.SEE_SUPPORT,
                also=("support:services_grid",),
            ),
        ),
    ),
    _alone(_("Calendar"), "rhythm:grouping_routine", Permission.SEE_SCHOOL, "kind"),
    Heading(
        _("Settings"),
        (_SETTINGS_OF_SEVERAL, Item(_("Import"), "imports:start", Permission.IMPORT_DATA)),
    ),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """For every template: the headings, found only if the page shows them."""

    def offered() -> list[dict[str, Any]]:
        person = getattr(request, "user", None)
        if person is None or not person.is_authenticated:
            return []
        school, grouping = getattr(request, "school", None), getattr(request, "grouping", None)
        # The address says which school already: its URN need not be asked for again.
        said = request.resolver_match.kwargs if request.resolver_match else {}
        urn = said.get("urn", "") if school else ""
        return list(headings_for(person, school, request.path, urn=urn, grouping=grouping))

    return {"navigation": SimpleLazyObject(offered)}


def headings_for(
    person: Person, school: School | None, path: str, *, urn: str = "", grouping: Grouping | None = None
) -> Iterator[dict[str, Any]]:
    """What this person is offered, with the heading and the page they are in marked."""
    today = timezone.localdate()
    posts = {(post.school_id, post.grouping_id) for post in person.posts_on(today)}
    school = school or only_school(person)
    grouping = None if school else grouping or only_grouping(person)
    about: Any = grouping.named if grouping else urn or (school.urn if school else "")
    leads = _where_all_lead(grouping is not None, about, get_script_prefix())
    place = (school.pk if school else None, grouping.pk if grouping else None)
    offer = _Offer(person.reach, today, *place, {at for at, _grouping in posts}, leads)
    offered = [
        (heading, [one for one in heading.items if offer.holds(one)])
        for heading in (AT_GROUPING if grouping else AT_SCHOOL)
    ]
    # Where somebody works at one place only, their home is that place's page.
    twice = _same_as_home(offered, grouping) if posts == {place} else ""
    found = []
    below: dict[str, str] = {}
    for heading, items in offered:
        shown = [
            (item.words, *leads[item.page]) for item in items if item.page != twice and item.page in leads
        ]
        for _words, url, theirs in shown:
            below |= dict.fromkeys(theirs, url)
        if shown:
            held = [(words, url) for words, url, _theirs in shown]
            found.append((heading.words if len(held) > 1 else held[0][0], held))
    here = _here(path, below)
    if not here and twice == "school" and path.startswith(reverse("school", args=[about])):
        here = "/"  # a page of their one school that lies below no other heading
    for words, held in found:
        pages = [{"words": word, "url": url, "here": url == here} for word, url in held]
        yield {
            "words": words,
            "url": held[0][1],
            "here": any(page["here"] for page in pages),
            "pages": pages if len(pages) > 1 else [],
        }


@lru_cache(maxsize=1 << 10)
def _where_all_lead(several: bool, about: Any, _prefix: str) -> Mapping[str, tuple[str, Sequence[str]]]:
    """Where each page of the navigation leads at a place, and what lies below it, as a page knows its own
    address: the same for as long as Trellis is served below one prefix.
    """
    items = [item for heading in (AT_GROUPING if several else AT_SCHOOL) for item in heading.items]
    # An address is sent with its spaces in disguise, and a page knows its own without.
    return {
        item.page: (url, [unquote(address) for address in item.addresses(about)])
        for item in items
        if (url := item.url(about))
    }


def _same_as_home(offered: Sequence[tuple[Heading, Sequence[Item]]], grouping: Grouping | None) -> str:
    """The page another item leads to as well: a school's own, or the home that leads on to a grouping's."""
    if grouping is None:
        return "school"
    return "home" if any(item.page == "grouping" for _heading, items in offered for item in items) else ""


def _here(path: str, below: Mapping[str, str]) -> str:
    """Where the item leads that a page lies below, by the longest; nothing lies below the home page."""
    held = [one for one in below if path == one or (one != "/" and path.startswith(one))]
    return below[max(held, key=len)] if held else ""


def only_school(person: Person) -> School | None:
    """The school of somebody all of whose posts today are at one school."""
    posts = person.posts_on(timezone.localdate())
    schools = {post.school_id for post in posts}
    if len(schools) != 1 or None in schools:
        return None
    return School.objects.prefetch_related("urns").get(pk=schools.pop())


def only_grouping(person: Person) -> Grouping | None:
    """The grouping of somebody all of whose posts today are at one grouping."""
    posts = person.posts_on(timezone.localdate())
    groupings = {post.grouping_id for post in posts}
    if len(groupings) != 1 or None in groupings:
        return None
    return Grouping.objects.get(pk=groupings.pop())


@dataclass(frozen=True)
class _Offer:
    """What somebody may open at one place: where they may do what, and the schools they have posts at."""

    reach: Callable[[Permission, dt.date], Reach]
    today: dt.date
    school: int | None
    grouping: int | None
    works_at: Collection[int | None]
    leads: Mapping[str, tuple[str, Sequence[str]]]

    def holds(self, item: Item) -> bool:
        """Whether they are offered a page."""
        if item.permission is None:
            return True
        reach = self.reach(item.permission, self.today)
        if self.grouping is not None:
            return self.grouping in reach.groupings | reach.themselves
        if self.school is None:
            return False
        if self.school in reach.schools or (reach.classes and self._shows_them_their_own(item)):
            return True
        return bool(reach.groupings) and not reach.groupings.isdisjoint(self._above)

    def _shows_them_their_own(self, item: Item) -> bool:
        """Somebody with a class of their own there is offered a page that shows each what is theirs."""
        there = self.school in self.works_at and item.page in self.leads
        return there and shows_each_their_own(self.leads[item.page][0])

    @cached_property
    def _above(self) -> frozenset[int]:
        """What holds the school today: asked once, and only for people with posts at groupings."""
        held = GroupingMembership.objects.on(self.today).filter(school=self.school)
        return frozenset(held.values_list("grouping", flat=True))
