"""The welfare service on the page: caseload, supervision, and each month’s cross-match with its letters."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.imports.problems import say
from trellis.rules.academic_year import AcademicYear
from trellis.rules.casework import month_of
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, showing, staff_may
from trellis.schools.asked_for import day_of
from trellis.schools.models import School
from trellis.support import actions
from trellis.support.forms import SupervisionForm
from trellis.support.match_letter import letter_pdf
from trellis.support.meeting_pack import pack
from trellis.support.models import Case, CaseContact, CrossMatched
from trellis.support.page import A_PAGE, form_page, sent, show
from trellis.support.welfare import LINE, caseload, keep_match, matched


def _months(today: dt.date) -> list[dt.date]:
    """The months of the school year so far, and of the one before from spring on; the latest first."""
    first, found = AcademicYear.of(today).before.since.replace(month=1, day=1), []
    first = min(first.replace(year=first.year + 1), today.replace(day=1))
    month = today.replace(day=1)
    while month >= first:
        found.append(month)
        month = month_of(month - dt.timedelta(days=1))[0]
    return found


def _month(request: StaffRequest, default: dt.date) -> dt.date:
    asked = request.GET.get("month", "")  # type: ignore[attr-defined]
    month = (day_of(f"{asked}-01") if asked else None) or default
    if month > timezone.localdate():
        raise Http404
    return month.replace(day=1)


@staff_may("supervise casework", logs="pupils")
@require_safe
def caseload_page(request: StaffRequest, urn: Any) -> HttpResponse:
    """The caseload of a month, by officer, what has not moved first."""
    assert request.grouping is not None
    today = timezone.localdate()
    month = _month(request, today)
    every = caseload(request.grouping, request.user, month, today)
    leads = sorted({row.lead for row in every})
    lead = request.GET.get("lead", "")  # type: ignore[attr-defined]
    rows = [row for row in every if not lead or row.lead == lead]
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    showing(request, len({row.case.pupil_id for row in page.object_list}))  # type: ignore[arg-type]
    return show(
        request,
        "caseload.html",
        month=month,
        months=_months(today),
        page=page,
        leads=leads,
        lead=lead,
        still=sum(row.has_not_moved for row in rows),
    )


@staff_may("supervise casework", logs="pupil")
def supervision(request: StaffRequest, urn: Any, case_id: int) -> HttpResponse:
    """Write down what was decided of a case in supervision."""
    seen = Case.objects.open().visible_to(request.user).filter(programme__grouping=request.grouping)
    case = get_object_or_404(seen.select_related("pupil", "programme"), pk=case_id)
    request.pupil = case.pupil

    def note(*, on: dt.date, words: str, by: Any) -> CaseContact:
        kind = CaseContact.Kind.SUPERVISION
        return actions.note_contact(case=case, on=on, kind=kind, words=words, by=by)

    form = SupervisionForm(sent(request))
    if form.carries_out(note, by=request.user):
        return redirect("support:caseload", urn)
    return form_page(request, _("Supervision"), form, child=f"{case.pupil} · {case.programme}")


@staff_may("supervise casework", logs="pupils")
@require_safe
def cross_match(request: StaffRequest, urn: Any) -> HttpResponse:
    """Children below the line in a month or the year so far, set against the caseload, school by school."""
    assert request.grouping is not None
    today = timezone.localdate()
    month = _month(request, month_of(today.replace(day=1) - dt.timedelta(days=1))[0])
    found = matched(request.grouping, month, request.user, today)
    showing(request, len({child.pupil.pk for child in found.children}))  # type: ignore[arg-type]
    counts = [(words, found.count(standing)) for standing, words in CrossMatched.Standing.choices]
    return show(
        request,
        "cross_match.html",
        found=found,
        month=month,
        months=_months(today),
        line=LINE,
        counts=counts,
        is_over=found.until < today,
    )


@staff_may("supervise casework")
@require_POST
def keep_month(request: StaffRequest, urn: Any, month: dt.date) -> HttpResponse:
    """Keep a month that is over, and with it the letters."""
    assert request.grouping is not None
    try:
        keep_match(grouping=request.grouping, month=month, reader=request.user, by=request.user)
    except ProblemWith as wrong:
        say(request, wrong)
    response = redirect("support:cross_match", urn)
    response["Location"] += f"?month={month:%Y-%m}"
    return response


@staff_may("supervise casework", logs="pupils")
@require_safe
def match_letter(request: StaffRequest, urn: Any, month: dt.date, of_urn: str) -> HttpResponse:
    """The letter of a kept month to one school."""
    assert request.grouping is not None
    here = School.objects.in_grouping(request.grouping, month).known_by(of_urn)
    school = get_object_or_404(here.prefetch_related("urns"))
    found = matched(request.grouping, month, request.user, timezone.localdate())
    if found.kept is None:
        raise Http404
    at = found.at(school)
    showing(request, len(at.children))  # type: ignore[arg-type]
    name = f"below-80-{of_urn}-{month:%Y-%m}.pdf"
    return HttpResponse(
        letter_pdf(found.kept, at),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"},
    )


@staff_may("supervise casework", logs="pupils")
@require_safe
def meeting_pack(request: StaffRequest, urn: Any, of_urn: str) -> HttpResponse:
    """What the authority and a school look at together this term."""
    assert request.grouping is not None
    today = timezone.localdate()
    here = School.objects.in_grouping(request.grouping, today).known_by(of_urn)
    school = get_object_or_404(here.visible_to(request.user).prefetch_related("urns"))
    found = pack(request.grouping, school, request.user, today)
    showing(request, len(found.severely))  # type: ignore[arg-type]
    return show(request, "meeting_pack.html", pack=found, of_urn=of_urn)
