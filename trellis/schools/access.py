"""The only gate. Every view wears one of `@public`, `@by_key`, `@signed_in` or `@staff_may`, and carries its
policy.

`@staff_may` finds what the address names and asks whether somebody's posts, today, let them do this there:

    urn                      → request.school     (a current or a former URN)
    urn, of a grouping       → request.grouping   (its kind and name: `converters.GroupingNamed`)
    pupil_id                 → request.pupil      (on the roll of that school, now or once)
    class_name [+ date|year] → request.school_class
    kind, name               → request.grouping

Whether a thing is missing or somebody else's, the answer is the very same 404. Views are handed their
arguments as the address gave them.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, wraps
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.db.models import CharField, SmallIntegerField
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, get_script_prefix, resolve, reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from trellis.rules.academic_year import AcademicYear
from trellis.schools.access_log import write_reading
from trellis.schools.converters import GroupingNamed
from trellis.schools.models import (
    POSTS_OF,
    SIGNED_IN,
    Enrolment,
    Grouping,
    Person,
    Pupil,
    Reach,
    School,
    SchoolClass,
)
from trellis.schools.questions import Asking, Given, Question, asked_ahead
from trellis.schools.roles import Permission

View = Callable[..., HttpResponse]


class Who(StrEnum):
    """Whom a page is open to before any school is asked about."""

    ANYBODY = "anybody"
    HOLDER = "whoever holds the address"
    SIGNED_IN = "anybody signed in"
    STAFF = "staff who may"


class Logs(StrEnum):
    """What a page shows of children, and so what the access log says of it."""

    NOTHING = ""
    PUPIL = "pupil"
    PUPILS = "pupils"


@dataclass(frozen=True)
class Policy:
    """Who may open a page and what is written down when they do."""

    who: Who
    permission: Permission | None = None
    narrows: bool = False
    logs: Logs = Logs.NOTHING


class StaffRequest(Protocol):
    """What a view behind `@staff_may` finds on its request, where its address named them."""

    user: Person
    school: School | None
    school_class: SchoolClass | None
    pupil: Pupil | None
    grouping: Grouping | None


def public(view: View) -> View:
    """Anybody may open this page: it says nothing of a school, a person or a child."""
    view.policy = Policy(Who.ANYBODY)  # type: ignore[attr-defined]
    return view


def by_key(view: View) -> View:
    """Whoever holds the address: it carries a key that somebody gave out and can take back.

    The view finds what the key opens; where it opens nothing it answers 404. Such a page shows what was made
    for everybody's eyes, or to the one adult a link was sent to the first names of their own children, and
    no child's record.
    """
    view.policy = Policy(Who.HOLDER)  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Anybody who is signed in: the page shows only what concerns them, narrowed with `visible_to`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        request.user.remember_posts(timezone.localdate())
        return view(request, *args, **kwargs)

    guarded.policy = Policy(Who.SIGNED_IN)  # type: ignore[attr-defined]
    return guarded


def staff_may(permission: str, *, logs: str = Logs.NOTHING, narrows: bool = False) -> Callable[[View], View]:
    """Staff who may do this, here, today.

    `logs="pupil"`: the page shows one child's record; each showing writes one row in the access log.
    `logs="pupils"`: it shows several; the view says how many with `showing(request, n)`.
    `narrows=True`: the view shows each person only what is theirs (`visible_to`), so that a class teacher
    may open a page about the whole school, or anybody with the permission a page about none.
    """
    policy = Policy(Who.STAFF, Permission(permission), narrows, Logs(logs))

    def gate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            today = timezone.localdate()
            with asked_ahead(*_asking_who_and_where(request, kwargs, today)):
                if not request.user.is_authenticated:
                    return _sign_in_first(request)
                request.user.remember_posts(today)
                _let_in(request, policy, kwargs, request.user.reach(policy.permission, today))
            response = view(request, *args, **kwargs)
            if policy.logs and response.status_code == HttpResponse.status_code:
                _log(request, policy)
            return response

        guarded.policy = policy  # type: ignore[attr-defined]
        return guarded

    return gate


def may(person: Person, permission: Permission, place: School | Grouping) -> bool:
    """Whether somebody may do something throughout a school, or of a grouping, today: for what a page offers
    besides.
    """
    if isinstance(place, School):
        return _throughout(person.reach(permission), place)
    return Grouping.objects.visible_to(person, permission).filter(pk=place.pk).exists()


def may_somewhere(person: Person, permission: Permission, school: School) -> bool:
    """Whether a page of a school that shows each person what is theirs is open to somebody today."""
    reach = person.reach(permission)
    return _throughout(reach, school) or _teaches_at(reach, school)


def opens(request: HttpRequest, url: str) -> bool:
    """Whether the page somebody is on may lead them to another page of the same school or grouping.

    Of a page about somewhere else, whoever leads there has asked; and what a page asks of each thing it shows
    (whether a case is theirs) is for itself to say.
    """
    policy, address = _page_at(url)
    if policy is None or policy.permission is None or not _is_here(request, address):
        return True
    permission, reach = policy.permission, request.user.reach(policy.permission)
    if reach.classes and (policy.narrows or "class_name" in address or "pupil_id" in address):
        return True
    place = request.school or request.grouping  # type: ignore[attr-defined]
    # Of whoever reaches a place by the same posts it is asked once a page.
    known: dict[Any, bool] = request.__dict__.setdefault("_reached", {})
    asked = reach if isinstance(place, School) else permission
    if asked not in known:
        known[asked] = may(request.user, permission, place)
    return known[asked]


def shows_each_their_own(url: str) -> bool:
    """Whether the page at an address shows each person what is theirs, to somebody with one class too."""
    policy, _address = _page_at(url)
    return policy is not None and policy.narrows


def showing(request: HttpRequest, pupils: int, *, reason: str = "") -> None:
    """Say how many children a page with `logs="pupils"` shows, and why where it was asked."""
    request.pupils_shown = pupils  # type: ignore[attr-defined]
    request.reason_given = reason  # type: ignore[attr-defined]


# --- How it decides -----------------------------------------------------------------------------------------


def _asking_who_and_where(request: HttpRequest, address: dict[str, Any], today: dt.date) -> list[Asking]:
    """What it takes to let somebody in to a page of a school: who they are, their posts, and the place."""
    if SESSION_KEY not in request.session:
        return []
    person = int(request.session[SESSION_KEY])
    asked = [SIGNED_IN.of(person=person), POSTS_OF.of(person=person, day=today)]
    if isinstance(address.get("urn"), str):
        asked.append(_KNOWN_BY.of(urn=address["urn"]))
        if "class_name" in address:
            asked.append(_asking_class(address))
    return asked


def _let_in(request: HttpRequest, policy: Policy, address: dict[str, Any], reach: Reach) -> None:
    """Find what the address names and set it on the request, or answer 404 with nothing of it there."""
    named = dict.fromkeys(("school", "school_class", "pupil", "grouping"))
    request.__dict__ |= named
    if not reach:
        raise Http404
    if isinstance(address.get("urn"), GroupingNamed):
        found = _at_grouping(policy, request.user, *address["urn"])
    elif "urn" in address:
        found = _at_school(policy, address, reach)
    elif "pupil_id" in address:
        seen = Pupil.objects.visible_to(request.user, policy.permission)
        found = {"pupil": _found(seen.filter(pk=address["pupil_id"]))}
    elif "kind" in address and "name" in address:
        found = _at_grouping(policy, request.user, address["kind"], address["name"])
    elif policy.narrows:
        found = {}
    else:
        raise Http404
    request.__dict__ |= found


def _page_at(url: str) -> tuple[Policy | None, dict[str, Any]]:
    """The policy of the page at an address, and what the address names."""
    return _policy_at("/" + unquote(urlsplit(url).path).removeprefix(get_script_prefix()))


@lru_cache(maxsize=1 << 12)
def _policy_at(path: str) -> tuple[Policy | None, dict[str, Any]]:
    """Looked for once: which page stands at an address is the same for as long as Trellis runs."""
    try:
        found = resolve(path)
    except Resolver404:
        return None, {}
    return getattr(found.func, "policy", None), found.kwargs


def _is_here(request: HttpRequest, address: dict[str, Any]) -> bool:
    """Whether an address is about the school or grouping that the page somebody is on is about."""
    if getattr(request, "grouping", None) is not None:
        named = address.get("urn") or (address.get("kind"), address.get("name"))
        return named == request.grouping.named
    here = request.resolver_match.kwargs if request.resolver_match else {}
    return getattr(request, "school", None) is not None and address.get("urn") == here.get("urn")


def _at_grouping(policy: Policy, person: Person, kind: str, name: str) -> dict[str, Any]:
    """The grouping of an address, where this may be done of it."""
    seen = Grouping.objects.visible_to(person, policy.permission)
    return {"grouping": _found(seen.filter(kind=kind, name=name))}


def _at_school(policy: Policy, address: dict[str, Any], reach: Reach) -> dict[str, Any]:
    """The school of an address, and the class and pupil it names there, where they may all be reached."""
    school = _the_one(_KNOWN_BY.ask(urn=address["urn"]))
    throughout, found = _throughout(reach, school), {"school": school}
    if "class_name" in address:
        found["school_class"] = school_class = _the_one(_asking_class(address).answer())
        if not throughout and school_class.pk not in reach.classes:
            raise Http404
    if "pupil_id" in address:
        pupils = Pupil.objects.filter(pk=address["pupil_id"], merged_into=None).ever_at(school)
        if not throughout:
            taught = Enrolment.objects.filter(school=school, pk__in=reach.enrolments_in_classes())
            pupils = pupils.filter(pk__in=taught.values("pupil"))
        found["pupil"] = _found(pupils)
    elif (
        "class_name" not in address and not throughout and not (policy.narrows and _teaches_at(reach, school))
    ):
        raise Http404
    return found


# What the gate asks of every page and at every mark.
_KNOWN_BY = Question(lambda: School.objects.known_by(Given("urn", CharField())))
_CLASS_NAMED = Question(
    lambda: SchoolClass.objects.filter(
        school__in=School.objects.known_by(Given("urn", CharField())),
        name=Given("name", CharField()),
        year=Given("year", SmallIntegerField()),
    )
)


def _asking_class(address: dict[str, Any]) -> Asking:
    """The question whose answer is the class an address names."""
    return _CLASS_NAMED.of(urn=address["urn"], name=address["class_name"], year=_year(address).start)


def _the_one(things: Sequence[Any]) -> Any:
    if not things:
        raise Http404
    return things[0]


def _found(things: Any) -> Any:
    thing = things.first()
    if thing is None:
        raise Http404
    return thing


def _throughout(reach: Reach, school: School) -> bool:
    if school.pk in reach.schools:
        return True
    return bool(reach.groupings) and School.objects.filter(reach.schools_at("pk"), pk=school.pk).exists()


def _teaches_at(reach: Reach, school: School) -> bool:
    return bool(reach.classes) and SchoolClass.objects.filter(pk__in=reach.classes, school=school).exists()


def _year(address: dict[str, Any]) -> AcademicYear:
    """The academic year of the class an address names: the one said, that of the day said, or this one."""
    year = address.get("year")
    if isinstance(year, AcademicYear):
        return year
    if year is not None:
        return AcademicYear(int(year))
    day = address.get("date")
    return AcademicYear.of(day if isinstance(day, dt.date) else timezone.localdate())


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back. A part of a page sends the whole browser there."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(reverse("account_login"))
    return redirect_to_login(request.get_full_path())


def _log(request: HttpRequest, policy: Policy) -> None:
    if policy.logs is Logs.PUPIL:
        shown, pupil = 1, request.pupil
    else:
        shown, pupil = getattr(request, "pupils_shown", None), None
        if shown is None:
            raise RuntimeError(
                f"{request.path} shows children and did not say how many: call showing(request, n)."
            )
    write_reading(
        person=request.user,
        school=request.school,
        pupil=pupil,
        pupils=shown,
        page=request.path,
        reason=getattr(request, "reason_given", ""),
    )
