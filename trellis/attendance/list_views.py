"""The list pages: who, why, what changed, what has been done."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.attendance.asked import Asked, choices, years_with_registers
from trellis.attendance.knowing.completeness import completeness
from trellis.attendance.pupil_lists import FIELDS, OFFERED, pupil_list, rolls_of_list, rows_of
from trellis.attendance.school_figures import GROUPS, label_in_words
from trellis.attendance.sheets import sheet
from trellis.attendance.siblings import siblings
from trellis.messages.log import last_steps
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.addressing import each_address
from trellis.schools.models import Enrolment
from trellis.schools.naming import named
from trellis.schools.roles import Permission

ROWS = 50


@staff_may("see pupils", logs="pupils", narrows=True)
def pupils(request: StaffRequest, urn: str) -> HttpResponse:
    """Who, why, what has been done: pupils who meet a rule over some days, narrowed to a group."""
    assert request.school is not None
    given = request.GET  # type: ignore[attr-defined]
    asked = Asked.read(request.school, given, timezone.localdate())
    where = given.get("where") or "persistent_absence"
    fields = {field: given[field] for field in FIELDS if given.get(field)}
    held = rolls_of_list(asked, fields)
    found = pupil_list(asked, held, where, fields)
    found = _only_theirs(request, found)
    if given.get("as") in ("csv", "xlsx"):
        showing(request, len(found))  # type: ignore[arg-type]
        return sheet(found, asked, given["as"], completeness(asked, held))
    pages = Paginator(range(len(found)), ROWS)
    page = pages.get_page(given.get("page"))
    begin = (page.number - 1) * ROWS
    rows = list(rows_of(found, asked, slice(begin, begin + ROWS)))
    who = named([row.enrolment for row in rows], asked.today)
    steps = last_steps([one.pupil for one in who.values()], asked.school, reader=request.user)
    # Whoever may see what passed with families may see who they are.
    families = (
        siblings([one.pupil for one in who.values()], asked.school, asked.today) if steps is not None else {}
    )
    showing(request, len(rows))  # type: ignore[arg-type]
    page_of, timeline = (each_address(name, asked.urn) for name in ("attendance:pupil", "messages:timeline"))
    context: dict[str, Any] = {
        "school": asked.school,
        "urn": asked.urn,
        "asked": asked,
        "found": found,
        "page": page,
        "rows": [
            (
                *(row, child, (steps or {}).get(child.pupil)),
                [(page_of(one.pk), one) for one in families.get(child.pupil, ())],
                *(page_of(child.pupil), timeline(child.pupil)),
            )
            for row in rows
            if (child := who[row.enrolment])
        ],
        "last_week": asked.today - timedelta(weeks=1),
        "sees_steps": steps is not None,
        "may_write": may(request.user, Permission.PREPARE_LETTERS, asked.school),
        "where": where,
        "offered": [(value, str(words)) for value, words in _offered(where).items()],
        "narrowed": [
            (_heading(field), label_in_words(field, _read(value))) for field, value in fields.items()
        ],
        "fields": fields,
        "years": years_with_registers(asked.school),
        **choices(),
        "everybody": f"{reverse('attendance:pupils', args=[asked.urn])}?where={where}&{asked.query}",
    }
    return render(request, "attendance/pupils.html", context)  # type: ignore[arg-type]


def _only_theirs(request: StaffRequest, found: Any) -> Any:
    """A class teacher's list holds the pupils of their own classes, and nobody else's."""
    assert request.school is not None
    if may(request.user, Permission.SEE_PUPILS, request.school):
        return found
    theirs = set(
        Enrolment.objects.filter(school=request.school).visible_to(request.user).values_list("pk", flat=True)
    )
    return found.only(theirs)


def _offered(where: str) -> dict[str, Any]:
    """The lists to choose from, with the one that was asked for among them."""
    return dict(OFFERED) if where in OFFERED else {**OFFERED, where: where}


def _heading(field: str) -> str:
    return {"year_group": _("Year group"), "class": _("Class")}.get(field) or str(GROUPS[field])


def _read(written: str) -> Any:
    """A label as an address says it."""
    return {"null": None, "true": True, "false": False}.get(written, written)
