"""Scores on the page: the scales of a school, one with its waves, a class recorded, one child's scores."""

import itertools
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from trellis.imports.problems import say
from trellis.learning import actions
from trellis.learning.drawing import drawn_in_words, waves_drawn
from trellis.learning.forms import ChooseForm, ScaleForm, ScoresForm
from trellis.learning.models import Scale, Score
from trellis.learning.waves import Wave, by_group, of_group, waves_of
from trellis.registers.taking import members_of
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.models import School, SchoolClass
from trellis.schools.roles import Permission

_A_PAGE = 50


def _school(request: StaffRequest) -> School:
    assert request.school is not None
    return request.school


def _page(request: StaffRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    school = _school(request)
    urn = request.resolver_match.kwargs["urn"]  # type: ignore[attr-defined]
    context |= {
        "school": school,
        "urn": urn,
        "school_url": reverse("school", args=[urn]),
        "may_record": bool(request.user.reach(Permission.CHANGE_SCORES)),
        "may_name": may(request.user, Permission.CHANGE_SCORES, school),
    }
    return render(request, f"learning/{template}", context, status=status)  # type: ignore[arg-type]


def _scale(request: StaffRequest, scale_id: int) -> Scale:
    held = Scale.objects.for_school(_school(request), timezone.localdate())
    return get_object_or_404(held, pk=scale_id)


def _scores(request: StaffRequest, permission: Permission = Permission.SEE_SCORES) -> Any:
    """What a person may see of the school's scores."""
    return Score.objects.filter(school=_school(request)).visible_to(request.user, permission)


@staff_may("see scores", narrows=True)
@require_safe
def scales(request: StaffRequest, urn: str) -> HttpResponse:
    """What the school measures by: each scale with its latest wave."""
    held = Scale.objects.for_school(_school(request), timezone.localdate())
    waves: dict[int, list[Wave]] = waves_of(_scores(request))
    told = [(scale, waves.get(scale.pk, [])) for scale in held]
    by_instrument = [
        (instrument, list(own)) for instrument, own in itertools.groupby(told, lambda one: one[0].instrument)
    ]
    return _page(request, "scales.html", instruments=by_instrument)


@staff_may("record scores")
def new_scale(request: StaffRequest, urn: str) -> HttpResponse:
    """Name a scale."""
    form = ScaleForm(request.POST if request.method == "POST" else None)  # type: ignore[attr-defined]
    if request.method == "POST" and form.carries_out(  # type: ignore[attr-defined]
        actions.name_scale, place=_school(request), by=request.user
    ):
        return redirect("learning:scale", urn, form.outcome.pk)
    return _page(request, "scale_form.html", 400 if form.errors else 200, form=form, title=_("Name a scale"))


@staff_may("record scores")
def change_scale(request: StaffRequest, urn: str, scale_id: int) -> HttpResponse:
    """Change a scale of the school's own."""
    scale = get_object_or_404(Scale.objects.at(_school(request)), pk=scale_id)
    begun = {name: getattr(scale, name) for name in ScaleForm.base_fields}
    form = ScaleForm(request.POST if request.method == "POST" else None, initial=begun)  # type: ignore[attr-defined]
    if request.method == "POST" and form.carries_out(  # type: ignore[attr-defined]
        actions.name_scale, place=_school(request), scale=scale, by=request.user
    ):
        return redirect("learning:scale", urn, scale.pk)
    return _page(
        request,
        "scale_form.html",
        400 if form.errors else 200,
        form=form,
        scale=scale,
        title=_("Change a scale"),
    )


@staff_may("see scores", logs="pupils", narrows=True)
@require_safe
def scale(request: StaffRequest, urn: str, scale_id: int) -> HttpResponse:
    """One scale: how the scores of each wave lie, and who scored what in one of them."""
    held = _scale(request, scale_id)
    seen = _scores(request).filter(scale=held)
    waves = waves_of(seen).get(held.pk, [])
    asked = request.GET.get("wave") or (waves[-1].name if waves else "")  # type: ignore[attr-defined]
    groups, number = held.groups, number_of(request.GET.get("group", ""))  # type: ignore[attr-defined]
    in_wave = seen.filter(wave=asked)
    group = ""
    if number is not None and number < len(groups.held):
        in_wave, group = in_wave.filter(of_group(groups, number)), groups.names[number]
    in_wave = in_wave.select_related("pupil").order_by(*_ORDER[held.wanted], "pupil__surname", "pk")
    page = Paginator(in_wave, _A_PAGE).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    showing(request, len(page.object_list))  # type: ignore[arg-type]
    return _page(
        request,
        "scale.html",
        scale=held,
        waves=waves,
        wave=asked,
        groups=groups.names,
        group=group,
        by_group=by_group(groups, waves, seen) if groups.held else [],
        page=page,
        chart=waves_drawn(held, waves, seen.values_list("wave", "value")) if waves else None,
        chart_says=drawn_in_words(held, waves) if waves else "",
    )


# Whoever the scale worries about most stands first.
_ORDER = {
    Scale.Wanted.HIGHER: ("value",),
    Scale.Wanted.LOWER: ("-value",),
    Scale.Wanted.NEITHER: (),
}


def _classes(request: StaffRequest) -> Any:
    """The classes of this year whose scores somebody may record."""
    school, today = _school(request), timezone.localdate()
    reach = request.user.reach(Permission.CHANGE_SCORES)
    held = SchoolClass.objects.filter(school=school, year=AcademicYear.of(today).start)
    if not may(request.user, Permission.CHANGE_SCORES, school):
        held = held.filter(pk__in=reach.classes)
    return held.order_by("name")


@staff_may("record scores", narrows=True)
@require_safe
def choose(request: StaffRequest, urn: str, scale_id: int) -> HttpResponse:
    """Which class, which wave and which day."""
    held = _scale(request, scale_id)
    waves = [one.name for one in waves_of(_scores(request).filter(scale=held)).get(held.pk, [])]
    asked = request.GET or None  # type: ignore[attr-defined]
    form = ChooseForm(asked, classes=_classes(request), waves=waves)
    if form.is_valid():
        chosen = form.cleaned_data
        where = reverse("learning:record", args=[urn, held.pk, chosen["school_class"].pk])
        return redirect(f"{where}?wave={chosen['wave']}&on={chosen['on'].isoformat()}")
    return _page(request, "choose.html", scale=held, form=form, status=400 if form.errors else 200)


@staff_may("record scores", logs="pupils", narrows=True)
def record(request: StaffRequest, urn: str, scale_id: int, class_id: int) -> HttpResponse:
    """The scores of a class in one wave."""
    held = _scale(request, scale_id)
    school_class = get_object_or_404(_classes(request), pk=class_id)
    asked = ChooseForm(
        {**request.GET.dict(), "school_class": school_class.pk},  # type: ignore[attr-defined]
        classes=_classes(request),
        waves=[],
    )
    if not asked.is_valid():
        return redirect("learning:choose", urn, held.pk)
    wave, on = asked.cleaned_data["wave"], asked.cleaned_data["on"]
    members = members_of([school_class], on).select_related("enrolment__pupil")
    pupils = [member.enrolment.pupil for member in members.order_by("enrolment__pupil__surname", "pk")]
    stands = Score.objects.filter(scale=held, wave=wave, pupil__in=pupils)
    sent = request.POST if request.method == "POST" else None  # type: ignore[attr-defined]
    form = ScoresForm(sent, scale=held, pupils=pupils, held=stands)
    showing(request, len(pupils))  # type: ignore[arg-type]
    if form.is_valid():
        try:
            touched = actions.record_scores(
                school=_school(request), scale=held, wave=wave, on=on, values=form.values(), by=request.user
            )
        except ProblemWith as problem:
            say(request, problem)  # type: ignore[arg-type]
        else:
            words = ngettext("%(count)s score was recorded.", "%(count)s scores were recorded.", touched)
            messages.success(request, words % {"count": touched})  # type: ignore[arg-type]
            return redirect(f"{reverse('learning:scale', args=[urn, held.pk])}?wave={wave}")
    return _page(
        request,
        "record.html",
        400 if form.errors else 200,
        scale=held,
        school_class=school_class,
        wave=wave,
        on=on,
        form=form,
    )


@staff_may("see scores", logs="pupil")
@require_safe
def pupil(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """One child's scores, scale by scale, wave by wave."""
    assert request.pupil is not None
    held = Score.objects.filter(pupil=request.pupil).visible_to(request.user).select_related("scale")
    scores = sorted(held, key=lambda one: (str(one.scale), one.on, one.pk))
    by_scale = [(scale, list(own)) for scale, own in itertools.groupby(scores, lambda one: one.scale)]
    return _page(request, "pupil.html", pupil=request.pupil, scales=by_scale)
