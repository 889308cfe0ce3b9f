"""Messages on the page: will any be wrong? Who gets one, who does not and why, each as it will be seen."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from trellis.messages import outbox
from trellis.messages.actions import ProblemWithBatch, approve_batch, print_batch, withdraw_batch
from trellis.messages.conversations import to_be_read_out
from trellis.messages.drafts import SUBJECTS
from trellis.messages.languages import in_words, problem_in_words, said_again
from trellis.messages.models import Batch, Channel, Item, LeftOut, Reply
from trellis.messages.printing import Paper, pages_of, pdf_of, print_run
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.models import School
from trellis.schools.roles import Permission

ROWS = 50


# --- Batches ------------------------------------------------------------------------------------------------


@staff_may("prepare letters")
@require_safe
def batches(request: StaffRequest, urn: str) -> HttpResponse:
    """Every batch of the school, those that wait first."""
    held = Batch.objects.filter(school=request.school).select_related("school")
    shown = [
        {"batch": batch, "words": words_of(batch), "counts": in_words_by_channel(counts)}
        for batch, counts in _with_counts(held.exclude(state=Batch.State.WITHDRAWN)[:ROWS])
    ]
    waiting = [row for row in shown if row["batch"].state == Batch.State.PREPARED]
    return render(
        request,
        "messages/batches.html",
        {
            "school": request.school,
            "urn": urn,
            "waiting": waiting,
            "written": [row for row in shown if row not in waiting],
            "subjects": SUBJECTS.values(),
            "unread": Reply.objects.filter(school=request.school).unread().count(),
            "may_change_wording": may(request.user, Permission.CHANGE_LETTER_WORDING, request.school),
        },
    )


@staff_may("prepare letters", logs="pupils")
@require_safe
def batch(request: StaffRequest, urn: str, batch_id: int) -> HttpResponse:
    """One batch: the counts, one message as its family will see it, the way to the next, and who is left
    out.
    """
    held = _batch(request.school, batch_id)
    items = held.items.in_class_order().select_related("pupil").prefetch_related("sides__wording")
    rows = Paginator(items, ROWS).get_page(request.GET.get("page"))
    may_know = may(request.user, Permission.SEE_HOLD_REASONS, request.school)
    left_out = list(held.left_out.select_related("pupil"))
    counts = Counter(held.items.values_list("channel", flat=True))
    showing(request, counts.total() + len({each.pupil_id for each in left_out}))
    return render(
        request,
        "messages/batch.html",
        {
            "school": request.school,
            "urn": urn,
            "batch": held,
            "words": words_of(held),
            "counts": in_words_by_channel(counts),
            "letters": counts[Channel.LETTER],
            "bands": _bands(held),
            "counted": SUBJECTS[held.subject].explain(held.counted),
            "rows": rows,
            "shown": _shown(held, items, request.GET.get("item")),
            "left_out": [{"row": each, "why": each.why(may_know=may_know)} for each in left_out],
            "reasons": _reasons(left_out, may_know=may_know),
            "children": held.items.values("pupil").distinct().count(),
            "may_approve": may(request.user, Permission.APPROVE_LETTERS, request.school),
            "read_out": to_be_read_out(held),
            "prepared_it": held.prepared_by_id == request.user.pk,
        },
    )


def in_words_by_channel(counts: Mapping[str, int]) -> str:
    """How many go each way: "392 letters, 12 texts"."""
    said = {
        Channel.LETTER: ngettext("%(count)d letter", "%(count)d letters", counts[Channel.LETTER]),
        Channel.TEXT: ngettext("%(count)d text", "%(count)d texts", counts[Channel.TEXT]),
        Channel.EMAIL: ngettext("%(count)d e-mail", "%(count)d e-mails", counts[Channel.EMAIL]),
    }
    return ", ".join(words % {"count": counts[channel]} for channel, words in said.items() if counts[channel])


def _batch(school: School | None, number: int) -> Batch:
    return get_object_or_404(Batch.objects.select_related("school"), school=school, pk=number)


def _with_counts(batches: Any) -> list[tuple[Batch, Counter[str]]]:
    """Each batch, and how many of its items go by each channel."""
    held = list(batches)
    found = Item.objects.filter(batch__in=held).order_by().values_list("batch", "channel")
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for number, channel, count in found.annotate(count=Count("pk")):
        counts[number][channel] = count
    return [(batch, counts[batch.pk]) for batch in held]


def words_of(batch: Batch) -> str:
    """What a batch is about: "Attendance letters, Autumn 1, 2024/25"."""
    subject = SUBJECTS[batch.subject]
    return f"{subject.words}, {subject.describe(batch.asked)}"


def _bands(batch: Batch) -> list[tuple[str, str, int]]:
    """Each band from the highest, where it begins, and how many messages are in it."""
    numbers = Counter(batch.items.values_list("band", flat=True))
    return [
        (_(name), in_words(said_again(begins)), numbers[name])
        for name, _colour, begins in batch.counted.get("bands", [])
    ]


def _shown(batch: Batch, items: Any, asked: str | None) -> dict[str, Any] | None:
    """One item of a batch, the pages of a letter, and the places of the items before and after it."""
    last = items.count()
    if not last:
        return None
    place = min(max(int(asked), 1), last) if asked and asked.isdecimal() else 1
    item = items.get(place=place)
    pages = len(pages_of(Paper.of(batch), item)) if item.is_letter else 0
    return {
        "item": item,
        "pages": range(1, pages + 1),
        "place": place,
        "last": last,
        "before": place - 1 or None,
        "after": place + 1 if place < last else None,
    }


def _reasons(left_out: list[LeftOut], *, may_know: bool) -> list[tuple[str, int]]:
    """How many are left out for each reason; those a reader may not know are one."""
    numbers = Counter(
        str(each.get_reason_display())
        if may_know or each.reason not in LeftOut.RESTRICTED
        else _("Held by the safeguarding lead")
        for each in left_out
    )
    return numbers.most_common()


@staff_may("approve letters")
@require_POST
def approve(request: StaffRequest, urn: str, batch_id: int) -> HttpResponse:
    """The person signed in approves the messages as shown; letters are written to the outbox."""
    held = _batch(request.school, batch_id)
    try:
        approve_batch(batch=held, by=request.user)
    except ValueError as wrong:
        messages.error(request, problem_in_words(wrong))
    else:
        counts = Counter(held.items.values_list("channel", flat=True))
        messages.success(request, _("Approved: %(messages)s.") % {"messages": in_words_by_channel(counts)})
    return redirect("messages:batch", urn=urn, batch_id=held.pk)


@staff_may("approve letters")
@require_POST
def print_letters(request: StaffRequest, urn: str, batch_id: int) -> HttpResponse:
    """Finish writing the letters of an approved batch to the outbox, where something stopped it."""
    held = _batch(request.school, batch_id)
    try:
        print_batch(batch=held)
    except ValueError as wrong:
        messages.error(request, problem_in_words(wrong))
    return redirect("messages:batch", urn=urn, batch_id=held.pk)


@staff_may("prepare letters")
@require_POST
def withdraw(request: StaffRequest, urn: str, batch_id: int) -> HttpResponse:
    """Set aside messages nobody has approved."""
    try:
        withdraw_batch(batch=_batch(request.school, batch_id))
    except ProblemWithBatch as wrong:
        messages.error(request, problem_in_words(wrong))
    else:
        messages.success(request, _("The messages are withdrawn: nobody is written to."))
    return redirect("messages:batches", urn=urn)


# --- Letters as paper ---------------------------------------------------------------------------------------


@staff_may("prepare letters", logs="pupils")
@require_safe
def item_page(request: StaffRequest, urn: str, batch_id: int, item_id: int, page: int) -> HttpResponse:
    """A page of a letter as a picture."""
    held, paper = _letter(request.school, batch_id, item_id)
    showing(request, 1)
    return picture_of(pages_of(paper, held), page)


@staff_may("see families", logs="pupils")
@require_safe
def item_pdf(request: StaffRequest, urn: str, batch_id: int, item_id: int) -> HttpResponse:
    """A letter as PDF: the very file in the outbox once it was sent."""
    held, paper = _letter(request.school, batch_id, item_id)
    showing(request, 1)
    sent = outbox.path_of(held)
    content = sent.read_bytes() if sent and sent.exists() else pdf_of(paper, held)
    return HttpResponse(content, content_type="application/pdf")


@staff_may("prepare letters", logs="pupils")
@require_safe
def whole_run(request: StaffRequest, urn: str, batch_id: int) -> HttpResponse:
    """Every letter of a batch in class order, as one PDF."""
    held = _batch(request.school, batch_id)
    paper = Paper.of(held)
    letters = paper.letters()
    if not letters:
        raise Http404
    showing(request, len({letter.pupil_id for letter in letters}))
    sent = outbox.print_run_of(held)
    content = sent.read_bytes() if sent and sent.exists() else print_run(paper, letters)
    return HttpResponse(content, content_type="application/pdf")


def _letter(school: School | None, batch: int, letter: int) -> tuple[Item, Paper]:
    held = _batch(school, batch)
    letters = held.items.by(Channel.LETTER).select_related("pupil", "batch__school")
    letters = letters.prefetch_related("sides__wording")
    return get_object_or_404(letters, pk=letter), Paper.of(held)


def picture_of(pages: list[bytes], page: int) -> HttpResponse:
    """One page as a picture, which a browser does not keep."""
    if not 1 <= page <= len(pages):
        raise Http404
    return HttpResponse(pages[page - 1], content_type="image/png", headers={"Cache-Control": "no-store"})
