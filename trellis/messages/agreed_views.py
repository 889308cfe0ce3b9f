"""What schools agreed together on the page: words and days, how each school keeps to them, and adopting."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from trellis.messages.agreed_forms import AgreedDateForm
from trellis.messages.agreeing import (
    Keeping,
    KeepingTo,
    Letter,
    ProblemWithAgreement,
    Sending,
    adopt,
    agree_date,
    agree_wording,
    half_termly,
    keeping_to,
    standing_of,
    subject_of,
)
from trellis.messages.drafts import SUBJECTS, Subject
from trellis.messages.forms import WordingForm
from trellis.messages.languages import language_name, offered_languages, problem_in_words
from trellis.messages.models import AgreedWording, Channel, Wording
from trellis.messages.reading import READ, reading_age_of
from trellis.rules.reading_age import AIM, FEWEST_WORDS
from trellis.schools.access import StaffRequest, may, staff_may
from trellis.schools.models import Grouping
from trellis.schools.roles import Permission
from trellis.schools.views import show

KEEPING = {
    Keeping.ADOPTED: gettext_lazy("Adopted"),
    Keeping.OWN: gettext_lazy("Own wording"),
    Keeping.NOT_APPROVED: gettext_lazy("Not approved"),
}
SENDING = {
    Sending.ON_TIME: gettext_lazy("Sent on time"),
    Sending.LATE: gettext_lazy("Sent late"),
    Sending.NOT_SENT: gettext_lazy("Not sent"),
    Sending.DUE: gettext_lazy("Not due yet"),
}


# --- A grouping ---------------------------------------------------------------------------------------------


@staff_may("see figures")
@require_safe
def agreed(request: StaffRequest, kind: str, name: str) -> HttpResponse:
    """Who keeps to the agreed letters and days: counts, and under each count the schools it counts."""
    assert request.grouping is not None
    found, what = keeping_to(request.grouping), half_termly()
    letter = next((one for one in found.letters if one.key == request.GET.get("letter")), None)
    date = next((one for one in found.dates if str(one.pk) == request.GET.get("date")), None)
    standing = request.GET.get("standing", "")
    rows = [_row(found, school, letter, date) for school in found.schools]
    if standing and (letter or date):
        rows = [row for row in rows if row["standing"] == standing]
    context = {
        "grouping": request.grouping,
        "found": found,
        "letters": [(one, _counts(found.keeping(one), KEEPING)) for one in found.letters],
        "dates": [
            (
                one,
                what.get((one.subject, one.letter), one.subject),
                _counts(found.sending(one), SENDING),
            )
            for one in found.dates
        ],
        "keeping": KEEPING.values(),
        "sending": SENDING.values(),
        "letter": letter,
        "date": date,
        "rows": rows,
        "may_agree": _may_agree(request, request.grouping),
        "offered": _offered() if _may_agree(request, request.grouping) else [],
    }
    return show(request, "messages/agreed.html", **context)


def _counts(counts: Any, words: Any) -> list[tuple[str, Any, int]]:
    return [(str(each), words[each], counts[each]) for each in words]


def _row(found: KeepingTo, school: Any, letter: Letter | None, date: Any) -> dict[str, Any]:
    """A school: where one letter or day was chosen how it stands to that, else how many of each."""
    keeping = [found.words[school.pk, one.key] for one in found.letters]
    sending = [found.sent[school.pk, one.pk] for one in found.dates]
    row: dict[str, Any] = {
        "school": school,
        "keeping": [(KEEPING[each], keeping.count(each)) for each in KEEPING],
        "sending": [(SENDING[each], sum(one.standing is each for one in sending)) for each in SENDING],
        "standing": "",
    }
    if letter is not None:
        each = found.words[school.pk, letter.key]
        row |= {"standing": str(each), "words": KEEPING[each]}
    elif date is not None:
        sent = found.sent[school.pk, date.pk]
        row |= {"standing": str(sent.standing), "words": SENDING[sent.standing], "sent": sent}
    return row


def _may_agree(request: StaffRequest, grouping: Grouping) -> bool:
    return Grouping.objects.visible_to(request.user, Permission.AGREE_LETTERS).filter(pk=grouping.pk).exists()


def _offered() -> list[tuple[Any, list[tuple[str, str, str, str]]]]:
    """Every message there is, with each way and language it comes in, to agree words for it."""
    return [
        (
            words,
            [
                (name, channel, language, f"{Channel(channel).label}, {language_name(language)}")
                for channel, language in sorted(
                    subject.shipped(name), key=lambda held: (held[0], held[1] != "en")
                )
                if channel in subject.channels
            ],
        )
        for subject in SUBJECTS.values()
        for name, words in subject.templates.items()
    ]


@staff_may("agree letters for several schools")
def agree(
    request: StaffRequest, kind: str, name: str, template: str, channel: str, language: str
) -> HttpResponse:
    """Agree the words of one message in one language; each school adopts them or keeps its own."""
    assert request.grouping is not None
    subject = _subject(template)
    held = AgreedWording.objects.filter(
        grouping=request.grouping, name=template, channel=channel, language=language
    )
    latest = held.order_by("-number").first()
    shipped = subject.shipped(template)
    if channel not in subject.channels or language not in offered_languages(tag for _way, tag in shipped):
        raise Http404
    title, body = (latest.title, latest.body) if latest else shipped.get((channel, language), ("", ""))
    form = WordingForm(
        request.POST if request.method == "POST" else None,
        subject=subject,
        channel=channel,
        language=language,
        initial={"title": title, "body": body},
    )
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        agree_wording(
            grouping=request.grouping,
            name=template,
            channel=channel,
            language=language,
            title=form.cleaned_data["title"],
            body=form.cleaned_data["body"],
            by=request.user,
        )
        messages.success(request, _("Agreed. Each school adopts it, or keeps words of its own."))
        return redirect("messages:agreed", kind=kind, name=name)
    context = {
        "words": subject.templates[template],
        "how": f"{Channel(channel).label}, {language_name(language)}",
        "grouping": request.grouping,
        "latest": latest,
        "versions": held.order_by("-number"),
        "form": form,
        "fields": subject.fields_in(channel),
        "reading": reading_age_of(subject, language, *_as_it_stands(form, title, body)),
        "is_read": language in READ,
        "aim": AIM,
        "fewest_words": FEWEST_WORDS,
        "language_name": language_name(language),
    }
    return show(request, "messages/agree.html", **context)


def _as_it_stands(form: WordingForm, title: str, body: str) -> tuple[str, str]:
    """The words being written, where they can be filled in; else those that stand."""
    if form.is_bound and form.is_valid():
        return form.cleaned_data["title"], form.cleaned_data["body"]
    return title, body


def _subject(template: str) -> Subject:
    try:
        return subject_of(template)
    except ProblemWithAgreement as wrong:
        raise Http404 from wrong


@staff_may("agree letters for several schools")
def agree_day(request: StaffRequest, kind: str, name: str) -> HttpResponse:
    """By which day every school sends something in a half-term."""
    form = AgreedDateForm(request.POST or None)
    known = {"grouping": request.grouping, "by": request.user}
    if request.method == "POST" and form.carries_out(agree_date, **known):
        messages.success(request, _("The day is agreed."))
        return redirect("messages:agreed", kind=kind, name=name)
    return show(request, "messages/agree_day.html", form=form, grouping=request.grouping)


# --- A school -----------------------------------------------------------------------------------------------


@staff_may("change letter wording")
@require_safe
def agreed_for_school(request: StaffRequest, urn: str) -> HttpResponse:
    """The letters agreed for this school's groupings, beside its own words."""
    assert request.school is not None
    rows = [
        {
            "letter": letter,
            "standing": str(standing),
            "words": KEEPING[standing],
            "own": _in_force(request, letter),
        }
        for letter, standing in standing_of(request.school)
    ]
    context = {"rows": rows, "may_adopt": may(request.user, Permission.APPROVE_LETTERS, request.school)}
    return show(request, "messages/agreed_for_school.html", **context)


def _in_force(request: StaffRequest, letter: Letter) -> Wording | None:
    """The school's own words where they differ: what stands in their place."""
    held = Wording.objects.approved().filter(
        template__school=request.school,
        template__name=letter.agreed.name,
        channel=letter.agreed.channel,
        language=letter.agreed.language,
    )
    return held.order_by("-number").first()


@staff_may("approve letters")
@require_POST
def adopt_agreed(request: StaffRequest, urn: str, agreed_id: int) -> HttpResponse:
    """The person signed in adopts and approves the agreed words for their school."""
    assert request.school is not None
    if not may(request.user, Permission.CHANGE_LETTER_WORDING, request.school):
        raise Http404
    agreed = get_object_or_404(AgreedWording, pk=agreed_id)
    try:
        adopt(school=request.school, agreed=agreed, by=request.user)
    except ProblemWithAgreement as wrong:
        raise Http404 from wrong
    except ValueError as wrong:
        messages.error(request, problem_in_words(wrong))
    else:
        messages.success(request, _("These words are yours from now on."))
    return redirect("messages:agreed_for_school", urn=urn)
