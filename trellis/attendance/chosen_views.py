"""Several children chosen on a list, and one letter for their families: chosen once, then looked through."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from trellis.attendance.asked import Asked
from trellis.attendance.choosing import prepare_chosen_letters
from trellis.attendance.forms import ChosenLetterForm, usual_ways
from trellis.attendance.pupil_lists import FIELDS, pupil_list, rolls_of_list
from trellis.messages.languages import problem_in_words
from trellis.messages.models import Batch
from trellis.registers.half_terms import half_terms_of
from trellis.schools.access import StaffRequest, showing, staff_may
from trellis.schools.asked_for import numbers_of
from trellis.schools.models import Enrolment, Pupil, School


@staff_may("prepare letters", logs="pupils")
def write_to(request: StaffRequest, urn: str) -> HttpResponse:
    """Which letter, how it goes and when to meet; then its batch, which waits to be approved."""
    assert request.school is not None
    given = request.POST if request.method == "POST" else request.GET
    asked = Asked.read(request.school, given, timezone.localdate())
    pupils = chosen_pupils(request, asked, given)
    showing(request, len(pupils))
    form = ChosenLetterForm(
        request.POST if request.method == "POST" and "template" in request.POST else None,
        initial={
            "template": given.get("letter", ""),
            "ways": usual_ways(given.get("letter", "")),
            "place": str(request.school),
        },
    )
    if form.is_bound and pupils and form.is_valid():
        batch = _prepare(request, form, pupils, asked)
        if batch is not None:
            return redirect("messages:batch", urn=urn, batch_id=batch.pk)
    context = {
        "school": request.school,
        "urn": urn,
        "pupils": pupils,
        "form": form,
        "asked": asked,
        "back": given.get("back", "") if given.get("back", "").startswith(f"/schools/{urn}/") else "",
    }
    return render(request, "attendance/write_to.html", context, status=400 if form.errors else 200)


def chosen_pupils(request: StaffRequest, asked: Asked, given: Any) -> list[Pupil]:
    """The children ticked, or everybody on the list where that was asked; only those the reader may see."""
    assert request.school is not None
    seen = Pupil.objects.visible_to(request.user).ever_at(request.school)
    if given.get("all"):
        fields = {field: given[field] for field in FIELDS if given.get(field)}
        found = pupil_list(asked, rolls_of_list(asked, fields), given.get("where", ""), fields)
        enrolments = Enrolment.objects.filter(pk__in=found.enrolments)
        return list(seen.filter(pk__in=enrolments.values("pupil")))
    return list(seen.filter(pk__in=numbers_of(given.getlist("pupil"))))


def _prepare(
    request: StaffRequest, form: ChosenLetterForm, pupils: list[Pupil], asked: Asked
) -> Batch | None:
    """The batch, or none where the form now says why not."""
    assert request.school is not None
    since, until = _days(request.school, asked)
    said: Mapping[str, Any] = form.cleaned_data
    try:
        batch, draft = prepare_chosen_letters(
            school=request.school,
            template=said["template"],
            pupils=pupils,
            channels=said["ways"],
            since=since,
            until=until,
            date=said["date"],
            time=said["time"],
            place=said["place"],
            by=request.user,
        )
    except ValueError as wrong:
        form.add_error(None, problem_in_words(wrong))
        return None
    for note in draft.notes:
        messages.info(request, note)
    return batch


def _days(school: School, asked: Asked) -> tuple[dt.date, dt.date]:
    """The days a list was about, from the first the school was open, as far as they have come."""
    known = half_terms_of(school, asked.year)
    named = [held for held in known if asked.half_term in ("", held.name)]
    since = min((held.since for held in named), default=asked.year.since)
    until = max((held.until for held in named), default=asked.year.until)
    return since, min(until, asked.today)
