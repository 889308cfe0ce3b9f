"""The pages of records that are two and should be one, and of records whose time has come."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trellis.imports.problems import said, say, words
from trellis.registers.erased_files import FilesStay
from trellis.registers.erasure import erase_pupil, why_kept
from trellis.registers.merging_pupils import merge_pupils, take_apart, would_disagree
from trellis.registers.retention import destroy_school_year, school_years
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import ProblemWith
from trellis.schools.access import showing, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.forms import ErasureForm
from trellis.schools.models import Certificate, Enrolment, Merge, Pupil, School
from trellis.schools.roles import Permission
from trellis.schools.views import show

# --- Two records of one child -------------------------------------------------------------------------------


@staff_may("merge pupils", logs="pupil")
def merge(request: HttpRequest, urn: str, pupil_id: int) -> HttpResponse:
    """Choose the other record; settle what the two disagree on; make them one. This one is kept."""
    chosen = request.POST.get("other") or request.GET.get("other", "")
    may_go = _may_be_merged(request)
    other = may_go.filter(pk=number_of(chosen)).first()
    if other is None:
        likely = _alike(may_go, request.pupil)
        return show(request, "registers/merge.html", pupil=request.pupil, likely=_with_facts(likely))
    questions = would_disagree(request.pupil, other)
    settled = {one.where: request.POST.get(_name(one), "") for one in questions}
    if request.method == "POST" and all(settled[one.where] in (one.kept, one.duplicate) for one in questions):
        if _merged(request, other, settled):
            return redirect("schools:record", urn, pupil_id)
    elif request.method == "POST":
        messages.error(request, _("Say for each session which mark stands."))
    return show(
        request,
        "registers/merge_two.html",
        pupil=request.pupil,
        other=other,
        both=_with_facts([request.pupil, other]),
        questions=[(one, _name(one), settled[one.where]) for one in questions],
    )


def _merged(request: HttpRequest, other: Pupil, settled: dict[Any, str]) -> bool:
    try:
        merge_pupils(kept=request.pupil, gone=other, by=request.user, settled=settled)
    except ProblemWith as problem:
        say(request, problem)
        return False
    messages.success(request, _("The two records are one. It can be undone under Merged records."))
    return True


def _name(question: Any) -> str:
    return f"{question.school.pk}-{question.date.isoformat()}-{question.session}"


def _may_be_merged(request: HttpRequest) -> Any:
    """Other pupils all of whose schools this person may merge at: nobody learns of a record elsewhere."""
    mine = School.objects.visible_to(request.user, Permission.MERGE_PUPILS)
    elsewhere = Enrolment.objects.filter(pupil=OuterRef("pk")).exclude(school__in=mine)
    seen = Pupil.objects.visible_to(request.user, Permission.MERGE_PUPILS)
    return seen.filter(~Exists(elsewhere)).exclude(pk=request.pupil.pk)


def _alike(pupils: Any, pupil: Pupil) -> Any:
    """Those who may be the same child: the surname or the birthday and a name, or a UPN they share."""
    upns = pupil.numbers.values_list("upn", flat=True)
    named = Q(surname__iexact=pupil.surname) | Q(forename__iexact=pupil.forename)
    alike = Q(numbers__upn__in=list(upns)) | Q(surname__iexact=pupil.surname, forename__iexact=pupil.forename)
    if pupil.date_of_birth:
        alike |= named & Q(date_of_birth=pupil.date_of_birth)
    return pupils.filter(alike).distinct()[:20]


def _with_facts(pupils: Any) -> list[dict[str, Any]]:
    """Pupils with what tells them apart: numbers, schools and classes."""
    keys = [pupil.pk for pupil in pupils]
    found = Pupil.objects.filter(pk__in=keys).prefetch_related(
        "numbers", "enrolments__school", "enrolments__class_memberships__school_class"
    )
    return [
        {
            "pupil": pupil,
            "numbers": ", ".join(number.upn for number in pupil.numbers.all()),
            "enrolments": sorted(pupil.enrolments.all(), key=lambda row: row.since),
        }
        for pupil in sorted(found, key=lambda one: keys.index(one.pk))
    ]


@staff_may("merge pupils", logs="pupils")
def merges(request: HttpRequest, urn: str) -> HttpResponse:
    """Records made one here, the latest first, each of which can be taken apart again."""
    here = Pupil.objects.ever_at(request.school)
    found = Merge.objects.filter(kept__in=here).select_related("kept", "gone").order_by("-merged_at")[:50]
    showing(request, len(found))
    return show(request, "registers/merges.html", merges=found)


@staff_may("merge pupils")
@require_POST
def undo_merge(request: HttpRequest, urn: str, merge_id: int) -> HttpResponse:
    """Take two records apart again; what has changed since stays, and is said."""
    here = Pupil.objects.visible_to(request.user, Permission.MERGE_PUPILS).ever_at(request.school)
    found = get_object_or_404(Merge.objects.select_related("kept", "gone"), pk=merge_id, kept__in=here)
    try:
        apart = take_apart(merge=found, by=request.user)
    except ProblemWith as problem:
        say(request, problem)
        return redirect("records:merges", urn)
    messages.success(request, _("The two records stand as they did."))
    left = len(apart.marks) + len(apart.facts)
    if left:
        template = ngettext(
            "%(count)s thing had changed since and was left as it is.",
            "%(count)s things had changed since and were left as they are.",
            left,
        )
        messages.info(request, template % {"count": left})
    return redirect("records:merges", urn)


# --- Records whose time has come ----------------------------------------------------------------------------


@staff_may("erase records")
def records(request: HttpRequest, urn: str) -> HttpResponse:
    """How long each school-year is kept, which may be destroyed, and what was."""
    today = timezone.localdate()
    years = [(one, one.is_due(today)) for one in school_years(request.school, today)]
    certificates = Certificate.objects.filter(school=request.school)
    return show(request, "registers/records.html", years=years, certificates=_shown(certificates))


def _shown(certificates: Any) -> list[tuple[Certificate, str, int]]:
    """Certificates with the year they are about and how many rows went."""
    return [
        (
            one,
            AcademicYear(one.year).label if one.year is not None else "",
            sum(count for count in one.counts.values() if isinstance(count, int)),
        )
        for one in certificates
    ]


@staff_may("erase records")
@require_POST
def destroy(request: HttpRequest, urn: str, year: AcademicYear) -> HttpResponse:
    """Destroy a school-year whose time has come."""
    try:
        destroy_school_year(school=request.school, year=year.start, by=request.user)
    except ProblemWith as problem:
        say(request, problem)
    else:
        messages.success(request, _("The registers of %(year)s are destroyed.") % {"year": year.label})
    return redirect("records:records", urn)


@staff_may("erase records", logs="pupil")
def erase(request: HttpRequest, urn: str, pupil_id: int) -> HttpResponse:
    """Erase one pupil's record, or read why it must be kept."""
    kept = why_kept(request.pupil)
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and kept is None and form.is_valid() and _at_schools_of_theirs(request):
        try:
            erase_pupil(pupil=request.pupil, by=request.user, **form.cleaned_data)
        except FilesStay as problem:
            say(request, problem)
        else:
            messages.success(request, _("The record is erased; a certificate without a name remains."))
        return redirect("records:records", urn)
    return show(
        request,
        "registers/erase.html",
        pupil=request.pupil,
        kept=said(words(kept)) if kept else "",
        elsewhere=not _at_schools_of_theirs(request),
        form=form,
    )


def _at_schools_of_theirs(request: HttpRequest) -> bool:
    """Whether this person may erase at every school the pupil was at: others keep their own records."""
    mine = School.objects.visible_to(request.user, Permission.ERASE_RECORDS)
    return not Enrolment.objects.filter(pupil=request.pupil).exclude(school__in=mine).exists()
