"""Boards, screens and whatever else must be kept up to date: is it fresh, whose is it, who looked last?"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.schools.access import StaffRequest, by_key, may, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.owning import AtWork, Owned
from trellis.schools.roles import Permission
from trellis.telling import forms, keeping, pictures
from trellis.telling.freshness import Standing, boards_of, kept_of, late
from trellis.telling.models import Board, Kept, Notice, Picture, Screen
from trellis.telling.publishing import letterhead_of
from trellis.telling.screens import key_of, screen_with, shown, shown_on
from trellis.telling.typesetting import Page, set_paper
from trellis.telling.views import LOCKED, answered, hand_on, show

# --- Boards -------------------------------------------------------------------------------------------------


@staff_may("see the school")
@require_safe
def boards(request: StaffRequest, urn: str) -> HttpResponse:
    """Which boards are stale, what the screens show, and until when."""
    today = timezone.localdate()
    standings = boards_of(request.school, today)
    notices = Notice.objects.filter(school=request.school).exclude(until__lt=today)
    return show(
        request,
        "telling/boards.html",
        boards=standings,
        stale=late(standings),
        screens=Screen.objects.filter(school=request.school, until=None),
        notices=notices.prefetch_related("screens"),
        today=today,
        keeps=_keeps(request),
    )


def _keeps(request: StaffRequest, thing: Owned | None = None) -> bool:
    """Whether somebody keeps all of them, or sees to this one."""
    if may(request.user, Permission.KEEP_BOARDS, request.school):
        return True
    if thing is None:
        return False
    at_work = AtWork.at(request.school, timezone.localdate())
    return request.user.pk in at_work.owners_of(thing)


@staff_may("keep boards and pages")
def hang_board(request: StaffRequest, urn: str) -> HttpResponse:
    """Another board to be kept fresh."""
    form = forms.BoardForm(request.POST or None, school=request.school)
    if form.is_bound and form.carries_out(keeping.hang_board, school=request.school, by=request.user):
        messages.success(request, _("%(name)s is on the list.") % {"name": form.outcome.name})
        return redirect("telling:boards", urn)
    heading, verb = _("A board to be kept fresh"), _("Put it on the list")
    return show(request, "telling/act.html", status=answered(form), form=form, heading=heading, verb=verb)


@staff_may("see the school")
def board(request: StaffRequest, urn: str, board_id: int) -> HttpResponse:
    """One board: what was put up and when; whoever sees to it says what is new."""
    held = get_object_or_404(Board, school=request.school, pk=board_id)
    keeps = _keeps(request, held)
    form = forms.UpdateForm(request.POST or None)
    if request.method == "POST" and not keeps:
        raise Http404
    if form.is_bound and form.carries_out(keeping.update_board, board=held, by=request.user):
        messages.success(request, _("%(name)s is fresh again.") % {"name": held.name})
        return redirect("telling:boards", urn)
    return show(
        request,
        "telling/board.html",
        status=answered(form),
        board=held,
        standing=_standing(boards_of(request.school, timezone.localdate()), held),
        updates=held.updates.all()[:50],
        form=form,
        keeps=keeps,
        may_take_down=_keeps(request),
    )


def _standing(among: list[Standing], thing: Any) -> Standing | None:
    return next((one for one in among if one.thing == thing), None)


@staff_may("keep boards and pages")
@require_POST
def take_down_board(request: StaffRequest, urn: str, board_id: int) -> HttpResponse:
    """It hangs no more."""
    held = get_object_or_404(Board, school=request.school, pk=board_id)
    keeping.take_down(thing=held, by=request.user)
    messages.success(request, _("%(name)s is taken down.") % {"name": held.name})
    return redirect("telling:boards", urn)


@staff_may("keep boards and pages")
def hand_on_board(request: StaffRequest, urn: str, board_id: int) -> HttpResponse:
    """Somebody else sees to a board from now on."""
    held = get_object_or_404(Board, school=request.school, pk=board_id)
    return hand_on(request, held, reverse("telling:board", args=[urn, board_id]))


# --- Screens ------------------------------------------------------------------------------------------------


@staff_may("keep boards and pages")
def set_up_screen(request: StaffRequest, urn: str) -> HttpResponse:
    """A screen, with an address to open on it."""
    form = forms.ScreenForm(request.POST or None)
    if form.is_bound and form.carries_out(keeping.set_up_screen, school=request.school, by=request.user):
        return redirect("telling:screen", urn, form.outcome.pk)
    heading, verb = _("A screen"), _("Set it up")
    return show(request, "telling/act.html", status=answered(form), form=form, heading=heading, verb=verb)


@staff_may("keep boards and pages")
@require_safe
def screen(request: StaffRequest, urn: str, screen_id: int) -> HttpResponse:
    """The address a screen opens, and what it shows today."""
    held = get_object_or_404(Screen, school=request.school, pk=screen_id)
    address = reverse("telling:on_screen", args=[key_of(held)])
    return show(
        request,
        "telling/screen.html",
        screen=held,
        address=request.build_absolute_uri(address),
        shown=shown_on(held, timezone.localdate()),
    )


@staff_may("keep boards and pages")
@require_POST
def new_address(request: StaffRequest, urn: str, screen_id: int) -> HttpResponse:
    """Take the address back and give another."""
    held = get_object_or_404(Screen, school=request.school, pk=screen_id)
    keeping.give_new_address(screen=held, by=request.user)
    messages.success(request, _("The address before opens nothing any more. Open the new one on the screen."))
    return redirect("telling:screen", urn, screen_id)


@staff_may("keep boards and pages")
@require_POST
def take_down_screen(request: StaffRequest, urn: str, screen_id: int) -> HttpResponse:
    """The screen is gone, and its address opens nothing."""
    held = get_object_or_404(Screen, school=request.school, pk=screen_id)
    keeping.take_down(thing=held, by=request.user)
    return redirect("telling:boards", urn)


@by_key
@require_safe
def on_screen(request: HttpRequest, key: str) -> HttpResponse:
    """What hangs on the wall: one notice after another, for whoever passes."""
    held = screen_with(key, timezone.localdate())
    if held is None:
        raise Http404
    notices = shown_on(held, timezone.localdate())
    asked = number_of(request.GET.get("notice", ""))
    place = min(asked, len(notices)) if asked else 1
    response = render(
        request,
        "telling/on_screen.html",
        {
            "school": held.school,
            "screen": held,
            "key": key,
            "shown": notices[place - 1] if notices else None,
            "place": place,
            "last": len(notices),
            "next": place % len(notices) + 1 if notices else 1,
            "stands": "still" in request.GET,
            "now": timezone.now(),
        },
    )
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    return response


@by_key
@require_safe
def screen_picture(request: HttpRequest, key: str, picture_id: int) -> HttpResponse:
    """A picture of a notice this screen shows today, and no other."""
    today = timezone.localdate()
    held = screen_with(key, today)
    if held is None:
        raise Http404
    picture = get_object_or_404(Picture, pk=picture_id, notices__in=held.notices.on(today))
    if not pictures.is_kept(picture.file):
        raise Http404
    kind = "image/png" if picture.file.endswith(".png") else "image/jpeg"
    return HttpResponse(pictures.read_file(picture.file), content_type=kind, headers=LOCKED)


# --- Notices ------------------------------------------------------------------------------------------------


@staff_may("keep boards and pages")
def put_up_notice(request: StaffRequest, urn: str) -> HttpResponse:
    """Something new for the screens or for a poster."""
    return _notice(request, urn, None, {"since": timezone.localdate()})


@staff_may("keep boards and pages")
def notice(request: StaffRequest, urn: str, notice_id: int) -> HttpResponse:
    """Change a notice."""
    held = get_object_or_404(Notice.objects.select_related("picture"), school=request.school, pk=notice_id)
    initial = {name: getattr(held, name) for name in ("title", "words", "block", "since", "until")}
    return _notice(request, urn, held, initial | {"screens": held.screens.all()})


def _notice(request: StaffRequest, urn: str, held: Notice | None, initial: dict[str, Any]) -> HttpResponse:
    form = forms.NoticeForm(
        request.POST or None, request.FILES or None, school=request.school, notice=held, initial=initial
    )
    if form.is_bound and form.is_valid():
        picture = form.picture_chosen(request.user)
        said = {"school": request.school, "picture": picture, "notice": held, "by": request.user}
        if form.carries_out(keeping.put_up_notice, **said):
            messages.success(request, _("%(title)s is put up.") % {"title": form.outcome.title})
            return redirect("telling:boards", urn)
    return show(request, "telling/notice.html", status=answered(form), form=form, notice=held)


@staff_may("keep boards and pages")
@require_POST
def take_down_notice(request: StaffRequest, urn: str, notice_id: int) -> HttpResponse:
    """Take a notice off every screen now."""
    keeping.take_down_notice(notice=get_object_or_404(Notice, school=request.school, pk=notice_id))
    messages.success(request, _("The notice is taken down."))
    return redirect("telling:boards", urn)


@staff_may("see the school")
@require_safe
def poster(request: StaffRequest, urn: str, notice_id: int) -> HttpResponse:
    """A notice as a poster on A4, to be read from across a hall."""
    held = get_object_or_404(Notice.objects.select_related("picture"), school=request.school, pk=notice_id)
    today = timezone.localdate()
    found = shown(held, request.school, today)
    if found is None:
        raise Http404
    if held.picture and not pictures.is_kept(held.picture.file):
        messages.error(
            request,
            _("The picture of “%(title)s” is no longer kept on this machine: bring it again.")
            % {"title": held.title},
        )
        return redirect("telling:boards", urn)
    page = Page(
        language="en",
        school=request.school.name,
        letterhead=letterhead_of(request.school, today),
        title=found.title,
        under="",
        parts=[*found.parts, *([held.picture.part] if held.picture else [])],
    )
    paper = set_paper([page], title=f"{found.title}, {request.school.name}", at=timezone.now(), how="poster")
    return HttpResponse(paper, content_type="application/pdf")


# --- Kept up to date ----------------------------------------------------------------------------------------


@staff_may("see the school")
@require_safe
def kept(request: StaffRequest, urn: str) -> HttpResponse:
    """Pages, prospectus, accounts: whose, last looked at by whom, due when, and which are late."""
    standings = kept_of(request.school, timezone.localdate())
    return show(request, "telling/kept.html", kept=standings, late=late(standings), keeps=_keeps(request))


@staff_may("keep boards and pages")
def keep_up_to_date(request: StaffRequest, urn: str) -> HttpResponse:
    """Another page or account somebody must look at."""
    form = forms.KeptForm(request.POST or None, school=request.school)
    if form.is_bound and form.carries_out(keeping.keep_up_to_date, school=request.school, by=request.user):
        messages.success(request, _("%(name)s is on the list.") % {"name": form.outcome.name})
        return redirect("telling:kept", urn)
    heading, verb = _("Something to be kept up to date"), _("Put it on the list")
    return show(request, "telling/act.html", status=answered(form), form=form, heading=heading, verb=verb)


@staff_may("see the school")
def one_kept(request: StaffRequest, urn: str, kept_id: int) -> HttpResponse:
    """One of them: every look, and how many it reached; whoever sees to it says that they looked."""
    held = get_object_or_404(Kept, school=request.school, pk=kept_id)
    keeps = _keeps(request, held)
    if request.method == "POST" and not keeps:
        raise Http404
    counts = request.POST.get("act") == "reach"
    look = forms.LookForm(None if counts else request.POST or None, prefix="look")
    reach = forms.ReachForm(request.POST if counts else None, prefix="reach")
    done = (look.is_bound and look.carries_out(keeping.look_at, kept=held, by=request.user)) or (
        reach.is_bound and reach.carries_out(keeping.count_reach, kept=held, by=request.user)
    )
    if done:
        messages.success(request, _("It is noted."))
        return redirect("telling:one_kept", urn, kept_id)
    return show(
        request,
        "telling/one_kept.html",
        status=answered(reach if counts else look),
        kept=held,
        standing=_standing(kept_of(request.school, timezone.localdate()), held),
        looks=held.looks.all()[:50],
        reached=held.reached.all()[:50],
        look=look,
        reach=reach,
        keeps=keeps,
        may_take_down=_keeps(request),
    )


@staff_may("keep boards and pages")
def hand_on_kept(request: StaffRequest, urn: str, kept_id: int) -> HttpResponse:
    """Somebody else sees to it from now on."""
    held = get_object_or_404(Kept, school=request.school, pk=kept_id)
    return hand_on(request, held, reverse("telling:one_kept", args=[urn, kept_id]))


@staff_may("keep boards and pages")
@require_POST
def leave_off(request: StaffRequest, urn: str, kept_id: int) -> HttpResponse:
    """It need not be looked at any more."""
    held = get_object_or_404(Kept, school=request.school, pk=kept_id)
    keeping.take_down(thing=held, by=request.user)
    messages.success(request, _("%(name)s is off the list; what is known of it stays.") % {"name": held.name})
    return redirect("telling:kept", urn)
