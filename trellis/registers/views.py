"""The pages of registers: a day's list, taking one, one mark with its history, paper for a power cut."""

import datetime as dt
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trellis.registers.actions import (
    Conflict,
    ProblemWithMarks,
    Recorded,
    close_register,
    record_marks,
    save_register,
)
from trellis.registers.forms import Amendment, read_form, read_save
from trellis.registers.history import history
from trellis.registers.models import Entry, Line
from trellis.registers.moments import milliseconds, new_act, read_act
from trellis.registers.places import Mark
from trellis.registers.taking import Sheet, enrolled_in, last_written_at, recordable, states_of
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import CodeSet
from trellis.rules.words import ProblemWith, Session
from trellis.schools.access import may, showing, signed_in, staff_may
from trellis.schools.markup import format_html_join
from trellis.schools.models import School, SchoolClass
from trellis.schools.roles import Permission

_LATE = ("L", "U")


@signed_in
def choose(request: HttpRequest) -> HttpResponse:
    """The schools where somebody takes registers; where there is one, straight to today's."""
    reach = request.user.reach(Permission.TAKE_REGISTERS)
    here = School.objects.filter(reach.schools_at("pk")) | School.objects.filter(classes__in=reach.classes)
    schools = list(here.distinct().prefetch_related("urns"))
    if len(schools) == 1:
        return redirect("registers:today", schools[0].urn)
    return render(request, "registers/choose.html", {"schools": schools})


@staff_may("take registers", narrows=True)
def today(request: HttpRequest, urn: str) -> HttpResponse:
    """Today's registers."""
    return redirect("registers:day", urn, timezone.localdate())


@staff_may("take registers", narrows=True)
def day(request: HttpRequest, urn: str, date: dt.date) -> HttpResponse:
    """The registers of a day: which are taken, which are not, and what is still missing."""
    states = states_of(request.school, _classes(request, date), date)
    sheets = {session: Sheet(request.school, None, date, session) for session in Session}
    context = {
        "states": states,
        "date": date,
        "sessions": list(Session),
        "times": {session: sheet.times for session, sheet in sheets.items()},
        "why_closed": sheets[Session.AM].why_closed_to_marks,
        "taken": {
            session: sum(held[at].is_taken for _class, held in states) for at, session in enumerate(Session)
        },
        "written_at": last_written_at(request.school),
        "now": timezone.now(),
    }
    return _show(request, "day.html", **context)


@staff_may("take registers", logs="pupils")
def register(
    request: HttpRequest, urn: str, class_name: str, date: dt.date, session: Session
) -> HttpResponse:
    """One class's register of a session: who is not here? Without script each button sends the form."""
    sheet = _sheet(request, date, session)
    conflicts: dict[int, dict[str, str]] = {}
    problems: dict[int, str] = {}
    if request.method == "POST":
        try:
            answer = _save(request, sheet, *read_form(request.POST, sheet))
        except ProblemWith as problem:
            problems = _by_pupil(problem)
        else:
            if not answer.conflicts:
                return redirect(f"{request.path}#{request.POST.get('mark', 'others').partition(':')[0]}")
            conflicts = {conflict.mark.pupil: _told(conflict) for conflict in answer.conflicts}
        sheet = _sheet(request, date, session)
    showing(request, len(sheet.places))
    return _show(
        request,
        "register.html",
        sheet=sheet,
        conflicts=conflicts,
        problems=problems,
        options=_options(sheet.code_set, session, get_language()),
        taps=_taps(sheet),
        words=_words(sheet),
        act=new_act(timezone.now()),
        now=milliseconds(timezone.now()),
        may_amend=may(request.user, Permission.AMEND_MARKS, request.school),
    )


@staff_may("take registers")
@require_POST
def save(request: HttpRequest, urn: str, class_name: str, date: dt.date, session: Session) -> HttpResponse:
    """One act from a page with script. It answers with what now stands for the pupils of the act."""
    sheet = _sheet(request, date, session)
    try:
        answer = _save(request, sheet, *read_save(request.body, sheet))
    except ProblemWith as problem:
        return JsonResponse({"problems": _by_pupil(problem)}, status=422)
    conflicts = {conflict.mark.pupil: _told(conflict) for conflict in answer.conflicts}
    return JsonResponse(
        {
            "stands": {mark.pupil: _says(mark, answer, request) for mark in answer.saved},
            "conflicts": conflicts,
        }
    )


@staff_may("take registers")
@require_POST
def close(request: HttpRequest, urn: str, class_name: str, date: dt.date, session: Session) -> HttpResponse:
    """Close a complete register: from then on what stands is amended, with a reason."""
    try:
        close_register(sheet=_sheet(request, date, session), by=request.user)
    except ProblemWith as problem:
        messages.error(request, _translated(problem))
    else:
        messages.success(request, _("The register is closed."))
    return redirect("registers:register", urn, class_name, date, session)


@staff_may("amend marks", logs="pupil")
def mark(
    request: HttpRequest, urn: str, class_name: str, date: dt.date, session: Session, pupil_id: int
) -> HttpResponse:
    """One mark: its history, and a form to amend it with a reason."""
    sheet = _sheet(request, date, session)
    place = next((place for place in sheet.places if place.pupil.pk == pupil_id), None)
    if place is None:
        raise Http404
    initial = {"seen": place.code, "code": request.GET.get("code"), "act": str(new_act(timezone.now()))}
    form = Amendment(request.POST or None, sheet=sheet, initial=initial)
    if request.method == "POST" and form.is_valid() and _amended(request, form, place.pupil.pk):
        return redirect("registers:register", urn, class_name, date, session)
    line = Line.objects.filter(school=request.school, year=sheet.year.start, pupil=pupil_id).first()
    changes = history(line, positions=[sheet.position]) if line else []
    return _show(request, "mark.html", sheet=sheet, one=place, form=form, changes=changes)


