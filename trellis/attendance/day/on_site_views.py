"""Who is on the site now: on the page, and on paper to tick off outside."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from trellis.attendance.day.on_site import OnSite
from trellis.attendance.day.on_site_paper import headline, on_site_pdf
from trellis.attendance.day.page import show
from trellis.schools.access import StaffRequest, showing, staff_may


@staff_may("see pupils", logs="pupils", narrows=True)
@require_safe
def on_site(request: StaffRequest, urn: str) -> HttpResponse:
    """Who is here now, by class, and who is to be looked for?"""
    found = _found(request)
    return show(request, "on_site.html", found=found, now=found.now, headline=headline(found))


@staff_may("see pupils", logs="pupils", narrows=True)
@require_safe
def on_site_paper(request: StaffRequest, urn: str) -> HttpResponse:
    """The same to print and tick off."""
    found = _found(request)
    name = f"on-site-{urn}-{timezone.localtime(found.now):%Y-%m-%d-%H%M}.pdf"
    return HttpResponse(
        on_site_pdf(found),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"},
    )


def _found(request: StaffRequest) -> OnSite:
    assert request.school is not None
    found = OnSite(request.school, timezone.now(), request.user)
    showing(request, found.shown)  # type: ignore[arg-type]
    return found
