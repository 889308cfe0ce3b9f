"""Messages on the page: will any be wrong? Who gets one, who does not and why, each as it will be seen."""

import datetime as dt
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from trellis.messages import outbox
from trellis.messages.actions import AT_ONCE, ProblemWithBatch, approve_batch, print_batch, withdraw_batch
from trellis.messages.channels import Transport, transport_of
from trellis.messages.conversations import to_be_read_out
from trellis.messages.drafts import SUBJECTS
from trellis.messages.languages import in_words, problem_in_words, said_again
from trellis.messages.models import Attempt, Batch, Channel, Item, LeftOut, Reply, why_left_out
from trellis.messages.printing import Paper, in_part, pages_of, part_of_run, parts_of_run, pdf_of
from trellis.messages.sending import ProblemWithItem, it_arrived, send_again, send_due, stop
from trellis.schools.access import StaffRequest, may, opens, showing, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.models import School
from trellis.schools.roles import Permission

ROWS = 50


# --- Batches ------------------------------------------------------------------------------------------------


@staff_may("prepare letters")
@require_safe
def batches(request: StaffRequest, urn: str) -> HttpResponse:
    """Every batch of the school, those that wait first."""
    held = Batch.objects.filter(school=request.school).select_related("school")
    written = held.filter(state__in=[Batch.State.APPROVED, Batch.State.SENT])
    page = Paginator(written, ROWS).get_page(request.GET.get("page"))
    return render(
        request,
        "messages/batches.html",
        {
            "school": request.school,
            "urn": urn,
            "waiting": _listed(held.waiting()),
            "written": _listed(page),
            "page": page,
            "subjects": [one for one in SUBJECTS.values() if opens(request, reverse(one.page, args=[urn]))],
            "unread": Reply.objects.filter(school=request.school).unread().count(),
            "may_change_wording": may(request.user, Permission.CHANGE_LETTER_WORDING, request.school),
        },
    )


def _listed(batches: Any) -> list[dict[str, Any]]:
    """Batches as a list shows them: what each is about, and how many go each way."""
    return [
        {"batch": batch, "words": words_of(batch), "counts": in_words_by_channel(counts)}
        for batch, counts in _with_counts(batches)
    ]


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
    not_written = Paginator(left_out, ROWS).get_page(request.GET.get("left"))
    stands = Standing.of(held)
    counts = stands.by_channel
    parts = parts_of_run(counts[Channel.LETTER])
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
            "parts": range(1, parts + 1),
            "run_is_gone": held.printed_at and not outbox.print_run_of(held, parts),
            "bands": _bands(held),
            "counted": SUBJECTS[held.subject].explain(held.counted),
            "rows": rows,
            "shown": _shown(held, items, request.GET.get("item")),
            "stands": stands,
            "to_look_at": _to_look_at(held, may_know=may_know),
            "number_left_out": len(left_out),
            "not_written": not_written,
            "left_out": [{"row": each, "why": each.why(may_know=may_know)} for each in not_written],
            "reasons": _reasons(left_out, may_know=may_know),
            "children": held.items.values("pupil").distinct().count(),
            "texts_go": _how_they_go(held.school, counts),
            "may_approve": may(request.user, Permission.APPROVE_LETTERS, request.school),
            "read_out": to_be_read_out(held),
            "prepared_it": held.prepared_by_id == request.user.pk,
        },
    )


@dataclass(frozen=True)
class Standing:
    """How a batch's items stand: how many by channel and state, and until when some of them wait."""

    counts: Counter[tuple[str, str]]
    waits_until: Sequence[dt.datetime]
    files_wait: bool  # texts and e-mails that could be written to the outbox now

    @classmethod
    def of(cls, batch: Batch) -> "Standing":
        found = batch.items.order_by().values_list("channel", "state")
        counts = Counter({(row[0], row[1]): row[2] for row in found.annotate(count=Count("pk"))})
        waiting = batch.items.filter(state=Item.State.QUEUED).exclude(channel=Channel.LETTER)
        later = waiting.filter(not_before__gt=timezone.now())
        return cls(
            counts,
            list(later.order_by("not_before").values_list("not_before", flat=True).distinct()[:1]),
            any(
                transport_of(batch.school, channel) == Transport.OUTBOX
                for channel in set(waiting.exclude(pk__in=later).values_list("channel", flat=True))
            ),
        )

    @property
    def by_channel(self) -> Counter[str]:
        counts: Counter[str] = Counter()
        for (channel, _state), count in self.counts.items():
            counts[channel] += count
        return counts

    @property
    def is_moving(self) -> bool:
        """Whether a sender has something to do."""
        return any(state in {Item.State.QUEUED, Item.State.SENDING} for _channel, state in self.counts)

    @property
    def rows(self) -> list[tuple[str, str, int]]:
        """Each channel and state in words, and how many items are in it."""
        order = list(Item.State.values)
        found = sorted(self.counts.items(), key=lambda row: (row[0][0], order.index(row[0][1])))
        return [
            (str(Channel(channel).label), str(Item.State(state).label), count)
            for (channel, state), count in found
        ]


