"""Letters on the page: will any letter be wrong? Who gets one, who does not and why, each as on paper."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from trellis.messages import outbox
from trellis.messages.actions import (
    ProblemWithBatch,
    approve_batch,
    approve_wording,
    offer_templates,
    send_batch,
    withdraw_batch,
    write_wording,
)
from trellis.messages.drafts import SUBJECTS, Subject
from trellis.messages.forms import WordingForm
from trellis.messages.languages import (
    in_words,
    language_name,
    offered_languages,
    problem_in_words,
    said_again,
)
from trellis.messages.log import letters_about
from trellis.messages.models import Batch, LeftOut, Letter, Template, Wording
from trellis.messages.printing import Paper, pages_of, pdf_of, print_run, sample_pages
from trellis.messages.wording import uses_legal_wording
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.models import School
from trellis.schools.roles import Permission

ROWS = 50


# --- Batches ------------------------------------------------------------------------------------------------


@staff_may("prepare letters")
@require_safe
def letters(request: StaffRequest, urn: str) -> HttpResponse:
    """Every batch of the school, those that wait first."""
    held = Batch.objects.filter(school=request.school).select_related("school")
    shown = [
        {"batch": batch, "words": words_of(batch), "number": number}
        for batch, number in _with_numbers(held.exclude(state=Batch.State.WITHDRAWN)[:ROWS])
    ]
    waiting = [row for row in shown if row["batch"].state == Batch.State.PREPARED]
    return render(
        request,
        "messages/letters.html",
        {
            "school": request.school,
            "urn": urn,
            "waiting": waiting,
            "written": [row for row in shown if row not in waiting],
            "subjects": SUBJECTS.values(),
            "may_change_wording": may(request.user, Permission.CHANGE_LETTER_WORDING, request.school),
        },
    )


@staff_may("prepare letters", logs="pupils")
@require_safe
def batch(request: StaffRequest, urn: str, batch_id: int) -> HttpResponse:
    """One batch: the counts, one letter as it will be printed, the way to the next, and who is left out."""
    held = _batch(request.school, batch_id)
    letters = held.letters.in_class_order().select_related("pupil").prefetch_related("sides__wording")
    rows = Paginator(letters, ROWS).get_page(request.GET.get("page"))
    may_know = may(request.user, Permission.SEE_HOLD_REASONS, request.school)
    left_out = list(held.left_out.select_related("pupil"))
    showing(request, letters.count() + len({each.pupil_id for each in left_out}))
    return render(
        request,
        "messages/batch.html",
        {
            "school": request.school,
            "urn": urn,
            "batch": held,
            "words": words_of(held),
            "bands": _bands(held),
            "counted": SUBJECTS[held.subject].explain(held.counted),
            "rows": rows,
            "shown": _shown(held, letters, request.GET.get("letter")),
            "left_out": [{"row": each, "why": each.why(may_know=may_know)} for each in left_out],
            "reasons": _reasons(left_out, may_know=may_know),
            "children": held.letters.values("pupil").distinct().count(),
            "may_approve": may(request.user, Permission.APPROVE_LETTERS, request.school),
            "prepared_it": held.prepared_by_id == request.user.pk,
        },
    )


def _batch(school: School | None, number: int) -> Batch:
    return get_object_or_404(Batch.objects.select_related("school"), school=school, pk=number)


def _with_numbers(batches: Any) -> list[tuple[Batch, int]]:
    held = list(batches)
    numbers = Counter(Letter.objects.filter(batch__in=held).values_list("batch", flat=True))
    return [(batch, numbers[batch.pk]) for batch in held]


def words_of(batch: Batch) -> str:
    """What a batch is about: "Attendance letters, Autumn 1, 2024/25"."""
    subject = SUBJECTS[batch.subject]
    return f"{subject.words}, {subject.describe(batch.asked)}"


def _bands(batch: Batch) -> list[tuple[str, str, int]]:
    """Each band from the highest, where it begins, and how many letters are in it."""
    numbers = Counter(batch.letters.values_list("band", flat=True))
    return [
        (_(name), in_words(said_again(begins)), numbers[name])
        for name, _colour, begins in batch.counted.get("bands", [])
    ]


def _shown(batch: Batch, letters: Any, asked: str | None) -> dict[str, Any] | None:
    """One letter of a batch, its pages, and the places of the letters before and after it."""
    last = letters.count()
    if not last:
        return None
    place = min(max(int(asked), 1), last) if asked and asked.isdecimal() else 1
    letter = letters.get(place=place)
    return {
        "letter": letter,
        "pages": range(1, len(pages_of(Paper.of(batch), letter)) + 1),
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
    """The person signed in approves the letters as shown; they are written to the outbox."""
    held = _batch(request.school, batch_id)
    try:
        approve_batch(batch=held, by=request.user)
    except ValueError as wrong:
        messages.error(request, problem_in_words(wrong))
    else:
        number = held.letters.count()
        messages.success(
            request,
            ngettext("%(count)d letter is approved.", "%(count)d letters are approved.", number)
            % {"count": number},
        )
    return redirect("messages:batch", urn=urn, batch_id=held.pk)


@staff_may("approve letters")
@require_POST
def send(request: StaffRequest, urn: str, batch_id: int) -> HttpResponse:
    """Finish writing an approved batch to the outbox, where something stopped it."""
    held = _batch(request.school, batch_id)
    try:
        send_batch(batch=held)
    except ValueError as wrong:
        messages.error(request, problem_in_words(wrong))
    return redirect("messages:batch", urn=urn, batch_id=held.pk)


@staff_may("prepare letters")
@require_POST
def withdraw(request: StaffRequest, urn: str, batch_id: int) -> HttpResponse:
    """Set aside letters nobody has approved."""
    try:
        withdraw_batch(batch=_batch(request.school, batch_id))
    except ProblemWithBatch as wrong:
        messages.error(request, problem_in_words(wrong))
    else:
        messages.success(request, _("The letters are withdrawn: nobody is written to."))
    return redirect("messages:letters", urn=urn)


# --- Letters as paper ---------------------------------------------------------------------------------------


@staff_may("prepare letters", logs="pupils")
@require_safe
def letter_page(request: StaffRequest, urn: str, batch_id: int, letter_id: int, page: int) -> HttpResponse:
    """A page of a letter as a picture."""
    held, paper = _letter(request.school, batch_id, letter_id)
    showing(request, 1)
    return _picture(pages_of(paper, held), page)


@staff_may("see families", logs="pupils")
@require_safe
def letter_pdf(request: StaffRequest, urn: str, batch_id: int, letter_id: int) -> HttpResponse:
    """A letter as PDF: the very file in the outbox once it was sent."""
    held, paper = _letter(request.school, batch_id, letter_id)
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


def _letter(school: School | None, batch: int, letter: int) -> tuple[Letter, Paper]:
    held = _batch(school, batch)
    letters = held.letters.select_related("pupil", "batch__school").prefetch_related("sides__wording")
    return get_object_or_404(letters, pk=letter), Paper.of(held)


def _picture(pages: list[bytes], page: int) -> HttpResponse:
    if not 1 <= page <= len(pages):
        raise Http404
    return HttpResponse(pages[page - 1], content_type="image/png", headers={"Cache-Control": "no-store"})


@staff_may("see families", logs="pupil")
@require_safe
def letters_home(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """What this school has written home about one child."""
    assert request.pupil is not None
    assert request.school is not None
    return render(
        request,
        "messages/letters_home.html",
        {
            "school": request.school,
            "urn": urn,
            "pupil": request.pupil,
            "letters": letters_about(request.pupil, request.school, reader=request.user),
        },
    )


# --- Wording ------------------------------------------------------------------------------------------------


@staff_may("change letter wording")
@require_safe
def wordings(request: StaffRequest, urn: str) -> HttpResponse:
    """Every letter the school writes, and how its wording stands in each language."""
    assert request.school is not None
    for subject in SUBJECTS.values():
        offer_templates(school=request.school, subject=subject)
    rows = [
        {"words": subject.templates[template.name], "template": template, "languages": _standing(template)}
        for subject in SUBJECTS.values()
        for template in _templates(request.school, subject)
    ]
    return render(request, "messages/wordings.html", {"school": request.school, "urn": urn, "rows": rows})


def _templates(school: School, subject: Subject) -> list[Template]:
    held = {
        template.name: template
        for template in Template.objects.filter(school=school, subject=subject.name).prefetch_related(
            "wordings"
        )
    }
    return [held[name] for name in subject.templates if name in held]


def _standing(template: Template) -> list[dict[str, Any]]:
    """For each language offered: the wording in force, and a later draft if there is one."""
    found = []
    for language in offered_languages(wording.language for wording in template.wordings.all()):
        held = [wording for wording in template.wordings.all() if wording.language == language]
        in_force = [wording for wording in held if wording.is_approved]
        found.append(
            {
                "language": language,
                "name": language_name(language),
                "in_force": in_force[-1] if in_force else None,
                "draft": held[-1] if held and not held[-1].is_approved else None,
            }
        )
    return found


@staff_may("change letter wording")
def wording(request: StaffRequest, urn: str, template: str, language: str) -> HttpResponse:
    """One letter in one language: its words, its fields, and how it looks with invented figures."""
    held = _template(request.school, template)
    subject = SUBJECTS[held.subject]
    if language not in offered_languages(held.wordings.values_list("language", flat=True)):
        raise Http404
    versions = list(held.wordings.filter(language=language).order_by("-number"))
    latest = versions[0] if versions else None
    initial = {"title": latest.title, "body": latest.body} if latest else {}
    form = WordingForm(
        request.POST if request.method == "POST" else None,
        subject=subject,
        language=language,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        kept = write_wording(
            template=held,
            language=language,
            title=form.cleaned_data["title"],
            body=form.cleaned_data["body"],
            by=request.user,
        )
        if kept.is_approved:
            messages.info(request, _("Nothing was changed."))
        else:
            messages.success(request, _("Kept as a draft. Somebody must approve it before it is used."))
        return redirect("messages:wording", urn=urn, template=template, language=language)
    return render(
        request,
        "messages/wording.html",
        {
            "school": request.school,
            "urn": urn,
            "template": held,
            "words": subject.templates[held.name],
            # Not `language`: the shell has that name for the language of the page.
            "written_in": language,
            "language_name": language_name(language),
            "form": form,
            "fields": subject.fields,
            "conditions": subject.conditions,
            "latest": latest,
            "versions": versions,
            "legal": latest is not None and uses_legal_wording(latest.body),
            "pages": range(1, len(sample_pages(latest)) + 1) if latest else (),
            "may_approve": may(request.user, Permission.APPROVE_LETTERS, request.school),
        },
        status=400 if form.errors else 200,
    )


@staff_may("approve letters")
@require_POST
def approve_this_wording(
    request: StaffRequest, urn: str, template: str, language: str, number: int
) -> HttpResponse:
    """The person signed in has read the words and lets the school use them."""
    held = _version(request.school, template, language, number)
    try:
        approve_wording(wording=held, by=request.user)
    except ProblemWithBatch as wrong:
        messages.error(request, problem_in_words(wrong))
    else:
        messages.success(request, _("This wording is approved and in use from now on."))
    return redirect("messages:wording", urn=urn, template=template, language=language)


@staff_may("change letter wording")
@require_safe
def wording_page(
    request: StaffRequest, urn: str, template: str, language: str, number: int, page: int
) -> HttpResponse:
    """A page of a letter with invented figures, as a picture."""
    return _picture(sample_pages(_version(request.school, template, language, number)), page)


def _template(school: School | None, name: str) -> Template:
    return get_object_or_404(Template.objects.select_related("school"), school=school, name=name)


def _version(school: School | None, template: str, language: str, number: int) -> Wording:
    return get_object_or_404(
        Wording.objects.select_related("template__school"),
        template__school=school,
        template__name=template,
        language=language,
        number=number,
    )
