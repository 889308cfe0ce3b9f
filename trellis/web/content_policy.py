"""What a browser may load for a page of ours: one policy on every answer (docs/adr/0005), put into words once
for the settings there are.
"""

from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Django's own pages for developers carry their style in themselves.
_FOR_DEVELOPERS = (404, 500)


def content_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """An answer that has no policy of its own has ours."""
    stated, policy = settings.CONTENT_SECURITY_POLICY, build_policy()

    def answer(request: HttpRequest) -> HttpResponse:
        nonlocal stated, policy
        response = get_response(request)
        if settings.CONTENT_SECURITY_POLICY is not stated:
            stated, policy = settings.CONTENT_SECURITY_POLICY, build_policy()
        if not (settings.DEBUG and response.status_code in _FOR_DEVELOPERS):
            response.headers.setdefault(HEADER, policy)
        return response

    return answer
