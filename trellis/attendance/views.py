"""The pages of the attendance day."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.attendance.actions import prepare_attendance_letters
from trellis.attendance.asked import Asked
from trellis.attendance.forms import HalfTermForm
from trellis.attendance.half_term import half_terms_begun
from trellis.attendance.knowing.completeness import FIELDS, completeness
from trellis.messages.languages import problem_in_words
from trellis.rules.academic_year import AcademicYear
from trellis.schools.access import StaffRequest, staff_may
from trellis.schools.models import School


@staff_may("prepare letters")
def draw_up_letters(request: StaffRequest, urn: str) -> HttpResponse:
    """Choose a half-term; its letters are drawn up and wait to be looked through and approved."""
    assert request.school is not None
    choices = _half_terms(request.school)
    posted = request.POST if request.method == "POST" else None
    form = HalfTermForm(
        posted,
        half_terms=choices,
        initial={"half_term": choices[-1][0] if choices else None, "ways": "letter"},
    )
    if request.method == "POST" and form.is_valid():
        start, _colon, name = form.cleaned_data["half_term"].partition(":")
        try:
            batch, draft = prepare_attendance_letters(
                school=request.school,
                year=AcademicYear(int(start)),
                half_term=name,
                channels=form.cleaned_data["ways"],
                by=request.user,
            )
        except ValueError as wrong:
            form.add_error("half_term", problem_in_words(wrong))
        else:
            asked = Asked(request.school, AcademicYear(int(start)), timezone.localdate(), name)
            for note in (*draft.notes, completeness(asked, asked.rolls(FIELDS)).sentence):
                if note:
                    messages.info(request, note)
            return redirect("messages:batch", urn=urn, batch_id=batch.pk)
    return render(
        request,
        "attendance/draw_up_letters.html",
        {"school": request.school, "urn": urn, "form": form, "choices": choices},
        status=400 if form.errors else 200,
    )


def _half_terms(school: School) -> list[tuple[str, str]]:
    """The half-terms that have begun, last year's and this year's: ("2024:Autumn 1", "Autumn 1, 2024/25")."""
    this_year = AcademicYear.of(timezone.localdate())
    return [
        (f"{year.start}:{half_term.name}", f"{_(half_term.name)}, {year.label}")
        for year in (this_year.before, this_year)
        for half_term in half_terms_begun(school, year)
    ]
