"""The page a family's link opens, on any telephone: no account, no cookie, no more than a first name."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from trellis.attendance.day.answer_forms import AnswerForm, ThoughtHereForm
from trellis.attendance.day.answer_words import language_of
from trellis.attendance.day.answering import (
    in_words,
    is_tried_too_often,
    keep_words,
    tell_by_link,
    thought_here,
)
from trellis.attendance.day.links import Opened, Standing, first_name, link_of
from trellis.attendance.models import AnswerLink
from trellis.schools.access import by_key
from trellis.schools.access_log import write_reading
from trellis.schools.settings import settings_of

THOUGHT_HERE = "thought_here"
_GONE = frozenset({Standing.ENDED, Standing.REVOKED, Standing.NOBODY})


# Whoever holds the link may answer by it, and nothing else is asked of their browser: there is no cookie for
# a stranger's page to borrow.
@csrf_exempt
@by_key
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """Why is the child not in school, and when are they back? Opening it changes nothing: a telephone that
    looks at links by itself has answered nothing.
    """
    link = link_of(key)
    if link is None:
        raise Http404
    with override(language_of(link.contact, link.school)):
        if request.method == "POST":
            return _taken(request, link)
        opened = Opened(link, timezone.now())
        return _page(request, opened, form=AnswerForm(opened=opened))


def _taken(request: HttpRequest, link: AnswerLink) -> HttpResponse:
    """Take in what was sent; after that the same address says that it was."""
    opened = Opened(link, timezone.now())
    form = AnswerForm(request.POST, opened=opened)
    if is_tried_too_often(link):
        return _page(request, opened, form=form, too_often=True, status=429)
    if THOUGHT_HERE in request.POST:
        act: Any = ThoughtHereForm(request.POST, opened=opened)
        done = act.carries_out(thought_here, link=link)
    else:
        act, done = form, form.carries_out(tell_by_link, link=link)
    if done and act.outcome is Standing.OPEN:
        return _private(HttpResponseRedirect(request.path, status=303))
    return _not_taken(request, link, form)


def _not_taken(request: HttpRequest, link: AnswerLink, form: AnswerForm) -> HttpResponse:
    """What could not be taken in: put right by the family while the link is open, and otherwise kept."""
    opened = Opened(
        AnswerLink.objects.select_related("school", "contact", "item__batch__school").get(pk=link.pk),
        timezone.now(),
    )
    if opened.standing is Standing.OPEN:
        return _page(request, opened, form=form, status=400)
    words = _words(form)
    kept = opened.standing is not Standing.REVOKED and keep_words(link=link, words=words)
    return _page(request, opened, form=form, words=words, kept=bool(kept) and bool(words))


def _words(form: AnswerForm) -> str:
    """What the family wrote, though it can no longer be taken in."""
    form.full_clean()
    said: Mapping[str, Any] = form.cleaned_data
    return in_words(said.get("reason", ""), said.get("since"), said.get("back"))


def _page(
    request: HttpRequest, opened: Opened, *, form: AnswerForm, status: int = 200, **context: Any
) -> HttpResponse:
    link = opened.link
    names = [first_name(one) for one in opened.children]
    if opened.standing is Standing.OPEN:
        _log(opened)
    elif opened.standing in _GONE:
        status = 410
    held = settings_of([link.school], ["letterhead_phone"], opened.day)[link.school.pk]
    context |= {
        "opened": opened,
        "link": link,
        "form": form,
        "standing": str(opened.standing),
        "names": names,
        "name": names[0] if len(names) == 1 else "",
        "several": _(" and ").join(filter(None, (", ".join(names[:-1]), *names[-1:]))),
        "phone": held["letterhead_phone"].value,
    }
    return _private(render(request, "attendance/day/answer.html", context, status=status))


def _log(opened: Opened) -> None:
    """The page names a child: who was shown it stands in the access log, and never the key that opened it."""
    one = opened.children[0].pupil if len(opened.children) == 1 else None
    write_reading(
        person=None,
        name=_("%(name)s, by a link") % {"name": opened.link.contact.name},
        school=opened.link.school,
        pupil=one,
        pupils=len(opened.children),
        page=reverse("attendance:answer", args=["…"]),
    )


def _private(response: HttpResponse) -> HttpResponse:
    """Kept by no browser on the way, found by no search, and told to no other page."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
