"""Gatherings on the page: what is to come and what was, one with its minutes and promises, standing items,
and which governor visits what.
"""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.gatherings import actions
from trellis.gatherings.forms import (
    GatheringForm,
    LinkForm,
    MinutesForm,
    NoteForm,
    OutcomeForm,
    PromiseForm,
    StandingForm,
)
from trellis.gatherings.models import Gathering, Kind, LinkRole, Promise, StandingItem
from trellis.gatherings.visiting import visiting
from trellis.imports.problems import said, words
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.models import Grouping, School
from trellis.schools.roles import Permission

_A_PAGE = 50


def _place(request: StaffRequest) -> School | Grouping:
    """Whose gatherings a page is about: the address names a school or a grouping in the same place."""
    place = request.school or request.grouping
    assert place is not None
    return place


def _page(request: StaffRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    urn, place = request.resolver_match.kwargs["urn"], _place(request)  # type: ignore[attr-defined]
    home = reverse("school", args=[urn]) if request.school else reverse("grouping", args=urn)
    context |= {
        "place": place,
        "place_url": home,
        "school": request.school,
        "urn": urn,
        "may_keep": may(request.user, Permission.KEEP_GATHERINGS, place),
    }
    return render(request, f"gatherings/{template}", context, status=status)  # type: ignore[arg-type]


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None  # type: ignore[attr-defined]


def _form(request: StaffRequest, title: str, form: Any, **more: Any) -> HttpResponse:
    """A page with one form."""
    return _page(request, "form.html", status=400 if form.errors else 200, title=title, form=form, **more)


def _one(request: StaffRequest, gathering_id: int) -> Gathering:
    held = Gathering.objects.at(_place(request)).visible_to(request.user)
    return get_object_or_404(held.select_related("role__person"), pk=gathering_id)


def _to(urn: Any, gathering: Gathering) -> HttpResponse:
    return redirect("gatherings:gathering", urn, gathering.pk)


# --- the gatherings of a place ------------------------------------------------------------------------------


@staff_may("see meetings")
@require_safe
def gatherings(request: StaffRequest, urn: str) -> HttpResponse:
    """What is to come, what is still to be done of what was promised, and what was."""
    today, place = timezone.localdate(), _place(request)
    seen = Gathering.objects.at(place).visible_to(request.user)
    promises = Promise.objects.open().filter(gathering__in=seen).select_related("gathering")
    past = Paginator(seen.past(today), _A_PAGE).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    return _page(
        request,
        "gatherings.html",
        to_come=list(seen.to_come(today)[:_A_PAGE]),
        past=past,
        promises=[(each, each.due < today) for each in promises],
    )


@staff_may("keep meetings")
def new(request: StaffRequest, urn: str) -> HttpResponse:
    """Arrange a meeting or a visit."""
    place, begun = _place(request), {}
    asked = number_of(request.GET.get("role", ""))  # type: ignore[attr-defined]
    if asked and (role := LinkRole.objects.at(place).filter(pk=asked).first()):
        begun = {"kind": Kind.VISIT, "about": role.area, "role": role, "people": [role.person_id]}
    form = GatheringForm(_sent(request), initial=begun, place=place)
    if form.is_valid():
        made = actions.arrange(place=place, by=request.user, **form.values(), **form.invited())
        return _to(urn, made)
    return _form(request, _("Arrange a meeting or a visit"), form)


@staff_may("keep meetings")
def standing(request: StaffRequest, urn: str) -> HttpResponse:
    """What stands on every agenda of a kind."""
    place, held = _place(request), {}
    for item in StandingItem.objects.at(place):
        held.setdefault(item.kind, []).append(item.words)
    form = StandingForm(_sent(request), standing=held)
    if form.is_valid():
        for kind, lines in form.said():
            actions.set_standing(place=place, kind=kind, lines=lines, by=request.user)
        return redirect("gatherings:gatherings", urn)
    says = _("They are put on every agenda arranged from now on. Agendas made before stay as they are.")
    return _form(request, _("Standing items"), form, says=says)


# --- one gathering ------------------------------------------------------------------------------------------


@staff_may("see meetings")
@require_safe
def gathering(request: StaffRequest, urn: str, gathering_id: int) -> HttpResponse:
    """One gathering: its agenda and what was said, who came, what was promised."""
    held, today = _one(request, gathering_id), timezone.localdate()
    invitations = list(held.invitations.all())
    return _page(
        request,
        "gathering.html",
        gathering=held,
        items=list(held.items.all()),
        invitations=invitations,
        promises=[(each, each.stands_on(today)) for each in held.promises.all()],
        may_note=_may_note(request, held, invitations),
    )


def _may_note(request: StaffRequest, held: Gathering, invitations: Any) -> bool:
    """Whether the reader is who made the visit, and it is no longer to come."""
    own = any(each.person_id == request.user.pk for each in invitations)
    return held.is_visit and own and held.on <= timezone.localdate() and not held.called_off


@staff_may("keep meetings")
def change(request: StaffRequest, urn: str, gathering_id: int) -> HttpResponse:
    """Change when and where it is and who is invited, or call it off."""
    held = _one(request, gathering_id)
    form = GatheringForm(_sent(request), place=_place(request), gathering=held)
    if form.is_valid():
        try:
            actions.change(gathering=held, values=form.values(), by=request.user)
        except ProblemWith as wrong:
            form.add_error("on", said(words(wrong.says)))
        else:
            actions.invite(gathering=held, by=request.user, **form.invited())
            return _to(urn, held)
    return _form(request, _("Change it"), form, gathering=held)


@staff_may("keep meetings")
def minutes(request: StaffRequest, urn: str, gathering_id: int) -> HttpResponse:
    """Write down who came and what was said."""
    held = _one(request, gathering_id)
    form = MinutesForm(_sent(request), gathering=held)
    if form.is_valid():
        actions.write_minutes(gathering=held, by=request.user, **form.said())
        return _to(urn, held)
    return _form(request, _("Minutes"), form, gathering=held)


@staff_may("see meetings")
def note(request: StaffRequest, urn: str, gathering_id: int) -> HttpResponse:
    """The note of a visit, written by the governor who made it."""
    held = _one(request, gathering_id)
    if not _may_note(request, held, held.invitations.all()):
        messages.error(request, _("The note of a visit is written by who made it, once they have been."))  # type: ignore[arg-type]
        return _to(urn, held)
    form = NoteForm(_sent(request), initial={"words": held.minutes})
    if form.is_valid():
        actions.note_visit(gathering=held, words=form.cleaned_data["words"], by=request.user)
        return _to(urn, held)
    return _form(request, _("The note of your visit"), form, gathering=held)


@staff_may("keep meetings")
def new_promise(request: StaffRequest, urn: str, gathering_id: int) -> HttpResponse:
    """Write down what was promised there."""
    held = _one(request, gathering_id)
    form = PromiseForm(_sent(request), place=_place(request))
    if form.carries_out(actions.promise, gathering=held, by=request.user):
        return _to(urn, held)
    return _form(request, _("Write down a promise"), form, gathering=held)


@staff_may("keep meetings")
def promise(request: StaffRequest, urn: str, gathering_id: int, promise_id: int) -> HttpResponse:
    """Say what became of a promise."""
    held = _one(request, gathering_id)
    one = get_object_or_404(held.promises, pk=promise_id)
    begun = {"was_kept": "yes" if one.was_kept else None, "outcome": one.outcome}
    form = OutcomeForm(_sent(request), initial=begun)
    if form.carries_out(actions.deal_with_promise, promise=one, by=request.user):
        return _to(urn, held)
    says = _("%(words)s: %(who)s, by %(day)s") % {
        "words": one.words,
        "who": one.who,
        "day": date_format(one.due, "j F Y"),
    }
    return _form(request, _("What became of a promise"), form, gathering=held, says=says)


# --- which governor visits what -----------------------------------------------------------------------------


def _year(request: StaffRequest) -> AcademicYear:
    try:
        return AcademicYear.parse(request.GET.get("year", ""))  # type: ignore[attr-defined]
    except ProblemWith:
        return AcademicYear.of(timezone.localdate())


@staff_may("see meetings")
@require_safe
def links(request: StaffRequest, urn: str) -> HttpResponse:
    """Which governor knows which area, and the visits of a school year."""
    year, place = _year(request), _place(request)
    opened = Gathering.objects.at(place).visible_to(request.user).in_year(year)
    return _page(
        request,
        "links.html",
        opened=set(opened.values_list("pk", flat=True)),
        year=year,
        years=[year.before, AcademicYear(year.start + 1)],
        visiting=visiting(place, year, timezone.localdate()),
    )


@staff_may("keep meetings")
def link(request: StaffRequest, urn: str, role_id: int | None = None) -> HttpResponse:
    """Link a governor to an area, or change that."""
    place = _place(request)
    held = get_object_or_404(LinkRole.objects.at(place), pk=role_id) if role_id is not None else None
    begun = {name: getattr(held, name) for name in ("person", "area", "year", "months")} if held else {}
    form = LinkForm(_sent(request), initial=begun, place=place)
    if form.carries_out(actions.link_governor, place=place, role=held, by=request.user):
        return redirect("gatherings:links", urn)
    return _form(request, _("Link a governor to an area"), form, role=held)


@staff_may("keep meetings")
@require_POST
def end_link(request: StaffRequest, urn: str, role_id: int) -> HttpResponse:
    """A governor is linked to an area no more."""
    actions.end_link(
        role=get_object_or_404(LinkRole.objects.at(_place(request)), pk=role_id), by=request.user
    )
    return redirect("gatherings:links", urn)