@staff_may("prepare letters")
@require_safe
def progress(request: StaffRequest, urn: str, batch_id: int) -> HttpResponse:
    """How a batch's items stand at this moment: the part of its page that is asked for again and again."""
    held = _batch(request.school, batch_id)
    context = {"urn": urn, "batch": held, "stands": Standing.of(held)}
    return render(request, "messages/_progress.html", context)


def _how_they_go(school: School, counts: Counter[str]) -> str:
    """By what the texts and e-mails of a batch leave, for whoever is about to approve them."""
    said = {
        Channel.TEXT: _("Texts go by %(transport)s."),
        Channel.EMAIL: _("E-mails go by %(transport)s."),
    }
    return " ".join(
        words % {"transport": transport_of(school, channel).label}
        for channel, words in said.items()
        if counts[channel]
    )


def _to_look_at(batch: Batch, *, may_know: bool) -> list[dict[str, Any]]:
    """Items a person has to look at, and what is known of each: as many as a page holds."""
    items = batch.items.for_a_person().exclude(channel=Channel.LETTER).in_class_order()
    items = items.select_related("pupil").prefetch_related("attempts")[:ROWS]
    return [{"item": item, "why": _why(item, may_know=may_know)} for item in items]


def _why(item: Item, *, may_know: bool) -> str:
    """What is known of an item that failed, was held back or is uncertain."""
    last = item.attempts.all()[len(item.attempts.all()) - 1]
    if last.outcome == Attempt.Outcome.HELD:
        return why_left_out(last.says, "", "", may_know=may_know)
    return last.says or str(last.get_outcome_display())


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
    places = list(items.values_list("place", flat=True))  # one is missing where somebody's record was erased
    if not places:
        return None
    at = min(bisect_left(places, number_of(asked or "") or 1), len(places) - 1)
    item = items.get(place=places[at])
    pages = len(pages_of(Paper.of(batch), item)) if item.is_letter else 0
    return {
        "item": item,
        "pages": range(1, pages + 1),
        "place": at + 1,
        "last": len(places),
        "before": places[at - 1] if at else None,
        "after": places[at + 1] if at + 1 < len(places) else None,
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
        withdraw_batch(batch=_batch(request.school, batch_id), by=request.user)
    except ProblemWithBatch as wrong:
        messages.error(request, problem_in_words(wrong))
    else:
        messages.success(request, _("The messages are withdrawn: nobody is written to."))
    return redirect("messages:batches", urn=urn)


@staff_may("approve letters")
@require_POST
def send(request: StaffRequest, urn: str, batch_id: int) -> HttpResponse:
    """Write those texts and e-mails to the outbox that leave by nothing else and may go now."""
    held = _batch(request.school, batch_id)
    send_due(batch=held, by=[Transport.OUTBOX], most=AT_ONCE)
    return redirect("messages:batch", urn=urn, batch_id=held.pk)


ACTS = {"arrived": it_arrived, "again": send_again, "stop": stop}


@staff_may("approve letters")
@require_POST
def decide(request: StaffRequest, urn: str, batch_id: int, item_id: int) -> HttpResponse:
    """What a person decides of a message that failed, was held back, is uncertain or waits."""
    held = _batch(request.school, batch_id)
    item = get_object_or_404(held.items.select_related("batch"), pk=item_id)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    try:
        act(item=item, by=request.user)
    except ProblemWithItem as wrong:
        messages.error(request, str(wrong))
    else:
        messages.success(request, _("That is kept."))
    return redirect("messages:batch", urn=urn, batch_id=held.pk)


@staff_may("see families", logs="pupils")
@require_safe
def left(request: StaffRequest, urn: str) -> HttpResponse:
    """What left this machine, when, how and to whom: every hand-over to an e-mail server or to Notify."""
    handed = Attempt.objects.filter(
        item__batch__school=request.school,
        transport__in=[Transport.SMTP, Transport.NOTIFY],
        outcome__in=[Attempt.Outcome.SENT, Attempt.Outcome.UNKNOWN],
    )
    handed = handed.select_related("item__pupil", "item__batch__school").order_by("-at", "-pk")
    rows = Paginator(handed, ROWS).get_page(request.GET.get("page"))
    showing(request, len({each.item.pupil_id for each in rows if each.item.pupil_id}))
    transports = {transport.value: transport.label for transport in Transport}
    return render(
        request,
        "messages/left.html",
        {
            "school": request.school,
            "urn": urn,
            "page": rows,
            "rows": [{"attempt": each, "item": each.item, "by": transports[each.transport]} for each in rows],
        },
    )


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
    """Every letter of a batch in class order as one PDF; of very many, the part asked for."""
    held = _batch(request.school, batch_id)
    paper = Paper.of(held)
    letters = paper.letters()
    number, parts = number_of(request.GET.get("part", "1")), parts_of_run(len(letters))
    if not letters or number not in range(1, parts + 1):
        raise Http404
    showing(request, len({letter.pupil_id for letter in in_part(letters, number)}))
    sent = outbox.print_run_of(held, parts)
    content = sent[number - 1].read_bytes() if sent else part_of_run(paper, letters, number)
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
