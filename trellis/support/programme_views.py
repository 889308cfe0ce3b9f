"""Programmes and services on the page: what a school, trust or authority offers and refers to."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trellis.imports.problems import said, words
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.models import School
from trellis.support import actions
from trellis.support.directory.answering import directory
from trellis.support.forms import AgencyForm, BeginForm, LayAsideForm, ProgrammeForm
from trellis.support.models import Agency, Programme, Tier
from trellis.support.page import form_page, place_of, sent, show
from trellis.support.reading import enough_in_words, unit_of, words_of


def _offered(request: StaffRequest, model: Any) -> Any:
    """What a place has of its own; at a school, also what its groupings have for it."""
    place, today = place_of(request), timezone.localdate()
    held = model.objects.serving(place, today) if isinstance(place, School) else model.objects.at(place)
    return held.in_use(today).select_related("school", "grouping")


@staff_may("see support")
@require_safe
def programmes(request: StaffRequest, urn: str) -> HttpResponse:
    """The offer in its tiers: the place's own programmes, and those it is served by."""
    found = list(_offered(request, Programme).prefetch_related("figures", "scope"))
    tiers = [(words, [one for one in found if one.tier == tier]) for tier, words in Tier.choices]
    return show(request, "programmes.html", tiers=tiers)


@staff_may("see support")
@require_safe
def programme(request: StaffRequest, urn: str, programme_id: int) -> HttpResponse:
    """One programme: for whom, who leads and sees it, what is read, what belongs to its cases."""
    place = place_of(request)
    held = get_object_or_404(_offered(request, Programme), pk=programme_id)
    figures = [
        (words_of(one), enough_in_words(one.operator, one.target, unit_of(one)))
        for one in held.figures.select_related("scale")
    ]
    taken = None
    if held.has_places and isinstance(place, School):
        taken = actions.places_taken(held, place, timezone.localdate())
    return show(
        request,
        "programme.html",
        programme=held,
        figures=figures,
        scope=list(held.scope.all()),
        taken=taken,
        is_own=held.place == place,
    )


@staff_may("keep programmes of support")
def begin_programme(request: StaffRequest, urn: str) -> HttpResponse:
    """Begin with a programme the product knows."""
    form = BeginForm(sent(request))
    if form.carries_out(actions.begin_with, place=place_of(request), by=request.user):
        return redirect("support:programme", urn, form.outcome.pk)
    says = _("It becomes your own: every word and number of it can be changed.")
    return form_page(request, _("Begin with a programme"), form, says=says)


@staff_may("keep programmes of support")
def write_programme(request: StaffRequest, urn: str, programme_id: int | None = None) -> HttpResponse:
    """Write a programme, or write one anew."""
    place, held = place_of(request), None
    if programme_id is not None:
        held = get_object_or_404(Programme.objects.at(place), pk=programme_id)
    form = ProgrammeForm(sent(request), place=place, programme=held)
    if form.is_valid():
        try:
            made = actions.write_programme(place=place, programme=held, by=request.user, **form.said())
        except ProblemWith as wrong:
            form.add_error("name", said(words(wrong.says)))
        else:
            return redirect("support:programme", urn, made.pk)
    return form_page(request, held.name if held else _("Write a programme"), form, programme=held)


@staff_may("keep programmes of support")
def lay_aside(request: StaffRequest, urn: str, programme_id: int) -> HttpResponse:
    """A programme is used no more from a day on."""
    held = get_object_or_404(Programme.objects.at(place_of(request)), pk=programme_id)
    form = LayAsideForm(sent(request))
    if form.carries_out(actions.lay_aside, programme=held, by=request.user):
        return redirect("support:programmes", urn)
    says = _("The cases there are go on and can be closed as before.")
    return form_page(request, _("Use it no more"), form, programme=held, says=says)


# --- services -----------------------------------------------------------------------------------------------


@staff_may("see support")
@require_safe
def agencies(request: StaffRequest, urn: str) -> HttpResponse:
    """The services one refers or points to: for which ages, where, and what each asks to be told."""
    asked = request.GET  # type: ignore[attr-defined]
    held = directory(
        _offered(request, Agency).prefetch_related("fields"),
        age=number_of(asked.get("age", "")),
        words=asked.get("q", ""),
        tier=asked.get("tier", ""),
    )
    return show(request, "agencies.html", agencies=held, asked=asked, tiers=Tier.choices)


@staff_may("keep programmes of support")
def write_agency(request: StaffRequest, urn: str, agency_id: int | None = None) -> HttpResponse:
    """Write down a service and its agreed format."""
    place, held = place_of(request), None
    if agency_id is not None:
        held = get_object_or_404(Agency.objects.at(place), pk=agency_id)
    form = AgencyForm(sent(request), place=place, agency=held)
    if form.is_valid():
        try:
            actions.write_agency(place=place, agency=held, by=request.user, **form.said())
        except ProblemWith as wrong:
            form.add_error("name", said(words(wrong.says)))
        else:
            return redirect("support:agencies", urn)
    return form_page(request, held.name if held else _("Write down a service"), form, agency=held)
