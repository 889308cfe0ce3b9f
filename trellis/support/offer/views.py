"""The offer on the page: drawn with its numbers, written, carried out, and as families read it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.rules.academic_year import AcademicYear
from trellis.schools.access import StaffRequest, staff_may
from trellis.schools.models import School
from trellis.support.models import Agency, Programme
from trellis.support.offer import actions
from trellis.support.offer.counting import (
    Offer,
    cases_of,
    coverage,
    coverage_of_schools,
    levels_of,
    on_roll,
)
from trellis.support.offer.drawing import mix_drawn, windscreen
from trellis.support.offer.forms import BeginOfferForm, CarriedOutForm, LevelForm, OfferStepForm
from trellis.support.offer.models import OfferLevel, OfferStep, StepCarriedOut
from trellis.support.page import form_page, place_of, sent, show
from trellis.support.serving import Tier


@staff_may("see support")
@require_safe
def offer(request: StaffRequest, urn: Any) -> HttpResponse:
    """The levels drawn, what belongs to each, how many children have it; steps done; the work by term."""
    place, today = place_of(request), timezone.localdate()
    held = Offer.of(place, today)
    if not held.levels:
        return show(request, "offer/offer.html", levels=[], is_own=True)
    schools = [place] if isinstance(place, School) else list(School.objects.in_grouping(place, today))
    programmes = (
        Programme.objects.serving(place, today) if isinstance(place, School) else Programme.objects.at(place)
    )
    cases = cases_of(place, request.user, today)
    levels = held.shown(cases, programmes.in_use(today), today)
    covered = coverage(held, place, today) if isinstance(place, School) else [None] * len(levels)
    mixes = held.mixes(cases, place, today)
    by_school = [] if isinstance(place, School) else coverage_of_schools(held, schools, today)
    return show(
        request,
        "offer/offer.html",
        levels=levels,
        is_own=held.levels[0].place == place,
        whose=held.levels[0].place,
        drawing=windscreen(levels),
        children=on_roll(schools, today),
        mixes=[(term, list(zip(levels, mix.counts, strict=True)), mix.whole) for term, mix in mixes],
        chart=mix_drawn(levels, mixes) if mixes else None,
        levels_covered=list(zip(levels, covered, strict=True)),
        by_school=[(school, list(zip(levels, cells, strict=True))) for school, cells in by_school],
        year=AcademicYear.of(today),
    )


@staff_may("see the school")
@require_safe
def for_families(request: StaffRequest, urn: str) -> HttpResponse:
    """What help there is and how to get it, in plain words, to be printed."""
    assert request.school is not None
    today = timezone.localdate()
    held = Offer.of(request.school, today)
    told: dict[str, list[OfferStep]] = {tier: [] for tier in Tier.values}
    for level in held.levels:
        told[level.tier] += [step for step in held.steps.get(level.pk, ()) if step.for_families]
    services = Agency.objects.serving(request.school, today).in_use(today).exclude(for_families="")
    return show(
        request,
        "offer/for_families.html",
        told=[(tier, steps) for tier, steps in told.items() if steps],
        services=list(services),
    )


@staff_may("keep programmes of support")
def begin_offer(request: StaffRequest, urn: Any) -> HttpResponse:
    """Begin with levels in one of two ways of naming them."""
    form = BeginOfferForm(sent(request))
    back = reverse("support:offer", args=[urn])
    if form.carries_out(actions.begin_offer, place=place_of(request), by=request.user):
        return redirect(back)
    return form_page(request, _("Begin the offer"), form, back=back)


@staff_may("keep programmes of support")
def write_level(request: StaffRequest, urn: Any, offer_level_id: int) -> HttpResponse:
    """Name a level anew."""
    level = get_object_or_404(OfferLevel.objects.at(place_of(request)), pk=offer_level_id)
    form = LevelForm(sent(request), level=level)
    back = reverse("support:offer", args=[urn])
    if form.carries_out(actions.write_level, level=level, by=request.user):
        return redirect(back)
    return form_page(request, level.name, form, back=back)


@staff_may("keep programmes of support")
def write_step(
    request: StaffRequest, urn: Any, offer_level_id: int | None = None, offer_step_id: int | None = None
) -> HttpResponse:
    """Write a step of a level, or write one anew."""
    place = place_of(request)
    step = _step_of_ours(request, offer_step_id) if offer_step_id is not None else None
    level = step.level if step else get_object_or_404(OfferLevel.objects.at(place), pk=offer_level_id)
    form = OfferStepForm(sent(request), place=place, level=level, step=step)
    back = reverse("support:offer", args=[urn])
    if form.carries_out(actions.write_step, step=step, by=request.user):
        return redirect(back)
    return form_page(request, _("A step of the offer"), form, back=back, says=level.name)


def _step_of_ours(request: StaffRequest, number: int) -> OfferStep:
    """A step of the place's own offer: a school changes nothing of what its trust wrote."""
    held = OfferStep.objects.filter(level__in=OfferLevel.objects.at(place_of(request)))
    return get_object_or_404(held.select_related("level"), pk=number)


@staff_may("keep programmes of support")
@require_POST
def lay_step_aside(request: StaffRequest, urn: Any, offer_step_id: int) -> HttpResponse:
    """A step is offered no more."""
    actions.lay_step_aside(step=_step_of_ours(request, offer_step_id), by=request.user)
    return redirect("support:offer", urn)


@staff_may("keep cases")
def carry_out(request: StaffRequest, urn: str, offer_step_id: int) -> HttpResponse:
    """A step was carried out at this school."""
    step = _step_here(request, offer_step_id)
    form = CarriedOutForm(sent(request))
    back = reverse("support:offer", args=[urn])
    if form.carries_out(actions.carry_out, step=step, school=request.school, by=request.user):
        return redirect(back)
    return form_page(request, _("It was carried out"), form, back=back, says=step.words)


@staff_may("keep cases")
@require_POST
def not_carried_out(request: StaffRequest, urn: str, offer_step_id: int) -> HttpResponse:
    """It was said by mistake."""
    year = AcademicYear.of(timezone.localdate()).start
    held = StepCarriedOut.objects.filter(school=request.school, year=year)
    carried = get_object_or_404(held, step=_step_here(request, offer_step_id))
    actions.not_carried_out(carried_out=carried, by=request.user)
    return redirect("support:offer", urn)


def _step_here(request: StaffRequest, number: int) -> OfferStep:
    """A step of the offer that stands at the school, its own or a grouping's."""
    assert request.school is not None
    today = timezone.localdate()
    held = OfferStep.objects.in_use(today).filter(level__in=levels_of(request.school, today))
    return get_object_or_404(held, pk=number)
