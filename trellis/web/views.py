"""What is said when there is no page, and the script that shows one when there is no network."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from trellis.schools.access import public
from trellis.web.assets import asset_text


def not_understood(request: HttpRequest, exception: Any) -> HttpResponse:
    """400: what the browser sent makes no sense."""
    return render(request, "400.html", status=400)


def not_allowed(request: HttpRequest, exception: Any) -> HttpResponse:
    """403: the person may not see this, or the form is too old."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Any) -> HttpResponse:
    """404: the same words whether a page does not exist or is not this person's to see."""
    return render(request, "404.html", status=404)


def went_wrong(request: HttpRequest) -> HttpResponse:
    """500: ours, not theirs. Rendered without the request, whose person is in the database."""
    return HttpResponse(render_to_string("500.html"), status=500)


@public
@require_safe
def on_site_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows a kept on-site list. It is the same for every school, and says that a browser may
    let it answer for one school's page.
    """
    return HttpResponse(
        asset_text("on_site_worker.js"),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache", "Service-Worker-Allowed": "/schools/"},
    )
