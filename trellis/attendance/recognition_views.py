"""Certificates and stickers, and the exemptions that make them fair."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trellis.attendance import celebrating
from trellis.attendance.celebrating_forms import ExemptionForm
from trellis.attendance.celebrating_page import show
from trellis.attendance.certificates import by_hand, certificates_pdf, stickers_pdf
from trellis.attendance.models import Exemption
from trellis.attendance.recognition import (
    Child,
    Days,
    ProblemWithRecognition,
    Recognition,
    days_begun,
    days_called,
    recognised,
    two_years,
)
from trellis.imports.writing import TYPES, table_bytes
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.forms import EndForm
from trellis.schools.models import Enrolment
from trellis.schools.roles import Permission

# Which of those recognised: by the word that stands in an address.
WHICH = ("full", "improved")


@staff_may("see pupils", logs="pupils", narrows=True)
def certificates(request: StaffRequest, urn: str) -> HttpResponse:
    """Who has a certificate to be given, for 100% or for improvement?"""
    assert request.school is not None
    given = request.GET  # type: ignore[attr-defined]
    held = two_years(request.school, timezone.localdate())
    offered = days_begun(held)
    if not offered:
        showing(request, 0)  # type: ignore[arg-type]
        return show(request, "certificates.html", offered=offered, found=None)
    try:
        days = days_called(held, given["days"]) if given.get("days") else offered[0]
    except ProblemWithRecognition as wrong:
        raise Http404 from wrong
    found = recognised(request.school, days, held)
    throughout = may(request.user, Permission.SEE_PUPILS, request.school)
    if not throughout:
        theirs = Enrolment.objects.filter(school=request.school).visible_to(request.user)
        found = found.only(theirs.values_list("pk", flat=True))
    if given.get("as"):
        return _file(request, found, given.get("which", "full"), given["as"])
    showing(request, len(found.full) + len(found.improved))  # type: ignore[arg-type]
    return show(
        request,
        "certificates.html",
        offered=offered,
        found=found,
        days=days,
        throughout=throughout,
        by_hand=by_hand([*found.full, *found.improved]),
        may_tell=found.is_over and may(request.user, Permission.PREPARE_LETTERS, request.school),
    )


def _file(request: StaffRequest, found: Recognition, which: str, form: str) -> HttpResponse:
    """Those recognised as a sheet, as certificates to print or as stickers."""
    assert request.school is not None
    if which not in WHICH or form not in FORMS:
        raise Http404
    children = found.full if which == "full" else found.improved
    if not children:
        raise Http404
    showing(request, len(children))  # type: ignore[arg-type]
    words = _("100% attendance") if which == "full" else _("Improved attendance")
    body, kind = FORMS[form](request.school.name, words, found.days, children)
    ending = form if form in TYPES else "pdf"
    name = f"{form if ending == 'pdf' else 'list'}-{which}-{found.days.key}.{ending}"
    return HttpResponse(
        body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _sheet(ending: str, words: str, days: Days, children: list[Child]) -> tuple[bytes, str]:
    headings = [_("Class"), _("Name"), _("For"), _("Days")]
    rows = [[one.class_name, one.name, words, days.words] for one in children]
    return table_bytes(ending, headings, rows), TYPES[ending]


FORMS = {
    "csv": lambda _school, *said: _sheet("csv", *said),
    "xlsx": lambda _school, *said: _sheet("xlsx", *said),
    "certificates": lambda *said: (certificates_pdf(*said), "application/pdf"),
    "stickers": lambda *said: (stickers_pdf(*said), "application/pdf"),
}


# --- Exemptions ---------------------------------------------------------------------------------------------


@staff_may("see hold reasons", logs="pupil")
def exemptions(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """Which absence of this child does not stand against them, and why? Only for those who may know."""
    form = ExemptionForm(request.POST or None)  # type: ignore[attr-defined]
    if request.method == "POST" and form.carries_out(  # type: ignore[attr-defined]
        celebrating.exempt, pupil=request.pupil, school=request.school, by=request.user
    ):
        messages.success(request, _("It is recorded. Nobody else can tell."))  # type: ignore[arg-type]
        return redirect("attendance:exemptions", urn, pupil_id)
    rows = Exemption.objects.filter(pupil=request.pupil, school=request.school).order_by("-since", "-id")
    return show(
        request,
        "exemptions.html",
        status=400 if form.errors else 200,
        pupil=request.pupil,
        exemptions=rows,
        form=form,
        today=timezone.localdate(),
    )


@staff_may("see hold reasons")
@require_POST
def end_exemption(request: StaffRequest, urn: str, pupil_id: int, exemption_id: int) -> HttpResponse:
    """The last day of an exemption. It has no page of its own: the access log names pages, and the address of
    one would tell its readers that there is an exemption.
    """
    exemption = get_object_or_404(Exemption, pk=exemption_id, pupil=request.pupil, school=request.school)
    form = EndForm(request.POST)  # type: ignore[attr-defined]
    if form.carries_out(celebrating.end_exemption, exemption=exemption, by=request.user):
        messages.success(request, _("The last day is recorded."))  # type: ignore[arg-type]
    else:
        messages.error(request, _("Say the last day as a date."))  # type: ignore[arg-type]
    return redirect("attendance:exemptions", urn, pupil_id)
