"""The late desk: at the office, whoever comes late is signed in; a screen by the door takes names only."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from trellis.attendance.day import arriving
from trellis.attendance.day.arrivals import DeskDay
from trellis.attendance.day.desk_forms import DeskLinkForm, LateForm, ScreenForm, code_choices
from trellis.attendance.day.page import Choice, show
from trellis.attendance.day.told import find_children
from trellis.attendance.display_links import key_of, link_of, make_link
from trellis.attendance.display_links import revoke_link as end_link
from trellis.attendance.models import Arrival, DeskLink
from trellis.imports.problems import say
from trellis.registers.actions import ProblemWithMarks
from trellis.registers.taking import expected_on
from trellis.rules.words import ProblemWith, Session
from trellis.schools.access import StaffRequest, by_key, may, showing, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.models import Enrolment, Pupil, School
from trellis.schools.roles import Permission

# --- At the office ------------------------------------------------------------------------------------------


@staff_may("amend marks", logs="pupils")
def late_desk(request: StaffRequest, urn: str) -> HttpResponse:
    """Who has come? A child is found by a few letters, signed in with a time, and the mark follows."""
    assert request.school is not None
    school, today = request.school, timezone.localdate()
    choice = Choice.of(request)
    child = choice.child
    form = LateForm(request.POST or None, school=school, initial=_known(child, school)) if child else None  # type: ignore[attr-defined]
    if (
        request.method == "POST"
        and form is not None
        and form.carries_out(  # type: ignore[attr-defined]
            arriving.sign_in_late, school=school, pupil=child, by=request.user
        )
    ):
        _say(request, form.outcome)
        return redirect("attendance:late_desk", urn)
    day = DeskDay(school, today, request.user)
    choice.showing(request, (row.child.pupil for row in day.rows if row.child))
    context = choice.shown | {
        "expected": _expected(child, school) if child else None,
        "form": form,
        "day": day,
        "codes": code_choices(school),
        "is_copy": school.register_of_record == School.RegisterOfRecord.MIS,
        "may_see_families": may(request.user, Permission.SEE_FAMILIES, school),
        "may_make_links": may(request.user, Permission.CHANGE_SETTINGS, school),
    }
    return show(request, "late_desk.html", status=400 if form and form.errors else 200, **context)


def _session_now(school: School) -> Session | None:
    try:
        return arriving.arrival_at(school, timezone.now()).session
    except ProblemWith:
        return None


def _known(child: Pupil, school: School) -> dict[str, Any]:
    """The mark the page has before it, which whoever signs in has seen; and the code that was expected."""
    session = _session_now(school)
    if session is None:
        return {}
    expected = _expected(child, school)
    offered = {code for code, _words in code_choices(school)}
    return {
        "seen": arriving.standing_code(school, child.pk, timezone.localdate(), session),
        "code": expected.code if expected is not None and expected.code in offered else "",
    }


def _expected(child: Pupil, school: School) -> Any:
    session, today = _session_now(school), timezone.localdate()
    if session is None:
        return None
    enrolled = list(Enrolment.objects.on(today).filter(school=school, pupil=child))
    held = expected_on(today, session, enrolled)
    return next((one for several in held.values() for one in several), None)


def _say(request: StaffRequest, arrival: Arrival) -> None:
    """What became of signing somebody in, in one sentence."""
    told = {"name": arrival.pupil, "code": arrival.code, "at": f"{timezone.localtime(arrival.at):%H:%M}"}
    copy = arrival.school.register_of_record == School.RegisterOfRecord.MIS
    if not arrival.code:
        says = _("%(name)s is signed in at %(at)s, before the register opened: the register marks them.")
        if arrival.session == Session.PM:
            says = _(
                "%(name)s is signed in at %(at)s. The morning has ended: its mark stays as it is, and the "
                "afternoon’s register marks them."
            )
    elif copy:
        says = _("%(name)s is signed in at %(at)s. Your MIS keeps the register: write %(code)s there.")
    elif arrival.entry is None:
        messages.error(  # type: ignore[arg-type]
            request,
            _("%(name)s is signed in at %(at)s. The register says something else by now: look at both below.")
            % told,
        )
        return
    else:
        says = _("%(name)s is signed in at %(at)s: %(code)s.")
    messages.success(request, says % told)  # type: ignore[arg-type]


@staff_may("amend marks")
@require_POST
def decide_arrival(request: StaffRequest, urn: str, arrival_id: int) -> HttpResponse:
    """Whose a typed name is, which of two marks stands, or that nobody came at all."""
    assert request.school is not None
    arrival = get_object_or_404(Arrival.objects.standing(), pk=arrival_id, school=request.school)
    sent = request.POST  # type: ignore[attr-defined]
    try:
        if "aside" in sent:
            arriving.set_arrival_aside(arrival=arrival, why=sent.get("why", "")[:200], by=request.user)
        elif "leave" in sent:
            arriving.leave_mark(arrival=arrival, by=request.user)
        elif "pupil" in sent:
            arriving.match(arrival=arrival, pupil=_pupil(request, sent["pupil"]), by=request.user)
        else:
            code, seen = sent.get("code", ""), sent.get("seen", "")[:2]
            arriving.write_mark(arrival=arrival, code=code, seen=seen, by=request.user)
    except ProblemWithMarks as problem:
        say(request, problem.problems[0])
    except ProblemWith as problem:
        say(request, problem)
    else:
        messages.success(request, _("Kept."))  # type: ignore[arg-type]
    return redirect("attendance:late_desk", urn)


def _pupil(request: StaffRequest, written: str) -> Pupil:
    here = Pupil.objects.ever_at(request.school).visible_to(request.user)
    return get_object_or_404(here, pk=number_of(written))


@staff_may("amend marks", logs="pupils")
def match_arrival(request: StaffRequest, urn: str, arrival_id: int) -> HttpResponse:
    """Whose name is this? It was typed at the door as it stands here."""
    assert request.school is not None
    arrival = get_object_or_404(Arrival.objects.standing(), pk=arrival_id, school=request.school, pupil=None)
    typed = request.GET.get("q", arrival.typed)  # type: ignore[attr-defined]
    found = find_children(typed, request.school, timezone.localdate(), reader=request.user)
    showing(request, len(found.children))  # type: ignore[arg-type]
    return show(request, "match_arrival.html", arrival=arrival, typed=typed, found=found)


# --- The screens --------------------------------------------------------------------------------------------


@staff_may("change settings")
def desk_links(request: StaffRequest, urn: str) -> HttpResponse:
    """Which screens take names at a door, until when, and who said so?"""
    assert request.school is not None
    form = DeskLinkForm(request.POST or None)  # type: ignore[attr-defined]
    if request.method == "POST" and form.carries_out(  # type: ignore[attr-defined]
        make_link, kind=DeskLink, school=request.school, by=request.user
    ):
        messages.success(request, _("The link is made."))  # type: ignore[arg-type]
        return redirect("attendance:desk_links", urn)
    rows = [(one, _address(request, one)) for one in DeskLink.objects.filter(school=request.school)]
    return show(request, "desk_links.html", form=form, links=rows, status=400 if form.errors else 200)


def _address(request: StaffRequest, link: DeskLink) -> str:
    """The whole address, as it is typed into a screen; none once nobody signs in by it."""
    if not link.is_open:
        return ""
    path = reverse("attendance:desk_screen", args=[key_of(link)])
    return request.build_absolute_uri(path)  # type: ignore[attr-defined, no-any-return]


@staff_may("change settings")
@require_POST
def revoke_link(request: StaffRequest, urn: str, desk_link_id: int) -> HttpResponse:
    """From now on nobody signs in by it."""
    link = get_object_or_404(DeskLink, pk=desk_link_id, school=request.school)
    end_link(link=link, by=request.user)
    messages.success(request, _("Nobody signs in by this link any more."))  # type: ignore[arg-type]
    return redirect("attendance:desk_links", urn)


# Whoever stands at the screen may sign in by it: there is no cookie for a stranger's page to borrow.
@csrf_exempt
@by_key
@require_http_methods(["GET", "HEAD", "POST"])
def desk_screen(request: HttpRequest, key: str) -> HttpResponse:
    """Who are you? The answer is the same whatever was typed: the screen tells nobody of any child."""
    desk = link_of(DeskLink, key)
    if desk is None:
        raise Http404
    if request.method != "POST":
        return _screen(request, desk, ScreenForm())
    form = ScreenForm(request.POST)
    if arriving.is_too_fast(desk):
        return _screen(request, desk, form, too_fast=True, status=429)
    if form.carries_out(arriving.sign_in_by_screen, desk=desk):
        return HttpResponseRedirect(f"{request.path}?in", status=303)
    return _screen(request, desk, form, status=400)


def _screen(
    request: HttpRequest, desk: DeskLink, form: ScreenForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"desk": desk, "form": form, "done": "in" in request.GET, "now": timezone.now()}
    response = render(request, "attendance/day/desk_screen.html", context, status=status)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
