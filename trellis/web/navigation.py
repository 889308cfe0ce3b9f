"""The service navigation: what each room offers, to those who may go there.

A room offers an item by adding one line to `OFFERED`; it is shown once the room's page exists, to people
whose posts allow it there. Most items are about a school: the one the page is about, or the only one the
person is at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from trellis.schools.models import GroupingMembership, Person, School
from trellis.schools.roles import Permission


@dataclass(frozen=True)
class Item:
    """One word in the navigation, the page it leads to, and the permission it takes to be offered it."""

    words: Any
    page: str
    permission: Permission | None = None
    at_school: bool = True

    def url(self, urn: str) -> str | None:
        """Where it leads; nothing where no room has that page, or it needs a school and there is none."""
        if self.at_school and not urn:
            return None
        try:
            return reverse(self.page, kwargs={"urn": urn} if self.at_school else {})
        except NoReverseMatch:
            return None


OFFERED = [
    Item(_("Home"), "home", at_school=False),
    Item(_("School"), "school", Permission.SEE_SCHOOL),
    Item(_("Registers"), "registers:today", Permission.TAKE_REGISTERS),
    Item(_("Absence"), "attendance:calls", Permission.SEE_FAMILIES),
    Item(_("Attendance"), "attendance:school", Permission.SEE_FIGURES),
    Item(_("Celebrating"), "attendance:league", Permission.SEE_SCHOOL),
    Item(_("Calendar"), "rhythm:routine", Permission.SEE_SCHOOL),
    Item(_("Messages"), "messages:batches", Permission.PREPARE_LETTERS),
    Item(_("Families"), "messages:families", Permission.SEE_FAMILIES),
    Item(_("News and guides"), "telling:newsletters", Permission.SEE_SCHOOL),
    Item(_("Plans"), "plans:plans", Permission.SEE_PLANS),
    Item(_("Meetings"), "gatherings:gatherings", Permission.SEE_GATHERINGS),
    Item(_("Import"), "imports:start", Permission.IMPORT_DATA),
    Item(_("Settings and people"), "schools:choose", at_school=False),
]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """For every template: the items, found only if the page shows them."""

    def offered() -> list[dict[str, Any]]:
        person = getattr(request, "user", None)
        if person is None or not person.is_authenticated:
            return []
        school = getattr(request, "school", None)
        # The address says which school already: its URN need not be asked for again.
        said = request.resolver_match.kwargs if request.resolver_match else {}
        return list(items_for(person, school, request.path, urn=said.get("urn", "") if school else ""))

    return {"navigation": SimpleLazyObject(offered)}


def items_for(person: Person, school: School | None, path: str, *, urn: str = "") -> Iterator[dict[str, Any]]:
    """What this person is offered, with the item they are in marked."""
    posts = {(post.school_id, post.grouping_id) for post in person.posts_on(timezone.localdate())}
    school = school or only_school(person)
    urn = urn or (school.urn if school else "")
    groupings = SimpleLazyObject(lambda: _groupings_of(school))
    found = [(item, item.url(urn)) for item in OFFERED if _may(person, item, school, groupings)]
    here = max((url for _item, url in found if url and path.startswith(url)), key=len, default="")
    for item, url in found:
        # Where somebody works at one place only, their home is that school's page.
        if url and not (item.page == "school" and len(posts) == 1):
            yield {"words": item.words, "url": url, "here": url == here and (url != "/" or path == "/")}


def only_school(person: Person) -> School | None:
    """The school of somebody all of whose posts today are at one school."""
    posts = person.posts_on(timezone.localdate())
    schools = {post.school_id for post in posts}
    if len(schools) != 1 or None in schools:
        return None
    return School.objects.prefetch_related("urns").get(pk=schools.pop())


def _groupings_of(school: School) -> frozenset[int]:
    """What holds the school today: asked once, and only for people with posts at groupings."""
    held = GroupingMembership.objects.on(timezone.localdate()).filter(school=school)
    return frozenset(held.values_list("grouping", flat=True))


def _may(person: Person, item: Item, school: School | None, groupings: Any) -> bool:
    if item.permission is None:
        return True
    if school is None:
        return False
    reach = person.reach(item.permission)
    # Somebody with a class of their own there is offered the page too: it shows them what is theirs.
    own_class = reach.classes and any(
        post.school_id == school.pk for post in person.posts_on(timezone.localdate())
    )
    if school.pk in reach.schools or own_class:
        return True
    return bool(reach.groupings) and not reach.groupings.isdisjoint(groupings)