@staff_may("take registers", narrows=True, logs="pupils")
def blank(request: HttpRequest, urn: str, date: dt.date) -> HttpResponse:
    """Registers to print for a power cut: a page for each class, a week of blanks."""
    classes = _classes(request, date)
    monday = date - dt.timedelta(days=date.weekday())
    enrolled = enrolled_in(classes, date)
    showing(request, sum(len(members) for members in enrolled.values()))
    return _show(
        request,
        "blank.html",
        registers=[(school_class, enrolled[school_class.pk]) for school_class in classes],
        date=date,
        days=[monday + dt.timedelta(days=at) for at in range(5)],
    )


# --- How they do it -----------------------------------------------------------------------------------------


def _show(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    held = {
        "school": request.school,
        "place": request.school.name,
        "urn": request.resolver_match.kwargs["urn"],
    }
    return render(request, f"registers/{template}", held | context)


def _sheet(request: HttpRequest, date: dt.date, session: Session) -> Sheet:
    return Sheet(request.school, request.school_class, date, session)


def _classes(request: HttpRequest, date: dt.date) -> list[SchoolClass]:
    """The classes of the day's year whose registers this person takes."""
    classes = SchoolClass.objects.filter(school=request.school, year=AcademicYear.of(date).start)
    if not may(request.user, Permission.TAKE_REGISTERS, request.school):
        classes = classes.filter(pk__in=request.user.reach(Permission.TAKE_REGISTERS).classes)
    return list(classes.order_by("name"))


def _save(request: HttpRequest, sheet: Sheet, act: int, marks: list[Mark], others: bool) -> Recorded:
    """Record one act of a register page; after closing, a late arrival is the one change without a reason."""
    arrived = all(mark.code in _LATE and mark.seen == "N" for mark in marks)
    kind = Entry.Kind.REGISTER if others else Entry.Kind.LATE if arrived else Entry.Kind.TAP
    return save_register(sheet=sheet, marks=marks, by=request.user, kind=kind, act=act)


def _amended(request: HttpRequest, form: Amendment, pupil: int) -> bool:
    """Record an amendment, or put what stands against it on the form."""
    try:
        answer = record_marks(
            school=request.school,
            marks=[form.mark(pupil)],
            by=request.user,
            kind=Entry.Kind.AMENDMENT,
            act=read_act(form.cleaned_data["act"], now=timezone.now()),
            why=form.cleaned_data["why"],
        )
    except ProblemWith as problem:
        for says in _by_pupil(problem).values():
            form.add_error(None, says)
        return False
    for conflict in answer.conflicts:
        form.add_error(None, _told(conflict)["says"])
        form.data = form.data.copy()
        form.data["seen"] = conflict.stands
        form.data["act"] = str(new_act(timezone.now()))
    return not answer.conflicts


def _by_pupil(problem: ProblemWith) -> dict[int, str]:
    """What stands against an act, by pupil; 0 for the act as a whole."""
    if isinstance(problem, ProblemWithMarks):
        return {one.mark.pupil if one.mark else 0: _sentence(one.says) for one in problem.problems}
    return {0: _translated(problem)}


def _translated(problem: ProblemWith) -> str:
    return _sentence(problem.says)


def _sentence(says: Any) -> str:
    return _(says.template) % says.values if says.values else _(says.template)


def _told(conflict: Conflict) -> dict[str, str]:
    """A conflict as a row shows it: both marks in one sentence, and what each was."""
    last = conflict.last
    says = _("You marked %(meant)s. %(who)s had marked %(stands)s at %(at)s.") % {
        "meant": conflict.mark.code or _("nothing"),
        "stands": conflict.stands or _("nothing"),
        "who": last.by if last else _("Somebody"),
        "at": timezone.localtime(last.at).strftime("%H:%M") if last else "–",
    }
    return {"says": says, "meant": conflict.mark.code, "stands": conflict.stands}


def _says(mark: Mark, answer: Recorded, request: HttpRequest) -> dict[str, str]:
    """What a row shows of a mark just saved."""
    at = timezone.localtime(answer.at).strftime("%H:%M")
    return {"code": mark.code, "says": _("%(who)s, %(at)s") % {"who": request.user.name, "at": at}}


def _taps(sheet: Sheet) -> list[tuple[str, str, str]]:
    """The buttons of a row: the code each gives, its class in the style sheet and its words."""
    words = {"L": _("Late"), "N": _("Not here")}
    return [
        (code.code, f"trellis-tap--{at}", words.get(code.code, _("Present")))
        for at, code in enumerate(sheet.common, start=1)
    ]


@lru_cache(maxsize=64)
def _options(held: CodeSet, session: Session, _language: str | None) -> SafeString:
    """Every code as an option of a select, in the language that is spoken: the same in every row of every
    register.
    """
    named = ((code.code, f"{code.code} · {_(code.meaning)}") for code in recordable(held, session))
    return format_html_join("", '<option value="{}">{}</option>', named)


def _words(sheet: Sheet) -> dict[str, Any]:
    """What the script of the page says, and the codes that have a key."""
    return {
        "marked": _("MARKED of OF marked"),
        "saving": _("saving…"),
        "saved": _("all saved"),
        "waiting": _("no network: COUNT kept here and sent as soon as there is"),
        "refused": _("COUNT kept here: sign in again, then open this register"),
        "look": _("COUNT to look at"),
        "keep": _("Keep CODE"),
        "use": _("Use CODE"),
        "choose": _("Choose a code first."),
        "codes": [code.code for code in sheet.codes],
        "natures": [code.code for code in sheet.codes if code.nature_required],
    }
