"""What families answered, on the page: who has not been read, whose is this, and who wants no more texts."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from trellis.messages.actions import opt_in, opt_out, read_reply
from trellis.messages.languages import problem_in_words
from trellis.messages.models import Reply
from trellis.messages.replies import (
    Received,
    adults_named,
    is_stopping,
    match_reply,
    receive,
    said_by,
    stopped,
    take,
    unmatch_reply,
)
from trellis.messages.reply_forms import ReplyFileForm, ReplyForm
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.models import Contact, FamilyLink, Pupil
from trellis.schools.roles import Permission

ROWS = 50
SHOWN: Mapping[str, Any] = {
    "unread": gettext_lazy("Not read yet"),
    "nobody": gettext_lazy("From nobody we know"),
    "all": gettext_lazy("Every reply"),
}


@staff_may("see families", logs="pupils")
@require_safe
def replies(request: StaffRequest, urn: str) -> HttpResponse:
    """The replies nobody has read, newest first; those from nobody we know; or all of them."""
    which = request.GET.get("show", "")
    which = which if which in SHOWN else "unread"
    held = Reply.objects.filter(school=request.school)
    found = {"unread": held.unread(), "nobody": held.from_nobody_known(), "all": held}[which]
    page = Paginator(found.select_related("contact", "item__batch"), ROWS).get_page(request.GET.get("page"))
    rows = list(page)
    children = _children(request, rows)
    held_back = stopped(rows, request.school)
    showing(request, len({child.pk for each in children.values() for child in each}))
    context = {
        "school": request.school,
        "urn": urn,
        "page": page,
        "which": which,
        "words": SHOWN[which],
        "offered": SHOWN.items(),
        "rows": [
            {
                "reply": reply,
                "children": children.get(reply.contact_id, []),
                "stopping": is_stopping(reply),
                "stopped": held_back.get((reply.contact_id, reply.channel)),
            }
            for reply in rows
        ],
        "may_change": may(request.user, Permission.CHANGE_FAMILIES, request.school),
        "may_open_batches": may(request.user, Permission.PREPARE_LETTERS, request.school),
    }
    return render(request, "messages/replies.html", context)


def _children(request: StaffRequest, rows: list[Reply]) -> Mapping[int | None, list[Pupil]]:
    """The children of each sender at this school whom the reader may know of."""
    links = FamilyLink.objects.on(timezone.localdate()).filter(
        school=request.school, contact__in={reply.contact_id for reply in rows if reply.contact_id}
    )
    seen = Pupil.objects.visible_to(request.user)
    found: dict[int | None, list[Pupil]] = {}
    for link in links.filter(pupil__in=seen).select_related("pupil").order_by("pupil__surname", "id"):
        found.setdefault(link.contact_id, []).append(link.pupil)
    return found


@staff_may("change families")
def add_replies(request: StaffRequest, urn: str) -> HttpResponse:
    """A reply that came some other way, written down; or a file of them from the texting tool."""
    assert request.school is not None
    by_file = "file" in request.FILES or "by_file" in request.POST
    posted = request.POST if request.method == "POST" else None
    form = ReplyForm(None if by_file else posted)
    file_form = ReplyFileForm(posted if by_file else None, request.FILES if by_file else None)
    known = {"school": request.school, "by": request.user}
    if posted is not None and by_file and file_form.is_valid():
        try:
            found = receive(
                channel=file_form.cleaned_data["channel"],
                content=file_form.cleaned_data["file"].read(),
                **known,
            )
        except ValueError as wrong:
            file_form.add_error("file", problem_in_words(wrong))
        else:
            _tell(request, found)
            return redirect("messages:replies", urn=urn)
    elif posted is not None and not by_file and form.carries_out(take, **known):
        messages.success(request, _("The reply is kept."))
        return redirect("messages:reply", urn=urn, reply_id=form.outcome.pk)
    context = {"school": request.school, "urn": urn, "form": form, "file_form": file_form}
    status = 400 if form.errors or file_form.errors else 200
    return render(request, "messages/add_replies.html", context, status=status)


def _tell(request: StaffRequest, found: Received) -> None:
    """What became of a file, every row of it."""
    said = ngettext("%(count)d reply is new.", "%(count)d replies are new.", found.new) % {"count": found.new}
    if found.again:
        said += " " + _("%(count)d came before.") % {"count": found.again}
    if found.unmatched:
        said += " " + _("%(count)d from nobody we know: say whose they are.") % {"count": found.unmatched}
    if found.stopped:
        said += " " + _("%(count)d asked for no more.") % {"count": found.stopped}
    messages.success(request, said)
    for row, says in found.problems[:ROWS]:
        messages.error(request, _("Row %(row)d was left out: %(says)s") % {"row": row, "says": says})


@staff_may("see families", logs="pupils")
def reply(request: StaffRequest, urn: str, reply_id: int) -> HttpResponse:
    """One reply: who it is from, what it answers, and what somebody does about it."""
    held = get_object_or_404(
        Reply.objects.select_related("contact", "item__batch", "school"), school=request.school, pk=reply_id
    )
    may_change = may(request.user, Permission.CHANGE_FAMILIES, request.school)
    if request.method == "POST":
        if not may_change:
            raise Http404
        return _done(request, held, urn)
    asked = request.GET.get("who", "")
    seen = set(Pupil.objects.visible_to(request.user).ever_at(request.school).values_list("pk", flat=True))
    adults = [link for link in adults_named(request.school, asked) if link.pupil_id in seen]
    children = _children(request, [held]).get(held.contact_id, []) if held.contact_id else []
    showing(request, len({child.pk for child in children} | {link.pupil_id for link in adults}))
    context = {
        "school": request.school,
        "urn": urn,
        "reply": held,
        "children": children,
        "asked": asked,
        "adults": adults,
        "stopping": is_stopping(held),
        "stopped": stopped([held], request.school).get((held.contact_id, held.channel)),
        "may_change": may_change,
        "may_open_batches": may(request.user, Permission.PREPARE_LETTERS, request.school),
    }
    return render(request, "messages/reply.html", context)


def _done(request: StaffRequest, held: Reply, urn: str) -> HttpResponse:
    """Carry out what was pressed, and show the reply again; once it is read, the list."""
    act = request.POST.get("act", "")
    if act not in _ACTS:
        raise Http404
    try:
        messages.success(request, _ACTS[act](request, held))
    except ValueError as wrong:
        messages.error(request, problem_in_words(wrong))
    if act == "read":
        return redirect("messages:replies", urn=urn)
    return redirect("messages:reply", urn=urn, reply_id=held.pk)


def _read(request: StaffRequest, held: Reply) -> str:
    read_reply(reply=held, by=request.user)
    return _("It is read.")


def _match(request: StaffRequest, held: Reply) -> str:
    number = request.POST.get("contact", "")
    known = FamilyLink.objects.filter(school=request.school).visible_to(request.user)
    adults = Contact.objects.filter(pk=number_of(number), family_links__in=known)
    contact = get_object_or_404(adults.distinct())
    match_reply(reply=held, contact=contact, by=request.user)
    return _("It is from %(name)s.") % {"name": contact.name}


def _unmatch(request: StaffRequest, held: Reply) -> str:
    unmatch_reply(reply=held)
    return _("It waits for somebody to say whose it is.")


def _stop(request: StaffRequest, held: Reply) -> str:
    if held.contact is None:
        raise Http404
    opt_out(
        contact=held.contact, school=held.school, channel=held.channel, how=said_by(held), by=request.user
    )
    return _("Nothing more is sent to %(name)s in this way.") % {"name": held.contact.name}


def _again(request: StaffRequest, held: Reply) -> str:
    if held.contact is None:
        raise Http404
    opt_in(contact=held.contact, school=held.school, channel=held.channel, by=request.user)
    return _("%(name)s may be written to in this way again.") % {"name": held.contact.name}


_ACTS: Mapping[str, Callable[[StaffRequest, Reply], str]] = {
    "read": _read,
    "match": _match,
    "unmatch": _unmatch,
    "stop": _stop,
    "again": _again,
}
