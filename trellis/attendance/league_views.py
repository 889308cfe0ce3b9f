"""The class league: who won the week, how that was counted, and the screen in the hall that says so."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.attendance import celebrating
from trellis.attendance.announcing import board_of, paragraph
from trellis.attendance.celebrating_forms import AnnounceForm, HallLinkForm
from trellis.attendance.celebrating_page import show
from trellis.attendance.display_links import key_of, link_of, make_link, revoke_link
from trellis.attendance.league import League, league_of
from trellis.attendance.models import AnnouncedLeague, HallLink
from trellis.schools.access import StaffRequest, by_key, may, staff_may
from trellis.schools.asked_for import day_of
from trellis.schools.models import School
from trellis.schools.roles import Permission


@staff_may("see the school")
def league(request: StaffRequest, urn: str) -> HttpResponse:
    """Which class did best this week, and which came furthest?"""
    assert request.school is not None
    found = league_of(request.school, _week(request), timezone.localdate())
    if found is None:
        return show(request, "no_league.html")
    return _show(request, found, AnnounceForm(initial={"reward": _last_reward(request.school)}))


@staff_may("prepare letters")
@require_POST
def announce(request: StaffRequest, urn: str) -> HttpResponse:
    """Freeze the week's league as everybody may be told it."""
    assert request.school is not None
    found = league_of(request.school, _week(request), timezone.localdate())
    if found is None:
        raise Http404
    form = AnnounceForm(request.POST)  # type: ignore[attr-defined]
    if not form.carries_out(celebrating.announce, league=found, by=request.user):
        return _show(request, found, form, status=400)
    messages.success(request, _("The league is announced: screens show it from now on."))  # type: ignore[arg-type]
    return redirect(f"{reverse('attendance:league', args=[urn])}?week={found.week}")


def _week(request: StaffRequest) -> dt.date | None:
    """The week an address asks for by any of its days; nonsense is no such page."""
    return day_of(request.GET.get("week", ""))  # type: ignore[attr-defined]


def _last_reward(school: School) -> str:
    """What was given last: most schools give the same every week."""
    last = AnnouncedLeague.objects.filter(school=school).order_by("-id").first()
    return last.reward if last else ""


def _show(request: StaffRequest, found: League, form: AnnounceForm, *, status: int = 200) -> HttpResponse:
    announced = AnnouncedLeague.objects.filter(school=found.school, week=found.week).order_by("-id").first()
    return show(
        request,
        "league.html",
        status=status,
        league=found,
        form=form,
        exact=may(request.user, Permission.SEE_FIGURES, found.school),
        may_announce=may(request.user, Permission.PREPARE_LETTERS, found.school),
        announced=announced,
        board=board_of(announced) if announced else None,
        paragraph=paragraph(announced) if announced else "",
        overtaken=announced is not None and board_of(announced).differs_from(found),
        today=timezone.localdate(),
    )


# --- Screens ------------------------------------------------------------------------------------------------


@staff_may("change settings")
def hall_links(request: StaffRequest, urn: str) -> HttpResponse:
    """Which displays in the hall show the league, until when, and who said so?"""
    assert request.school is not None
    form = HallLinkForm(request.POST or None)  # type: ignore[attr-defined]
    if request.method == "POST" and form.carries_out(  # type: ignore[attr-defined]
        make_link, kind=HallLink, school=request.school, by=request.user
    ):
        messages.success(request, _("The link is made."))  # type: ignore[arg-type]
        return redirect("attendance:hall_links", urn)
    rows = [(one, _address(request, one)) for one in HallLink.objects.filter(school=request.school)]
    return show(request, "hall_links.html", form=form, links=rows, status=400 if form.errors else 200)


def _address(request: StaffRequest, link: HallLink) -> str:
    """The whole address, as it is typed into a display; none once it shows nothing."""
    if not link.is_open:
        return ""
    path = reverse("attendance:screen", args=[key_of(link)])
    return request.build_absolute_uri(path)  # type: ignore[attr-defined, no-any-return]


@staff_may("change settings")
@require_POST
def revoke_hall_link(request: StaffRequest, urn: str, hall_link_id: int) -> HttpResponse:
    """From now on the link shows nothing."""
    link = get_object_or_404(HallLink, pk=hall_link_id, school=request.school)
    revoke_link(link=link, by=request.user)
    messages.success(request, _("The link shows nothing any more."))  # type: ignore[arg-type]
    return redirect("attendance:hall_links", urn)


@by_key
@require_safe
def screen(request: HttpRequest, key: str) -> HttpResponse:
    """The league as it was announced, large, for whoever stands before the display: no child is named without
    consent, and the school is not named at all.
    """
    found = link_of(HallLink, key)
    if found is None:
        raise Http404
    latest = AnnouncedLeague.objects.filter(school=found.school).order_by("-week", "-id").first()
    context: dict[str, Any] = {"board": board_of(latest, with_names=True) if latest else None}
    response = render(request, "attendance/celebrating/screen.html", context)
    response["Cache-Control"] = "no-store"
    return response
