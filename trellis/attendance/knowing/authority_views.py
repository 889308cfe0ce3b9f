"""What is due to the authority: five lists, the files prepared of them, and enquiries after a child."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from trellis.attendance.knowing.authority import due_to_authority
from trellis.attendance.knowing.authority_paper import file_pdf
from trellis.attendance.knowing.completeness import completeness_between
from trellis.attendance.knowing.models import AuthorityFile, Enquiry
from trellis.attendance.knowing.page import show
from trellis.attendance.knowing.telling import (
    approve_file,
    note_enquiry,
    prepare_file,
    record_sent,
    throw_file_away,
)
from trellis.attendance.sheets import table_file
from trellis.imports.problems import say
from trellis.imports.writing import TYPES
from trellis.rules.academic_year import AcademicYear
from trellis.rules.watch import RULES_IN_WORDS, WATCHES_IN_WORDS, Watch
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.forms import ActForm, day_field, long_field
from trellis.schools.roles import Permission

MOST = 50


class SentForm(ActForm):
    """When and how a file went."""

    sent_on = day_field(gettext_lazy("Sent on"))
    sent_how = forms.CharField(
        label=gettext_lazy("How, and to whom"),
        max_length=160,
        help_text=gettext_lazy("Such as: the authority’s secure site, attendance team."),
    )


class EnquiryForm(ActForm):
    """An enquiry that was made."""

    on = day_field(gettext_lazy("Day"))
    asked = forms.CharField(label=gettext_lazy("Whom we asked"), max_length=160)
    words = long_field(gettext_lazy("What we learned"), rows=3)
    with_authority = forms.BooleanField(
        label=gettext_lazy("Made together with the authority"), required=False
    )


@staff_may("see families", logs="pupils")
def authority(request: StaffRequest, urn: str) -> HttpResponse:
    """Who is due to be told of, why and by when, and what was told already."""
    assert request.school is not None
    school, today = request.school, timezone.localdate()
    found = due_to_authority(school, today)
    lists = [
        {
            "watch": watch.value,
            "words": _(WATCHES_IN_WORDS[watch]),
            "rule": _(RULES_IN_WORDS[watch]),
            "rows": rows[:MOST],
            "more": max(0, len(rows) - MOST),
            "untold": sum(one.file is None for one in rows),
        }
        for watch, rows in found.items()
    ]
    showing(request, sum(len(one["rows"]) for one in lists))  # type: ignore[arg-type, misc]
    return show(
        request,
        "authority.html",
        lists=lists,
        today=today,
        files=AuthorityFile.objects.filter(school=school)[:MOST],
        complete=completeness_between(school, AcademicYear.of(today).since, today),
        may_prepare=may(request.user, Permission.PREPARE_LETTERS, school),
    )


@staff_may("prepare letters")
@require_POST
def prepare(request: StaffRequest, urn: str, watch: str) -> HttpResponse:
    """A file of those on a list who stand in none."""
    assert request.school is not None
    if watch not in list(Watch):
        raise Http404
    found = due_to_authority(request.school, timezone.localdate())[Watch(watch)]
    try:
        file = prepare_file(school=request.school, watch=Watch(watch), found=found, by=request.user)
    except ProblemWith as wrong:
        say(request, wrong)
        return redirect("attendance:authority", urn)
    return redirect("attendance:authority_file", urn, file.pk)


@staff_may("see families", logs="pupils")
def file(request: StaffRequest, urn: str, file_id: int) -> HttpResponse:
    """A file as it would go, or as it went; once approved it can be taken."""
    assert request.school is not None
    held = _here(request, file_id)
    rows = [row.cells for row in held.rows.all()]
    showing(request, len(rows))  # type: ignore[arg-type]
    ending = request.GET.get("as")  # type: ignore[attr-defined]
    may_take = may(request.user, Permission.EXPORT_DATA, request.school) and held.approved_at is not None
    if ending and not may_take:
        raise Http404
    name = f"authority-{held.watch}-{urn}-{timezone.localdate(held.prepared_at)}"
    if ending in TYPES:
        return table_file(name, str(ending), held.headings, rows)
    if ending == "pdf":
        return HttpResponse(
            file_pdf(held, rows),
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
        )
    return _page(request, held, SentForm(), rows, may_take=may_take)


def _page(
    request: StaffRequest,
    held: AuthorityFile,
    form: SentForm,
    rows: Any,
    *,
    may_take: bool,
    status: int = 200,
) -> HttpResponse:
    assert request.school is not None
    return show(
        request,
        "authority_file.html",
        status=status,
        file=held,
        rows=rows,
        form=form,
        may_take=may_take,
        may_approve=may(request.user, Permission.APPROVE_LETTERS, request.school),
        may_prepare=may(request.user, Permission.PREPARE_LETTERS, request.school),
    )


@staff_may("approve letters")
@require_POST
def approve(request: StaffRequest, urn: str, file_id: int) -> HttpResponse:
    """Somebody who looked through it says that it may leave."""
    approve_file(file=_here(request, file_id), by=request.user)
    messages.success(request, _("The file is approved: take it below, and say when it was sent."))  # type: ignore[arg-type]
    return redirect("attendance:authority_file", urn, file_id)


@staff_may("prepare letters", logs="pupils")
@require_POST
def sent(request: StaffRequest, urn: str, file_id: int) -> HttpResponse:
    """When and how it went."""
    held = _here(request, file_id)
    form = SentForm(request.POST)  # type: ignore[attr-defined]
    showing(request, 0)  # type: ignore[arg-type]
    if form.carries_out(record_sent, file=held, by=request.user):
        messages.success(request, _("It is written down that it was sent."))  # type: ignore[arg-type]
        return redirect("attendance:authority", urn)
    rows = [row.cells for row in held.rows.all()]
    return _page(request, held, form, rows, may_take=held.approved_at is not None, status=400)


@staff_may("prepare letters")
@require_POST
def throw_away(request: StaffRequest, urn: str, file_id: int) -> HttpResponse:
    """A file nobody has approved goes."""
    try:
        throw_file_away(file=_here(request, file_id))
    except ProblemWith as wrong:
        say(request, wrong)
        return redirect("attendance:authority_file", urn, file_id)
    return redirect("attendance:authority", urn)


@staff_may("see families", logs="pupil")
def enquiries(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """The enquiries made after a child, and one more."""
    assert request.school is not None
    school, pupil = request.school, request.pupil
    form = None
    if may(request.user, Permission.CHANGE_FAMILIES, school):
        form = EnquiryForm(request.POST or None)  # type: ignore[attr-defined]
        about = {"school": school, "pupil": pupil, "by": request.user}
        if request.method == "POST" and form.carries_out(note_enquiry, **about):  # type: ignore[attr-defined]
            return redirect("attendance:enquiries", urn, pupil_id)
    return show(
        request,
        "enquiries.html",
        status=400 if form and form.errors else 200,
        pupil=pupil,
        held=Enquiry.objects.filter(school=school, pupil=pupil),
        form=form,
    )


def _here(request: StaffRequest, file_id: int) -> AuthorityFile:
    return get_object_or_404(AuthorityFile.objects.filter(school=request.school), pk=file_id)
