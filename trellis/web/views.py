"""What is said when there is no page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


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
