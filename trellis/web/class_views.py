"""A class's page: how are these children doing, and who is in today?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from trellis.attendance.asked import Asked, choices
from trellis.attendance.school_figures import HEADLINES, every, figure
from trellis.measures.evaluate import evaluate
from trellis.registers.school_now import SchoolNow
from trellis.rules.academic_year import AcademicYear
from trellis.schools.access import may, showing, staff_may
from trellis.schools.roles import Permission
from trellis.web.class_page import current_half_term, members_of
from trellis.web.today import shown_day


@staff_may("see pupils", logs="pupils")
def school_class(request: HttpRequest, urn: str, class_name: str) -> HttpResponse:
    """The children of a class with their half-term, their figures and today's marks."""
    today = timezone.localdate()
    asked = Asked.read(request.school, request.GET, today).but(year=AcademicYear.of(today))
    held = asked.rolls(("class", "year_group"))
    shown = shown_day(SchoolNow(request.school, timezone.now()), held.rolls[0])
    day = shown.day if shown.day in asked.year else today
    members = members_of(request.school_class, asked, held, day)
    showing(request, len(members))
    answer = evaluate(held.rolls, HEADLINES, [asked.period], ("class",), population=asked.population)
    own = [row for row in answer.rows if row.group["class"] == class_name]
    context = {
        "school": request.school,
        "urn": urn,
        "school_class": request.school_class,
        "asked": asked,
        "members": members,
        "day": day,
        "shown": shown,
        "half_term": current_half_term(held.rolls[0], asked),
        "figures": [figure(row) for row in own],
        "missing": next((row.missing_marks for row in own), 0),
        "names": every(HEADLINES),
        **choices(),
        "takes_registers": may(request.user, Permission.TAKE_REGISTERS, request.school)
        or request.school_class.pk in request.user.reach(Permission.TAKE_REGISTERS).classes,
    }
    return render(request, "web/class.html", context)
