"""The page a family's link opens, on any telephone: no account, no cookie, no more than a first name."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from trellis.attendance.day.answer_forms import AnswerForm, ThoughtHereForm
from trellis.attendance.day.answer_words import Speech, language_of
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
    if request.method != "POST":
        return _page(request, link)
    if is_tried_too_often(link):
        return _page(request, link, too_often=True, status=429)
    opened = Opened(link, timezone.now())
    form = AnswerForm(request.POST, opened=opened, says=_says(opened))
    act: Any = form
    if THOUGHT_HERE in request.POST:
        act = ThoughtHereForm(request.POST, opened=opened)
    done = act.carries_out(thought_here if act is not form else tell_by_link, link=link)
    if done and act.outcome is Standing.OPEN:
        return _private(HttpResponseRedirect(request.path, status=303))
    return _not_taken(request, link_of(key) or link, form)


def _not_taken(request: HttpRequest, link: AnswerLink, form: AnswerForm) -> HttpResponse:
    """What could not be taken in is put right by the family while the link is open, and otherwise kept."""
    standing = Opened(link, timezone.now()).standing
    if standing is Standing.OPEN:
        return _page(request, link, form=form, status=400)
    form.full_clean()
    said: Mapping[str, Any] = form.cleaned_data
    words = in_words(said.get("reason", ""), said.get("since"), said.get("back"))
    kept = standing is not Standing.REVOKED and keep_words(link=link, words=words) is not None
    return _page(request, link, words=words, kept=kept)


def _page(
    request: HttpRequest,
    link: AnswerLink,
    *,
    form: AnswerForm | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """The link as it stands now, in the language of whoever it was sent to."""
    opened = Opened(link, timezone.now())
    says = _says(opened)
    context |= {
        "opened": opened,
        "link": link,
        "form": form or AnswerForm(opened=opened, says=says),
        "says": says,
        "standing": str(opened.standing),
        "one": len(opened.children) == 1,
        "phone": _phone(opened),
    }
    if opened.standing in _GONE:
        status = 410
    with override(language_of(link.contact, link.school)):
        response = render(request, "attendance/day/answer.html", context, status=status)
    if opened.standing is Standing.OPEN:
        _log(opened)
    return _private(response)


def _says(opened: Opened) -> Speech:
    """The sentences of the page, with what this link fills in."""
    link, language = opened.link, language_of(opened.link.contact, opened.link.school)
    names = [first_name(one) for one in opened.children]
    with override(language):
        values = {
            "names": f" {Speech(language)['and']} ".join(filter(None, (", ".join(names[:-1]), *names[-1:]))),
            "until": date_format(timezone.localtime(link.until), "H:i"),
            "day": date_format(timezone.localtime(link.until), "j E"),
            "phone": _phone(opened),
        }
        if link.answered_at is not None:
            at = timezone.localtime(link.answered_at)
            values |= {"at": date_format(at, "H:i"), "answered": date_format(at, "j E")}
    return Speech(language, values)


def _phone(opened: Opened) -> str:
    held = settings_of([opened.link.school], ["letterhead_phone"], opened.day)
    return str(held[opened.link.school.pk]["letterhead_phone"].value)


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
