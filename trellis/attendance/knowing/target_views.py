"""Targets of classes, pupils and groupings: where each stands, what is needed, what the head was told."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from trellis.attendance.asked import Asked, DaysAsked, choices, years_with_registers
from trellis.attendance.knowing.aiming import FIELDS, OF, readings, standing_of_grouping, standings
from trellis.attendance.knowing.page import show
from trellis.evidence.actions import drop_target, freeze, set_target
from trellis.evidence.models import Reading, Target
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.criteria import STATUSES, Status
from trellis.rules.populations import Population
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.forms import ActForm
from trellis.schools.models import GroupingMembership, Pupil, School, SchoolClass
from trellis.schools.roles import Permission


@dataclass(frozen=True)
class OfGrouping(DaysAsked):
    """The year a grouping's target is of."""

    year: AcademicYear
    today: dt.date
    half_term: str = ""
    population: Population = Population.ALL_ON_ROLL


class TargetForm(ActForm):
    """A percentage, and what was agreed."""

    refused_at = "percent"
    percent = forms.CharField(label=gettext_lazy("Attendance to reach, per cent"), max_length=8)
    words = forms.CharField(
        label=gettext_lazy("What was agreed, and with whom"), max_length=300, required=False
    )


class ClassTargetForm(TargetForm):
    """The same, of a class."""

    school_class = forms.ModelChoiceField(SchoolClass.objects.none(), label=gettext_lazy("Class"))
    field_order = ("school_class", "percent", "words")

    def __init__(self, *args: Any, school: School, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_class"].empty_label = _("Choose")  # type: ignore[attr-defined]
        self.fields["school_class"].queryset = SchoolClass.objects.filter(  # type: ignore[attr-defined]
            school=school, year=year
        ).order_by("name")


@staff_may("see figures", logs="pupils")
def targets(request: StaffRequest, urn: str) -> HttpResponse:
    """Each target of the school, where it stands and what is needed from here."""
    assert request.school is not None
    asked = Asked.read(request.school, request.GET, timezone.localdate())  # type: ignore[attr-defined]
    form = None
    if may(request.user, Permission.CHANGE_SETTINGS, request.school):
        form = ClassTargetForm(request.POST or None, school=request.school, year=asked.year.start)  # type: ignore[attr-defined]
        of = {"place": request.school, "year": asked.year.start, "by": request.user}
        if request.method == "POST" and form.carries_out(set_target, **of):  # type: ignore[attr-defined]
            messages.success(request, _("The target is set."))  # type: ignore[arg-type]
            return redirect("attendance:targets", urn)
    found = _found(request, asked)
    showing(request, sum(one.pupil is not None for one in found))  # type: ignore[arg-type]
    return show(
        request,
        "targets.html",
        status=400 if form and form.errors else 200,
        asked=asked,
        found=found,
        form=form,
        told=sorted({timezone.localdate(one.as_at) for one in _told(request.school)}, reverse=True),
        years=years_with_registers(request.school),
        half_terms=choices()["half_terms"],
    )


def _found(request: StaffRequest, asked: Asked) -> Any:
    """The standings the reader may see: pupils' only where they may see pupils."""
    held = Target.objects.at(asked.school).filter(year=asked.year.start).select_related("school_class")
    seen = Pupil.objects.visible_to(request.user).filter(targets__in=held)
    names = {child.pk: str(child) for child in seen}
    rows = held.order_by("pupil__surname", "pupil__forename", "school_class__name", "pk")
    return standings(asked, asked.rolls(FIELDS), rows, names)


@staff_may("change settings", logs="pupil")
def pupil_target(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """A child's own target."""
    assert request.school is not None
    assert request.pupil is not None
    year = AcademicYear.of(timezone.localdate())
    of = {"place": request.school, "pupil": request.pupil, "year": year.start}
    held = Target.objects.at(request.school).filter(pupil=request.pupil, year=year.start).first()
    initial = {"percent": f"{held.percent.normalize():f}", "words": held.words} if held else {}
    form = TargetForm(request.POST or None, initial=initial)  # type: ignore[attr-defined]
    if request.method == "POST" and form.carries_out(set_target, **of, by=request.user):  # type: ignore[attr-defined]
        messages.success(request, _("The target is set."))  # type: ignore[arg-type]
        return redirect("attendance:targets", urn)
    return show(
        request,
        "pupil_target.html",
        status=400 if form.errors else 200,
        pupil=request.pupil,
        year=year,
        form=form,
        held=held,
    )


@staff_may("change settings")
@require_POST
def drop(request: StaffRequest, urn: str, target_id: int) -> HttpResponse:
    """A target that is no longer aimed at."""
    target = get_object_or_404(Target.objects.filter(school=request.school), pk=target_id)
    drop_target(target=target, by=request.user)
    messages.success(request, _("The target is taken away."))  # type: ignore[arg-type]
    return redirect("attendance:targets", urn)


@staff_may("change settings")
@require_POST
def tell(request: StaffRequest, urn: str) -> HttpResponse:
    """Freeze where the school and its classes stand, for the head."""
    assert request.school is not None
    asked = Asked.read(request.school, request.POST, timezone.localdate())  # type: ignore[attr-defined]
    held = asked.rolls(FIELDS)
    classes = Target.objects.at(asked.school).filter(year=asked.year.start, pupil=None)
    found = standings(asked, held, classes.select_related("school_class"), {})
    freeze(readings=readings(asked, held, found), by=request.user)
    return redirect("attendance:targets_told", urn, asked.today)


@staff_may("see figures")
def told(request: StaffRequest, urn: str, date: dt.date) -> HttpResponse:
    """What the head was told on a day, as it stood."""
    assert request.school is not None
    rows = [
        (one, _(STATUSES[Status(one.status)]))
        for one in _told(request.school)
        if timezone.localdate(one.as_at) == date
    ]
    return show(request, "targets_told.html", rows=rows, date=date)


def _told(school: School) -> list[Reading]:
    return list(Reading.objects.at(school).filter(of=OF))


# --- groupings ----------------------------------------------------------------------------------------------


@staff_may("see figures")
def grouping_targets(request: StaffRequest, kind: str, name: str) -> HttpResponse:
    """The target of a trust, phase or authority, and where each of its schools stands to it."""
    assert request.grouping is not None
    asked = OfGrouping(AcademicYear.of(timezone.localdate()), timezone.localdate())
    target = Target.objects.at(request.grouping).filter(year=asked.year.start).first()
    may_set = may(request.user, Permission.CHANGE_SETTINGS, request.grouping)
    form = TargetForm(request.POST or None) if may_set else None  # type: ignore[attr-defined]
    of = {"place": request.grouping, "year": asked.year.start, "by": request.user}
    if form and request.method == "POST" and form.carries_out(set_target, **of):  # type: ignore[attr-defined]
        return redirect("attendance:grouping_targets", kind, name)
    found = []
    if target is not None:
        held = rolls(Scope(grouping=request.grouping), asked.year.since, asked.year.until, fields=("school",))
        members = GroupingMembership.objects.on(asked.today).filter(grouping=request.grouping)
        schools = School.objects.filter(pk__in=members.values("school")).prefetch_related("urns")
        found = standing_of_grouping(
            asked, held, target, list(schools.order_by("name")), request.grouping.name
        )
    context = {"grouping": request.grouping, "asked": asked, "target": target, "found": found, "form": form}
    status = 400 if form and form.errors else 200
    return render(request, "attendance/knowing/grouping_targets.html", context, status=status)  # type: ignore[arg-type]
