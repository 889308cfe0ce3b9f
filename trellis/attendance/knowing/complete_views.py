"""Is it complete? What is missing of some days, before a figure of them leaves the school."""

from django.http import HttpResponse
from django.utils import timezone

from trellis.attendance.asked import Asked, choices, years_with_registers
from trellis.attendance.knowing.completeness import FIELDS, completeness
from trellis.attendance.knowing.page import show
from trellis.schools.access import StaffRequest, may, staff_may
from trellis.schools.roles import Permission

MOST_REGISTERS = 100


@staff_may("see figures")
def complete(request: StaffRequest, urn: str) -> HttpResponse:
    """Registers not taken, marks missing, reasons not established and codes not in force."""
    assert request.school is not None
    asked = Asked.read(request.school, request.GET, timezone.localdate())  # type: ignore[attr-defined]
    found = completeness(asked, asked.rolls(FIELDS))
    return show(
        request,
        "complete.html",
        asked=asked,
        found=found,
        registers=found.registers[-MOST_REGISTERS:][::-1],
        years=years_with_registers(request.school),
        half_terms=choices()["half_terms"],
        may_take=may(request.user, Permission.TAKE_REGISTERS, request.school),
        may_see_pupils=may(request.user, Permission.SEE_PUPILS, request.school),
    )
