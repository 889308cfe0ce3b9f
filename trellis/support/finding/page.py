"""What the pages of levels and cohorts share."""

from typing import Any
from urllib.parse import unquote

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trellis.schools.access import StaffRequest, may
from trellis.schools.models import School
from trellis.schools.roles import Permission
from trellis.support import page
from trellis.support.page import place_of

_AT_GROUPING = (
    (_("Counts of a term"), "support:level_counts"),
    (_("Indicators"), "support:level_table"),
)
_AT_SCHOOL = (
    (_("Children and levels"), "support:levels"),
    (_("Lists"), "support:cohorts"),
    *_AT_GROUPING,
)


def show(request: StaffRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of levels or cohorts, with its own tabs."""
    urn, path = request.resolver_match.kwargs["urn"], request.path  # type: ignore[attr-defined]
    parts = _AT_SCHOOL if request.school else _AT_GROUPING
    urls = [(words, reverse(name, args=[urn])) for words, name in parts]
    ways = [(words, url, path == unquote(url)) for words, url in urls]
    return page.show(request, f"finding/{template}", status=status, ways=ways, **context)


def school_of(request: StaffRequest) -> School:
    """The school of the address."""
    assert request.school is not None
    return request.school


def sees_protected(request: StaffRequest) -> bool:
    """Whether the reader may see why a child is protected, throughout the school."""
    return may(request.user, Permission.SEE_HOLD_REASONS, school_of(request))


def may_keep(request: StaffRequest) -> bool:
    """Whether the reader keeps what a place goes by and tells."""
    return may(request.user, Permission.KEEP_PROGRAMMES, place_of(request))


def insist_throughout(request: StaffRequest, permission: Permission) -> None:
    """For the whole school only: somebody with one class there finds nothing here."""
    if not may(request.user, permission, school_of(request)):
        raise Http404
