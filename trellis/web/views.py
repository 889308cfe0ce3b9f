"""What is said when there is no page, and the script that shows one when there is no network."""

from collections.abc import Callable
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


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form older than the sign-in, as after signing in again in another window."""
    return render(request, "403_csrf.html", status=403)


def not_this_way(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """405: an address that only takes what a page sends to it. Somebody comes to one who pressed a button,
    was asked to sign in first, and was led back.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or response.content:
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page

    return answer


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
